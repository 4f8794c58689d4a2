//! The end of an account over the whole site: somebody uses everything there is and is erased; then
//! every table of every domain and every file name of the media is looked through for them.

use crate::newcomers::Stranger;
use crate::session::Session;
use crate::support::{Account, CLIP, World, domains, make_media, tell};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

const PASSWORD: &str = "correct horse battery";
/// The name of whoever goes; it stands in everything that they write.
const NAME: &str = "zephyrine";

/// Where the id of an erased account may stand: domain (`*` for all), table, column, and why. Their
/// name, their address and their words may stand nowhere.
const KEPT: [(&str, &str, &str, &str); 10] = [
    ("user", "accounts", "user_id", "no other account gets it"),
    ("user", "accounts", "name_key", "stands where the name was, and is unique"),
    ("user", "kernel_outbox", "entity_key", "tells new copies that the account is erased"),
    (
        "user",
        "kernel_outbox",
        "body",
        "the same; and that others had blocked it, until they do so next",
    ),
    ("user", "kernel_versions", "entity_key", "counts the events of the account"),
    ("playback", "kernel_versions", "entity_key", "counts what was told of their watching"),
    ("moderation", "kernel_versions", "entity_key", "counts what was said of its profile"),
    ("*", "kernel_seen", "entity_key", "nothing that is heard late brings the account back"),
    ("*", "kernel_replies", "scope", "an empty answer to it, for a day: its retry hears the same"),
    ("video", "kernel_outbox", "body", "that a video was deleted before: two ids"),
];

/// Something that still names whoever is gone.
#[derive(Debug, PartialEq, Eq)]
struct Leftover {
    place: String,
    /// In part.
    value: String,
}

/// Whether bytes hold a text, whatever its case.
fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part.eq_ignore_ascii_case(text.as_bytes()))
}

fn is_kept(domain: &str, table: &str, column: &str) -> bool {
    KEPT.iter()
        .any(|(of, at, field, _)| (*of == "*" || *of == domain) && *at == table && *field == column)
}

fn names(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).expect("it is SQL");
    let rows = statement.query_map([], |row| row.get(0)).expect("it runs");
    rows.map(|name| name.expect("a name")).collect()
}

/// Looks through every row of every table of one domain.
fn look_through(file: &Path, domain: &str, id: &str, found: &mut Vec<Leftover>) -> usize {
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a store");
    let all = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' \
               ESCAPE '!'";
    let tables = names(&db, all);
    for table in &tables {
        let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\"")).expect("a table");
        let columns: Vec<String> =
            statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.query([]).expect("it runs");
        while let Some(row) = rows.next().expect("a row") {
            for (at, column) in columns.iter().enumerate() {
                let value = row.get_ref(at).expect("a value");
                let (ValueRef::Text(bytes) | ValueRef::Blob(bytes)) = value else { continue };
                let is_named = holds(bytes, NAME);
                if is_named || (holds(bytes, id) && !is_kept(domain, table, column)) {
                    let place = format!("{domain}.{table}.{column}");
                    let value = String::from_utf8_lossy(bytes).chars().take(80).collect();
                    found.push(Leftover { place, value });
                }
            }
        }
    }
    tables.len()
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), vec![folder.to_owned()]);
    while let Some(one) = open.pop() {
        for entry in std::fs::read_dir(&one).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path.clone());
            }
            let below = path.strip_prefix(folder).expect("it lies below");
            found.insert(below.to_string_lossy().into_owned());
        }
    }
    found
}

/// What is left of an account anywhere.
fn leftovers(world: &World, id: &str) -> Vec<Leftover> {
    let (mut found, mut tables) = (Vec::new(), 0);
    for domain in domains() {
        let file = world.data().join("db").join(format!("{domain}.db"));
        tables += look_through(&file, domain, id, &mut found);
    }
    assert!(tables > 60, "{tables} tables are too few to be all");
    for folder in ["blobs", "work"] {
        for name in files(&world.data().join(folder)) {
            if holds(name.as_bytes(), NAME) || holds(name.as_bytes(), id) {
                found.push(Leftover { place: folder.to_owned(), value: name });
            }
        }
    }
    found
}

