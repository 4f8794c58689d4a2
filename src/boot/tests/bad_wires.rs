//! What must not come in by a wire: forged, stale or foreign callers, garbage, giants and silence.
//! After each of them the honest caller is served as before.

use super::probe::{Client, Owner, TellRequest};
use super::wires::probe;
use crate::adapters::certs;
use crate::adapters::grpc::{self, Address, Certificates};
use crate::boot::harness::{Harness, by, by_visitor};
use crate::boot::wired::{assertions, issued};
use crate::contract::TOPOLOGY;
use crate::kernel::assertion::Peer;
use crate::kernel::assertion::{CallDigest, digest};
use crate::kernel::bus::{Body, Bounds, CallFrame, Remote};
use crate::kernel::clock::Clock;
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Error, Fault};
use crate::kernel::rpc::Domain as _;
use crate::kernel::wire::{CallHead, SignedCaller};
use prost::Message as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

fn tell() -> TellRequest {
    TellRequest { ballast: Vec::new() }
}

/// Where the harness listens, as `127.0.0.1:7001`.
fn place(harness: &Harness) -> String {
    let place = harness.route_table.placed("probe").expect("it is placed").place;
    place.rsplit_once('/').expect("it has a scheme").1.to_owned()
}

/// Another client of the same server, with keys and certificates of its own.
fn intruder(harness: &Harness, keys: &Path, own: Option<&Certificates>) -> Client {
    let scheme = if own.is_some() { "https" } else { "http" };
    let address = Address::parse(&format!("{scheme}://{}", place(harness))).expect("an address");
    // It sends whatever it likes; the bound is the server's.
    let bounds = grpc::Bounds { message_bytes_max: 64 << 20, ..grpc::Bounds::default() };
    let transport = grpc::connect(address, "probe", &bounds, own, harness.io());
    let transport = transport.expect("it is an address");
    let io = harness.io().clone();
    let remote = Remote::new(&harness.key, transport, Bounds::default(), assertions(keys), io);
    let route_table = crate::kernel::bus::RouteTable::new(&harness.key);
    let client = Client::dial(&route_table, &harness.key);
    assert!(route_table.point_remote(&harness.key, "probe", remote), "the client made the line");
    client
}

fn refused(harness: &Harness, client: &Client, cx: &Context) -> String {
    match harness.run(client.tell(cx, tell())) {
        Err(Error::Fault(Fault::Unavailable(why))) => why,
        other => panic!("it was not refused: {other:?}"),
    }
}

fn well(harness: &Harness, client: &Client) {
    let reply = harness.run(client.tell(&by_visitor(), tell()));
    assert!(reply.is_ok(), "the honest caller suffers: {reply:?}");
}

#[test]
fn a_forged_role_is_refused() {
    let (harness, honest) = probe("grpc-tcp");
    // Whoever can open the port but not the key folder makes keys of their own.
    let folder = tempfile::tempdir().expect("a folder");
    let forger = intruder(&harness, folder.path(), None);
    let why = refused(&harness, &forger, &by("mallory", Role::Admin));
    assert!(why.contains("not signed with the key of this site"), "{why}");
    refused(&harness, &forger, &Context::of_domain("gateway"));
    well(&harness, &honest);
}

