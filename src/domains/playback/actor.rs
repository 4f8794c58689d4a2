//! The desk of playback: what it holds, which rpcs it answers, and what it remembers for a moment.
//! It must not decide; the work stands in `handlers`.

use super::Options;
use super::engine::SigningKey;
use super::live::{Progress, Recent};
use super::model::Ticket;
use super::store;
use crate::contract::playback::{Owner, SessionId, desk};
use crate::kernel::fault::Reply;
use crate::kernel::live::Live;
use crate::kernel::seat::Seat;
use std::cell::RefCell;
use std::rc::Rc;

/// The playback domain.
pub(crate) struct Playback {
    pub(super) seat: Seat<Owner>,
    pub(super) options: Live<Options>,
    /// Sessions that were read within the last moment.
    pub(super) recent: Recent,
    /// Where viewers are, before it is durable.
    pub(super) progress: Rc<Progress>,
    key: RefCell<Option<Rc<SigningKey>>>,
}

desk!(Playback: start_session, report_progress, authorize_media, authorize_cover);

impl Playback {
    pub(super) fn new(seat: Seat<Owner>, options: Live<Options>) -> Self {
        let (recent, progress) = (Recent::default(), Rc::default());
        Self { seat, options, recent, progress, key: RefCell::default() }
    }

    /// The key that signs media tokens; `None` before the first session, when no token exists.
    pub(super) async fn signing_key(&self) -> Reply<Option<Rc<SigningKey>>> {
        if let Some(key) = self.key.borrow().as_ref() {
            return Ok(Some(Rc::clone(key)));
        }
        let found = self.seat.db.read(store::signing_key).await?;
        Ok(found.map(|key| self.hold_key(key)))
    }

    /// Remembers the key for as long as the domain lives: it never changes.
    pub(super) fn hold_key(&self, bytes: [u8; 32]) -> Rc<SigningKey> {
        Rc::clone(self.key.borrow_mut().insert(Rc::new(SigningKey::new(bytes))))
    }

    /// A session with what is known of its video, at most a moment old.
    pub(super) async fn ticket(&self, session_id: &SessionId) -> Reply<Option<Rc<Ticket>>> {
        let options = self.options.get();
        let now_ms = self.seat.clock.now_ms();
        if let Some(known) = self.recent.find(session_id, now_ms, options.ticket_cached_ms) {
            return Ok(Some(known));
        }
        let read = self.recent.moment(now_ms);
        let asked = session_id.clone();
        let found = self.seat.db.read(move |view| store::find(view, &asked)).await?.map(Rc::new);
        if let Some(ticket) = &found {
            self.recent.keep(ticket, read, &options);
        }
        Ok(found)
    }
}
