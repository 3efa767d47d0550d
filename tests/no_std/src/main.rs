//! Decodes, encodes and reconnects on `core`, `alloc` and the C library's allocator. Exits with 0 if all is as it should
//! be.
//!
//! If the crate or a dependency pulled in `std`, the compiler would find two panic handlers and refuse.
#![no_std]
#![no_main]

extern crate alloc;

use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};
use core::ffi::{c_int, c_void};
use core::panic::PanicInfo;
use core::time::Duration;

use unchunk::session::{Action, Closed, Session};
use unchunk::{Verdict, sse, text};

#[link(name = "c")]
unsafe extern "C" {
    fn aligned_alloc(align: usize, size: usize) -> *mut c_void;
    fn free(memory: *mut c_void);
    fn abort() -> !;
}

struct CAllocator;

// SAFETY: `aligned_alloc` and `free` keep the contract for the power-of-two alignments that layouts have.
unsafe impl GlobalAlloc for CAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe {
            aligned_alloc(
                layout.align(),
                layout.size().next_multiple_of(layout.align()),
            )
            .cast()
        }
    }

    unsafe fn dealloc(&self, memory: *mut u8, _: Layout) {
        unsafe { free(memory.cast()) }
    }
}

#[global_allocator]
static ALLOCATOR: CAllocator = CAllocator;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    unsafe { abort() }
}

/// The compiled `core` and `alloc` refer to these two, though nothing unwinds here.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() {}

#[unsafe(no_mangle)]
extern "C" fn main() -> c_int {
    let mut stream = Vec::new();
    let fields = sse::EventBuilder::new()
        .event_type("delta")
        .data("你好\n世界");
    assert!(sse::Encoder::new().event(&fields, &mut stream).is_ok());

    let mut decoder = sse::Decoder::new();
    let mut events = 0;
    for chunk in stream.chunks(1) {
        let mut input = chunk;
        while let Ok(Some(event)) = decoder.decode(&mut input) {
            assert!(event.data() == "你好\n世界" && event.event_type() == "delta");
            events += 1;
        }
    }
    let end = decoder.finish();
    assert!(events == 1 && end.is_ok_and(|end| end.verdict() == Verdict::Complete));

    let mut text = text::Decoder::lossy();
    assert!(text.decode(&mut &b"\xE4"[..]) == Ok(None));
    assert!(text.decode(&mut &b"\xBD\xA0"[..]) == Ok(Some("你")));

    let mut session = Session::new();
    assert!(matches!(session.poll(Duration::ZERO), Action::Open(_)));
    assert!(session.closed(Duration::ZERO, Closed::Failed).is_ok());
    let until = Duration::from_secs(2);
    assert!(session.poll(Duration::ZERO) == Action::Wait { until });
    0
}
