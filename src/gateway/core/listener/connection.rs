//! One connection with what it may hold: unsent bytes, and time without any of them being taken.
//! It must not know what the bytes say.

use super::account::{Account, SYSTEM_BYTES_MAX};
use super::framing::{Broken, Framing};
use super::handover::RawConnection;
use super::outlet::Outlet;
use super::pace::ReadPace;
use crate::gateway::core::tally::CountedPlace;
use crate::kernel::clock;
use crate::kernel::descriptors::limit_unsent;
use bytes::BytesMut;
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Sleep;

/// How long a client is watched before its rate is judged, and before it is measured anew.
const WATCHED: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(2));
/// How often a connection that stands still looks whether it is to hurry.
const LOOK: Duration = Duration::from_millis(500);

/// Marks a connection that came by the control socket: file permissions have decided already.
#[derive(Debug, Clone, Copy)]
pub(in crate::gateway) struct ByControlSocket;

/// What a client took since when.
#[derive(Debug, Clone, Copy)]
struct Taken {
    since: Instant,
    bytes: u64,
    /// Something waited for the client in this time; without it there was nothing to take.
    has_waited: bool,
}

impl Taken {
    /// Whether it is too little by now.
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    fn is_below(&self, rate: f64, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.since);
        passed >= WATCHED.0 && (self.bytes as f64) < rate * passed.as_secs_f64()
    }

    fn is_old(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) >= WATCHED.1
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

/// One of the connections of an address, and one of all.
type HeldPlaces = (Option<CountedPlace<u64>>, OwnedSemaphorePermit);

/// One connection.
pub(super) struct Connection {
    io: Option<Io>,
    stream: Option<Stream>,
    peer: Option<SocketAddr>,
    account: Account,
    stall: Option<Stall>,
    taken: Taken,
    /// Nothing once it speaks something else than HTTP.
    framing: Option<Framing>,
    /// Bytes of requests that wait until those before are answered.
    held: BytesMut,
    pace: Arc<ReadPace>,
    /// What follows what was written.
    outlet: Arc<Outlet>,
    /// What the system may keep of it.
    system_bytes: usize,
    /// Given back when the connection ends.
    places: Option<HeldPlaces>,
}

impl Connection {
    pub(super) fn new(
        io: Io,
        peer: Option<SocketAddr>,
        places: HeldPlaces,
        account: Account,
    ) -> Self {
        let taken = Taken { since: clock::instant(), bytes: 0, has_waited: false };
        Self {
            io: Some(io),
            stream: None,
            peer,
            account,
            stall: None,
            taken,
            framing: Some(Framing::new()),
            held: BytesMut::new(),
            pace: Arc::default(),
            outlet: Arc::default(),
            system_bytes: SYSTEM_BYTES_MAX.1,
            places: Some(places),
        }
    }

