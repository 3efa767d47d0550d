//! What the module exports. All that is `unsafe` is here: pointers come from the caller, who keeps these rules.
//!
//! - A buffer (`pointer`, `len`) comes from [`unchunk_alloc`] with the same `len`. Whatever takes it owns it from then
//!   on.
//! - A handle comes from a function that returns one of its type, is freed once, and used by one call at a time.
//! - A chunk is written to [`unchunk_chunk`], what a call returns beside a number is read from [`unchunk_batch`]: both
//!   are there once, for all handles. The spans in the batch are lent until the next call.
//! - Memory may grow at any call: a view made before it may be dead after it.
#![allow(unsafe_code, clippy::missing_safety_doc, clippy::too_many_arguments)]

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use core::cell::UnsafeCell;
use core::ptr;

use unchunk::assemble::{Assembler, Mode, PushError, Update};
use unchunk::json::{self, Framing};
use unchunk::{sse, text};

use crate::batch::{Batch, Kind};
use crate::decoder::{Decoder, Wanted};
use crate::source::{Options, Source, ToDo};

/// Bytes of a chunk that go in at once. A larger one is given in pieces: chunking never matters.
const CHUNK: usize = 16 * 1024;

/// What the module shares with the script.
struct Shared {
    batch: UnsafeCell<Batch>,
    chunk: UnsafeCell<[u8; CHUNK]>,
}

// SAFETY: the module has one thread, and no call of its comes inside another.
unsafe impl Sync for Shared {}

static SHARED: Shared = Shared {
    batch: UnsafeCell::new(Batch::new()),
    chunk: UnsafeCell::new([0; CHUNK]),
};

/// The batch, for the length of one call.
unsafe fn batch<'c>() -> &'c mut Batch {
    unsafe { &mut *SHARED.batch.get() }
}

/// Part of the chunk, for the length of one call.
unsafe fn chunk<'c>(from: usize, to: usize) -> &'c [u8] {
    let chunk: &[u8] = unsafe { &*SHARED.chunk.get() };
    chunk.get(from..to).unwrap_or_default()
}

fn handle<T>(inner: T) -> *mut T {
    Box::into_raw(Box::new(inner))
}

unsafe fn free<T>(handle: *mut T) {
    drop(unsafe { Box::from_raw(handle) });
}

/// Where a batch is read from.
#[unsafe(no_mangle)]
pub extern "C" fn unchunk_batch() -> *const Batch {
    SHARED.batch.get()
}

/// Where a chunk is written to, 16 KiB at most.
#[unsafe(no_mangle)]
pub extern "C" fn unchunk_chunk() -> *mut u8 {
    SHARED.chunk.get().cast()
}

/// How many bytes are ASCII before the first one that is not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_ascii(pointer: *const u8, len: usize) -> usize {
    let bytes = unsafe { core::slice::from_raw_parts(pointer, len) };
    let is_ascii = |word: &&[u8; 8]| u64::from_ne_bytes(**word) & 0x8080_8080_8080_8080 == 0;
    let words = bytes.as_chunks().0.iter().take_while(is_ascii).count() * 8;
    words
        + bytes[words..]
            .iter()
            .take_while(|byte| byte.is_ascii())
            .count()
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

/// A decoder of Server-Sent Events, on request also of comments and ignored lines.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_sse(
    max_event_bytes: usize,
    comments: u32,
    ignored: u32,
    last_event_id: *mut u8,
    last_event_id_len: usize,
) -> *mut Decoder {
    let mut builder = sse::Decoder::builder()
        .last_event_id(unsafe { take_string(last_event_id, last_event_id_len) });
    if max_event_bytes > 0 {
        builder = builder.max_event_bytes(max_event_bytes);
    }
    let wanted = Wanted {
        comments: comments != 0,
        ignored: ignored != 0,
    };
    handle(if wanted.comments || wanted.ignored {
        Decoder::Items(builder.build_items(), wanted)
    } else {
        Decoder::Events(builder.build())
    })
}

