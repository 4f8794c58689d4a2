//! Requests for the test of the OpenAPI document, made from its schemas: some that fit, some that
//! do not. All of them follow from the seed. It must not send anything or judge an answer.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt;

const JSON: &str = "application/json";
/// Ids and words that the site knows, by the name of what they fit.
pub(crate) type Words = BTreeMap<&'static str, Vec<String>>;

/// Percent-encoded texts in the place of an id; one that is too long comes after them.
const ODD_PATHS: [&str; 6] = ["%00", "..%2f", "", "%E7%8C%AB", "%ff", "-1"];
const ODD_QUERIES: [&str; 8] = ["%00", "%ff", "-1", "99999999999999999999", "x", "", "1.5", "%zz"];
const ODD_HEADERS: [&str; 5] = ["", "-1", "99999999999999999999", "x, y", "猫"];
/// Ways in which a JSON body does not fit; see `spoilt`.
const SPOILT: usize = 18;
/// Ways in which a body of bytes does not fit; see `bytes_body`.
const BYTES_ODD: usize = 4;

/// Headers that no operation lists and that any may be sent.
static STRAYS: [&[(&str, &str)]; 5] = [
    &[("idempotency-key", "not a word!")],
    &[("origin", "https://elsewhere.example")],
    &[
        ("x-http-method-override", "PATCH"),
        ("tus-resumable", "1.0.0"),
        ("upload-offset", "0"),
        ("content-type", "application/offset+octet-stream"),
    ],
    &[("x-http-method-override", "HEAD"), ("tus-resumable", "1.0.0")],
    &[("x-http-method-override", "DELETE"), ("tus-resumable", "1.0.0")],
];

/// Chance that repeats: splitmix64 (Steele, Lea and Flood, 2014).
struct Chance(u64);

impl Chance {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number below `end`; 0 when there is none.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).expect("a count fits");
        usize::try_from(self.draw() % end).expect("it is below a usize")
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        of.get(self.below(of.len()))
    }
}

/// A schema itself, wherever it stands.
pub(crate) fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let mut found = schema;
    while let Some(name) = found["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        found = document.pointer(pointer).expect("a schema that is named is there");
    }
    found
}

/// A list that stands in a schema; empty where it is left out.
pub(crate) fn parts<'d>(schema: &'d Value, key: &str) -> &'d [Value] {
    schema[key].as_array().map_or(&[], Vec::as_slice)
}

/// The types that a schema allows; none where it allows all.
pub(crate) fn kinds(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Creator,
    Other,
    Admin,
    Nobody,
    WrongToken,
    WrongScheme,
}

const CALLERS: [Who; 6] =
    [Who::Creator, Who::Other, Who::Admin, Who::Nobody, Who::WrongToken, Who::WrongScheme];

/// What of a request is odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Caller,
    Path,
    Query,
    Body,
    Header,
    Stray,
    Nothing,
}

/// One operation of the document.
pub(crate) struct Operation<'a> {
    pub(crate) method: String,
    path: &'a str,
    about: &'a Value,
}

impl<'a> Operation<'a> {
    /// All of them, so that what is needed by others is not deleted before.
    pub(crate) fn all(document: &'a Value) -> Vec<Self> {
        let mut all = Vec::new();
        for (path, item) in document["paths"].as_object().expect("it has paths") {
            let methods = item.as_object().expect("a path has methods").iter();
            for (method, about) in methods.filter(|(_, about)| about["responses"].is_object()) {
                all.push(Self { method: method.to_uppercase(), path: path.as_str(), about });
            }
        }
        all.sort_by_key(|op| (op.path.ends_with("/erase"), op.method == "DELETE", op.is_late()));
        all
    }

    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether it shows more when there is a published video.
    pub(crate) fn is_late(&self) -> bool {
        self.path.contains("/videos/") || self.path.contains("/sessions/")
    }

    /// Whether its answer has no end.
    pub(crate) fn is_stream(&self) -> bool {
        self.path.ends_with("/stream")
    }

    /// Whether the document says that this status may come.
    pub(crate) fn describes(&self, status: u16) -> bool {
        let keys = [status.to_string(), format!("{}XX", status / 100), "default".to_owned()];
        keys.iter().any(|key| !self.about["responses"][key].is_null())
    }