#[test]
fn a_claim_that_was_changed_or_is_old_or_early_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let assertions = assertions(folder.path());
    let open = Peer::Open;
    let shown = assertions.show(&by("mei", Role::Viewer), "probe", None).expect("it may sign");
    assert!(assertions.check(&open, Some(shown.clone()), (&["probe"], TOPOLOGY)).is_ok());
    // One bit of the role.
    for place in 0..shown.claim.len() {
        let mut claim = shown.claim.clone();
        claim[place] ^= 4;
        let forged = SignedCaller { claim, signature: shown.signature.clone() };
        assert!(
            assertions.check(&open, Some(forged), (&["probe"], TOPOLOGY)).is_err(),
            "byte {place}"
        );
    }
    assert!(assertions.check(&open, None, (&["probe"], TOPOLOGY)).is_err(), "nobody at all");
    let at = |ms| {
        let keys = crate::adapters::keys::SiteKeys::open(folder.path()).expect("the same keys");
        let clock = Clock::standing(Clock::system().now_ms() + ms);
        crate::kernel::assertion::CallerAssertions::new(Arc::new(keys), clock, vec!["gateway"])
    };
    for (skew_ms, is_good) in
        [(0, true), (20_000, true), (-20_000, true), (600_000, false), (-600_000, false)]
    {
        let seen = at(skew_ms).check(&open, Some(shown.clone()), (&["probe"], TOPOLOGY));
        assert_eq!(seen.is_ok(), is_good, "{skew_ms}");
        let told = seen.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(is_good || told.contains("clocks"), "{told}");
    }
}

#[test]
fn a_certificate_of_another_site_or_time_opens_nothing() {
    let (harness, honest) = probe("grpc-tls");
    let ours = harness.folder().join("keys");
    let now_ms = Clock::system().now_ms();
    let foreign = tempfile::tempdir().expect("a folder");
    certs::found(foreign.path(), now_ms).expect("an authority");
    let stranger = issued(foreign.path(), &["gateway".to_owned()]);
    let why = refused(&harness, &intruder(&harness, &ours, Some(&stranger)), &by_visitor());
    assert!(why.contains("certificate") || why.contains("UnknownIssuer"), "{why}");
    let into = harness.folder().join("expired");
    let words = ["gateway".to_owned()];
    let long_ago = certs::Request { words: &words, now_ms: now_ms - 90_000_000, valid_s: 60 };
    certs::issue(&ours, &long_ago, &into).expect("it is made all the same");
    let expired = Certificates::read(&into).expect("it reads");
    let why = refused(&harness, &intruder(&harness, &ours, Some(&expired)), &by_visitor());
    assert!(why.contains("our own certificate is not valid"), "{why}");
    assert!(why.contains("xpired") && why.contains("shoal certs issue"), "{why}");
    assert!(!is_let_in(&harness, &expired), "it was believed by whoever it was shown to");
    well(&harness, &honest);
    // A new one is in force without a restart; a bad one is told and changes nothing.
    assert!(expired.renew().is_err_and(|told| told.contains("xpired")));
    let valid = certs::Request { words: &words, now_ms, valid_s: 600 };
    certs::issue(&ours, &valid, &into).expect("it is made");
    expired.renew().expect("it is valid now");
    assert!(is_let_in(&harness, &expired));
    let renewed = intruder(&harness, &ours, Some(&expired));
    well(&harness, &renewed);
}

/// Whether the other side goes on talking after it has seen a certificate, whatever its holder
/// thinks of it.
fn is_let_in(harness: &Harness, own: &Certificates) -> bool {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let (at, connector) = (place(harness), own.connector());
    harness.run(async move {
        let tcp = tokio::net::TcpStream::connect(at).await.expect("it listens");
        let name = rustls::pki_types::ServerName::try_from("probe.shoal").expect("a name");
        let mut tls = connector.connect(name, tcp).await.expect("the server is good");
        // RFC 9113, 3.4: each side begins with its settings; ours are empty.
        let hello = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00";
        let mut first = [0; 9];
        let talked = async {
            tls.write_all(hello).await?;
            tls.flush().await?;
            tls.read_exact(&mut first).await
        };
        talked.await.is_ok()
    })
}

#[test]
fn a_certificate_asks_only_what_its_domains_may_ask() {
    let (harness, honest) = probe("grpc-tls");
    let ours = harness.folder().join("keys");
    // `probe` is on no list of calls, so that only the gateway may ask it.
    let video = issued(&ours, &["video".to_owned()]);
    let curious = intruder(&harness, &ours, Some(&video));
    let why = refused(&harness, &curious, &Context::of_domain("video"));
    assert!(why.contains("video may not ask probe"), "{why}");
    let why = refused(&harness, &curious, &by("mei", Role::Admin));
    assert!(why.contains("certificate for video"), "{why}");
    well(&harness, &honest);
}

