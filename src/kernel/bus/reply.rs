//! Where the answer to one call goes. It must be filled once; dropped unfilled it says so.

use crate::kernel::fault::{Error, Fault, Reply};
use tokio::sync::oneshot;

/// The place of one reply.
pub(crate) struct ReplySender<T> {
    sender: oneshot::Sender<Reply<T>>,
}

/// The other end: gives the reply, or a fault when the handler was lost.
pub(crate) type Pending<T> = oneshot::Receiver<Reply<T>>;

impl<T> ReplySender<T> {
    /// A reply sender with the end where its caller waits.
    pub(crate) fn new() -> (Self, Pending<T>) {
        let (sender, receiver) = oneshot::channel();
        (Self { sender }, receiver)
    }

    /// Answers. Nobody may be waiting any more; then the reply is dropped.
    pub(crate) fn send(self, reply: Reply<T>) {
        drop(self.sender.send(reply));
    }

    /// Answers with an error.
    pub(crate) fn fail(self, error: Error) {
        self.send(Err(error));
    }

    /// Resolves when the caller has gone.
    pub(crate) async fn abandoned(&mut self) {
        self.sender.closed().await;
    }
}

/// What a caller sees when the handler was dropped with its reply sender.
pub(crate) fn lost() -> Error {
    Fault::Internal("the handler ended without an answer".to_owned()).into()
}
