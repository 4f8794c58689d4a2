//! One text over the picture: what may be written, how often, and for how long it is taken back.

use super::Options;
use super::room::PlayProof;
use super::segment::decide_segment;
use crate::contract::danmaku::{
    self, Bullet, DanmakuId, Mode, Position, Refusal, SendDanmakuRequest, Size, Standing,
};
use crate::contract::moderation::Action;
use crate::contract::video::VideoId;
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;
use crate::kernel::letters;

/// The least time for which one that is positioned is shown.
const SHOWN_MIN_MS: u64 = 500;

/// A text that somebody wants to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct NewBullet {
    pub(in crate::domains::danmaku) danmaku_id: DanmakuId,
    pub(in crate::domains::danmaku) video_id: VideoId,
    pub(in crate::domains::danmaku) sender_id: UserId,
    pub(in crate::domains::danmaku) sender_mark: String,
    pub(in crate::domains::danmaku) segment: u32,
    pub(in crate::domains::danmaku) time_ms: u64,
    pub(in crate::domains::danmaku) mode: Mode,
    pub(in crate::domains::danmaku) color: u32,
    pub(in crate::domains::danmaku) size: Size,
    pub(in crate::domains::danmaku) text: String,
    pub(in crate::domains::danmaku) standing: Standing,
    /// The text that said nearly the same before; empty where none did.
    pub(in crate::domains::danmaku) group_id: String,
    pub(in crate::domains::danmaku) position: Option<Position>,
}

/// One that is shown, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct Written {
    pub(in crate::domains::danmaku) danmaku_id: String,
    pub(in crate::domains::danmaku) time_ms: u64,
    pub(in crate::domains::danmaku) mode: Mode,
    pub(in crate::domains::danmaku) color: u32,
    pub(in crate::domains::danmaku) size: Size,
    pub(in crate::domains::danmaku) text: String,
    pub(in crate::domains::danmaku) sender_mark: String,
    pub(in crate::domains::danmaku) sent_at_ms: i64,
    pub(in crate::domains::danmaku) group_id: String,
    pub(in crate::domains::danmaku) position: Option<Position>,
}

impl Written {
    /// A text as it is stored at a moment.
    pub(in crate::domains::danmaku) fn of(draft: &NewBullet, sent_at_ms: i64) -> Self {
        Self {
            danmaku_id: draft.danmaku_id.to_string(),
            time_ms: draft.time_ms,
            mode: draft.mode,
            color: draft.color,
            size: draft.size,
            text: draft.text.clone(),
            sender_mark: draft.sender_mark.clone(),
            sent_at_ms,
            group_id: draft.group_id.clone(),
            position: draft.position,
        }
    }
}

impl From<Written> for Bullet {
    fn from(one: Written) -> Self {
        Self {
            danmaku_id: one.danmaku_id,
            time_ms: one.time_ms,
            mode: one.mode.into(),
            color: one.color,
            size: one.size.into(),
            text: one.text,
            sender: one.sender_mark,
            sent_at_ms: one.sent_at_ms,
            group_id: one.group_id,
            position: one.position,
        }
    }
}

/// One with what only its sender and moderators know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct Sent {
    pub(in crate::domains::danmaku) written: Written,
    pub(in crate::domains::danmaku) video_id: VideoId,
    pub(in crate::domains::danmaku) segment: u32,
    pub(in crate::domains::danmaku) sender_id: String,
    pub(in crate::domains::danmaku) standing: Standing,
}

impl Sent {
    /// What lists of them are sorted by.
    pub(in crate::domains::danmaku) fn key(&self) -> (i64, &str) {
        (self.written.sent_at_ms, &self.written.danmaku_id)
    }
}

impl From<Sent> for danmaku::SentBullet {
    fn from(one: Sent) -> Self {
        let (video_id, standing) = (one.video_id.to_string(), one.standing.into());
        Self { bullet: Some(one.written.into()), video_id, standing }
    }
}

impl From<Sent> for danmaku::HeldBullet {
    fn from(one: Sent) -> Self {
        let (video_id, sender_id) = (one.video_id.to_string(), one.sender_id);
        Self { bullet: Some(one.written.into()), video_id, sender_id }
    }
}

/// What a request wants to write, unless it cannot be written in that video.
///
/// # Errors
/// `TEXT_INVALID`, `TIME_INVALID`, `STYLE_INVALID`, `POSITION_NOT_ALLOWED`
pub(in crate::domains::danmaku) fn decide_draft(
    request: &SendDanmakuRequest,
    (danmaku_id, video_id): (DanmakuId, VideoId),
    (sender_id, sender_mark): (UserId, String),
    proof: &PlayProof,
    options: &Options,
) -> Result<NewBullet, Refused> {
    let text = make_line(&request.text);
    check_text(&text)?;
    let position = decide_position(request)?;
    let last_ms = proof.duration_ms.saturating_add(options.time_slack_ms);
    let segment = decide_segment(request.time_ms).filter(|_| request.time_ms <= last_ms);
    let segment = segment.ok_or_else(|| {
        Refusal::TimeInvalid.because("the video has no such moment; reload the page")
    })?;
    let (mode, size) = (Mode::try_from(request.mode), Size::try_from(request.size));
    let (Ok(mode), Ok(size), true) =
        (mode, size, u64::from(request.color) <= SendDanmakuRequest::COLOR.max)
    else {
        return Err(Refusal::StyleInvalid.because("there is no such mode, size or colour"));
    };
    Ok(NewBullet {
        danmaku_id,
        video_id,
        sender_id,
        sender_mark,
        segment,
        time_ms: request.time_ms.min(proof.duration_ms),
        mode: if mode == Mode::Unspecified { Mode::Scroll } else { mode },
        color: request.color,
        size: if size == Size::Unspecified { Size::Medium } else { size },
        text,
        standing: Standing::Pending,
        group_id: String::new(),
        position,
    })
}

