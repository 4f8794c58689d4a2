//! Work that a domain does beside its calls: background tasks, timed sweeps, heavy computation.
//! All of it ends with the incarnation of the domain that began it, and none escapes counting.
#![expect(clippy::disallowed_methods, reason = "this is the one place that spawns tasks")]

use crate::kernel::clock;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::id::Ids;
use crate::kernel::meter::DomainMeter;
use futures_util::FutureExt as _;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

/// Starts the background work of one domain. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Tasks {
    end: CancellationToken,
    meter: Arc<DomainMeter>,
    heavy: Arc<Semaphore>,
    io: Handle,
}

impl Tasks {
    pub(in crate::kernel) fn new(
        end: CancellationToken,
        meter: Arc<DomainMeter>,
        heavy: Arc<Semaphore>,
        io: Handle,
    ) -> Self {
        Self { end, meter, heavy, io }
    }

    /// Runs a future on the domain's own thread until it or the domain ends.
    /// A panic in it is logged and counted.
    pub(crate) fn spawn(&self, name: &'static str, work: impl Future<Output = ()> + 'static) {
        let (end, meter) = (self.end.clone(), Arc::clone(&self.meter));
        meter.task_started();
        tokio::task::spawn_local(async move {
            let guarded = AssertUnwindSafe(work).catch_unwind();
            tokio::select! {
                outcome = guarded => if outcome.is_err() {
                    meter.panicked();
                    tracing::error!(domain = meter.word(), task = name, "a task panicked");
                },
                () = end.cancelled() => {}
            }
            meter.task_ended();
        });
    }

    /// Runs a sweep again and again, `every` apart, for as long as the domain lives. A round that
    /// panics is logged and counted like one that fails; the next comes all the same.
    pub(in crate::kernel) fn sweep<F>(
        &self,
        name: &'static str,
        every: Duration,
        work: impl FnMut() -> F + 'static,
    ) where
        F: Future<Output = Reply<()>> + 'static,
    {
        self.sweep_live(name, (move || every, None), work);
    }

    /// The same with a pause that may change while it runs: a shorter one is felt within a second.
    /// One with a wakeup comes round at once when it begins, and at every wakeup.
    pub(in crate::kernel) fn sweep_live<F>(
        &self,
        name: &'static str,
        (every, wakeup): (impl Fn() -> Duration + 'static, Option<Rc<Notify>>),
        mut work: impl FnMut() -> F + 'static,
    ) where
        F: Future<Output = Reply<()>> + 'static,
    {
        let meter = Arc::clone(&self.meter);
        self.spawn(name, async move {
            let mut begins = wakeup.is_some();
            loop {
                if !std::mem::take(&mut begins) {
                    tokio::select! {
                        () = pause(&every, jitter()) => {},
                        () = woken(wakeup.as_deref()) => {},
                    }
                }
                let round = AssertUnwindSafe(async { work().await }).catch_unwind().await;
                let error = match round {
                    Ok(Ok(())) => continue,
                    Ok(Err(error)) => error,
                    Err(_) => {
                        meter.panicked();
                        Fault::Internal("the sweep panicked".to_owned()).into()
                    },
                };
                tracing::warn!(domain = meter.word(), sweep = name, %error, "a sweep failed");
            }
        });
    }

    /// Runs a computation or blocking I/O off the domain's thread.
    ///
    /// # Errors
    /// `Internal` when it panicked.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Reply<T> {
        let place = self.heavy.clone().acquire_owned().await.map_err(Fault::internal)?;
        let ran = self.io.spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        ran.await.map_err(|error| Fault::internal(error).into())
    }

    /// Resolves when the domain is ending.
    pub(crate) async fn ended(&self) {
        self.end.cancelled().await;
    }
}

/// Resolves at a wakeup; never where there is none.
async fn woken(wakeup: Option<&Notify>) {
    match wakeup {
        Some(wakeup) => wakeup.notified().await,
        None => std::future::pending().await,
    }
}

/// Parts of 256 that a pause is longer or shorter, so that sweeps that were started together do not
/// come round together for ever.
fn jitter() -> u32 {
    let [chance] = Ids::system().bytes();
    256 - 24 + u32::from(chance % 49)
}

/// Waits until a pause is over that may become shorter meanwhile.
async fn pause(every: &impl Fn() -> Duration, jitter: u32) {
    const LOOK_EVERY: Duration = Duration::from_secs(1);
    let begun = clock::instant();
    loop {
        let whole = every().saturating_mul(jitter) / 256;
        let rest = whole.saturating_sub(clock::instant().saturating_duration_since(begun));
        if rest.is_zero() {
            return;
        }
        tokio::time::sleep(rest.min(LOOK_EVERY)).await;
    }
}

/// Waits. The only sleep in the program, so that a test's clock can be put behind it.
pub(crate) async fn sleep(time: Duration) {
    tokio::time::sleep(time).await;
}
