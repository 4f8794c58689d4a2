//! What costs memory or places until somebody says who they are: nothing may. And what one process
//! says to another is for its ears only.

use super::probe::{Client, Owner};
use super::wires::probe;
use crate::adapters::grpc::{self, Address};
use crate::boot::harness::{Harness, by_visitor};
use crate::boot::wired::{assertions, issued};
use crate::contract::TOPOLOGY;
use crate::kernel::assertion::Peer;
use crate::kernel::bus::{Body, Bounds, Broken, CallFrame, Flow, Remote, RouteTable};
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault};
use crate::kernel::rpc::Domain as _;
use crate::kernel::wire::CallHead;
use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

fn address(harness: &Harness) -> Address {
    let place = harness.route_table.placed("probe").expect("it is placed").place;
    Address::parse(&place).expect("an address")
}

/// Sends a call whose one message never comes; gives the answer, if there is one in time.
fn hesitate(harness: &Harness, head: CallHead) -> Option<String> {
    let bounds = grpc::Bounds::default();
    let transport = grpc::connect(address(harness), "probe", &bounds, None, harness.io());
    let transport = transport.expect("it is on this machine");
    let (sender, flow) = Flow::new();
    let rpc = Owner::RPCS.iter().find(|rpc| rpc.name == "Tell").expect("it is there");
    let body = Body::Many(flow);
    let sent = transport.carry(CallFrame { path: rpc.path, head, body, replies_stream: false });
    let limit = Duration::from_secs(3);
    let answer = harness.run(async { tokio::time::timeout(limit, sent).await });
    drop(sender);
    match answer {
        Err(_) => None,
        Ok(Err(Broken::Answered(error))) => Some(error.to_string()),
        Ok(other) => panic!("it was served: {:?}", other.map(drop)),
    }
}

#[test]
fn nobody_is_waited_for_who_is_nobody() {
    let (harness, _) = probe("grpc-tcp");
    let nobody = CallHead { remaining_ms: 60_000, ..CallHead::default() };
    let why = hesitate(&harness, nobody).expect("it is told at once, before its message has come");
    assert!(why.contains("not signed with the key of this site"), "{why}");
}

#[test]
fn a_message_has_the_time_of_its_call() {
    let (harness, _) = probe("grpc-tcp");
    let keys = assertions(&harness.folder().join("keys"));
    let caller = keys.show(&by_visitor(), "probe", None).expect("it may sign");
    let head = CallHead { remaining_ms: 300, caller: Some(caller), ..CallHead::default() };
    let why = hesitate(&harness, head).expect("it is not waited for any longer");
    assert_eq!(why, Error::from(Fault::Timeout).to_string());
}

/// Opens many connections that begin with `greeting`, then asks over a new one.
fn ask_among(harness: &Harness, greeting: &[u8]) {
    let place = harness.route_table.placed("probe").expect("it is placed").place;
    let place = place.rsplit_once('/').expect("it has a scheme").1.to_owned();
    let nameless: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut line = TcpStream::connect(&place).expect("it listens");
            line.write_all(greeting).expect("it is taken in");
            line
        })
        .collect();
    // A new connection, with a good certificate where there are any.
    let own = issued(&harness.folder().join("keys"), &["gateway".to_owned()]);
    let bounds = grpc::Bounds::default();
    let transport = grpc::connect(address(harness), "probe", &bounds, Some(&own), harness.io());
    let keys = assertions(&harness.folder().join("keys"));
    let (io, bounds) = (harness.io().clone(), Bounds::default());
    let remote = Remote::new(&harness.key, transport.expect("an address"), bounds, keys, io);
    let route_table = RouteTable::new(&harness.key);
    let client = Client::dial(&route_table, &harness.key);
    assert!(route_table.point_remote(&harness.key, "probe", remote));
    for _ in 0..3 {
        let request = super::probe::TellRequest { ballast: Vec::new() };
        let reply = harness.run(client.tell(&by_visitor(), request));
        assert!(reply.is_ok(), "kept out by {} without a name: {reply:?}", nameless.len());
    }
}

#[test]
fn many_that_never_say_who_they_are_keep_nobody_out() {
    let (harness, _) = probe("grpc-tls");
    ask_among(&harness, b"");
}

