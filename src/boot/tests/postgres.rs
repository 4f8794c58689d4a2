//! What only PostgreSQL can get wrong: units side by side, commits that come late, connections that
//! break. Where no PostgreSQL is installed these tests say that they were skipped.

#![expect(clippy::disallowed_methods, reason = "a test has threads and sockets of its own")]

use crate::boot::harness::Harness;
use crate::contract::video::{Owner, VideoPublished};
use crate::kernel::context::Context;
use crate::kernel::db::{Address, Db, Tx, values};
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::wire::EventRecord;
use futures_util::future::join_all;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const PUT: &str = "INSERT INTO kernel_offsets (source, position) VALUES ($1, $2)";
const COUNT: &str = "SELECT COUNT(*) FROM kernel_offsets";

fn cx() -> Context {
    Context::of_domain("video")
}

fn started() -> Option<(Harness, Db<Owner>)> {
    let mut harness = Harness::new();
    if !harness.use_postgres::<Owner>() {
        return None;
    }
    let db = harness.source::<Owner>();
    Some((harness, db))
}

fn published(video_id: &str) -> VideoPublished {
    VideoPublished { video_id: video_id.to_owned(), owner_id: String::new(), privacy: 1 }
}

fn count(harness: &Harness, db: &Db<Owner>) -> i64 {
    let count = harness.run(db.read(|view| view.value(COUNT, &[]))).expect("it reads");
    count.expect("a row")
}

fn key(record: &EventRecord) -> String {
    record.head.as_ref().map(|head| head.entity_key.clone()).unwrap_or_default()
}

#[test]
fn a_late_commit_is_not_skipped() {
    let Some((harness, db)) = started() else { return };
    let (begun, has_begun) = sync_channel(1);
    let (release, released) = sync_channel::<()>(1);
    let released = Arc::new(Mutex::new(released));
    let late = {
        let db = db.clone();
        std::thread::spawn(move || {
            let io = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
            let unit = move |tx: &Tx<'_, Owner>| {
                tx.publish(&published("late"))?;
                _ = begun.try_send(());
                _ = released.lock().expect("no test panics here").recv();
                Ok(())
            };
            io.block_on(db.write(&cx(), unit))
        })
    };
    has_begun.recv().expect("it runs");
    harness.run(db.write(&cx(), |tx| tx.publish(&published("early")))).expect("it writes");
    let route_table = harness.route_table.channel::<Owner>(&harness.key);
    let mut flow = harness.run(route_table.tail(&cx(), 0)).expect("it runs");
    // The later transaction is committed; the earlier one still runs: nothing may be told yet.
    let wait = Duration::from_millis(400);
    let told = harness.run(async { tokio::time::timeout(wait, flow.next()).await.ok() });
    assert!(told.is_none(), "told {told:?} while an older transaction runs");
    release.send(()).expect("it waits");
    late.join().expect("it ends").expect("it writes");
    let mut keys = Vec::new();
    for _ in 0..2 {
        let next = async { tokio::time::timeout(Duration::from_secs(5), flow.next()).await };
        let record = harness.run(next).expect("in time").expect("it goes on").expect("it reads");
        keys.push(key(&record));
    }
    assert_eq!(keys, ["late", "early"]);
}

#[test]
fn a_rule_over_a_set_holds_with_many_lanes() {
    let Some((harness, db)) = started() else { return };
    // Each counts and adds only if there is room: side by side, all of them would find room.
    let cx = cx();
    let units = (0..64).map(|number| {
        db.write(&cx, move |tx| {
            let count: i64 = tx.value(COUNT, &[])?.ok_or(Fault::Timeout)?;
            if count >= 3 {
                return Err(Fault::Overloaded.into());
            }
            std::thread::sleep(Duration::from_millis(20));
            tx.execute(PUT, values![format!("k{number}"), 1])
        })
    });
    let replies: Vec<Reply<usize>> =
        harness.run(async { join_all(units.collect::<Vec<_>>()).await });
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 3);
    let others = replies.iter().filter_map(|reply| reply.as_ref().err());
    for error in others {
        assert!(matches!(error, Error::Fault(Fault::Overloaded)), "{error}");
    }
    assert_eq!(count(&harness, &db), 3);
}

#[test]
fn the_events_of_an_entity_rise_with_their_versions() {
    let Some((harness, db)) = started() else { return };
    let cx = cx();
    let units = (0..200).map(|number| {
        db.write(&cx, move |tx| {
            // Has its number before it comes to the entity.
            tx.execute(PUT, values![format!("k{number}"), 1])?;
            tx.publish(&published(&format!("v{}", number % 3)))
        })
    });
    let replies: Vec<Reply<()>> = harness.run(async { join_all(units.collect::<Vec<_>>()).await });
    assert!(replies.iter().all(Result::is_ok), "{replies:?}");
    let records = harness.published(&db);
    assert_eq!(records.len(), 200);
    for entity in ["v0", "v1", "v2"] {
        let of_entity = records.iter().filter(|record| key(record) == entity);
        let heads = of_entity.filter_map(|record| record.head.as_ref());
        let versions: Vec<u64> = heads.map(|head| head.entity_version).collect();
        let wanted: Vec<u64> = (1..).take(versions.len()).collect();
        assert_eq!(versions, wanted, "{entity}");
    }
}