    /// The schema of the JSON that comes with a status.
    pub(crate) fn schema(&self, status: u16) -> Option<&'a Value> {
        self.about.pointer(&format!("/responses/{status}/content/application~1json/schema"))
    }

    /// How the requests to it are made: what is odd, and in which way.
    pub(crate) fn turns(&self) -> Vec<(Part, usize)> {
        let odd = |place: &str, texts: usize| match self.parameters(place).len() {
            0 => 0,
            many => 2 + texts * many.min(2),
        };
        let path = if self.path.contains('{') { ODD_PATHS.len() + 3 } else { 0 };
        let body = match self.body_kind() {
            None => 0,
            Some(JSON) => SPOILT,
            Some(_) => BYTES_ODD,
        };
        let is_open = self.method == "POST" && body == 0;
        let ways = [
            (Part::Caller, CALLERS.len()),
            (Part::Path, path),
            (Part::Query, odd("query", ODD_QUERIES.len())),
            (Part::Body, body),
            (Part::Header, odd("header", ODD_HEADERS.len())),
            (Part::Stray, if is_open { STRAYS.len() } else { 2 }),
            (Part::Nothing, 5),
        ];
        ways.into_iter().flat_map(|(part, ways)| (0..ways).map(move |way| (part, way))).collect()
    }

    fn parameters(&self, place: &str) -> Vec<&'a Value> {
        parts(self.about, "parameters").iter().filter(|one| one["in"] == place).collect()
    }

    fn body_kind(&self) -> Option<&'a str> {
        self.about["requestBody"]["content"].as_object()?.keys().next().map(String::as_str)
    }

    /// Who may do it, of those whose things the ids name.
    fn usual(&self) -> Who {
        let is_for_admins = ["/admin/", "/moderation/"].iter().any(|part| self.path.contains(part))
            || self.path.ends_with("/users");
        if is_for_admins { Who::Admin } else { Who::Creator }
    }
}

/// A body with its media type.
struct Body {
    kind: Option<String>,
    bytes: Vec<u8>,
}

impl Body {
    fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { kind: Some(JSON.to_owned()), bytes: bytes.into() }
    }

    fn json(value: &Value) -> Self {
        Self::raw(value.to_string())
    }
}

/// A request, but for the secret of who sends it.
pub(crate) struct Ask {
    pub(crate) who: Who,
    /// With its query.
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

/// The beginning of a text, for a line that people read.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(120).collect()
}

impl fmt::Display for Ask {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        let (who, path, headers) = (self.who, short(&self.path), &self.headers);
        write!(out, "as {who:?}, {path} {headers:?} {}", short(&body))
    }
}

