//! Texts out of somebody's file: which of them a room takes, and as what. The rules of what may be
//! written hold for them as well, those of how fast do not.

use super::Options;
use super::bullet::{NewBullet, decide_draft};
use super::room::{PlayProof, RoomEntry, refuse_session};
use crate::contract::danmaku::{
    ChangeRoomRequest, DanmakuId, ImportDanmakuRequest, ImportDanmakuResponse, ImportedBullet,
    LeftOut, LeftOutReason, Mode, Refusal, SendDanmakuRequest,
};
use crate::contract::video::VideoId;
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;
use std::collections::BTreeMap;

/// One text of a file that may come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct Arrival {
    pub(in crate::domains::danmaku) draft: NewBullet,
    /// The same if it comes again.
    pub(in crate::domains::danmaku) origin: String,
    /// What the file calls it: the id of a text of ours, where the file is ours.
    pub(in crate::domains::danmaku) row: String,
    /// What the file says; 0 where it does not.
    pub(in crate::domains::danmaku) told_ms: i64,
}

/// How many texts of a file came in, and why the others did not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct FileTally {
    pub(in crate::domains::danmaku) taken: u64,
    left_out: BTreeMap<i32, u64>,
}

impl FileTally {
    pub(in crate::domains::danmaku) fn leave_out(&mut self, reason: LeftOutReason) {
        *self.left_out.entry(reason.into()).or_default() += 1;
    }
}

impl From<FileTally> for ImportDanmakuResponse {
    fn from(tally: FileTally) -> Self {
        let told = tally.left_out.into_iter();
        let left_out = told.map(|(reason, count)| LeftOut { reason, count }).collect();
        Self { taken: tally.taken, left_out }
    }
}

/// Whether so many texts may come at once.
///
/// # Errors
/// `FILE_TOO_LONG`
pub(in crate::domains::danmaku) fn check_batch(
    request: &ImportDanmakuRequest,
) -> Result<(), Refused> {
    if ImportDanmakuRequest::BULLETS.take_items(request.bullets.len()) {
        return Ok(());
    }
    let most = ImportDanmakuRequest::BULLETS.max_items;
    let refused = Refusal::FileTooLong.because(format!("at most {most} texts come at once"));
    Err(refused.with("most", u64::from(most)))
}

/// How long the video of a room is, as far as it can be known.
///
/// # Errors
/// `SESSION_NEEDED` if nobody has said it yet.
pub(in crate::domains::danmaku) fn decide_length(entry: &RoomEntry) -> Result<PlayProof, Refused> {
    if let Some(proof) = &entry.proof {
        return Ok(proof.clone());
    }
    let room = entry.room.as_ref().filter(|room| room.duration_ms > 0);
    let room = room.ok_or_else(refuse_session)?;
    Ok(PlayProof { owner_id: room.owner_id.clone(), duration_ms: room.duration_ms })
}

/// A text of a file as it would be written here, or why it cannot be.
///
/// # Errors
/// The reason by which it is counted.
pub(in crate::domains::danmaku) fn decide_arrival(
    one: &ImportedBullet,
    ids: (DanmakuId, VideoId),
    sender: (UserId, String),
    proof: &PlayProof,
    options: &Options,
) -> Result<NewBullet, LeftOutReason> {
    if Mode::try_from(one.mode).map_or(true, |mode| mode == Mode::Unspecified) {
        return Err(LeftOutReason::Mode);
    }
    if one.text.chars().any(|letter| letter.is_control() && !letter.is_whitespace()) {
        return Err(LeftOutReason::Text);
    }
    let request = SendDanmakuRequest {
        time_ms: one.time_ms,
        text: one.text.clone(),
        mode: one.mode,
        color: one.color,
        size: one.size,
        ..SendDanmakuRequest::default()
    };
    let draft = decide_draft(&request, ids, sender, proof, options);
    draft.map_err(|refused| match Refusal::try_from(refused.code) {
        Ok(Refusal::TimeInvalid) => LeftOutReason::Time,
        Ok(Refusal::StyleInvalid) => LeftOutReason::Look,
        _ => LeftOutReason::Text,
    })
}

/// When a text of a file was sent. Never so late that it would count against what whoever brings it
/// writes next: no rule of pace looks back further than the longest time between two texts.
pub(in crate::domains::danmaku) fn decide_sent_at(told_ms: i64, now_ms: i64) -> i64 {
    let latest_ms = now_ms.saturating_sub_unsigned(ChangeRoomRequest::SLOW_MODE_MS.max).max(0);
    if told_ms > 0 { told_ms.min(latest_ms) } else { latest_ms }
}

/// What makes a text of a file the same one when it comes again.
pub(in crate::domains::danmaku) fn make_parts(one: &ImportedBullet) -> [String; 6] {
    [
        one.time_ms.to_string(),
        format!("{} {} {}", one.mode, one.color, one.size),
        one.sent_at_ms.to_string(),
        one.sender.clone(),
        one.row.clone(),
        one.text.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_file_never_looks_as_if_it_was_just_written() {
        let (now_ms, hour_ms) = (10_000_000, 3_600_000);
        for (told_ms, expected) in [
            (5_000, 5_000),
            (now_ms, now_ms - hour_ms),
            (i64::MAX, now_ms - hour_ms),
            (0, now_ms - hour_ms),
            (i64::MIN, now_ms - hour_ms),
        ] {
            assert_eq!(decide_sent_at(told_ms, now_ms), expected, "{told_ms}");
        }
        assert_eq!(decide_sent_at(7, 5), 0);
    }
}
