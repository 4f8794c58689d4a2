//! One connection with what it may hold: unsent bytes, and time without any of them being taken.
//! It must not know what the bytes say.

use super::framing::{Broken, Framing};
use super::outlet::Outlet;
use super::pace::ReadPace;
use crate::gateway::core::settings::Settings;
use crate::gateway::core::tally::CountedPlace;
use crate::kernel::clock;
use crate::kernel::descriptors::limit_unsent;
use crate::kernel::live::LiveSettings;
use bytes::{Bytes, BytesMut};
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Sleep;

/// What the system keeps of one connection that was not sent yet, while clients leave little unread
/// and when they leave much; the rest waits here. The more it keeps, the less often it is called.
const SYSTEM_BYTES_MAX: (usize, usize) = (1 << 20, 128 << 10);
/// It is much from this share of all that they may leave unread on.
const MUCH: u64 = 8;
/// What a client must take each second, as soon as too much is unsent in all. It doubles with every
/// eighth above that, so that whoever takes least goes first and the sum stays bounded.
const RATE_MIN: f64 = 16_384.0;
/// How long a client is watched before its rate is judged, and before it is measured anew.
const WATCHED: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(2));
/// How often a connection that stands still looks whether it is to hurry.
const LOOK: Duration = Duration::from_millis(500);

/// Marks a connection that came by the control socket: file permissions have decided already.
#[derive(Debug, Clone, Copy)]
pub(in crate::gateway) struct ByControlSocket;

/// How much all clients together have not taken yet.
#[derive(Debug, Default)]
pub(in crate::gateway) struct Unsent {
    bytes: AtomicUsize,
    /// Segments in memory: those that are kept for the next reader, and those that only a client
    /// holds that has not taken them yet.
    segments: AtomicUsize,
}

impl Unsent {
    /// The same bytes, counted for as long as anybody holds them.
    pub(in crate::gateway) fn counted(self: &Arc<Self>, bytes: Bytes) -> Bytes {
        self.segments.fetch_add(bytes.len(), Ordering::Relaxed);
        Bytes::from_owner(Counted { bytes, all: Arc::clone(self) })
    }

    /// What clients hold, of which `kept_max` would be in memory without them.
    pub(in crate::gateway) fn sum(&self, kept_max: u64) -> usize {
        let segments = self.segments.load(Ordering::Relaxed);
        let kept = usize::try_from(kept_max).unwrap_or(usize::MAX);
        self.bytes.load(Ordering::Relaxed).saturating_add(segments.saturating_sub(kept))
    }
}

struct Counted {
    bytes: Bytes,
    all: Arc<Unsent>,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.all.segments.fetch_sub(self.bytes.len(), Ordering::Relaxed);
    }
}

/// The count, with the settings that bound it.
#[derive(Clone)]
pub(super) struct Account {
    all: Arc<Unsent>,
    settings: LiveSettings<Settings>,
}

impl Account {
    pub(super) fn new(all: Arc<Unsent>, settings: LiveSettings<Settings>) -> Self {
        Self { all, settings }
    }

    /// How long a client may take nothing.
    fn allowed(&self) -> Duration {
        Duration::from_millis(self.settings.get().write_stall_ms_max)
    }

    /// How many bytes a client must take each second now.
    fn rate_min(&self) -> f64 {
        let settings = self.settings.get();
        rate_min(self.all.sum(settings.segment_cache_bytes_max), settings.unsent_bytes_max)
    }

    /// What the system may keep of one connection now.
    fn system_bytes_max(&self) -> usize {
        let settings = self.settings.get();
        let unsent = self.all.sum(settings.segment_cache_bytes_max);
        system_bytes_max(unsent, settings.unsent_bytes_max)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share of some bytes")]
fn rate_min(unsent: usize, most: u64) -> f64 {
    let share = unsent as f64 / most.max(1) as f64;
    if share <= 1.0 { 0.0 } else { RATE_MIN * ((share - 1.0) * 8.0).min(30.0).exp2() }
}

fn system_bytes_max(unsent: usize, most: u64) -> usize {
    let is_little = u64::try_from(unsent).is_ok_and(|unsent| unsent < most / MUCH);
    if is_little { SYSTEM_BYTES_MAX.0 } else { SYSTEM_BYTES_MAX.1 }
}

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

/// One connection.
pub(super) struct Connection {
    io: Option<Io>,
    stream: Option<Stream>,
    peer: Option<SocketAddr>,
    account: Account,
    stall: Option<Stall>,
    taken: Taken,
    framing: Framing,
    /// Bytes of requests that wait until those before are answered.
    held: BytesMut,
    pace: Arc<ReadPace>,
    /// What follows what was written.
    outlet: Arc<Outlet>,
    /// What the system may keep of it.
    system_bytes: usize,
    /// Given back when the connection ends.
    _places: (Option<CountedPlace<u64>>, OwnedSemaphorePermit),
}

impl Connection {
    pub(super) fn new(
        io: Io,
        peer: Option<SocketAddr>,
        places: (Option<CountedPlace<u64>>, OwnedSemaphorePermit),
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
            framing: Framing::new(),
            held: BytesMut::new(),
            pace: Arc::default(),
            outlet: Arc::default(),
            system_bytes: SYSTEM_BYTES_MAX.1,
            _places: places,
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
        let taken = self.framing.take(read, self.pace.heads_max());
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
            self.account.all.bytes.fetch_sub(stall.bytes, Ordering::Relaxed);
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
            self.account.all.bytes.fetch_add(bytes, Ordering::Relaxed);
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
    use super::*;

    #[test]
    fn the_more_is_unsent_the_more_a_client_must_take() {
        let (most, mb) = (64_u64 << 20, 1_usize << 20);
        for (unsent, expected) in [(0, 0), (64, 0), (72, 32_768), (96, 262_144), (128, 4_194_304)] {
            let rate = rate_min(unsent * mb, most);
            assert_eq!(rate.to_string(), expected.to_string(), "{unsent} MB");
        }
        assert!(rate_min(usize::MAX, 1).is_finite());
    }

    #[test]
    fn the_system_keeps_less_of_each_when_much_is_unsent() {
        let (most, mb) = (64_u64 << 20, 1_usize << 20);
        let kept = [0, 7, 8, 64, usize::MAX / mb].map(|unsent| system_bytes_max(unsent * mb, most));
        let (more, less) = SYSTEM_BYTES_MAX;
        assert_eq!(kept, [more, more, less, less, less]);
    }

    #[test]
    fn a_segment_counts_for_as_long_as_a_client_holds_it() {
        let all = Arc::new(Unsent::default());
        let whole = all.counted(Bytes::from(vec![0; 1_000]));
        let part = whole.slice(10..20);
        assert_eq!((all.sum(0), all.sum(400), all.sum(4_000)), (1_000, 600, 0));
        drop(whole);
        assert_eq!(all.sum(0), 1_000, "a part of it holds all of it");
        drop(part);
        assert_eq!(all.sum(0), 0);
    }

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
