//! What the same call costs by each way to the same domain: directly, by its mailbox, and over gRPC
//! on TCP and on a unix socket. Client and server are in one process, so CPU counts both ends.

use super::super::Key;
use super::calls::{Cost, Echo, ask, start_domain, timed};
use super::{Figure, median};
use crate::adapters::grpc::{self, Address};
use crate::adapters::keys::SiteKeys;
use crate::contract::TOPOLOGY;
use crate::contract::transcode::{Client, Owner, Service as _};
use crate::kernel::assertion::CallerAssertions;
use crate::kernel::blobs::BlobReader;
use crate::kernel::bus::Contract;
use crate::kernel::bus::{Bounds, GATEWAY, Remote, RouteTable};
use crate::kernel::clock::{self, Clock};
use crate::kernel::context::{Caller, Context};
use crate::kernel::node::{Dispatcher, Node};
use crate::kernel::trace::Trace;
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

const ROUNDS: usize = 3;
/// Calls one after the other, for the median.
const SEQUENTIAL: usize = 2000;

/// The median of single calls, and the cost of calls 64 at a time.
struct Way {
    name: &'static str,
    p50_us: f64,
    cost: Cost,
}

pub(super) fn measure(allocations: fn() -> u64) -> Option<Vec<Figure>> {
    crate::adapters::install_tls();
    let io = Builder::new_multi_thread().worker_threads(2).enable_all().build().ok()?;
    let folder = tempfile::tempdir().ok()?;
    let (home, running) = start_domain(&io, folder.path())?;
    let mailbox = Client::dial(&home, &Key(()));
    let keys = Arc::new(SiteKeys::open(&folder.path().join("keys")).ok()?);
    let assertions = Arc::new(CallerAssertions::new(keys, Clock::system(), vec![GATEWAY]));
    let tcp = Address::parse_listen("127.0.0.1:0", false).ok()?;
    let unix = Address::parse(&format!("unix:{}", folder.path().join("s").display())).ok()?;
    let end = CancellationToken::new();
    let far = |address| {
        let there = (&home, folder.path());
        let route_table = far::<Owner>(&io, there, &assertions, (address, end.clone()))?;
        Some(Client::dial(&route_table, &Key(())))
    };
    let (tcp, unix) = (far(tcp)?, far(unix)?);
    let mut ways = vec![direct(&io, allocations)];
    for (name, client) in [("mailbox", &mailbox), ("gRPC, TCP", &tcp), ("gRPC, unix socket", &unix)]
    {
        ways.push(asked(&io, name, client, allocations));
    }
    end.cancel();
    running.join();
    Some(figures(&ways))
}

fn figures(ways: &[Way]) -> Vec<Figure> {
    let told = |way: &Way| {
        format!(
            "p50 {:.2} µs alone; with 64: CPU {:.2} µs, {:.1} allocations",
            way.p50_us, way.cost.cpu_us, way.cost.allocations
        )
    };
    let Some(mailbox) = ways.iter().find(|way| way.name == "mailbox") else { return Vec::new() };
    let line = |way: &Way| Figure {
        what: match way.name {
            "direct" => "call, direct",
            "mailbox" => "call, mailbox",
            "gRPC, TCP" => "call, gRPC on TCP loopback",
            _ => "call, gRPC on a unix socket",
        }
        .to_owned(),
        ours: told(way),
        anchor: format!("mailbox: {}", told(mailbox)),
        ratio: format!(
            "p50 {:.1}, CPU {:.1}",
            way.p50_us / mailbox.p50_us,
            way.cost.cpu_us / mailbox.cost.cpu_us
        ),
        goal: if way.name.starts_with("gRPC") { "bare tonic 36 µs CPU" } else { "–" },
    };
    ways.iter().map(line).collect()
}

/// A route table on which the domain that is hosted on another is reached by a wire.
pub(super) fn far<D: Contract>(
    io: &Runtime,
    (home, folder): (&RouteTable, &Path),
    assertions: &Arc<CallerAssertions>,
    (address, end): (Address, CancellationToken),
) -> Option<RouteTable> {
    let (key, bounds) = (Key(()), grpc::Bounds::default());
    let blobs = crate::adapters::disk(folder, io.handle().clone()).ok()?;
    let node = Node {
        route_table: home.clone(),
        blobs: BlobReader::new(&key, blobs),
        clock: Clock::system(),
        contract: Vec::new(),
        version: String::new(),
        hosted: vec![D::NAME],
    };
    let mut dispatcher = Dispatcher::new(&key, Arc::clone(assertions), TOPOLOGY, node);
    dispatcher.host::<D>(&key, home);
    let bound = grpc::bind(address, None, io.handle()).ok()?;
    let address = bound.address.clone();
    bound.serve(Arc::new(dispatcher), bounds.clone(), io.handle(), end);
    let transport = grpc::connect(address, D::NAME, &bounds, None, io.handle()).ok()?;
    let wide = Bounds { in_flight_max: 4096, ..Bounds::default() };
    let remote = Remote::new(&key, transport, wide, Arc::clone(assertions), io.handle().clone());
    let route_table = RouteTable::new(&key);
    drop(route_table.channel::<D>(&key));
    route_table.point_remote(&key, D::NAME, remote).then_some(route_table)
}

fn direct(io: &Runtime, allocations: fn() -> u64) -> Way {
    let cx = || Context::new(Caller::Operator, Trace::none());
    let call = || async { Echo.get_job(cx(), ask()).await };
    let p50_us = io.block_on(alone(call));
    let cost = io.block_on(timed(allocations, call));
    Way { name: "direct", p50_us, cost }
}

fn asked(io: &Runtime, name: &'static str, client: &Client, allocations: fn() -> u64) -> Way {
    let cx = Context::new(Caller::Operator, Trace::none());
    let call = || client.get_job(&cx, ask());
    // The first calls find out the way and the epoch.
    io.block_on(async { while call().await.is_err() {} });
    let p50_us = median((0..ROUNDS).map(|_| io.block_on(alone(call))).collect());
    let mut costs: Vec<Cost> = (0..ROUNDS).map(|_| io.block_on(timed(allocations, call))).collect();
    costs.sort_by(|one, other| one.cpu_us.total_cmp(&other.cpu_us));
    Way { name, p50_us, cost: costs.swap_remove(ROUNDS / 2) }
}

/// The median time of calls one after the other, in µs.
async fn alone<F: Future>(call: impl Fn() -> F) -> f64 {
    let mut times = Vec::with_capacity(SEQUENTIAL);
    for _ in 0..SEQUENTIAL {
        let begun = clock::instant();
        drop(call().await);
        times.push(clock::instant().saturating_duration_since(begun).as_secs_f64() * 1e6);
    }
    median(times)
}
