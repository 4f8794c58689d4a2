//! Settings that change while the site runs: by the command line and over HTTP, for administrators
//! only, kept over a restart, shared by processes, brought back.

use crate::support::{Account, SHOAL, World, all_but};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::time::{Duration, Instant};

const CONFIG: &str = "/api/v1/admin/config";

fn setting(world: &World, who: &Account, key: &str) -> Value {
    let all = world.get_as(who, CONFIG);
    let mut rows = all["settings"].as_array().expect("settings").iter();
    rows.find(|row| row["key"] == key).expect(key).clone()
}

fn patch(world: &World, who: &Account, body: &Value, key: &str) -> (u16, Value) {
    let request = world.http.patch(world.at(CONFIG)).bearer_auth(&who.token).json(body);
    let request = if key.is_empty() { request } else { request.header("idempotency-key", key) };
    let response = request.send().expect("it answers");
    (response.status().as_u16(), response.json().expect("it is JSON"))
}

/// Tries to sign up; gives the status of the form.
fn sign_up(world: &World, name: &str) -> u16 {
    let page = world.get("/sign-up");
    let cookies = page.headers().get_all("set-cookie").iter();
    let visitor = cookies.filter_map(|line| line.to_str().ok()).find_map(|line| {
        line.split(';').next().filter(|cookie| cookie.starts_with("shoal_visitor="))
    });
    let visitor = visitor.expect("a visitor").to_owned();
    let html = page.text().expect("a page");
    let csrf =
        html.split("name=\"csrf\" content=\"").nth(1).and_then(|rest| rest.split('"').next());
    let form = [("csrf", csrf.expect("a token")), ("name", name), ("password", "correct horse 9")];
    let body: Vec<String> = form.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let request = world.http.post(world.at("/sign-up")).header("cookie", visitor);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let sent = request.body(body.join("&").replace(' ', "+")).send().expect("it answers");
    sent.status().as_u16()
}

