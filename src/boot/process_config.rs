//! What lies below the live configuration of this process: every setting with what it is for, where
//! its value comes from, and whether it may change. It must not keep what is live; the store does.

use super::composition::Parts;
use super::config::{Layers, described, told};
use crate::kernel::config::{Layered, SettingKey, Source, StaticConfig};
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::config::Table;
use crate::kernel::settings::{Complaint, Fixed};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The settings of one process below what is live.
pub(super) struct ProcessConfig {
    keys: Vec<SettingKey>,
    sections: Vec<(String, String)>,
    layers: LiveSettings<Layers>,
    /// The values with which the process started, for what only a start reads.
    started: BTreeMap<String, (Value, Source)>,
    parts: Arc<Parts>,
}

impl ProcessConfig {
    pub(super) fn new(layers: Layers, parts: Arc<Parts>) -> Self {
        let started = layers.stated();
        let sections = described().into_iter().map(|one| (one.word.to_owned(), one.about));
        let (keys, sections) = (keys().collect(), sections.collect());
        Self { keys, sections, layers: LiveSettings::new(layers), started, parts }
    }

    /// Lays other layers, which were read and judged again.
    pub(super) fn lay(&self, layers: Layers) {
        self.layers.set(layers);
    }
}

impl StaticConfig for ProcessConfig {
    fn keys(&self) -> &[SettingKey] {
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
            if key.declared.fixed == Some(Fixed::AtStart) {
                (value, source) = self.started.get(&full).cloned().unwrap_or(unset);
                waits = (value != now.0).then_some(now.0);
            }
            layered.insert(full, Layered { value, source, waits });
        }
        layered
    }

    fn judge(&self, live: &Table) -> Result<(), Vec<Complaint>> {
        self.layers.get().with_live(live).map(drop)
    }

    fn put(&self, live: &Table) {
        match self.layers.get().with_live(live) {
            Ok(settings) => self.parts.set(settings),
            Err(complaints) => {
                let cause = told(&complaints);
                tracing::error!(cause, "the settings are kept as they were");
            },
        }
    }
}

fn keys() -> impl Iterator<Item = SettingKey> {
    described().into_iter().flat_map(|section| section.keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::settings::{Declared, Kind, UnitOfMeasure};

    /// What a declaration lacks; nothing when it is whole.
    fn lacks(key: &SettingKey) -> Option<String> {
        let Declared { name, kind, within, items, like, .. } = &key.declared;
        let is_number = matches!(kind, Kind::Integer | Kind::Decimal | Kind::Integers);
        let is_list = matches!(kind, Kind::Integers | Kind::Strings | Kind::Rows);
        let mut words = name.rsplit('_').filter(|word| !["max", "min"].contains(word));
        let said = words.next().unwrap_or_default();
        let of_name =
            UNITS.iter().find(|unit| unit.word() == said).unwrap_or(&UnitOfMeasure::Count);
        let lack = match within {
            None if is_number => "a unit and bounds: add `in Ms 1..=60_000`",
            Some((unit, _)) if unit != of_name => {
                "the unit that its name says, or the name its unit"
            },
            Some((_, (least, most))) if least > most => "bounds that leave room",
            _ if is_list && items.is_none() => "how many entries it takes: add `items 0..=10`",
            _ if key.declared.about.len() <= 5 => "a sentence that says what it is for",
            _ if key.default.is_null() != like.is_some() => "an example: add `like \"…\"`",
            _ if key.declared.judge(&key.default).is_some() => "a default within its bounds",
            _ => return None,
        };
        Some(format!("{} lacks {lack}", key.full()))
    }

    const UNITS: &[UnitOfMeasure] = &[
        UnitOfMeasure::Ms,
        UnitOfMeasure::Bytes,
        UnitOfMeasure::Kib,
        UnitOfMeasure::Kbps,
        UnitOfMeasure::Px,
        UnitOfMeasure::Percent,
        UnitOfMeasure::Fps,
    ];

    #[test]
    fn every_setting_is_declared_in_full() {
        let lacking: Vec<String> = keys().filter_map(|key| lacks(&key)).collect();
        assert!(lacking.is_empty(), "{lacking:#?}");
        for section in described() {
            assert!(section.about.len() > 5, "[{}] does not say what it is for", section.word);
            assert!(!section.keys.is_empty());
        }
    }

    /// Each lack is found, so that the test above cannot pass by blindness.
    #[test]
    fn a_declaration_that_lacks_something_is_found() {
        let whole = || Declared::new::<u32>("stay_ms", "How long it stays.", None);
        let bounded = || whole().within::<u32>(UnitOfMeasure::Ms, &(1..=9));
        let found = |declared: Declared, default: Value| {
            lacks(&SettingKey { section: "x".to_owned(), declared, default })
        };
        assert_eq!(found(bounded(), 5.into()), None);
        let list = Declared::new::<Vec<String>>("names", "Some names.", None);
        let text = Declared::new::<Option<String>>("url", "Where it is.", None);
        let table = [
            (whole(), Value::from(5), "a unit and bounds"),
            (whole().within::<u32>(UnitOfMeasure::Bytes, &(1..=9)), 5.into(), "the unit"),
            (bounded(), 10.into(), "a default within"),
            (Declared { about: String::new(), ..bounded() }, 5.into(), "a sentence"),
            (list, Value::Array(Vec::new()), "how many entries"),
            (text, Value::Null, "an example"),
        ];
        for (declared, default, lack) in table {
            let told = found(declared, default).expect(lack);
            assert!(told.contains(lack), "{told}");
        }
    }

    #[test]
    fn every_choice_is_one_that_its_section_takes() {
        let layers = Layers::read(None, std::iter::empty()).expect("the defaults are good");
        for key in keys() {
            let Kind::Word(choices) = key.declared.kind else { continue };
            for choice in choices {
                let table = Table::from([(key.full(), Value::from(*choice))]);
                assert_eq!(layers.with_live(&table).map(drop), Ok(()), "{}", key.full());
            }
            let table = Table::from([(key.full(), Value::from("nonsense"))]);
            let complaint = layers.with_live(&table).expect_err("no such word").remove(0);
            assert_eq!(complaint.key, key.full(), "{complaint}");
        }
    }
}
