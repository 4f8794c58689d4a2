//! What a connection sends past the buffers of HTTP: bytes in memory, and those of a file, which
//! the system takes itself. It must not know what they are part of.
//!
//! The body of an answer puts its stretch here and says that it is not ready. What was written
//! before goes out, and then the connection is told to flush: there the stretch follows. When it
//! has gone, the body is asked again, and ends. In the same way a connection is handed over.

use super::handover::HandoverSender;
use crate::gateway::core::served::Receipt;
use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use futures_util::task::AtomicWaker;
use rustix::fd::AsFd;
use rustix::net::SendFlags;
use std::convert::Infallible;
use std::io::{self, IoSlice};
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use tokio::sync::OwnedSemaphorePermit;

/// A file that never changes, open for as long as anybody sends it, and in its place among those.
#[derive(Debug)]
pub(in crate::gateway) struct OpenFile {
    file: OwnedFd,
    _place: OwnedSemaphorePermit,
}

impl OpenFile {
    pub(in crate::gateway) fn new(file: OwnedFd, place: OwnedSemaphorePermit) -> Self {
        Self { file, _place: place }
    }
}

/// Where bytes are.
#[derive(Debug)]
pub(in crate::gateway) enum Stretch {
    Memory(Bytes),
    /// A file, from a place in it, for so many bytes.
    File(Arc<OpenFile>, u64, u64),
}

impl Stretch {
    fn left(&self) -> u64 {
        match self {
            Self::Memory(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::File(_, _, left) => *left,
        }
    }

    /// Gives the system as much as it takes now.
    fn send(&mut self, socket: impl AsFd) -> io::Result<usize> {
        match self {
            Self::Memory(bytes) => {
                let sent = rustix::io::write(socket, bytes)?;
                drop(bytes.split_to(sent));
                Ok(sent)
            },
            Self::File(file, at, left) => {
                let most = usize::try_from(*left).unwrap_or(usize::MAX);
                let sent = rustix::fs::sendfile(socket, &file.file, Some(at), most)?;
                if sent == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                *left -= u64::try_from(sent).unwrap_or(0).min(*left);
                Ok(sent)
            },
        }
    }
}

/// What is to follow on one connection.
#[derive(Debug, Default)]
pub(in crate::gateway) struct Outlet {
    next: Mutex<Option<Stretch>>,
    /// Who has the connection from then on.
    sender: Mutex<Option<HandoverSender>>,
    body: AtomicWaker,
    is_cut: AtomicBool,
}

impl Outlet {
    fn next(&self) -> MutexGuard<'_, Option<Stretch>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.next().is_none()
    }

    /// Leaves the connection to somebody, as soon as all that was written is gone.
    pub(super) fn leave_to(&self, sender: HandoverSender) {
        *self.sender.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
    }

    /// To whom the connection is left.
    pub(super) fn sender(&self) -> Option<HandoverSender> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether an answer ended before all of it was sent: nothing may follow on this connection.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut.load(Ordering::Relaxed)
    }

    /// Sends what comes before, with as much of what follows as the system takes with it; gives how
    /// much of `before` is gone.
    pub(super) fn send_behind(&self, socket: impl AsFd, before: &[u8]) -> io::Result<usize> {
        let mut next = self.next();
        match &mut *next {
            Some(Stretch::Memory(bytes)) => {
                let both = [IoSlice::new(before), IoSlice::new(bytes)];
                let sent = rustix::io::writev(socket, &both)?;
                let behind = sent.saturating_sub(before.len());
                drop(bytes.split_to(behind.min(bytes.len())));
                if bytes.is_empty() {
                    *next = None;
                    self.body.wake();
                }
                Ok(sent.min(before.len()))
            },
            Some(Stretch::File(..)) => Ok(rustix::net::send(socket, before, SendFlags::MORE)?),
            None => Ok(rustix::io::write(socket, before)?),
        }
    }

    /// Sends of what follows as much as the system takes, and wakes the body after the last.
    pub(super) fn send(&self, socket: impl AsFd) -> io::Result<usize> {
        let mut next = self.next();
        let Some(source) = &mut *next else { return Ok(0) };
        let sent = source.send(socket)?;
        if source.left() == 0 {
            *next = None;
            self.body.wake();
        }
        Ok(sent)
    }
}

/// A body that its connection sends by itself.
pub(in crate::gateway) struct Direct {
    outlet: Arc<Outlet>,
    source: Option<Stretch>,
    length: u64,
    receipt: Option<Receipt>,
}

impl Direct {
    /// The answer must state the length itself, for HTTP sees none of these bytes.
    pub(in crate::gateway) fn new(outlet: Arc<Outlet>, source: Stretch) -> Self {
        Self { outlet, length: source.left(), source: Some(source), receipt: None }
    }

    /// Settles a receipt for what has gone out, when it ends.
    pub(in crate::gateway) fn for_receipt(mut self, receipt: Option<Receipt>) -> Self {
        self.receipt = receipt;
        self
    }

    fn settle(&mut self, left: u64) {
        if let Some(receipt) = self.receipt.take() {
            receipt.settle(self.length.saturating_sub(left));
        }
    }
}

