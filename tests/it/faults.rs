//! What goes wrong in the world: bad files, bad clients, missing tools, full disks, second servers.

use crate::support::{CLIP, World, make_media, told};
use std::path::Path;
use std::process::Command;

/// Uploads bytes that must be refused; gives the sentence that the creator reads.
fn refused(world: &World, name: &str, bytes: &[u8]) -> String {
    let mei = world.account(&name.replace('.', "-"), "creator");
    let video = world.upload(&mei, "Bad", name, bytes);
    let end = world.settled(&mei, &video);
    assert_eq!(end["state"], "refused", "{name}: {end}");
    let text = end.to_string();
    assert!(text.contains("cause"), "{text}");
    text
}

#[test]
fn what_is_no_video_is_refused_with_a_reason() {
    let world = World::start();
    let clip = std::fs::read(CLIP).expect("the clip");
    for (name, bytes) in [
        ("text.mp4", b"just some text, not a film at all".to_vec()),
        ("page.mp4", b"<!doctype html><title>no</title>".to_vec()),
        ("cut.mp4", clip[..clip.len() / 3].to_vec()),
        ("noise.mp4", (0..50_000_u32).map(noise).collect()),
    ] {
        refused(&world, name, &bytes);
    }
    assert_eq!(world.get("/healthz").status(), 200);
}

/// A byte that looks like chance (Knuth's multiplicative hash).
fn noise(number: u32) -> u8 {
    number.wrapping_mul(2_654_435_761).to_be_bytes()[0]
}

#[test]
fn a_repeat_of_a_whole_upload_takes_no_video_away() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    let part = clip.len() / 2;
    let post = |key: &str, bytes: &[u8]| {
        let request = world.http.post(world.at("/api/v1/uploads")).bearer_auth(&mei.token);
        let request = request.header("tus-resumable", "1.0.0").header("idempotency-key", key);
        let request = request.header("upload-length", clip.len());
        let request = request.header("content-type", "application/offset+octet-stream");
        let said = request.body(bytes.to_vec()).send().expect("it answers");
        let header = |name: &str| {
            said.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
        };
        let told = (said.status().as_u16(), header("upload-offset").to_owned());
        (told, header("shoal-video-id").to_owned(), header("location").to_owned())
    };
    let whole = (201, clip.len().to_string());
    let (told, video, _) = post("whole", &clip);
    assert_eq!(told, whole);
    for _ in 0..2 {
        assert_eq!(post("whole", &clip), (whole.clone(), video.clone(), post("whole", &clip).2));
    }
    assert_eq!(world.settled(&mei, &video)["state"], "published");
    assert_eq!(post("whole", &clip).0, whole);
    assert_eq!(world.settled(&mei, &video)["state"], "published", "it is still there");
    // One that was cut goes on where it stands.
    let (told, video, upload) = post("half", &clip[..part]);
    assert_eq!(told, (201, part.to_string()));
    assert_eq!(post("half", &clip).0, (201, part.to_string()));
    let sent = world.patch(&mei, &upload, part, clip[part..].to_vec());
    assert_eq!(sent.status(), 204);
    assert_eq!(world.settled(&mei, &video)["state"], "published");
}

#[test]
fn a_playlist_in_disguise_never_reads_its_neighbour() {
    let world = World::start();
    let canary = world.folder.path().join("canary.mp4");
    make_media(&canary, &["-f", "lavfi", "-i", "color=red:size=64x64:duration=1:rate=5"]);
    let path = canary.display();
    let hls =
        format!("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{path}\n#EXT-X-ENDLIST\n");
    let concat = format!("ffconcat version 1.0\nfile '{path}'\n");
    for (name, text) in [("list.mp4", &hls), ("join.mp4", &concat), ("list.mkv", &hls)] {
        let told = refused(&world, name, text.as_bytes());
        assert!(!told.contains("canary"), "{told}");
    }
}

#[test]
fn odd_names_are_only_names() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    let long = "n".repeat(400);
    for name in ["-i.mp4", "%d.mp4", "../../../etc/passwd", "a\0b.mp4", "\"><script>", &long] {
        let (upload, _) = world.open_upload(&mei, "Odd", name, clip.len());
        assert!(!upload.contains("passwd"));
        let gone = world.http.delete(world.at(&upload)).bearer_auth(&mei.token);
        let gone = gone.header("tus-resumable", "1.0.0").send().expect("it answers");
        assert_eq!(gone.status(), 204, "{name:?}");
    }
    assert!(!world.folder.path().join("passwd").exists());
}

#[test]
fn a_wrong_offset_is_refused_and_changes_nothing() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let (upload, _) = world.open_upload(&mei, "Offset", "a.mp4", 1000);
    assert_eq!(world.patch(&mei, &upload, 10, vec![1; 10]).status(), 409);
    assert_eq!(world.patch(&mei, &upload, 0, vec![1; 10]).status(), 204);
    assert_eq!(world.patch(&mei, &upload, 0, vec![2; 10]).status(), 409);
    assert_eq!(world.offset(&mei, &upload), Some(10));
    let lin = world.account("lin", "creator");
    let stolen = world.patch(&lin, &upload, 10, vec![3; 10]).status();
    assert!([403, 404].contains(&stolen.as_u16()), "{stolen}");
}

