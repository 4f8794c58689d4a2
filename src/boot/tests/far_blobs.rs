//! Blobs of another process: whole, in part, missing, empty, cut; and who may read whose.

use super::wires::probe;
use crate::adapters;
use crate::adapters::grpc::{self, Address};
use crate::boot::kit::Kit;
use crate::boot::wired::{issued, passport};
use crate::contract::{CITY, ingest};
use crate::kernel::blobs::{BlobFault, BlobStore as _, Scattered};
use crate::kernel::bus::{Board, Bounds, Remote};
use std::time::Duration;

/// The store of a process with a certificate for `word`, which finds `ingest` where the kit is.
fn reader(kit: &Kit, folder: &std::path::Path, word: &'static str) -> Scattered {
    let own = issued(&kit.folder().join("keys"), &["user".to_owned(), word.to_owned()]);
    let listens_at = kit.board.placed("probe").expect("it is placed").place;
    let address = Address::parse(&listens_at).expect("an address");
    // Whoever listens there speaks for the probe; that it is `ingest` is what the reader believes.
    let carrier = grpc::connect(address, "probe", &grpc::Bounds::default(), Some(&own), kit.io());
    let keys = passport(&kit.folder().join("keys"));
    let io = kit.io().clone();
    let remote =
        Remote::new(&kit.key, carrier.expect("an address"), Bounds::default(), keys, io.clone());
    let board = Board::new(&kit.key);
    drop(board.line::<ingest::Owner>(&kit.key));
    assert!(board.point_away(&kit.key, "ingest", remote));
    let here = adapters::disk(folder, io).expect("the folder is ours");
    // A process that hosts more than whoever may read asks in the name of that one.
    Scattered::new(&kit.key, here, board, (vec!["user", word], CITY))
}

#[test]
fn what_another_process_stored_is_read_there() {
    let (kit, _) = probe("grpc-tls");
    let folder = tempfile::tempdir().expect("a folder");
    let blobs = reader(&kit, folder.path(), "transcode");
    let whole: Vec<u8> = (0..700_000_u32).flat_map(u32::to_le_bytes).collect();
    kit.run(kit.blobs.put("ingest/a", whole.clone().into())).expect("it is put");
    kit.run(kit.blobs.put("ingest/empty", bytes::Bytes::new())).expect("it is put");
    assert_eq!(kit.run(blobs.size("ingest/a")), Ok(Some(whole.len() as u64)));
    assert_eq!(kit.run(blobs.size("ingest/none")), Ok(None));
    let part = kit.run(blobs.read("ingest/a", 300_000, 1_000_000)).expect("it reads");
    assert_eq!(part, whole[300_000..1_300_000]);
    for (path, bytes) in [("ingest/a", &whole[..]), ("ingest/empty", &[])] {
        let copy = kit.run(blobs.stage(path)).expect("it is brought over");
        assert_eq!(std::fs::read(copy).expect("it is here"), bytes, "{path}");
    }
    let missing = kit.run(blobs.stage("ingest/none"));
    assert!(matches!(missing, Err(BlobFault::Missing(_))), "{missing:?}");
    // Nothing half done stays behind.
    let names = std::fs::read_dir(folder.path().join("blobs/copies-user")).expect("copies");
    let names: Vec<_> = names.map(|name| name.expect("a name").file_name()).collect();
    assert_eq!(names, ["ingest"]);
}

#[test]
fn a_certificate_reads_only_what_its_domains_hear_of() {
    let (kit, _) = probe("grpc-tls");
    kit.run(kit.blobs.put("ingest/a", "an original".into())).expect("it is put");
    for (word, is_allowed) in
        [("transcode", true), ("ingest", true), ("gateway", true), ("user", false)]
    {
        let folder = tempfile::tempdir().expect("a folder");
        let blobs = reader(&kit, folder.path(), word);
        let size = kit.run(blobs.size("ingest/a"));
        let bytes = kit.run(blobs.read("ingest/a", 0, 100));
        assert_eq!(size.is_ok(), is_allowed, "{word}: {size:?}");
        assert_eq!(bytes.is_ok(), is_allowed, "{word}: {bytes:?}");
        let told = bytes.err().map(|fault| fault.to_string()).unwrap_or_default();
        assert!(is_allowed || told.contains("may not ask ingest"), "{told}");
    }
}

#[test]
fn a_process_that_went_away_is_no_broken_store() {
    let (mut kit, _) = probe("grpc-tls");
    let folder = tempfile::tempdir().expect("a folder");
    let blobs = reader(&kit, folder.path(), "transcode");
    kit.run(kit.blobs.put("ingest/a", "an original".into())).expect("it is put");
    kit.run(blobs.size("ingest/a")).expect("it is there");
    kit.cut_wires();
    let gone = kit.eventually("the end of the connection", || async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        blobs.stage("ingest/a").await.err()
    });
    assert!(matches!(gone, BlobFault::Away(_)), "{gone:?}");
    let left = std::fs::read_dir(folder.path().join("blobs/copies-user"));
    assert!(left.is_err() || left.is_ok_and(|mut names| names.next().is_none()));
}
