//! What must hold in the world of one source and one consumer, at every step and at the end.
//! It must not look into the follower; only what is durable counts.

use super::rows::{END, ENTITIES, Effect, Key, Record, Rows, STATES, UNHEARD};
use super::rows::{count, effects, in_replay, waiting};

/// What has been published, whatever is left of it in the log.
#[derive(Default)]
pub(super) struct History {
    pub(super) records: Vec<Record>,
    /// Whether each event must have had its effect: not when some were compacted away before they
    /// were read, nor when they are read anew.
    pub(super) is_relaxed: bool,
}

impl History {
    fn heard(&self, entity: usize) -> impl Iterator<Item = &Record> {
        let is_heard = move |record: &&Record| record.entity == entity && record.kind != UNHEARD;
        self.records.iter().filter(is_heard)
    }

    /// What holds at every step.
    pub(super) fn check(&self, consumer: &Rows) -> Result<(), String> {
        for (entity, name) in ENTITIES.iter().enumerate() {
            let effects = effects(consumer, entity);
            if let Some(wrong) = wrong(&effects) {
                return Err(format!("{name}: {wrong}: {effects:?}"));
            }
            let published: Vec<u64> = self.heard(entity).map(|record| record.version).collect();
            let had: Vec<u64> = effects.iter().map(|effect| effect.version).collect();
            if !self.is_relaxed && !published.starts_with(&had) {
                return Err(format!("{name} published {published:?}, it had effects {had:?}"));
            }
        }
        Ok(())
    }

    /// What holds when everything has come to rest; says what is missing.
    pub(super) fn missing(&self, consumer: &Rows) -> Option<String> {
        let waiting = waiting(consumer);
        if !waiting.is_empty() {
            return Some(format!("{waiting:?} wait still"));
        }
        let last = self.records.iter().rfind(|record| record.kind != UNHEARD);
        let (read, _) = in_replay(consumer, Key::Reading);
        if last.is_some_and(|last| last.position > read) {
            return Some(format!("{last:?} is not read"));
        }
        let replay_to = count(consumer, Key::ReplayTo).unwrap_or_default();
        if read < replay_to {
            return Some(format!("a replay to {replay_to} stands at {read}"));
        }
        let entities = 0..ENTITIES.len();
        entities.into_iter().find_map(|entity| self.missing_of(consumer, entity))
    }

    fn missing_of(&self, consumer: &Rows, entity: usize) -> Option<String> {
        let newest = |kind| self.heard(entity).filter(|one| one.kind == kind).last();
        let ended = newest(END).map(|record| record.version);
        let name = ENTITIES[entity];
        if count(consumer, Key::Gone(entity)) != ended {
            return Some(format!("{name} has ended in {ended:?}, the copy does not know"));
        }
        for kind in STATES {
            let told = newest(kind).map(|record| record.version).filter(|_| ended.is_none());
            let kept = count(consumer, Key::State(entity, kind));
            if kept != told {
                return Some(format!("{name} of kind {kind} is {told:?}, the copy says {kept:?}"));
            }
        }
        let (published, had) = (self.heard(entity).count(), effects(consumer, entity).len());
        (!self.is_relaxed && published != had)
            .then(|| format!("{name} published {published} events, {had} had their effect"))
    }
}

/// What is wrong with the effects of one entity, if anything.
fn wrong(effects: &[Effect]) -> Option<&'static str> {
    for (place, later) in effects.iter().enumerate() {
        for earlier in &effects[..place] {
            let is_older = later.version < earlier.version;
            if later.replay == earlier.replay && later.version <= earlier.version {
                return Some("an event had its effect twice, or after a later one");
            }
            if is_older && earlier.kind == END {
                return Some("what had ended was brought back");
            }
            if is_older && earlier.kind == later.kind {
                return Some("a replay applied what is older than the newest");
            }
        }
    }
    None
}