/// What a camera or an editor adds to a video must not keep it from being published.
#[test]
fn subtitles_and_covers_are_left_out_and_the_video_is_published() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let folder = world.folder.path();
    let (words, cover) = (folder.join("words.srt"), folder.join("cover.png"));
    std::fs::write(&words, "1\n00:00:00,000 --> 00:00:01,000\nhello\n").expect("it is written");
    make_media(&cover, &["-f", "lavfi", "-i", "color=red:size=64x64", "-frames:v", "1"]);
    let (words, cover) = (words.display().to_string(), cover.display().to_string());
    let with_words = ["-i", CLIP, "-i", &words, "-map", "0", "-map", "1", "-c", "copy"];
    let cases: [(&str, Vec<&str>); 3] = [
        ("words.mp4", [&with_words[..], &["-c:s", "mov_text"]].concat()),
        ("words.mkv", [&with_words[..], &["-c:s", "ass"]].concat()),
        ("cover.mp4", {
            let map = ["-i", CLIP, "-i", &cover, "-map", "0", "-map", "1", "-c", "copy"];
            [&map[..], &["-disposition:v:1", "attached_pic"]].concat()
        }),
    ];
    for (name, arguments) in cases {
        let file = folder.join(name);
        make_media(&file, &arguments);
        let video = world.upload(&mei, name, name, &std::fs::read(&file).expect("it was made"));
        assert_eq!(world.settled(&mei, &video)["state"], "published", "{name}");
    }
}

#[test]
fn the_data_folder_is_closed_to_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("open");
    std::fs::create_dir(&data).expect("it is made");
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    let world = World::on(&data, &[]);
    let mode = |path: &str| {
        let read = std::fs::metadata(world.data().join(path));
        read.expect(path).permissions().mode() & 0o777
    };
    assert_eq!((mode(""), mode("db"), mode("db/user.db")), (0o700, 0o700, 0o600));
    assert_eq!((mode("control.sock"), mode("csrf.key")), (0o600, 0o600));
}

#[test]
fn an_empty_file_is_refused_at_once() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let request = world.http.post(world.at("/api/v1/uploads")).bearer_auth(&mei.token);
    let request = request.header("tus-resumable", "1.0.0").header("upload-length", 0);
    let response = request.header("upload-metadata", "title RW1wdHk=").send().expect("it answers");
    assert!(response.status().is_client_error(), "{}", response.status());
    assert!(response.text().expect("a body").contains("message"));
}

/// A program in ffmpeg's place that never does anything.
fn idle_tool(folder: &Path) -> String {
    let (source, tool) = (folder.join("idle.c"), folder.join("ffmpeg"));
    let text = "#include <unistd.h>\nint main(void) { for (;;) pause(); }\n";
    std::fs::write(&source, text).expect("it is written");
    let built = Command::new("cc").arg(&source).arg("-o").arg(&tool).status();
    assert!(built.expect("a C compiler, which building Shoal needs too").success());
    tool.display().to_string()
}

#[test]
fn a_missing_ffmpeg_is_named_and_a_retry_helps() {
    let folder = tempfile::tempdir().expect("a folder");
    let tool = folder.path().join("ffmpeg");
    let stated = tool.display().to_string();
    let world = World::with(&[], &[("SHOAL__MEDIA__FFMPEG", &stated)]);
    let mei = world.account("mei", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(&mei, "Tool", "clip.mp4", &clip);
    let end = world.settled(&mei, &video);
    assert_eq!(end["state"], "failed", "{end}");
    assert!(end.to_string().contains("transcode.TOOL_MISSING"), "{end}");
    assert_eq!(end["retryable"], true);
    let real = Command::new("sh").args(["-c", "command -v ffmpeg"]).output().expect("a shell");
    let real = String::from_utf8_lossy(&real.stdout).trim().to_owned();
    std::fs::copy(real, &tool).expect("the tool comes back");
    let path = format!("/api/v1/videos/{video}/retry");
    let retried = world.post_as(&mei, &path, &serde_json::json!({}));
    assert!(retried.status().is_success(), "{}", retried.text().unwrap_or_default());
    assert_eq!(world.settled(&mei, &video)["state"], "published");
}

/// The process id of an ffmpeg that this server runs.
fn ffmpeg_of(world: &World) -> Option<u32> {
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    let mut ids = processes.filter_map(|one| one.file_name().to_str()?.parse::<u32>().ok());
    ids.find(|id| {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        // `pid (name) state parent …`
        let Some((name, rest)) = stat.split_once(") ") else { return false };
        let parent = rest.split(' ').nth(1).and_then(|one| one.parse().ok());
        name.ends_with("(ffmpeg") && parent == Some(world.pid())
    })
}

#[test]
fn a_killed_ffmpeg_is_started_again() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(&mei, "Killed", "clip.mp4", &clip);
    let mut victim = None;
    for _ in 0..3000 {
        victim = ffmpeg_of(&world);
        if victim.is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let victim = victim.expect("an ffmpeg runs for the ladder").to_string();
    drop(Command::new("kill").args(["-9", &victim]).status());
    let progress = format!("/api/v1/videos/{video}/progress");
    let is_retried = (0..1000).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(5));
        world.get_as(&mei, &progress).to_string().contains("\"retrying\"")
    });
    assert!(is_retried, "the kill was not noticed");
    assert_eq!(world.settled(&mei, &video)["state"], "published");
}