    /// Puts the socket on the runtime of the thread that calls this.
    ///
    /// # Errors
    /// What the system says about the socket.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        self.stream = match self.io.take() {
            Some(Io::People(stream)) => {
                limit_unsent(&stream, self.system_bytes)?;
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

    pub(super) fn outlet(&self) -> Arc<Outlet> {
        Arc::clone(&self.outlet)
    }

    pub(super) fn pace(&self) -> Arc<ReadPace> {
        Arc::clone(&self.pace)
    }

    /// All that this has, without HTTP. What stays here ends with the next byte.
    fn without_http(&mut self) -> Self {
        Self {
            io: None,
            stream: self.stream.take(),
            peer: self.peer,
            account: self.account.clone(),
            stall: self.stall.take(),
            taken: self.taken,
            framing: None,
            held: std::mem::take(&mut self.held),
            pace: Arc::clone(&self.pace),
            outlet: Arc::default(),
            system_bytes: self.system_bytes,
            places: self.places.take(),
        }
    }

    /// Leaves of what was read from `from` on what may be handed over; the rest waits here.
    fn hold_back(
        &mut self,
        cx: &Context<'_>,
        into: &mut ReadBuf<'_>,
        from: usize,
    ) -> Poll<io::Result<()>> {
        let read = into.filled().get(from..).unwrap_or_default();
        if read.is_empty() {
            return Poll::Ready(Ok(()));
        }
        let Some(framing) = &mut self.framing else { return Poll::Ready(Ok(())) };
        let taken = framing.take(read, self.pace.heads_max());
        let taken = taken.map_err(|Broken| io::Error::from(io::ErrorKind::InvalidData))?;
        if taken < read.len() {
            let mut held = BytesMut::from(read.get(taken..).unwrap_or_default());
            held.unsplit(std::mem::take(&mut self.held));
            self.held = held;
            into.set_filled(from + taken);
        }
        if taken == 0 {
            self.pace.wait(cx);
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    /// Lets the system keep more or less of this connection, as much as all leave unread.
    fn adjust(&mut self) -> io::Result<()> {
        let wanted = self.account.system_bytes_max();
        if wanted != self.system_bytes
            && let Some(Stream::Tcp(stream)) = &self.stream
        {
            limit_unsent(stream, wanted)?;
            self.system_bytes = wanted;
        }
        Ok(())
    }

    /// Gives the system what it takes now.
    fn give(
        &self,
        cx: &mut Context<'_>,
        mut send: impl FnMut(BorrowedFd<'_>) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            let sent = match &self.stream {
                Some(Stream::Tcp(stream)) => {
                    ready!(stream.poll_write_ready(cx))?;
                    stream.try_io(Interest::WRITABLE, || send(stream.as_fd()))
                },
                Some(Stream::Unix(stream)) => {
                    ready!(stream.poll_write_ready(cx))?;
                    stream.try_io(Interest::WRITABLE, || send(stream.as_fd()))
                },
                None => Err(gone()),
            };
            match sent {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {},
                sent => return Poll::Ready(sent),
            }
        }
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
            self.account.subtract(stall.bytes);
            self.pace.wake();
        }
    }

    /// Waits for the client, until it took nothing for too long.
    fn stand_still(&mut self, cx: &mut Context<'_>, bytes: usize) -> Poll<io::Error> {
        let now = clock::instant();
        if !self.taken.has_waited || (self.stall.is_none() && self.taken.is_old(now)) {
            self.taken = Taken { since: now, bytes: 0, has_waited: true };
        }
        let stall = self.stall.get_or_insert_with(|| {
            let bytes = bytes + self.system_bytes;
            self.account.add(bytes);
            Stall { since: now, bytes, timer: Box::pin(tokio::time::sleep(LOOK)) }
        });
        loop {
            let (allowed, now) = (self.account.allowed(), clock::instant());
            let passed = now.saturating_duration_since(stall.since);
            if passed >= allowed || self.taken.is_below(self.account.rate_min(), now) {
                let text = "the client takes nothing, or too little for what all leave unread";
                return Poll::Ready(io::Error::new(io::ErrorKind::TimedOut, text));
            }
            if self.taken.is_old(now) {
                self.taken = Taken { since: now, bytes: 0, has_waited: true };
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
        // Whoever takes no answers asks nothing more.
        if self.stall.is_some() {
            self.pace.wait(cx);
            return Poll::Pending;
        }
        let from = into.filled().len();
        if self.held.is_empty() {
            ready!(match &mut self.stream {
                Some(Stream::Tcp(stream)) => Pin::new(stream).poll_read(cx, into),
                Some(Stream::Unix(stream)) => Pin::new(stream).poll_read(cx, into),
                None => Poll::Ready(Err(gone())),
            })?;
        } else {
            let most = self.held.len().min(into.remaining());
            into.put_slice(&self.held.split_to(most));
        }
        self.hold_back(cx, into, from)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.outlet.is_cut() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        if !self.outlet.is_empty() {
            self.adjust()?;
        }
        let done = self.give(cx, |socket| self.outlet.send_behind(socket, bytes));
        if let Poll::Ready(Ok(written)) = &done {
            self.taken.bytes += u64::try_from(*written).unwrap_or(0);
        }
        self.watch(cx, bytes.len(), done)?.map(|done| done)
    }

    /// Sockets hold nothing back, but something may follow by itself.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.outlet.is_empty() {
            let sent = self.give(cx, |socket| self.outlet.send(socket));
            if let Poll::Ready(Ok(sent)) = &sent {
                self.taken.bytes += u64::try_from(*sent).unwrap_or(0);
            }
            ready!(self.watch(cx, 0, sent)?)?;
        }
        if let Some(sender) = self.outlet.sender() {
            // Whoever does not wait for it any more lets it end.
            drop(sender.send(RawConnection(Box::new(self.without_http()))));
            return Poll::Ready(Err(gone()));
        }
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

#[cfg(test)]
mod tests {
    use super::super::account::RATE_MIN;
    use super::*;

    #[test]
    fn a_trickle_is_not_progress() {
        let since = clock::instant();
        let after = |ms| since + Duration::from_millis(ms);
        let taken = |bytes| Taken { since, bytes, has_waited: true };
        assert!(!taken(0).is_below(RATE_MIN, after(900)), "it is too early to tell");
        assert!(taken(4_096).is_below(RATE_MIN, after(1_000)));
        assert!(!taken(20_000).is_below(RATE_MIN, after(1_000)));
        assert!(taken(20_000).is_below(RATE_MIN, after(1_900)));
        assert!(!taken(0).is_below(0.0, after(60_000)), "there is room");
        assert!(!taken(0).is_old(after(1_900)) && taken(0).is_old(after(2_000)));
    }
}