/// Makes requests.
pub(crate) struct Maker<'a> {
    document: &'a Value,
    chance: Chance,
    /// By the name of a field or parameter.
    known: Words,
    /// Ids of what the creator owns, by the word before them in an address.
    pub(crate) own: Words,
    /// The same of another's.
    pub(crate) others: Words,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(document: &'a Value, seed: u64, known: Words) -> Self {
        let (own, others) = (Words::new(), Words::new());
        Self { document, chance: Chance(seed), known, own, others }
    }

    /// A request that is odd in one part and fits in all others.
    pub(crate) fn ask(&mut self, operation: &Operation<'_>, part: Part, way: usize) -> Ask {
        let odd = |one: Part| (part == one).then_some(way);
        let caller = odd(Part::Caller).and_then(|way| CALLERS.get(way).copied());
        let mut who = caller.unwrap_or_else(|| operation.usual());
        let mut path = self.path(operation, odd(Part::Path), way);
        let query = self.pairs(operation, "query", odd(Part::Query), &ODD_QUERIES);
        if !query.is_empty() {
            let query = query.iter().map(|(name, word)| format!("{name}={word}"));
            path = format!("{path}?{}", query.collect::<Vec<_>>().join("&"));
        }
        let mut headers = self.pairs(operation, "header", odd(Part::Header), &ODD_HEADERS);
        let strays = odd(Part::Stray).and_then(|way| STRAYS.get(way)).into_iter();
        headers.extend(strays.copied().flatten().map(|(name, text)| owned(name, text)));
        let mut bytes = None;
        if let Some(body) = self.body(operation, odd(Part::Body)) {
            headers.extend(body.kind.map(|kind| owned("content-type", &kind)));
            bytes = Some(body.bytes);
        }
        // A backup that begins writes to the disk, so nobody who may begin one asks for it well.
        let is_backup = operation.path.ends_with("/backup");
        let sent = bytes.as_deref().unwrap_or_default();
        let is_object = serde_json::from_slice::<Map<String, Value>>(sent).is_ok();
        if who == Who::Admin && is_backup && is_object {
            who = Who::Creator;
        }
        Ask { who, path, headers, body: bytes }
    }

    /// The address with an id: of the caller's own things, another's, nobody's, or an odd text.
    fn path(&self, operation: &Operation<'_>, odd: Option<usize>, way: usize) -> String {
        let Some((head, rest)) = operation.path.split_once('{') else {
            return operation.path.to_owned();
        };
        let tail = rest.split_once('}').map_or("", |(_, tail)| tail);
        let kind = head.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let pick = |words: &Words| {
            let ids = words.get(kind)?;
            ids.get(way % ids.len().max(1)).cloned()
        };
        let own = pick(&self.own).unwrap_or_else(|| "none".to_owned());
        let id = match odd {
            None => own,
            Some(0) => pick(&self.others).unwrap_or(own),
            Some(1) => unknown(&own),
            Some(way) => {
                let text = ODD_PATHS.get(way - 2);
                text.map_or_else(|| "a".repeat(3_000), |text| (*text).to_owned())
            },
        };
        format!("{head}{id}{}", self.tail(tail))
    }

    /// What follows an id, with the first of the caller's own things in each further place.
    fn tail(&self, tail: &str) -> String {
        let Some((head, rest)) = tail.split_once('{') else { return tail.to_owned() };
        let kind = head.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let own = self.own.get(kind).and_then(|ids| ids.first()).map_or("none", String::as_str);
        let tail = rest.split_once('}').map_or("", |(_, tail)| tail);
        format!("{head}{own}{}", self.tail(tail))
    }

    /// Parameters of a place. Odd are: none of them, each of them twice, one with an odd text.
    fn pairs(
        &mut self,
        operation: &Operation<'_>,
        place: &str,
        odd: Option<usize>,
        texts: &[&str],
    ) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let parameters = operation.parameters(place);
        for one in &parameters {
            if one["required"] == true || self.chance.below(2) == 0 {
                let name = name_of(one);
                let word = match self.fitting(name, &one["schema"]) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                pairs.push(owned(name, &word));
            }
        }
        match odd {
            None => {},
            Some(0) => pairs.clear(),
            Some(1) => pairs.extend_from_within(..),
            Some(way) => {
                let name = parameters.get(way % parameters.len()).map_or("", |one| name_of(one));
                let text = texts.get((way - 2) % texts.len()).copied().unwrap_or_default();
                pairs.retain(|(one, _)| one != name);
                pairs.push(owned(name, text));
            },
        }
        pairs
    }

    fn body(&mut self, operation: &Operation<'_>, odd: Option<usize>) -> Option<Body> {
        let kind = operation.body_kind()?;
        if kind != JSON {
            return Some(bytes_body(kind, odd));
        }
        let schema = &operation.about["requestBody"]["content"][JSON]["schema"];
        let schema = resolved(self.document, schema);
        let mut body = self.fitting("", schema);
        let names = schema["properties"].as_object().into_iter().flat_map(Map::keys);
        let (dry, fields): (Vec<_>, Vec<_>) = names.partition(|name| *name == "dry_run");
        if !dry.is_empty() {
            // What this test tries must not change what it tries next.
            body["dry_run"] = true.into();
        }
        let field = self.chance.one(&fields).map_or("x", |name| name.as_str());
        Some(odd.map_or_else(|| Body::json(&body), |way| spoilt(way, &body, field)))
    }

    /// A value that fits a schema.
    fn fitting(&mut self, name: &str, schema: &Value) -> Value {
        let schema = resolved(self.document, schema);
        if let Some(one) = self.chance.one(parts(schema, "enum")) {
            return one.clone();
        }
        let choices = parts(schema, "oneOf").iter().chain(parts(schema, "anyOf"));
        let choices: Vec<&Value> = choices.filter(|one| kinds(one) != ["null"]).collect();
        if let Some(one) = self.chance.one(&choices) {
            return self.fitting(name, one);
        }
        match kinds(schema).into_iter().find(|kind| *kind != "null") {
            Some("array") => {
                let count = self.chance.below(3);
                (0..count).map(|_| self.fitting(name, &schema["items"])).collect()
            },
            Some("string") => self.text(name, schema).into(),
            Some("integer") => {
                let known = self.known_word(name).and_then(|word| word.parse::<u64>().ok());
                known.map_or_else(|| self.chance.below(10).into(), Value::from)
            },
            Some("number") => json!(0.5),
            Some("boolean") => (self.chance.below(2) == 0).into(),
            Some("object") => self.object(schema),
            _ if schema["allOf"].is_array() => self.whole(parts(schema, "allOf")),
            _ => json!("anything"),
        }
    }

    fn object(&mut self, schema: &Value) -> Value {
        let mut made = Map::new();
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            let is_required = parts(schema, "required").iter().any(|one| one == name.as_str());
            if !is_required && self.chance.below(2) == 0 {
                continue;
            }
            let is_null = kinds(inner).contains(&"null") && self.chance.below(8) == 0;
            let value = if is_null { Value::Null } else { self.fitting(name, inner) };
            made.insert(name.clone(), value);
        }
        made.into()
    }

    /// An object that fits several schemas at once.
    fn whole(&mut self, all: &[Value]) -> Value {
        let mut made = Map::new();
        for part in all {
            if let Value::Object(fields) = self.fitting("", part) {
                made.extend(fields);
            }
        }
        made.into()
    }

    /// A word that the site knows, one that the description names in backticks, or a new one.
    fn text(&mut self, name: &str, schema: &Value) -> String {
        if let Some(word) = self.known_word(name) {
            return word;
        }
        let about = schema["description"].as_str().unwrap_or_default();
        let named: Vec<&str> = about.split('`').skip(1).step_by(2).collect();
        match self.chance.one(&named) {
            Some(word) => (*word).to_owned(),
            None => format!("word{:09}", self.chance.draw() % 1_000_000_000),
        }
    }

    fn known_word(&mut self, name: &str) -> Option<String> {
        self.chance.one(self.known.get(name)?).cloned()
    }
}

