//! A domain's data moves between engines and back: every row, every number, or nothing. Where no
//! PostgreSQL is installed these tests say that they were skipped.

use crate::boot::harness::{Harness, postgres_url};
use crate::contract::video::{Owner, VideoPublished};
use crate::kernel::context::Context;
use crate::kernel::db::copy::{Side, copy, verify};
use crate::kernel::db::{Address, Admin, Db, Settings, Tx, values};
use crate::kernel::fault::{Fault, Reply};
use std::path::PathBuf;

fn cx() -> Context {
    Context::of_domain("video")
}

fn publish(harness: &Harness, db: &Db<Owner>, video_id: &str) -> u64 {
    let event = VideoPublished {
        video_id: video_id.to_owned(),
        owner_id: "鲨 \u{1F988} ü".to_owned(),
        privacy: 1,
    };
    harness.publish(db, event);
    harness.published(db).last().expect("it is there").position
}

/// Rows of all kinds, more than are read at once.
fn fill(harness: &Harness, db: &Db<Owner>) {
    let unit = |tx: &Tx<'_, Owner>| -> Reply<()> {
        for number in 0..700_i64 {
            let sql = "INSERT INTO kernel_offsets (source, position) VALUES ($1, $2)";
            tx.execute(sql, values![format!("s{number:04}"), i64::MAX - number])?;
            let sql = "INSERT INTO kernel_replies (rpc, scope, key, fingerprint, reply, \
                       expires_at_ms) VALUES ('Put', '', $1, $2, $3, $4)";
            let bytes = vec![u8::try_from(number % 256).map_err(Fault::internal)?; 40];
            tx.execute(sql, values![number.to_string(), bytes, Vec::<u8>::new(), -number])?;
        }
        Ok(())
    };
    harness.run(db.write(&cx(), unit)).expect("it writes");
}

fn file(harness: &Harness) -> PathBuf {
    harness.folder().join("video.db")
}

fn sqlite(harness: &Harness) -> Result<Side, Fault> {
    Side::sqlite(&harness.key, &file(harness), "video", &Settings::default())
}

fn postgres(harness: &Harness) -> Result<Side, Fault> {
    Side::postgres(&harness.key, &harness.storage.urls["video"], "video", &Settings::default())
}

/// A world with a filled file and an empty database, both at rest.
fn filled() -> Option<(Harness, u64)> {
    let mut harness = Harness::new();
    harness.wants_postgres = false;
    let db = harness.source::<Owner>();
    fill(&harness, &db);
    for number in 0..300 {
        publish(&harness, &db, &format!("v{}", number % 7));
    }
    let newest = publish(&harness, &db, "last");
    drop(db);
    rest(&mut harness);
    harness.use_postgres::<Owner>().then_some((harness, newest))
}

fn rest(harness: &mut Harness) {
    harness.stop();
    harness.await_free::<Owner>();
}

#[test]
fn a_domain_moves_there_and_back_with_all_its_numbers() {
    let Some((mut harness, newest)) = filled() else { return };
    let before = {
        let (from, to) =
            (sqlite(&harness).expect("it is free"), postgres(&harness).expect("it is free"));
        copy(&from, &to).expect("it copies");
        let report = verify(&from, &to).expect("they are the same");
        let count = |name: &str| report.tables.iter().find(|one| one.0 == name).map(|one| one.1);
        assert_eq!(count("kernel_outbox"), Some(301));
        assert_eq!(count("kernel_offsets"), Some(700));
        assert_eq!(count("videos"), Some(0));
        report.tables
    };
    // There it goes on: the same events under the same positions, the next one behind them.
    let db = harness.source::<Owner>();
    let events = harness.published(&db);
    assert_eq!(events.len(), 301);
    assert_eq!(events.last().map(|event| event.position), Some(newest));
    let next = publish(&harness, &db, "v0");
    assert!(next > newest, "{next}");
    let version = |harness: &Harness, db: &Db<Owner>| {
        let last = harness.published(db).pop().and_then(|event| event.head);
        last.map(|head| head.entity_version)
    };
    assert_eq!(version(&harness, &db), Some(44));
    // A log that is empty has given positions all the same.
    let unit = |tx: &Tx<'_, Owner>| tx.execute("DELETE FROM kernel_outbox", &[]);
    harness.run(db.write(&cx(), unit)).expect("it empties");
    drop(db);
    harness.stop();
    // And back, into a file that is not there yet.
    std::fs::remove_file(file(&harness)).expect("it is ours");
    {
        let (from, to) =
            (postgres(&harness).expect("it is free"), sqlite(&harness).expect("it is free"));
        copy(&from, &to).expect("it copies");
        let after = verify(&from, &to).expect("they are the same").tables;
        for (was, is) in before.iter().zip(&after) {
            let grown = ["kernel_outbox", "kernel_versions"].contains(&was.0.as_str());
            assert_eq!(was == is, !grown, "{was:?} {is:?}");
        }
    }
    harness.storage.urls.clear();
    let db = harness.source::<Owner>();
    assert!(publish(&harness, &db, "v0") > next);
    assert_eq!(version(&harness, &db), Some(45));
    assert_eq!(harness.published(&db).len(), 1);
}

