//! What was played, judged and written in one unit, and told then or within a minute. It must not
//! tell more often than that, except that it is a view.

use crate::contract::playback::{Owner, SessionId, ViewCounted};
use crate::domains::playback::jobs::Keeps;
use crate::domains::playback::model::{
    self, Beacon, PlaySession, ResumeKey, Untold, VIEW_APART_MS, Visibility,
};
use crate::domains::playback::store;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

/// What a report with a beacon brings into its unit.
#[derive(Clone)]
pub(in crate::domains::playback) struct Brought {
    pub(in crate::domains::playback) person: String,
    pub(in crate::domains::playback) resume_key: ResumeKey,
    pub(in crate::domains::playback) beacon: Beacon,
    pub(in crate::domains::playback) place: Option<u64>,
    pub(in crate::domains::playback) keeps: Keeps,
    pub(in crate::domains::playback) rows_max: u32,
}

/// Takes a beacon. True if the place is remembered; that of one which was overtaken is not.
pub(in crate::domains::playback) fn take(
    tx: &Tx<'_, Owner>,
    session_id: &SessionId,
    told: &Brought,
) -> Reply<bool> {
    let now_ms = tx.now_ms();
    let session = store::find(tx, session_id)?.filter(|session| session.is_open(now_ms));
    let (Some(session), Some(so_far)) = (session, store::played_so_far(tx, session_id)?) else {
        return Err(model::refuse_session());
    };
    let account = model::decide_account(&session.viewer);
    if is_erased(tx, account.as_ref())? {
        return Err(model::refuse_session());
    }
    let advance = model::decide_advance(so_far, &told.beacon, session.duration_ms, now_ms)?;
    let Some(advance) = advance else { return Ok(false) };
    store::save_played(tx, session_id, &advance.so_far)?;
    let is_view = advance.is_enough && count(tx, &session, &told.person)?;
    let untold = store::untold(tx, session_id)?.unwrap_or_default();
    let untold = model::after_beacon(untold, &told.beacon, advance.is_newest);
    tell_or_keep(tx, &session, &untold, is_view)?;
    let named = decide_named(tx, account.clone())?;
    if !advance.is_newest || (account.is_some() && named.is_none()) {
        return Ok(false);
    }
    if let Some(user_id) = &named {
        let past = session.past(told.beacon.position_ms, now_ms);
        store::note_watched(tx, user_id, &past, told.rows_max)?;
    }
    if session.viewer.is_empty() {
        return Ok(false);
    }
    let expires_at_ms = told.keeps.until(now_ms, &session.viewer);
    store::save_resume(tx, &told.resume_key, told.place, expires_at_ms)?;
    Ok(true)
}

fn is_erased(tx: &Tx<'_, Owner>, account: Option<&UserId>) -> Reply<bool> {
    account.map_or(Ok(false), |user_id| store::is_erased(tx, user_id))
}

/// Who is named in what is told; nobody who has paused their history.
fn decide_named(tx: &Tx<'_, Owner>, account: Option<UserId>) -> Reply<Option<UserId>> {
    let is_paused = account.as_ref().map_or(Ok(false), |user_id| store::is_paused(tx, user_id))?;
    Ok(account.filter(|_| !is_paused))
}

/// Counts a view, unless this person's last one was not long ago. True when it counts.
fn count(tx: &Tx<'_, Owner>, session: &PlaySession, person: &str) -> Reply<bool> {
    let Some(owner_id) = session.counts_for().filter(|_| !person.is_empty()) else {
        return Ok(false);
    };
    let before_ms = tx.now_ms().saturating_sub(VIEW_APART_MS);
    if !store::mark_view(tx, &session.video_id, person, before_ms)? {
        return Ok(false);
    }
    let views = store::add_view(tx, &session.video_id, owner_id)?;
    tx.publish(&ViewCounted { video_id: session.video_id.to_string(), views })?;
    Ok(true)
}

/// Tells what a session has played, if its turn has come.
fn tell_or_keep(
    tx: &Tx<'_, Owner>,
    session: &PlaySession,
    untold: &Untold,
    is_view: bool,
) -> Reply<()> {
    let (told_at_ms, now_ms) = (store::told_at(tx, session)?, tx.now_ms());
    let tell_at_ms = model::decide_tell_at(told_at_ms, is_view, now_ms);
    if tell_at_ms > now_ms {
        return store::save_untold(tx, &session.session_id, untold, tell_at_ms);
    }
    tell(tx, session, untold, is_view)
}

fn tell(tx: &Tx<'_, Owner>, session: &PlaySession, untold: &Untold, is_view: bool) -> Reply<()> {
    let account = model::decide_account(&session.viewer);
    let is_for_nobody =
        session.visibility == Visibility::Deleted || is_erased(tx, account.as_ref())?;
    if !is_for_nobody {
        let named = decide_named(tx, account)?;
        tx.publish(&model::make_progress(session, named.as_ref(), untold, is_view))?;
    }
    store::note_told(tx, &session.session_id)
}

/// Tells what up to `rows` sessions have played whose turn has come; says how many there were.
pub(in crate::domains::playback) fn tell_due(tx: &Tx<'_, Owner>, rows: u32) -> Reply<usize> {
    let due = store::due_tellings(tx, tx.now_ms(), rows)?;
    for session_id in &due {
        let session = store::find(tx, session_id)?;
        if let (Some(session), Some(untold)) = (session, store::untold(tx, session_id)?) {
            tell_or_keep(tx, &session, &untold, false)?;
        }
    }
    Ok(due.len())
}

/// Tells all that waits of an account, before it is named another way than it was when it played.
pub(in crate::domains::playback) fn tell_all(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    for session_id in store::untold_of(tx, &model::make_viewer(user_id))? {
        let session = store::find(tx, &session_id)?;
        if let (Some(session), Some(untold)) = (session, store::untold(tx, &session_id)?) {
            tell(tx, &session, &untold, false)?;
        }
    }
    Ok(())
}
