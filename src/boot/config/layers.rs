//! The layers of the configuration: declared default, file, environment, what is live, flags, in
//! rising order. It says where each value comes from, and where a wrong one stands.
//! It must not know what a setting means.

use super::{Settings, default_text, described};
use crate::kernel::config::{SettingKey, Source};
use crate::kernel::db::Address;
use crate::kernel::ports::config::Table;
use crate::kernel::settings::{Complaint, Kind, Reason, written};
use anyhow::{Context as _, Result, anyhow};
use config::{Config, ConfigError, FileFormat, Format as _, Map, Value as Merged};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Default, file, environment and flags, each as it was written.
#[derive(Debug, Clone)]
pub(in crate::boot) struct Layers {
    /// In rising order.
    layers: Vec<Layer>,
    file: Option<File>,
    /// `section.key` and value, typed for this process.
    flags: Vec<(String, Value)>,
}

/// One layer; each of its values carries its origin.
#[derive(Debug, Clone)]
struct Layer {
    source: Source,
    /// The file, or `the variable SHOAL__…`.
    origin: String,
    values: Map<String, Merged>,
}

#[derive(Debug, Clone)]
struct File {
    path: PathBuf,
    text: String,
}

impl config::Source for Layer {
    fn clone_into_box(&self) -> Box<dyn config::Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Merged>, ConfigError> {
        Ok(self.values.clone())
    }
}

impl Layer {
    fn parsed(source: Source, origin: String, text: &str) -> Result<Self> {
        let values = FileFormat::Toml.parse(Some(&origin), text).map_err(|cause| anyhow!(cause))?;
        Ok(Self { source, origin, values })
    }

    /// One value at a place below a section.
    fn of_one(source: Source, origin: String, path: &[&str], value: Value) -> Result<Self> {
        let mut merged = marked(&origin, value)?;
        for key in path[1..].iter().rev() {
            merged = Map::from_iter([((*key).to_owned(), merged)]).into();
        }
        Ok(Self { source, origin, values: Map::from_iter([(path[0].to_owned(), merged)]) })
    }
}

/// A value that says where it comes from.
fn marked(origin: &String, value: Value) -> Result<Merged> {
    let merged: Merged = serde_json::from_value(value)?;
    Ok(Merged::new(Some(origin), merged.kind))
}

