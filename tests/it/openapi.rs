//! The OpenAPI document, held to what a server answers: each operation gets requests made from its
//! own schemas, and whatever comes back stands in the document. It must not change a setting that
//! the other requests rest on, nor begin a backup.

use crate::openapi_untaken::NEVER_TAKEN;
use crate::openapi_values::{Ask, Maker, Operation, Who, Words, kinds, parts, resolved, short};
use crate::session::{Session, is_for_sessions};
use crate::support::{Account, CLIP, World, told};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::blocking::Response;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// All requests follow from it.
const SEED: u64 = 0x0af1_5a1e;
const TOLD_MAX: usize = 40;

const OFTEN: [(&str, &str); 3] = [
    ("SHOAL__GATEWAY__QPS_PER_IP", "1000000"),
    ("SHOAL__GATEWAY__BURST", "1000000"),
    ("SHOAL__USER__PROOF_MS", "86400000"),
];

/// A site with accounts and with something of each kind that an address can name.
struct Scene {
    world: World,
    creator: Account,
    other: Account,
    admin: Account,
    film: String,
    /// Of the first three of `Who`, in their order.
    browsers: [Session; 3],
}

impl Scene {
    fn set() -> Self {
        let world = World::with(&[], &OFTEN);
        let creator = world.account("mei", "creator");
        let other = world.account("lin", "creator");
        let admin = world.account("ada", "admin");
        let clip = std::fs::read(CLIP).expect("the clip");
        let film = world.upload(&creator, "Film", "a.mp4", &clip);
        let change = json!({ "set": { "video.drafts_max": 49 } });
        let request = world.http.patch(world.at("/api/v1/admin/config")).json(&change);
        let changed = request.bearer_auth(&admin.token).send().expect("it answers");
        assert_eq!(changed.status(), 200, "there is a first version of the settings");
        let browsers = ["mei", "lin", "ada"].map(|name| Session::of(&world, name));
        Self { world, creator, other, admin, film, browsers }
    }

    fn document(&self) -> Value {
        self.world.get("/api/openapi.json").json().expect("it is JSON")
    }

    /// Drafts, uploads and tokens of an account, and accounts that nobody else asks as; the version
    /// of the settings is everybody's.
    fn belongings(&self, who: &Account, browser: &Session) -> Words {
        let (mut uploads, mut videos, mut tokens) = (Vec::new(), Vec::new(), Vec::new());
        self.world.settled(&self.creator, &self.film);
        let case = format!("/api/v1/moderation/cases/{}", self.film);
        let case = self.world.get_as(&self.admin, &case);
        let frames = case["frames_at_ms"].as_array().expect("its pictures");
        let frames = frames.iter().map(Value::to_string).collect();
        let mut users = Vec::new();
        for title in ["One", "Two"] {
            let (upload, video) = self.world.open_upload(who, title, "a.mp4", 1_000);
            uploads.extend(upload.rsplit('/').next().map(str::to_owned));
            let end: String = video.chars().rev().take(12).collect();
            let new = json!({ "name": format!("spare-{end}"), "role": "creator" });
            users.push(self.made(&self.admin, "/api/v1/users", &new, "user_id"));
            videos.push(video);
            let made = browser.post(&self.world, "/api/v1/tokens", &json!({ "label": title }));
            let made: Value = made.send().and_then(Response::json).expect("it is JSON");
            tokens.push(made["token_id"].as_str().expect("a token").to_owned());
        }
        let invitation = json!({ "label": "club", "uses_max": 3, "lifetime_ms": 3_600_000 });
        let invite =
            || self.made(&self.admin, "/api/v1/admin/invitations", &invitation, "invitation_id");
        let invitations = vec![invite(), invite()];
        Words::from([
            ("uploads", uploads),
            ("videos", videos),
            ("cases", vec![self.film.clone()]),
            ("frames", frames),
            ("tokens", tokens),
            ("invitations", invitations),
            ("blocks", users.clone()),
            ("mutes", users.clone()),
            ("sign-ups", users.clone()),
            ("profiles", users.clone()),
            ("users", users),
            ("versions", vec!["1".to_owned()]),
        ])
    }

    /// POSTs something; gives a field of the answer.
    fn made(&self, who: &Account, path: &str, body: &Value, field: &str) -> String {
        let made: Value = self.world.post_as(who, path, body).json().expect("it is JSON");
        made[field].as_str().unwrap_or_else(|| panic!("{path}: no {field} in {made}")).to_owned()
    }

