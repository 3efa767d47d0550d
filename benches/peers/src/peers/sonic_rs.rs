use std::ops::ControlFlow;

use serde::de::IgnoredAny;
use sonic_rs::{Deserializer, LazyValue};

use super::{each_line, refilled};
use crate::driver::{Driver, Seen, Sink};
use crate::feed::{Feed, Format};

pub struct BufferLazy;

impl Driver for BufferLazy {
    const NAME: &'static str = "sonic-rs, slices, LazyValue";
    const VALIDATES: bool = true;
    const READS: &'static [Format] = &[Format::JsonLines, Format::JsonValues];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        refilled(feed, |bytes| {
            let mut used = 0;
            for value in Deserializer::from_slice(bytes).into_stream::<LazyValue<'_>>() {
                match value {
                    Ok(value) => {
                        let json = value.as_raw_str();
                        // Its stream does not tell where a value ended; the value itself does.
                        used = json.as_ptr() as usize - bytes.as_ptr() as usize + json.len();
                        sink.note(Seen::value(json.as_bytes()));
                    }
                    Err(error) if error.is_eof() => break,
                    Err(error) => {
                        let _ = sink.error(&error);
                        return ControlFlow::Break(());
                    }
                }
            }
            ControlFlow::Continue(used)
        });
    }
}

pub struct LinesIgnored;

impl Driver for LinesIgnored {
    const NAME: &'static str = "sonic-rs, lines, IgnoredAny";
    const VALIDATES: bool = true;
    const READS: &'static [Format] = &[Format::JsonLines];

    fn drive(feed: &Feed, sink: &mut impl Sink) {
        each_line(feed, |line| match sonic_rs::from_slice(line) {
            Ok(IgnoredAny) => {
                sink.note(Seen::value(line));
                ControlFlow::Continue(())
            }
            Err(error) => sink.error(&error),
        });
    }
}