#[test]
fn an_injected_corruption_is_found() {
    let Some((harness, _)) = filled() else { return };
    {
        let (from, to) =
            (sqlite(&harness).expect("it is free"), postgres(&harness).expect("it is free"));
        copy(&from, &to).expect("it copies");
    }
    let path = file(&harness);
    for (harm, table, heal) in [
        (
            "UPDATE kernel_offsets SET position = position + 1 WHERE source = 's0500'",
            "kernel_offsets s0500",
            "UPDATE kernel_offsets SET position = position - 1 WHERE source = 's0500'",
        ),
        (
            "INSERT INTO kernel_offsets (source, position) VALUES ('s9999', 1)",
            "kernel_offsets s9999",
            "DELETE FROM kernel_offsets WHERE source = 's9999'",
        ),
        (
            "UPDATE kernel_replies SET reply = X'00' WHERE key = '99'",
            "kernel_replies Put//99",
            "UPDATE kernel_replies SET reply = X'' WHERE key = '99'",
        ),
        (
            "DELETE FROM kernel_versions WHERE entity_key = 'last'",
            "kernel_versions",
            "INSERT INTO kernel_versions (entity_key, version) VALUES ('last', 1)",
        ),
    ] {
        let run = |sql: &str| {
            let file = rusqlite::Connection::open(&path).expect("it opens");
            assert_eq!(file.execute(sql, []), Ok(1), "{sql}");
        };
        run(harm);
        {
            let (from, to) = (sqlite(&harness).expect("free"), postgres(&harness).expect("free"));
            let error = verify(&from, &to).expect_err(harm).to_string();
            assert!(error.contains(table), "{harm}: {error}");
        }
        run(heal);
    }
    let (from, to) =
        (sqlite(&harness).expect("it is free"), postgres(&harness).expect("it is free"));
    verify(&from, &to).expect("all harm is healed");
    // What has rows is not written over.
    let error = copy(&from, &to).expect_err("it has rows").to_string();
    assert!(error.contains("has rows already"), "{error}");
}

#[test]
fn a_store_that_a_server_has_open_is_left_alone() {
    let Some((mut harness, _)) = filled() else { return };
    let db = harness.source::<Owner>();
    let error = postgres(&harness).err().expect("it is in use").to_string();
    assert!(error.contains("in use by process"), "{error}");
    drop(db);
    harness.stop();
    postgres(&harness).expect("it is free now");
}

#[test]
fn a_role_reaches_its_own_database_and_nothing_else() {
    let Some(url) = postgres_url() else { return };
    let mut harness = Harness::new();
    let address = Address::parse(url).expect("an address");
    let admin =
        Admin::connect(&harness.key, &address, &Settings::default()).expect("it lets us in");
    let make = |name: &str| admin.make(name, &format!("secret-of-{name}")).expect("it makes one");
    let ((ours, open), (theirs, _)) = (make("one_video"), make("two_video"));
    let ours_open = open.iter().filter(|name| !name.starts_with("test_"));
    assert_eq!(ours_open.count(), 0, "{open:?}");
    let mut domain_context_at = |url: &str| {
        harness.storage.urls.insert("video".to_owned(), Address::parse(url).expect("an address"));
        harness.open_again::<Owner>()
    };
    drop(domain_context_at(&ours).expect("its own"));
    let with_database = |url: &str, name: &str| {
        url.rsplit_once('/').map(|(server, _)| format!("{server}/{name}")).expect("an address")
    };
    for database in ["two_video", "postgres", "template1"] {
        let error =
            domain_context_at(&with_database(&ours, database)).err().expect("it is kept out");
        let error = error.to_string();
        // Not let in at all, rather than let in and kept from its tables.
        assert!(error.contains("permission denied for database"), "{database}: {error}");
        assert!(!error.contains("secret"), "{error}");
    }
    // Another's password is none; and the other way round.
    let wrong = theirs.replace("secret-of-two", "secret-of-one");
    let error = domain_context_at(&wrong).err().expect("it is kept out").to_string();
    assert!(error.contains("does not let this role in") && !error.contains("secret"), "{error}");
    drop(domain_context_at(&theirs).expect("its own"));
}
