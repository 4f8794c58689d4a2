//! What one in-process call costs: client → mailbox → handler → reply, with deadline and
//! metrics, against the bare framework doing the least that can be called a call.
#![expect(clippy::disallowed_methods, reason = "the anchor is the bare framework")]

use super::super::Key;
use super::{Figure, cpu_s, median};
use crate::adapters;
use crate::contract::transcode::{
    Client, ExportAccountRequest, ExportAccountResponse, GetJobRequest, GetJobResponse,
    GetJobsRequest, GetJobsResponse, Owner, Reactions, RetryJobRequest, RetryJobResponse, Service,
    WatchJobRequest, WatchJobResponse,
};
use crate::contract::{ingest, user, video};
use crate::kernel::bus::Contract;
use crate::kernel::bus::{Fence, Flow, RouteTable, ServingRight};
use crate::kernel::clock::{self, Clock};
use crate::kernel::context::{Caller, Context};
use crate::kernel::db::{self, Db};
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::host::DomainService;
use crate::kernel::host::{self, Plan};
use crate::kernel::id::Ids;
use crate::kernel::meter::DomainMeter;
use crate::kernel::meter::Meters;
use crate::kernel::trace::Trace;
use actix::{Actor, Handler};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::LocalSet;

const CALLS: u32 = 200_000;
const IN_FLIGHT: usize = 64;
const ROUNDS: usize = 5;

/// Answers at once.
pub(super) struct Echo;

impl Service for Echo {
    async fn retry_job(&self, _: Context, _: RetryJobRequest) -> Reply<RetryJobResponse> {
        Ok(RetryJobResponse::default())
    }

    async fn get_job(&self, _: Context, _: GetJobRequest) -> Reply<GetJobResponse> {
        Ok(GetJobResponse::default())
    }

    async fn get_jobs(&self, _: Context, _: GetJobsRequest) -> Reply<GetJobsResponse> {
        Ok(GetJobsResponse::default())
    }

    async fn watch_job(&self, _: Context, _: WatchJobRequest) -> Reply<Flow<WatchJobResponse>> {
        Err(Fault::Unavailable("not measured".to_owned()).into())
    }

    async fn export_account(
        &self,
        _: Context,
        _: ExportAccountRequest,
    ) -> Reply<ExportAccountResponse> {
        Ok(ExportAccountResponse::default())
    }
}

impl Reactions for Echo {
    async fn on_source_accepted(&self, _: Context, _: ingest::SourceAccepted) -> Reply<()> {
        Ok(())
    }

    async fn on_video_deleted(&self, _: Context, _: video::VideoDeleted) -> Reply<()> {
        Ok(())
    }

    async fn on_account_erased(&self, _: Context, _: user::AccountErased) -> Reply<()> {
        Ok(())
    }
}

/// The least: a message with its own reply channel.
struct Ask {
    request: GetJobRequest,
    reply: oneshot::Sender<GetJobResponse>,
}

impl actix::Message for Ask {
    type Result = ();
}

struct Bare;

impl Actor for Bare {
    type Context = actix::Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.set_mailbox_capacity(1024);
    }
}

impl Handler<Ask> for Bare {
    type Result = ();

    fn handle(&mut self, ask: Ask, _: &mut Self::Context) {
        tokio::task::spawn_local(async move {
            drop(ask.request);
            drop(ask.reply.send(GetJobResponse::default()));
        });
    }
}

/// Wall µs, CPU µs and allocations of one call.
pub(super) struct Cost {
    pub(super) wall_us: f64,
    pub(super) cpu_us: f64,
    pub(super) allocations: f64,
}

pub(super) fn measure(allocations: fn() -> u64) -> Vec<Figure> {
    let Ok(io) = Builder::new_multi_thread().worker_threads(2).enable_all().build() else {
        return Vec::new();
    };
    let Ok(folder) = tempfile::tempdir() else { return Vec::new() };
    let Some((route_table, running)) = start_domain(&io, folder.path()) else { return Vec::new() };
    let client = Client::dial(&route_table, &Key(()));
    let bare = bare(&io);
    let (mut ours, mut anchors) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(io.block_on(asked(&client, allocations)));
        anchors.push(io.block_on(bare_asked(&bare, allocations)));
    }
    running.join();
    let of = |costs: &[Cost], pick: fn(&Cost) -> f64| median(costs.iter().map(pick).collect());
    let line = |costs: &[Cost]| {
        format!(
            "{:.2} µs, CPU {:.2} µs, {:.1} allocations",
            of(costs, |one| one.wall_us),
            of(costs, |one| one.cpu_us),
            of(costs, |one| one.allocations)
        )
    };
    let ratio = of(&ours, |one| one.wall_us) / of(&anchors, |one| one.wall_us);
    vec![Figure {
        what: "in-process call, 64 in flight".to_owned(),
        ours: line(&ours),
        anchor: format!("bare actix try_send, own reply channel: {}", line(&anchors)),
        ratio: format!("{ratio:.2}"),
        goal: "≤ 1.5 µs, ≤ 6 allocations",
    }]
}

