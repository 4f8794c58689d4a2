//! One trace from the request through mailbox, event and job, read by a recording OTLP endpoint.

use crate::support::{CLIP, World};
use prost::Message;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The few fields of OTLP's `ExportTraceServiceRequest` that the test reads.
/// Numbers from opentelemetry-proto, `trace/v1/trace.proto`.
#[derive(Clone, PartialEq, Message)]
struct Export {
    #[prost(message, repeated, tag = "1")]
    resources: Vec<Resource>,
}
#[derive(Clone, PartialEq, Message)]
struct Resource {
    #[prost(message, repeated, tag = "2")]
    scopes: Vec<Scope>,
}
#[derive(Clone, PartialEq, Message)]
struct Scope {
    #[prost(message, repeated, tag = "2")]
    spans: Vec<Span>,
}
#[derive(Clone, PartialEq, Message)]
struct Span {
    #[prost(bytes = "vec", tag = "1")]
    trace_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    span_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    parent_span_id: Vec<u8>,
    #[prost(string, tag = "5")]
    name: String,
}

/// Answers every POST with 200 and keeps the spans in it.
fn record() -> (String, Arc<Mutex<Vec<Span>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/v1/traces", listener.local_addr().expect("an address"));
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&kept);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let keep = Arc::clone(&keep);
            std::thread::spawn(move || receive(stream, &keep));
        }
    });
    (address, kept)
}

fn receive(mut stream: std::net::TcpStream, keep: &Mutex<Vec<Span>>) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16_384];
    loop {
        let Ok(read) = stream.read(&mut buffer) else { return };
        if read == 0 {
            return;
        }
        bytes.extend_from_slice(&buffer[..read]);
        let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.and_then(|one| one.trim().parse().ok()).unwrap_or(0);
        if bytes.len() < head + 4 + length {
            continue;
        }
        if let Ok(export) = Export::decode(&bytes[head + 4..head + 4 + length]) {
            let spans = export.resources.into_iter().flat_map(|one| one.scopes);
            keep.lock().expect("a lock").extend(spans.flat_map(|one| one.spans));
        }
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
        bytes.drain(..head + 4 + length);
    }
}

#[test]
fn one_trace_runs_from_the_upload_to_the_published_video() {
    let (endpoint, kept) = record();
    let world = World::with(&[], &[("SHOAL__TRACE__OTLP_ENDPOINT", &endpoint)]);
    let mei = world.account("mei", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(&mei, "Traced", "clip.mp4", &clip);
    assert_eq!(world.settled(&mei, &video)["state"], "published");
    let wanted =
        ["PATCH /api/v1/uploads", "AppendUpload", "SourceAccepted", "ladder", "PackageReady"];
    let mut best = (0, BTreeSet::new(), Vec::new());
    for _ in 0..200 {
        let mut traces: BTreeMap<Vec<u8>, Vec<Span>> = BTreeMap::new();
        for span in kept.lock().expect("a lock").clone() {
            traces.entry(span.trace_id.clone()).or_default().push(span);
        }
        best = traces
            .into_values()
            .map(|spans| {
                let names: BTreeSet<_> = spans.iter().map(|span| span.name.clone()).collect();
                let is_there = |wanted: &&&str| names.iter().any(|name| name.contains(**wanted));
                (wanted.iter().filter(is_there).count(), names, loose(&spans))
            })
            .max_by_key(|(there, ..)| *there)
            .unwrap_or_default();
        // The request is the only span whose parent, if it has one, is outside.
        let is_whole = matches!(&best.2[..], [only] if only.contains(wanted[0]));
        if best.0 == wanted.len() && is_whole {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let (_, names, loose) = best;
    panic!("no unbroken trace has {wanted:?}; the best has {names:?}, without parents: {loose:?}");
}

/// The spans whose parent is not in the trace.
fn loose(spans: &[Span]) -> Vec<String> {
    let known: BTreeSet<_> = spans.iter().map(|span| &span.span_id).collect();
    let loose = spans.iter().filter(|span| !known.contains(&span.parent_span_id));
    loose.map(|span| span.name.clone()).collect()
}