fn owned(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

fn name_of(parameter: &Value) -> &str {
    parameter["name"].as_str().expect("a parameter has a name")
}

/// An id as it could be, which nothing has.
fn unknown(own: &str) -> String {
    let mut letters: Vec<char> = own.chars().collect();
    let last = if letters.pop() == Some('0') { '1' } else { '0' };
    letters.into_iter().chain([last]).collect()
}

/// Bytes: as many as fit, none, more than were promised, of another type, of none.
fn bytes_body(kind: &str, odd: Option<usize>) -> Body {
    let kind = match odd {
        Some(2) => Some("text/plain"),
        Some(3) => None,
        _ => Some(kind),
    };
    let size = match odd {
        Some(0) => 0,
        Some(1) => 2_000,
        _ => 8,
    };
    Body { kind: kind.map(str::to_owned), bytes: vec![b'x'; size] }
}

/// A JSON body that is wrong in one way, or only just right.
fn spoilt(way: usize, body: &Value, field: &str) -> Body {
    let fields = body.as_object().cloned().unwrap_or_default();
    let with = |name: &str, value: Value| {
        let mut fields = fields.clone();
        fields.insert(name.to_owned(), value);
        Body::json(&fields.into())
    };
    let text = |text: &str| if body[field].is_array() { json!([text]) } else { json!(text) };
    match way {
        0 => {
            let mut fields = fields.clone();
            fields.remove(field);
            Body::json(&fields.into())
        },
        1 => with(field, json!({ "x": [1] })),
        2 => with(field, Value::Null),
        3 => with("surplus", json!(1)),
        4 => with(field, text(&"long ".repeat(1_000))),
        5 => with(field, text("a\0b")),
        6 => with(field, json!(-1)),
        7 => with(field, json!(u64::MAX)),
        8 => Body::raw("{}"),
        9 => Body::json(&json!([body])),
        10 => Body::raw("null"),
        11 => Body::raw("{\"x\":"),
        12 => Body::raw(""),
        13 => Body::raw(format!("{}{}", "[".repeat(200), "]".repeat(200))),
        // One more than `gateway.body_bytes_max`.
        14 => Body::raw(" ".repeat((256 << 10) + 1)),
        15 => Body { kind: Some("text/plain".to_owned()), ..Body::json(body) },
        16 => Body { kind: None, ..Body::json(body) },
        _ => Body::raw(*b"{\"x\":\"\xff\"}"),
    }
}
