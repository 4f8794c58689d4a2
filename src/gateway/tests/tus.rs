//! tus 1.0.0 as the protocol says it, and cuts in the middle.

use super::fakes::held;
use super::wire::{self, Ask, ask};
use super::world::World;
use std::io::Write as _;
use std::net::Shutdown;

const PART: &str = "application/offset+octet-stream";

fn by(method: &str, path: &str) -> Ask {
    ask(method, path).with("authorization", "Bearer shoal_good").with("tus-resumable", "1.0.0")
}

#[test]
fn what_is_supported_is_told() {
    let world = World::new();
    for path in ["/api/v1/uploads", "/api/v1/uploads/up1"] {
        let said = world.send(&ask("OPTIONS", path));
        assert_eq!((said.status, said.header("tus-version")), (204, Some("1.0.0")));
        let extensions = said.header("tus-extension").expect("extensions");
        assert_eq!(extensions, "creation,creation-with-upload,termination,expiration");
        assert_eq!(said.header("tus-max-size"), Some("8589934592"), "as ingest says");
    }
}

#[test]
fn the_protocol_is_held_to() {
    let world = World::new();
    let patch = |offset: &str| by("PATCH", "/api/v1/uploads/up1").with("upload-offset", offset);
    for (ask, expected) in [
        (by("POST", "/api/v1/uploads").with("content-length", 0), 400),
        (by("POST", "/api/v1/uploads").with("upload-length", "-1").with("content-length", 0), 400),
        (
            by("POST", "/api/v1/uploads")
                .with("upload-length", 9_u64 << 30)
                .with("content-length", 0),
            413,
        ),
        (by("POST", "/api/v1/uploads").with("upload-length", 666).with("content-length", 0), 429),
        (
            by("POST", "/api/v1/uploads")
                .with("upload-length", 5)
                .with("upload-length", 6)
                .with("content-length", 0),
            400,
        ),
        (patch("0").body("text/plain", "x"), 415),
        (patch("7").body(PART, "x"), 409),
        (patch("x").body(PART, "x"), 400),
        (by("PATCH", "/api/v1/uploads/up1").body(PART, "x"), 400),
        (by("HEAD", "/api/v1/uploads/other"), 404),
        (by("DELETE", "/api/v1/uploads/other"), 404),
        (by("DELETE", "/api/v1/uploads/up1"), 204),
    ] {
        let said = world.send(&ask);
        assert_eq!(said.status, expected, "{ask:?}: {}", said.text());
        assert_eq!(said.header("tus-resumable"), Some("1.0.0"), "{ask:?}");
    }
    let old = ask("HEAD", "/api/v1/uploads/up1")
        .with("authorization", "Bearer shoal_good")
        .with("tus-resumable", "0.2.2");
    let said = world.send(&old);
    assert_eq!((said.status, said.header("tus-version")), (412, Some("1.0.0")));
}

#[test]
fn a_draft_whose_upload_is_refused_does_not_stay() {
    let world = World::new();
    let post = |bytes| {
        by("POST", "/api/v1/uploads").with("upload-length", bytes).with("content-length", 0)
    };
    for (deleted, (bytes, status)) in (1..).zip([(666, 429), (667, 507), (668, 507)]) {
        let said = world.send(&post(bytes));
        assert_eq!(said.status, status, "{}", said.text());
        assert_eq!(world.seen.calls("video.DeleteVideo").len(), deleted, "after {bytes}");
    }
    let own = "video_id djE=";
    world.send(&post(666).with("upload-metadata", own));
    assert_eq!(world.seen.calls("video.DeleteVideo").len(), 3, "a draft that was there stays");
}

#[test]
fn bytes_may_come_with_the_creation() {
    let world = World::new();
    let post = by("POST", "/api/v1/uploads").with("upload-length", 5).body(PART, "first");
    let said = world.send(&post);
    assert_eq!((said.status, said.header("upload-offset")), (201, Some("5")), "{}", said.text());
    assert_eq!(*held(&world.seen.uploaded), b"first");
}

#[test]
fn a_repeat_of_a_creation_takes_nothing_away() {
    let world = World::new();
    let post = by("POST", "/api/v1/uploads").with("idempotency-key", "again");
    let whole = post.with("upload-length", 5).body(PART, "first");
    for _ in 0..3 {
        let said = world.send(&whole);
        let told = (said.status, said.header("upload-offset"));
        assert_eq!(told, (201, Some("5")), "{}", said.text());
    }
    assert_eq!(*held(&world.seen.uploaded), b"first");
    // Without a key it is another upload; that somebody fills this one says nothing against it.
    let other = by("POST", "/api/v1/uploads").with("upload-length", 5).body(PART, "first");
    assert_eq!(world.send(&other).code(), "ingest.OFFSET_WRONG");
    assert!(world.seen.calls("video.DeleteVideo").is_empty(), "the video stays");
}

#[test]
fn a_method_may_be_told_by_a_header() {
    let world = World::new();
    let post =
        |method: &str| by("POST", "/api/v1/uploads/up1").with("x-http-method-override", method);
    let said = world.send(&post("PATCH").with("upload-offset", 0).body(PART, "abc"));
    assert_eq!((said.status, said.header("upload-offset")), (204, Some("3")), "{}", said.text());
    assert_eq!(world.send(&post("DELETE").with("content-length", 0)).status, 204);
    assert_eq!(world.send(&post("TRACE").with("content-length", 0)).status, 405);
}

#[test]
fn what_arrived_before_a_cut_stays() {
    let world = World::new();
    let mut whole = by("PATCH", "/api/v1/uploads/up1").with("upload-offset", 0);
    whole = whole.with("content-type", PART).with("content-length", 1_000_000);
    let mut line = world.line();
    line.write_all(&whole.bytes()).expect("the front listens");
    line.write_all(&[7; 500_000]).expect("the front listens");
    line.shutdown(Shutdown::Both).expect("a socket");
    drop(line);
    world.harness.eventually("the prefix", || {
        let arrived = held(&world.seen.uploaded).len();
        async move { (arrived == 500_000).then_some(()) }
    });
    let said = world.send(&by("HEAD", "/api/v1/uploads/up1"));
    assert_eq!(said.header("upload-offset"), Some("500000"));
}

#[test]
fn a_refusal_reaches_a_client_that_still_sends() {
    let world = World::new();
    let mut patch = by("PATCH", "/api/v1/uploads/up1").with("upload-offset", 9);
    patch = patch.with("content-type", PART).with("content-length", 2_000_000);
    let mut line = world.line();
    line.write_all(&patch.bytes()).expect("the front listens");
    line.write_all(&vec![7; 2_000_000]).expect("the front reads on");
    let said = wire::read(line);
    assert_eq!((said.status, said.code().as_str()), (409, "ingest.OFFSET_WRONG"));
}
