//! Mail as people get it: from a real SMTP server, through its failures and ours.

use crate::session::Session;
use crate::support::{Account, World, tell};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PASSWORD: &str = "correct horse battery";

/// The SMTP server of the tests; it ends with its standard input.
struct MailServer {
    process: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl MailServer {
    /// Nothing where Python lacks its library; then the test says so.
    fn start(arguments: &[&str]) -> Option<Self> {
        let python = std::env::var("SHOAL_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let asked = Command::new(&python).args(["-c", "import aiosmtpd"]).output();
        if !asked.is_ok_and(|asked| asked.status.success()) {
            tell("skipped: mail by SMTP (no python3 with aiosmtpd 1.4.6)");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let mut process = Command::new(python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/smtp_server.py"))
            .arg("--store")
            .arg(folder.path().join("mails.jsonl"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let port = line.trim().strip_prefix("listening ").and_then(|port| port.parse().ok());
        Some(Self { process, folder, port: port.expect("a port") })
    }

    fn taken(&self) -> Vec<Value> {
        let path = self.folder.path().join("mails.jsonl");
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// What was taken, once there is so much.
    fn wait(&self, count: usize, world: &World) -> Vec<Value> {
        let begun = Instant::now();
        loop {
            let taken = self.taken();
            if taken.len() >= count {
                return taken;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{taken:?}\n{}", world.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("SHOAL__GATEWAY__PUBLIC_URL", "https://videos.example".to_owned()),
            ("SHOAL__MAIL__TRANSPORT", "smtp".to_owned()),
            ("SHOAL__MAIL__SERVER", format!("localhost:{}", self.port)),
            ("SHOAL__MAIL__SECURITY", "none".to_owned()),
            ("SHOAL__MAIL__FROM", "shoal@videos.example".to_owned()),
            ("SHOAL__USER__LETTER_PAUSE_MS", "100".to_owned()),
            ("SHOAL__USER__LETTER_PAUSE_MS_MAX", "1000".to_owned()),
            ("SHOAL__USER__SWEEP_EVERY_MS", "100".to_owned()),
        ]
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        drop(self.process.wait());
    }
}

fn start(server: &MailServer) -> World {
    let settings = server.settings();
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    World::with(&[], &settings)
}

/// Somebody with a password.
fn account(world: &World, admin: &Account, name: &str) -> Account {
    let body = json!({ "name": name, "role": "creator", "password": PASSWORD });
    let added: Value = world.post_as(admin, "/api/v1/users", &body).json().expect("it is JSON");
    let text = |key: &str| added[key].as_str().unwrap_or_else(|| panic!("{key} of {added}"));
    Account { token: text("api_token").to_owned() }
}

fn set_address(world: &World, name: &str, address: &str) -> u16 {
    let body = json!({ "address": address, "current_password": PASSWORD });
    let browser = Session::sign_in(world, name, PASSWORD);
    let asked = browser.post(world, "/api/v1/account/address", &body).send();
    asked.expect("it answers").status().as_u16()
}

/// The token in the link of a message.
fn token(mail: &Value) -> String {
    let text = mail["text"].as_str().expect("a text");
    let link = text.lines().find(|line| line.starts_with("https://videos.example/"));
    link.and_then(|link| link.rsplit('/').next()).expect("a link").to_owned()
}

fn confirm(world: &World, token: &str) -> (u16, Value) {
    let url = world.at("/api/v1/address-confirmations");
    let answer = world.http.post(url).json(&json!({ "token": token })).send();
    let answer = answer.expect("it answers");
    (answer.status().as_u16(), answer.json().expect("it is JSON"))
}

#[test]
fn an_address_is_confirmed_and_a_decision_arrives_there() {
    let Some(server) = MailServer::start(&[]) else { return };
    let world = start(&server);
    let root = world.account("root", "admin");
    let mei = account(&world, &root, "mei");
    assert_eq!(set_address(&world, "mei", "mei@example.com"), 204);
    let mails = server.wait(1, &world);
    assert_eq!(mails[0]["headers"]["from"], "Shoal <shoal@videos.example>");
    assert_eq!(confirm(&world, "wrong").0, 403);
    let confirmed = confirm(&world, &token(&mails[0]));
    assert_eq!((confirmed.0, &confirmed.1["is_complete"]), (200, &json!(true)));
    let list = "term,category,severity,action,language,match\nforbidden,test,90,block,en,word\n";
    let list = world.post_as(&root, "/api/v1/admin/moderation/terms", &json!({ "csv": list }));
    assert_eq!(list.status().as_u16(), 200);
    let clip = std::fs::read(crate::support::CLIP).expect("the clip");
    world.upload(&mei, "Forbidden things", "clip.mp4", &clip);
    let mails = server.wait(2, &world);
    let told = mails[1]["headers"]["subject"].as_str().expect("a subject");
    assert_eq!(told, "“Forbidden things” was not approved");
    let url = world.at("/api/v1/password-resets");
    for who in ["mei", "MEI@example.com", "nobody"] {
        let asked = world.http.post(&url).json(&json!({ "name_or_address": who })).send();
        assert_eq!(asked.expect("it answers").status().as_u16(), 204);
    }
    let mails = server.wait(4, &world);
    assert_eq!(mails.len(), 4);
    assert!(mails[2]["text"].as_str().expect("a text").contains("/reset/"));
}

/// The server has stored the message and says so late; meanwhile we are killed.
#[test]
fn a_kill_loses_no_message_and_makes_none_of_another_id() {
    let mode = ["--mode", "slow-data", "--delay", "0.3"];
    let Some(server) = MailServer::start(&mode) else { return };
    let mut world = start(&server);
    let root = world.account("root", "admin");
    let people: Vec<_> = (0..4).map(|one| format!("mei{one}x")).collect();
    for name in &people {
        account(&world, &root, name);
    }
    let mut asked = Vec::new();
    for (one, who) in people.iter().enumerate() {
        let address = format!("mei{one}@example.com");
        assert_eq!(set_address(&world, who, &address), 204);
        asked.push(address);
        world.kill();
        world.run();
    }
    let begun = Instant::now();
    let ids = loop {
        let mut ids: Vec<(String, String)> = server
            .taken()
            .iter()
            .map(|mail| {
                let to = mail["to"][0].as_str().expect("an address").to_owned();
                (to, mail["headers"]["message-id"].as_str().expect("an id").to_owned())
            })
            .collect();
        ids.sort();
        ids.dedup();
        if ids.len() >= asked.len() {
            break ids;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{ids:?}\n{}", world.log());
        std::thread::sleep(Duration::from_millis(100));
    };
    let told: Vec<_> = ids.into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, asked, "one message each, whatever was repeated");
}
