//! What playback remembers for a moment: sessions just read, places and reports not yet written,
//! sums of sent media not yet told. All are bounded, and losing any is harmless. Nothing here may
//! outlive a restart.

mod played;
mod served;

pub(super) use played::{PendingPlayed, ToldBeacon, Turn};
pub(super) use served::PendingServed;

use super::Options;
use super::model::{PlaySession, ResumeKey};
use crate::contract::playback::SessionId;
use crate::contract::video::VideoId;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// Sessions as they were read a moment ago.
#[derive(Default)]
pub(super) struct Recent {
    known: RefCell<HashMap<SessionId, (i64, Rc<PlaySession>)>>,
    forgotten: Cell<u64>,
}

/// The moment at which a read began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    at_ms: i64,
    forgotten: u64,
}

impl Recent {
    /// To be asked for before a read whose result is to be kept.
    pub(super) fn moment(&self, at_ms: i64) -> Moment {
        Moment { at_ms, forgotten: self.forgotten.get() }
    }

    /// What was read, if that was no longer than `cached_ms` ago.
    pub(super) fn find(
        &self,
        session_id: &SessionId,
        now_ms: i64,
        cached_ms: u64,
    ) -> Option<Rc<PlaySession>> {
        let known = self.known.borrow();
        let (at_ms, session) = known.get(session_id)?;
        is_fresh(*at_ms, now_ms, cached_ms).then(|| Rc::clone(session))
    }

    /// Remembers what was read, unless something was forgotten meanwhile: the read may have begun
    /// before the change that made it old.
    pub(super) fn keep(&self, session: &Rc<PlaySession>, read: Moment, options: &Options) {
        if read.forgotten != self.forgotten.get() {
            return;
        }
        let at_ms = read.at_ms;
        let mut known = self.known.borrow_mut();
        if known.len() >= options.sessions_cached_max {
            known.retain(|_, (read_at_ms, _)| {
                is_fresh(*read_at_ms, at_ms, options.session_cached_ms)
            });
        }
        if known.len() >= options.sessions_cached_max {
            known.clear();
        }
        known.insert(session.session_id.clone(), (at_ms, Rc::clone(session)));
    }

    /// Forgets every session of a viewer.
    pub(super) fn forget_viewer(&self, viewer: &str) {
        self.forgotten.set(self.forgotten.get() + 1);
        self.known.borrow_mut().retain(|_, (_, session)| session.viewer != viewer);
    }

    /// Forgets every session of a video.
    pub(super) fn forget(&self, video_id: &VideoId) {
        self.forgotten.set(self.forgotten.get() + 1);
        self.known.borrow_mut().retain(|_, (_, session)| session.video_id != *video_id);
    }
}

fn is_fresh(at_ms: i64, now_ms: i64, cached_ms: u64) -> bool {
    u64::try_from(now_ms.saturating_sub(at_ms)).is_ok_and(|age_ms| age_ms < cached_ms)
}

/// A place; `None` once the video counts as watched.
pub(super) type Position = Option<u64>;

#[derive(Debug, Clone, Copy)]
struct Mark {
    place: Position,
    arrival: Arrival,
    written_at_ms: i64,
    is_written: bool,
}

/// Which of two places came later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arrival(u64);

/// Places that wait for their next durable write.
#[derive(Default)]
pub(super) struct PendingProgress {
    marks: RefCell<HashMap<ResumeKey, Mark>>,
    arrivals: Cell<u64>,
}

impl PendingProgress {
    /// To be asked for before a place is written with something else.
    pub(super) fn arrive(&self) -> Arrival {
        self.arrivals.set(self.arrivals.get() + 1);
        Arrival(self.arrivals.get())
    }

    /// Takes a place. True when it has to be written now: the last write is long enough ago, or
    /// there is no room to wait.
    pub(super) fn note(
        &self,
        resume_key: &ResumeKey,
        place: Position,
        now_ms: i64,
        options: &Options,
    ) -> bool {
        let arrival = self.arrive();
        let mut marks = self.marks.borrow_mut();
        if let Some(mark) = marks.get_mut(resume_key) {
            let is_due = !is_fresh(mark.written_at_ms, now_ms, options.progress_every_ms);
            (mark.place, mark.arrival, mark.is_written) = (place, arrival, false);
            if is_due {
                mark.written_at_ms = now_ms;
            }
            return is_due;
        }
        if marks.len() < options.progress_waiting_max {
            let mark = Mark { place, arrival, written_at_ms: now_ms, is_written: false };
            marks.insert(resume_key.clone(), mark);
        }
        true
    }

    /// Takes a place that was just made durable with something else. One that came while it was
    /// written stays, and waits for its own write.
    pub(super) fn settle(
        &self,
        resume_key: &ResumeKey,
        place: Position,
        now_ms: i64,
        arrival: Arrival,
    ) {
        let mut marks = self.marks.borrow_mut();
        if let Some(mark) = marks.get_mut(resume_key).filter(|mark| mark.arrival < arrival) {
            *mark = Mark { place, arrival, written_at_ms: now_ms, is_written: true };
        }
    }

    /// The newest place of a resume key, if it is still in memory.
    pub(super) fn peek(&self, resume_key: &ResumeKey) -> Option<Position> {
        self.marks.borrow().get(resume_key).map(|mark| mark.place)
    }

    /// Notes that a place is durable. A newer one that has come since is to be written, even if it
    /// was: the older one may have landed behind it.
    pub(super) fn wrote(&self, resume_key: &ResumeKey, place: Position) {
        if let Some(mark) = self.marks.borrow_mut().get_mut(resume_key) {
            mark.is_written = mark.place == place;
        }
    }

    /// Up to `rows` places whose next write is due; forgets those that nobody has moved since.
    pub(super) fn due(&self, now_ms: i64, options: &Options) -> Vec<(ResumeKey, Position)> {
        let mut marks = self.marks.borrow_mut();
        let every_ms = options.progress_every_ms;
        marks.retain(|_, mark| !mark.is_written || is_fresh(mark.written_at_ms, now_ms, every_ms));
        let rows = usize::try_from(options.sweep_rows_max).unwrap_or(usize::MAX);
        let mut due = Vec::new();
        let waits =
            |mark: &Mark| !mark.is_written && !is_fresh(mark.written_at_ms, now_ms, every_ms);
        for (resume_key, mark) in marks.iter_mut().filter(|(_, mark)| waits(mark)).take(rows) {
            mark.written_at_ms = now_ms;
            due.push((resume_key.clone(), mark.place));
        }
        due
    }

    /// Forgets one place.
    pub(super) fn forget_place(&self, resume_key: &ResumeKey) {
        self.marks.borrow_mut().remove(resume_key);
    }

    /// Forgets every place of a viewer.
    pub(super) fn forget_viewer(&self, viewer: &str) {
        self.marks.borrow_mut().retain(|resume_key, _| resume_key.viewer != viewer);
    }

    /// Forgets every place in a video.
    pub(super) fn forget(&self, video_id: &VideoId) {
        self.marks.borrow_mut().retain(|resume_key, _| resume_key.video_id != *video_id);
    }
}
