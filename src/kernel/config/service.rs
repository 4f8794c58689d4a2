//! Where live settings are asked for and changed: who may, against which version, and
//! what is in force in this process now. It must not read or write a file; the store does.

use super::change::{self, Given};
use super::text::told;
use super::{Layered, SettingKey, Source, StaticConfig};
use crate::kernel::clock::Clock;
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::{Error, Fault, RefusalCode as _, Refused, Reply, Shared};
use crate::kernel::meter::Meters;
use crate::kernel::ports::config::{
    Author, Change, ConfigStore, Kept, Once, Proposed, Table, Version,
};
use crate::kernel::settings::{Complaint, Reason};
use arc_swap::ArcSwap;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// How often a change that names no version is worked out anew when others come first.
const TRIES: u32 = 8;

/// How much may be live and said about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HistoryBounds {
    pub(crate) table_bytes_max: usize,
    pub(crate) note_chars_max: usize,
}

/// A wished change.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wish {
    /// The version it was made against; `None` takes whichever is newest.
    pub(crate) expected: Option<u64>,
    pub(crate) note: String,
    /// By `section.key`; `None` makes the key follow file and environment again.
    pub(crate) keys: BTreeMap<String, Option<Given>>,
    /// Judges and compares, and changes nothing.
    pub(crate) is_trial: bool,
}

/// What a change did, or would do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outcome {
    /// The version that is newest after it.
    pub(crate) version: u64,
    /// Empty when everything was so already; then no version is made.
    pub(crate) changes: Vec<Change>,
}

/// Why a change was not made.
#[derive(Debug, Clone)]
pub(crate) enum Rejected {
    /// Every setting that is wrong.
    Unfit(Vec<Complaint>),
    Error(Error),
}

impl From<Error> for Rejected {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<Refused> for Rejected {
    fn from(refused: Refused) -> Self {
        Self::Error(refused.into())
    }
}

impl From<Fault> for Rejected {
    fn from(fault: Fault) -> Self {
        Self::Error(fault.into())
    }
}

impl Rejected {
    /// As programs are told it: `CONFIG_INVALID` with every key that is wrong.
    pub(crate) fn into_error(self) -> Error {
        match self {
            Self::Unfit(complaints) => invalid(&complaints).into(),
            Self::Error(error) => error,
        }
    }
}

/// One setting as it is in this process.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) key: SettingKey,
    pub(crate) value: serde_json::Value,
    pub(crate) source: Source,
    /// What it would be if it were not live.
    pub(crate) below: Layered,
    /// Why a live value is not in force.
    pub(crate) aside: Option<Complaint>,
}

/// What is in force here.
#[derive(Debug, Default)]
struct InForce {
    version: u64,
    table: Table,
    aside: BTreeMap<String, Complaint>,
}

/// The live configuration of a process.
pub(crate) struct LiveConfig {
    store: Arc<dyn ConfigStore>,
    below: Arc<dyn StaticConfig>,
    kept: watch::Receiver<Arc<Kept>>,
    now: ArcSwap<InForce>,
    /// Held while a table is put in force, so that an older one never comes last.
    turn: Mutex<()>,
    clock: Clock,
    meters: Meters,
    bounds: HistoryBounds,
}

impl LiveConfig {
    /// Puts what the store holds in force.
    pub(crate) fn new(
        store: Arc<dyn ConfigStore>,
        below: Arc<dyn StaticConfig>,
        (clock, meters): (Clock, Meters),
        bounds: HistoryBounds,
    ) -> Self {
        let kept = store.watch();
        let now = ArcSwap::default();
        let turn = Mutex::default();
        let service = Self { store, below, kept, now, turn, clock, meters, bounds };
        service.settle();
        service
    }

    /// Follows the store for as long as it lives.
    pub(crate) async fn follow(&self) {
        let mut kept = self.kept.clone();
        while kept.changed().await.is_ok() {
            self.settle();
        }
    }

