//! The files and sockets that the process holds open: how many it may, and how much the system
//! keeps for one that nobody reads. It must not change the limit of descriptors; boot does.

use rustix::process::{Resource, getrlimit};
use std::io;
use std::net::TcpListener;
use std::os::fd::{AsFd, AsRawFd as _};

/// The limit in force; one that is not set is as good as boundless.
pub(crate) fn descriptors_max() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Lets more connections wait to be accepted than the system's usual 128; it has a limit of its own
/// (`net.core.somaxconn`). One that finds no room is tried again by its client after a second.
///
/// # Errors
/// What the system says about the socket.
#[expect(unsafe_code, reason = "no safe call sets this on a socket that listens already")]
pub(crate) fn let_wait(listener: &TcpListener, connections_max: usize) -> io::Result<()> {
    let most = libc::c_int::try_from(connections_max).unwrap_or(libc::c_int::MAX);
    // SAFETY: the descriptor is open while `listener` is borrowed; the call takes integers only.
    let answer = unsafe { libc::listen(listener.as_fd().as_raw_fd(), most) };
    if answer == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Bounds what the system keeps of a connection that was not sent yet (`TCP_NOTSENT_LOWAT`); what
/// is on its way is bounded by what the other side takes.
///
/// # Errors
/// What the system says about the socket.
#[expect(unsafe_code, reason = "no safe call sets this option")]
pub(crate) fn limit_unsent(connection: impl AsFd, bytes_max: usize) -> io::Result<()> {
    let bytes = libc::c_int::try_from(bytes_max).unwrap_or(libc::c_int::MAX);
    let length = libc::socklen_t::try_from(size_of_val(&bytes)).unwrap_or_default();
    // SAFETY: the descriptor is open for as long as `connection` lives, and the option is one
    // integer, which outlives the call.
    let answer = unsafe {
        libc::setsockopt(
            connection.as_fd().as_raw_fd(),
            libc::IPPROTO_TCP,
            libc::TCP_NOTSENT_LOWAT,
            std::ptr::from_ref(&bytes).cast(),
            length,
        )
    };
    if answer == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