impl Layers {
    /// Reads what was written.
    ///
    /// # Errors
    /// With file, line and cause, or with the name of the variable.
    pub(in crate::boot) fn read(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self> {
        let origin = "the declared defaults".to_owned();
        let mut layers = vec![Layer::parsed(Source::Default, origin, &default_text())?];
        let file = file.map(File::read).transpose()?;
        if let Some(file) = &file {
            layers.push(Layer::parsed(Source::File, file.path.display().to_string(), &file.text)?);
        }
        let keys: Vec<SettingKey> =
            described().into_iter().flat_map(|section| section.keys).collect();
        for (name, text) in environment {
            if let Some(path) = name.strip_prefix("SHOAL__") {
                let origin = format!("the variable {name}");
                let layer = variable(&keys, &path.to_ascii_lowercase(), &text, &origin);
                layers.push(layer.map_err(|complaint| anyhow!("{origin}: {complaint}"))?);
            }
        }
        Ok(Self { layers, file, flags: Vec::new() })
    }

    /// The same with values that were typed for this process, by `section.key`.
    pub(in crate::boot) fn with_flags(mut self, flags: Vec<(String, Value)>) -> Self {
        self.flags = flags;
        self
    }

    /// The settings without anything live.
    ///
    /// # Errors
    /// With file and line, or the variable, of each value that is wrong.
    pub(in crate::boot) fn settings(&self) -> Result<Settings> {
        self.with_live(&Table::new()).map_err(|complaints| {
            let lines = complaints.iter().map(|complaint| match self.place_of(&complaint.key) {
                Some(place) => format!("{place}: {complaint}"),
                None => complaint.to_string(),
            });
            anyhow!(lines.collect::<Vec<_>>().join("\n"))
        })
    }

    /// The settings with what is live over file and environment.
    ///
    /// # Errors
    /// Every setting with which the site cannot run.
    pub(in crate::boot) fn with_live(&self, live: &Table) -> Result<Settings, Vec<Complaint>> {
        let mut layers = self.layers.clone();
        for (full, value) in live {
            let path: Vec<&str> = full.splitn(2, '.').collect();
            let layer =
                Layer::of_one(Source::LiveSettings(0), "live".to_owned(), &path, value.clone());
            layers.push(layer.map_err(|error| vec![unread(full, &error)])?);
        }
        let merged = merged(&layers).map_err(|error| vec![unread("", &error)])?;
        let settings: Result<Settings, _> = merged.clone().try_deserialize();
        let settings = settings.map_err(|error| vec![misfit(&merged, &error)])?;
        let complaints = settings.judge();
        if complaints.is_empty() { Ok(settings) } else { Err(complaints) }
    }

    /// Every value that is stated anywhere below what is live, and above it by flags.
    pub(in crate::boot) fn stated(&self) -> BTreeMap<String, (Value, Source)> {
        let mut stated = BTreeMap::new();
        let sections = merged(&self.layers).and_then(|merged| merged.cache.into_table());
        for (section, keys) in sections.into_iter().flatten() {
            for (key, merged) in keys.into_table().into_iter().flatten() {
                let source = self.layer_of(&merged).map_or(Source::Default, |layer| layer.source);
                let mut value = plain(&merged);
                if (section.as_str(), key.as_str()) == ("storage", "urls") {
                    hide_passwords(&mut value);
                }
                stated.insert(format!("{section}.{key}"), (value, source));
            }
        }
        for (full, value) in &self.flags {
            stated.insert(full.clone(), (value.clone(), Source::Flag));
        }
        stated
    }

    /// The layer that has the last word on a value; of a table, on any entry.
    fn layer_of(&self, merged: &Merged) -> Option<&Layer> {
        if let config::ValueKind::Table(entries) = &merged.kind {
            let layers = entries.values().filter_map(|entry| self.layer_of(entry));
            return layers.max_by_key(|layer| layer.source);
        }
        self.layers.iter().find(|layer| Some(layer.origin.as_str()) == merged.origin())
    }

    /// Where a setting was written, for whoever has to correct it.
    fn place_of(&self, full: &str) -> Option<String> {
        let (section, key) = full.split_once('.')?;
        let merged = merged(&self.layers).ok()?;
        let layer = self.layer_of(&at(&merged, section, key)?)?;
        match (&self.file, layer.source) {
            (_, Source::Environment) => Some(layer.origin.clone()),
            (None, _) => None,
            (Some(file), Source::File) => match line_of(&file.text, section, key) {
                Some(line) => Some(format!("{} line {line}", layer.origin)),
                None => Some(layer.origin.clone()),
            },
            // The file did not say it, but what it says makes it wrong.
            (Some(file), _) => Some(file.path.display().to_string()),
        }
    }
}

/// What all complaints say, for a log.
pub(in crate::boot) fn told(complaints: &[Complaint]) -> String {
    complaints.iter().map(Complaint::to_string).collect::<Vec<_>>().join("; ")
}

fn merged(layers: &[Layer]) -> Result<Config, ConfigError> {
    let mut builder = Config::builder();
    for layer in layers {
        builder = builder.add_source(layer.clone());
    }
    builder.build()
}

fn at(merged: &Config, section: &str, key: &str) -> Option<Merged> {
    let keys = merged.cache.clone().into_table().ok()?.remove(section)?;
    keys.into_table().ok()?.remove(key)
}

/// A value without its origin.
fn plain(merged: &Merged) -> Value {
    merged.clone().try_deserialize().unwrap_or_default()
}

fn unread(key: &str, error: &impl ToString) -> Complaint {
    Complaint { key: key.to_owned(), reason: Reason::Unread { cause: error.to_string() } }
}

/// What is wrong with a value that its type does not take.
fn misfit(merged: &Config, error: &ConfigError) -> Complaint {
    let path = match error {
        ConfigError::Type { key, .. } | ConfigError::At { key, .. } => key.as_deref(),
        ConfigError::NotFound(key) => Some(key.as_str()),
        _ => None,
    };
    let mut parts = path.unwrap_or_default().split(['.', '[']);
    let (section, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let mut keys = described().into_iter().flat_map(|section| section.keys);
    let key = keys.find(|key| key.section == section && key.declared.name == name);
    let value = at(merged, section, name).map(|value| plain(&value)).unwrap_or_default();
    let Some(key) = key else { return unread("", error) };
    let reason = key.declared.judge(&value).unwrap_or_else(|| match error {
        ConfigError::NotFound(path) => {
            let field = path.rsplit(['.', ']']).next().unwrap_or_default().to_owned();
            Reason::Lacks { field }
        },
        _ => Reason::Unread { cause: cause_of(error) },
    });
    Complaint { key: key.full(), reason }
}

/// The innermost cause, which names neither key nor origin.
fn cause_of(error: &ConfigError) -> String {
    match error {
        ConfigError::At { error, .. } => cause_of(error),
        ConfigError::Type { unexpected, expected, .. } => {
            format!("it is a {unexpected}, where {expected} is expected")
        },
        other => other.to_string(),
    }
}

impl File {
    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the configuration {}", path.display()))?;
        // Read alone first, with the library that knows lines.
        let alone: Result<Settings, _> = toml::from_str(&text);
        alone.map_err(|error| anyhow!("{}: {error}", path.display()))?;
        Ok(Self { path: path.to_owned(), text })
    }
}

/// The line of a file that sets a key of a section, counted from 1.
fn line_of(text: &str, section: &str, key: &str) -> Option<usize> {
    let mut inside = "";
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[') {
            inside = name.split(']').next().unwrap_or_default().trim();
            continue;
        }
        let name = line.split('=').next().unwrap_or_default().trim();
        let dotted = format!("{section}.{key}");
        if (inside == section && name == key) || (inside.is_empty() && name == dotted) {
            return Some(number);
        }
    }
    None
}

