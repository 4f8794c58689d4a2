//! One connection with what it may hold: unsent bytes, and time without any of them being taken.
//! It must not know what the bytes say.

use crate::gateway::front::Front;
use crate::gateway::settings::Settings;
use crate::gateway::tally::Place;
use crate::kernel::clock;
use crate::kernel::descriptors::limit_unsent;
use crate::kernel::live::Live;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Sleep;

/// What the system keeps of one connection that was not sent yet; the rest waits here.
const SYSTEM_BYTES_MAX: usize = 128 << 10;
/// The time without progress while too much is unsent in all.
const HURRIED: Duration = Duration::from_secs(1);
/// How often a connection that stands still looks whether it is to hurry.
const LOOK: Duration = Duration::from_millis(500);

/// Marks a connection that came by the control socket: file permissions have decided already.
#[derive(Debug, Clone, Copy)]
pub(in crate::gateway) struct ByControlSocket;

/// How much all clients together have not taken yet.
#[derive(Debug, Default)]
pub(in crate::gateway) struct Unsent {
    bytes: AtomicUsize,
}

/// The count, with the settings that bound it.
#[derive(Clone)]
pub(super) struct Account {
    all: Arc<Unsent>,
    settings: Live<Settings>,
}

impl Unsent {
    pub(super) fn of(front: &Front) -> Account {
        Account { all: Arc::clone(&front.unsent), settings: front.gateway.settings.clone() }
    }
}

impl Account {
    /// How long a client may take nothing. When too much is unsent in all, whoever stands still
    /// goes first.
    fn allowed(&self) -> Duration {
        let settings = self.settings.get();
        let allowed = Duration::from_millis(settings.write_stall_ms_max);
        let unsent = u64::try_from(self.all.bytes.load(Ordering::Relaxed)).unwrap_or(u64::MAX);
        if unsent > settings.unsent_bytes_max { allowed.min(HURRIED) } else { allowed }
    }
}

/// How a connection comes, before its worker has it.
pub(super) enum Io {
    People(std::net::TcpStream),
    Control(std::os::unix::net::UnixStream),
}

enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// A client that takes nothing now.
struct Stall {
    since: Instant,
    bytes: usize,
    timer: Pin<Box<Sleep>>,
}

/// One connection.
pub(super) struct Connection {
    io: Option<Io>,
    stream: Option<Stream>,
    peer: Option<SocketAddr>,
    account: Account,
    stall: Option<Stall>,
    /// Given back when the connection ends.
    _places: (Option<Place<u64>>, OwnedSemaphorePermit),
}

impl Connection {
    pub(super) fn new(
        io: Io,
        peer: Option<SocketAddr>,
        places: (Option<Place<u64>>, OwnedSemaphorePermit),
        account: Account,
    ) -> Self {
        Self { io: Some(io), stream: None, peer, account, stall: None, _places: places }
    }

    /// Puts the socket on the runtime of the thread that calls this.
    ///
    /// # Errors
    /// What the system says about the socket.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        self.stream = match self.io.take() {
            Some(Io::People(stream)) => {
                limit_unsent(&stream, SYSTEM_BYTES_MAX)?;
                Some(Stream::Tcp(TcpStream::from_std(stream)?))
            },
            Some(Io::Control(stream)) => Some(Stream::Unix(UnixStream::from_std(stream)?)),
            None => return Ok(()),
        };
        Ok(())
    }

    pub(super) fn peer(&self) -> Option<SocketAddr> {
        self.peer
    }

    pub(super) fn is_by_control(&self) -> bool {
        matches!(self.stream, Some(Stream::Unix(_)))
    }

    /// Judges what came of a write.
    fn watch<T>(
        &mut self,
        cx: &mut Context<'_>,
        bytes: usize,
        done: Poll<T>,
    ) -> Poll<io::Result<T>> {
        match done {
            Poll::Ready(done) => {
                self.go_on();
                Poll::Ready(Ok(done))
            },
            Poll::Pending => {
                let gave_up = ready!(self.stand_still(cx, bytes));
                Poll::Ready(Err(gave_up))
            },
        }
    }

    fn go_on(&mut self) {
        if let Some(stall) = self.stall.take() {
            self.account.all.bytes.fetch_sub(stall.bytes, Ordering::Relaxed);
        }
    }

    /// Waits for the client, until it took nothing for too long.
    fn stand_still(&mut self, cx: &mut Context<'_>, bytes: usize) -> Poll<io::Error> {
        let now = clock::instant();
        let stall = self.stall.get_or_insert_with(|| {
            let bytes = bytes + SYSTEM_BYTES_MAX;
            self.account.all.bytes.fetch_add(bytes, Ordering::Relaxed);
            Stall { since: now, bytes, timer: Box::pin(tokio::time::sleep(LOOK)) }
        });
        loop {
            let allowed = self.account.allowed();
            let passed = clock::instant().saturating_duration_since(stall.since);
            if passed >= allowed {
                let text = "the client takes nothing";
                return Poll::Ready(io::Error::new(io::ErrorKind::TimedOut, text));
            }
            ready!(stall.timer.as_mut().poll(cx));
            let next =
                tokio::time::Instant::from_std(clock::instant()) + LOOK.min(allowed - passed);
            stall.timer.as_mut().reset(next);
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.go_on();
    }
}

fn gone() -> io::Error {
    io::ErrorKind::NotConnected.into()
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Some(Stream::Tcp(stream)) => Pin::new(stream).poll_read(cx, into),
            Some(Stream::Unix(stream)) => Pin::new(stream).poll_read(cx, into),
            None => Poll::Ready(Err(gone())),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let done = match &mut self.stream {
            Some(Stream::Tcp(stream)) => Pin::new(stream).poll_write(cx, bytes),
            Some(Stream::Unix(stream)) => Pin::new(stream).poll_write(cx, bytes),
            None => return Poll::Ready(Err(gone())),
        };
        self.watch(cx, bytes.len(), done)?.map(|done| done)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Sockets hold nothing back.
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Some(Stream::Tcp(stream)) => Pin::new(stream).poll_shutdown(cx),
            Some(Stream::Unix(stream)) => Pin::new(stream).poll_shutdown(cx),
            None => Poll::Ready(Ok(())),
        }
    }
}
