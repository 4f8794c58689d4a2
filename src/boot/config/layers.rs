//! The layers of the configuration: embedded default, file, environment, what is live, flags, in
//! rising order. It says where each value comes from, and where a wrong one stands.
//! It must not know what a setting means.

use super::{DEFAULT, Settings};
use crate::kernel::config::{Complaint, Source};
use crate::kernel::db::Address;
use crate::kernel::ports::config::Table;
use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Default, file, environment and flags, each as it was written.
#[derive(Debug, Clone)]
pub(in crate::boot) struct Layers {
    default: toml::Table,
    file: Option<File>,
    environment: Vec<Variable>,
    /// `section.key` and value, typed for this process.
    flags: Vec<(String, Value)>,
}

#[derive(Debug, Clone)]
struct File {
    path: PathBuf,
    text: String,
    table: toml::Table,
}

#[derive(Debug, Clone)]
struct Variable {
    name: String,
    section: String,
    key: String,
    value: toml::Value,
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
        let default: toml::Table = DEFAULT.parse().context("the embedded config.toml")?;
        let mut layers = Self {
            file: file.map(File::read).transpose()?,
            environment: Vec::new(),
            flags: Vec::new(),
            default,
        };
        let mut table = layers.written();
        for (name, value) in environment {
            if let Some(path) = name.strip_prefix("SHOAL__") {
                let place = || format!("the variable {name}");
                let (section, key) = set(&mut table, path, &value).with_context(place)?;
                table.clone().try_into::<Settings>().with_context(place)?;
                let value = table[&section][&key].clone();
                layers.environment.push(Variable { name, section, key, value });
            }
        }
        Ok(layers)
    }

    /// The same with values that were typed for this process, by `section.key`.
    pub(in crate::boot) fn with_flags(mut self, flags: Vec<(String, Value)>) -> Self {
        self.flags = flags;
        self
    }

    /// The settings without anything live.
    ///
    /// # Errors
    /// With file and line, or the variable, of the value that is wrong.
    pub(in crate::boot) fn settings(&self) -> Result<Settings> {
        self.with_live(&Table::new()).map_err(|complaint| {
            let text = complaint.text;
            match self.place_of(&complaint.key) {
                Some(place) => anyhow!("{place}: {text}"),
                None => anyhow!("{text}"),
            }
        })
    }

    /// The settings with what is live over file and environment.
    ///
    /// # Errors
    /// The first setting with which the site cannot run.
    pub(in crate::boot) fn with_live(&self, live: &Table) -> Result<Settings, Complaint> {
        let mut table = self.written();
        for (full, value) in live {
            let complain = |text: String| Complaint { key: full.clone(), text };
            let value = toml::Value::try_from(value)
                .map_err(|error| complain(format!("{full}: {error}")))?;
            let (section, key) = full.split_once('.').unwrap_or((full, ""));
            place(&mut table, section, key, value);
        }
        let mut settings: Settings = table.try_into().map_err(|error: toml::de::Error| {
            let text = error.to_string().trim().replace('\n', " ");
            self.complaint(&text)
        })?;
        settings.gateway.upload_bytes_max = settings.ingest.upload_bytes_max;
        settings.check().map_err(|cause| self.complaint(&cause))?;
        Ok(settings)
    }

    /// Every value that is stated anywhere below what is live, and above it by flags.
    pub(in crate::boot) fn stated(&self) -> BTreeMap<String, (Value, Source)> {
        let mut stated = BTreeMap::new();
        let mut add = |section: &str, key: &str, value: &toml::Value, source| {
            let mut value = serde_json::to_value(value).unwrap_or_default();
            if (section, key) == ("storage", "urls") {
                hide_passwords(&mut value);
            }
            stated.insert(format!("{section}.{key}"), (value, source));
        };
        let file = self.file.as_ref().map(|file| (&file.table, Source::File));
        for (table, source) in [(&self.default, Source::Default)].into_iter().chain(file) {
            for (section, keys) in table {
                for (key, value) in keys.as_table().into_iter().flatten() {
                    add(section, key, value, source);
                }
            }
        }
        for one in &self.environment {
            add(&one.section, &one.key, &one.value, Source::Environment);
        }
        for (full, value) in &self.flags {
            stated.insert(full.clone(), (value.clone(), Source::Flag));
        }
        stated
    }

    /// Default, file and environment in one table.
    fn written(&self) -> toml::Table {
        let mut table = self.default.clone();
        if let Some(file) = &self.file {
            overlay(&mut table, file.table.clone());
        }
        for one in &self.environment {
            place(&mut table, &one.section, &one.key, one.value.clone());
        }
        table
    }

    /// Finds the setting that a check speaks of: the sections say `[user] name is …`, serde says
    /// ``… in `user.name` ``.
    fn complaint(&self, text: &str) -> Complaint {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let words = || text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty());
        let section = text.strip_prefix('[').and_then(|rest| rest.split(']').next());
        let is_key = |section: &str, key: &str| {
            self.stated().contains_key(&format!("{section}.{key}"))
                || (section, key) == ("gateway", "public_url")
        };
        let found = words().find_map(|word| match (word.split_once('.'), section) {
            (Some((section, key)), _) if is_key(section, key) => Some(word.to_owned()),
            (None, Some(section)) if is_key(section, word) => Some(format!("{section}.{word}")),
            _ => None,
        });
        let Some(full) = found else {
            return Complaint { key: String::new(), text: text.to_owned() };
        };
        let bare = text.split_once("] ").map_or(text, |(_, rest)| rest);
        let key = full.split_once('.').map_or("", |(_, key)| key);
        let text = if bare.starts_with(key) {
            let section = &full[..full.len() - key.len()];
            format!("{section}{bare}")
        } else {
            bare.to_owned()
        };
        Complaint { key: full, text }
    }

    /// Where a setting was written, for whoever has to correct it.
    fn place_of(&self, full: &str) -> Option<String> {
        let (section, key) = full.split_once('.').unwrap_or((full, ""));
        let is_it = |one: &&Variable| one.section == section && one.key == key;
        if let Some(variable) = self.environment.iter().rfind(is_it) {
            return Some(format!("the variable {}", variable.name));
        }
        let file = self.file.as_ref()?;
        match line_of(&file.text, section, key) {
            Some(line) => Some(format!("{} line {line}", file.path.display())),
            None => Some(file.path.display().to_string()),
        }
    }
}

