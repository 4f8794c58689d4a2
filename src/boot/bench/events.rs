//! How long after its commit an event has reached whoever hears it: by the mailbox, and over gRPC.
//! Both domains write to their own file on the same disk, at `synchronous=FULL`.

use super::super::Key;
use super::Figure;
use super::calls::start_on;
use super::wires::far;
use crate::adapters::grpc::Address;
use crate::adapters::keys::SiteKeys;
use crate::contract::{transcode, video};
use crate::kernel::assertion::CallerAssertions;
use crate::kernel::bus::{GATEWAY, RouteTable};
use crate::kernel::clock::{self, Clock};
use crate::kernel::context::Context;
use crate::kernel::db::Db;
use crate::kernel::events::Reacts;
use crate::kernel::fault::Reply;
use crate::kernel::host::Core;
use crate::kernel::host::DomainService;
use crate::kernel::rpc::Domain;
use crate::kernel::tasks::sleep;
use crate::kernel::wire::EventRecord;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

const EVENTS: usize = 5_000;
/// One event in so much time: a busy site, and far from what would queue.
const EVERY: Duration = Duration::from_millis(2);
/// Events before those that count.
const WARM_UP: usize = 200;
const WAIT_MAX: Duration = Duration::from_secs(60);

/// When each event was committed, and when it was heard; by its number.
#[derive(Default)]
struct EventTimes {
    committed: Vec<Option<Instant>>,
    heard: Vec<Option<Instant>>,
}

type Shared = Arc<Mutex<EventTimes>>;

/// Hears the events of `video` and notes when.
struct Consumer(Shared);

/// Publishes and is never asked.
struct Publisher;

impl DomainService<transcode::Owner> for Consumer {
    async fn serve(&self, _: &Core<transcode::Owner>, _: Context, _: transcode::Call) {}
}

impl Reacts<transcode::Owner> for Consumer {
    async fn react(&self, _: Context, record: &EventRecord) -> Reply<()> {
        let now = clock::instant();
        let head = record.head.as_ref();
        if let Some(number) = head.and_then(|head| head.entity_key.parse::<usize>().ok()) {
            let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(heard) = times.heard.get_mut(number) {
                *heard = heard.or(Some(now));
            }
        }
        Ok(())
    }
}

impl DomainService<video::Owner> for Publisher {
    async fn serve(&self, _: &Core<video::Owner>, _: Context, _: video::Call) {}
}

impl Reacts<video::Owner> for Publisher {
    async fn react(&self, _: Context, _: &EventRecord) -> Reply<()> {
        Ok(())
    }
}

pub(super) fn measure() -> Option<Vec<Figure>> {
    crate::adapters::install_tls();
    let io = Builder::new_multi_thread().worker_threads(2).enable_all().build().ok()?;
    // The current folder: a temporary one may be memory.
    let folder = tempfile::tempdir_in(".").ok()?;
    let mut found = Vec::new();
    for (name, word) in [("mailbox", "m"), ("gRPC, TCP loopback", "t"), ("gRPC, unix socket", "u")]
    {
        let place = folder.path().join(word);
        std::fs::create_dir_all(&place).ok()?;
        found.push((name, by(&io, &place, name)?));
    }
    let told = |(p50, p99): (f64, f64)| format!("p50 {p50:.2} ms, p99 {p99:.2} ms");
    let (_, mailbox) = *found.first()?;
    let figure = |&(name, ours): &(&str, (f64, f64))| Figure {
        what: format!("outbox commit to consumer, 500 events/s, {name}"),
        ours: told(ours),
        anchor: format!("mailbox: {}", told(mailbox)),
        ratio: format!("p99 {:.1}", ours.1 / mailbox.1),
        goal: "–",
    };
    Some(found.iter().map(figure).collect())
}

/// The median and the 99th percentile in ms.
fn by(io: &Runtime, folder: &Path, name: &str) -> Option<(f64, f64)> {
    let times = Shared::default();
    let (home, end) = (RouteTable::new(&Key(())), CancellationToken::new());
    let (source, db) = start_on::<video::Owner, _>(io, folder, &home, || Publisher)?;
    let route_table = match name {
        "mailbox" => home.clone(),
        _ => {
            let keys = Arc::new(SiteKeys::open(&folder.join("keys")).ok()?);
            let assertions =
                Arc::new(CallerAssertions::new(keys, Clock::system(), vec![GATEWAY, "transcode"]));
            let unix = format!("unix:{}", folder.join("s").display());
            let address = match name {
                "gRPC, unix socket" => Address::parse(&unix).ok()?,
                _ => Address::parse_listen("127.0.0.1:0", false).ok()?,
            };
            far::<video::Owner>(io, (&home, folder), &assertions, (address, end.clone()))?
        },
    };
    let consumer = Arc::clone(&times);
    let (consumer, _) = start_on::<transcode::Owner, _>(io, folder, &route_table, move || {
        Consumer(Arc::clone(&consumer))
    })?;
    io.block_on(publish(&db, &times));
    let lags = io.block_on(lags(&times));
    end.cancel();
    consumer.join();
    source.join();
    lags
}

/// Publishes at a steady pace, each as soon as the one before is durable.
async fn publish(db: &Db<video::Owner>, times: &Shared) {
    {
        let mut times = times.lock().unwrap_or_else(PoisonError::into_inner);
        times.committed.resize(EVENTS, None);
        times.heard.resize(EVENTS, None);
    }
    for number in 0..EVENTS {
        let event = video::VideoDeleted { video_id: number.to_string(), owner_id: String::new() };
        let cx = Context::of_domain(video::Owner::NAME);
        if db.write(&cx, move |tx| tx.publish(&event)).await.is_ok() {
            let now = clock::instant();
            let mut times = times.lock().unwrap_or_else(PoisonError::into_inner);
            times.committed[number] = Some(now);
        }
        sleep(EVERY).await;
    }
}

/// Waits until all were heard. An event may be heard before its writer is told of the commit: then
/// it took no time at all.
async fn lags(times: &Shared) -> Option<(f64, f64)> {
    let until = clock::instant() + WAIT_MAX;
    let mut lags: Vec<f64> = loop {
        {
            let times = times.lock().unwrap_or_else(PoisonError::into_inner);
            let pairs = times.committed.iter().zip(&times.heard).skip(WARM_UP);
            let one = |(committed, heard): (&Option<Instant>, &Option<Instant>)| {
                let lag = (*heard)?.saturating_duration_since((*committed)?);
                Some(lag.as_secs_f64() * 1000.0)
            };
            if let Some(lags) = pairs.map(one).collect() {
                break lags;
            }
        }
        if clock::instant() > until {
            return None;
        }
        sleep(Duration::from_millis(50)).await;
    };
    lags.sort_by(f64::total_cmp);
    Some((*lags.get(lags.len() / 2)?, *lags.get(lags.len() * 99 / 100)?))
}
