//! Blobs of another process: whole, in part, missing, empty, cut; and who may read whose.

use super::wires::probe;
use crate::adapters;
use crate::adapters::grpc::{self, Address};
use crate::boot::harness::Harness;
use crate::boot::wired::{assertions, issued};
use crate::contract::{TOPOLOGY, ingest};
use crate::kernel::blobs::{BlobFault, BlobStore as _, Scattered};
use crate::kernel::bus::{Bounds, Remote, RouteTable};
use std::time::Duration;

/// The store of a process with a certificate for `word`, which finds `ingest` where the harness is.
fn reader(harness: &Harness, folder: &std::path::Path, word: &'static str) -> Scattered {
    let own = issued(&harness.folder().join("keys"), &["user".to_owned(), word.to_owned()]);
    let listens_at = harness.route_table.placed("probe").expect("it is placed").place;
    let address = Address::parse(&listens_at).expect("an address");
    // Whoever listens there speaks for the probe; that it is `ingest` is what the reader believes.
    let transport =
        grpc::connect(address, "probe", &grpc::Bounds::default(), Some(&own), harness.io());
    let keys = assertions(&harness.folder().join("keys"));
    let io = harness.io().clone();
    let remote = Remote::new(
        &harness.key,
        transport.expect("an address"),
        Bounds::default(),
        keys,
        io.clone(),
    );
    let route_table = RouteTable::new(&harness.key);
    drop(route_table.channel::<ingest::Owner>(&harness.key));
    assert!(route_table.point_remote(&harness.key, "ingest", remote));
    let here = adapters::disk(folder, io).expect("the folder is ours");
    // A process that hosts more than whoever may read asks in the name of that one.
    Scattered::new(&harness.key, here, route_table, (vec!["user", word], TOPOLOGY))
}

#[test]
fn what_another_process_stored_is_read_there() {
    let (harness, _) = probe("grpc-tls");
    let folder = tempfile::tempdir().expect("a folder");
    let blobs = reader(&harness, folder.path(), "transcode");
    let whole: Vec<u8> = (0..700_000_u32).flat_map(u32::to_le_bytes).collect();
    harness.run(harness.blobs.put("ingest/a", whole.clone().into())).expect("it is put");
    harness.run(harness.blobs.put("ingest/empty", bytes::Bytes::new())).expect("it is put");
    assert_eq!(harness.run(blobs.size("ingest/a")), Ok(Some(whole.len() as u64)));
    assert_eq!(harness.run(blobs.size("ingest/none")), Ok(None));
    let part = harness.run(blobs.read("ingest/a", 300_000, 1_000_000)).expect("it reads");
    assert_eq!(part, whole[300_000..1_300_000]);
    for (path, bytes) in [("ingest/a", &whole[..]), ("ingest/empty", &[])] {
        let copy = harness.run(blobs.stage(path)).expect("it is brought over");
        assert_eq!(std::fs::read(copy).expect("it is here"), bytes, "{path}");
    }
    let missing = harness.run(blobs.stage("ingest/none"));
    assert!(matches!(missing, Err(BlobFault::Missing(_))), "{missing:?}");
    // Nothing half done stays behind.
    let names = std::fs::read_dir(folder.path().join("blobs/copies-user")).expect("copies");
    let names: Vec<_> = names.map(|name| name.expect("a name").file_name()).collect();
    assert_eq!(names, ["ingest"]);
}

#[test]
fn a_certificate_reads_only_what_its_domains_hear_of() {
    let (harness, _) = probe("grpc-tls");
    harness.run(harness.blobs.put("ingest/a", "an original".into())).expect("it is put");
    for (word, is_allowed) in
        [("transcode", true), ("ingest", true), ("gateway", true), ("user", false)]
    {
        let folder = tempfile::tempdir().expect("a folder");
        let blobs = reader(&harness, folder.path(), word);
        let size = harness.run(blobs.size("ingest/a"));
        let bytes = harness.run(blobs.read("ingest/a", 0, 100));
        assert_eq!(size.is_ok(), is_allowed, "{word}: {size:?}");
        assert_eq!(bytes.is_ok(), is_allowed, "{word}: {bytes:?}");
        let told = bytes.err().map(|fault| fault.to_string()).unwrap_or_default();
        assert!(is_allowed || told.contains("may not ask ingest"), "{told}");
    }
}

#[test]
fn a_process_that_went_away_is_no_broken_store() {
    let (mut harness, _) = probe("grpc-tls");
    let folder = tempfile::tempdir().expect("a folder");
    let blobs = reader(&harness, folder.path(), "transcode");
    harness.run(harness.blobs.put("ingest/a", "an original".into())).expect("it is put");
    harness.run(blobs.size("ingest/a")).expect("it is there");
    harness.cut_wires();
    let gone = harness.eventually("the end of the connection", || async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        blobs.stage("ingest/a").await.err()
    });
    assert!(matches!(gone, BlobFault::Unreachable(_)), "{gone:?}");
    let left = std::fs::read_dir(folder.path().join("blobs/copies-user"));
    assert!(left.is_err() || left.is_ok_and(|mut names| names.next().is_none()));
}