/// A decoder of JSON texts: framing 0 values, 1 lines, 2 array, 3 sequence, 4 `Content-Length`. A limit of 0 is the
/// default one.
#[unsafe(no_mangle)]
pub extern "C" fn unchunk_json(
    framing: u32,
    max_frame_bytes: usize,
    max_depth: usize,
    validate: u32,
) -> *mut Decoder {
    let framing = match framing {
        1 => Framing::Lines,
        2 => Framing::Array,
        3 => Framing::TextSequence,
        4 => Framing::ContentLength,
        _ => Framing::Concatenated,
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
    handle(Decoder::Json(builder.build()))
}

/// A decoder of UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn unchunk_text(strict: u32) -> *mut Decoder {
    let decoder = if strict == 0 {
        text::Decoder::lossy()
    } else {
        text::Decoder::strict()
    };
    handle(Decoder::Text(decoder))
}

/// Decodes the chunk from one place to another, as far as a batch reaches: twice the number of items, and 1 if there may
/// be more, from where the batch says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_decode(decoder: *mut Decoder, from: usize, to: usize) -> u32 {
    unsafe { (*decoder).decode(chunk(from, to), batch()) }
}

/// Ends the stream: an item that only the end completes, and the verdict. After an error, call again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_finish(decoder: *mut Decoder) -> u32 {
    unsafe { (*decoder).finish(batch()) }
}

/// Frees a decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_free(decoder: *mut Decoder) {
    unsafe { free(decoder) };
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
) -> *mut Source {
    handle(Source::new(Options {
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

/// What to do now; the batch has the rest.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_poll(source: *mut Source, now: f64) -> ToDo {
    unsafe { (*source).poll(now, batch()) }
}

/// Reports the head of the response.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_opened(
    source: *mut Source,
    now: f64,
    status: u32,
    content_type: *mut u8,
    content_type_len: usize,
) {
    let content_type = unsafe { take_string(content_type, content_type_len) };
    let status = u16::try_from(status).unwrap_or_default();
    unsafe { (*source).opened(now, status, &content_type) };
}

/// Reports the chunk from one place to another and decodes it, as [`unchunk_decode`] does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_decode(
    source: *mut Source,
    from: usize,
    to: usize,
    now: f64,
) -> u32 {
    unsafe { (*source).decode(now, chunk(from, to), batch()) }
}

/// Reports that the body has ended; the batch has the verdict.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_ended(source: *mut Source, now: f64) {
    unsafe { (*source).ended(now, batch()) };
}

/// Reports that the request or the connection failed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_failed(source: *mut Source, now: f64) {
    unsafe { (*source).failed(now) };
}

/// Ends it for good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_abort(source: *mut Source) {
    unsafe { (*source).abort() };
}

/// Frees an event source.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_source_free(source: *mut Source) {
    unsafe { free(source) };
}

/// One growing text: mode 0 append, 1 replace, 2 to be found out.
#[unsafe(no_mangle)]
pub extern "C" fn unchunk_assembler(mode: u32) -> *mut Assembler {
    handle(match mode {
        0 => Assembler::append(),
        1 => Assembler::replace(),
        _ => Assembler::auto(),
    })
}

/// Takes a payload. 0: the batch has the suffix and how many characters are taken back; 1: too large; 2: ambiguous.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_assembler_push(
    assembler: *mut Assembler,
    pointer: *mut u8,
    len: usize,
) -> u32 {
    let payload = unsafe { take(pointer, len) };
    let told = unsafe { tell((*assembler).push_bytes(&payload), batch()) };
    if told == 0 && unsafe { (*assembler).is_ambiguous() } {
        2
    } else {
        told
    }
}

fn tell(update: Result<Update<'_>, PushError>, batch: &mut Batch) -> u32 {
    batch.clear();
    match update {
        Ok(update) => {
            batch.add(Kind::News, update.suffix().as_bytes(), &[], &[], 0..0);
            batch.number = update.removed_chars() as f64;
            0
        }
        Err(PushError::Ambiguous) => 2,
        Err(_) => 1,
    }
}

/// Decides what the payloads are; told as by [`unchunk_assembler_push`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_assembler_resolve(assembler: *mut Assembler, mode: u32) -> u32 {
    let mode = match mode {
        0 => Mode::Append,
        1 => Mode::Replace,
        _ => Mode::Auto,
    };
    unsafe { tell((*assembler).resolve(mode), batch()) }
}

/// Frees an assembler.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_assembler_free(assembler: *mut Assembler) {
    unsafe { free(assembler) };
}
