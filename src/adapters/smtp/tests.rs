//! The mailer against a real SMTP server (tests/smtp_server.py) and its faults, and against a raw
//! socket where no honest server would say such things.

#![expect(clippy::disallowed_methods, reason = "the server of these tests is a process of theirs")]

use super::*;
use crate::adapters::mail_message::tests::{mail, sender};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::Instant;
use tempfile::TempDir;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp_server.py");

/// A Python that has the server's library, in the version that the tests were made for.
static PYTHON: LazyLock<Option<String>> = LazyLock::new(|| {
    let named = std::env::var("SHOAL_TEST_PYTHON").ok();
    let check = "import aiosmtpd, sys; sys.exit(aiosmtpd.__version__ != '1.4.6')";
    let has_it = |python: &String| {
        let asked = Command::new(python).args(["-c", check]).stderr(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    };
    named.into_iter().chain(["python3".to_owned()]).find(has_it)
});

/// A running server; it ends with its standard input.
struct Server {
    process: Child,
    folder: TempDir,
    port: u16,
}

impl Server {
    /// Nothing where Python lacks; then the test says so.
    fn start(arguments: &[&str]) -> Option<Self> {
        let Some(python) = &*PYTHON else {
            println!("skipped: mail by SMTP (no python3 with aiosmtpd 1.4.6)");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(python)
            .arg(SCRIPT)
            .arg("--store")
            .arg(folder.path().join("mails.jsonl"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("listening ").unwrap().parse().unwrap();
        Some(Self { process, folder, port })
    }

    fn options(&self) -> SmtpOptions {
        options(self.port)
    }

    /// What the server has taken.
    fn taken(&self) -> Vec<Value> {
        taken(self.folder.path())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        drop(self.process.wait());
    }
}

fn taken(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("mails.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn options(port: u16) -> SmtpOptions {
    let second = Duration::from_secs(1);
    SmtpOptions {
        host: "localhost".to_owned(),
        port,
        security: Security::None,
        login: None,
        sender: sender(),
        authorities_pem: Vec::new(),
        patience: Patience {
            connect: second,
            answer: 4 * second,
            verdict: 4 * second,
            whole: 20 * second,
        },
    }
}

async fn send(options: SmtpOptions) -> Result<(), MailFault> {
    Smtp::new(options).unwrap().send(&mail("aB3", "Bob@bücher.example")).await
}

fn later(sent: Result<(), MailFault>, at: MailStage) -> String {
    match sent {
        Err(MailFault::Later { stage, cause }) if stage == at => cause,
        other => panic!("not later at {at:?}: {other:?}"),
    }
}

fn never(sent: Result<(), MailFault>, at: MailStage) -> String {
    match sent {
        Err(MailFault::Never { stage, cause }) if stage == at => cause,
        other => panic!("not refused at {at:?}: {other:?}"),
    }
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let Some(server) = Server::start(&[]) else { return };
    send(server.options()).await.unwrap();
    let taken = server.taken();
    let [one] = taken.as_slice() else { panic!("{taken:?}") };
    assert_eq!(one["from"], "no-reply@site.example");
    assert_eq!(one["to"], serde_json::json!(["Bob@xn--bcher-kva.example"]));
    assert_eq!(one["headers"]["subject"], "请确认你的邮箱地址 – please confirm");
    assert_eq!(one["headers"]["from"], "\"贝壳, \\\"Shoal\\\" <x@y.z>\" <no-reply@site.example>");
    assert_eq!(one["headers"]["message-id"], "<aB3@site.example>");
    assert_eq!(one["headers"]["auto-submitted"], "auto-generated");
    assert_eq!(one["order"], serde_json::json!(["text/plain", "text/html"]));
    assert_eq!(one["text"], "你好！\n.\n.leading dot\nFrom here\n");
    assert_eq!(one["html"], "<p>你好！</p>\n.\n");
    assert_eq!(one["defects"], serde_json::json!([]));
}

#[tokio::test]
async fn a_repeat_is_the_same_message_and_mails_go_one_after_the_other() {
    let slow = ["--mode", "slow-data", "--delay", "0.2"];
    let Some(server) = Server::start(&slow) else { return };
    let smtp = Smtp::new(server.options()).unwrap();
    let mail = mail("aB3", "bob@example.com");
    let (one, other, third) = tokio::join!(smtp.send(&mail), smtp.send(&mail), smtp.send(&mail));
    one.and(other).and(third).unwrap();
    let taken = server.taken();
    assert_eq!(taken.len(), 3);
    assert!(taken.iter().all(|one| one["raw"] == taken[0]["raw"]));
    assert!(taken.iter().all(|one| one["connections"] == 1), "one connection at a time");
}

#[tokio::test]
async fn what_the_server_says_is_what_becomes_of_the_mail() {
    let Some(server) = Server::start(&["--mode", "no-such-user"]) else { return };
    let cause = never(send(server.options()).await, MailStage::RecipientNamed);
    assert!(cause.contains("550"), "{cause}");
    assert!(cause.contains("<(recipient)> no such user here"), "{cause}");
    for (mode, stage, is_final) in [
        ("busy", MailStage::Connected, false),
        ("sign-in-first", MailStage::RecipientNamed, false),
        ("sender-refused", MailStage::SenderNamed, false),
        ("too-large", MailStage::SenderNamed, true),
        ("data-451", MailStage::ContentSent, false),
        ("data-550", MailStage::ContentSent, true),
    ] {
        let Some(server) = Server::start(&["--mode", mode]) else { return };
        let sent = send(server.options()).await;
        let cause = if is_final { never(sent, stage) } else { later(sent, stage) };
        assert!(!cause.contains("bücher") && !cause.contains("xn--"), "{mode}: {cause}");
        assert_eq!(server.taken().len(), 0, "{mode}");
    }
}

#[tokio::test]
async fn a_greylisted_mail_is_taken_the_next_time() {
    let Some(server) = Server::start(&["--mode", "greylist"]) else { return };
    let cause = later(send(server.options()).await, MailStage::RecipientNamed);
    assert!(cause.contains("greylisted"), "{cause}");
    send(server.options()).await.unwrap();
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_neither_yes_nor_no() {
    for mode in ["data-close", "data-garbage", "slow-data"] {
        let Some(server) = Server::start(&["--mode", mode, "--delay", "9"]) else { return };
        let mut options = server.options();
        options.patience.verdict = Duration::from_millis(500);
        let sent = send(options).await;
        assert!(matches!(sent, Err(MailFault::Unknown { .. })), "{mode}: {sent:?}");
        assert_eq!(server.taken().len(), 1, "{mode}: it had been taken");
    }
}

#[tokio::test]
async fn a_server_that_is_down_or_slow_costs_no_more_than_its_time() {
    let Some(down) = Server::start(&["--mode", "down"]) else { return };
    later(send(down.options()).await, MailStage::Connected);
    let answer = Duration::from_millis(300);
    for (mode, stage) in [("silent", MailStage::Connected), ("slow", MailStage::RecipientNamed)] {
        let Some(server) = Server::start(&["--mode", mode, "--delay", "9"]) else { return };
        let mut options = server.options();
        options.patience.answer = answer;
        let began = Instant::now();
        let cause = later(send(options.clone()).await, stage);
        assert!(cause.contains("300 ms"), "{mode}: {cause}");
        // `localhost` may be two addresses.
        assert!(began.elapsed() < Duration::from_secs(2), "{mode}: {:?}", began.elapsed());
        options.patience.whole = Duration::from_millis(100);
        later(send(options).await, MailStage::Talked);
        assert_eq!(server.taken().len(), 0, "{mode}");
    }
}

#[tokio::test]
async fn an_endless_line_is_not_kept() {
    let Some(server) = Server::start(&["--mode", "endless"]) else { return };
    let cause = later(send(server.options()).await, MailStage::Connected);
    assert!(cause.contains("sends too much"), "{cause}");
}

#[tokio::test]
async fn nothing_leaves_the_machine_unencrypted() {
    // An address of documentation (RFC 5737): refused before anything is sent to it.
    let options = SmtpOptions { host: "192.0.2.1".to_owned(), ..options(25) };
    let cause = later(send(options).await, MailStage::Connected);
    assert!(cause.contains("only encrypted"), "{cause}");
    for (address, here) in [
        ("127.0.0.1", true),
        ("127.9.9.9", true),
        ("::1", true),
        ("::ffff:127.0.0.1", true),
        ("10.0.0.1", false),
        ("::ffff:10.0.0.1", false),
        ("0.0.0.0", false),
        ("fe80::1", false),
    ] {
        assert_eq!(is_here(address.parse().unwrap()), here, "{address}");
    }
}

/// A certificate of its own for `name`, and the server's arguments to use it.
fn certified(name: &str, folder: &Path) -> (Vec<u8>, [String; 2]) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let (cert, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    (made.cert.pem().into_bytes(), [path(&cert), path(&key)])
}

#[tokio::test]
async fn encryption_sign_in_and_who_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let (pem, [cert, key]) = certified("localhost", folder.path());
    for (tls, security) in [("starttls", Security::StartTls), ("implicit", Security::Tls)] {
        let arguments = ["--tls", tls, "--cert", &cert, "--key", &key];
        let signed = ["--user", "shoal", "--password", "pass word"];
        let Some(server) = Server::start(&[&arguments[..], &signed].concat()) else { return };
        let login = |password: &str| {
            Some(Login { user: "shoal".to_owned(), password: password.to_owned() })
        };
        let known = SmtpOptions {
            security,
            authorities_pem: pem.clone(),
            login: login("pass word"),
            ..server.options()
        };
        send(known.clone()).await.unwrap();
        let taken = server.taken();
        assert_eq!((taken.len(), &taken[0]["encrypted"]), (1, &Value::Bool(true)), "{tls}");
        assert_eq!(taken[0]["login"], "shoal", "{tls}");

        let wrong = SmtpOptions { login: login("pass"), ..known.clone() };
        let cause = later(send(wrong).await, MailStage::SignedIn);
        assert!(cause.contains("535") && !cause.contains("pass"), "{tls}: {cause}");
        let nobody = SmtpOptions { login: None, ..known.clone() };
        let cause = later(send(nobody).await, MailStage::SenderNamed);
        assert!(cause.contains("530"), "{tls}: {cause}");

        let at = if tls == "starttls" { MailStage::Encrypted } else { MailStage::Connected };
        let stranger = SmtpOptions { authorities_pem: Vec::new(), ..known.clone() };
        let cause = later(send(stranger).await, at);
        assert!(cause.contains("certificate"), "{tls}: {cause}");
        let misnamed = SmtpOptions { host: "127.0.0.1".to_owned(), ..known.clone() };
        let cause = later(send(misnamed).await, at);
        assert!(cause.contains("not valid for name"), "{tls}: {cause}");
        let mut plain = SmtpOptions { security: Security::None, ..known };
        plain.patience.answer = Duration::from_millis(300);
        assert!(send(plain).await.is_err(), "{tls}");
        assert_eq!(server.taken().len(), 1, "{tls}");
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing() {
    let Some(server) = Server::start(&[]) else { return };
    let options = SmtpOptions { security: Security::StartTls, ..server.options() };
    let cause = later(send(options).await, MailStage::Encrypted);
    assert!(cause.contains("no STARTTLS"), "{cause}");
    assert_eq!(server.taken().len(), 0);
}

/// Says what it is told to, whatever it hears; then gives back what it heard.
fn raw_server(answers: &'static [&'static str]) -> (u16, std::thread::JoinHandle<Vec<u8>>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut heard = Vec::new();
        let mut room = [0; 4096];
        for answer in answers {
            stream.write_all(answer.as_bytes()).unwrap();
            let read = stream.read(&mut room).unwrap_or(0);
            heard.extend_from_slice(&room[..read]);
        }
        heard
    });
    (port, served)
}

#[tokio::test]
async fn answers_slipped_in_before_the_handshake_are_not_believed() {
    let (port, served) = raw_server(&[
        "220 mail.test\r\n",
        "250-mail.test\r\n250 STARTTLS\r\n",
        "220 go ahead\r\n250-mail.test\r\n250 AUTH PLAIN\r\n235 welcome\r\n250 OK\r\n250 OK\r\n",
    ]);
    let options =
        SmtpOptions { host: "127.0.0.1".to_owned(), security: Security::StartTls, ..options(port) };
    let cause = later(send(options).await, MailStage::Encrypted);
    // The handshake has read them, and found no handshake.
    assert!(cause.contains("InvalidContentType"), "{cause}");
    let heard = String::from_utf8_lossy(&served.join().unwrap()).into_owned();
    assert!(heard.contains("STARTTLS") && !heard.contains("AUTH"), "{heard}");
}

#[test]
fn the_default_patience_is_that_of_the_rfc_where_haste_sends_twice() {
    assert_eq!(Patience::default().verdict, Duration::from_secs(600));
}