    /// What fits a parameter or a field, beyond what its schema says.
    fn known(&self) -> Words {
        let heard = self.world.get_as(&self.admin, "/api/v1/admin/events");
        let first = |field: &str| {
            let word = heard["readings"][0][field].as_str();
            word.expect("a domain hears a source").to_owned()
        };
        let (domain, source) = (first("domain"), first("source"));
        let draft = "title RHJhZnQ=,filename YS5tcDQ=";
        let filled = |video: &str| format!("video_id {}", STANDARD.encode(video));
        let hash = "0a".repeat(32);
        let known_csv = format!("hash,label\n{hash},poster\n");
        let (taken, unknown) = (filled(&self.film), filled("none"));
        let known: [(&'static str, &[&str]); 23] = [
            ("action", &["pass"]),
            ("decision", &["pass"]),
            ("if_version", &["0"]),
            ("csv", &["term,action\nspam,block\n", known_csv.as_str()]),
            ("at_ms", &["0"]),
            ("hash", &[hash.as_str()]),
            ("sha256", &[hash.as_str()]),
            ("domain", &[domain.as_str()]),
            ("source", &[source.as_str()]),
            ("name", &["mei", "zoe", "mei", "kim", "lin", "ann", "ida", "noa", "pam", "ray"]),
            ("role", &["viewer", "creator"]),
            ("lifetime_ms", &["3600000"]),
            ("version", &["1"]),
            ("before", &["2"]),
            ("from", &["0"]),
            ("to", &["0", "1"]),
            ("clear", &["video.drafts_max"]),
            ("If-Match", &["*"]),
            ("Tus-Resumable", &["1.0.0"]),
            ("X-HTTP-Method-Override", &["HEAD", "DELETE"]),
            ("Upload-Length", &["1000"]),
            ("Upload-Offset", &["0"]),
            ("Upload-Metadata", &[draft, draft, taken.as_str(), unknown.as_str()]),
        ];
        let owned = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        known.into_iter().map(|(name, words)| (name, owned(words))).collect()
    }

    /// Waits for the film; gives a play session of it, of the creator and of the other.
    fn sessions(&self) -> [String; 2] {
        let settled = self.world.settled(&self.creator, &self.film);
        assert_eq!(settled["state"], "published", "{settled}");
        let path = format!("/api/v1/videos/{}/sessions", self.film);
        [&self.creator, &self.other].map(|who| self.made(who, &path, &json!({}), "session_id"))
    }

    fn authorization(&self, who: Who) -> Option<String> {
        let token = match who {
            Who::Creator => self.creator.token.as_str(),
            Who::Other => self.other.token.as_str(),
            Who::Admin => self.admin.token.as_str(),
            Who::WrongToken => "nobody-has-this",
            Who::WrongScheme => return Some("Basic bWVpOm1laQ==".to_owned()),
            Who::Nobody => return None,
        };
        Some(format!("Bearer {token}"))
    }

    fn send(&self, operation: &Operation<'_>, ask: &Ask) -> Answer {
        let method = reqwest::Method::from_bytes(operation.method.as_bytes()).expect("a method");
        let mut request = self.world.http.request(method, self.world.at(&ask.path));
        let browser = self.browsers.get(ask.who as usize).filter(|_| is_for_sessions(&ask.path));
        if let Some(browser) = browser {
            request = browser.on(request);
        } else if let Some(proof) = self.authorization(ask.who) {
            request = request.header("authorization", proof);
        }
        for (name, value) in &ask.headers {
            request = request.header(name.as_str(), value.as_bytes());
        }
        if let Some(body) = &ask.body {
            request = request.body(body.clone());
        }
        let response = match request.send() {
            Ok(response) => response,
            Err(error) => return Answer::none(&error),
        };
        let status = response.status().as_u16();
        let says_when = response.headers().contains_key("retry-after");
        // What has no end is not read, and what has no body has none to judge.
        let is_open = operation.is_stream() && status < 400;
        if is_open || operation.method == "HEAD" {
            return Answer { status, says_when, body: None };
        }
        match response.bytes() {
            Ok(body) => Answer { status, says_when, body: Some(body.to_vec()) },
            Err(error) => Answer::none(&error),
        }
    }
}

/// What came back.
struct Answer {
    /// 0 when there was no answer.
    status: u16,
    says_when: bool,
    body: Option<Vec<u8>>,
}

impl Answer {
    fn none(error: &reqwest::Error) -> Self {
        Self { status: 0, says_when: false, body: Some(format!("{error:?}").into_bytes()) }
    }

