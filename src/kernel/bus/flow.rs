//! A bounded stream of messages between two domains, the same in both directions and on every wire.
//! It must never buffer more than its bound: a slow reader slows its writer.

use crate::kernel::fault::{Error, Reply};
use tokio::sync::mpsc;

/// How many messages may wait between writer and reader.
const WAITING_MAX: usize = 16;

/// The reading end.
pub(crate) struct Flow<T> {
    receiver: mpsc::Receiver<Reply<T>>,
}

/// The writing end.
#[derive(Clone)]
pub(crate) struct FlowSender<T> {
    sender: mpsc::Sender<Reply<T>>,
}

impl<T> Flow<T> {
    /// Both ends of a new flow.
    pub(crate) fn new() -> (FlowSender<T>, Self) {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        (FlowSender { sender }, Self { receiver })
    }

    /// The next message; `None` when the writer has ended it in order or has gone.
    pub(crate) async fn next(&mut self) -> Option<Reply<T>> {
        self.receiver.recv().await
    }
}

impl<T> FlowSender<T> {
    /// Hands over one message, waiting for room. False when the reader has gone.
    pub(crate) async fn send(&self, message: T) -> bool {
        self.sender.send(Ok(message)).await.is_ok()
    }

    /// Tells the reader why the flow ends.
    pub(crate) async fn fail(&self, error: Error) {
        drop(self.sender.send(Err(error)).await);
    }

    /// Resolves when the reader has gone.
    pub(crate) async fn abandoned(&self) {
        self.sender.closed().await;
    }
}
