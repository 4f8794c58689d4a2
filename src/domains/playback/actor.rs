//! The service of playback: what it holds, which rpcs it answers, and what it remembers for a
//! moment. It must not decide; the work stands in `handlers`.

use super::Options;
use super::engine::SigningKey;
use super::live::{PendingPlayed, PendingProgress, PendingServed, Recent};
use super::model::PlaySession;
use super::store;
use crate::contract::playback::{Owner, SessionId, service};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::fault::Reply;
use crate::kernel::live::LiveSettings;
use std::cell::RefCell;
use std::rc::Rc;

/// The playback domain.
pub(crate) struct Playback {
    pub(super) domain: DomainContext<Owner>,
    pub(super) options: LiveSettings<Options>,
    /// Sessions that were read within the last moment.
    pub(super) recent: Recent,
    /// Where viewers are, before it is durable.
    pub(super) progress: Rc<PendingProgress>,
    /// What was played, before it is durable.
    pub(super) played: Rc<PendingPlayed>,
    /// What was sent in minutes that are not over.
    pub(super) served: Rc<PendingServed>,
    key: RefCell<Option<Rc<SigningKey>>>,
}

service!(
    Playback: start_session,
    report_progress,
    authorize_media,
    check_session,
    authorize_cover,
    export_account,
    report_bytes,
    list_history,
    remove_from_history,
    clear_history,
    pause_history,
    resume_history,
    count_views,
);

impl Playback {
    pub(super) fn new(domain: DomainContext<Owner>, options: LiveSettings<Options>) -> Self {
        let (recent, key) = (Recent::default(), RefCell::default());
        let (progress, played, served) = (Rc::default(), Rc::default(), Rc::default());
        Self { domain, options, recent, progress, played, served, key }
    }

    /// The key that signs media tokens; `None` before the first session, when no token exists.
    pub(super) async fn signing_key(&self) -> Reply<Option<Rc<SigningKey>>> {
        if let Some(key) = self.key.borrow().as_ref() {
            return Ok(Some(Rc::clone(key)));
        }
        let found = self.domain.db.read(store::signing_key).await?;
        Ok(found.map(|key| self.hold_key(key)))
    }

    /// Remembers the key for as long as the domain lives: it never changes.
    pub(super) fn hold_key(&self, bytes: [u8; 32]) -> Rc<SigningKey> {
        Rc::clone(self.key.borrow_mut().insert(Rc::new(SigningKey::new(bytes))))
    }

    /// A session with what is known of its video, at most a moment old.
    pub(super) async fn session(&self, session_id: &SessionId) -> Reply<Option<Rc<PlaySession>>> {
        let options = self.options.get();
        let now_ms = self.domain.clock.now_ms();
        if let Some(known) = self.recent.find(session_id, now_ms, options.session_cached_ms) {
            return Ok(Some(known));
        }
        let read = self.recent.moment(now_ms);
        let asked = session_id.clone();
        let found = self.domain.db.read(move |view| store::find(view, &asked)).await?.map(Rc::new);
        if let Some(session) = &found {
            self.recent.keep(session, read, &options);
        }
        Ok(found)
    }
}
