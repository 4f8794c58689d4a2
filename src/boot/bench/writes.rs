//! Durable writes of 64 writers, against the same unit committed singly on the same disk; and reads
//! of one row. On both engines.

use super::super::Key;
use super::postgres::Postgres;
use super::{Figure, median};
use crate::contract::video::{Owner, VideoPublished};
use crate::kernel::clock::{self, Clock};
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Settings, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::Ids;
use crate::kernel::meter::DomainMeter;
use crate::kernel::meter::Meters;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use std::io::Write as _;
use std::path::Path;
use tokio::runtime::{Builder, Runtime};

const WRITERS: usize = 64;
const READERS: usize = 64;
const ROUNDS: usize = 5;

/// How much is asked of a store in one round.
struct Rounds {
    grouped: u32,
    single: u32,
    reads: u32,
}

pub(super) fn measure() -> Vec<Figure> {
    let Ok(io) = Builder::new_multi_thread().worker_threads(2).enable_all().build() else {
        return Vec::new();
    };
    // The current folder: a temporary one may be memory and would flatter both.
    let Ok(folder) = tempfile::tempdir_in(".") else { return Vec::new() };
    let mut figures = Vec::new();
    if let Some(db) = open(folder.path(), &Settings::default()) {
        let load = Rounds { grouped: 30_000, single: 1_500, reads: 30_000 };
        figures.extend(both(&io, &db, &load, ["SQLite", "≥ 15×"]));
    }
    let Some(server) = Postgres::start(Path::new(".")) else { return figures };
    let of_lanes =
        [(1, "PostgreSQL, 1 lane"), (4, "PostgreSQL, 4 lanes"), (8, "PostgreSQL, 8 lanes")];
    for (lanes, name) in of_lanes {
        let Some(address) = server.database(&format!("bench{lanes}")) else { continue };
        let urls = [("video".to_owned(), address)].into();
        let settings = Settings { postgres_lanes: lanes, urls, ..Settings::default() };
        let Some(db) = open(folder.path(), &settings) else { continue };
        let load = Rounds { grouped: 6_000, single: 600, reads: 10_000 };
        figures.extend(both(&io, &db, &load, [name, "–"]));
    }
    figures
}

/// What the disk gives: units a second on SQLite, of 64 writers at once and of one.
pub(super) fn bare() -> Option<(f64, f64)> {
    let io = Builder::new_multi_thread().worker_threads(2).enable_all().build().ok()?;
    let folder = tempfile::tempdir_in(".").ok()?;
    let db = open(folder.path(), &Settings::default())?;
    let grouped = io.block_on(rate(30_000, WRITERS, |number| unit(&db, number)));
    Some((grouped, io.block_on(rate(1_500, 1, |number| unit(&db, number)))))
}

fn open(folder: &Path, settings: &Settings) -> Option<Db<Owner>> {
    let meter = DomainMeter::new("video", crate::contract::video::RPCS, &Meters::new());
    let time = (Clock::system(), Ids::system());
    Db::<Owner>::open(&Key(()), folder, settings, time, meter.store()).ok()
}

/// Writes and reads of one store.
fn both(
    io: &Runtime,
    db: &Db<Owner>,
    load: &Rounds,
    [store, goal]: [&'static str; 2],
) -> [Figure; 2] {
    let (mut grouped, mut single, mut reads) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        grouped.push(io.block_on(rate(load.grouped, WRITERS, |number| unit(db, number))));
        single.push(io.block_on(rate(load.single, 1, |number| unit(db, number))));
        reads.push(io.block_on(rate(load.reads, READERS, |number| read(db, number))));
    }
    let alone = io.block_on(rate(load.single, 1, |number| read(db, number)));
    let (grouped, single, reads) = (median(grouped), median(single), median(reads));
    let writes = Figure {
        what: format!("durable writes (read, update, event), 64 writers, {store}"),
        ours: format!("{grouped:.0}/s"),
        anchor: format!("the same unit committed singly, one after the other: {single:.0}/s"),
        ratio: format!("{:.1}", grouped / single),
        goal,
    };
    let reads = Figure {
        what: format!("reads of one row on a snapshot, 64 readers, {store}"),
        ours: format!("{reads:.0}/s"),
        anchor: format!("one reader: {alone:.0}/s"),
        ratio: format!("{:.1}", reads / alone),
        goal: "–",
    };
    [writes, reads]
}

async fn rate<F: Future<Output = Reply<()>>>(
    units: u32,
    writers: usize,
    one: impl Fn(u32) -> F,
) -> f64 {
    let begun = clock::instant();
    let mut flying = FuturesUnordered::new();
    for number in 0..units {
        if flying.len() >= writers {
            failed(flying.next().await);
        }
        flying.push(one(number));
    }
    while let Some(reply) = flying.next().await {
        failed(Some(reply));
    }
    f64::from(units) / clock::instant().saturating_duration_since(begun).as_secs_f64()
}

/// What fails is quick: a rate with failures in it is none.
fn failed(reply: Option<Reply<()>>) {
    if let Some(Err(error)) = reply {
        tracing::error!(%error, "a unit of the bench failed");
        drop(writeln!(std::io::stderr(), "bench: a unit failed: {error}"));
    }
}

async fn read(db: &Db<Owner>, number: u32) -> Reply<()> {
    db.read(move |view| {
        let sql = "SELECT position FROM kernel_offsets WHERE source = $1";
        view.value::<i64>(sql, values![format!("bench{}", number % 512)]).map(drop)
    })
    .await
}

async fn unit(db: &Db<Owner>, number: u32) -> Reply<()> {
    db.write(&Context::of_domain("video"), move |tx| {
        let key = format!("bench{}", number % 512);
        let read = "SELECT position FROM kernel_offsets WHERE source = $1";
        let before = tx.value::<i64>(read, values![&key])?.unwrap_or_default();
        let update = "INSERT INTO kernel_offsets (source, position) VALUES ($1, $2) \
                      ON CONFLICT (source) DO UPDATE SET position = excluded.position";
        tx.execute(update, values![&key, before + 1])?;
        tx.publish(&VideoPublished { video_id: key, owner_id: String::new(), privacy: 1 })
    })
    .await
}
