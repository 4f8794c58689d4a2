//! What community does by itself: it judges what could not be judged, tells followers of new
//! videos, and clears away what is over. It must not answer a call.

use super::live::Listeners;
use super::model::{self, Posted};
use super::{Community, store};
use crate::contract::community::{CommentState, Owner, Policy};
use crate::contract::moderation::{Action, ScreenTextRequest};
use crate::contract::user::ListStaffRequest;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::{Error, Reply};
use crate::kernel::rpc::Domain as _;
use crate::kernel::sweep::{Pace, ago};
use std::rc::Rc;

/// Comments that one turn judges.
const JUDGED_MAX: u32 = 50;

/// Starts the work.
pub(super) fn start(service: &Community) {
    judge(service);
    tell(service);
    tell_staff(service);
    let (domain, options) = (&service.domain, &service.options);
    let live = options.clone();
    let pace = move || {
        let options = live.get();
        Pace { every_ms: options.sweep_every_ms, rows_max: options.sweep_rows_max }
    };
    let (db, clock, live) = (domain.db.clone(), domain.clock.clone(), options.clone());
    domain.sweep_around("old_notifications", pace.clone(), move |rows| {
        let (db, before_ms) = (db.clone(), ago(clock.now_ms(), live.get().notifications_kept_ms));
        async move {
            let batch = move |tx: &Tx<'_, Owner>| store::sweep_old(tx, before_ms, rows);
            db.write(&Context::of_domain(Owner::NAME), batch).await
        }
    });
    let (db, clock, live) = (domain.db.clone(), domain.clock.clone(), options.clone());
    domain.sweep_around("old_reports", pace.clone(), move |rows| {
        let (db, before_ms) = (db.clone(), ago(clock.now_ms(), live.get().notifications_kept_ms));
        async move {
            let batch = move |tx: &Tx<'_, Owner>| store::sweep_reports(tx, before_ms, rows);
            db.write(&Context::of_domain(Owner::NAME), batch).await
        }
    });
    domain.sweep("ended_threads", pace, |tx, rows| match store::ended_thread(tx)? {
        Some(video_id) => store::drop_some(tx, &video_id, rows),
        None => Ok(0),
    });
}

/// Tells followers of new videos, some in each unit, so that nobody waits for all of them.
fn tell(service: &Community) {
    let (domain, options) = (&service.domain, service.options.clone());
    let pace = move || {
        let options = options.get();
        Pace { every_ms: options.tell_every_ms, rows_max: options.told_rows_max }
    };
    let db = domain.db.clone();
    domain.sweep_on_wakeup("new_videos", (pace, &service.telling), move |rows| {
        let db = db.clone();
        async move {
            db.write(&Context::of_domain(Owner::NAME), move |tx| tell_some(tx, rows)).await
        }
    });
}

/// Tells moderators and administrators what waits for them, one thing in each unit.
fn tell_staff(service: &Community) {
    let (domain, options) = (&service.domain, service.options.clone());
    let pace = move || {
        let options = options.get();
        Pace { every_ms: options.tell_every_ms, rows_max: options.told_rows_max }
    };
    let shared = Rc::clone(domain);
    domain.sweep_on_wakeup("waiting_for_staff", (pace, &service.calling), move |_| {
        let domain = Rc::clone(&shared);
        async move {
            let Some(telling) = domain.db.read(store::next_staff_telling).await? else {
                return Ok(0);
            };
            let cx = Context::of_domain(Owner::NAME);
            let asked = ListStaffRequest { is_admin_only: telling.is_for_administrators() };
            // Whoever cannot be asked now is asked at the next turn.
            let Ok(told) = domain.peers.user.list_staff(&cx, asked).await else { return Ok(0) };
            let end =
                move |tx: &Tx<'_, Owner>| store::end_staff_telling(tx, &telling, &told.user_ids);
            domain.db.write(&cx, end).await?;
            Ok(1)
        }
    });
}

/// Tells some followers of the oldest video of which somebody is still to be told.
fn tell_some(tx: &Tx<'_, Owner>, rows: u32) -> Reply<usize> {
    let Some(telling) = store::next_telling(tx)? else { return Ok(0) };
    let followers = store::followers_after(tx, &telling.owner_id, &telling.told_id, rows)?;
    if followers.is_empty() {
        store::end_telling(tx, &telling)?;
        return Ok(1);
    }
    store::note_told(tx, &telling, &followers)?;
    Ok(followers.len())
}

/// Judges what could not be judged when it came.
fn judge(service: &Community) {
    let (domain, options) = (&service.domain, service.options.clone());
    let pace = move || Pace { every_ms: options.get().judge_every_ms, rows_max: JUDGED_MAX };
    let shared = service.clone();
    domain.sweep_on_wakeup("pending_comments", (pace, &service.judging), move |rows| {
        let (service, domain) = (shared.clone(), Rc::clone(&shared.domain));
        async move {
            let pending = domain.db.read(move |view| store::pending(view, rows)).await?;
            let mut judged = 0;
            for one in pending {
                let cx = Context::of_domain(Owner::NAME);
                let asked = ScreenTextRequest { text: one.text.clone() };
                let told = domain.peers.moderation.screen_text(&cx, asked).await;
                // Whoever cannot be asked now is asked at the next turn.
                let action = match told {
                    // What this version does not know yet is for a person to decide.
                    Ok(told) if told.action() == Action::Unspecified => Action::Review,
                    Ok(told) => told.action(),
                    Err(Error::Refused(_)) => Action::Review,
                    Err(Error::Fault(_)) => return Ok(judged),
                };
                let comment_id = one.comment_id.parse()?;
                let Ok(listeners) = service.listeners(&one.video_id, &comment_id).await else {
                    return Ok(judged);
                };
                let settle = move |tx: &Tx<'_, Owner>| settle(tx, &one, (action, &listeners));
                domain.db.write(&cx, settle).await?;
                judged += 1;
            }
            Ok(judged)
        }
    });
}

/// Puts a comment where the rules say. It may have been taken away meanwhile, or written anew.
fn settle(
    tx: &Tx<'_, Owner>,
    judged: &Posted,
    (action, listeners): (Action, &Listeners),
) -> Reply<()> {
    store::lock_thread(tx, &judged.video_id)?;
    let Some(thread) = store::find_thread(tx, &judged.video_id)? else { return Ok(()) };
    let found = store::find_comment(tx, &judged.video_id, &judged.comment_id.parse()?)?;
    let is_meant = |one: &Posted| one.state == CommentState::Pending && one.text == judged.text;
    let Some(one) = found.filter(is_meant) else { return Ok(()) };
    let is_own = one.author_id == thread.owner_id;
    // What came before the thread was closed is not refused for that.
    let policy = if thread.policy == Policy::Closed { Policy::Open } else { thread.policy };
    let blocked_words = store::blocked_words_of(tx, &thread.owner_id)?;
    let policy = model::decide_text_policy(&one.text, policy, &blocked_words);
    match model::decide_state(Some(action), policy, is_own) {
        Ok(CommentState::Shown) => {
            store::let_through(tx, &one)?;
            if one.text == listeners.text {
                store::save_mentions(tx, &one.comment_id, &listeners.mentions)?;
            }
            store::tell_shown(tx, &one, &thread.owner_id, listeners.reached)
        },
        Ok(state) => {
            store::set_state(tx, &one, state)?;
            store::tell_waiting(tx, &Posted { state, ..one }, &thread.owner_id)
        },
        Err(_) => {
            store::take_away(tx, &one)?;
            store::tell_removed(tx, &one)
        },
    }
}