#[test]
fn a_process_that_lost_its_database_writes_no_more() {
    let Some((harness, db)) = started() else { return };
    let take = "UPDATE kernel_log SET holder = holder + 1";
    harness.run(db.write(&cx(), move |tx| tx.execute(take, &[]))).expect("another takes it");
    let error = harness.run(db.write(&cx(), |tx| tx.execute(PUT, values!["late", 1])));
    let error = error.expect_err("it is not ours any more").to_string();
    assert!(error.contains("another process"), "{error}");
    assert_eq!(count(&harness, &db), 0);
}

#[test]
fn broken_connections_are_made_anew() {
    let Some((harness, db)) = started() else { return };
    let cut = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for round in 1..4 {
        for _ in 0..8 {
            // Each unit goes to the next lane, each read to any reader.
            harness.run(db.read(|view| view.exists(COUNT, &[]))).expect("it reads");
            harness.run(db.write(&cx(), |tx| tx.exists(COUNT, &[]))).expect("it writes");
        }
        harness.run(db.read(move |view| view.exists(cut, &[]))).expect("it cuts all others");
        let unit = move |tx: &Tx<'_, Owner>| tx.execute(PUT, values![format!("k{round}"), 1]);
        harness.run(db.write(&cx(), unit)).expect("it writes again");
        assert_eq!(count(&harness, &db), round);
        // The tail as well.
        harness.run(db.write(&cx(), |tx| tx.publish(&published("v")))).expect("it publishes");
        let records = harness.published(&db);
        assert_eq!(i64::try_from(records.len()), Ok(round));
    }
}

/// Passes bytes on to the server, and cuts the client off right after its next COMMIT has gone.
struct Cutter {
    port: u16,
    cuts: Arc<AtomicBool>,
    made: Arc<AtomicU64>,
}

impl Cutter {
    fn before(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("it has one").port();
        let (cuts, made) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (armed, counted) = (Arc::clone(&cuts), Arc::clone(&made));
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let server = TcpStream::connect(&server).expect("the server listens");
                let (armed, counted) = (Arc::clone(&armed), Arc::clone(&counted));
                std::thread::spawn(move || pass(client, server, &armed, &counted));
            }
        });
        Self { port, cuts, made }
    }
}

fn pass(mut client: TcpStream, mut server: TcpStream, armed: &AtomicBool, made: &AtomicU64) {
    let (mut answers, mut asker) = (server.try_clone().expect("a"), client.try_clone().expect("b"));
    let is_cut = Arc::new(AtomicBool::new(false));
    let silent = Arc::clone(&is_cut);
    std::thread::spawn(move || {
        let mut bytes = [0; 8192];
        while let Ok(count @ 1..) = answers.read(&mut bytes) {
            if silent.load(Ordering::SeqCst) || asker.write_all(&bytes[..count]).is_err() {
                return;
            }
        }
    });
    let mut bytes = [0; 8192];
    while let Ok(count @ 1..) = client.read(&mut bytes) {
        let sent = &bytes[..count];
        let commits = sent.windows(7).any(|part| part == b"COMMIT\0");
        if commits && armed.swap(false, Ordering::SeqCst) {
            is_cut.store(true, Ordering::SeqCst);
            made.fetch_add(1, Ordering::SeqCst);
            drop(server.write_all(sent));
            std::thread::sleep(Duration::from_millis(50));
            drop(client.shutdown(std::net::Shutdown::Both));
            return;
        }
        if server.write_all(sent).is_err() {
            return;
        }
    }
}

#[test]
fn a_commit_whose_answer_was_lost_is_looked_up() {
    let mut harness = Harness::new();
    if !harness.use_postgres::<Owner>() {
        return;
    }
    let direct = harness.storage.urls["video"].to_string();
    let (server, database) = direct
        .strip_prefix("postgres://shoal@")
        .and_then(|rest| rest.split_once('/'))
        .expect("an address");
    let cutter = Cutter::before(server.to_owned());
    let url = format!("postgres://shoal@127.0.0.1:{}/{database}", cutter.port);
    harness.storage.urls.insert("video".to_owned(), Address::parse(&url).expect("an address"));
    let db = harness.source::<Owner>();
    for number in 1..6 {
        cutter.cuts.store(true, Ordering::SeqCst);
        let unit = move |tx: &Tx<'_, Owner>| tx.execute(PUT, values![format!("k{number}"), 1]);
        let written = harness.run(db.write(&cx(), unit));
        assert_eq!(written.expect("it was committed, and that can be found out"), 1);
        assert_eq!(count(&harness, &db), number);
    }
    assert_eq!(cutter.made.load(Ordering::SeqCst), 5, "nothing was cut");
}