#[test]
fn many_that_speak_and_prove_no_name_keep_nobody_out() {
    let (harness, _) = probe("grpc-tcp");
    // The preface of HTTP/2 and an empty SETTINGS frame (RFC 9113, 3.4 and 6.5): a connection that
    // would answer pings for ever.
    ask_among(&harness, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0");
}

#[test]
fn what_a_domain_says_of_itself_is_for_one_pair_of_ears() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = assertions(folder.path());
    let shown = keys.show(&Context::of_domain("gateway"), "transcode", None).expect("it may sign");
    let believed = |hosted: &[&'static str]| {
        keys.check(&Peer::Open, Some(shown.clone()), (hosted, TOPOLOGY))
            .map(drop)
            .map_err(|e| e.to_string())
    };
    assert_eq!(believed(&["video", "transcode"]), Ok(()));
    let told = believed(&["user"]).expect_err("it was taken from another wire");
    assert!(told.contains("made for \"transcode\""), "{told}");
}

#[test]
fn a_wrong_epoch_is_unlearnt() {
    let (harness, client) = probe("grpc-tcp");
    let ask = || {
        harness.run(client.tell(&by_visitor(), super::probe::TellRequest { ballast: Vec::new() }))
    };
    ask().expect("it is there");
    // As somebody in the place of the other process might have told it.
    harness.route_table.channel::<Owner>(&harness.key).mistake(1 << 62);
    let reply = ask();
    assert!(reply.is_ok(), "{reply:?}");
}

#[test]
fn a_server_must_speak_for_the_domain_that_is_asked() {
    let (harness, _) = probe("grpc-tls");
    let own = issued(&harness.folder().join("keys"), &["gateway".to_owned()]);
    let told = |word: &str| {
        let bounds = grpc::Bounds::default();
        let transport = grpc::connect(address(&harness), word, &bounds, Some(&own), harness.io());
        let head = CallHead { remaining_ms: 3000, ..CallHead::default() };
        let body = Body::One(bytes::Bytes::new());
        let path = Owner::RPCS[0].path;
        let frame = CallFrame { path, head, body, replies_stream: false };
        match harness.run(transport.expect("tls").carry(frame)) {
            Err(Broken::Answered(error)) => format!("answered: {error}"),
            Err(Broken::Lost(cause) | Broken::Unsent(cause)) => format!("unsent: {cause}"),
            Ok(_) => "served".to_owned(),
        }
    };
    assert!(told("probe").starts_with("answered"), "{}", told("probe"));
    let why = told("user");
    assert!(why.starts_with("unsent") && why.contains("certificate"), "{why}");
}

#[test]
fn calls_are_spread_over_several_connections() {
    let harness = Harness::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback");
    listener.set_nonblocking(true).expect("a socket");
    let place = format!("http://{}", listener.local_addr().expect("an address"));
    let bounds = grpc::Bounds { per_peer_max: 3, ..grpc::Bounds::default() };
    let transport = Address::parse(&place).expect("an address");
    let transport =
        grpc::connect(transport, "probe", &bounds, None, harness.io()).expect("loopback");
    for _ in 0..9 {
        let head = CallHead { remaining_ms: 3000, ..CallHead::default() };
        let body = Body::One(bytes::Bytes::new());
        let path = Owner::RPCS[0].path;
        // Nobody answers; the connections are what counts.
        harness.io().spawn(transport.carry(CallFrame { path, head, body, replies_stream: false }));
    }
    let mut taken = Vec::new();
    let count = harness.eventually("three connections", || {
        taken.extend(std::iter::from_fn(|| listener.accept().ok()));
        let count = taken.len();
        async move { (count >= 3).then_some(count) }
    });
    assert_eq!(count, 3);
}

#[test]
fn a_dead_process_is_left_alone_after_some_failures() {
    let harness = Harness::new();
    // Bound and closed: nobody listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr());
    let place = Address::parse(&format!("http://{}", port.expect("loopback"))).expect("an address");
    let wire = grpc::connect(place, "probe", &grpc::Bounds::default(), None, harness.io());
    let bounds = Bounds { failures_max: 3, pause_ms: 60_000, ..Bounds::default() };
    let keys = assertions(&harness.folder().join("keys"));
    let io = harness.io().clone();
    let remote = Remote::new(&harness.key, wire.expect("loopback"), bounds, keys, io);
    let route_table = RouteTable::new(&harness.key);
    let client = Client::dial(&route_table, &harness.key);
    assert!(route_table.point_remote(&harness.key, "probe", remote.clone()));
    let ask = || {
        let request = super::probe::TellRequest { ballast: Vec::new() };
        harness.run(client.tell(&by_visitor(), request)).expect_err("nobody is there").to_string()
    };
    let told: Vec<String> = (0..5).map(|_| ask()).collect();
    assert!(told[0].contains("refused") && !remote.place().0.is_empty(), "{told:?}");
    assert!(told[4].contains("failed again and again") && remote.is_broken(), "{told:?}");
}
