//! The export of an account: what is in the archive, what is said where a part is missing, and who
//! may have how many.

#![expect(clippy::disallowed_methods, reason = "the reader of these archives is another program")]

use super::fakes::held;
use super::reader::{ADMIN, CREATOR, fill, open};
use super::wire::{Said, ask};
use super::world::World;
use crate::gateway::Settings;
use crate::gateway::export::calls::{WORDS, file};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::process::Command;

const PATH: &str = "/api/v1/account/export";

/// Python reads the archive with its own library, checks every sum, and gives all files that are
/// text as text and all others as their bytes in hexadecimal digits.
const READER: &str = r#"
import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
told = {}
for entry in archive.infolist():
    raw = archive.read(entry)
    assert len(raw) == entry.file_size and not entry.is_dir()
    try:
        told[entry.filename] = raw.decode("utf-8")
    except UnicodeDecodeError:
        told[entry.filename] = raw.hex()
assert len(told) == len(archive.infolist()), "a name stands twice"
json.dump(told, sys.stdout)
"#;

type Files = BTreeMap<String, String>;

/// The files of an archive; nothing where no Python is there to read it.
fn unpacked(world: &World, body: &[u8]) -> Option<Files> {
    let path = world.harness.folder().join("export.zip");
    std::fs::write(&path, body).expect("the folder is ours");
    let python = std::env::var("SHOAL_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let Ok(read) = Command::new(python).args(["-c", READER]).arg(&path).output() else {
        println!("skipped: reading an export (no python3)");
        return None;
    };
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    Some(serde_json::from_slice(&read.stdout).expect("it prints JSON"))
}

fn parsed(files: &Files, name: &str) -> Value {
    let text = files.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", files.keys()));
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}: {text}"))
}

/// The blobs of both videos: a file as it came, and a package of two renditions with sound.
fn fill_store(world: &World) {
    world.put("ingest/uploads/up1", "the holiday");
    world.put("ingest/uploads/up2", "an evil file");
    world.put("user/avatars/a2/256.jpg", "a picture");
    for package in ["p1", "p2"] {
        world.put(&format!("transcode/{package}/poster-1280.jpg"), vec![0xff, 0xd8, 0xff]);
        for rendition in ["720p", "360p", "audio"] {
            let at = |file: &str| format!("transcode/{package}/{rendition}/{file}");
            let playlist = "#EXTM3U\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2,\n00000.m4s\n\
                #EXTINF:2,\n00001.m4s\n#EXT-X-ENDLIST\n";
            world.put(&at("index.m3u8"), playlist);
            world.put(&at("init.mp4"), format!("{package} {rendition} init;"));
            world.put(&at("00000.m4s"), "first;");
            world.put(&at("00001.m4s"), "second");
        }
    }
}

fn get(world: &World, cookie: &str) -> Said {
    open(world, cookie, PATH)
}