    /// Puts the newest table in force over what lies below now.
    pub(crate) fn settle(&self) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = self.kept.borrow().clone();
        let (table, aside) = change::settle(&*self.below, &kept.table());
        let before = self.now.load();
        for (key, why) in aside.iter().filter(|(key, why)| before.aside.get(*key) != Some(*why)) {
            let why = why.to_string();
            tracing::error!(key, why, "a live setting is not in force: clear it or set it anew");
        }
        if let Some(damage) = &kept.damage {
            tracing::error!(damage, "the history of the live configuration is damaged");
        }
        self.below.put(&table);
        self.meters.config_version.set(i64::try_from(kept.newest()).unwrap_or(i64::MAX));
        self.meters.config_aside.set(i64::try_from(aside.len()).unwrap_or(i64::MAX));
        if before.version != kept.newest() {
            let (version, keys) = (kept.newest(), table.len());
            tracing::info!(version, keys, "a version of the live settings is in force");
        }
        self.now.store(Arc::new(InForce { version: kept.newest(), table, aside }));
    }

    /// The version in force.
    pub(crate) fn version(&self) -> u64 {
        self.now.load().version
    }

    /// Every version that is kept, oldest first, and what of them was damaged.
    pub(crate) fn history(&self) -> Arc<Kept> {
        self.kept.borrow().clone()
    }

    /// Every setting as it is now, in the order in which the configuration is written.
    pub(crate) fn views(&self) -> Vec<View> {
        let (now, kept, mut layers) = (self.now.load(), self.history(), self.below.layers());
        let view = |key: &SettingKey| {
            let full = key.full();
            let below = layers.remove(&full)?;
            let live = now.table.get(&full).filter(|_| below.source < Source::Flag);
            let (value, source) = match live {
                Some(value) => (value.clone(), Source::LiveSettings(set_by(&kept, &full))),
                None => (below.value.clone(), below.source),
            };
            let aside = now.aside.get(&full).cloned();
            Some(View { key: key.clone(), value, source, below, aside })
        };
        self.below.keys().iter().filter_map(view).collect()
    }

    /// Every section with what it is for, in English.
    pub(crate) fn sections(&self) -> &[(String, String)] {
        self.below.sections()
    }

    /// Live settings that are not in force, by key, with the reason.
    pub(crate) fn aside(&self) -> BTreeMap<String, Complaint> {
        self.now.load().aside.clone()
    }

    /// Changes settings, as one version.
    ///
    /// # Errors
    /// `NOT_ALLOWED`, `CONFIG_INVALID` with every key that is wrong, `CONFIG_CHANGED` when another
    /// version came first, `KEY_REUSED`, or that the store failed. Nothing is changed then.
    pub(crate) async fn change(
        &self,
        cx: &Context,
        name: &str,
        wish: Wish,
    ) -> Result<Outcome, Rejected> {
        let asked = format!("{:?} {}", wish.keys, wish.note);
        self.make(cx, name, (wish.expected, &wish.note, wish.is_trial), None, &asked, |table| {
            change::next(self.below.keys(), table, &wish.keys)
        })
        .await
    }

    /// Brings back the table of a former version, as a new version; 0 clears everything.
    ///
    /// # Errors
    /// As `change`, and `CONFIG_VERSION_UNKNOWN` when that version is not kept.
    pub(crate) async fn roll_back(
        &self,
        cx: &Context,
        name: &str,
        to: u64,
        wish: Wish,
    ) -> Result<Outcome, Rejected> {
        let table = self.table_of(to)?;
        let asked = format!("back to {to} {}", wish.note);
        let facts = (wish.expected, wish.note.as_str(), wish.is_trial);
        self.make(cx, name, facts, Some(to), &asked, |_| Ok(table.clone())).await
    }

    /// What differs between two versions.
    ///
    /// # Errors
    /// `CONFIG_VERSION_UNKNOWN`.
    pub(crate) fn diff(&self, from: u64, to: u64) -> Reply<Vec<Change>> {
        Ok(change::diff(&self.table_of(from)?, &self.table_of(to)?))
    }

    fn table_of(&self, number: u64) -> Reply<Table> {
        let kept = self.history();
        let oldest = kept.versions.first().map_or(0, |version| version.number);
        if number == 0 && oldest <= 1 {
            return Ok(Table::new());
        }
        let found = kept.find(number).map(|version| version.values.clone());
        Ok(found.ok_or_else(|| {
            let newest = kept.newest();
            let text =
                format!("version {number} is not kept; choose one from {oldest} to {newest}");
            Shared::ConfigVersionUnknown.because(text)
        })?)
    }

    async fn make(
        &self,
        cx: &Context,
        name: &str,
        (expected, note, is_trial): (Option<u64>, &str, bool),
        back_to: Option<u64>,
        asked: &str,
        next: impl Fn(&Table) -> Result<Table, Vec<Complaint>>,
    ) -> Result<Outcome, Rejected> {
        if !cx.caller.is_admin() {
            self.meters.config_refused.inc();
            return Err(Shared::NotAllowed
                .because("only administrators may change settings")
                .into());
        }
        let by = Author { scope: cx.caller.scope(), name: name.to_owned() };
        let once = cx
            .key
            .as_deref()
            .filter(|_| !is_trial)
            .map(|key| Once { key: key.to_owned(), fingerprint: fingerprint(asked) });
        for _ in 0..TRIES {
            let kept = self.history();
            if let Some(first) = repeated(&kept, &by, once.as_ref())? {
                return Ok(first);
            }
            let judged = self.judge(&kept, expected, note, &next);
            let (values, changes) =
                judged.inspect_err(|rejected| self.note_refusal(&by, rejected))?;
            if changes.is_empty() || is_trial {
                return Ok(Outcome { version: kept.newest(), changes });
            }
            let version = Version {
                number: kept.newest() + 1,
                at_ms: self.clock.now_ms(),
                by: by.clone(),
                note: note.trim().to_owned(),
                back_to,
                trace_id: cx.trace.id(),
                once: once.clone(),
                changes,
                values,
            };
            if let Some(outcome) = self.keep(version).await? {
                return Ok(outcome);
            }
            // Another came first. Whoever named no version wants it on top of that one; whoever
            // did is told so by the next round, unless this very command came by another process.
        }
        Err(Fault::Overloaded.into())
    }

    fn note_refusal(&self, by: &Author, rejected: &Rejected) {
        self.meters.config_refused.inc();
        let Error::Refused(refused) = rejected.clone().into_error() else { return };
        let (code, keys) = (&refused.name, keys_of(&refused));
        tracing::warn!(by = by.scope, %code, keys, "a change of settings was refused");
    }

    /// How many characters a note may have.
    pub(crate) fn note_chars_max(&self) -> usize {
        self.bounds.note_chars_max
    }

    /// The table that a change makes, and what differs in it.
    fn judge(
        &self,
        kept: &Kept,
        expected: Option<u64>,
        note: &str,
        next: &impl Fn(&Table) -> Result<Table, Vec<Complaint>>,
    ) -> Result<(Table, Vec<Change>), Rejected> {
        if expected.is_some_and(|expected| expected != kept.newest()) {
            return Err(late(kept).into());
        }
        let HistoryBounds { note_chars_max, table_bytes_max } = self.bounds;
        let note_chars = note.chars().count();
        if note_chars > note_chars_max {
            let reason = Reason::Chars { count: note_chars, most: note_chars_max };
            return Err(Rejected::Unfit(vec![Complaint { key: "note".to_owned(), reason }]));
        }
        let before = kept.table();
        let table = next(&before).map_err(Rejected::Unfit)?;
        let count = serde_json::to_string(&table).map_or(usize::MAX, |text| text.len());
        if count > table_bytes_max {
            let reason = Reason::Bytes { count, most: table_bytes_max };
            return Err(Rejected::Unfit(vec![Complaint { key: String::new(), reason }]));
        }
        let changes = change::diff(&before, &table);
        // What cannot be in force anyway must not stand in the way of what is asked for.
        let now = self.now.load();
        let is_touched = |key: &String| changes.iter().any(|change| change.key == *key);
        let mut tried = table.clone();
        tried.retain(|key, _| is_touched(key) || !now.aside.contains_key(key));
        self.below.judge(&tried).map_err(Rejected::Unfit)?;
        Ok((table, changes))
    }

    /// Makes a version durable and puts it in force; `None` when another came first.
    async fn keep(&self, version: Version) -> Reply<Option<Outcome>> {
        let made = version.clone();
        let proposed = self.store.propose(version.number - 1, version).await;
        if proposed.map_err(Fault::from)? == Proposed::Late {
            return Ok(None);
        }
        self.settle();
        let diff: Vec<String> = made.changes.iter().map(told).collect();
        tracing::info!(
            version = made.number,
            by = made.by.scope,
            name = made.by.name,
            note = made.note,
            trace_id = made.trace_id,
            diff = diff.join(", "),
            "the live settings were changed"
        );
        Ok(Some(Outcome { version: made.number, changes: made.changes }))
    }
}