/// Waits until nothing is left of an account.
fn until_nothing_is_left(world: &World, id: &str) {
    let begun = Instant::now();
    loop {
        let found = leftovers(world, id);
        if found.is_empty() {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{found:#?}\n{}", world.log());
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Waits until so many uploads and packages lie in the store of media.
fn until_media(world: &World, uploads: usize, packages: usize) {
    let begun = Instant::now();
    let count = |folder: &str| {
        let found = std::fs::read_dir(world.data().join("blobs").join(folder));
        found.map_or(0, Iterator::count)
    };
    loop {
        let now = (count("ingest/uploads"), count("transcode/packages"));
        if now == (uploads, packages) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{now:?}\n{}", world.log());
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Nothing where the stores are no files.
fn start() -> Option<World> {
    let world = World::with(&[], &[("SHOAL__USER__SWEEP_EVERY_MS", "100")]);
    if world.data().join("db/user.db").exists() {
        return Some(world);
    }
    tell("skipped: what is left of an erased account (the stores are no SQLite files)");
    None
}

/// Somebody with a password; the id, and what they act by.
fn person(world: &World, root: &Session, name: &str, role: &str) -> (String, Account) {
    let body = json!({ "name": name, "role": role, "password": PASSWORD });
    let added = root.post(world, "/api/v1/users", &body).send().expect("it answers");
    let added: Value = added.json().expect("it is JSON");
    let text = |key: &str| added[key].as_str().unwrap_or_else(|| panic!("{key} of {added}"));
    (text("user_id").to_owned(), Account { token: text("api_token").to_owned() })
}

/// POST that has to be taken.
fn done(world: &World, who: &Account, path: &str, body: &Value) -> String {
    let answer = world.post_as(who, path, body);
    let (status, text) = (answer.status(), answer.text().unwrap_or_default());
    assert!(status.is_success(), "{path}: {status} {text}");
    text
}

fn erase(world: &World, who: &Session) {
    let body = json!({ "name": "Zephyrine", "current_password": PASSWORD });
    let said = who.post(world, "/api/v1/account/erase", &body).send().expect("it answers");
    assert_eq!(said.status(), 204, "{}", said.text().unwrap_or_default());
}

/// The token of the link in the message to an address, from the folder of messages.
fn mailed(world: &World, address: &str) -> String {
    let begun = Instant::now();
    loop {
        for name in files(&world.data().join("mail")).iter().filter(|name| name.ends_with(".eml")) {
            let path = world.data().join("mail").join(name);
            let text = std::fs::read_to_string(path).unwrap_or_default();
            let link = text.split("/confirm/").nth(1).filter(|_| text.contains(address));
            if let Some(rest) = link {
                let is_of_token =
                    |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
                return rest.chars().take_while(is_of_token).collect();
            }
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "no message\n{}", world.log());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Writes over a film, takes one text back, and filters.
fn write_over(world: &World, me: &Account, film: &str, session: &Value) {
    let master = session["master_url"].as_str().expect("master_url");
    let token = master.split('/').nth(2).expect("a token");
    let room = format!("/api/v1/videos/{film}/danmaku");
    let written = [format!("{NAME} was here"), format!("{NAME} takes this back")].map(|text| {
        let body = json!({ "time_ms": 500, "text": text });
        let sent = done(world, me, &format!("{room}?play={token}"), &body);
        // One text a second.
        std::thread::sleep(Duration::from_millis(1_100));
        let sent: Value = serde_json::from_str(&sent).expect("JSON");
        sent["item"]["danmaku_id"].as_str().expect("danmaku_id").to_owned()
    });
    done(world, me, &format!("{room}/{}/recall", written[1]), &json!({}));
    let filters = json!({ "filters": [{ "kind": "word", "value": NAME }] });
    let saved = world.http.put(world.at("/api/v1/danmaku/filters")).bearer_auth(&me.token);
    assert!(saved.json(&filters).send().expect("it answers").status().is_success());
}

/// Sends to an address what `PUT` takes.
fn put(world: &World, me: &Account, path: &str, body: &Value) {
    let said = world.http.put(world.at(path)).bearer_auth(&me.token).json(body).send();
    let status = said.expect("it answers").status();
    assert!(status.is_success(), "{path}: {status}");
}

/// Comments on a film, and does what else people do under one; others do it to them.
fn take_part(world: &World, (me, id): (&Account, &str), other: &Account, film: &str) {
    let comments = format!("/api/v1/videos/{film}/comments");
    let say = |who: &Account, text: &str, reply_to: &str| {
        let mut body = json!({ "text": text });
        if !reply_to.is_empty() {
            body["reply_to"] = json!(reply_to);
        }
        let said: Value = serde_json::from_str(&done(world, who, &comments, &body)).expect("JSON");
        // One comment each two seconds.
        std::thread::sleep(Duration::from_millis(2_100));
        said["comment_id"].as_str().expect("comment_id").to_owned()
    };
    let theirs = say(other, "a comment", "");
    let mine = say(me, &format!("{NAME} answers"), &theirs);
    let edit = world.http.patch(world.at(&format!("{comments}/{mine}"))).bearer_auth(&me.token);
    let edit = edit.json(&json!({ "text": format!("{NAME} answers again") })).send();
    assert!(edit.expect("it answers").status().is_success());
    say(other, "an answer", &mine);
    put(world, me, &format!("{comments}/{theirs}/like"), &json!({ "is_liked": true }));
    put(world, other, &format!("{comments}/{mine}/like"), &json!({ "is_liked": true }));
    put(world, me, &format!("/api/v1/videos/{film}/rating"), &json!({ "rating": "like" }));
    let folder = done(world, me, "/api/v1/folders", &json!({ "name": format!("of {NAME}") }));
    let folder: Value = serde_json::from_str(&folder).expect("JSON");
    let folders = json!({ "folder_ids": [folder["folder_id"]] });
    put(world, me, &format!("/api/v1/videos/{film}/folders"), &folders);
    put(world, other, &format!("/api/v1/users/{id}/following"), &json!({ "is_followed": true }));
    put(world, me, "/api/v1/notifications/wishes", &json!({ "unwanted": ["reply"] }));
}

/// Uses the site as far as one person can.
fn live(world: &World, root: &Account, (me, id): (&Account, &str), (other, film): (&str, &str)) {
    let address = format!("{NAME}@example.org");
    let body = json!({ "address": address, "current_password": PASSWORD });
    let browser = Session::sign_in(world, NAME, PASSWORD);
    let by_session = |path: &str, body: &Value| {
        let said = browser.post(world, path, body).send().expect("it answers");
        assert!(said.status().is_success(), "{path}: {}", said.status());
    };
    by_session("/api/v1/account/address", &body);
    let link = json!({ "token": mailed(world, &address) });
    let confirmed = world.http.post(world.at("/api/v1/address-confirmations")).json(&link).send();
    assert!(confirmed.expect("it answers").status().is_success());
    let bio = json!({ "bio": format!("I am {NAME}") });
    let profile = world.http.patch(world.at("/api/v1/account/profile")).bearer_auth(&me.token);
    assert!(profile.json(&bio).send().expect("it answers").status().is_success());
    let face = world.folder.path().join("face.png");
    let drawing = ["-f", "lavfi", "-i", "testsrc=size=64x40:duration=1", "-frames:v", "1"];
    make_media(&face, &drawing);
    let face = std::fs::read(face).expect("it was made");
    let avatar = world.http.post(world.at("/api/v1/account/avatar")).bearer_auth(&me.token);
    let avatar = avatar.header("content-type", "application/octet-stream").body(face);
    assert!(avatar.send().expect("it answers").status().is_success(), "{}", world.log());
    by_session("/api/v1/tokens", &json!({ "label": format!("laptop of {NAME}") }));
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(me, "A film by Zephyrine", "zephyrine.mp4", &clip);
    assert_eq!(world.settled(me, &video)["state"], "published", "{}", world.log());
    // A draft with half a file, and one that is deleted before.
    let (half, _) = world.open_upload(me, "Zephyrine again", "zephyrine-2.mp4", 1_000_000);
    assert_eq!(world.patch(me, &half, 0, vec![7; 4_000]).status(), 204);
    let (_, gone) = world.open_upload(me, "Zephyrine gone", "zephyrine-3.mp4", 1_000);
    let delete = world.http.delete(world.at(&format!("/api/v1/videos/{gone}")));
    let delete = delete.bearer_auth(&me.token).send().expect("it answers");
    assert!(delete.status().is_success(), "{}", delete.status());
    // What they do to others, and others to them.
    let note = json!({ "reason": "spam", "note": format!("{NAME} says so") });
    done(world, me, &format!("/api/v1/videos/{film}/reports"), &note);
    done(world, me, &format!("/api/v1/account/blocks/{other}"), &json!({}));
    done(world, root, &format!("/api/v1/account/blocks/{id}"), &json!({}));
    done(world, root, &format!("/api/v1/videos/{video}/reports"), &json!({ "reason": "other" }));
    let club = json!({ "label": "club", "uses_max": 3, "lifetime_ms": 3_600_000 });
    done(world, me, "/api/v1/admin/invitations", &club);
    let known = json!({ "hash": "0a".repeat(32), "label": "a poster" });
    done(world, me, "/api/v1/moderation/known-pictures", &known);
    let file = json!({ "sha256": "0b".repeat(32), "label": "a film" });
    done(world, me, "/api/v1/moderation/known-files", &file);
    let case = format!("/api/v1/moderation/cases/{film}");
    done(world, me, &format!("{case}/claim"), &json!({}));
    done(world, me, &format!("{case}/decision"), &json!({ "action": "pass" }));
    done(world, me, &format!("{case}/claim"), &json!({}));
    let quota = world.http.patch(world.at(&format!("/api/v1/admin/users/{id}/quota")));
    let quota = quota.bearer_auth(&root.token).json(&json!({ "day_bytes_max": 1_000_000_000 }));
    assert!(quota.send().expect("it answers").status().is_success());
    // They watch, and come by a browser, once with a wrong password.
    let watched = format!("/api/v1/videos/{film}/sessions");
    let session: Value =
        serde_json::from_str(&done(world, me, &watched, &json!({}))).expect("JSON");
    write_over(world, me, film, &session);
    let session = session["session_id"].as_str().expect("session_id");
    let played = json!([{ "from_ms": 0, "to_ms": 1_500 }]);
    let place = json!({ "position_ms": 1_500, "sequence": 1, "played": played });
    done(world, me, &format!("/api/v1/sessions/{session}/progress"), &place);
    for password in [PASSWORD, "not it at all"] {
        let browser = Stranger::come(world, "/sign-in");
        drop(browser.send(world, "/sign-in", &[("name", NAME), ("password", password)]));
    }
    // A wrong password makes the next one wait for a second.
    std::thread::sleep(Duration::from_millis(1_200));
}

#[test]
fn nothing_is_left_of_an_erased_account_in_any_table_or_file_name() {
    let Some(mut world) = start() else { return };
    let root = world.account("root", "admin");
    let (other_id, other) = person(&world, &Session::of(&world, "root"), "quentin", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    let film = world.upload(&other, "A bird", "bird.mp4", &clip);
    assert_eq!(world.settled(&other, &film)["state"], "published", "{}", world.log());
    until_media(&world, 1, 1);
    let (id, me) = person(&world, &Session::of(&world, "root"), "Zephyrine", "admin");
    take_part(&world, (&me, &id), &other, &film);
    live(&world, &root, (&me, &id), (&other_id, &film));
    // The test sees what there is to see: their name stands in most domains, and their id in all.
    let before = leftovers(&world, &id);
    for domain in domains() {
        let is_of = |one: &&Leftover| one.place.starts_with(&format!("{domain}."));
        assert!(before.iter().any(|one| is_of(&one)), "nothing of them in {domain}: {before:#?}");
    }

    let body = json!({ "name": "Zephyrine", "current_password": PASSWORD });
    let by_token = world.post_as(&me, "/api/v1/account/erase", &body);
    assert_eq!(by_token.status(), 403, "an API token ends no account");
    erase(&world, &Session::sign_in(&world, NAME, PASSWORD));
    let me_after = world.http.get(world.at("/api/v1/me")).bearer_auth(&me.token).send();
    assert_eq!(me_after.expect("it answers").status(), 401, "the token opens nothing");
    until_nothing_is_left(&world, &id);
    until_media(&world, 1, 1);
    let begun = Instant::now();
    while files(&world.data().join("blobs/user")).iter().any(|name| name.ends_with(".jpg")) {
        assert!(begun.elapsed() < Duration::from_secs(60), "{}", world.log());
        std::thread::sleep(Duration::from_millis(100));
    }

    // Everybody else's is as it was.
    assert_eq!(world.get(&format!("/api/v1/videos/{film}")).status(), 200);
    assert_eq!(world.get(&format!("/api/v1/users/{NAME}")).status(), 404);
    let taken = json!({ "name": "ZEPHYRINE", "role": "creator" });
    assert_eq!(world.post_as(&root, "/api/v1/users", &taken).status(), 409);
    let told = world.shoal(&["audit", "verify"]);
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.status.success() && said.contains("is whole"), "{said}");
    let browser = Stranger::come(&world, "/sign-in");
    let refused = browser.send(&world, "/sign-in", &[("name", "quentin"), ("password", PASSWORD)]);
    assert_eq!(refused.status(), 303, "others come in");

    // What is planted is found: the test can fail.
    world.kill();
    let db = Connection::open(world.data().join("db/moderation.db")).expect("a store");
    let plant = "INSERT INTO known_pictures VALUES ('k9', '0b', 'Zephyrine', ?1, 7)";
    db.execute(plant, [&id]).expect("a row");
    drop(db);
    std::fs::write(world.data().join("blobs").join(&id), "x").expect("a file");
    let places: Vec<_> = leftovers(&world, &id).into_iter().map(|one| one.place).collect();
    let planted =
        ["moderation.known_pictures.label", "moderation.known_pictures.added_by", "blobs"];
    assert_eq!(places, planted);
}

#[test]
fn an_upload_in_flight_and_a_decision_leave_nothing_behind_either() {
    let Some(world) = start() else { return };
    let root = world.account("root", "admin");
    let (id, me) = person(&world, &Session::of(&world, "root"), "Zephyrine", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(&me, "A film by Zephyrine", "zephyrine.mp4", &clip);
    assert_eq!(world.settled(&me, &video)["state"], "published", "{}", world.log());
    let (upload, _) = world.open_upload(&me, "Zephyrine again", "zephyrine.mp4", 4_000_000);
    let decision = format!("/api/v1/moderation/cases/{video}/decision");
    let browser = Session::sign_in(&world, NAME, PASSWORD);
    let (sent, decided) = std::thread::scope(|scope| {
        let sending = scope.spawn(|| {
            let pieces = (0..1_000).take_while(|piece| {
                let sent = world.patch(&me, &upload, piece * 4_000, vec![7; 4_000]);
                sent.status() == 204
            });
            pieces.count()
        });
        let deciding = scope.spawn(|| {
            let acts = ["block", "pass"].into_iter().cycle().take(2_000);
            let decided = acts.take_while(|action| {
                let body = json!({ "action": action, "reason": "spam" });
                world.post_as(&root, &decision, &body).status() == 200
            });
            decided.count()
        });
        std::thread::sleep(Duration::from_millis(400));
        erase(&world, &browser);
        (sending.join().expect("it ends"), deciding.join().expect("it ends"))
    });
    assert!((1..1_000).contains(&sent), "{sent} pieces were taken");
    assert!((1..2_000).contains(&decided), "{decided} decisions were taken");
    until_nothing_is_left(&world, &id);
    until_media(&world, 0, 0);
    let told = world.shoal(&["audit", "verify"]);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
}
