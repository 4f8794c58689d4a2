//! The system call filter of the cage: a short list of what a decoder needs, the rest denied.
//! It must not allow sockets, new processes, signals to others, or raising a limit again.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::SeccompCmpArgLen::{Dword, Qword};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter,
};

use super::CageFault;

/// Allowed with any arguments: own memory, own threads, clocks, files behind the walls.
/// `execve` is needed once, to become the program; what it may start is Landlock's to say.
const ALLOWED: &[c_long] = &[
    libc::SYS_brk,
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_close,
    libc::SYS_dup,
    libc::SYS_execve,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_faccessat,
    libc::SYS_fadvise64,
    libc::SYS_fallocate,
    libc::SYS_fcntl,
    libc::SYS_fdatasync,
    libc::SYS_fstat,
    libc::SYS_fsync,
    libc::SYS_ftruncate,
    libc::SYS_futex,
    libc::SYS_getcwd,
    libc::SYS_getegid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_getrandom,
    libc::SYS_getrusage,
    libc::SYS_gettid,
    libc::SYS_gettimeofday,
    libc::SYS_getuid,
    libc::SYS_lseek,
    libc::SYS_madvise,
    libc::SYS_membarrier,
    libc::SYS_mlock,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munlock,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_newfstatat,
    libc::SYS_openat,
    libc::SYS_ppoll,
    libc::SYS_pread64,
    libc::SYS_pselect6,
    libc::SYS_pwrite64,
    libc::SYS_read,
    libc::SYS_readlinkat,
    libc::SYS_readv,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_getparam,
    libc::SYS_sched_getscheduler,
    libc::SYS_sched_yield,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_sigaltstack,
    libc::SYS_statx,
    libc::SYS_sysinfo,
    libc::SYS_times,
    libc::SYS_uname,
    libc::SYS_write,
    libc::SYS_writev,
    // Allowed here and answered "unknown call" by the second filter, upon which the C library
    // makes its threads by `clone`, whose flags a filter can see.
    libc::SYS_clone3,
];

/// Older forms of the same calls, which only this processor family has.
#[cfg(target_arch = "x86_64")]
const ALLOWED_OLD: &[c_long] = &[
    libc::SYS_access,
    libc::SYS_arch_prctl,
    libc::SYS_dup2,
    libc::SYS_lstat,
    libc::SYS_open,
    libc::SYS_poll,
    libc::SYS_readlink,
    libc::SYS_select,
    libc::SYS_stat,
    libc::SYS_time,
];
#[cfg(not(target_arch = "x86_64"))]
const ALLOWED_OLD: &[c_long] = &[];

/// Argument number, the width that the kernel looks at, comparison, value.
type Condition = (u8, SeccompCmpArgLen, SeccompCmpOp, u64);

const THREAD: u64 = libc::CLONE_THREAD as u64;

/// Allowed with these arguments only.
const CONDITIONAL: &[(c_long, &[Condition])] = &[
    // Threads only: a new process would lack the flag.
    (libc::SYS_clone, &[(0, Qword, SeccompCmpOp::MaskedEq(THREAD), THREAD)]),
    // Reading its own limits only: root could raise them again.
    (libc::SYS_prlimit64, &[(0, Dword, SeccompCmpOp::Eq, 0), (2, Qword, SeccompCmpOp::Eq, 0)]),
    // Naming a thread; not the parent-death signal, which must stay.
    (libc::SYS_prctl, &[(0, Dword, SeccompCmpOp::Eq, libc::PR_SET_NAME as u64)]),
];

/// Terminal questions that decoders ask of their own descriptors.
const IOCTLS: [u64; 3] = [libc::TCGETS, libc::FIONREAD, libc::TIOCGWINSZ];

/// Installs both filters. Needs no-new-privileges to be set already.
pub(super) fn apply() -> Result<(), CageFault> {
    let allowed = compile(
        allowed_rules().map_err(failed)?,
        SeccompAction::Errno(errno(libc::EPERM)),
        SeccompAction::Allow,
    )?;
    let unknown = compile(
        BTreeMap::from([(libc::SYS_clone3, Vec::new())]),
        SeccompAction::Allow,
        SeccompAction::Errno(errno(libc::ENOSYS)),
    )?;
    // The second one is installed while the first does not stand in its way.
    apply_filter(&unknown).map_err(failed)?;
    apply_filter(&allowed).map_err(failed)
}

fn compile(
    rules: BTreeMap<i64, Vec<SeccompRule>>,
    otherwise: SeccompAction,
    matched: SeccompAction,
) -> Result<BpfProgram, CageFault> {
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(failed)?;
    let filter = SeccompFilter::new(rules, otherwise, matched, arch).map_err(failed)?;
    filter.try_into().map_err(failed)
}

fn allowed_rules() -> Result<BTreeMap<i64, Vec<SeccompRule>>, seccompiler::BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = BTreeMap::new();
    for call in ALLOWED.iter().chain(ALLOWED_OLD) {
        rules.insert(*call, Vec::new());
    }
    for (call, conditions) in CONDITIONAL {
        rules.insert(*call, vec![when(conditions)?]);
    }
    // abort() signals its own process; the number stays the same when the program starts.
    let own = u64::from(std::process::id());
    rules.insert(libc::SYS_tgkill, vec![when(&[(0, Dword, SeccompCmpOp::Eq, own)])?]);
    let asked: Result<Vec<SeccompRule>, _> =
        IOCTLS.iter().map(|call| when(&[(1, Dword, SeccompCmpOp::Eq, *call)])).collect();
    rules.insert(libc::SYS_ioctl, asked?);
    Ok(rules)
}

/// A rule that holds when all the given arguments compare as said.
fn when(conditions: &[Condition]) -> Result<SeccompRule, seccompiler::BackendError> {
    let conditions: Result<Vec<SeccompCondition>, _> = conditions
        .iter()
        .map(|(argument, length, compare, value)| {
            SeccompCondition::new(*argument, length.clone(), compare.clone(), *value)
        })
        .collect();
    SeccompRule::new(conditions?)
}

fn errno(code: i32) -> u32 {
    code.unsigned_abs()
}

fn failed(cause: impl std::error::Error) -> CageFault {
    CageFault::Step { step: "installing the system call filter", cause: cause.to_string() }
}
