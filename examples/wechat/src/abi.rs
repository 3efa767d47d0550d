//! What the module exports. All that is `unsafe` is here: pointers come from the caller, who keeps these rules.
//!
//! - A buffer (`pointer`, `len`) comes from [`unchunk_alloc`] with the same `len`. Whatever takes it owns it from then
//!   on.
//! - A handle comes from a function that returns one of its type, is freed once, and used by one call at a time.
//! - What a record's spans lie in is lent until the next call on the handle.
//! - Memory may grow at any call: a view made before it may be dead after it.
#![allow(unsafe_code, clippy::missing_safety_doc, clippy::too_many_arguments)]

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use core::ptr;

use unchunk::assemble::{Assembler, Mode, PushError, Update};
use unchunk::json::{self, Framing};
use unchunk::{sse, text};

use crate::decoder::{Comments, Decoder, Format};
use crate::record::{Kind, Record};
use crate::source::{Options, Source, ToDo};

/// Something with its record in front: a pointer to the one is a pointer to the other.
#[derive(Debug)]
#[repr(C)]
pub struct Handle<T> {
    record: Record,
    inner: T,
}

impl<T> Handle<T> {
    fn new(inner: T) -> *mut Self {
        let record = Record::new();
        Box::into_raw(Box::new(Self { record, inner }))
    }

    unsafe fn at<'h>(handle: *mut Self) -> (&'h mut T, &'h mut Record) {
        let handle = unsafe { &mut *handle };
        (&mut handle.inner, &mut handle.record)
    }

    unsafe fn free(handle: *mut Self) {
        drop(unsafe { Box::from_raw(handle) });
    }
}

/// The buffer, which from here on is owned.
unsafe fn take(pointer: *mut u8, len: usize) -> Box<[u8]> {
    unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(pointer, len)) }
}

unsafe fn take_string(pointer: *mut u8, len: usize) -> String {
    String::from_utf8_lossy(&unsafe { take(pointer, len) }).into_owned()
}

/// A buffer to write into.
#[unsafe(no_mangle)]
pub extern "C" fn unchunk_alloc(len: usize) -> *mut u8 {
    let buffer: Box<[u8]> = vec![0; len].into();
    Box::into_raw(buffer).cast()
}

/// A decoder of Server-Sent Events.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_sse(
    max_event_bytes: usize,
    _strict: u32,
    comments: u32,
    last_event_id: *mut u8,
    last_event_id_len: usize,
) -> *mut Handle<Decoder> {
    let mut builder = sse::Decoder::builder()
        .last_event_id(unsafe { take_string(last_event_id, last_event_id_len) });
    if max_event_bytes > 0 {
        builder = builder.max_event_bytes(max_event_bytes);
    }
    let comments = if comments == 0 {
        Comments::PassOver
    } else {
        Comments::Tell
    };
    Handle::new(Decoder::new(Format::Events(
        builder.build_items(),
        comments,
    )))
}

/// A decoder of JSON texts: framing 0 values, 1 lines, 2 array, 3 sequence, 4 `Content-Length`. A limit of 0 is the
/// default one.
#[unsafe(no_mangle)]
pub extern "C" fn unchunk_json(
    framing: u32,
    max_frame_bytes: usize,
    max_depth: usize,
    validate: u32,
) -> *mut Handle<Decoder> {
    let framing = match framing {
        1 => Framing::Lines,
        2 => Framing::Array,
        3 => Framing::Sequence,
        4 => Framing::ContentLength,
        _ => Framing::Values,
    };
    let mut builder = json::Decoder::builder()
        .framing(framing)
        .validate(validate != 0);
    if max_frame_bytes > 0 {
        builder = builder.max_frame_bytes(max_frame_bytes);
    }
    if max_depth > 0 {
        builder = builder.max_depth(max_depth);
    }
    Handle::new(Decoder::new(Format::Json(builder.build())))
}

/// A decoder of UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn unchunk_text(strict: u32) -> *mut Handle<Decoder> {
    let decoder = if strict == 0 {
        text::Decoder::lossy()
    } else {
        text::Decoder::strict()
    };
    Handle::new(Decoder::new(Format::Text(decoder)))
}

/// Gives a decoder its next chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_feed(decoder: *mut Handle<Decoder>, pointer: *mut u8, len: usize) {
    let (decoder, _) = unsafe { Handle::at(decoder) };
    decoder.feed(unsafe { take(pointer, len) });
}

/// Takes the next item of the chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_next(decoder: *mut Handle<Decoder>) -> Kind {
    let (decoder, record) = unsafe { Handle::at(decoder) };
    decoder.next(record)
}