impl MessageBody for Direct {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        if let Some(source) = self.source.take().filter(|source| source.left() > 0) {
            *self.outlet.next() = Some(source);
        }
        self.outlet.body.register(cx.waker());
        if self.outlet.is_empty() { Poll::Ready(None) } else { Poll::Pending }
    }
}

impl Drop for Direct {
    fn drop(&mut self) {
        let Some(left) = self.source.as_ref().map(Stretch::left) else {
            let rest = self.outlet.next().take();
            if rest.is_some() {
                self.outlet.is_cut.store(true, Ordering::Relaxed);
            }
            return self.settle(rest.map_or(0, |rest| rest.left()));
        };
        self.settle(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::core::served::{Portion, SentBytes};
    use futures_util::task::noop_waker_ref;
    use std::io::{Read as _, Seek as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use tokio::sync::Semaphore;

    fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a test machine has a loopback");
        let near = TcpStream::connect(listener.local_addr().expect("it listens"));
        (near.expect("it listens"), listener.accept().expect("it comes").0)
    }

    fn file(bytes: &[u8]) -> Arc<OpenFile> {
        let mut file = tempfile::tempfile().expect("a test machine has a temporary folder");
        file.write_all(bytes).and_then(|()| file.rewind()).expect("the file is ours");
        let place = Arc::new(Semaphore::new(1)).try_acquire_owned().expect("it is free");
        Arc::new(OpenFile::new(file.into(), place))
    }

    /// Asks a body once.
    fn ask(body: &mut Direct) -> Poll<Option<Result<Bytes, Infallible>>> {
        Pin::new(body).poll_next(&mut Context::from_waker(noop_waker_ref()))
    }

    fn sources() -> [Stretch; 2] {
        [Stretch::Memory(Bytes::from_static(b"2345")), Stretch::File(file(b"0123456789"), 2, 4)]
    }

    #[test]
    fn a_stretch_follows_what_was_written_and_then_its_body_ends() {
        for source in sources() {
            let (near, mut far) = pair();
            let outlet = Arc::new(Outlet::default());
            let mut body = Direct::new(Arc::clone(&outlet), source);
            assert!(outlet.is_empty(), "nothing goes out before the body is asked for");
            assert!(ask(&mut body).is_pending());
            assert_eq!(outlet.send_behind(&near, b"head ").expect("it is open"), 5);
            while !outlet.is_empty() {
                outlet.send(&near).expect("it is open");
            }
            assert!(matches!(ask(&mut body), Poll::Ready(None)));
            drop(body);
            assert!(!outlet.is_cut());
            drop(near);
            let mut text = String::new();
            far.read_to_string(&mut text).expect("it ended");
            assert_eq!(text, "head 2345");
        }
    }

    #[test]
    fn nothing_may_follow_a_body_that_was_dropped_halfway() {
        for source in sources() {
            let outlet = Arc::new(Outlet::default());
            let mut body = Direct::new(Arc::clone(&outlet), source);
            assert!(ask(&mut body).is_pending());
            drop(body);
            assert!(outlet.is_empty() && outlet.is_cut());
        }
    }

    #[test]
    fn what_has_gone_out_is_counted_and_no_more() {
        let portion = Arc::new(Portion { video_id: "v".to_owned(), kind: 1 });
        let count = |source: Stretch, asked: bool, steps: usize| {
            let (near, _far) = pair();
            near.set_nonblocking(true).expect("a socket of ours");
            let (outlet, sent) = (Arc::new(Outlet::default()), Arc::new(SentBytes::default()));
            let receipt = Receipt { sent: Arc::clone(&sent), portion: Arc::clone(&portion) };
            let mut body = Direct::new(Arc::clone(&outlet), source).for_receipt(Some(receipt));
            if asked {
                assert!(ask(&mut body).is_pending());
            }
            for _ in 0..steps {
                outlet.send(&near).expect("it is open");
            }
            drop(body);
            sent.take().get(&portion).copied()
        };
        for (asked, steps, counted) in [(false, 0, None), (true, 0, None), (true, 1, Some(4))] {
            for source in sources() {
                assert_eq!(count(source, asked, steps), counted, "{asked} {steps}");
            }
        }
        // The client takes no more than its buffers hold.
        let large = Stretch::Memory(Bytes::from(vec![7; 64 << 20]));
        let part = count(large, true, 1).expect("some has gone");
        assert!((1..64 << 20).contains(&part), "{part}");
    }

    #[test]
    fn an_empty_stretch_ends_at_once_and_a_shortened_file_is_an_error() {
        let (near, _far) = pair();
        let outlet = Arc::new(Outlet::default());
        let mut body = Direct::new(Arc::clone(&outlet), Stretch::Memory(Bytes::new()));
        assert!(matches!(ask(&mut body), Poll::Ready(None)));
        let mut body = Direct::new(Arc::clone(&outlet), Stretch::File(file(b"0123"), 2, 4));
        assert!(ask(&mut body).is_pending());
        assert_eq!(outlet.send(&near).expect("it is open"), 2);
        let fault = outlet.send(&near).expect_err("the file has no more");
        assert_eq!(fault.kind(), io::ErrorKind::UnexpectedEof);
    }
}
