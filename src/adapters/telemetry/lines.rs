//! What keeps a log from becoming a burden: a line that comes too often is counted instead of
//! written, and no line ever waits for whoever reads it. It must not look at what a line says.

use crate::kernel::clock;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tracing::callsite::Identifier;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::layer::{Context, Filter};

/// Lines that may wait for a slow reader; more are dropped.
const WAITING_LINES_MAX: usize = 8_192;
/// How often one place in the code may write a line: at once after a pause, and each second.
/// Whoever can cause one line by a request cannot fill the disk with a million of them.
const BURST: f64 = 100.0;
const PER_S: f64 = 10.0;

/// How many lines were not written.
#[derive(Clone)]
pub(crate) struct LostLines {
    waiting: ErrorCounter,
    frequent: Arc<AtomicU64>,
}

impl LostLines {
    /// Because whoever reads the log was too slow.
    pub(crate) fn waiting(&self) -> u64 {
        u64::try_from(self.waiting.dropped_lines()).unwrap_or(u64::MAX)
    }

    /// Because the same line came too often.
    pub(crate) fn frequent(&self) -> u64 {
        self.frequent.load(Ordering::Relaxed)
    }
}

/// Writes lines to standard error from a thread of its own. Until the guard is dropped, which
/// writes what waits for a moment and no longer.
pub(super) fn writer(rate: &LineRate) -> (NonBlocking, WorkerGuard, LostLines) {
    let (writer, guard) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(WAITING_LINES_MAX)
        .thread_name("log")
        .finish(std::io::stderr());
    let lost = LostLines { waiting: writer.error_counter(), frequent: Arc::clone(&rate.frequent) };
    (writer, guard, lost)
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    lines: f64,
    at: Instant,
}

/// A bucket for each place in the code that writes lines; there are as many as the program has.
#[derive(Default)]
pub(super) struct LineRate {
    buckets: Mutex<HashMap<Identifier, Bucket>>,
    frequent: Arc<AtomicU64>,
}

impl LineRate {
    fn takes(&self, place: Identifier, now: Instant) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.entry(place).or_insert(Bucket { lines: BURST, at: now });
        let passed_s = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.lines = (bucket.lines + passed_s * PER_S).min(BURST);
        bucket.at = now;
        let fits = bucket.lines >= 1.0;
        if fits {
            bucket.lines -= 1.0;
        } else {
            self.frequent.fetch_add(1, Ordering::Relaxed);
        }
        fits
    }
}

impl<S: Subscriber> Filter<S> for LineRate {
    fn enabled(&self, _: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        true
    }

    fn event_enabled(&self, event: &Event<'_>, _: &Context<'_, S>) -> bool {
        let about = event.metadata();
        // Whoever asks for debug lines wants them all.
        *about.level() > Level::INFO || self.takes(about.callsite(), clock::instant())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tracing_subscriber::layer::SubscriberExt as _;
    use tracing_subscriber::{Layer as _, Registry};

    #[derive(Clone, Default)]
    struct Count(Arc<AtomicU64>);

    impl<S: Subscriber> tracing_subscriber::Layer<S> for Count {
        fn on_event(&self, _: &Event<'_>, _: Context<'_, S>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_line_that_comes_too_often_is_counted_and_others_pass() {
        let (rate, written) = (LineRate::default(), Count::default());
        let frequent = Arc::clone(&rate.frequent);
        let all = Registry::default().with(written.clone().with_filter(rate));
        tracing::subscriber::with_default(all, || {
            for _ in 0..5_000 {
                tracing::warn!("anybody can cause this");
            }
            tracing::warn!("something else");
            for _ in 0..500 {
                tracing::debug!("asked for");
            }
        });
        let lines = written.0.load(Ordering::Relaxed);
        let left_out = frequent.load(Ordering::Relaxed);
        assert!((601..700).contains(&lines), "{lines} lines");
        assert_eq!(lines + left_out, 5_501);
    }

    #[test]
    fn a_bucket_fills_with_time() {
        let rate = LineRate::default();
        let place = tracing::callsite!(name: "here", kind: tracing::metadata::Kind::EVENT, fields:);
        let place = tracing::callsite::Callsite::metadata(place).callsite();
        let now = clock::instant();
        let passed = (0..1_000).filter(|_| rate.takes(place.clone(), now)).count();
        assert_eq!(passed, 100);
        let later = now + Duration::from_secs(1);
        let passed = (0..1_000).filter(|_| rate.takes(place.clone(), later)).count();
        assert_eq!(passed, 10);
    }
}