/// Starts a domain that answers at once.
pub(super) fn start_domain(io: &Runtime, folder: &Path) -> Option<(RouteTable, host::Running)> {
    let route_table = RouteTable::new(&Key(()));
    let (running, _) = start_on::<Owner, Echo>(io, folder, &route_table, || Echo)?;
    Some((route_table, running))
}

/// Starts any domain on a route table.
pub(super) fn start_on<D: Contract, S: DomainService<D>>(
    io: &Runtime,
    folder: &Path,
    route_table: &RouteTable,
    service: impl Fn() -> S + Send + 'static,
) -> Option<(host::Running, Db<D>)> {
    let key = Key(());
    let meter = DomainMeter::new(D::NAME, D::RPCS, &Meters::new());
    let (clock, ids) = (Clock::system(), Ids::system());
    let settings = db::Settings::default();
    let time = (clock.clone(), ids.clone());
    let db = Db::open(&key, folder, &settings, time, meter.store()).ok()?;
    let plan = Plan::<D> {
        channel: route_table.channel(&key),
        fence: Fence::new(ServingRight::kept(1, true)),
        route_table: route_table.clone(),
        db: db.clone(),
        blobs: adapters::disk(folder, io.handle().clone()).ok()?,
        meter: Arc::new(meter),
        clock,
        ids,
        heavy: Arc::new(Semaphore::new(1)),
        io: io.handle().clone(),
        settings: host::Settings::default(),
    };
    let running = host::start(&key, plan, move |_| service()).ok()?;
    Some((running, db))
}

fn bare(io: &Runtime) -> actix::Addr<Bare> {
    let (sender, receiver) = std::sync::mpsc::sync_channel(1);
    let io = io.handle().clone();
    std::thread::spawn(move || {
        io.block_on(LocalSet::new().run_until(async move {
            drop(sender.send(Bare.start()));
            std::future::pending::<()>().await;
        }));
    });
    receiver.recv().expect("the thread has just started")
}

async fn asked(client: &Client, allocations: fn() -> u64) -> Cost {
    let cx = Context::new(Caller::Operator, Trace::none());
    // The domain starts on its own thread; wait until it answers.
    while client.get_job(&cx, GetJobRequest::default()).await.is_err() {
        tokio::task::yield_now().await;
    }
    timed(allocations, || client.get_job(&cx, ask())).await
}

async fn bare_asked(bare: &actix::Addr<Bare>, allocations: fn() -> u64) -> Cost {
    timed(allocations, || async {
        let (reply, answer) = oneshot::channel();
        drop(bare.try_send(Ask { request: ask(), reply }));
        answer.await
    })
    .await
}

/// A request as large as most.
pub(super) fn ask() -> GetJobRequest {
    GetJobRequest { video_id: "0123456789ABCDEFGHIJKL".to_owned() }
}

/// Keeps 64 calls in flight until all are made.
pub(super) async fn timed<F: Future>(allocations: fn() -> u64, call: impl Fn() -> F) -> Cost {
    let (begun, cpu, before) = (clock::instant(), cpu_s(), allocations());
    let mut flying = FuturesUnordered::new();
    for _ in 0..IN_FLIGHT {
        flying.push(call());
    }
    for _ in 0..CALLS {
        drop(flying.next().await);
        flying.push(call());
    }
    let wall = clock::instant().saturating_duration_since(begun).as_secs_f64();
    let per_call = |total: f64| total / f64::from(CALLS);
    Cost {
        wall_us: per_call(wall * 1e6),
        cpu_us: per_call((cpu_s() - cpu) * 1e6),
        // One allocation of each call belongs to the request's own text, one to the set of futures.
        allocations: per_call(u32::try_from(allocations() - before).map_or(f64::NAN, f64::from)),
    }
}
