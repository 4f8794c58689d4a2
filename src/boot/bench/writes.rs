//! Durable writes of 64 writers, against the same unit committed singly on the same disk.

use super::super::Key;
use super::{Figure, median};
use crate::contract::video::{Owner, VideoPublished};
use crate::kernel::clock::{self, Clock};
use crate::kernel::context::Context;
use crate::kernel::db::{self, Db, values};
use crate::kernel::fault::Reply;
use crate::kernel::host::DomainMeter;
use crate::kernel::id::Ids;
use crate::kernel::meter::Meters;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::runtime::Builder;

const WRITERS: usize = 64;
const GROUPED: u32 = 30_000;
const SINGLE: u32 = 1_500;
const ROUNDS: usize = 5;

pub(super) fn measure() -> Vec<Figure> {
    let Ok(io) = Builder::new_multi_thread().worker_threads(2).enable_all().build() else {
        return Vec::new();
    };
    // The current folder: a temporary one may be memory and would flatter both.
    let Ok(folder) = tempfile::tempdir_in(".") else { return Vec::new() };
    let meter = DomainMeter::new("video", crate::contract::video::RPCS, &Meters::new());
    let time = (Clock::system(), Ids::system());
    let settings = db::Settings::default();
    let opened = Db::<Owner>::open(&Key(()), folder.path(), &settings, time, meter.store());
    let Ok(db) = opened else { return Vec::new() };
    let (mut grouped, mut single) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        grouped.push(io.block_on(rate(&db, GROUPED, WRITERS)));
        single.push(io.block_on(rate(&db, SINGLE, 1)));
    }
    let (grouped, single) = (median(grouped), median(single));
    vec![Figure {
        what: "durable writes (read, update, event), 64 writers",
        ours: format!("{grouped:.0}/s"),
        anchor: format!("the same unit committed singly at FULL: {single:.0}/s"),
        ratio: format!("{:.1}", grouped / single),
        goal: "≥ 15×",
    }]
}

async fn rate(db: &Db<Owner>, units: u32, writers: usize) -> f64 {
    let cx = Context::of_domain("video");
    let begun = clock::instant();
    let mut flying = FuturesUnordered::new();
    for number in 0..units {
        if flying.len() >= writers {
            drop(flying.next().await);
        }
        flying.push(unit(db, &cx, number));
    }
    while flying.next().await.is_some() {}
    f64::from(units) / clock::instant().saturating_duration_since(begun).as_secs_f64()
}

async fn unit(db: &Db<Owner>, cx: &Context, number: u32) -> Reply<()> {
    db.write(cx, move |tx| {
        let key = format!("bench{}", number % 512);
        let read = "SELECT position FROM kernel_offsets WHERE source = $1";
        let before = tx.one(read, values![&key])?.map_or(Ok(0), |row| row.integer(0))?;
        let update = "INSERT INTO kernel_offsets (source, position) VALUES ($1, $2) \
                      ON CONFLICT (source) DO UPDATE SET position = excluded.position";
        tx.execute(update, values![&key, before + 1])?;
        tx.publish(&VideoPublished { video_id: key, owner_id: String::new(), privacy: 1 })
    })
    .await
}
