//! Media bytes: granted, whole, in part, known already, hot and large.

use super::wire::ask;
use super::world::World;
use crate::gateway::core::listener::Unsent;
use crate::gateway::core::segments::{Content, Segments};
use crate::kernel::blobs::BlobReader;
use crate::kernel::wire::BlobRef;
use std::io::{Read as _, Write as _};
use std::sync::Arc;

#[test]
fn a_segment_is_sent_whole_in_part_or_not_at_all() {
    let world = World::new();
    world.put("transcode/p1/720p/1.m4s", "0123456789");
    let path = "/media/tok/720p/1.m4s";
    let said = world.send(&ask("GET", path));
    assert_eq!((said.status, said.text().as_str()), (200, "0123456789"));
    assert_eq!(said.header("content-type"), Some("video/mp4"));
    assert_eq!(said.header("accept-ranges"), Some("bytes"));
    let tag = said.header("etag").expect("a tag").to_owned();
    for (range, status, body, part) in [
        ("bytes=0-3", 206, "0123", Some("bytes 0-3/10")),
        ("bytes=-2", 206, "89", Some("bytes 8-9/10")),
        ("bytes=20-", 416, "", Some("bytes */10")),
        ("bytes=0-1,3-4", 200, "0123456789", None),
    ] {
        let said = world.send(&ask("GET", path).with("range", range));
        assert_eq!((said.status, said.text().as_str()), (status, body), "{range}");
        assert_eq!(said.header("content-range"), part, "{range}");
    }
    let part = ask("GET", path).with("range", "bytes=0-3");
    assert_eq!(world.send(&part.clone().with("if-range", &tag)).status, 206);
    assert_eq!(world.send(&part.with("if-range", "\"old\"")).status, 200);
    let said = world.send(&ask("GET", path).with("if-none-match", &tag));
    assert_eq!((said.status, said.body.len()), (304, 0));
    let said = world.send(&ask("HEAD", path));
    assert_eq!((said.status, said.body.len()), (200, 0));
    assert_eq!(said.header("content-length"), Some("10"));
}

#[test]
fn only_what_is_granted_is_read() {
    let world = World::new();
    world.put("transcode/secret", "secret");
    for (path, status) in [
        ("/media/bad/master.m3u8", 403),
        ("/media/tok/nothing.m4s", 404),
        ("/media/tok/../secret", 404),
        ("/media/tok/..%2Fsecret", 404),
        ("/media/tok/%2e%2e/secret", 404),
        ("/media/tok//etc/passwd", 404),
    ] {
        let said = world.send(&ask("GET", path));
        assert_eq!(said.status, status, "{path}: {}", said.text());
        assert!(!said.text().contains("secret\n") && said.text() != "secret");
        assert_eq!(said.header("access-control-allow-origin"), Some("*"), "{path}");
    }
    let said = world.send(&ask("OPTIONS", "/media/tok/master.m3u8"));
    assert_eq!(said.status, 204);
    assert!(said.header("access-control-allow-headers").is_some_and(|all| all.contains("range")));
}

#[test]
fn a_grant_is_believed_for_a_second_and_a_segment_kept_hot() {
    let world = World::new();
    world.put("transcode/p1/a.m4s", "first");
    for _ in 0..5 {
        assert_eq!(world.send(&ask("GET", "/media/tok/a.m4s")).text(), "first");
    }
    let asked = world.seen.calls("playback.AuthorizeMedia").len();
    assert!((1..5).contains(&asked), "{asked}");
    world.wait_ms(1_100);
    world.send(&ask("GET", "/media/tok/a.m4s"));
    assert_eq!(world.seen.calls("playback.AuthorizeMedia").len(), asked + 1);
}

#[test]
fn a_large_file_streams_in_order() {
    let world = World::new();
    let bytes: Vec<u8> =
        (0..9_000_000_u32).map(|at| u8::try_from(at % 251).expect("below 251")).collect();
    world.put("transcode/p1/large.mp4", bytes.clone());
    let said = world.send(&ask("GET", "/media/tok/large.mp4"));
    assert_eq!((said.status, said.body == bytes), (200, true));
    assert_eq!(said.header("content-length"), Some("9000000"));
    let part = ask("GET", "/media/tok/large.mp4").with("range", "bytes=300000-899999");
    let said = world.send(&part);
    assert_eq!((said.status, said.body == bytes[300_000..900_000]), (206, true));
}

#[test]
fn covers_are_for_shared_caches_when_they_are_public() {
    let world = World::new();
    for (path, file, content_type) in [
        ("/covers/v1.jpg", "3-1", "image/jpeg"),
        ("/covers/v1/320.jpg", "1-1", "image/jpeg"),
        ("/covers/v1/640.webp", "2-2", "image/webp"),
        ("/covers/v1/1280.webp", "3-2", "image/webp"),
    ] {
        world.put(&format!("transcode/p1/{file}"), path);
        let said = world.send(&ask("GET", path));
        assert_eq!((said.status, said.header("content-type")), (200, Some(content_type)));
        assert_eq!(
            (said.text(), said.header("cache-control")),
            (path.into(), Some("public, max-age=300"))
        );
    }
    for none in ["/covers/v9.jpg", "/covers/v9/320.jpg", "/covers/v1/321.jpg", "/covers/v1/320.png"]
    {
        assert_eq!(world.send(&ask("GET", none)).status, 404, "{none}");
    }
}