/// The counter of an outcome.
fn counted(world: &World, outcome: &str) -> u64 {
    let text = world.send(&ask("GET", "/metrics")).text();
    let line = format!("shoal_exports_total{{outcome=\"{outcome}\"}} ");
    let found = text.lines().find_map(|one| one.strip_prefix(&line));
    found.and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[test]
fn the_archive_has_all_that_is_held_with_the_media() {
    let world = World::new();
    fill_store(&world);
    let page = open(&world, CREATOR, "/account").text();
    assert!(page.contains("data-testid=\"data-form\"") && page.contains("about 3 GB"), "{page}");
    let said = fill(&world, CREATOR, "/account", "/account/export", &[]);
    assert_eq!(said.status, 200, "{}", said.text());
    assert_eq!(said.header("content-type"), Some("application/zip"));
    assert_eq!(said.header("cache-control"), Some("no-store"));
    let name = said.header("content-disposition").unwrap_or_default();
    assert!(name.starts_with("attachment; filename=\"shoal-export-2026-"), "{name}");
    let Some(files) = unpacked(&world, &said.body) else { return };
    let mut expected: Vec<&str> = WORDS.iter().map(|word| file(word)).collect();
    expected.extend([
        "README.txt",
        "account.json",
        "picture.jpg",
        "videos/v1/original.mp4",
        "videos/v1/poster.jpg",
        "videos/v1/video.json",
        "videos/v2/audio.mp4",
        "videos/v2/poster.jpg",
        "videos/v2/video-720p.mp4",
        "videos/v2/video.json",
        "videos/v9/original.bin",
    ]);
    expected.sort_unstable();
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), expected);
    let account = parsed(&files, "account.json");
    assert_eq!(
        (&account["name"], &account["bio"]),
        (&json!("mira"), &json!("I film <b>fish</b>.\n海"))
    );
    let two_step = &account["two_step_sign_in"];
    assert_eq!(two_step["recovery_codes_left"], 9);
    assert_eq!(two_step["confirmed_at_ms"], 1_780_000_000_000_i64);
    assert_eq!(account["passkeys"][0]["label"], "phone");
    let blocks = parsed(&files, "blocks.json");
    assert_eq!((&blocks[0]["user_id"], &blocks[1]["user_id"]), (&json!("u3"), &json!("u4")));
    let uploads = parsed(&files, "uploads.json");
    assert_eq!(uploads.as_array().map(Vec::len), Some(4));
    assert_eq!(uploads[0]["created_at"], "2026-05-28T20:26:40Z");
    assert_eq!(uploads[0]["created_at_ms"], 1_780_000_000_000_i64);
    assert_eq!(uploads[1]["filename"], "..\\../etc/pass\u{1}wd", "what they called it is told");
    let video = parsed(&files, "videos/v2/video.json");
    assert_eq!(
        (&video["title"], &video["privacy"]),
        (&json!("A \"fish\" / 鱼"), &json!("unlisted"))
    );
    assert_eq!(parsed(&files, "videos.json")[1], video);
    assert_eq!(parsed(&files, "moderation.json")[1]["note"], "it sells");
    assert_eq!(parsed(&files, "moderation.json")[2]["bio_decision"]["action"], "block");
    assert_eq!(files["picture.jpg"], "a picture");
    assert_eq!(parsed(&files, "watched.json")[0]["position_ms"], 1_500);
    let watched = &parsed(&files, "watched.json")[1];
    assert_eq!((&watched["kind"], &watched["video_id"]), (&json!("watched"), &json!("v8")));
    assert_eq!(parsed(&files, "renditions.json")[0]["state"], "done");
    assert_eq!(files["videos/v1/original.mp4"], "the holiday");
    assert_eq!(files["videos/v1/poster.jpg"], "ffd8ff");
    assert_eq!(files["videos/v2/video-720p.mp4"], "p2 720p init;first;second");
    assert_eq!(files["videos/v2/audio.mp4"], "p2 audio init;first;second");
    assert_eq!(files["videos/v9/original.bin"], "an evil file");
    assert!(files["README.txt"].starts_with("Data of mira, from "), "{}", files["README.txt"]);
    assert_eq!((counted(&world, "whole"), counted(&world, "incomplete")), (1, 0));
    assert_eq!(world.seen.calls("user.BeginExport").len(), 1);
    let by_others = world.seen.calls("video.ExportAccount");
    assert!(by_others.iter().all(|call| call.contains("by user:u1")), "{by_others:?}");
    let zh = get(&world, "shoal_session=good; shoal_language=zh-CN");
    let files = unpacked(&world, &zh.body).expect("Python is there");
    assert!(files["README.txt"].starts_with("mira 的数据，来自 "), "{}", files["README.txt"]);
}

