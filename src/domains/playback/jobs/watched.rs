//! What was played, judged and written in one unit, and told then or within a minute. It must not
//! tell more often than that, except that it is a view.

use crate::contract::playback::{Owner, SessionId, ViewCounted};
use crate::domains::playback::jobs::Keeps;
use crate::domains::playback::live::{PendingPlayed, Position, ToldBeacon};
use crate::domains::playback::model::{
    self, Options, PlaySession, PlayedSoFar, ResumeKey, Untold, VIEW_APART_MS, Visibility,
};
use crate::domains::playback::store;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;

/// What bounds a history and the places in it.
#[derive(Debug, Clone, Copy)]
pub(in crate::domains::playback) struct Bounds {
    keeps: Keeps,
    rows_max: u32,
}

impl Bounds {
    pub(in crate::domains::playback) fn of(options: &Options) -> Self {
        Self { keeps: Keeps::of(options), rows_max: options.history_rows_max }
    }
}

/// Takes what a session has told, in order. What is refused spoils nothing of the rest. Says what
/// comes of the last: whether `place` was written with it; that of one which was overtaken is not.
pub(in crate::domains::playback) fn take(
    tx: &Tx<'_, Owner>,
    (session_id, told): (&SessionId, &[ToldBeacon]),
    place: Option<&(ResumeKey, Position)>,
    bounds: Bounds,
) -> Reply<Reply<bool>> {
    let now_ms = tx.now_ms();
    let session = store::find(tx, session_id)?.filter(|session| session.is_open(now_ms));
    let (Some(session), Some(so_far)) = (session, store::played_so_far(tx, session_id)?) else {
        return Ok(Err(model::refuse_session()));
    };
    let account = model::decide_account(&session.viewer);
    if is_erased(tx, account.as_ref())? {
        return Ok(Err(model::refuse_session()));
    }
    let (position_ms, last) = judge(tx, &session, so_far, told)?;
    let named = decide_named(tx, account.clone())?;
    let Some(position_ms) = position_ms.filter(|_| account.is_none() || named.is_some()) else {
        return Ok(last.map(|_| false));
    };
    if let Some(user_id) = &named {
        let past = session.past(position_ms, now_ms);
        store::note_watched(tx, user_id, &past, bounds.rows_max)?;
    }
    let place = place.filter(|_| matches!(last, Ok(true)) && !session.viewer.is_empty());
    if let Some((resume_key, place)) = place {
        let expires_at_ms = bounds.keeps.until(now_ms, &session.viewer);
        store::save_resume(tx, resume_key, *place, expires_at_ms)?;
    }
    Ok(last.map(|_| place.is_some()))
}

/// Judges what a session has told, counts it and tells of it. Says where its viewer is now, if that
/// has changed, and of the last whether it is the newest.
fn judge(
    tx: &Tx<'_, Owner>,
    session: &PlaySession,
    mut so_far: PlayedSoFar,
    told: &[ToldBeacon],
) -> Reply<(Option<u64>, Reply<bool>)> {
    let mut untold = store::untold(tx, &session.session_id)?.unwrap_or_default();
    let (mut position_ms, mut last) = (None, Ok(false));
    let (mut is_view, mut is_changed) = (false, false);
    for ToldBeacon { person, beacon } in told {
        let advance =
            model::decide_advance(so_far.clone(), beacon, session.duration_ms, tx.now_ms());
        let advance = match advance {
            Ok(Some(advance)) => advance,
            passed_over => {
                last = passed_over.map(|_| false).map_err(Into::into);
                continue;
            },
        };
        is_view |= advance.is_enough && count(tx, session, person)?;
        untold = model::after_beacon(untold, beacon, advance.is_newest);
        if advance.is_newest {
            position_ms = Some(beacon.position_ms);
        }
        (so_far, last, is_changed) = (advance.so_far, Ok(advance.is_newest), true);
    }
    if is_changed {
        store::save_played(tx, &session.session_id, &so_far)?;
        tell_or_keep(tx, session, &untold, is_view)?;
    }
    Ok((position_ms, last))
}

/// Makes what sessions have told durable, in one unit; their places wait elsewhere. What is refused
/// now was told too early, and is lost.
pub(in crate::domains::playback) async fn write_played(
    db: &Db<Owner>,
    played: &PendingPlayed,
    due: Vec<(SessionId, Vec<ToldBeacon>)>,
    options: &Options,
) -> Reply<()> {
    let (bounds, all) = (Bounds::of(options), due.clone());
    let write = move |tx: &Tx<'_, Owner>| {
        for (session_id, told) in &all {
            let taken = take(tx, (session_id, told), None, bounds)?;
            if let Err(error) = taken {
                tracing::debug!(%error, "what waited is not taken");
            }
        }
        Ok(())
    };
    let written = db.write(&Context::of_domain(Owner::NAME), write).await;
    if written.is_err() {
        for (session_id, told) in due {
            played.give_back(&session_id, told);
        }
    }
    written
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
