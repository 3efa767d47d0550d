//! The embedded sample: a chat answer as a network may cut it.

use std::io::{self, Write};

use unchunk::{Verdict, sse};

use crate::paint::{Colour, Paint};

const STREAM: &str = concat!(
    ": connected\r\n\r\n",
    "id: 1\r\ndata: 你好\r\n\r\n",
    "id: 2\r\ndata: ，我是\r\n\r\n",
    "id: 3\r\ndata: 流式回答\r\ndata: 👋\r\n\r\n",
    "event: done\r\ndata: [DONE]\r\n\r\n",
);

const CUTS: [usize; 9] = [
    14,  // between the CR and LF of a blank line
    24,  // inside the field name `data`
    29,  // inside 你, after its first byte
    30,  // and after its second
    35,  // between the CR and LF of the line 你好
    56,  // inside 我
    99,  // in the middle of 👋
    114, // inside the event type `done`
    133, // before the very last LF
];

/// Feeds the sample and shows what goes in and what comes out.
pub fn show() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let paint = Paint::for_stdout();
    writeln!(
        out,
        "A chat answer, {} bytes of SSE in {} chunks:\n",
        STREAM.len(),
        CUTS.len() + 1
    )?;

    let mut decoder = sse::Decoder::new();
    let mut answer = String::new();
    let mut naive = String::new();
    let mut start = 0;
    for end in CUTS.into_iter().chain([STREAM.len()]) {
        let chunk = &STREAM.as_bytes()[start..end];
        writeln!(out, "chunk {start:3}..{end:<3}  {}", visible(chunk, paint))?;
        naive += &String::from_utf8_lossy(chunk);
        start = end;

        let mut input = chunk;
        while let Some(event) = decoder.decode(&mut input).map_err(io::Error::other)? {
            let (name, data, span) = (event.event_type(), event.data(), event.span());
            writeln!(
                out,
                "    {} {name:?}  id {:?}  data {data:?}  bytes {span:?}",
                paint.text(Colour::Cyan, "event"),
                event.last_event_id()
            )?;
            if name == "message" {
                answer += &data;
            }
        }
    }

    let end = decoder.finish().map_err(io::Error::other)?;
    let verdict = match end.verdict() {
        Verdict::Complete => "complete",
        Verdict::Truncated { .. } => "truncated",
        _ => "not an event stream",
    };
    let broken = naive.matches(char::REPLACEMENT_CHARACTER).count();
    let answer = paint.text(Colour::Green, &answer);
    writeln!(out, "\nThe stream is {verdict}. The answer:\n\n{answer}\n")?;
    writeln!(
        out,
        "Decoding each chunk on its own with from_utf8_lossy would have put {broken} U+FFFD into it."
    )?;
    writeln!(
        out,
        "Now try:  printf 'data: hi\\n\\n' | cargo run --example decode"
    )
}

/// The chunk with line ends escaped and the bytes of cut characters in hex.
fn visible(chunk: &[u8], paint: Paint) -> String {
    let mut shown = String::new();
    for part in chunk.utf8_chunks() {
        shown += &part.valid().replace('\r', "\\r").replace('\n', "\\n");
        for byte in part.invalid() {
            shown += &paint.text(Colour::Yellow, &format!("<{byte:02X}>"));
        }
    }
    shown
}
