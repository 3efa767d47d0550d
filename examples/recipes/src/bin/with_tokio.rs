//! Reads JSON lines, and answers them, over a socket with tokio's codec.

use std::error::Error;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::codec::{FramedRead, FramedWrite};
use unchunk::adapters::Codec;
use unchunk::json;

async fn echo(mut socket: TcpStream) -> Result<(), Box<dyn Error>> {
    let (reader, writer) = socket.split();
    // Validated, a request is sure to pass the encoder.
    let decoder = json::Decoder::builder()
        .framing(json::Framing::Lines)
        .validate(true);
    let mut requests = FramedRead::new(reader, Codec::new(decoder.build()));
    let mut answers = FramedWrite::new(writer, json::Encoder::lines());
    while let Some(request) = requests.next().await {
        match request? {
            Ok(request) => answers.send(request.text_bytes()).await?,
            // One bad line is not the end.
            Err(error) => {
                let answer = serde_json::to_string(&error.to_string())?;
                answers.send(answer).await?;
            }
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let client = async {
        let mut socket = TcpStream::connect(listener.local_addr()?).await?;
        socket.write_all(b"{\"id\":1}\noops\n{\"id\":").await?;
        socket.write_all(b"2}\n").await?;
        socket.shutdown().await?;
        let mut answers = String::new();
        socket.read_to_string(&mut answers).await?;
        print!("{answers}");
        Ok(())
    };
    let server = async { echo(listener.accept().await?.0).await };
    tokio::try_join!(client, server)?;
    Ok(())
}
