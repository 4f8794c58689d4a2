//! The files and sockets that the process holds open: how many it may, and how one connection is
//! ended that another part still owns. It must not change the limit; boot does.

use rustix::process::{Resource, getrlimit};
use std::io::{self, Write as _};
use std::net::{Shutdown, TcpStream};
use std::os::fd::BorrowedFd;

/// The limit in force; one that is not set is as good as boundless.
pub(crate) fn descriptors_max() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Ends a connection both ways after some last words. Its owner finds it at its end.
///
/// # Errors
/// What the system says, such as that no descriptor is left for this.
pub(crate) fn hang_up(connection: BorrowedFd<'_>, last_words: &[u8]) -> io::Result<()> {
    let mut twin = TcpStream::from(connection.try_clone_to_owned()?);
    let told = twin.write_all(last_words);
    twin.shutdown(Shutdown::Both)?;
    told
}
