//! The promises of every wire, on each of them: whole contexts, streams of all shapes, streams that
//! go on when their domain moves, errors among messages.

use super::probe::{Client, CountRequest, JoinRequest, Owner, Probe, TalkRequest, TellRequest};
use crate::boot::harness::{Harness, by, by_visitor};
use crate::kernel::bus::{Flow, ServingRight};
use crate::kernel::context::{Caller, Context, Role};
use crate::kernel::fault::{Error, Fault};
use crate::kernel::rpc::Class;
use crate::kernel::trace::Trace;
use std::time::Duration;

const WIRES: [&str; 4] = ["local", "grpc-tcp", "grpc-unix", "grpc-tls"];

pub(super) fn probe(kind: &str) -> (Harness, Client) {
    let mut harness = Harness::wired(kind);
    harness.start_domain::<Owner, Probe>(|domain| Probe { domain });
    let client = Client::dial(&harness.route_table, &harness.key);
    (harness, client)
}

fn contexts() -> Vec<Context> {
    let trace = Trace::parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
    let mut whole = Context::new(
        Caller::User { user_id: "mei".into(), role: Role::Moderator },
        trace.expect("the example of the specification"),
    )
    .within(Duration::from_secs(3))
    .keyed("form-7");
    whole.class = Some(Class::Stats);
    whole.gray = Some("beta".into());
    let operator = Context::new(Caller::Operator, Trace::none());
    vec![whole, by_visitor(), operator, by("root", Role::Admin), Context::of_domain("gateway")]
}

#[test]
fn the_whole_context_arrives_on_every_wire() {
    let told = WIRES.map(|kind| {
        let (harness, client) = probe(kind);
        let tell = |cx: Context| {
            let request = TellRequest { ballast: Vec::new() };
            harness.run(client.tell(&cx, request)).expect("it answers").context
        };
        contexts().into_iter().map(tell).collect::<Vec<_>>()
    });
    for (kind, other) in WIRES.iter().zip(&told) {
        assert_eq!(*other, told[0], "{kind}");
    }
    assert!(told[0][0].contains("Some(3)") && told[0][0].contains("form-7"), "{}", told[0][0]);
    assert!(told[0][0].contains("Moderator") && told[0][0].contains("epoch 1"), "{}", told[0][0]);
}

#[test]
fn both_sides_stream_at_once_on_every_wire() {
    for kind in WIRES {
        let (harness, client) = probe(kind);
        harness.run(async {
            let (sender, said) = Flow::new();
            let mut heard = client.talk(&by_visitor(), said).await.expect("it opens");
            for word in ["one", "two", "three"] {
                assert!(sender.send(TalkRequest { word: word.to_owned() }).await);
                // Each answer comes before the next question: nobody waits for the end.
                let answer = heard.next().await.expect("it goes on").expect("it is whole");
                assert_eq!(answer.word, word.to_uppercase(), "{kind}");
            }
            sender.fail(Fault::Unavailable("hung up".to_owned()).into()).await;
            let ended = heard.next().await.expect("an error").expect_err("an error");
            assert!(ended.to_string().contains("hung up"), "{kind}: {ended}");
        });
    }
}

#[test]
fn an_error_among_the_messages_of_a_request_arrives_in_its_place() {
    for kind in WIRES {
        let (harness, client) = probe(kind);
        let joined = harness.run(async {
            let (sender, said) = Flow::new();
            let asked = tokio::spawn(async move { client.join(&by_visitor(), said).await });
            for word in ["a", "b"] {
                assert!(sender.send(JoinRequest { word: word.to_owned() }).await);
            }
            sender.fail(Fault::Overloaded.into()).await;
            drop(sender);
            asked.await.expect("it ends").expect("it answers").text
        });
        assert_eq!(joined, "ab!overloaded", "{kind}");
    }
}

#[test]
fn a_stream_goes_on_where_it_stood_when_its_domain_moves() {
    for kind in WIRES {
        let (harness, client) = probe(kind);
        let seen = harness.run(async {
            let request = CountRequest { after: 0, until: 2000 };
            let mut flow = client.count(&by_visitor(), request).await.expect("it opens");
            let mut seen = Vec::new();
            for number in 0..2000_u64 {
                if number % 500 == 250 {
                    // Away, and home again a little later: two moves.
                    while !harness.fence("probe").right().is_serving() {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                    let now = harness.fence("probe").right();
                    let changes = now.fence(now.epoch() + 1).expect("it is newer");
                    harness.fence("probe").set(changes);
                    let (fence, back) = (harness.fence("probe").clone(), changes.epoch() + 1);
                    tokio::spawn(async move {
                        tokio::time::sleep(Duration::from_millis(30)).await;
                        fence.set(ServingRight::kept(back, true));
                    });
                }
                seen.push(flow.next().await.expect("it goes on").expect("it is whole").after);
            }
            assert!(flow.next().await.is_none(), "{kind}: it ends");
            seen
        });
        assert_eq!(seen, (1..=2000).collect::<Vec<_>>(), "{kind}: no gap and no repeat");
        harness.eventually("four moves, and home after each", || async {
            (harness.fence("probe").right() == ServingRight::kept(9, true)).then_some(())
        });
    }
}

#[test]
fn a_host_that_was_fenced_takes_no_call_and_says_so() {
    for kind in WIRES {
        let (harness, client) = probe(kind);
        harness.fence("probe").set(ServingRight::kept(2, false));
        let cx = by_visitor().within(Duration::from_millis(300));
        let reply = harness.run(client.tell(&cx, TellRequest { ballast: Vec::new() }));
        assert!(
            matches!(reply, Err(Error::Fault(Fault::Moved(2) | Fault::Timeout))),
            "{kind}: {reply:?}"
        );
        harness.fence("probe").set(ServingRight::kept(3, true));
        let again = harness.eventually("the new host", || async {
            client.tell(&by_visitor(), TellRequest { ballast: Vec::new() }).await.ok()
        });
        assert!(again.context.ends_with("epoch 3"), "{kind}: {}", again.context);
    }
}
