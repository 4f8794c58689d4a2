//! A unit that fails or panics takes nothing with it, a repeat gets the first reply, and a second
//! process is kept out.

use crate::boot::harness::{Harness, is_wanted};
use crate::contract::video::{Owner, PublishVideoResponse, VideoCard, VideoPublished};
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx, values};
use crate::kernel::events;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::wire::EventRecord;
use futures_util::future::join_all;

const PUT: &str = "INSERT INTO kernel_offsets (source, position) VALUES ($1, $2)";
const ALL: &str = "SELECT source FROM kernel_offsets ORDER BY source";

fn cx() -> Context {
    Context::of_domain("video")
}

fn kept(harness: &Harness, db: &Db<Owner>) -> Vec<String> {
    harness.run(db.read(|view| view.column(ALL, values![]))).expect("it reads")
}

#[test]
fn a_failing_unit_of_a_group_rolls_back_alone() {
    let mut harness = Harness::new();
    let db = harness.source::<Owner>();
    let cx = cx();
    let units = (0..200).map(|number| {
        db.write(&cx, move |tx| {
            tx.execute(PUT, values![format!("k{number:03}"), 1])?;
            match number % 10 {
                3 => Err(Fault::Internal("no".to_owned()).into()),
                7 => panic!("a unit panics"),
                _ => Ok(number),
            }
        })
    });
    let replies: Vec<Reply<i32>> = harness.run(async { join_all(units.collect::<Vec<_>>()).await });
    for (number, reply) in replies.iter().enumerate() {
        assert_eq!(reply.is_ok(), ![3, 7].contains(&(number % 10)), "{number}: {reply:?}");
    }
    let kept = kept(&harness, &db);
    assert_eq!(kept.len(), 160);
    assert!(!kept.iter().any(|key| key.ends_with('3') || key.ends_with('7')), "{kept:?}");
}

#[test]
fn a_panic_in_a_closure_is_its_own() {
    let mut harness = Harness::new();
    let db = harness.source::<Owner>();
    let cx = cx();
    let internal = |reply: &Reply<()>| matches!(reply, Err(Error::Fault(Fault::Internal(_))));
    // More than there are threads that read.
    for _ in 0..8 {
        let read: Reply<()> = harness.run(db.read(|_| panic!("a read panics")));
        assert!(internal(&read), "{read:?}");
        let unit: Reply<()> = harness.run(db.write(&cx, |_| panic!("a unit panics")));
        assert!(internal(&unit), "{unit:?}");
    }
    assert!(kept(&harness, &db).is_empty());
}

#[test]
fn a_row_and_its_event_are_there_together_or_not_at_all() {
    let mut harness = Harness::new();
    let db = harness.source::<Owner>();
    for fails in [true, false] {
        let cx = cx();
        let unit = db.write(&cx, move |tx| {
            let video_id = "v".to_owned();
            tx.publish(&VideoPublished { video_id, owner_id: String::new(), privacy: 1 })?;
            if fails { Err(Error::from(Fault::Timeout)) } else { Ok(()) }
        });
        assert_eq!(harness.run(unit).is_err(), fails);
    }
    let records = harness.published(&db);
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].head.as_ref().map(|head| head.entity_version), Some(1));
}

#[test]
fn a_read_sees_one_moment_and_cannot_write() {
    let mut harness = Harness::new();
    let db = harness.source::<Owner>();
    let wrote = harness.run(db.read(|view| view.exists("DELETE FROM kernel_offsets", values![])));
    assert!(wrote.is_err(), "a reader wrote");
    let (first, second) = harness.run(async {
        let writer = db.clone();
        db.read(move |view| {
            let first = view.column::<String>(ALL, values![])?.len();
            let (done, wait) = std::sync::mpsc::sync_channel(1);
            std::thread::spawn(move || {
                let io = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
                let cx = cx();
                let unit = writer.write(&cx, |tx| tx.execute(PUT, values!["later", 1]));
                _ = done.send(io.block_on(unit).is_ok());
            });
            assert_eq!(wait.recv(), Ok(true), "a read blocks writers");
            Ok((first, view.column::<String>(ALL, values![])?.len()))
        })
        .await
        .expect("it reads")
    });
    assert_eq!((first, second), (0, 0));
    assert_eq!(kept(&harness, &db), ["later"]);
}

#[test]
fn a_full_queue_says_so() {
    let mut harness = Harness::new();
    let db = harness.source::<Owner>();
    let cx = cx();
    let slow = (0..5000).map(|number| {
        db.write(&cx, move |_| {
            if number == 0 {
                std::thread::sleep(std::time::Duration::from_millis(300));
            }
            Ok(())
        })
    });
    let replies: Vec<Reply<()>> = harness.run(async { join_all(slow.collect::<Vec<_>>()).await });
    let refused =
        replies.iter().filter(|reply| matches!(reply, Err(Error::Fault(Fault::Overloaded))));
    assert!(refused.count() >= 800, "a queue of 4096 took 5000");
    assert!(replies[1].is_ok());
}

#[test]
fn a_reply_without_a_key_is_not_kept() {
    let mut harness = Harness::new();
    let db = harness.source::<Owner>();
    for number in 0..2 {
        let cx = cx();
        let unit = db.answer(&cx, move |_| {
            let video = VideoCard { title: number.to_string(), ..VideoCard::default() };
            Ok(PublishVideoResponse { video: Some(video) })
        });
        let title = harness.run(unit).expect("it answers").video.unwrap_or_default().title;
        assert_eq!(title, number.to_string());
    }
}

