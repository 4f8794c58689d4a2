//! What lies below the live configuration of this process: every setting with what it is for, where
//! its value comes from, and whether it may change. It must not keep what is live; the store does.

use super::config::Layers;
use super::config::{DEFAULT, Settings};
use super::roster::Parts;
use crate::contract::each_domain;
use crate::domains;
use crate::gateway;
use crate::kernel::config::{Complaint, Ground, Key, Kind, Layered, Source};
use crate::kernel::live::Live;
use crate::kernel::ports::config::{Adjustable, Fixed, Table};
use serde_json::Value;
use std::collections::BTreeMap;
use std::mem::take;
use std::sync::Arc;

/// The ground of one process.
pub(super) struct Bedrock {
    keys: Vec<Key>,
    sections: Vec<(String, String)>,
    layers: Live<Layers>,
    /// The values with which the process started, for what only a start reads.
    started: BTreeMap<String, (Value, Source)>,
    parts: Arc<Parts>,
}

impl Bedrock {
    pub(super) fn new(layers: Layers, parts: Arc<Parts>) -> Self {
        let started = layers.stated();
        let (keys, sections) = written();
        Self { keys, sections, layers: Live::new(layers), started, parts }
    }

    /// Lays other layers, which were read and judged again.
    pub(super) fn lay(&self, layers: Layers) {
        self.layers.set(layers);
    }
}

impl Ground for Bedrock {
    fn keys(&self) -> &[Key] {
        &self.keys
    }

    fn sections(&self) -> &[(String, String)] {
        &self.sections
    }

    fn layers(&self) -> BTreeMap<String, Layered> {
        let mut stated = self.layers.get().stated();
        let mut layered = BTreeMap::new();
        for key in &self.keys {
            let full = key.full();
            let unset = (key.default.clone(), Source::Default);
            let now = stated.remove(&full).unwrap_or_else(|| unset.clone());
            let (mut value, mut source) = now.clone();
            let mut waits = None;
            if key.fixed == Some(Fixed::AtStart) {
                (value, source) = self.started.get(&full).cloned().unwrap_or(unset);
                waits = (value != now.0).then_some(now.0);
            }
            layered.insert(full, Layered { value, source, waits });
        }
        layered
    }

    fn judge(&self, live: &Table) -> Result<(), Complaint> {
        self.layers.get().with_live(live).map(drop)
    }

    fn put(&self, live: &Table) {
        match self.layers.get().with_live(live) {
            Ok(settings) => self.parts.set(settings),
            Err(complaint) => {
                tracing::error!(cause = complaint.text, "the settings are kept as they were");
            },
        }
    }
}

/// Which settings of a section may change while the site runs.
struct Rules {
    live: &'static [&'static str],
    fixed: &'static [(&'static str, Fixed)],
    choices: &'static [(&'static str, &'static [&'static str])],
}

fn of<A: Adjustable>() -> Option<Rules> {
    Some(Rules { live: A::LIVE, fixed: A::FIXED, choices: A::CHOICES })
}

macro_rules! rules {
    ($($word:ident)*) => {
        /// The rules of a section; `None` where only a start reads it.
        fn rules(section: &str) -> Option<Rules> {
            match section {
                "gateway" => of::<gateway::Settings>(),
                $(stringify!($word) => of::<domains::$word::Options>(),)*
                _ => None,
            }
        }
    };
}
each_domain!(rules);

/// Every setting and every section, as the default configuration writes and explains them.
fn written() -> (Vec<Key>, Vec<(String, String)>) {
    let defaults = serde_json::to_value(Settings::default()).unwrap_or_default();
    let (mut keys, mut sections) = (Vec::new(), Vec::new());
    let (mut section, mut about) = (String::new(), String::new());
    for line in DEFAULT.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix('#').map(str::trim) {
            // A key that is unset by default stands in a comment.
            let unset = comment
                .split_once(" = ")
                .filter(|(name, _)| defaults[&section].get(name).is_some_and(Value::is_null));
            match unset {
                Some((name, _)) => keys.push(key(&defaults, &section, name, &take(&mut about))),
                None if about.is_empty() => comment.clone_into(&mut about),
                None => about = format!("{about} {comment}"),
            }
            continue;
        }
        let said = take(&mut about);
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut section);
            sections.push((section.clone(), said));
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| !line.starts_with('{')) {
            keys.push(key(&defaults, &section, name, &said));
        }
    }
    (keys, sections)
}

