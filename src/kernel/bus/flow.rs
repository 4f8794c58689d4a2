//! A bounded stream of messages between two domains, the same in both directions and on every wire.
//! It must never buffer more than its bound: a slow reader slows its writer.

use super::epoch::ServingRight;
use crate::kernel::clock;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::tasks::sleep;
use futures_util::{Stream, StreamExt, stream};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// How many messages may wait between writer and reader.
const WAITING_MAX: usize = 16;

/// The reading end.
pub(crate) struct Flow<T> {
    source: FlowSource<T>,
    changes: Option<Pin<Box<dyn Future<Output = u64> + Send>>>,
}

enum FlowSource<T> {
    Here(mpsc::Receiver<Reply<T>>),
    Other(Pin<Box<dyn Stream<Item = Reply<T>> + Send>>),
}

/// The writing end.
#[derive(Clone)]
pub(crate) struct FlowSender<T> {
    sender: mpsc::Sender<Reply<T>>,
}

/// Tells readers when the domain behind their streams leaves its host.
pub(crate) type RightChanges = watch::Receiver<ServingRight>;

impl<T> Flow<T> {
    /// Both ends of a new flow.
    pub(crate) fn new() -> (FlowSender<T>, Self) {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        (FlowSender { sender }, Self { source: FlowSource::Here(receiver), changes: None })
    }

    /// The next message; `None` when the writer has ended it in order or has gone.
    pub(crate) async fn next(&mut self) -> Option<Reply<T>> {
        StreamExt::next(self).await
    }
}

impl<T: Send + 'static> Flow<T> {
    /// A flow that gives what a stream gives.
    pub(in crate::kernel) fn of(stream: impl Stream<Item = Reply<T>> + Send + 'static) -> Self {
        Self { source: FlowSource::Other(Box::pin(stream)), changes: None }
    }

    /// A flow that a wire carries.
    pub(crate) fn carried(stream: impl Stream<Item = Reply<T>> + Send + 'static) -> Self {
        Self::of(stream)
    }

    /// The same messages in another form; the first that has none ends the flow.
    pub(in crate::kernel) fn form<U: Send + 'static>(
        self,
        mut form: impl FnMut(T) -> Reply<U> + Send + 'static,
    ) -> Flow<U> {
        Flow::of(StreamExt::map(self, move |item| item.and_then(&mut form)))
    }

    /// The same, and its reader is told when the domain behind it moves.
    pub(in crate::kernel) fn until(mut self, mut changes: RightChanges) -> Self {
        self.changes = Some(Box::pin(async move {
            let left = changes.wait_for(|right| !right.is_serving()).await;
            let epoch = left.map(|right| right.epoch());
            match epoch {
                Ok(epoch) => epoch,
                // Whoever would tell has gone; the flow ends by itself.
                Err(_) => std::future::pending().await,
            }
        }));
        self
    }
}

impl<T> Stream for Flow<T> {
    type Item = Reply<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Reply<T>>> {
        if let Some(changes) = &mut self.changes
            && let Poll::Ready(epoch) = changes.as_mut().poll(cx)
        {
            self.changes = None;
            let (_, ended) = mpsc::channel(1);
            self.source = FlowSource::Here(ended);
            return Poll::Ready(Some(Err(Fault::Moved(epoch).into())));
        }
        match &mut self.source {
            FlowSource::Here(receiver) => receiver.poll_recv(cx),
            FlowSource::Other(stream) => stream.as_mut().poll_next(cx),
        }
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

/// Opens a stream again where it stood.
pub(in crate::kernel) trait Resume<T>: Send + 'static {
    /// Notes how far the reader has come.
    fn note(&mut self, message: &T);
    /// Asks for the rest, at the new place.
    fn reopen(&mut self) -> impl Future<Output = Reply<Flow<T>>> + Send;
}

/// The pause before a stream that broke before it said anything is opened again, and the longest.
const REOPEN_PAUSE: Duration = Duration::from_millis(20);
const REOPEN_PAUSE_MAX: Duration = Duration::from_secs(2);

/// A flow whose reader does not see that the domain behind it moved or its connection broke.
pub(in crate::kernel) fn resumed<T: Send + 'static>(
    first: Flow<T>,
    again: impl Resume<T>,
) -> Flow<T> {
    let begun = (None, clock::instant());
    Flow::of(stream::unfold(Some((first, again, begun)), |state| async move {
        let (mut flow, mut again, (mut pause, mut opened)) = state?;
        loop {
            match flow.next().await {
                Some(Ok(message)) => {
                    again.note(&message);
                    // One that says how things stand and breaks at once has not lived.
                    if clock::instant().saturating_duration_since(opened) > REOPEN_PAUSE_MAX {
                        pause = None;
                    }
                    return Some((Ok(message), Some((flow, again, (pause, opened)))));
                },
                Some(Err(Error::Fault(Fault::Moved(_) | Fault::Unavailable(_)))) => {
                    if let Some(pause) = pause {
                        sleep(pause).await;
                    }
                    let next = pause.map_or(REOPEN_PAUSE, |pause: Duration| pause * 2);
                    pause = Some(next.min(REOPEN_PAUSE_MAX));
                    match again.reopen().await {
                        Ok(next) => (flow, opened) = (next, clock::instant()),
                        Err(error) => return Some((Err(error), None)),
                    }
                },
                Some(Err(error)) => return Some((Err(error), None)),
                None => return None,
            }
        }
    }))
}