#[test]
fn what_cannot_be_had_is_named_and_all_else_is_there() {
    let world = World::new();
    fill_store(&world);
    world.harness.run(world.harness.blobs.remove("transcode/p2/720p/00001.m4s")).expect("ours");
    world.harness.run(world.harness.blobs.remove("transcode/p1/poster-1280.jpg")).expect("ours");
    *held(&world.seen.is_idle) = true;
    let said = get(&world, CREATOR);
    assert_eq!(said.status, 200, "{}", said.text());
    let Some(files) = unpacked(&world, &said.body) else { return };
    assert_eq!(parsed(&files, "renditions.json"), json!([]), "it is JSON all the same");
    assert_eq!(files["videos/v2/video-720p.mp4"], "p2 720p init;first;", "it ends early");
    assert_eq!(files["videos/v2/audio.mp4"], "p2 audio init;first;second");
    let told = &files["INCOMPLETE.txt"];
    for name in ["renditions.json", "videos/v2/video-720p.mp4", "videos/v1/poster.jpg"] {
        assert!(told.contains(&format!("- {name}: ")), "{name} in {told}");
    }
    assert_eq!(told.matches("\n- ").count(), 3, "{told}");
    assert!(!files.contains_key("videos/v1/poster.jpg"));
    assert_eq!(parsed(&files, "moderation.json").as_array().map(Vec::len), Some(3));
    assert_eq!((counted(&world, "whole"), counted(&world, "incomplete")), (0, 1));
}

#[test]
fn each_has_one_at_a_time_and_only_their_own() {
    let world = World::new();
    fill_store(&world);
    // More than the buffers of a connection hold.
    world.put("ingest/uploads/up1", vec![7_u8; 48 << 20]);
    let mut line = world.line();
    let request = ask("GET", PATH).with("cookie", CREATOR).bytes();
    line.write_all(&request).expect("the front listens");
    let mut begin = [0; 1024];
    line.read_exact(&mut begin).expect("it begins at once");
    let said = get(&world, CREATOR);
    assert_eq!((said.status, said.code()), (429, "gateway.EXPORT_RUNNING".to_owned()));
    let said = fill(&world, CREATOR, "/account", "/account/export", &[]);
    assert!(said.status == 429 && said.text().contains("is under way"), "{}", said.text());
    assert_eq!(world.seen.calls("user.BeginExport").len(), 1, "what was refused does not count");
    // Whoever goes away makes room for whoever comes back.
    drop(line);
    let again = (0..100).any(|_| {
        world.wait_ms(50);
        let mut line = world.line();
        line.write_all(&request).expect("the front listens");
        let mut begin = [0; 12];
        line.read_exact(&mut begin).is_ok() && begin.ends_with(b"200")
    });
    assert!(again, "the place was given back");
    let said = get(&world, ADMIN);
    assert_eq!((said.status, said.code()), (429, "user.TOO_MANY_EXPORTS".to_owned()));
    let said = world.operate(&ask("GET", PATH));
    assert_eq!((said.status, said.code()), (401, "kernel.SIGN_IN_FIRST".to_owned()));
    assert_eq!(open(&world, "shoal_visitor=v", PATH).status, 401);
    let foreign = ask("POST", "/account/export").with("cookie", CREATOR).form(&[("csrf", "x")]);
    assert_eq!(world.send(&foreign).status, 403);
    let strange = ask("GET", PATH).with("cookie", CREATOR).with("sec-fetch-site", "cross-site");
    let said = world.send(&strange);
    assert_eq!((said.status, said.code()), (403, "gateway.CSRF".to_owned()));
    let before = world.seen.calls("user.BeginExport").len();
    let head = world.send(&ask("HEAD", PATH).with("cookie", CREATOR));
    assert_eq!((head.status, head.header("content-type")), (200, Some("application/zip")));
    assert_eq!(world.seen.calls("user.BeginExport").len(), before, "who looks begins nothing");
}

#[test]
fn who_is_put_out_reads_no_further() {
    let world = World::with(Settings { stream_recheck_every_ms: 1, ..Settings::default() });
    fill_store(&world);
    world.put("ingest/uploads/up1", vec![7_u8; 48 << 20]);
    let mut line = world.line();
    let request = ask("GET", PATH).with("cookie", CREATOR).bytes();
    line.write_all(&request).expect("the front listens");
    let mut begin = [0; 1024];
    line.read_exact(&mut begin).expect("it begins at once");
    *held(&world.seen.is_revoked) = true;
    world.wait_ms(1_200);
    let mut rest = Vec::new();
    drop(line.read_to_end(&mut rest));
    assert!(rest.len() < 40 << 20, "{} bytes after the session had ended", rest.len());
    assert!(!rest.ends_with(b"0\r\n\r\n"), "and it does not look whole");
    assert_eq!(counted(&world, "revoked"), 1);
}