/// Where a text is to stand, if that was said as it may be.
fn decide_position(request: &SendDanmakuRequest) -> Result<Option<Position>, Refused> {
    let is_positioned = request.mode() == Mode::Positioned;
    let is_within = |at: &Position| {
        let (x, y, shown) = (Position::X, Position::Y, Position::DURATION_MS);
        let is_in_picture = u64::from(at.x) <= x.max && u64::from(at.y) <= y.max;
        is_in_picture && (SHOWN_MIN_MS..=shown.max).contains(&u64::from(at.duration_ms))
    };
    match request.position {
        None if !is_positioned => Ok(None),
        Some(at) if is_positioned && is_within(&at) => Ok(Some(at)),
        _ => Err(Refusal::StyleInvalid
            .because("a text that is positioned says where it stands and how long, and no other")),
    }
}

/// Whether a caller may say where a text stands.
///
/// # Errors
/// `POSITION_NOT_ALLOWED`
pub(in crate::domains::danmaku) fn check_position(
    draft: &NewBullet,
    is_manager: bool,
) -> Result<(), Refused> {
    if draft.position.is_some() && !is_manager {
        let reason = "only the creator of the video and moderators say where a text stands";
        return Err(Refusal::PositionNotAllowed.because(reason));
    }
    Ok(())
}

/// The text on one line, without what is not seen.
fn make_line(text: &str) -> String {
    let seen = |letter: &char| letter.is_whitespace() || !letters::is_unseen(*letter);
    let text: String = text.chars().filter(seen).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text has something to show, and not too much.
///
/// # Errors
/// `TEXT_INVALID`
pub(in crate::domains::danmaku) fn check_text(text: &str) -> Result<(), Refused> {
    let limits = SendDanmakuRequest::TEXT;
    if limits.fit(text) && letters::marks(text) <= letters::MARKS_MAX {
        return Ok(());
    }
    let reason = format!("a text has 1 to {} characters", limits.max_chars);
    Err(Refusal::TextInvalid.because(reason).with("most", u64::from(limits.max_chars)))
}

/// Where a text stands by what moderation asks for; `None` says that nobody could judge it.
///
/// # Errors
/// `TEXT_REFUSED`
pub(in crate::domains::danmaku) fn after_screened(
    action: Option<Action>,
) -> Result<Standing, Refused> {
    match action {
        Some(Action::Pass) => Ok(Standing::Shown),
        // There is no place for it that only adults see.
        Some(Action::AgeLimit | Action::Review) => Ok(Standing::Held),
        Some(Action::Block) => Err(Refusal::TextRefused
            .because("the rules of this site do not allow this text; change it and send it again")),
        Some(Action::Unspecified) | None => Ok(Standing::Pending),
    }
}

/// Whether the last text of an account is long enough ago.
///
/// # Errors
/// `SEND_LATER`
pub(in crate::domains::danmaku) fn check_pace(
    last_ms: Option<i64>,
    now_ms: i64,
    apart_ms: u64,
) -> Result<(), Refused> {
    let Some(last_ms) = last_ms else { return Ok(()) };
    let passed_ms = u64::try_from(now_ms.saturating_sub(last_ms)).unwrap_or_default();
    if passed_ms >= apart_ms {
        return Ok(());
    }
    let wait_ms = apart_ms - passed_ms;
    let reason = format!("wait {} s before you write again", wait_ms.div_ceil(1000));
    Err(Refusal::SendLater.because(reason).with("retry_after_ms", wait_ms))
}

/// Whether an account may write a text that it has written a moment ago.
///
/// # Errors
/// `TEXT_REPEATED`
pub(in crate::domains::danmaku) fn check_repeated(is_repeated: bool) -> Result<(), Refused> {
    if is_repeated {
        return Err(Refusal::TextRepeated
            .because("you have just written that here; wait a moment, or write something else"));
    }
    Ok(())
}

/// Whether a text waits for a person, or to be judged.
pub(in crate::domains::danmaku) fn is_waiting(sent: &Sent) -> bool {
    matches!(sent.standing, Standing::Held | Standing::Pending)
}

/// Whether a caller hears that a text is there at all: its sender does.
pub(in crate::domains::danmaku) fn may_know(sent: &Sent, user_id: &UserId) -> bool {
    sent.sender_id == user_id.as_str() && !sent.sender_id.is_empty()
}

/// Whether a text can still be taken back.
///
/// # Errors
/// `RECALL_TOO_LATE`
pub(in crate::domains::danmaku) fn check_recall(
    sent: &Sent,
    now_ms: i64,
    options: &Options,
) -> Result<(), Refused> {
    let until_ms = sent.written.sent_at_ms.saturating_add_unsigned(options.recall_ms);
    if now_ms <= until_ms {
        return Ok(());
    }
    let minutes = options.recall_ms.div_ceil(60_000);
    let reason = format!("a text can be recalled for {minutes} minutes");
    Err(Refusal::RecallTooLate.because(reason).with("most", minutes))
}

/// There is no such text, or it is none of the caller's business.
pub(in crate::domains::danmaku) fn refuse_danmaku() -> Refused {
    Refusal::DanmakuUnknown.because("there is no such text, or it was taken away already")
}
