//! Panics hurt one call, a full domain says so at once, the late are not served, and who leaves
//! stops a query but never a command.

use super::puppet::{Puppet, ask, start_domain, tell};
use crate::boot::harness::Harness;
use crate::contract::transcode::WatchJobRequest;
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault};
use crate::kernel::rpc::Class;
use crate::kernel::sweep::Pace;
use futures_util::future::join_all;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

fn cx() -> Context {
    Context::of_domain("test")
}

#[test]
fn a_panic_fails_its_own_call_only() {
    let mut harness = Harness::new();
    let (client, stage) = start_domain(&mut harness);
    let cx = cx();
    let calls = join_all(["panic:now", "sleep:50"].map(|what| client.get_job(&cx, ask(what))));
    let [lost, kept] = <[_; 2]>::try_from(harness.run(calls)).expect("two replies");
    assert!(matches!(lost, Err(Error::Fault(Fault::Internal(_)))), "{lost:?}");
    assert!(kept.is_ok(), "{kept:?}");
    assert_eq!(stage.built.load(Ordering::SeqCst), 1);
}

#[test]
fn a_sweep_outlives_a_round_that_panics_and_one_that_fails() {
    let mut harness = Harness::new();
    let rounds = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&rounds);
    harness.start_domain(move |domain| {
        let counted = Arc::clone(&counted);
        let pace = || Pace { every_ms: 5, rows_max: 1 };
        domain.sweep_around("uneasy", pace, move |_| {
            let round = counted.fetch_add(1, Ordering::SeqCst);
            assert!(round != 0, "a round panics before it begins");
            async move {
                assert!(round != 1, "a round panics");
                if round == 2 { Err(Fault::Timeout.into()) } else { Ok(0) }
            }
        });
        Puppet::new(domain)
    });
    harness.eventually("a fifth round", || async {
        (rounds.load(Ordering::SeqCst) >= 5).then_some(())
    });
}

#[test]
fn a_bell_calls_a_sweep_and_a_batch_follows_until_one_takes_nothing() {
    let mut harness = Harness::new();
    let (left, rows) = (Arc::new(AtomicUsize::new(3)), Arc::new(AtomicUsize::new(0)));
    let wakeup = Arc::new(Notify::new());
    let (given, asked, ring) = (Arc::clone(&left), Arc::clone(&rows), Arc::clone(&wakeup));
    harness.start_domain(move |domain| {
        let (given, asked) = (Arc::clone(&given), Arc::clone(&asked));
        // It would not come round again before tomorrow.
        let pace = || Pace { every_ms: 86_400_000, rows_max: 7 };
        let own = Rc::new(Notify::new());
        let (ring, rung) = (Arc::clone(&ring), Rc::clone(&own));
        domain.tasks.spawn("ring", async move {
            loop {
                ring.notified().await;
                rung.notify_one();
            }
        });
        domain.sweep_on_wakeup("woken", (pace, &own), move |rows_max| {
            asked.store(usize::try_from(rows_max).unwrap_or_default(), Ordering::SeqCst);
            let took = given.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
            async move { Ok(usize::from(took.is_ok())) }
        });
        Puppet::new(domain)
    });
    let is_empty = || async { (left.load(Ordering::SeqCst) == 0).then_some(()) };
    harness.eventually("the first round", is_empty);
    assert_eq!(rows.load(Ordering::SeqCst), 7);
    left.store(2, Ordering::SeqCst);
    wakeup.notify_one();
    harness.eventually("a round at the wakeup", is_empty);
}

#[test]
fn too_many_panics_start_the_domain_again() {
    let mut harness = Harness::new();
    let (client, stage) = start_domain(&mut harness);
    for _ in 0..6 {
        drop(harness.run(client.get_job(&cx(), ask("panic:again"))));
    }
    harness.eventually("a second life", || async {
        let answers = client.get_job(&cx(), ask("ok")).await.is_ok();
        (answers && stage.built.load(Ordering::SeqCst) == 2).then_some(())
    });
}