/// The version that gave a key the value it has.
fn set_by(kept: &Kept, full: &str) -> u64 {
    let touched = |version: &&Arc<Version>| version.changes.iter().any(|one| one.key == full);
    let oldest = kept.versions.first();
    kept.versions.iter().rfind(touched).or(oldest).map_or(0, |version| version.number)
}

/// The outcome of the same command, if it was carried out before.
fn repeated(kept: &Kept, by: &Author, once: Option<&Once>) -> Reply<Option<Outcome>> {
    let Some(once) = once else { return Ok(None) };
    let same = |version: &&Arc<Version>| {
        let key = version.once.as_ref().map(|first| first.key.as_str());
        version.by.scope == by.scope && key == Some(once.key.as_str())
    };
    let Some(first) = kept.versions.iter().rfind(same) else { return Ok(None) };
    if first.once.as_ref() != Some(once) {
        let text = "this key came with another change before; use a fresh key";
        return Err(Shared::KeyReused.because(text).into());
    }
    Ok(Some(Outcome { version: first.number, changes: first.changes.clone() }))
}

fn fingerprint(asked: &str) -> String {
    hex::encode(Sha256::digest(asked))
}

fn invalid(complaints: &[Complaint]) -> Refused {
    let told = |one: &Complaint| (one.key.clone(), one.to_string());
    let told: Vec<(String, String)> = complaints.iter().map(told).collect();
    let texts: Vec<&str> = told.iter().map(|(_, text)| text.as_str()).collect();
    let refused = Shared::ConfigInvalid.because(texts.join("; "));
    told.iter().fold(refused, |refused, (key, text)| refused.with(key, text.as_str()))
}

fn late(kept: &Kept) -> Refused {
    let newest = kept.newest();
    let by = kept.versions.last().map_or_else(String::new, |last| last.by.name.clone());
    let text = format!(
        "{by} made version {newest} in the meantime; look at what is live now, then decide again"
    );
    Shared::ConfigChanged.because(text).with("version", newest).with("by", by)
}

fn keys_of(refused: &Refused) -> String {
    let keys: Vec<&str> = refused.details.iter().map(|detail| detail.name.as_str()).collect();
    keys.join(", ")
}

/// The name under which a caller without an account signs.
pub(crate) fn name_of(caller: &Caller) -> &'static str {
    match caller {
        Caller::Operator => "operator",
        _ => "unknown",
    }
}
