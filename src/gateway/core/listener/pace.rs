//! How many requests of a connection were answered, which says how many more are taken from it. It
//! must not know what they ask.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use futures_util::task::AtomicWaker;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Context;

/// The count of one connection.
#[derive(Debug, Default)]
pub(super) struct ReadPace {
    answered: AtomicU64,
    waiting: AtomicWaker,
}

impl ReadPace {
    /// How many heads may be handed over by now.
    pub(super) fn heads_max(&self) -> u64 {
        self.answered.load(Ordering::Acquire) + 1
    }

    /// Wakes the connection when more may be.
    pub(super) fn wait(&self, cx: &Context<'_>) {
        self.waiting.register(cx.waker());
    }

    /// Wakes the connection if it waits.
    pub(super) fn wake(&self) {
        self.waiting.wake();
    }
}

/// Counts an answer as soon as it begins.
///
/// # Errors
/// Those of the routes.
pub(super) async fn note<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let pace = request.request().conn_data::<Arc<ReadPace>>().map(Arc::clone);
    let answer = next.call(request).await;
    if let Some(pace) = pace {
        pace.answered.fetch_add(1, Ordering::AcqRel);
        pace.wake();
    }
    answer
}
