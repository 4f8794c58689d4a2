//! SendDanmaku: writes over the picture. What moderation cannot judge now is held; it must never be
//! shown for that.

use crate::contract::community::GetFollowingRequest;
use crate::contract::danmaku::{
    Bullet, DanmakuAppeared, Owner, SendDanmakuRequest, SendDanmakuResponse, Standing,
};
use crate::contract::moderation::{Action, ScreenTextRequest};
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::model::{self, NewBullet, Options, PlayProof, Written};
use crate::domains::danmaku::{engine, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain as _;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: SendDanmakuRequest,
) -> Reply<SendDanmakuResponse> {
    let sender_id = cx.caller.authorize_account()?.clone();
    let entry = service.admit_viewer(&cx, &request.video_id, &request.media_token).await?;
    let proof = entry.proof.ok_or_else(model::refuse_session)?;
    let sender_mark = engine::mark(&*service.mark_key().await?, sender_id.as_str());
    let options = service.options.get();
    let ids = (service.domain.ids.fresh(), entry.video_id);
    let mut draft = model::decide_draft(&request, ids, (sender_id, sender_mark), &proof, &options)?;
    let is_manager = entry.is_manager;
    model::check_position(&draft, is_manager)?;
    draft.standing = model::after_screened(screen(service, &draft.text).await)?;
    draft.group_id = service.groups.find_at_once(&draft).await?;
    let is_asked = !is_manager && entry.room.is_some_and(|room| room.is_for_followers);
    let is_follower =
        if is_asked { Some(is_follower(service, &cx, &proof.owner_id).await?) } else { None };
    let video_id = draft.video_id.clone();
    let work = Work { draft, proof, options, writer: Writer { is_manager, is_follower } };
    let answer = service.domain.db.answer(&cx, move |tx| write(tx, &work)).await?;
    service.watchers.touch(video_id.as_str());
    if answer.standing() == Standing::Pending {
        service.judging.notify_one();
    }
    Ok(answer)
}

/// What moderation asks for; nothing when it cannot be asked.
async fn screen(service: &Danmaku, text: &str) -> Option<Action> {
    let asked = ScreenTextRequest { text: text.to_owned() };
    let cx = Context::of_domain(Owner::NAME);
    let told = service.domain.peers.moderation.screen_text(&cx, asked).await;
    told.ok().map(|told| told.action())
}

/// Whether the caller follows the owner of the video.
///
/// # Errors
/// Faults of `community`: who cannot be asked about lets nobody write.
async fn is_follower(service: &Danmaku, cx: &Context, owner_id: &str) -> Reply<bool> {
    let asked = GetFollowingRequest { user_id: owner_id.to_owned() };
    Ok(service.domain.peers.community.get_following(cx, asked).await?.is_followed)
}

/// Who writes.
#[derive(Clone, Copy)]
struct Writer {
    is_manager: bool,
    /// Of the owner of the video, if that was asked.
    is_follower: Option<bool>,
}

/// What one unit writes.
#[derive(Clone)]
struct Work {
    draft: NewBullet,
    proof: PlayProof,
    options: std::sync::Arc<Options>,
    writer: Writer,
}

fn write(tx: &Tx<'_, Owner>, work: &Work) -> Reply<SendDanmakuResponse> {
    let Work { draft, proof, options, writer } = work;
    let Writer { is_manager, is_follower } = *writer;
    let now_ms = tx.now_ms();
    if store::is_erased(tx, &draft.sender_id)? {
        return Err(refuse_erased().into());
    }
    if store::has_ended(tx, &draft.video_id)? {
        return Err(model::refuse_room().into());
    }
    store::ensure_room(tx, &draft.video_id, &proof.owner_id, proof.duration_ms)?;
    // From here on the room is locked: whoever else writes in it waits, and so does the same
    // account with its next text here.
    let offset = store::next_offset(tx, &draft.video_id)?;
    let room = store::find_room(tx, &draft.video_id)?.ok_or_else(model::refuse_room)?;
    model::check_muted(&room, is_manager)?;
    model::check_follower(&room, is_manager, is_follower)?;
    let last_ms = store::last_sent(tx, &draft.sender_id)?;
    model::check_pace(last_ms, now_ms, options.send_apart_ms)?;
    if room.slow_mode_ms > 0 && !is_manager {
        let after_ms = now_ms.saturating_sub_unsigned(room.slow_mode_ms);
        let last_ms = store::last_sent_in(tx, &draft.sender_id, &draft.video_id, after_ms)?;
        model::check_pace(last_ms, now_ms, room.slow_mode_ms)?;
    }
    let since_ms = now_ms.saturating_sub_unsigned(options.repeat_apart_ms);
    model::check_repeated(store::same_sent(tx, draft, since_ms)?)?;
    store::insert_bullet(tx, draft, offset)?;
    if draft.standing == Standing::Shown {
        store::touch_segment(tx, &draft.video_id, draft.segment)?;
        tx.publish(&DanmakuAppeared {
            danmaku_id: draft.danmaku_id.to_string(),
            video_id: draft.video_id.to_string(),
            user_id: draft.sender_id.to_string(),
            time_ms: draft.time_ms,
        })?;
    }
    let written = Written::of(draft, now_ms);
    let bullet = Some(Bullet::from(written));
    Ok(SendDanmakuResponse { bullet, standing: draft.standing.into() })
}
