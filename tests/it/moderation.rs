//! Moderation as creators and moderators meet it: texts by rules, pictures by the real model, and
//! people who decide, appeal, and can be checked afterwards.

use crate::support::{Account, CLIP, SHOAL, World, make_media};
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

/// Waits until a video stands where it should.
fn wait(world: &World, who: &Account, video: &str, state: &str) {
    let path = format!("/api/v1/videos/{video}/progress");
    let begun = Instant::now();
    loop {
        let now = world.get_as(who, &path);
        if now["state"] == state {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "not {state}: {now}\n{}", world.log());
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn case(world: &World, moderator: &Account, video: &str) -> Value {
    world.get_as(moderator, &format!("/api/v1/moderation/cases/{video}"))
}

fn import(world: &World, admin: &Account, csv: &str) -> u16 {
    let url = world.at("/api/v1/admin/moderation/terms");
    let request = world.http.post(url).bearer_auth(&admin.token).json(&json!({ "csv": csv }));
    request.send().expect("it answers").status().as_u16()
}

#[test]
fn an_upload_is_scored_by_the_model_and_read_by_the_rules_before_it_is_public() {
    let world = World::with(&[], &[("SHOAL__MODERATION__REQUIRE", "model")]);
    let (mei, root) = (world.account("mei", "creator"), world.account("root", "admin"));
    let list = "term,category,severity,action,language,match\nforbidden,test,90,block,en,word\n";
    assert_eq!(import(&world, &root, list), 200);
    let clip = std::fs::read(CLIP).expect("the clip");

    let good = world.upload(&mei, "A rabbit", "clip.mp4", &clip);
    wait(&world, &mei, &good, "published");
    let judged = case(&world, &root, &good);
    let scores = judged["scores"].as_array().expect("scores");
    assert!(scores.len() >= 2, "{judged}\n{}", world.log());
    for score in scores {
        let score = score["score"].as_f64().expect("a number");
        assert!((0.0..0.5).contains(&score), "a rabbit is harmless: {judged}");
    }
    assert_eq!((&judged["action"], &judged["frames_action"]), (&json!("pass"), &json!("pass")));

    let bad = world.upload(&mei, "F.o.r.b.i.d.d.e.n things", "clip.mp4", &clip);
    wait(&world, &mei, &bad, "blocked");
    assert_eq!(world.get(&format!("/api/v1/videos/{bad}")).status(), 404);
    assert_eq!(world.get(&format!("/covers/{bad}.jpg")).status(), 404);
    let standing = world.get_as(&mei, &format!("/api/v1/videos/{bad}/standing"));
    assert_eq!(standing["cause"], "moderation.TEXT_NOT_ALLOWED");

    // Another title is looked at anew.
    let url = world.at(&format!("/api/v1/videos/{bad}"));
    let change = json!({ "title": "Other things" });
    let changed = world.http.patch(url).bearer_auth(&mei.token).json(&change).send();
    assert!(changed.expect("it answers").status().is_success());
    wait(&world, &mei, &bad, "published");
    assert_eq!(world.get(&format!("/api/v1/videos/{bad}")).status(), 200);
}

/// The clip with words in its middle from a second on, as they are burnt into films.
fn burnt_clip(world: &World, words: &str) -> Vec<u8> {
    let made = world.folder.path().join("burnt.mp4");
    let text = format!(
        "drawtext=fontfile=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf:text='{words}':\
         fontsize=44:fontcolor=white:borderw=3:x=(w-tw)/2:y=h-90:enable='gte(t,2)'"
    );
    make_media(&made, &["-i", CLIP, "-vf", &text, "-c:v", "libx264", "-preset", "veryfast"]);
    std::fs::read(made).expect("it was made")
}

#[test]
fn words_burnt_into_a_film_go_through_the_rules() {
    let environment = [("SHOAL__MODERATION__OCR", "on")];
    let world = World::with(&[], &environment);
    let (mei, root) = (world.account("mei", "creator"), world.account("root", "admin"));
    let list = "term,category,severity,action,language,match\nforbidden,test,90,review,en,word\n";
    assert_eq!(import(&world, &root, list), 200);
    let good = burnt_clip(&world, "A rabbit in the morning");
    let good = world.upload(&mei, "A rabbit", "good.mp4", &good);
    wait(&world, &mei, &good, "published");
    let ready = world.get_as(&root, "/api/v1/moderation/readiness");
    assert_eq!((&ready["ocr"], &ready["has_reader"]), (&json!("on"), &json!(true)), "{ready}");

    let bad = burnt_clip(&world, "Buy forbidden things here");
    let bad = world.upload(&mei, "Another rabbit", "bad.mp4", &bad);
    wait(&world, &mei, &bad, "in_review");
    let begun = Instant::now();
    while case(&world, &root, &bad)["cause"] != "moderation.BURNT_TEXT_IN_DOUBT" {
        assert!(begun.elapsed() < Duration::from_secs(60), "{}", case(&world, &root, &bad));
        std::thread::sleep(Duration::from_millis(50));
    }
    let judged = case(&world, &root, &bad);
    let hit = &judged["hits"][0];
    assert_eq!((&hit["field"], &hit["term"]), (&json!("picture"), &json!("forbidden")), "{judged}");
    assert_eq!(hit["line"], "Buy forbidden things here", "{judged}");
    assert!(hit["at_ms"].as_u64().is_some_and(|at_ms| at_ms >= 2_000), "{judged}");
    let standing = world.get_as(&mei, &format!("/api/v1/videos/{bad}/standing"));
    assert_eq!(standing["cause"], "moderation.BURNT_TEXT_IN_DOUBT");
}

#[test]
fn without_a_reader_what_is_to_be_read_waits_for_a_person_and_the_doctor_says_so() {
    let environment = [("SHOAL__MODERATION__OCR", "on"), ("SHOAL__SCORING__FOLDER", "/nowhere")];
    let world = World::with(&[], &environment);
    let (mei, root) = (world.account("mei", "creator"), world.account("root", "admin"));
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(&mei, "A rabbit", "clip.mp4", &clip);
    wait(&world, &mei, &video, "in_review");
    let begun = Instant::now();
    while case(&world, &root, &video)["cause"] != "moderation.PICTURES_NOT_READ" {
        assert!(begun.elapsed() < Duration::from_secs(20), "{}", case(&world, &root, &video));
        std::thread::sleep(Duration::from_millis(50));
    }
    let mut doctor = Command::new(SHOAL);
    doctor.args(["doctor", "--data-dir"]).arg(world.data()).envs(environment);
    let told = doctor.output().expect("it runs");
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(said.contains("✗ reading") && said.contains("as moderation.ocr says"), "{said}");
}

#[test]
fn a_person_decides_the_creator_appeals_and_the_log_is_whole() {
    let world = World::start();
    let (mei, root) = (world.account("mei", "creator"), world.account("root", "admin"));
    let mod_ = world.account("mod", "moderator");
    let list = "term,category,severity,action,language,match\ndoubtful,test,9,review,en,word\n";
    assert_eq!(import(&world, &root, list), 200);
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(&mei, "A doubtful rabbit", "clip.mp4", &clip);
    wait(&world, &mei, &video, "in_review");
    let queue = loop {
        let queue = world.get_as(&mod_, "/api/v1/moderation/cases");
        if queue["waiting"] == 1 {
            break queue;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(queue["cases"][0]["hits"][0]["term"], "doubtful");
    // A moderator plays what nobody else may.
    assert!(world.master(&mod_, &video).contains("/media/"));
    assert_eq!(world.get(&format!("/watch/{video}")).status(), 404);
    let at = format!("/api/v1/moderation/cases/{video}");
    assert_eq!(world.post_as(&mei, &format!("{at}/claim"), &json!({})).status(), 403);
    assert_eq!(world.post_as(&mod_, &format!("{at}/claim"), &json!({})).status(), 200);
    let block = json!({ "action": "block", "reason": "spam", "note": "It sells rabbits." });
    assert_eq!(world.post_as(&root, &format!("{at}/decision"), &block).status(), 409);
    assert_eq!(world.post_as(&mod_, &format!("{at}/decision"), &block).status(), 200);
    wait(&world, &mei, &video, "blocked");
    let standing = world.get_as(&mei, &format!("/api/v1/videos/{video}/standing"));
    assert_eq!((&standing["reason"], &standing["note"]), (&json!("spam"), &block["note"]));
    let appeal = json!({ "text": "I only show one." });
    let path = format!("/api/v1/videos/{video}/appeal");
    assert_eq!(world.post_as(&mei, &path, &appeal).status(), 204);
    assert_eq!(world.post_as(&mei, &path, &appeal).status(), 409);
    assert_eq!(case(&world, &root, &video)["appeal"], "I only show one.");
    let pass = json!({ "action": "pass" });
    assert_eq!(world.post_as(&root, &format!("{at}/decision"), &pass).status(), 200);
    wait(&world, &mei, &video, "published");

    // A limit of age asks viewers, and neither the owner nor a moderator.
    let limit = json!({ "action": "age_limit", "reason": "sexual" });
    assert_eq!(world.post_as(&root, &format!("{at}/decision"), &limit).status(), 200);
    let sessions = format!("/api/v1/videos/{video}/sessions");
    let lin = world.account("lin", "viewer");
    let begun = Instant::now();
    while world.post_as(&lin, &sessions, &json!({})).status() != 403 {
        assert!(begun.elapsed() < Duration::from_secs(20), "a viewer is not asked");
        std::thread::sleep(Duration::from_millis(50));
    }
    let refused: Value = world.post_as(&lin, &sessions, &json!({})).json().expect("it is JSON");
    assert_eq!(refused["error"]["code"], "playback.AGE_UNCONFIRMED");
    let confirmed = world.post_as(&lin, &format!("{sessions}?of_age=true"), &json!({}));
    assert_eq!(confirmed.status(), 200);
    for who in [&mei, &mod_] {
        assert_eq!(world.post_as(who, &sessions, &json!({})).status(), 200);
    }
    let watch = world.at(&format!("/watch/{video}"));
    let page = world.get(&watch).text().expect("a page");
    assert!(page.contains("age-ask") && !page.contains("id=\"player\""), "{page}");
    let known = world.http.get(&watch).header("cookie", "shoal_of_age=yes").send();
    let page = known.expect("it answers").text().expect("a page");
    assert!(page.contains("id=\"player\"") && !page.contains("age-ask"), "{page}");

    let told = world.shoal(&["audit", "verify"]);
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.status.success() && said.contains("is whole"), "{said}");
    let log = world.shoal(&["audit", "export"]);
    let deeds: Vec<String> = String::from_utf8_lossy(&log.stdout)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"))
        .map(|entry| entry["deed"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(deeds, ["imported_terms", "judged", "decided", "appealed", "decided", "decided"]);
}

#[test]
fn a_log_that_is_cut_short_is_found_by_a_checkpoint_kept_elsewhere() {
    let world = World::start();
    let root = world.account("root", "admin");
    let none = world.shoal(&["audit", "checkpoint"]);
    assert!(!none.status.success(), "there is nothing to sign");
    for term in ["spam", "eggs"] {
        let list = format!("term,action\n{term},block\n");
        assert_eq!(import(&world, &root, &list), 200);
    }
    let signed = world.shoal(&["audit", "checkpoint"]);
    assert!(signed.status.success(), "{}", String::from_utf8_lossy(&signed.stderr));
    let file = world.folder.path().join("checkpoint.json");
    let compare = |checkpoint: &[u8]| {
        std::fs::write(&file, checkpoint).expect("the folder is ours");
        let path = file.to_str().expect("a plain path");
        let told = world.shoal(&["audit", "verify", "--checkpoint", path]);
        (told.status.success(), String::from_utf8_lossy(&told.stderr).into_owned())
    };
    assert!(compare(&signed.stdout).0);
    let mut forged: Value = serde_json::from_slice(&signed.stdout).expect("it is JSON");
    forged["signed_at_ms"] = json!(1);
    let (is_taken, told) = compare(forged.to_string().as_bytes());
    assert!(!is_taken && told.contains("has not signed it"), "{told}");
    // A log that is cut short is whole by itself; only what was kept elsewhere shows it.
    let database = world.data().join("db/moderation.db");
    let database = rusqlite::Connection::open(database).expect("the file is there");
    let cut = "DELETE FROM audit WHERE number = (SELECT MAX(number) FROM audit)";
    database.execute(cut, ()).expect("it is a row");
    assert!(world.shoal(&["audit", "verify"]).status.success());
    let (is_taken, told) = compare(&signed.stdout);
    assert!(!is_taken && told.contains("cut short"), "{told}");
}

#[test]
fn a_copy_of_a_known_picture_is_blocked_whatever_was_done_to_it() {
    let world = World::start();
    let (mei, root) = (world.account("mei", "creator"), world.account("root", "admin"));
    let clip = std::fs::read(CLIP).expect("the clip");
    let first = world.upload(&mei, "A rabbit", "clip.mp4", &clip);
    wait(&world, &mei, &first, "published");
    let frames = case(&world, &root, &first)["frames_at_ms"].clone();
    let frames = frames.as_array().expect("moments");
    let at_ms = frames.last().expect("pictures were sampled").as_u64().expect("a number");
    let path = format!("/api/v1/moderation/cases/{first}/frames/{at_ms}");
    let request = world.http.get(world.at(&path)).bearer_auth(&root.token);
    let picture = request.send().expect("it answers").bytes().expect("a picture");
    assert!(picture.starts_with(&[0xff, 0xd8]), "it is a JPEG");
    let known = "/api/v1/moderation/known-pictures";
    let asked = json!({ "video_id": first, "at_ms": at_ms, "label": "rabbit" });
    assert_eq!(world.post_as(&mei, known, &asked).status(), 403);
    assert_eq!(world.post_as(&root, known, &asked).status(), 200);

    // Mirrored, smaller, between bars, coarsely encoded; its sampled pictures are others.
    let copy = world.folder.path().join("copy.mp4");
    let filter = "hflip,scale=640:360,pad=640:480:0:60";
    let coarse =
        ["-i", CLIP, "-vf", filter, "-c:v", "libx264", "-crf", "36", "-preset", "veryfast"];
    make_media(&copy, &coarse);
    let copy = std::fs::read(copy).expect("it was made");
    let second = world.upload(&mei, "Something else", "copy.mp4", &copy);
    wait(&world, &mei, &second, "blocked");
    let judged = case(&world, &root, &second);
    assert_eq!(judged["cause"], "moderation.KNOWN_BAD", "{judged}");
    assert_eq!(judged["known"][0]["label"], "rabbit", "{judged}");
    let standing = world.get_as(&mei, &format!("/api/v1/videos/{second}/standing"));
    assert_eq!(standing["cause"], "moderation.KNOWN_BAD");
    assert!(!standing.to_string().contains("rabbit"), "{standing}");
    // What has nothing to do with it passes.
    let other = world.folder.path().join("other.mp4");
    make_media(&other, &["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", "-t", "3"]);
    let other = std::fs::read(other).expect("it was made");
    let third = world.upload(&mei, "Colours", "other.mp4", &other);
    wait(&world, &mei, &third, "published");
    let told = world.shoal(&["audit", "verify"]);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
}

#[test]
fn a_viewer_reports_a_video_and_a_decision_closes_the_report() {
    let world = World::start();
    let (mei, root) = (world.account("mei", "creator"), world.account("root", "admin"));
    let lin = world.account("lin", "viewer");
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(&mei, "A rabbit", "clip.mp4", &clip);
    wait(&world, &mei, &video, "published");
    let path = format!("/api/v1/videos/{video}/reports");
    let report = json!({ "reason": "hate", "note": "It is mean to rabbits." });
    let nobody = world.http.post(world.at(&path)).json(&report).send().expect("it answers");
    assert_eq!(nobody.status(), 401);
    for path in [path.as_str(), path.as_str(), "/api/v1/videos/none/reports"] {
        let told = world.post_as(&lin, path, &report);
        assert_eq!((told.status().as_u16(), told.text().expect("a text")), (204, String::new()));
    }
    let odd = json!({ "reason": "misleading" });
    assert_eq!(world.post_as(&lin, &path, &odd).status(), 422);
    let queue = world.get_as(&root, "/api/v1/moderation/cases");
    assert_eq!((&queue["waiting"], &queue["cases"][0]["open_reports"]), (&json!(1), &json!(1)));
    let thread = &case(&world, &root, &video)["reports"];
    assert_eq!((&thread[0]["note"], &thread[0]["reason"]), (&report["note"], &report["reason"]));
    assert_eq!(world.get(&format!("/api/v1/videos/{video}")).status(), 200, "it stays public");
    let at = format!("/api/v1/moderation/cases/{video}/decision");
    let pass = json!({ "action": "pass" });
    assert_eq!(world.post_as(&root, &at, &pass).status(), 200);
    assert_eq!(world.get_as(&root, "/api/v1/moderation/cases")["waiting"], 0);
    assert!(case(&world, &root, &video)["reports"][0]["closed_at_ms"].is_number());
}

#[test]
fn without_a_model_what_requires_one_waits_for_a_person_and_the_doctor_says_so() {
    let environment =
        [("SHOAL__MODERATION__REQUIRE", "model"), ("SHOAL__SCORING__FOLDER", "/nowhere")];
    let world = World::with(&[], &environment);
    let (mei, root) = (world.account("mei", "creator"), world.account("root", "admin"));
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(&mei, "A rabbit", "clip.mp4", &clip);
    wait(&world, &mei, &video, "in_review");
    let begun = Instant::now();
    while case(&world, &root, &video)["cause"] != "moderation.PICTURES_NOT_SCORED" {
        assert!(begun.elapsed() < Duration::from_secs(20), "{}", case(&world, &root, &video));
        std::thread::sleep(Duration::from_millis(50));
    }
    let ready = world.get_as(&root, "/api/v1/moderation/readiness");
    assert_eq!((&ready["has_model"], &ready["waiting"]), (&json!(false), &json!(1)));
    assert!(ready["missing"].as_str().is_some_and(|told| told.contains("/nowhere")), "{ready}");
    let mut doctor = Command::new(SHOAL);
    doctor.args(["doctor", "--data-dir"]).arg(world.data()).envs(environment);
    let told = doctor.output().expect("it runs");
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(said.contains("every video waits for a moderator"), "{said}");
}