#[test]
fn garbage_and_silence_cost_a_place_for_a_short_time_only() {
    let (harness, honest) = probe("grpc-tcp");
    let place = place(&harness);
    let endless = [0x50; 100_000];
    let http1 = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut frame = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    frame.extend([0xff; 4096]);
    for bytes in [&endless[..], http1, &frame, &[0x16, 0x03, 0x01, 0x02, 0x00, 0x01]] {
        let mut stream = TcpStream::connect(&place).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(12))).expect("a socket");
        drop(stream.write_all(bytes));
        let mut rest = Vec::new();
        // It says goodbye or nothing, and closes or cuts; it does not wait for more.
        if let Err(error) = stream.read_to_end(&mut rest) {
            assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}");
        }
        well(&harness, &honest);
    }
    let mut silent = TcpStream::connect(&place).expect("it listens");
    silent.set_read_timeout(Some(Duration::from_secs(12))).expect("a socket");
    assert_eq!(silent.read(&mut [0]).expect("it was closed, not cut"), 0);
}

#[test]
fn a_giant_is_refused_with_its_size_and_the_next_call_goes_through() {
    for kind in ["grpc-tcp", "grpc-tls"] {
        let (harness, client) = probe(kind);
        let giant = TellRequest { ballast: vec![7; 5 << 20] };
        let reply = harness.run(client.tell(&by_visitor(), giant));
        let Err(error) = reply else { panic!("5 MiB went through {kind}") };
        assert!(error.to_string().contains("message_bytes_max"), "{error}");
        well(&harness, &client);
        // And the server trusts no client to keep to that.
        let keys = harness.folder().join("keys");
        let own = (kind == "grpc-tls").then(|| issued(&keys, &["gateway".to_owned()]));
        let giant = TellRequest { ballast: vec![7; 5 << 20] };
        let reply = harness.run(intruder(&harness, &keys, own.as_ref()).tell(&by_visitor(), giant));
        let Err(error) = reply else { panic!("5 MiB went through {kind}") };
        assert!(error.to_string().contains("refused a message"), "{error}");
        well(&harness, &client);
    }
}

#[test]
fn a_server_that_comes_back_is_found_again() {
    let mut harness = Harness::wired("grpc-unix");
    harness.start_domain::<Owner, _>(|domain| super::probe::Probe { domain });
    let client = Client::dial(&harness.route_table, &harness.key);
    well(&harness, &client);
    harness.cut_wires();
    let why = refused(&harness, &client, &by_visitor().within(Duration::from_secs(2)));
    assert!(why.contains("cannot be reached"), "{why}");
    harness.mend_wire::<Owner>();
    harness.eventually("the way back", || async { client.tell(&by_visitor(), tell()).await.ok() });
}

#[test]
fn the_claim_of_a_person_is_believed_where_it_was_said_and_on_the_way_from_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let front = assertions(folder.path());
    let mei = by("mei", Role::Creator);
    let shown = front.show(&mei, "ingest", None).expect("it may sign");
    let believed = |peer: &Peer, hosted: &[&'static str]| {
        front.check(peer, Some(shown.clone()), (hosted, TOPOLOGY)).is_ok()
    };
    let certified = |word: &str| Peer::Certified(Arc::new([word.to_owned()]));
    assert!(believed(&Peer::Open, &["ingest"]));
    // Whoever is in the place of `ingest` shows it to others.
    for hosted in ["user", "video", "transcode", "playback"] {
        assert!(!believed(&Peer::Open, &[hosted]), "{hosted} believes it");
        assert!(!believed(&certified("transcode"), &[hosted]), "{hosted} believes transcode");
    }
    // `ingest` asks `video` in the name of its caller, and its certificate says who it is.
    assert!(believed(&certified("ingest"), &["video"]));
    // A process that may only check passes on what it got, and nothing that is for one call.
    std::fs::remove_file(folder.path().join("site.key")).expect("it is there");
    let worker = assertions(folder.path());
    let got = worker.check(&Peer::Open, Some(shown.clone()), (&["ingest"], TOPOLOGY));
    let mut cx = mei.clone();
    cx.receive(got.expect("it was said to it").proof);
    assert_eq!(worker.show(&cx, "video", None).expect("it passes it on"), shown);
    let why = worker.show(&cx, "video", Some([7; 32])).expect_err("it cannot sign");
    assert!(why.to_string().contains("made for it alone"), "{why}");
}

