//! What danmaku does by itself: it encodes segments again, judges what could not be judged, and
//! clears away what is over. It must not answer a call.

use super::model::{self, Encoded, Sent, Stale, Window};
use super::{Danmaku, store};
use crate::contract::danmaku::{Owner, Standing};
use crate::contract::moderation::{Action, ScreenTextRequest};
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx};
use crate::kernel::fault::{Error, Reply};
use crate::kernel::rpc::Domain as _;
use crate::kernel::sweep::{Pace, ago};
use std::rc::Rc;

/// Segments that one turn encodes again.
const BAKED_MAX: u32 = 16;
/// Texts that one turn judges.
const JUDGED_MAX: u32 = 50;

/// Starts the work.
pub(super) fn start(service: &Danmaku) {
    bake(service);
    judge(service);
    let (domain, options) = (&service.domain, &service.options);
    let live = options.clone();
    let pace = move || {
        let options = live.get();
        Pace { every_ms: options.sweep_every_ms, rows_max: options.sweep_rows_max }
    };
    let (db, clock, live) = (domain.db.clone(), domain.clock.clone(), options.clone());
    domain.sweep_around("gone_danmaku", pace.clone(), move |rows| {
        let (db, before_ms) = (db.clone(), ago(clock.now_ms(), live.get().gone_kept_ms));
        async move {
            let batch = move |tx: &Tx<'_, Owner>| store::sweep_gone(tx, before_ms, rows);
            db.write(&Context::of_domain(Owner::NAME), batch).await
        }
    });
    domain.sweep("ended_rooms", pace, |tx, rows| match store::ended_room(tx)? {
        Some(video_id) => store::drop_some(tx, &video_id, rows),
        None => Ok(0),
    });
}

/// Encodes segments again to which something came.
fn bake(service: &Danmaku) {
    let (domain, options) = (&service.domain, service.options.clone());
    let live = options.clone();
    let pace = move || Pace { every_ms: live.get().encode_every_ms, rows_max: BAKED_MAX };
    let (db, clock) = (domain.db.clone(), domain.clock.clone());
    domain.sweep_around("stale_segments", pace, move |rows| {
        let (db, options, now_ms) = (db.clone(), options.get(), clock.now_ms());
        async move {
            let before_ms = ago(now_ms, options.encode_apart_ms);
            let fresh = options.fresh_rows_max;
            let read = db.read(move |view| store::stale_segments(view, before_ms, fresh, rows));
            let stale = read.await?;
            let mut baked = 0;
            for one in stale {
                baked += usize::from(bake_one(&db, one, options.segment_rows_max).await?);
            }
            Ok(baked)
        }
    });
}

/// Encodes one segment again. False if it changed meanwhile; the next turn finds it.
pub(super) async fn bake_one(db: &Db<Owner>, one: Stale, rows_max: u32) -> Reply<bool> {
    let of = one.clone();
    let read = db.read(move |view| {
        let room = store::find_room(view, &of.video_id)?;
        let before = store::find_edition(view, &of.video_id, of.number)?;
        let (Some(room), Some(before)) = (room, before) else { return Ok(None) };
        let offset = room.last_offset;
        let upto = Window { offset, limit: rows_max };
        let written = store::in_edition(view, &of.video_id, of.number, upto)?;
        let after = Encoded { list: model::make_list(written), offset };
        Ok(Some((before, after)))
    });
    let Some((before, after)) = read.await? else { return Ok(false) };
    let put = move |tx: &Tx<'_, Owner>| store::put_edition(tx, &one, &before, &after);
    db.write(&Context::of_domain(Owner::NAME), put).await
}

/// Judges what could not be judged when it came.
fn judge(service: &Danmaku) {
    let (domain, options) = (&service.domain, service.options.clone());
    let pace = move || Pace { every_ms: options.get().judge_every_ms, rows_max: JUDGED_MAX };
    let (shared, watchers) = (Rc::clone(domain), service.watchers.clone());
    let groups = service.groups.clone();
    domain.sweep_on_wakeup("pending_danmaku", (pace, &service.judging), move |rows| {
        let (domain, watchers) = (Rc::clone(&shared), watchers.clone());
        let groups = groups.clone();
        async move {
            let pending = domain.db.read(move |view| store::pending(view, rows)).await?;
            let mut judged = 0;
            for sent in pending {
                let cx = Context::of_domain(Owner::NAME);
                let asked = ScreenTextRequest { text: sent.written.text.clone() };
                let told = domain.peers.moderation.screen_text(&cx, asked).await;
                // Whoever cannot be asked now is asked at the next turn.
                let action = match told {
                    // What this version does not know yet is for a person to decide.
                    Ok(told) if told.action() == Action::Unspecified => Action::Review,
                    Ok(told) => told.action(),
                    Err(Error::Refused(_)) => Action::Review,
                    Err(Error::Fault(_)) => return Ok(judged),
                };
                let video_id = sent.video_id.clone();
                let group_id = groups.find((&sent).into()).await?;
                let settle = move |tx: &Tx<'_, Owner>| settle(tx, &sent, action, &group_id);
                domain.db.write(&cx, settle).await?;
                watchers.touch(video_id.as_str());
                judged += 1;
            }
            Ok(judged)
        }
    });
}

/// Puts a text where the rules say. It may have been taken away meanwhile.
fn settle(tx: &Tx<'_, Owner>, sent: &Sent, action: Action, group_id: &str) -> Reply<()> {
    let danmaku_id = sent.written.danmaku_id.parse()?;
    let Some(sent) = store::find_bullet(tx, &sent.video_id, &danmaku_id)? else { return Ok(()) };
    if sent.standing != Standing::Pending {
        return Ok(());
    }
    match model::after_screened(Some(action)) {
        Ok(Standing::Shown) => store::let_through(tx, &sent, group_id),
        Ok(Standing::Held) => store::set_standing(tx, &sent, Standing::Held),
        Ok(_) => Ok(()),
        Err(_) => store::take_away(tx, &sent, false),
    }
}
