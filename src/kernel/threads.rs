//! Threads with names, so that a stall and its CPU time can be told apart.
//! Nothing else in the program starts a thread.
#![expect(clippy::disallowed_methods, reason = "this is the one place that starts threads")]

use crate::kernel::fault::Fault;
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// What a prompt thread asks for at a time; others get some 3 ms.
const PROMPT_SLICE: Duration = Duration::from_micros(100);

/// Starts a named thread.
///
/// # Errors
/// `Unavailable` when the machine gives no thread.
pub(crate) fn start(
    name: String,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, Fault> {
    let started = Builder::new().name(name.clone()).spawn(work);
    started.map_err(|error| Fault::Unavailable(format!("no thread for {name}: {error}")))
}

/// Lets this thread run soon after it wakes, ahead of threads that have work for longer. It costs
/// them nothing: its share of the processor stays the same. Linux has it since 6.12 (the slice of
/// EEVDF, `sched_setattr(2)`); elsewhere nothing changes.
#[expect(unsafe_code, reason = "no safe call sets the slice")]
pub(crate) fn be_prompt() {
    // SAFETY: all bytes zero is a value of this structure of integers: the usual policy.
    let mut attributes: libc::sched_attr = unsafe { std::mem::zeroed() };
    attributes.size = u32::try_from(size_of_val(&attributes)).unwrap_or_default();
    attributes.sched_runtime = u64::try_from(PROMPT_SLICE.as_nanos()).unwrap_or_default();
    // SAFETY: thread 0 is this one, and the structure outlives the call, which only reads it.
    let answer = unsafe {
        libc::syscall(libc::SYS_sched_setattr, 0, std::ptr::from_ref(&attributes), 0_u32)
    };
    if answer != 0 {
        tracing::debug!(error = %std::io::Error::last_os_error(), "the system sets no slices");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(unsafe_code, reason = "no safe call tells the slice")]
    fn a_prompt_thread_keeps_its_policy() {
        let told = start("prompt".to_owned(), || {
            be_prompt();
            // SAFETY: thread 0 is this one; the call takes integers only.
            assert_eq!(unsafe { libc::sched_getscheduler(0) }, libc::SCHED_OTHER);
        });
        told.expect("a thread").join().expect("it ends well");
    }
}
