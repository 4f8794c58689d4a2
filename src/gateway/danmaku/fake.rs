//! `danmaku` as the front's tests know it: the room of one video with one text.

use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::danmaku::{self, Bullet, Call, Mode, SegmentInfo, Size, Standing};
use crate::gateway::tests::fakes::Seen;
use crate::kernel::bus::Call as _;
use crate::kernel::context::Context;
use crate::kernel::fault::{RefusalCode as _, Shared};

fn bullet() -> Bullet {
    Bullet {
        danmaku_id: "d1".into(),
        time_ms: 1_250,
        mode: Mode::Scroll.into(),
        color: 0x00ff_cc00,
        size: Size::Medium.into(),
        text: "<b>前方高能</b>".into(),
        sender: "9f3cAB".into(),
        sent_at_ms: FIRST_DAY_MS,
        ..Bullet::default()
    }
}

fn room() -> danmaku::GetRoomResponse {
    let segment = SegmentInfo { number: 0, version: 3, offset: 7, count: 1 };
    danmaku::GetRoomResponse {
        epoch: "e1".into(),
        offset: 9,
        segment_ms: 360_000,
        segments: vec![segment],
        energy: vec![1],
        may_send: true,
        is_public: true,
        ..Default::default()
    }
}

/// All but one that is there already.
fn imported(bullets: usize) -> danmaku::ImportDanmakuResponse {
    let reason = danmaku::LeftOutReason::Known.into();
    let left_out = vec![danmaku::LeftOut { reason, count: 1 }];
    let taken = u64::try_from(bullets).unwrap_or_default();
    danmaku::ImportDanmakuResponse { taken, left_out }
}

pub(in crate::gateway) fn answer(_: &Seen, cx: &Context, call: Call) {
    match call {
        Call::GetRoom(request, reply_to) if request.video_id == "v1" => reply_to.send(Ok(room())),
        Call::EnterRoom(request, reply_to) if request.video_id == "v1" => {
            let danmaku::GetRoomResponse { epoch, offset, state, is_public, .. } = room();
            reply_to.send(Ok(danmaku::EnterRoomResponse { epoch, offset, state, is_public }));
        },
        Call::ListNewest(request, reply_to) if request.video_id == "v1" => {
            let bullets = vec![bullet(); if request.limit == 1 { 1 } else { 2 }];
            reply_to.send(Ok(danmaku::ListNewestResponse { bullets }));
        },
        Call::GetSegment(request, reply_to) if request.version == 3 => {
            let bullets = if request.is_held { Vec::new() } else { vec![bullet()] };
            reply_to.send(Ok(danmaku::GetSegmentResponse { bullets, is_public: true }));
        },
        Call::GetDelta(request, reply_to) if request.video_id == "v1" => {
            let bullets = vec![bullet()];
            reply_to.send(Ok(danmaku::GetDeltaResponse { bullets, offset: 9 }));
        },
        Call::ListHeld(_, reply_to) if cx.caller.is_moderator() => {
            let (video_id, sender_id) = ("v1".into(), "u1".into());
            let held = danmaku::HeldBullet { bullet: Some(bullet()), video_id, sender_id };
            let (held, next_cursor, waiting_count) = (vec![held], String::new(), 1);
            reply_to.send(Ok(danmaku::ListHeldResponse { held, next_cursor, waiting_count }));
        },
        call @ Call::ListHeld(..) => {
            call.fail(Shared::NotAllowed.because("for moderators").into());
        },
        Call::GetSegment(_, reply_to) => {
            reply_to.fail(danmaku::Refusal::VersionUnknown.because("it has changed").into());
        },
        Call::GetFilters(_, reply_to) => {
            let list = Some(danmaku::FilterList::default());
            reply_to.send(Ok(danmaku::GetFiltersResponse { list }));
        },
        Call::SaveFilters(_, reply_to) => {
            reply_to.send(Ok(danmaku::SaveFiltersResponse {}));
        },
        Call::ExportAccount(_, reply_to) => {
            reply_to.send(Ok(danmaku::ExportAccountResponse::default()));
        },
        other => written(other),
    }
}

/// What becomes of what is written.
fn written(call: Call) {
    match call {
        Call::SendDanmaku(request, reply_to) if request.video_id == "v1" => {
            let standing = Standing::Shown.into();
            let bullet = Bullet { text: request.text, time_ms: request.time_ms, ..bullet() };
            let bullet = Some(bullet);
            reply_to.send(Ok(danmaku::SendDanmakuResponse { bullet, standing }));
        },
        Call::ImportDanmaku(request, reply_to) if request.video_id == "v1" => {
            reply_to.send(Ok(imported(request.bullets.len())));
        },
        Call::RecallDanmaku(request, reply_to) if request.danmaku_id == "d1" => {
            reply_to.send(Ok(danmaku::RecallDanmakuResponse {}));
        },
        Call::DeleteDanmaku(request, reply_to) if request.danmaku_id == "d1" => {
            reply_to.send(Ok(danmaku::DeleteDanmakuResponse {}));
        },
        Call::DecideHeld(request, reply_to) if request.danmaku_id == "d1" => {
            reply_to.send(Ok(danmaku::DecideHeldResponse {}));
        },
        Call::ChangeRoom(request, reply_to) if request.video_id == "v1" => {
            let state = danmaku::RoomState {
                is_muted: request.is_muted.unwrap_or_default(),
                slow_mode_ms: request.slow_mode_ms.unwrap_or_default(),
                is_followers_only: request.is_followers_only.unwrap_or_default(),
            };
            reply_to.send(Ok(danmaku::ChangeRoomResponse { state: Some(state) }));
        },
        other => {
            other.fail(danmaku::Refusal::RoomUnknown.because("there is no such video").into());
        },
    }
}