    /// The code of an error, else the beginning of the body.
    fn gist(&self) -> String {
        let body = self.body.as_deref().unwrap_or_default();
        let error = serde_json::from_slice::<Value>(body).unwrap_or_default();
        match error["error"]["code"].as_str() {
            Some(code) => code.to_owned(),
            None => short(&String::from_utf8_lossy(body)),
        }
    }
}

/// What is wrong with an answer: the complaint and its detail.
fn complaints(
    document: &Value,
    operation: &Operation<'_>,
    answer: &Answer,
) -> Vec<(&'static str, String)> {
    let status = answer.status;
    if status == 0 {
        return vec![("there was no answer", answer.gist())];
    }
    let mut found = Vec::new();
    if status == 500 {
        found.push(("something broke", answer.gist()));
    }
    if !operation.describes(status) {
        found.push(("is not described", answer.gist()));
    }
    if matches!(status, 429 | 503 | 504 | 507) && !answer.says_when {
        found.push(("has no Retry-After", answer.gist()));
    }
    let body = answer.body.as_deref();
    if status >= 400 {
        let wrong = body.and_then(wrong_error);
        found.extend(wrong.map(|wrong| ("does not tell the error", wrong)));
    } else if let (Some(body), Some(schema)) = (body, operation.schema(status)) {
        let wrong = match serde_json::from_slice::<Value>(body) {
            Ok(value) => misfit(document, schema, &value, "$"),
            Err(error) => Some(error.to_string()),
        };
        found.extend(wrong.map(|wrong| ("does not fit its schema", wrong)));
    }
    found
}

/// What is wrong with the body of an error.
fn wrong_error(body: &[u8]) -> Option<String> {
    let Ok(told) = serde_json::from_slice::<Value>(body) else {
        return Some(format!("it is no JSON: {}", short(&String::from_utf8_lossy(body))));
    };
    let text = |name: &str| told["error"][name].as_str().unwrap_or_default();
    let is_whole = is_code(text("code")) && !text("message").is_empty();
    let is_found = !text("trace_id").is_empty();
    (!is_whole || !is_found).then(|| short(&told.to_string()))
}

/// `domain.NAME`, or the word of a fault.
fn is_code(code: &str) -> bool {
    let (domain, name) = match code.split_once('.') {
        Some((domain, name)) => (domain, Some(name)),
        None => (code, None),
    };
    is_word(domain, b'a'..=b'z') && name.is_none_or(|name| is_word(name, b'A'..=b'Z'))
}

fn is_word(text: &str, letters: RangeInclusive<u8>) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'_' || letters.contains(&byte))
}

/// Where a value does not fit its schema.
fn misfit(document: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    let schema = resolved(document, schema);
    let fits = |one: &Value| misfit(document, one, value, at).is_none();
    for key in ["oneOf", "anyOf"] {
        let choices = parts(schema, key);
        if !choices.is_empty() && !choices.iter().any(fits) {
            return Some(format!("{at} fits no {key}: {}", short(&value.to_string())));
        }
    }
    let words = parts(schema, "enum");
    if !words.is_empty() && !words.contains(value) {
        return Some(format!("{at} is none of the listed words: {value}"));
    }
    let allowed = kinds(schema);
    if !allowed.is_empty() && !allowed.iter().any(|kind| is_of(kind, value)) {
        let value = short(&value.to_string());
        return Some(format!("{at} is no {}: {value}", allowed.join(" or ")));
    }
    let mut whole = parts(schema, "allOf").iter();
    let inside = match value {
        Value::Object(fields) => misfit_of_fields(document, schema, fields, at),
        Value::Array(rows) if schema["items"].is_object() => {
            let mut rows = rows.iter();
            rows.find_map(|row| misfit(document, &schema["items"], row, &format!("{at}[]")))
        },
        _ => None,
    };
    inside.or_else(|| whole.find_map(|part| misfit(document, part, value, at)))
}

