//! What `proto/` says exists: the rows of `domains.toml`, and the rpcs, events and imports of each
//! proto file. Reads only as much of the protobuf language as the style of this project uses;
//! protoc's errors belong to
//! `build/`.

use std::collections::{BTreeMap, BTreeSet};

pub(crate) const TOPOLOGY_MAP: &str = "proto/domains.toml";

#[derive(Debug, Default, Clone)]
pub(crate) struct Row {
    pub(crate) line: usize,
    pub(crate) purpose: String,
    pub(crate) calls: Vec<String>,
    /// `video.VideoPublished`.
    pub(crate) hears: Vec<String>,
    pub(crate) engine_crates: Vec<String>,
    /// Of what the domain gives ids.
    pub(crate) ids: Vec<String>,
    pub(crate) unknown_keys: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Rpc {
    pub(crate) name: String,
    pub(crate) line: usize,
    /// The text between its braces.
    pub(crate) options: String,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Proto {
    pub(crate) package: String,
    pub(crate) services: Vec<(String, usize)>,
    pub(crate) rpcs: Vec<Rpc>,
    /// Messages that carry the event option, with their line.
    pub(crate) events: Vec<(String, usize)>,
    /// Words of the imported files.
    pub(crate) imports: Vec<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Topology {
    pub(crate) rows: BTreeMap<String, Row>,
    pub(crate) protos: BTreeMap<String, Proto>,
    /// Why `domains.toml` cannot be read.
    pub(crate) error: Option<String>,
}

impl Topology {
    pub(crate) fn read<'a>(text_of: impl Fn(&str) -> Option<&'a str>) -> Self {
        let mut topology = Self::default();
        let text = text_of(TOPOLOGY_MAP).unwrap_or_default();
        match text.parse::<toml::Table>() {
            Ok(table) => topology.rows = rows(&table, text),
            Err(error) => topology.error = Some(error.to_string()),
        }
        for word in topology.rows.keys() {
            if let Some(text) = text_of(&format!("proto/{word}.proto")) {
                topology.protos.insert(word.clone(), proto(text));
            }
        }
        topology
    }

    pub(crate) fn is_domain(&self, word: &str) -> bool {
        self.rows.contains_key(word)
    }

    /// The domains whose messages `word` may name: itself, whom it calls, whom it hears, and what
    /// their protos import.
    pub(crate) fn known_to(&self, word: &str) -> BTreeSet<String> {
        let mut known = BTreeSet::from([word.to_owned()]);
        if let Some(row) = self.rows.get(word) {
            known.extend(row.calls.iter().cloned());
            known.extend(
                row.hears.iter().filter_map(|heard| Some(heard.split_once('.')?.0.to_owned())),
            );
        }
        let direct: Vec<String> = known.iter().cloned().collect();
        for near in direct {
            if let Some(proto) = self.protos.get(&near) {
                known.extend(proto.imports.iter().filter(|import| self.is_domain(import)).cloned());
            }
        }
        known
    }
}

fn rows(table: &toml::Table, text: &str) -> BTreeMap<String, Row> {
    let line_of = |word: &str| {
        let head = format!("[{word}]");
        text.lines().position(|line| line.trim() == head).map_or(1, |index| index + 1)
    };
    let mut rows = BTreeMap::new();
    for (word, value) in table {
        let mut row = Row { line: line_of(word), ..Row::default() };
        for (key, value) in value.as_table().into_iter().flatten() {
            match key.as_str() {
                "purpose" => row.purpose = value.as_str().unwrap_or_default().to_owned(),
                "calls" => row.calls = strings(value),
                "hears" => row.hears = strings(value),
                "engine_crates" => row.engine_crates = strings(value),
                "ids" => row.ids = strings(value),
                "placement" => {},
                other => row.unknown_keys.push(other.to_owned()),
            }
        }
        rows.insert(word.clone(), row);
    }
    rows
}

fn strings(value: &toml::Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

fn proto(text: &str) -> Proto {
    let mut proto = Proto::default();
    let mut message = String::new();
    let mut rpc: Option<Rpc> = None;
    for (index, raw) in text.lines().enumerate() {
        let line = raw.split("//").next().unwrap_or_default().trim();
        let words: Vec<&str> = line
            .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
            .filter(|w| !w.is_empty())
            .collect();
        match words.as_slice() {
            ["package", name] => proto.package = (*name).to_owned(),
            ["import", file] => proto.imports.push(file.trim_end_matches(".proto").to_owned()),
            ["service", name] => proto.services.push(((*name).to_owned(), index + 1)),
            ["message", name, ..] => message = (*name).to_owned(),
            ["rpc", name, ..] => {
                proto.rpcs.extend(rpc.take());
                rpc =
                    Some(Rpc { name: (*name).to_owned(), line: index + 1, options: String::new() });
            },
            _ => {},
        }
        if let Some(open) = &mut rpc {
            open.options.push_str(line);
            if line == "}" || line.ends_with(';') && line.starts_with("rpc") {
                proto.rpcs.extend(rpc.take());
            }
        }
        let is_event = line.starts_with("option") && line.contains(".event)");
        if is_event && proto.events.last().is_none_or(|(last, _)| *last != message) {
            proto.events.push((message.clone(), index + 1));
        }
    }
    proto.rpcs.extend(rpc);
    proto
}

/// `PublishVideo` → `publish_video`.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// `live_input` → `LiveInput`.
pub(crate) fn camel(word: &str) -> String {
    let capital = |part: &str| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    word.split('_').filter_map(capital).collect()
}