/// Addresses as a person may see them.
fn hide_passwords(urls: &mut Value) {
    for url in urls.as_object_mut().into_iter().flat_map(|urls| urls.values_mut()) {
        let text = url.as_str().unwrap_or_default().to_owned();
        *url = Value::String(Address::from(text).to_string());
    }
}

/// `SHOAL__USER__SIGN_UP=closed` sets `sign_up` of `[user]`, in the kind it has, and
/// `SHOAL__STORAGE__URLS__VIDEO` one entry of a table.
fn variable(keys: &[SettingKey], path: &str, text: &str, origin: &str) -> Result<Layer, Complaint> {
    let parts: Vec<&str> = path.splitn(3, "__").collect();
    let full = parts[..parts.len().min(2)].join(".");
    let complain = |reason: Reason| Complaint { key: full.clone(), reason };
    let key = keys.iter().find(|key| key.full() == full);
    let kind = match (key.map(|key| key.declared.kind), parts.len()) {
        (Some(Kind::Table), 3) => Kind::Text,
        (Some(kind), 2) => kind,
        _ => return Err(complain(Reason::Unknown { near: Vec::new() })),
    };
    let value = written(kind, text).map_err(complain)?;
    let layer = Layer::of_one(Source::Environment, origin.to_owned(), &parts, value);
    layer.map_err(|error| unread(&full, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn each_value_says_which_layer_it_comes_from() {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        let text = "[user]\nsessions_max = 7\nhash_lanes = 2\n[storage.urls]\nvideo = \"x\"\n\
                    [ingest]\ncheck_retry_ms = [5]\n";
        file.write_all(text.as_bytes()).expect("it takes text");
        let environment = [("SHOAL__USER__HASH_LANES".to_owned(), "4".to_owned())];
        let layers = Layers::read(Some(file.path()), environment.into_iter()).expect("it is read");
        let layers = layers.with_flags(vec![("serve.listen".to_owned(), "[::1]:1".into())]);
        let stated = layers.stated();
        for (key, value, source) in [
            ("user.hash_passes", Value::from(2), Source::Default),
            ("user.sessions_max", 7.into(), Source::File),
            ("user.hash_lanes", 4.into(), Source::Environment),
            ("ingest.check_retry_ms", vec![5].into(), Source::File),
            ("serve.listen", "[::1]:1".into(), Source::Flag),
        ] {
            assert_eq!(stated[key], (value, source), "{key}");
        }
        assert_eq!(stated["storage.urls"].1, Source::File);
        assert_eq!(
            Layers::read(None, std::iter::empty()).expect("defaults").stated()["storage.urls"].1,
            Source::Default
        );
    }
}
