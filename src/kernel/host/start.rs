//! Starts a domain on its own thread, keeps its restart budget and stops it in order.
//! It must not know which domain it is.

#![expect(clippy::disallowed_methods, reason = "a domain's thread blocks on its own loop")]

use super::actor::{Host, Panics};
use super::{Core, DomainService};
use crate::kernel::blobs::BlobStore;
use crate::kernel::bus::{
    Channel, Contract, Envelope, Fence, Peers as _, ReplySender, Route, RouteTable, Work,
};
use crate::kernel::capability::Key;
use crate::kernel::clock::{self, Clock};
use crate::kernel::context::Context;
use crate::kernel::db::Db;
use crate::kernel::domain_context::{DomainContext, Parts};
use crate::kernel::events::{self, Consumers, Endpoint};
use crate::kernel::fault::Fault;
use crate::kernel::id::Ids;
use crate::kernel::meter::{DomainMeter, State};
use crate::kernel::settings::section;
use crate::kernel::tasks::{self, Tasks};
use crate::kernel::threads;
use actix::Actor as _;
use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::LocalSet;
use tokio_util::sync::CancellationToken;

/// How long a domain may take to come up.
const START_MAX: Duration = Duration::from_secs(30);

section! {
    /// The bounds of every domain.
    pub(crate) struct Settings {
        /// Calls that may wait in a mailbox.
        mailbox_max: usize = 1024, at_start, in Count 1..=1_000_000;
        /// Calls that a domain handles at once.
        in_flight_max: usize = 1024, at_start, in Count 1..=1_000_000;
        /// Panics that a domain may have within the window before it is started again.
        panics_max: usize = 5, at_start, in Count 0..=1_000_000;
        /// The window in which panics are counted.
        panic_window_ms: u64 = 60_000, at_start, in Ms 1..=86_400_000;
        /// The longest pause before a domain is started again.
        restart_backoff_ms_max: u64 = 30_000, at_start, in Ms 1..=3_600_000;
        /// How long calls under way may take to end when the process stops.
        drain_ms_max: u64 = 5_000, at_start, in Ms 0..=3_600_000;
        /// Heavy computations at once, over all domains.
        heavy_max: usize = 8, at_start, in Count 1..=4096;
        /// How often events that were set aside are tried again.
        parked_retry_every_ms: u64 = 30_000, at_start, in Ms 1..=86_400_000;
    }
}

/// What a domain is started with.
pub(crate) struct Plan<D: Contract> {
    /// Where its own calls come in.
    pub(crate) channel: Channel<D>,
    /// Whether, and at which epoch, this host serves.
    pub(crate) fence: Fence,
    /// Where its peers and sources are found.
    pub(crate) route_table: RouteTable,
    pub(crate) db: Db<D>,
    pub(crate) blobs: Arc<dyn BlobStore>,
    pub(crate) meter: Arc<DomainMeter>,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) heavy: Arc<Semaphore>,
    pub(crate) io: Handle,
    pub(crate) settings: Settings,
}

