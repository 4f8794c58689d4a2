//! Somebody takes all along that a site holds of them: read back by another program, played by
//! another program, and without a word about anybody else.

use crate::support::{Account, CLIP, World, all_but, ffprobe, tell};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Checks every sum, and unpacks.
const UNPACK: &str = "import sys, zipfile; archive = zipfile.ZipFile(sys.argv[1]); \
    assert archive.testzip() is None; archive.extractall(sys.argv[2])";

/// The unpacked archive of an account; nothing where no Python is there to read it.
fn export(world: &World, who: &Account, name: &str) -> Option<PathBuf> {
    let request = world.http.get(world.at("/api/v1/account/export")).bearer_auth(&who.token);
    let said = request.send().expect("it answers");
    assert_eq!(said.status(), 200, "{}\n{}", said.text().unwrap_or_default(), world.log());
    let header = |name: &str| said.headers().get(name).and_then(|value| value.to_str().ok());
    assert_eq!(header("content-type"), Some("application/zip"));
    assert_eq!(header("cache-control"), Some("no-store"));
    let file = world.folder.path().join(format!("{name}.zip"));
    std::fs::write(&file, said.bytes().expect("a whole archive")).expect("a file");
    let folder = world.folder.path().join(name);
    let python = std::env::var("SHOAL_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let unpacked = Command::new(python).args(["-c", UNPACK]).arg(&file).arg(&folder).output();
    let Ok(unpacked) = unpacked else {
        tell("skipped: an export (no python3)");
        return None;
    };
    assert!(unpacked.status.success(), "{}", String::from_utf8_lossy(&unpacked.stderr));
    Some(folder)
}

fn read(folder: &Path, name: &str) -> Value {
    let text = std::fs::read_to_string(folder.join(name));
    let text = text.unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}: {text}"))
}

/// All texts of an archive, each with its name.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(one) = folders.pop() {
        for entry in std::fs::read_dir(one).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(folder).expect("it is in it");
                found.push((name.display().to_string(), text));
            }
        }
    }
    found
}

fn id_of(world: &World, who: &Account) -> String {
    world.get_as(who, "/api/v1/me")["user"]["user_id"].as_str().expect("an id").to_owned()
}

fn send(world: &World, who: &Account, method: &str, path: &str, body: &Value) {
    let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
    let request = world.http.request(method, world.at(path)).bearer_auth(&who.token).json(body);
    let said = request.send().expect("it answers");
    assert!(said.status().is_success(), "{path}: {}", said.text().unwrap_or_default());
}

