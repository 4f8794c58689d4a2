//! A wire that does what bad networks do: it sends calls twice, loses replies, doubles and delays
//! events, and is cut in the middle of them. Only what a contract allows is done twice, so every
//! suite must pass over it unchanged.

use crate::kernel::bus::{Body, Broken, CallFrame, ClientTransport, Flow};
use crate::kernel::fault::Fault;
use crate::kernel::rpc::{Repeat, Rpc};
use futures_util::future::BoxFuture;
use futures_util::{StreamExt as _, stream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Every so many repeatable calls, the reply is lost on its way back.
const LOSES_EVERY: usize = 7;
/// Every so many events, the wire holds its breath.
const DELAYS_EVERY: usize = 5;
const DELAY: Duration = Duration::from_millis(15);
/// Every so many events, the connection is cut in the middle of the tail.
const CUT_AFTER: usize = 4;

struct Faulty {
    inner: Arc<dyn ClientTransport>,
    rpcs: &'static [Rpc],
    calls: AtomicUsize,
}

/// The same wire, gone bad.
pub(super) fn faulty(
    inner: Arc<dyn ClientTransport>,
    rpcs: &'static [Rpc],
) -> Arc<dyn ClientTransport> {
    Arc::new(Faulty { inner, rpcs, calls: AtomicUsize::new(0) })
}

impl ClientTransport for Faulty {
    fn carry(&self, frame: CallFrame) -> BoxFuture<'static, Result<Body, Broken>> {
        let rpc = self.rpcs.iter().find(|rpc| rpc.path == frame.path);
        let repeatable = rpc.is_some_and(|rpc| match rpc.repeat {
            Repeat::Query | Repeat::Natural => true,
            Repeat::Key => !frame.head.key.is_empty(),
            Repeat::None => false,
        });
        let is_tail = frame.path.ends_with("/Tail");
        let once = match &frame.body {
            Body::One(bytes) if repeatable && !frame.replies_stream => Some(CallFrame {
                path: frame.path,
                head: frame.head.clone(),
                body: Body::One(bytes.clone()),
                replies_stream: false,
            }),
            _ => None,
        };
        let sent = self.inner.carry(frame);
        let Some(once) = once else {
            return Box::pin(async move {
                match sent.await? {
                    Body::Many(flow) if is_tail => Ok(Body::Many(doubled(flow))),
                    other => Ok(other),
                }
            });
        };
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let is_query = rpc.is_some_and(|rpc| rpc.repeat == Repeat::Query);
        let again = self.inner.carry(once);
        Box::pin(async move {
            let first = sent.await;
            // Done twice. What the second says may be newer, but must not have made it so.
            drop(again.await);
            if is_query && number.is_multiple_of(LOSES_EVERY) {
                // Nobody will hear of it; the kernel asks again.
                return Err(Broken::Lost("the connection was cut after the call".to_owned()));
            }
            first
        })
    }

    fn place(&self) -> String {
        self.inner.place()
    }

    fn kind(&self) -> &'static str {
        self.inner.kind()
    }
}

/// Every event twice, some of them late; after some the connection is gone.
fn doubled(flow: Flow<bytes::Bytes>) -> Flow<bytes::Bytes> {
    let numbered = flow.enumerate().then(|(number, item)| async move {
        if number % DELAYS_EVERY == DELAYS_EVERY - 1 {
            tokio::time::sleep(DELAY).await;
        }
        match item {
            Ok(bytes) => vec![Ok(bytes.clone()), Ok(bytes)],
            Err(error) => vec![Err(error)],
        }
    });
    let cut = Fault::Unavailable("the connection was cut".to_owned());
    let events = numbered.take(CUT_AFTER).flat_map(stream::iter);
    Flow::carried(events.chain(stream::iter([Err(cut.into())])))
}
