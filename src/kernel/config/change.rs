//! What a change asks for, worked out against the table it meets. Pure: no store, no clock.

use super::{SettingKey, StaticConfig};
use crate::kernel::ports::config::{Change, Table};
use crate::kernel::settings::{Complaint, Reason, typed, written};
use serde_json::Value;
use std::collections::BTreeMap;

/// A value somebody gives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Given {
    /// As a form or a command line carries it.
    Written(String),
    /// As a program states it.
    Typed(Value),
}

/// The table after a change: `None` as a value makes its key follow file and environment again.
///
/// # Errors
/// One complaint for each key that is unknown, fixed, or given a value that does not fit.
pub(super) fn next(
    keys: &[SettingKey],
    table: &Table,
    wishes: &BTreeMap<String, Option<Given>>,
) -> Result<Table, Vec<Complaint>> {
    let (mut next, mut complaints) = (table.clone(), Vec::new());
    for (full, wish) in wishes {
        match one(keys, full, wish.as_ref()) {
            Ok(Some(value)) => {
                next.insert(full.clone(), value);
            },
            Ok(None) => {
                next.remove(full);
            },
            Err(reason) => complaints.push(Complaint { key: full.clone(), reason }),
        }
    }
    if complaints.is_empty() { Ok(next) } else { Err(complaints) }
}

fn one(keys: &[SettingKey], full: &str, wish: Option<&Given>) -> Result<Option<Value>, Reason> {
    let key = keys.iter().find(|key| key.full() == full);
    let Some(given) = wish else {
        // What a former release set can be cleared, whatever it is now.
        return Ok(None);
    };
    let Some(key) = key else {
        return Err(Reason::Unknown { near: near(keys, full) });
    };
    if let Some(fixed) = key.declared.fixed {
        return Err(Reason::Fixed(fixed));
    }
    let value = match given {
        Given::Written(text) => written(key.declared.kind, text),
        Given::Typed(value) => typed(key.declared.kind, value.clone()),
    };
    value.map(Some)
}

/// Settings that somebody may have meant.
fn near(keys: &[SettingKey], full: &str) -> Vec<String> {
    let word = full.rsplit('.').next().unwrap_or_default();
    let is_near = |key: &&SettingKey| {
        let name = key.declared.name;
        !word.is_empty() && (name.contains(word) || word.contains(name))
    };
    keys.iter().filter(is_near).take(3).map(SettingKey::full).collect()
}

/// What differs between two tables, by key.
pub(super) fn diff(before: &Table, after: &Table) -> Vec<Change> {
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let change = |key: &String| {
        let (before, after) = (before.get(key).cloned(), after.get(key).cloned());
        (before != after).then(|| Change { key: key.clone(), before, after })
    };
    keys.into_iter().filter_map(change).collect()
}

/// The part of a table that can be in force over what lies below, and why the rest cannot. A file
/// or a release may have moved since the table was judged.
pub(super) fn settle(
    below: &dyn StaticConfig,
    table: &Table,
) -> (Table, BTreeMap<String, Complaint>) {
    let (mut good, mut aside) = (table.clone(), BTreeMap::new());
    for full in table.keys() {
        let key = below.keys().iter().find(|key| key.full() == *full);
        let reason = match key.map(|key| key.declared.fixed) {
            Some(None) => continue,
            Some(Some(fixed)) => Reason::Fixed(fixed),
            None => Reason::Unknown { near: Vec::new() },
        };
        good.remove(full);
        aside.insert(full.clone(), Complaint { key: full.clone(), reason });
    }
    if below.judge(&good).is_ok() {
        return (good, aside);
    }
    one_by_one(below, good, aside)
}

/// Adds keys for as long as another one can be added: bounds may lean on each other.
fn one_by_one(
    below: &dyn StaticConfig,
    wanted: Table,
    mut aside: BTreeMap<String, Complaint>,
) -> (Table, BTreeMap<String, Complaint>) {
    let (mut good, mut rest) = (Table::new(), wanted);
    loop {
        let before = rest.len();
        rest.retain(|key, value| {
            good.insert(key.clone(), value.clone());
            match below.judge(&good) {
                Ok(()) => {
                    aside.remove(key);
                    false
                },
                Err(complaints) => {
                    good.remove(key);
                    let first = complaints.into_iter().next();
                    aside.extend(first.map(|complaint| (key.clone(), complaint)));
                    true
                },
            }
        });
        if rest.is_empty() || rest.len() == before {
            return (good, aside);
        }
    }
}