/// Ends the stream: an item that only the end completes, and the verdict. After an error, call again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_finish(decoder: *mut Handle<Decoder>) -> Kind {
    let (decoder, record) = unsafe { Handle::at(decoder) };
    decoder.finish(record)
}

/// Frees a decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_free(decoder: *mut Handle<Decoder>) {
    unsafe { Handle::free(decoder) };
}

/// A session with a decoder; see [`Options`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source(
    attempts: u32,
    reconnection_time: f64,
    max_delay: f64,
    transport_idle: f64,
    content_idle: f64,
    replay_without_id: u32,
    last_event_id: *mut u8,
    last_event_id_len: usize,
    done_data: *mut u8,
    done_data_len: usize,
    done_type: *mut u8,
    done_type_len: usize,
) -> *mut Handle<Source> {
    Handle::new(Source::new(Options {
        attempts,
        reconnection_time,
        max_delay,
        transport_idle,
        content_idle,
        replay_without_id: replay_without_id != 0,
        last_event_id: unsafe { take_string(last_event_id, last_event_id_len) },
        done_data: unsafe { take(done_data, done_data_len) },
        done_type: unsafe { take(done_type, done_type_len) },
    }))
}

/// What to do now; the record tells the rest.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_poll(source: *mut Handle<Source>, now: f64) -> ToDo {
    let (source, record) = unsafe { Handle::at(source) };
    source.poll(now, record)
}

/// Reports the head of the response.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_opened(
    source: *mut Handle<Source>,
    now: f64,
    status: u32,
    content_type: *mut u8,
    content_type_len: usize,
) {
    let (source, _) = unsafe { Handle::at(source) };
    let content_type = unsafe { take_string(content_type, content_type_len) };
    source.opened(
        now,
        u16::try_from(status).unwrap_or_default(),
        &content_type,
    );
}

/// Reports a chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_feed(
    source: *mut Handle<Source>,
    pointer: *mut u8,
    len: usize,
) {
    let (source, _) = unsafe { Handle::at(source) };
    source.feed(unsafe { take(pointer, len) });
}

/// Takes the next event of the chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_next(source: *mut Handle<Source>, now: f64) -> Kind {
    let (source, record) = unsafe { Handle::at(source) };
    source.next(now, record)
}

/// Reports that the body has ended; the record tells the verdict.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_ended(source: *mut Handle<Source>, now: f64) {
    let (source, record) = unsafe { Handle::at(source) };
    source.ended(now, record);
}

/// Reports that the request or the connection failed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_failed(source: *mut Handle<Source>, now: f64) {
    let (source, _) = unsafe { Handle::at(source) };
    source.failed(now);
}

/// Ends it for good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_abort(source: *mut Handle<Source>) {
    let (source, _) = unsafe { Handle::at(source) };
    source.abort();
}

/// Frees an event source.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_free(source: *mut Handle<Source>) {
    unsafe { Handle::free(source) };
}

/// One growing text: mode 0 append, 1 replace, 2 to be found out.
#[unsafe(no_mangle)]
pub extern "C" fn unchunk_assembler(mode: u32) -> *mut Handle<Assembler> {
    Handle::new(match mode {
        0 => Assembler::append(),
        1 => Assembler::replace(),
        _ => Assembler::auto(),
    })
}

/// Takes a payload. 0: the record has the suffix and how many characters are taken back; 1: too large; 2: ambiguous.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_assembler_push(
    assembler: *mut Handle<Assembler>,
    pointer: *mut u8,
    len: usize,
) -> u32 {
    let (assembler, record) = unsafe { Handle::at(assembler) };
    let payload = unsafe { take(pointer, len) };
    let told = tell(assembler.push_bytes(&payload), record);
    if told == 0 && assembler.is_ambiguous() {
        2
    } else {
        told
    }
}

fn tell(update: Result<Update<'_>, PushError>, record: &mut Record) -> u32 {
    match update {
        Ok(update) => {
            record.spans[0] = update.suffix().as_bytes().into();
            record.numbers[0] = update.removed_chars() as f64;
            0
        }
        Err(PushError::Ambiguous) => 2,
        Err(_) => 1,
    }
}

/// Decides what the payloads are; told as by [`unchunk_assembler_push`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_assembler_resolve(
    assembler: *mut Handle<Assembler>,
    mode: u32,
) -> u32 {
    let (assembler, record) = unsafe { Handle::at(assembler) };
    let mode = match mode {
        0 => Mode::Append,
        1 => Mode::Replace,
        _ => Mode::Auto,
    };
    tell(assembler.resolve(mode), record)
}

/// Frees an assembler.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_assembler_free(assembler: *mut Handle<Assembler>) {
    unsafe { Handle::free(assembler) };
}