fn version(record: &EventRecord) -> u64 {
    record.head.as_ref().map_or(0, |head| head.entity_version)
}

#[test]
fn what_is_old_goes_however_much_it_is() {
    let mut harness = Harness::new();
    let db = harness.source::<Owner>();
    let publish = |count: usize| {
        let unit = move |tx: &Tx<'_, Owner>| {
            let video_id = "v".to_owned();
            let event = VideoPublished { video_id, owner_id: String::new(), privacy: 1 };
            (0..count).try_for_each(|_| tx.publish(&event))
        };
        harness.run(db.write(&cx(), unit)).expect("it writes");
    };
    publish(2_500);
    harness.clock.turn(15 * 86_400_000);
    publish(2);
    // On PostgreSQL it takes a moment until the end of the log is known.
    drop(harness.published(&db));
    harness.run(events::remove_old(&db, harness.clock.now_ms())).expect("it removes");
    let count = harness.run(db.read(|view| view.value("SELECT COUNT(*) FROM kernel_outbox", &[])));
    // The young ones, and the newest of the old.
    assert_eq!(count.expect("it reads"), Some(3));
    let versions: Vec<u64> = harness.published(&db).iter().map(version).collect();
    assert_eq!(versions, [2_500, 2_501, 2_502]);
    // When they have aged as well, the one that stayed goes: it is the newest no more.
    harness.clock.turn(15 * 86_400_000);
    harness.run(events::remove_old(&db, harness.clock.now_ms())).expect("it removes");
    let versions: Vec<u64> = harness.published(&db).iter().map(version).collect();
    assert_eq!(versions, [2_502]);
}

#[test]
fn after_a_full_disk_nothing_of_the_group_is_durable() {
    if is_wanted() {
        // PostgreSQL has no such switch: tests/it/engines.rs gives it a disk that is full.
        return;
    }
    let mut harness = Harness::new();
    let db = harness.source::<Owner>();
    let cx = cx();
    let units = (0..4).map(|number| {
        db.write(&cx, move |tx| {
            match number {
                // Holds the writer, so that the others come as one group.
                0 => std::thread::sleep(std::time::Duration::from_millis(200)),
                1 => drop(tx.exists("PRAGMA max_page_count = 200", values![])?),
                2 => drop(tx.execute(
                    "INSERT INTO kernel_replies VALUES ('r', 's', 'k', $1, $1, 0)",
                    values![vec![7_u8; 4 << 20]],
                )?),
                _ => {},
            }
            tx.execute(PUT, values![format!("k{number}"), 1])
        })
    });
    let replies: Vec<Reply<usize>> =
        harness.run(async { join_all(units.collect::<Vec<_>>()).await });
    let failed: Vec<bool> = replies.iter().map(Result::is_err).collect();
    let kept = kept(&harness, &db);
    for (number, failed) in failed.iter().enumerate() {
        let is_there = kept.contains(&format!("k{number}"));
        assert_eq!(is_there, !failed, "unit {number}: {:?}, {kept:?}", replies[number]);
    }
    assert!(failed[2], "four megabytes fitted into two hundred pages");
}

#[test]
fn a_text_with_nul_is_refused_on_every_engine() {
    let mut harness = Harness::new();
    let db = harness.source::<Owner>();
    let unit = harness.run(db.write(&cx(), |tx| tx.execute(PUT, values!["a\0b", 1])));
    let read = harness.run(db.read(|view| {
        view.exists("SELECT 1 FROM kernel_offsets WHERE source = $1", values!["a\0b"])
    }));
    for refused in [unit.err(), read.err()] {
        let Some(Error::Refused(refused)) = refused else { panic!("it is no refusal") };
        assert_eq!(refused.name, "NUL_IN_TEXT");
    }
    assert!(kept(&harness, &db).is_empty());
}

#[test]
fn a_unit_that_writes_on_after_a_full_disk_makes_nothing_durable() {
    if is_wanted() {
        // PostgreSQL refuses every statement of a transaction that has failed.
        return;
    }
    let mut harness = Harness::new();
    let db = harness.source::<Owner>();
    let cx = cx();
    let unit = db.write(&cx, |tx| {
        tx.exists("PRAGMA max_page_count = 200", values![])?;
        let big = tx.execute(
            "INSERT INTO kernel_replies VALUES ('r', 's', 'k', $1, $1, 0)",
            values![vec![7_u8; 4 << 20]],
        );
        assert!(big.is_err(), "four megabytes fitted into two hundred pages");
        // What it does not know: the engine has rolled the whole transaction back.
        drop(tx.execute(PUT, values!["after", 1]));
        Ok(())
    });
    assert!(harness.run(unit).is_err());
    assert!(kept(&harness, &db).is_empty(), "{:?}", kept(&harness, &db));
}

#[test]
fn a_second_opener_is_kept_out() {
    let mut harness = Harness::new();
    harness.source::<Owner>();
    let error = harness.open_again::<Owner>().err().expect("the lock holds");
    assert!(error.to_string().contains("in use by process"), "{error}");
}