#[test]
fn somebody_takes_all_along_that_is_theirs_and_nothing_else() {
    let world = World::start();
    let (mei, bob) = (world.account("meimei", "creator"), world.account("bobby", "creator"));
    let eve = world.account("evelyn", "viewer");
    let [mei_id, bob_id, eve_id] = [&mei, &bob, &eve].map(|who| id_of(&world, who));
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(&mei, "A rabbit", "my rabbit.MP4", &clip);
    let other = world.upload(&bob, "A secret of bobby's", "his.mp4", &clip);
    world.settled(&mei, &video);
    world.settled(&bob, &other);
    let change =
        json!({ "title": "Ein Häschen 🐇", "description": "It is \"big\".", "tags": ["兔"] });
    send(&world, &mei, "PATCH", &format!("/api/v1/videos/{video}"), &change);
    send(&world, &mei, "PATCH", "/api/v1/account/profile", &json!({ "bio": "I film rabbits." }));
    let report = json!({ "reason": "spam", "note": "It sells rabbits." });
    send(&world, &mei, "POST", &format!("/api/v1/videos/{other}/reports"), &report);
    send(&world, &mei, "POST", &format!("/api/v1/account/blocks/{eve_id}"), &json!({}));
    assert!(world.master(&mei, &video).contains("/media/"));
    world.settled(&mei, &video);

    let Some(folder) = export(&world, &mei, "mei") else { return };
    assert!(!folder.join("INCOMPLETE.txt").exists(), "{}", world.log());
    let account = read(&folder, "account.json");
    assert_eq!((&account["user_id"], &account["name"]), (&json!(mei_id), &json!("meimei")));
    assert_eq!(account["bio"], "I film rabbits.");
    assert_eq!(account["api_tokens"].as_array().map(Vec::len), Some(1));
    assert_eq!(read(&folder, "blocks.json")[0]["user_id"], json!(eve_id));
    let told = read(&folder, &format!("videos/{video}/video.json"));
    assert_eq!((&told["title"], &told["description"]), (&change["title"], &change["description"]));
    assert_eq!((&told["tags"], &told["state"]), (&change["tags"], &json!("published")));
    assert_eq!(told["way"]["state"], "published");
    assert_eq!(read(&folder, "videos.json")[0], told);
    let uploads = read(&folder, "uploads.json");
    assert_eq!(
        (&uploads[0]["filename"], &uploads[0]["is_kept"]),
        (&json!("my rabbit.MP4"), &json!(true))
    );
    let made = read(&folder, "renditions.json");
    assert!(made[0]["renditions"].as_array().is_some_and(|all| !all.is_empty()), "{made}");
    let judged = read(&folder, "moderation.json");
    let of_kind = |kind: &str| {
        let all = judged.as_array().expect("a list").iter();
        all.filter(|one| one["kind"] == kind).cloned().collect::<Vec<_>>()
    };
    assert_eq!(of_kind("decision")[0]["video_id"], json!(video));
    let reports = of_kind("report");
    assert_eq!((&reports[0]["note"], &reports[0]["video_id"]), (&report["note"], &json!(other)));
    assert_eq!(read(&folder, "watched.json")[0]["video_id"], json!(video));

    // What came is what goes, and another program plays it.
    let media = folder.join("videos").join(&video);
    assert_eq!(std::fs::read(media.join("original.mp4")).expect("the file"), clip);
    let played = ffprobe(&media.join("original.mp4").display().to_string());
    assert_eq!(played["streams"].as_array().map(Vec::len), Some(2), "{played}");
    let poster = ffprobe(&media.join("poster.jpg").display().to_string());
    assert_eq!(poster["streams"][0]["codec_name"], "mjpeg");

    // Nobody else is in it: of whom she blocked, the id, and only where she did.
    let secrets = ["bobby", "evelyn", "his.mp4", &*bob.token, &*mei.token];
    for (name, text) in texts(&folder) {
        for word in secrets.iter().copied().chain([&*bob_id]) {
            assert!(!text.contains(word), "{word} in {name}: {text}");
        }
        assert!(!text.contains(&eve_id) || name == "blocks.json", "{name}: {text}");
    }
    play_what_is_published(&world, &mei, &video);
}

/// Without the file as it came, the best that is published goes along.
fn play_what_is_published(world: &World, mei: &Account, video: &str) {
    let kept = world.data().join("blobs/ingest/uploads");
    for upload in std::fs::read_dir(kept).expect("the folder of uploads") {
        std::fs::remove_file(upload.expect("an entry").path()).expect("it is ours");
    }
    let folder = export(world, mei, "again").expect("Python is there");
    let media = folder.join("videos").join(video);
    let played = ffprobe(&media.join("video-720p.mp4").display().to_string());
    assert_eq!(played["streams"][0]["codec_name"], "h264", "{played}");
    assert_eq!(played["streams"][0]["height"], 720);
    let seconds = |played: &Value| {
        played["format"]["duration"].as_str().and_then(|text| text.parse::<f64>().ok())
    };
    assert!(seconds(&played).is_some_and(|s| (5.0..5.6).contains(&s)), "{played}");
    let sound = ffprobe(&media.join("audio.mp4").display().to_string());
    assert_eq!(sound["streams"][0]["codec_name"], "aac", "{sound}");
    assert!(!media.join("original.mp4").exists());
}

#[test]
fn a_part_of_the_site_that_is_out_is_named_in_the_archive() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let socket = format!("unix:{}", nowhere.path().join("nobody").display());
    let mut world = World::idle(
        &["--only", &all_but("moderation")],
        &[("SHOAL__PLACEMENT__MODERATION", &socket)],
    );
    world.run();
    let mei = world.account("meimei", "creator");
    let Some(folder) = export(&world, &mei, "mei") else { return };
    let told = std::fs::read_to_string(folder.join("INCOMPLETE.txt")).expect("it says so");
    assert!(told.contains("- moderation.json: ") && told.matches("\n- ").count() == 1, "{told}");
    assert_eq!(read(&folder, "moderation.json"), json!([]));
    assert_eq!(read(&folder, "account.json")["name"], "meimei");
    assert!(world.log().contains("a part of an export is missing"), "{}", world.log());
}