#[test]
fn a_hung_ffmpeg_is_killed_and_its_reason_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let hung = idle_tool(folder.path());
    let limits = [("SHOAL__MEDIA__FFMPEG", hung.as_str()), ("SHOAL__MEDIA__STALL_MS_MAX", "1000")];
    let world = World::with(&[], &limits);
    let mei = world.account("mei", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(&mei, "Hung", "clip.mp4", &clip);
    let end = world.settled(&mei, &video);
    assert_eq!(end["state"], "failed", "{end}");
    assert!(end.to_string().contains("transcode.MEDIA_HUNG"), "{end}");
    let stages = end["stages"].as_array().expect("stages").iter();
    let ladder = stages.clone().find(|stage| stage["state"] == "failed").expect("one has failed");
    assert_eq!(ladder["attempt"], ladder["attempts_max"], "{end}");
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let world = World::start();
    let second = world.command().output().expect("the program starts");
    assert_eq!(second.status.code(), Some(1));
    let told = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(told.contains("in use by process") && told.contains("--data-dir"), "{told}");
    assert!(told.contains(&world.pid().to_string()), "{told}");
    assert_eq!(world.get("/healthz").status(), 200, "the first goes on");
}

#[test]
fn a_corrupt_database_is_refused_with_file_and_cause() {
    let mut world = World::start();
    world.account("mei", "admin");
    world.kill();
    let path = world.data().join("db/user.db");
    drop(std::fs::remove_file(path.with_extension("db-wal")));
    std::fs::write(&path, vec![7; 8192]).expect("it is overwritten");
    let refused = world.command().output().expect("the program starts");
    assert_eq!(refused.status.code(), Some(1));
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("user.db") && told.contains("corrupt"), "{told}");
}

/// On a small tmpfs, an upload that does not fit is refused clearly, and what was there stays.
#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"])
        .arg(folder.path())
        .output()
        .is_ok_and(|one| one.status.success());
    if !mounted {
        told!("skipped: a full disk (no right to mount a tmpfs here)");
        return;
    }
    let path = folder.path().to_owned();
    let ran = std::panic::catch_unwind(|| fill(&path));
    drop(Command::new("umount").arg("-l").arg(folder.path()).output());
    if let Err(panic) = ran {
        std::panic::resume_unwind(panic);
    }
}

fn fill(folder: &Path) {
    let spare = [("SHOAL__INGEST__FREE_BYTES_MIN", "1000000")];
    let world = World::on(&folder.join("data"), &spare);
    let (mei, ada) = (world.account("mei", "creator"), world.account("ada", "admin"));
    let size = 20_000_000;
    let (upload, _) = world.open_upload(&mei, "Full", "a.mp4", size);
    assert_eq!(world.patch(&mei, &upload, 0, vec![1; 1_000_000]).status(), 204);
    let filler = folder.join("filler");
    // Leave room for the databases' own writes, as a real disk's reserve does, but not for media.
    let left = Command::new("df").args(["--output=avail", "-B1"]).arg(folder).output();
    let left = String::from_utf8_lossy(&left.expect("df runs").stdout).into_owned();
    let left: usize =
        left.lines().last().and_then(|one| one.trim().parse().ok()).expect("a number");
    std::fs::write(&filler, vec![0; left - 3_000_000]).expect("it fits");
    let refused = world.patch(&mei, &upload, 1_000_000, vec![1; size - 1_000_000]);
    let status = refused.status();
    let told = refused.text().expect("a body");
    assert_eq!(status, 507, "{told}");
    assert!(told.contains("NO_SPACE") && told.contains("no room"), "{told}");
    let kept = world.offset(&mei, &upload).expect("the upload is there");
    assert!((1_000_000..size).contains(&kept), "{kept}");
    let last = folder.join("last");
    drop(std::fs::write(&last, vec![0; 16_000_000]));
    let change = serde_json::json!({ "set": { "video.drafts_max": 7 } });
    let request = world.http.patch(world.at("/api/v1/admin/config")).bearer_auth(&ada.token);
    let refused = request.json(&change).send().expect("it answers");
    let (status, wait) = (refused.status(), refused.headers().contains_key("retry-after"));
    let told = refused.text().expect("a body");
    assert!(status == 507 && wait, "{status}: {told}");
    std::fs::remove_file(&last).expect("room for settings");
    std::fs::remove_file(&filler).expect("room again");
    let rest = world.patch(&mei, &upload, kept, vec![1; size - kept]);
    assert_eq!(rest.status(), 204, "{}", rest.text().unwrap_or_default());
}