#[test]
fn a_full_domain_answers_overloaded_at_once_and_keeps_room_for_play() {
    let mut harness = Harness::new();
    let (client, stage) = start_domain(&mut harness);
    let mut play = cx();
    play.class = Some(Class::Play);
    // Nobody who has a place leaves it before all have come, however slow the machine is.
    stage.is_held.store(true, Ordering::SeqCst);
    let refused = AtomicUsize::new(0);
    let calls = (0..1100).map(|_| async {
        let reply = client.retry_job(&cx(), tell("hold")).await;
        let is_full = matches!(reply, Err(Error::Fault(Fault::Overloaded)));
        refused.fetch_add(usize::from(is_full), Ordering::SeqCst);
    });
    let release = async {
        let come = || stage.begun.load(Ordering::SeqCst) + refused.load(Ordering::SeqCst);
        while come() < 1100 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stage.is_held.store(false, Ordering::SeqCst);
    };
    let limit = Duration::from_secs(20);
    let all = async { tokio::join!(join_all(calls), release) };
    let ended = harness.run(async { tokio::time::timeout(limit, all).await });
    assert!(ended.is_ok(), "not all found a place or were refused");
    // `RetryJob` is of the class Browse, which may fill 90 % of 1024 places.
    assert_eq!(stage.ended.load(Ordering::SeqCst), 1024 * 90 / 100);
    assert_eq!(refused.load(Ordering::SeqCst), 1100 - 1024 * 90 / 100);
    assert!(harness.run(client.get_job(&play, ask("ok"))).is_ok());
}

#[test]
fn nobody_is_served_after_the_deadline() {
    let mut harness = Harness::new();
    let (client, stage) = start_domain(&mut harness);
    let late = cx().within(Duration::ZERO);
    let reply = harness.run(client.get_job(&late, ask("ok")));
    assert!(matches!(reply, Err(Error::Fault(Fault::Timeout))), "{reply:?}");
    assert!(harness.run(client.get_job(&cx(), ask("ok"))).is_ok());
    assert_eq!(stage.begun.load(Ordering::SeqCst), 1, "the late call was begun");
}

#[test]
fn a_query_ends_with_its_caller_and_a_command_does_not() {
    let mut harness = Harness::new();
    let (client, stage) = start_domain(&mut harness);
    let short = || cx().within(Duration::from_millis(50));
    let query = harness.run(client.get_job(&short(), ask("sleep:200")));
    let command = harness.run(client.retry_job(&short(), tell("sleep:200")));
    for reply in [query.err(), command.err()] {
        assert!(matches!(reply, Some(Error::Fault(Fault::Timeout))), "{reply:?}");
    }
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(stage.begun.load(Ordering::SeqCst), 2);
    assert_eq!(stage.ended.load(Ordering::SeqCst), 1, "only the command runs to its end");
}

#[test]
fn a_stream_waits_for_a_slow_reader_and_ends_with_it() {
    let mut harness = Harness::new();
    let (client, stage) = start_domain(&mut harness);
    let request = WatchJobRequest { video_id: "1000".to_owned(), seen: String::new() };
    let mut flow = harness.run(client.watch_job(&cx(), request)).expect("a stream");
    assert!(harness.run(flow.next()).is_some());
    std::thread::sleep(Duration::from_millis(200));
    let ahead = stage.ended.load(Ordering::SeqCst);
    assert!(ahead < 40, "{ahead} messages were made for a reader of one");
    drop(flow);
    std::thread::sleep(Duration::from_millis(100));
    assert!(stage.ended.load(Ordering::SeqCst) < 1000);
}

#[test]
fn a_stopped_domain_says_so() {
    let mut harness = Harness::new();
    let (client, _) = start_domain(&mut harness);
    harness.stop();
    let reply = harness.run(client.get_job(&cx(), ask("ok")));
    assert!(matches!(reply, Err(Error::Fault(Fault::Unavailable(_)))), "{reply:?}");
}