/// A domain that runs.
pub(crate) struct Running {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Asks the domain to stop: new calls are refused, those under way end.
    pub(crate) fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have stopped by itself.
            _ = stop.send(());
        }
    }

    /// Waits until its thread has ended.
    pub(crate) fn join(mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Starts a domain and waits until its calls find it.
///
/// # Errors
/// `Unavailable` when the machine gives no thread, or the domain does not come up.
pub(crate) fn start<D: Contract, S: DomainService<D>>(
    key: &Key,
    plan: Plan<D>,
    build: impl Fn(DomainContext<D>) -> S + Send + 'static,
) -> Result<Running, Fault> {
    let (stop, stopped) = oneshot::channel();
    let (up, is_up) = std::sync::mpsc::sync_channel(1);
    let channel = plan.channel.clone();
    let peers = D::Peers::dial(&plan.route_table, key);
    let io = plan.io.clone();
    let thread = threads::start(D::NAME.to_owned(), move || {
        plan.meter.store().owns_this_thread();
        let local = LocalSet::new();
        io.block_on(local.run_until(supervise(plan, channel, peers, build, (up, stopped))));
    })?;
    is_up.recv_timeout(START_MAX).map_err(|_| {
        Fault::Unavailable(format!("the domain {} did not come up: see the log", D::NAME))
    })?;
    Ok(Running { stop: Some(stop), thread: Some(thread) })
}

/// Why an incarnation ended.
enum End {
    Stop,
    /// Too many panics in the window.
    Budget,
}

async fn supervise<D: Contract, S: DomainService<D>>(
    plan: Plan<D>,
    channel: Channel<D>,
    peers: D::Peers,
    build: impl Fn(DomainContext<D>) -> S,
    (up, mut stopped): (SyncSender<()>, oneshot::Receiver<()>),
) {
    const FIRST_PAUSE: Duration = Duration::from_millis(500);
    let window = Duration::from_millis(plan.settings.panic_window_ms);
    let mut backoff = FIRST_PAUSE;
    loop {
        let begun = clock::instant();
        let ended = incarnation(&plan, &channel, &peers, &build, (&up, &mut stopped)).await;
        if matches!(ended, End::Stop) {
            return;
        }
        // What has run well for longer than a window starts again without the old grudge.
        if clock::instant().saturating_duration_since(begun) > window * 2 {
            backoff = FIRST_PAUSE;
        }
        plan.meter.restarted();
        let pause_ms = backoff.as_millis();
        tracing::error!(domain = D::NAME, pause_ms, "too many panics: the domain starts again");
        tokio::select! {
            _ = &mut stopped => return,
            () = tasks::sleep(backoff) => {},
        }
        let longest = Duration::from_millis(plan.settings.restart_backoff_ms_max);
        backoff = (backoff * 2).min(longest);
    }
}

async fn incarnation<D: Contract, S: DomainService<D>>(
    plan: &Plan<D>,
    channel: &Channel<D>,
    peers: &D::Peers,
    build: &impl Fn(DomainContext<D>) -> S,
    (up, stopped): (&SyncSender<()>, &mut oneshot::Receiver<()>),
) -> End {
    let token = CancellationToken::new();
    let meter = Arc::clone(&plan.meter);
    let tasks =
        Tasks::new(token.clone(), Arc::clone(&meter), Arc::clone(&plan.heavy), plan.io.clone());
    let parts = Parts {
        db: plan.db.clone(),
        blobs: Arc::clone(&plan.blobs),
        clock: plan.clock.clone(),
        ids: plan.ids.clone(),
        meter: Arc::clone(&meter),
    };
    let service = Rc::new(build(DomainContext::new(parts, peers.clone(), tasks.clone())));
    let parked_retry = Duration::from_millis(plan.settings.parked_retry_every_ms);
    let nudges = plan.route_table.kept::<Consumers>().enter(&plan.db);
    let endpoint = Endpoint { db: plan.db.clone(), meter, parked_retry, nudges };
    let core = Core { endpoint, channel: channel.clone(), fence: plan.fence.clone() };
    let (in_flight, panics) = (Rc::new(Cell::new(0)), Rc::new(Panics::default()));
    let host = Host {
        service: Rc::clone(&service),
        core: core.clone(),
        in_flight: Rc::clone(&in_flight),
        in_flight_max: plan.settings.in_flight_max,
        mailbox_max: plan.settings.mailbox_max,
        panics: Rc::clone(&panics),
    };
    let mailbox = host.start().recipient();
    let epoch = || plan.fence.right().epoch();
    keep_route(plan, channel, &mailbox, &tasks);
    channel.point(epoch(), Route::Local(mailbox.clone()));
    plan.meter.turned(State::Running);
    // Heard by whoever started the domain, the first time; later ones find the place taken.
    _ = up.try_send(());
    events::listen(&service, &core.endpoint, &plan.route_table, &tasks);
    events::keep(&core.endpoint, &plan.clock, &tasks);
    let end = tokio::select! {
        _ = stopped => End::Stop,
        () = over_budget(&panics, &plan.settings) => End::Budget,
    };
    let why = if matches!(end, End::Stop) { "it has stopped" } else { "it is starting again" };
    channel.point(epoch(), Route::Down(why));
    plan.meter.turned(if matches!(end, End::Stop) { State::Stopped } else { State::Restarting });
    pass_the_mailbox(&mailbox).await;
    let drained = clock::instant() + Duration::from_millis(plan.settings.drain_ms_max);
    while in_flight.get() > 0 && clock::instant() < drained {
        tasks::sleep(Duration::from_millis(5)).await;
    }
    token.cancel();
    plan.route_table.kept::<Consumers>().leave::<D>();
    tokio::task::yield_now().await;
    end
}

/// Keeps the epoch of this process's own route in step with the host's.
fn keep_route<D: Contract>(
    plan: &Plan<D>,
    channel: &Channel<D>,
    mailbox: &actix::Recipient<Envelope<D>>,
    tasks: &Tasks,
) {
    let (mut right, channel, mailbox) = (plan.fence.changes(), channel.clone(), mailbox.clone());
    tasks.spawn("route", async move {
        while right.changed().await.is_ok() {
            let now = *right.borrow_and_update();
            if now.is_serving() {
                channel.point(now.epoch(), Route::Local(mailbox.clone()));
            }
        }
    });
}

/// Waits until everything that lay in the mailbox has found a place or an answer.
async fn pass_the_mailbox<D: Contract>(mailbox: &actix::Recipient<Envelope<D>>) {
    let (reply_to, passed) = ReplySender::new();
    let cx = Context::of_domain(D::NAME);
    let mark = Envelope { cx, at: clock::instant(), work: Work::Mark { reply_to } };
    // A full mailbox takes no mark; the drain below waits for what it can.
    if mailbox.try_send(mark).is_ok() {
        drop(tokio::time::timeout(Duration::from_secs(1), passed).await);
    }
}

/// Resolves when more panics fell into the window than the budget allows.
async fn over_budget(panics: &Panics, settings: &Settings) {
    let window = Duration::from_millis(settings.panic_window_ms);
    let mut recent: VecDeque<Instant> = VecDeque::new();
    loop {
        let count = panics.next().await;
        let now = clock::instant();
        recent.extend(std::iter::repeat_n(now, count));
        while recent.front().is_some_and(|first| now.duration_since(*first) > window) {
            recent.pop_front();
        }
        if recent.len() > settings.panics_max {
            return;
        }
    }
}
