//! Limits, privileges and open files of the process that becomes the media tool.
//! It must not widen anything: each step only takes away.

use std::io;

use rustix::process::{self, Resource, Rlimit, Signal};
use rustix::thread::{self, CapabilitySet, CapabilitySets};

use super::CageFault;
use super::policy::CageLimits;

/// Everything from here on is closed when the program starts; below are stdin, stdout, stderr.
const FIRST_CLOSED: libc::c_uint = 3;
const MEMLOCK_BYTES_MAX: u64 = 64 << 10;

/// Marks every further descriptor to be closed by the start of the program.
#[expect(unsafe_code, reason = "no safe call covers descriptors that this process did not open")]
pub(super) fn close_descriptors() -> Result<(), CageFault> {
    // SAFETY: marking a descriptor close-on-exec leaves it open and valid in this process, so no
    // owner is surprised; the call takes three integers and touches no memory.
    let answer = unsafe {
        libc::syscall(
            libc::SYS_close_range,
            FIRST_CLOSED,
            libc::c_uint::MAX,
            libc::CLOSE_RANGE_CLOEXEC,
        )
    };
    if answer == 0 {
        return Ok(());
    }
    Err(CageFault::step("closing descriptors")(io::Error::last_os_error()))
}

/// Dies with the server. The parent is asked for after the signal is set, since it may have
/// gone in between, and then no signal would ever come.
pub(super) fn die_with_parent(parent_pid: u32) -> Result<(), CageFault> {
    process::set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|errno| CageFault::step("tying to the server")(errno.into()))?;
    let parent = process::getppid().map(|pid| pid.as_raw_nonzero().get());
    if parent.and_then(|pid| u32::try_from(pid).ok()) == Some(parent_pid) {
        return Ok(());
    }
    Err(CageFault::Orphaned)
}

/// Sets what the kernel counts: processor time, memory, file size, open files, no core file.
pub(super) fn apply(limits: &CageLimits) -> Result<(), CageFault> {
    // The hard limit a little above lets the first signal say that it was the processor time.
    set(Resource::Cpu, limits.cpu_s_max, limits.cpu_s_max.saturating_add(2))?;
    set(Resource::As, limits.memory_bytes_max, limits.memory_bytes_max)?;
    set(Resource::Fsize, limits.file_bytes_max, limits.file_bytes_max)?;
    set(Resource::Nofile, limits.files_max, limits.files_max)?;
    set(Resource::Core, 0, 0)?;
    // Enough for the key store that a crypto library makes at its start, unused as it is.
    set(Resource::Memlock, MEMLOCK_BYTES_MAX, MEMLOCK_BYTES_MAX)?;
    set(Resource::Msgqueue, 0, 0)?;
    // Both are courtesies to the server: without them the run is as safe, only less polite.
    let _ = process::nice(i32::try_from(limits.nice.min(19)).unwrap_or(19));
    let _ = std::fs::write("/proc/self/oom_score_adj", "800");
    Ok(())
}

fn set(resource: Resource, soft: u64, hard: u64) -> Result<(), CageFault> {
    let old = process::getrlimit(resource);
    let hard = old.maximum.map_or(hard, |old| old.min(hard));
    let new = Rlimit { current: Some(soft.min(hard)), maximum: Some(hard) };
    process::setrlimit(resource, new)
        .map_err(|errno| CageFault::step("setting limits")(errno.into()))
}

/// Gives up all capabilities and any way to gain new ones.
pub(super) fn drop_privileges() -> Result<(), CageFault> {
    let failed = CageFault::step("giving up privileges");
    thread::set_no_new_privs(true).map_err(|errno| failed(errno.into()))?;
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    thread::set_capabilities(None, none).map_err(|errno| failed(errno.into()))
}
