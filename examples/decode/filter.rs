//! The filter: a stream in, one JSON object per line out.

use std::io::{self, Read};
use std::process::ExitCode;

use unchunk::{Decode, json, sse, text};

use crate::arguments::{Format, Options};
use crate::chunks::Chunks;
use crate::output::{self, EndKind, Ending, Output};

/// Prints what is decoded; returns the exit status.
pub fn run(options: Options) -> io::Result<ExitCode> {
    let mut output = Output::new();
    let chunks = Chunks::new(options.input, options.cutting);
    let (ending, errors) = match options.format {
        Format::Sse => {
            let mut builder = sse::Decoder::builder().salvage(options.salvage);
            if let Some(bytes) = options.max_event {
                builder = builder.max_event_bytes(bytes);
            }
            if options.comments || options.items {
                let mut items = builder.build_items();
                let print = |item: sse::Item<'_>, output: &mut Output| match item {
                    sse::Item::Event(event) => output::event(&event, output),
                    sse::Item::Comment(line) => output::line("comment", &line, output),
                    sse::Item::Ignored(line) if options.items => {
                        output::line("ignored", &line, output)
                    }
                    _ => Ok(()),
                };
                let (ending, errors) = drain(&mut items, chunks, print, |_| None, &mut output)?;
                (ending.of_stream(items.decoder()), errors)
            } else {
                let mut decoder = builder.build();
                let print =
                    |event: sse::Event<'_>, output: &mut Output| output::event(&event, output);
                let (ending, errors) = drain(&mut decoder, chunks, print, |_| None, &mut output)?;
                (ending.of_stream(&decoder), errors)
            }
        }
        Format::Text => drain(
            &mut text::Decoder::lossy(),
            chunks,
            |piece: &str, output: &mut Output| output::text(piece, output),
            |_| None,
            &mut output,
        )?,
        Format::Json(framing) => {
            let mut builder = json::Decoder::builder()
                .framing(framing)
                .validate(options.validate);
            if let Some(depth) = options.max_depth {
                builder = builder.max_depth(depth);
            }
            if let Some(bytes) = options.max_frame {
                builder = builder.max_frame_bytes(bytes);
            }
            drain(
                &mut builder.build(),
                chunks,
                |frame: json::Frame<'_>, output: &mut Output| output::frame(&frame, output),
                |decoder| decoder.last_error()?.line(),
                &mut output,
            )?
        }
    };
    output::end(&ending, &mut output)?;
    output.flush()?;
    Ok(ExitCode::from(match (errors, ending.kind) {
        (1.., _) => 5,
        (0, EndKind::Complete) => 0,
        (0, EndKind::Truncated) => 3,
        (0, EndKind::Foreign) => 4,
    }))
}

/// Decodes to the end of the stream, printing items and errors; returns how it ended and how many errors there were.
fn drain<D: Decode>(
    decoder: &mut D,
    mut chunks: Chunks<impl Read>,
    print: impl Fn(D::Item<'_>, &mut Output) -> io::Result<()>,
    // The line of the last error, if the format has lines.
    line: impl Fn(&D) -> Option<u64>,
    output: &mut Output,
) -> io::Result<(Ending, u64)> {
    let mut errors = 0;
    loop {
        if chunks.must_read() {
            // What is known must not wait for what is not.
            output.flush()?;
        }
        let Some(mut input) = chunks.next()? else {
            break;
        };
        loop {
            let error = match decoder.decode(&mut input) {
                Ok(Some(item)) => {
                    print(item, output)?;
                    continue;
                }
                Ok(None) => break,
                Err(error) => error,
            };
            errors += 1;
            output::error(&error, line(decoder), output)?;
        }
    }
    loop {
        let error = match decoder.finish() {
            Ok(end) => {
                let ending = Ending::new(end.verdict(), chunks.position());
                if let Some(last) = end.into_last() {
                    print(last, output)?;
                }
                return Ok((ending, errors));
            }
            Err(error) => error,
        };
        errors += 1;
        output::error(&error, line(decoder), output)?;
    }
}
