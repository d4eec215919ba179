//! Ctrl-C: a command stops at its next step, in which nothing is half written; a second Ctrl-C ends it at once.
//!
//! In: the signal SIGINT. Out: whether to stop. Always: what a command writes, it writes after its last step, each file as a whole.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The exit code of a command that was interrupted, as shells know it: 128 and the number of the signal.
pub const EXIT: i32 = 130;

static ASKED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Listens from here on. Where a system cannot listen, Ctrl-C ends the program at once, as it does without this.
pub fn watch() {
    let asked = ASKED.get_or_init(Arc::default);
    let signal = signal_hook::consts::SIGINT;
    // The first of both acts on the second signal only: the flag is set by then.
    let second = signal_hook::flag::register_conditional_shutdown(signal, EXIT, Arc::clone(asked));
    if second.is_ok() {
        let _ = signal_hook::flag::register(signal, Arc::clone(asked));
    }
}

/// Whether the user asked to stop.
pub fn asked() -> bool {
    ASKED.get().is_some_and(|it| it.load(Ordering::Relaxed))
}