#[test]
fn no_statement_of_a_unit_is_compiled_first() {
    let Some((harness, db)) = started() else { return };
    let sql = "EXPLAIN SELECT base FROM kernel_log";
    let plan = harness.run(db.write(&cx(), move |tx| tx.column::<String>(sql, &[])));
    let plan = plan.expect("it explains").join("\n");
    // The one row of this table has no index: its scan counts as forbidden, and so as dear.
    assert!(plan.contains("Seq Scan on kernel_log"), "{plan}");
    assert!(!plan.contains("JIT"), "{plan}");
}

#[test]
fn a_statement_takes_values_of_any_kind_one_after_the_other() {
    let Some((harness, db)) = started() else { return };
    let told = harness.run(db.read(|view| {
        let mut told = Vec::new();
        for value in values![None::<i64>, 7, "seven", None::<&str>, 7.5] {
            let sql = "SELECT COALESCE($1::TEXT, 'none')";
            let one: Option<String> = view.value(sql, std::slice::from_ref(value))?;
            told.push(one.ok_or(Fault::Timeout)?);
        }
        Ok(told)
    }));
    assert_eq!(told.expect("it reads"), ["none", "7", "seven", "none", "7.5"]);
}

/// Until something is so, how long it took.
fn took(mut is_so: impl FnMut() -> bool) -> Duration {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(10), "it never was so");
        std::thread::sleep(Duration::from_millis(5));
    }
    begun.elapsed()
}

#[test]
fn a_lost_hold_on_the_database_is_taken_again_at_once() {
    let Some((harness, db)) = started() else { return };
    let holder = "SELECT COALESCE(MAX(pid), 0) FROM pg_locks WHERE locktype = 'advisory' AND \
                  granted AND database = \
                  (SELECT oid FROM pg_database WHERE datname = current_database())";
    let read = |sql: &'static str| {
        let pid: Option<i64> =
            harness.run(db.read(move |view| view.value(sql, &[]))).expect("it reads");
        pid.expect("a number")
    };
    let mut times = Vec::new();
    for _ in 0..5 {
        let before = read(holder);
        assert_ne!(before, 0, "nobody holds it");
        let cut = move |tx: &Tx<'_, Owner>| {
            let cut = "SELECT pg_terminate_backend($1::BIGINT::INTEGER)";
            tx.exists(cut, values![before])
        };
        harness.run(db.write(&cx(), cut)).expect("it cuts the tail off");
        times.push(took(|| ![0, before].contains(&read(holder))));
    }
    let longest = times.iter().max().expect("some");
    assert!(*longest < Duration::from_millis(500), "{times:?}");
}

#[test]
fn what_was_written_beside_the_lanes_is_told_when_it_is_notified() {
    let Some((harness, db)) = started() else { return };
    let route_table = harness.route_table.channel::<Owner>(&harness.key);
    let mut flow = harness.run(route_table.tail(&cx(), 0)).expect("it runs");
    // Tests beside this one hold transactions open, and events with them: most must be prompt.
    let mut prompt = 0;
    let beside = "INSERT INTO kernel_outbox (position, event_id, kind, entity_key, \
                  entity_version, correlation_id, causation_id, at_ms, gray, traceparent, body, \
                  ends) SELECT base + \
                  ((pg_current_xact_id()::text::bigint - first) << 20) + 1, $1, $2, $1, 1, '', \
                  '', 0, '', '', '', 0 FROM kernel_log";
    let notify = "SELECT COUNT(pg_notify('shoal_log', position::text)) FROM \
                  (SELECT MAX(position) AS position FROM kernel_outbox) AS newest";
    for round in 0..10 {
        let unit = move |tx: &Tx<'_, Owner>| {
            tx.execute(beside, values![format!("e{round}"), "video.published"])?;
            tx.exists(notify, &[])
        };
        harness.run(db.write(&cx(), unit)).expect("it writes");
        let begun = std::time::Instant::now();
        let next = async { tokio::time::timeout(Duration::from_secs(5), flow.next()).await };
        let told = harness.run(next).expect("in time").expect("it goes on").expect("it reads");
        assert_eq!(key(&told), format!("e{round}"));
        prompt += u32::from(begun.elapsed() < Duration::from_millis(100));
    }
    assert!(prompt >= 5, "only {prompt} of 10 were told at once");
}