fn misfit_of_fields(
    document: &Value,
    schema: &Value,
    fields: &Map<String, Value>,
    at: &str,
) -> Option<String> {
    let mut required = parts(schema, "required").iter().filter_map(Value::as_str);
    if let Some(name) = required.find(|name| !fields.contains_key(*name)) {
        return Some(format!("{at}.{name} is missing"));
    }
    fields.iter().find_map(|(name, value)| {
        let stated = schema["properties"].get(name);
        let inner = stated.unwrap_or(&schema["additionalProperties"]);
        let at = format!("{at}.{name}");
        match inner {
            Value::Bool(false) => Some(format!("{at} is not described")),
            Value::Object(_) => misfit(document, inner, value, &at),
            _ => None,
        }
    })
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

/// What was found, each complaint of an operation and a status once.
#[derive(Default)]
struct Found {
    lines: BTreeMap<(String, u16, &'static str), String>,
    taken: BTreeSet<String>,
    asked: usize,
}

impl Found {
    fn note(&mut self, document: &Value, operation: &Operation<'_>, ask: &Ask, answer: &Answer) {
        let (name, status) = (operation.name(), answer.status);
        self.asked += 1;
        for (what, detail) in complaints(document, operation, answer) {
            let line = || format!("{name}: status {status} {what}: {detail} (sent: {ask})");
            self.lines.entry((name.clone(), status, what)).or_insert_with(line);
        }
        if (200..300).contains(&status) {
            self.taken.insert(name);
        }
    }

    /// Fails if there is anything to say.
    fn end(mut self, operations: &[Operation<'_>]) {
        for name in operations.iter().map(Operation::name) {
            if !self.taken.contains(&name) && !NEVER_TAKEN.contains(&name.as_str()) {
                let line = format!("{name}: no request was taken, so nothing is shown");
                self.lines.insert((name, 0, "nothing was taken"), line);
            }
        }
        let (asked, count) = (self.asked, self.lines.len());
        let lines: Vec<String> = self.lines.into_values().take(TOLD_MAX).collect();
        told!("openapi: {asked} requests to {} operations", operations.len());
        assert!(
            lines.is_empty(),
            "seed {SEED:#x}, {asked} requests, {count} complaints:\n{}",
            lines.join("\n")
        );
    }
}

#[test]
fn every_answer_stands_in_the_document() {
    let scene = Scene::set();
    let document = scene.document();
    let mut maker = Maker::new(&document, SEED, scene.known());
    maker.own = scene.belongings(&scene.creator, &scene.browsers[0]);
    maker.others = scene.belongings(&scene.other, &scene.browsers[1]);
    maker.own.entry("videos").or_default().insert(0, scene.film.clone());
    let mut operations = Operation::all(&document);
    // It ends the sessions that the others need.
    operations.sort_by_key(|one| one.name().ends_with("/sign-out-everywhere"));
    assert!(!operations.is_empty(), "the document describes something");
    let (mut found, mut too_large) = (Found::default(), 0);
    for operation in &operations {
        if operation.is_late() && !maker.own.contains_key("sessions") {
            let [own, others] = scene.sessions();
            maker.own.insert("sessions", vec![own]);
            maker.others.insert("sessions", vec![others]);
        }
        for (part, way) in operation.turns() {
            let ask = maker.ask(operation, part, way);
            let answer = scene.send(operation, &ask);
            found.note(&document, operation, &ask, &answer);
        }
        // Whether or not it takes one, a body comes before anybody looks at it.
        let is_upload = operation.name().contains(" /api/v1/uploads");
        if let Some((part, way)) = operation.turns().into_iter().next()
            && !is_upload
            && operation.method != "GET"
        {
            let mut ask = maker.ask(operation, part, way);
            ask.body = Some(vec![b'x'; 300_000]);
            let answer = scene.send(operation, &ask);
            too_large += u32::from(answer.status == 413);
            found.note(&document, operation, &ask, &answer);
        }
    }
    assert!(too_large > 8, "only {too_large} operations said that a body is too large");
    found.end(&operations);
}

/// What is wrong with the answer to a method that an address does not take.
fn refused_badly(
    world: &World,
    path: &str,
    method: &str,
    takes: &BTreeSet<String>,
) -> Option<String> {
    let address = match (path.split_once('{'), path.split_once('}')) {
        (Some((head, _)), Some((_, tail))) => format!("{head}x{tail}"),
        _ => path.to_owned(),
    };
    let name = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
    let response = world.http.request(name, world.at(&address)).send().expect("it answers");
    let status = response.status().as_u16();
    let allow = response.headers().get("allow").and_then(|value| value.to_str().ok());
    let allow = allow.unwrap_or_default().to_owned();
    let listed: BTreeSet<String> = allow.split(',').map(|one| one.trim().to_owned()).collect();
    let body = response.bytes().expect("it has a body");
    if status == 405 && listed == *takes && wrong_error(&body).is_none() {
        return None;
    }
    Some(format!("{method} {path}: {status}, Allow: {allow:?}, described: {takes:?}"))
}

#[test]
fn every_address_says_what_it_takes() {
    let world = World::with(&[], &OFTEN);
    let document: Value = world.get("/api/openapi.json").json().expect("it is JSON");
    let mut wrong = Vec::new();
    for (path, item) in document["paths"].as_object().expect("it has paths") {
        let methods = item.as_object().expect("a path has methods").keys();
        let mut takes: BTreeSet<String> = methods.map(|method| method.to_uppercase()).collect();
        if takes.contains("GET") && !path.ends_with("/stream") {
            takes.insert("HEAD".to_owned());
        }
        for method in ["GET", "PUT", "POST", "PATCH", "DELETE"] {
            if !takes.contains(method) {
                wrong.extend(refused_badly(&world, path, method, &takes));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