fn told(output: &std::process::Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_setting_changes_while_the_site_runs_and_comes_back() {
    let mut world = World::start();
    assert_eq!(sign_up(&world, "ann"), 303);
    let set = ["config", "set", "user.sign_up=closed", "--note", "too many at once"];
    let set = told(&world.shoal(&set));
    assert!(set.contains("user.sign_up: (not live) → \"closed\""), "{set}");
    assert!(set.contains("version 1 is in force"), "{set}");
    assert_eq!(sign_up(&world, "ben"), 403);
    world.kill();
    world.run();
    assert_eq!(sign_up(&world, "cat"), 403, "a restart keeps it");
    let shown = told(&world.shoal(&["config", "get", "user.sign_up"]));
    assert!(shown.contains("user.sign_up = \"closed\"   # live v1"), "{shown}");
    let history = told(&world.shoal(&["config", "history"]));
    assert!(history.contains("operator") && history.contains("too many at once"), "{history}");
    let tried = told(&world.shoal(&["config", "rollback", "0", "--dry-run"]));
    assert!(tried.contains("tried only; version 1 stays in force"), "{tried}");
    assert_eq!(sign_up(&world, "dan"), 403);
    let back = told(&world.shoal(&["config", "rollback", "0", "--note", "quiet again"]));
    assert!(back.contains("version 2 is in force"), "{back}");
    assert_eq!(sign_up(&world, "eve"), 303);
    let diff = told(&world.shoal(&["config", "diff", "1", "2"]));
    assert!(diff.contains("user.sign_up: \"closed\" → (not live)"), "{diff}");
}

#[test]
fn what_cannot_be_is_refused_with_the_key_and_what_would_be_right() {
    let world = World::start();
    for (pair, wanted) in [
        ("user.sessions_max=many", "user.sessions_max is \"many\"; write a whole number"),
        ("user.sessions_max=0", "it must lie from 1 to 1000"),
        ("user.sesions_max=3", "there is no such setting"),
        ("gateway.worker_threads=4", "read once, when the server starts"),
        ("gateway.trusted_proxies=0.0.0.0/0", "only the owner of the machine"),
        ("transcode.gop_ms=9000", "transcode.segment_ms is 4000"),
    ] {
        let refused = world.shoal(&["config", "set", "video.drafts_max=7", pair]);
        assert_eq!(refused.status.code(), Some(4), "{pair}");
        assert!(told(&refused).contains(wanted), "{pair}: {}", told(&refused));
    }
    let usage = world.shoal(&["config", "set", "video.drafts_max"]);
    assert_eq!(usage.status.code(), Some(2), "{}", told(&usage));
    let shown = told(&world.shoal(&["config", "get", "video.drafts_max"]));
    assert!(shown.contains("video.drafts_max = 50   # default"), "{shown}");
    let metrics = world.get("/metrics").text().expect("text");
    assert!(metrics.contains("shoal_config_version 0"), "{metrics}");
    assert!(metrics.contains("shoal_config_refused_total 6"), "{metrics}");
}

#[test]
fn the_ladder_is_set_as_people_write_it() {
    let world = World::start();
    let rungs = "height = 720, bitrate_kbps = 2000\nheight = 360, bitrate_kbps = 500";
    let ladder = &format!("transcode.ladder={rungs}");
    let set = world.shoal_json(&["config", "set", ladder, "transcode.preset=fast", "--json"]);
    assert_eq!(set["version"], 1);
    let shown = world.shoal_json(&["config", "get", "transcode", "--json"]);
    let rows = shown["settings"].as_array().expect("settings");
    let row = rows.iter().find(|row| row["key"] == "transcode.ladder").expect("the ladder");
    let wanted = json!([
        { "height": 720, "bitrate_kbps": 2000 }, { "height": 360, "bitrate_kbps": 500 },
    ]);
    assert_eq!(row["value"], wanted);
    assert!(rows.iter().all(|row| row["key"].as_str().is_some_and(|key| key.starts_with("tr"))));
}

#[test]
fn only_administrators_see_and_change_settings() {
    let world = World::start();
    let (ada, mei) = (world.account("ada", "admin"), world.account("mei", "creator"));
    let back = format!("{CONFIG}/rollback");
    let body = json!({ "set": { "user.sign_up": "closed" } });
    for path in [CONFIG, &format!("{CONFIG}/versions"), &format!("{CONFIG}/diff?from=0")] {
        assert_eq!(world.get(path).status(), 401, "{path}");
        let of_creator = world.http.get(world.at(path)).bearer_auth(&mei.token).send();
        assert_eq!(of_creator.expect("it answers").status(), 403, "{path}");
        world.get_as(&ada, path);
    }
    assert_eq!(patch(&world, &mei, &body, "").0, 403);
    assert_eq!(world.post_as(&mei, &back, &json!({ "to": 0 })).status(), 403);
    let nobody = world.http.patch(world.at(CONFIG)).json(&body).send().expect("it answers");
    assert_eq!(nobody.status(), 401);
    assert_eq!(setting(&world, &ada, "user.sign_up")["value"], "open");
    assert_eq!(patch(&world, &ada, &body, "").0, 200);
    let versions = world.get_as(&ada, &format!("{CONFIG}/versions"));
    assert_eq!(versions["versions"][0]["by_name"], "ada", "{versions}");
}

#[test]
fn edits_at_once_and_commands_sent_twice_do_no_harm() {
    let world = World::start();
    let ada = world.account("ada", "admin");
    let set = |version: u64, value: u64| {
        let set = json!({ "video.drafts_max": value });
        json!({ "version": version, "set": set, "note": "limit" })
    };
    let (status, first) = patch(&world, &ada, &set(0, 7), "one");
    assert_eq!((status, &first["version"]), (200, &json!(1)), "{first}");
    let (status, late) = patch(&world, &ada, &set(0, 9), "two");
    assert_eq!((status, late["error"]["code"].as_str()), (409, Some("kernel.CONFIG_CHANGED")));
    assert_eq!(late["error"]["details"]["by"], "ada");
    assert_eq!(patch(&world, &ada, &set(0, 7), "one"), (200, first), "the same command again");
    let (status, reused) = patch(&world, &ada, &set(0, 8), "one");
    assert_eq!((status, reused["error"]["code"].as_str()), (422, Some("kernel.KEY_REUSED")));
    assert_eq!(setting(&world, &ada, "video.drafts_max")["source"], "live v1");
}

/// Several processes may share a data directory: what one writes, the others read.
#[test]
fn what_another_process_sets_is_in_force_within_a_second() {
    let world = World::start();
    let ada = world.account("ada", "admin");
    world.shoal_json(&["config", "set", "video.drafts_max=7", "--json"]);
    let path = world.data().join("config/history.jsonl");
    let line = std::fs::read_to_string(&path).expect("a history");
    let next = line.replace("\"number\":1", "\"number\":2").replace(":7", ":8");
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).expect("a file");
    file.write_all(next.as_bytes()).expect("it is written");
    let begun = Instant::now();
    while setting(&world, &ada, "video.drafts_max")["value"] != 8 {
        assert!(begun.elapsed() < Duration::from_secs(1), "not within a second");
        std::thread::sleep(Duration::from_millis(20));
    }
    let metrics = world.get("/metrics").text().expect("text");
    assert!(metrics.contains("shoal_config_version 2"), "{metrics}");
}