impl File {
    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the configuration {}", path.display()))?;
        // Read alone first: only then an error knows its line.
        let alone: Result<Settings, _> = toml::from_str(&text);
        alone.map_err(|error| anyhow!("{}: {error}", path.display()))?;
        let table = text.parse()?;
        Ok(Self { path: path.to_owned(), text, table })
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

fn overlay(below: &mut toml::Table, above: toml::Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => overlay(below, above),
            (_, value) => {
                below.insert(key, value);
            },
        }
    }
}

fn place(table: &mut toml::Table, section: &str, key: &str, value: toml::Value) {
    let section = table.entry(section).or_insert_with(|| toml::Value::Table(toml::Table::new()));
    if let Some(keys) = section.as_table_mut() {
        keys.insert(key.to_owned(), value);
    }
}

/// `SHOAL__USER__SIGN_UP_OPEN=false` sets `sign_up_open` of `[user]`, in the type it has.
fn set(table: &mut toml::Table, path: &str, value: &str) -> Result<(String, String)> {
    let path = path.to_ascii_lowercase();
    let Some((section, key)) = path.split_once("__") else {
        bail!("should look like SHOAL__SECTION__KEY")
    };
    let keys = table.get_mut(section).and_then(toml::Value::as_table_mut);
    let keys = keys.ok_or_else(|| anyhow!("there is no section [{section}]"))?;
    if let Some((table, _)) = key.split_once("__") {
        set(keys, key, value)?;
        return Ok((section.to_owned(), table.to_owned()));
    }
    let new = match keys.get(key) {
        Some(toml::Value::Integer(_)) => toml::Value::Integer(value.parse()?),
        Some(toml::Value::Float(_)) => toml::Value::Float(value.parse()?),
        Some(toml::Value::Boolean(_)) => toml::Value::Boolean(value.parse()?),
        Some(toml::Value::Array(_) | toml::Value::Table(_) | toml::Value::Datetime(_)) => {
            let line: toml::Table = format!("value = {value}").parse()?;
            line.get("value").cloned().ok_or_else(|| anyhow!("is empty"))?
        },
        // What is unset by default is text.
        Some(toml::Value::String(_)) | None => toml::Value::String(value.to_owned()),
    };
    keys.insert(key.to_owned(), new);
    Ok((section.to_owned(), key.to_owned()))
}
