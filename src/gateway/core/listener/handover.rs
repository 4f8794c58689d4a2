//! A connection that has stopped to speak HTTP: it leaves what HTTP holds for it, buffers, timers
//! and the request, and goes to whoever speaks next. It must not know what is spoken then.
//!
//! The body of an answer leaves a place in the outlet and says that it is not ready. What was
//! written before goes out, and then the connection is told to flush: there it goes.

use super::connection::Connection;
use super::first::FAREWELL_TIME;
use super::outlet::Outlet;
use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use std::convert::Infallible;
use std::fmt::{self, Debug};
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead as _, AsyncWriteExt as _, ReadBuf};
use tokio::sync::oneshot;

/// As much is read at once of clients that have little to say.
const READ_BYTES: usize = 1 << 10;
/// As much is passed over of what a client still sends when it has been told to go.
const FAREWELL_BYTES_MAX: usize = 64 << 10;

/// Where a connection goes.
pub(super) type HandoverSender = oneshot::Sender<RawConnection>;

/// A connection without HTTP.
pub(in crate::gateway) struct RawConnection(pub(super) Box<Connection>);

/// The body of an answer after which its connection goes to somebody else.
pub(in crate::gateway) struct Handover {
    outlet: Arc<Outlet>,
    sender: Option<HandoverSender>,
}

impl Handover {
    /// The body, and where its connection comes; it does not if the answer does not go out.
    pub(in crate::gateway) fn new(outlet: Arc<Outlet>) -> (Self, oneshot::Receiver<RawConnection>) {
        let (sender, line) = oneshot::channel();
        (Self { outlet, sender: Some(sender) }, line)
    }
}

impl Debug for RawConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawConnection").finish_non_exhaustive()
    }
}

impl MessageBody for Handover {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        if let Some(sender) = self.sender.take() {
            self.outlet.leave_to(sender);
        }
        Poll::Pending
    }
}

impl RawConnection {
    /// What the client says next; nothing when it has gone.
    pub(in crate::gateway) fn poll_heard(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let mut buffer = [0; READ_BYTES];
        let mut into = ReadBuf::new(&mut buffer);
        let read = ready!(Pin::new(&mut self.0).poll_read(cx, &mut into));
        let heard = into.filled();
        let is_there = read.is_ok() && !heard.is_empty();
        Poll::Ready(is_there.then(|| Bytes::copy_from_slice(heard)))
    }

    /// Sends something; waits until the system has taken all of it.
    ///
    /// # Errors
    /// The client has gone, or takes nothing for too long.
    pub(in crate::gateway) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes).await
    }

    /// Says that nothing follows, and waits a moment for the client to have read the last: what it
    /// sent meanwhile would else cut it off.
    pub(in crate::gateway) async fn close(mut self) {
        drop(self.0.shutdown().await);
        let passed_over = async {
            let mut left = FAREWELL_BYTES_MAX;
            while left > 0 {
                let Some(heard) = poll_fn(|cx| self.poll_heard(cx)).await else { return };
                left = left.saturating_sub(heard.len());
            }
        };
        drop(tokio::time::timeout(FAREWELL_TIME, passed_over).await);
    }
}
