//! Reports of what was played that wait for their write. Losing one is harmless, and there are
//! never more than may wait.

use super::is_fresh;
use crate::contract::playback::SessionId;
use crate::contract::video::VideoId;
use crate::domains::playback::Options;
use crate::domains::playback::model::{Beacon, ResumeKey};
use crate::kernel::fault::{Fault, Reply};
use std::cell::RefCell;
use std::collections::HashMap;

/// Reports of one session that may wait: no player tells so much between two writes.
const REPORTS_WAITING_MAX: usize = 16;

/// A beacon, and whose view it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::playback) struct ToldBeacon {
    pub(in crate::domains::playback) person: String,
    pub(in crate::domains::playback) beacon: Beacon,
}

/// What becomes of a report.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::domains::playback) enum Turn {
    /// It is written now, behind those that have waited.
    Now(Vec<ToldBeacon>),
    /// It waits. `is_newest`: none that waits was told after it.
    Later { is_newest: bool },
}

struct WaitingReports {
    resume_key: ResumeKey,
    written_at_ms: i64,
    newest: u64,
    told: Vec<ToldBeacon>,
}

/// Reports that wait for their next durable write, by their session.
#[derive(Default)]
pub(in crate::domains::playback) struct PendingPlayed {
    waiting: RefCell<HashMap<SessionId, WaitingReports>>,
}

impl PendingPlayed {
    /// Takes a report: it is written now if the last write of its session is long enough ago, or
    /// there is no room to wait.
    ///
    /// # Errors
    /// `Overloaded` where a session tells more than any player does.
    pub(in crate::domains::playback) fn note(
        &self,
        (session_id, resume_key): (&SessionId, &ResumeKey),
        told: ToldBeacon,
        now_ms: i64,
        options: &Options,
    ) -> Reply<Turn> {
        let mut all = self.waiting.borrow_mut();
        let Some(waiting) = all.get_mut(session_id) else {
            if all.len() < options.progress_waiting_max {
                let (resume_key, newest) = (resume_key.clone(), told.beacon.sequence);
                let waiting =
                    WaitingReports { resume_key, written_at_ms: now_ms, newest, told: Vec::new() };
                all.insert(session_id.clone(), waiting);
            }
            return Ok(Turn::Now(vec![told]));
        };
        let is_newest = told.beacon.sequence > waiting.newest;
        if !is_fresh(waiting.written_at_ms, now_ms, options.progress_every_ms) {
            (waiting.written_at_ms, waiting.newest) =
                (now_ms, waiting.newest.max(told.beacon.sequence));
            let mut due = std::mem::take(&mut waiting.told);
            due.push(told);
            return Ok(Turn::Now(due));
        }
        if waiting.told.len() >= REPORTS_WAITING_MAX {
            return Err(Fault::Overloaded.into());
        }
        waiting.newest = waiting.newest.max(told.beacon.sequence);
        waiting.told.push(told);
        Ok(Turn::Later { is_newest })
    }

    /// Takes the reports of up to `sweep_rows_max` sessions whose next write is due; forgets
    /// sessions of which nobody has told since.
    pub(in crate::domains::playback) fn due(
        &self,
        now_ms: i64,
        options: &Options,
    ) -> Vec<(SessionId, Vec<ToldBeacon>)> {
        let mut all = self.waiting.borrow_mut();
        let waits_on =
            |one: &WaitingReports| is_fresh(one.written_at_ms, now_ms, options.progress_every_ms);
        all.retain(|_, one| !one.told.is_empty() || waits_on(one));
        let rows = usize::try_from(options.sweep_rows_max).unwrap_or(usize::MAX);
        let is_due = |one: &WaitingReports| !one.told.is_empty() && !waits_on(one);
        let mut due = Vec::new();
        for (session_id, waiting) in all.iter_mut().filter(|(_, one)| is_due(one)).take(rows) {
            waiting.written_at_ms = now_ms;
            due.push((session_id.clone(), std::mem::take(&mut waiting.told)));
        }
        due
    }

    /// Takes back what could not be written: it waits for the next time.
    pub(in crate::domains::playback) fn give_back(
        &self,
        session_id: &SessionId,
        told: Vec<ToldBeacon>,
    ) {
        if let Some(waiting) = self.waiting.borrow_mut().get_mut(session_id) {
            waiting.told.splice(0..0, told);
            waiting.told.truncate(REPORTS_WAITING_MAX);
        }
    }

    /// Forgets what a viewer has told of one video.
    pub(in crate::domains::playback) fn forget_place(&self, resume_key: &ResumeKey) {
        self.forget_where(|one| one == resume_key);
    }

    /// Forgets all that a viewer has told.
    pub(in crate::domains::playback) fn forget_viewer(&self, viewer: &str) {
        self.forget_where(|one| one.viewer == viewer);
    }

    /// Forgets all that was told of a video.
    pub(in crate::domains::playback) fn forget(&self, video_id: &VideoId) {
        self.forget_where(|one| one.video_id == *video_id);
    }

    /// Forgets what was told, and not when it was written: nobody tells more often by it.
    fn forget_where(&self, is_meant: impl Fn(&ResumeKey) -> bool) {
        let mut all = self.waiting.borrow_mut();
        for waiting in all.values_mut().filter(|one| is_meant(&one.resume_key)) {
            waiting.told.clear();
        }
    }
}