#[test]
fn static_files_keep_for_ever_under_their_hash() {
    let world = World::new();
    let page = world.send(&ask("GET", "/")).text();
    let from = page.split("href=\"/static/shared/site.css?v=").nth(1).expect("a style sheet");
    let hash = from.split('"').next().unwrap_or_default();
    let path = format!("/static/shared/site.css?v={hash}");
    let said = world.send(&ask("GET", &path).with("accept-encoding", "br, gzip"));
    assert_eq!((said.status, said.header("content-encoding")), (200, Some("gzip")));
    assert!(said.header("cache-control").is_some_and(|cache| cache.contains("immutable")));
    let tag = said.header("etag").expect("a tag").to_owned();
    let said = world.send(&ask("GET", "/static/shared/site.css?v=old"));
    assert_eq!((said.status, said.header("content-encoding")), (200, None));
    assert_eq!(said.header("cache-control"), Some("public, max-age=60"));
    assert_eq!(world.send(&ask("GET", &path).with("if-none-match", tag)).status, 304);
    assert_eq!(world.send(&ask("GET", "/static/../Cargo.toml")).status, 404);
    assert_eq!(
        world.send(&ask("GET", "/favicon.ico")).header("content-type"),
        Some("image/svg+xml")
    );
}

#[test]
fn a_segment_that_only_a_client_holds_counts_as_unsent() {
    let world = World::new();
    world.put("transcode/p1/720p/1.m4s", vec![7; 10_000]);
    let reader = BlobReader::new(&world.harness.key, Arc::clone(&world.harness.blobs));
    let unsent = Arc::new(Unsent::default());
    let segments = Segments::new(0, 0, Arc::clone(&unsent));
    let blob = BlobRef {
        owner: "transcode".to_owned(),
        path: "p1/720p/1.m4s".to_owned(),
        size_bytes: 10_000,
    };
    let found = world.harness.run(segments.find(&reader, &blob)).expect("it is there");
    let Content::Memory(held) = found.content else { panic!("no file may be open") };
    assert_eq!((held.len(), unsent.sum(0)), (10_000, 10_000));
    drop((segments, held));
    assert_eq!(unsent.sum(0), 0);
}

/// A blob is written once: its size and its tag are asked for once, kept or not.
#[test]
fn what_is_known_of_a_segment_is_not_asked_again() {
    let world = World::new();
    world.put("transcode/p1/720p/1.m4s", vec![7; 10_000]);
    let reader = BlobReader::new(&world.harness.key, Arc::clone(&world.harness.blobs));
    let segments = Segments::new(0, 0, Arc::default());
    let (owner, path) = ("transcode".to_owned(), "p1/720p/1.m4s".to_owned());
    let blob = BlobRef { owner, path, size_bytes: 10_000 };
    let find = || world.harness.run(segments.find(&reader, &blob)).expect("it is there");
    let first = find();
    // Whoever looked again would see another size.
    world.put("transcode/p1/720p/1.m4s", vec![7; 20_000]);
    let again = find();
    let Content::Memory(bytes) = again.content else { panic!("no file may be open") };
    assert_eq!((again.size_bytes, bytes.len()), (10_000, 10_000));
    assert!(Arc::ptr_eq(&first.tag, &again.tag), "the tag was made again");
}

#[test]
fn no_more_files_are_open_than_there_are_places() {
    let world = World::new();
    let reader = BlobReader::new(&world.harness.key, Arc::clone(&world.harness.blobs));
    let segments = Segments::new(1 << 20, 2, Arc::default());
    let find = |name: &str| {
        world.put(&format!("transcode/p1/{name}"), name.repeat(100_000));
        let (owner, path) = ("transcode".to_owned(), format!("p1/{name}"));
        let blob = BlobRef { owner, path, size_bytes: 1 };
        world.harness.run(segments.find(&reader, &blob)).expect("it is there").content
    };
    assert!(matches!([find("1"), find("2")], [Content::File(_), Content::File(_)]));
    assert!(matches!([find("3"), find("1")], [Content::Memory(_), Content::File(_)]));
}

/// What is sent past the buffers of HTTP keeps its place among answers that do not go that way.
#[test]
fn answers_keep_their_order_on_one_connection() {
    let world = World::new();
    for (name, letter) in [("a", 'a'), ("b", 'b')] {
        world.put(&format!("transcode/p1/{name}.m4s"), letter.to_string().repeat(3_000_000));
    }
    let mut line = world.line();
    let paths = ["/media/tok/a.m4s", "/healthz", "/media/tok/b.m4s", "/media/tok/a.m4s"];
    for path in paths {
        write!(line, "GET {path} HTTP/1.1\r\nhost: here.test\r\n\r\n").expect("it listens");
    }
    write!(line, "GET /nothing HTTP/1.1\r\nhost: here.test\r\nconnection: close\r\n\r\n")
        .expect("it listens");
    let mut rest = Vec::new();
    line.read_to_end(&mut rest).expect("it ends after the last");
    let bodies = paths.map(|_| {
        let end = rest.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head") + 4;
        let head = String::from_utf8_lossy(&rest[..end]).to_lowercase();
        let (_, length) = head.split_once("content-length: ").expect("a length");
        let length: usize = length.lines().next().expect("a line").parse().expect("a number");
        let body = rest[end..end + length].to_vec();
        rest.drain(..end + length);
        body
    });
    let [a, health, b, again] = bodies.map(|body| (body.len(), body.first().copied()));
    assert_eq!((a, b), ((3_000_000, Some(b'a')), (3_000_000, Some(b'b'))));
    assert_eq!((again, health.0 < 1_000), (a, true));
    assert!(rest.starts_with(b"HTTP/1.1 404"));
}