#[test]
fn what_makes_or_deletes_wants_a_claim_for_this_very_call() {
    let (harness, honest) = probe("grpc-tcp");
    let mei = by("mei", Role::Creator);
    harness.run(honest.seal(&mei, tell())).expect("the client proves the call by itself");
    let keys = assertions(&harness.folder().join("keys"));
    let rpc = Owner::RPCS.iter().find(|rpc| rpc.name == "Seal").expect("it is there");
    let request = tell().encode_to_vec();
    let other = TellRequest { ballast: vec![1] }.encode_to_vec();
    let own = digest(rpc.path, Some("k"), &request);
    let send = |call: Option<CallDigest>, key: &str, bytes: &[u8]| {
        let caller = Some(keys.show(&mei, "probe", call).expect("it may sign"));
        let head = CallHead { caller, key: key.to_owned(), epoch: 1, ..CallHead::default() };
        let transport = grpc::connect(
            Address::parse(&format!("http://{}", place(&harness))).expect("an address"),
            "probe",
            &grpc::Bounds::default(),
            None,
            harness.io(),
        );
        let body = Body::One(bytes.to_vec().into());
        let frame = CallFrame { path: rpc.path, head, body, replies_stream: false };
        let sent = harness.run(transport.expect("it is near").carry(frame));
        sent.map(drop).map_err(|broken| broken.to_string())
    };
    assert_eq!(send(Some(own), "k", &request), Ok(()));
    let why = send(None, "k", &request).expect_err("it is for any call");
    assert!(why.contains("made for this very call"), "{why}");
    for (key, bytes) in [("k", &other), ("other", &request), ("", &request)] {
        let why = send(Some(own), key, bytes).expect_err("it is another call");
        assert!(why.contains("made for another call"), "{why}");
    }
}

#[test]
fn whatever_makes_credentials_or_deletes_is_marked() {
    let fresh = [
        ("user", crate::contract::user::RPCS),
        ("video", crate::contract::video::RPCS),
        ("ingest", crate::contract::ingest::RPCS),
        ("transcode", crate::contract::transcode::RPCS),
        ("playback", crate::contract::playback::RPCS),
    ];
    let dangerous = [
        "Token",
        "AddUser",
        "SignUp",
        "Setup",
        "Delete",
        "Terminate",
        "Role",
        "Password",
        "EndSession",
        "EndAllSessions",
        "SuspendUser",
        "RestoreUser",
        "ResetLink",
        "MailAddress",
        "Invitation",
        "SetQuota",
        "EraseAccount",
        "FinishSignIn",
        "FinishPasskeySignIn",
        "Totp",
        "RecoveryCodes",
        "BeginPasskey",
        "AddPasskey",
        "RemovePasskey",
        "ResetSecondFactor",
    ];
    for (word, rpcs) in fresh {
        for rpc in rpcs {
            let changes = !matches!(rpc.repeat, crate::kernel::rpc::Repeat::Query);
            // A challenge opens nothing by itself.
            let changes = changes && rpc.name != "BeginPasskeySignIn";
            let is_dangerous = changes && dangerous.iter().any(|part| rpc.name.contains(part));
            assert_eq!(rpc.is_fresh, is_dangerous, "{word}.{}", rpc.name);
        }
    }
}