/// A process that hosts `user` alone, on the data directory of another one.
struct Other(std::process::Child);

impl Other {
    fn start(world: &World, socket: &str) -> Self {
        let mut command = std::process::Command::new(SHOAL);
        command.args(["serve", "--only", "user", "--listen-grpc", socket, "--data-dir"]);
        command.arg(world.folder.path().join("data")).env("SHOAL__LOG__FILTER", "warn");
        // `user` hears of both; this test does not wait for what they say.
        let unheard = format!("unix:{}", world.folder.path().join("nowhere").display());
        command.env("SHOAL__PLACEMENT__MODERATION", &unheard);
        command.env("SHOAL__PLACEMENT__COMMUNITY", unheard);
        let log = std::fs::File::create(world.folder.path().join("other.log")).expect("a log");
        let mut child =
            command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let said = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("hosts user")));
        assert!(said.is_some(), "it does not say that it hosts user");
        Self(child)
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Two real processes on one data directory: what the front's administrator sets is in force where
/// the domain runs, and the page of the domains shows where that is.
#[test]
fn a_domain_in_another_process_follows_the_settings_and_is_seen_from_here() {
    let sockets = tempfile::tempdir().expect("a folder");
    let socket = format!("unix:{}", sockets.path().join("user.sock").display());
    let mut world =
        World::idle(&["--only", &all_but("user")], &[("SHOAL__PLACEMENT__USER", &socket)]);
    let other = Other::start(&world, &socket);
    world.run();
    let ada = world.account("ada", "admin");
    assert_eq!(sign_up(&world, "ann"), 303);
    world.shoal_json(&["config", "set", "user.sign_up=closed", "--json"]);
    let begun = Instant::now();
    let mut tries = 0;
    while sign_up(&world, &format!("ben{tries}")) != 403 {
        assert!(begun.elapsed() < Duration::from_secs(1), "not within a second");
        tries += 1;
    }
    let seen = |wanted: &dyn Fn(&Value) -> bool| {
        let begun = Instant::now();
        loop {
            let all = world.get_as(&ada, "/api/v1/admin/domains");
            let user = all["domains"].as_array().expect("domains").iter();
            let user = user.clone().find(|row| row["domain"] == "user").expect("user").clone();
            if wanted(&user) {
                return user;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "never seen: {user}");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    let user = seen(&|user| user["calls_per_s"].as_f64() > Some(0.0) && !user["p99_us"].is_null());
    assert_eq!((user["wire"].as_str(), &user["is_here"]), (Some("grpc-unix"), &json!(false)));
    assert!(user["placement"].as_str().is_some_and(|at| at.contains("user.sock")), "{user}");
    assert!(user["cpu_percent"].is_null(), "nobody here knows its CPU: {user}");
    assert_eq!(user["state"], "running");
    drop(other);
}
