//! What the module exports. All that is `unsafe` is here: pointers come from the caller, who keeps these rules.
//!
//! - A buffer (`pointer`, `len`) comes from [`unchunk_alloc`] with the same `len`. Whatever takes it owns it from then
//!   on.
//! - A handle comes from a function that returns one of its type, is freed once, and used by one call at a time.
//! - A chunk is written to [`unchunk_chunk`], what a call returns beside a number is read from [`unchunk_batch`]: both
//!   are there once, for all handles. The spans in the batch are lent until the next call.
//! - Memory may grow at any call: a view made before it may be dead after it.
#![allow(unsafe_code, clippy::missing_safety_doc)]

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use core::cell::UnsafeCell;
use core::ptr;

use unchunk::assemble::{Assembler, Mode, PushError, Update};
use unchunk::json::{self, Framing};
use unchunk::{sse, text};

use crate::batch::{Batch, Kind, ascii_len};
use crate::decoder::{Decoder, Wanted};

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
    ascii_len(unsafe { core::slice::from_raw_parts(pointer, len) })
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

/// A decoder of Server-Sent Events, on request also of comments, of ignored lines, and of an event that the end cuts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_sse(
    max_event_bytes: usize,
    comments: u32,
    ignored: u32,
    salvage: u32,
    last_event_id: *mut u8,
    last_event_id_len: usize,
) -> *mut Decoder {
    let builder = sse::Decoder::builder()
        .last_event_id(unsafe { take_string(last_event_id, last_event_id_len) })
        .max_event_bytes(max_event_bytes)
        .salvage(salvage != 0);
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

/// A decoder of JSON texts: framing 0 concatenated, 1 lines, 2 array, 3 text sequence, 4 `Content-Length`.
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
    let builder = json::Decoder::builder()
        .framing(framing)
        .max_frame_bytes(max_frame_bytes)
        .max_depth(max_depth)
        .validate(validate != 0);
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

/// Adds what a decoder of events has for the next connection to the same stream, and what it has ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_state(decoder: *const Decoder) {
    unsafe { (*decoder).state(batch()) };
}

/// Frees a decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_free(decoder: *mut Decoder) {
    unsafe { free(decoder) };
}

/// One growing text: mode 0 append, 1 replace, 2 to be found out.
#[unsafe(no_mangle)]
pub extern "C" fn unchunk_assembler(mode: u32, percent_encoded: u32) -> *mut Assembler {
    let builder = Assembler::builder(mode_of(mode));
    handle(builder.percent_encoded(percent_encoded != 0).build())
}

const fn mode_of(mode: u32) -> Mode {
    match mode {
        0 => Mode::Append,
        1 => Mode::Replace,
        _ => Mode::Auto,
    }
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
    unsafe { tell((*assembler).resolve(mode_of(mode)), batch()) }
}

/// Ends the text; told as by [`unchunk_assembler_push`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_assembler_finish(assembler: *mut Assembler) -> u32 {
    unsafe { tell((*assembler).finish(), batch()) }
}

/// Frees an assembler.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchunk_assembler_free(assembler: *mut Assembler) {
    unsafe { free(assembler) };
}