fn key(defaults: &Value, section: &str, name: &str, about: &str) -> Key {
    let default = defaults[section][name].clone();
    let rules = rules(section);
    let of_key = |list: &Rules| list.choices.iter().find(|(key, _)| *key == name).copied();
    let choices = rules.as_ref().and_then(of_key).map(|(_, choices)| choices);
    let fixed = match &rules {
        Some(rules) if rules.live.contains(&name) => None,
        Some(rules) => {
            let stated = rules.fixed.iter().find(|(key, _)| *key == name);
            Some(stated.map_or(Fixed::AtStart, |(_, fixed)| *fixed))
        },
        None => Some(Fixed::AtStart),
    };
    Key {
        section: section.to_owned(),
        name: name.to_owned(),
        kind: Kind::of(&default, choices),
        about: about.to_owned(),
        default,
        fixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each key of each section: live or fixed, never both, never neither.
    #[test]
    fn every_setting_says_whether_it_may_change() {
        let defaults = serde_json::to_value(Settings::default()).expect("settings are a table");
        let mut with_rules = 0;
        for (section, table) in defaults.as_object().expect("sections") {
            let Some(rules) = rules(section) else { continue };
            with_rules += 1;
            let mut stated: Vec<&str> = rules.live.to_vec();
            stated.extend(rules.fixed.iter().map(|(key, _)| *key));
            stated.sort_unstable();
            let mut keys: Vec<&str> =
                table.as_object().expect("keys").keys().map(String::as_str).collect();
            keys.sort_unstable();
            assert_eq!(stated, keys, "[{section}]: put each key into LIVE or FIXED, once");
            for (key, choices) in rules.choices {
                let default = table[*key].as_str().expect("a word");
                assert!(choices.contains(&default), "{section}.{key}");
            }
        }
        assert!(with_rules > 0);
    }

    /// Every section of a domain has rules; a new domain is not forgotten.
    #[test]
    fn every_domain_has_rules() {
        for row in crate::contract::CITY {
            assert!(rules(row.word).is_some(), "add [{}] to rules() in boot/ground.rs", row.word);
        }
    }

    #[test]
    fn every_setting_is_explained_once() {
        let defaults = serde_json::to_value(Settings::default()).expect("settings are a table");
        let (keys, sections) = written();
        for (section, about) in &sections {
            assert!(about.len() > 5, "[{section}] has no comment of its own in config.toml");
        }
        for (section, table) in defaults.as_object().expect("sections") {
            for name in table.as_object().expect("keys").keys() {
                let found: Vec<&Key> = keys
                    .iter()
                    .filter(|key| key.section == *section && key.name == *name)
                    .collect();
                assert_eq!(found.len(), 1, "config.toml must have {section}.{name} once");
                assert!(
                    found[0].about.len() > 5,
                    "{section}.{name} has no comment of its own in config.toml"
                );
            }
        }
    }

    #[test]
    fn every_choice_is_one_that_its_section_takes() {
        let layers = Layers::read(None, std::iter::empty()).expect("the defaults are good");
        for key in written().0 {
            let Kind::Word(choices) = key.kind else { continue };
            for choice in choices {
                let table = Table::from([(key.full(), Value::from(*choice))]);
                assert_eq!(layers.with_live(&table).map(drop), Ok(()), "{}", key.full());
            }
            let table = Table::from([(key.full(), Value::from("nonsense"))]);
            let complaint = layers.with_live(&table).expect_err("no such word");
            assert_eq!(complaint.key, key.full(), "{}", complaint.text);
        }
    }
}
