//! Addresses that people are reached at, and the messages that go there. It must not word a
//! message or send one.

use super::Options;
use crate::contract::community::{MailRequested, NotificationKind};
use crate::contract::moderation::{Action, ReviewDecided};
use crate::contract::user::{
    ConfirmMailAddressResponse, GetMailAddressResponse, GetMailStatusResponse, Place, Refusal,
    UserCard,
};
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;
use crate::kernel::ports::letter::{Letter, LetterLink, NoticeKind, VideoDecision, WrittenLetter};
use crate::kernel::ports::mail::{MailAddress, MailFault, MailId};

/// The time over which the messages to one account are counted.
pub(in crate::domains::user) const LETTERS_COUNTED_MS: i64 = 3_600_000;

/// Whom a message goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Recipient {
    pub(in crate::domains::user) user_id: UserId,
    pub(in crate::domains::user) name: String,
    pub(in crate::domains::user) address: String,
    pub(in crate::domains::user) language: String,
    pub(in crate::domains::user) confirmed_at_ms: i64,
}

/// An address that an account asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct AddressClaim {
    pub(in crate::domains::user) user_id: UserId,
    pub(in crate::domains::user) address: String,
    pub(in crate::domains::user) address_key: String,
    pub(in crate::domains::user) language: String,
    pub(in crate::domains::user) new_token_hash: String,
    pub(in crate::domains::user) old_token_hash: String,
    pub(in crate::domains::user) is_new_waiting: bool,
    pub(in crate::domains::user) is_old_waiting: bool,
    pub(in crate::domains::user) expires_at_ms: i64,
}

/// A request for a new password, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct AskedReset {
    pub(in crate::domains::user) asked_id: MailId,
    pub(in crate::domains::user) name_key: String,
    pub(in crate::domains::user) address_key: String,
}

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Outgoing {
    pub(in crate::domains::user) letter_id: MailId,
    pub(in crate::domains::user) user_id: UserId,
    pub(in crate::domains::user) address: String,
    pub(in crate::domains::user) subject: String,
    pub(in crate::domains::user) body_text: String,
    pub(in crate::domains::user) body_html: String,
    pub(in crate::domains::user) written_at_ms: i64,
    pub(in crate::domains::user) tries: u32,
    /// It tells of what others do, and its reader may leave such letters.
    pub(in crate::domains::user) is_notice: bool,
    /// How they do; empty for all others.
    pub(in crate::domains::user) leave_link: String,
}

/// How all that waits fares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::user) struct MailCounts {
    pub(in crate::domains::user) waiting: u64,
    pub(in crate::domains::user) given_up: u64,
    pub(in crate::domains::user) oldest_at_ms: i64,
    pub(in crate::domains::user) last_fault: String,
}

/// What becomes of a message after a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) enum Fate {
    Taken,
    Due(i64),
    GivenUp,
}

/// Reads an address as somebody typed it.
///
/// # Errors
/// `ADDRESS_INVALID`.
pub(in crate::domains::user) fn decide_address(typed: &str) -> Result<MailAddress, Refused> {
    typed.parse().map_err(|flaw| {
        let reason = format!("this is no e-mail address: {flaw}");
        Refusal::AddressInvalid.because(reason)
    })
}

/// An address that somebody may leave out.
///
/// # Errors
/// `ADDRESS_INVALID`.
pub(in crate::domains::user) fn decide_own_address(
    typed: &str,
) -> Result<Option<MailAddress>, Refused> {
    match typed.trim() {
        "" => Ok(None),
        typed => decide_address(typed).map(Some),
    }
}

/// A message that begins to wait.
pub(in crate::domains::user) fn make_outgoing(
    letter_id: MailId,
    to: &Recipient,
    (written, now_ms): (WrittenLetter, i64),
) -> Outgoing {
    Outgoing {
        letter_id,
        user_id: to.user_id.clone(),
        address: to.address.clone(),
        subject: written.subject.as_str().to_owned(),
        body_text: written.text.as_str().to_owned(),
        body_html: written.html.as_str().to_owned(),
        written_at_ms: now_ms,
        tries: 0,
        is_notice: false,
        leave_link: String::new(),
    }
}

/// The same as a letter that its reader may leave.
pub(in crate::domains::user) fn make_notice(one: Outgoing, leave: &LetterLink) -> Outgoing {
    Outgoing { is_notice: true, leave_link: leave.as_str().to_owned(), ..one }
}

/// Of what a letter tells, and where its link leads; nothing for what is told otherwise, or not by
/// mail.
pub(in crate::domains::user) fn decide_notice(
    event: &MailRequested,
    actor: &str,
) -> Option<(NoticeKind, String)> {
    let kind = match event.kind() {
        NotificationKind::Video => NoticeKind::Video,
        NotificationKind::Comment => NoticeKind::Comment,
        NotificationKind::Reply => NoticeKind::Reply,
        NotificationKind::Mention => NoticeKind::Mention,
        NotificationKind::VideoLiked => NoticeKind::VideoLiked,
        NotificationKind::CommentLiked => NoticeKind::CommentLiked,
        NotificationKind::Coins => NoticeKind::Coins,
        NotificationKind::Follower => NoticeKind::Follower,
        NotificationKind::CommentWaits => NoticeKind::CommentWaits,
        NotificationKind::CommentShown => NoticeKind::CommentShown,
        NotificationKind::CommentRemoved => NoticeKind::CommentRemoved,
        NotificationKind::Published => NoticeKind::Published,
        NotificationKind::DanmakuRemoved => NoticeKind::DanmakuRemoved,
        NotificationKind::DanmakuShown => NoticeKind::DanmakuShown,
        NotificationKind::UploadFailed => NoticeKind::UploadFailed,
        NotificationKind::QuotaLow => NoticeKind::QuotaLow,
        NotificationKind::SignUpWaits => NoticeKind::SignUpWaits,
        NotificationKind::ReportWaits => NoticeKind::ReportWaits,
        NotificationKind::ReviewWaits => NoticeKind::ReviewWaits,
        NotificationKind::Unspecified | NotificationKind::Review | NotificationKind::Appeal => {
            return None;
        },
    };
    // Of whoever has gone nothing is told any more.
    if kind.has_actor() && actor.is_empty() {
        return None;
    }
    let is_of_comment = !event.comment_id.is_empty();
    let path = match kind {
        NoticeKind::Follower => "/notifications".to_owned(),
        NoticeKind::CommentWaits => "/comments/held".to_owned(),
        NoticeKind::ReportWaits | NoticeKind::ReviewWaits if is_of_comment => {
            "/comments/held".to_owned()
        },
        NoticeKind::ReportWaits | NoticeKind::ReviewWaits => "/moderation".to_owned(),
        NoticeKind::SignUpWaits => "/admin/users".to_owned(),
        NoticeKind::QuotaLow => "/account".to_owned(),
        NoticeKind::UploadFailed => format!("/studio#video-{}", event.video_id),
        NoticeKind::Comment
        | NoticeKind::Reply
        | NoticeKind::Mention
        | NoticeKind::CommentLiked
        | NoticeKind::CommentShown => {
            format!("/watch/{}#comment-{}", event.video_id, event.comment_id)
        },
        _ => format!("/watch/{}", event.video_id),
    };
    Some((kind, path))
}

/// The claim after a link was followed, and whether both have been now.
pub(in crate::domains::user) fn after_confirmed(
    claim: AddressClaim,
    token_hash: &str,
) -> AddressClaim {
    let is_new_waiting = claim.is_new_waiting && claim.new_token_hash != token_hash;
    let is_old_waiting = claim.is_old_waiting && claim.old_token_hash != token_hash;
    AddressClaim { is_new_waiting, is_old_waiting, ..claim }
}

/// What becomes of a message that was tried at this time, for the `tries`th time.
///
/// What may have been taken comes again much later: a message that is lost is worse than one that
/// comes twice under the same Message-ID.
pub(in crate::domains::user) fn decide_fate(
    sent: &Result<(), MailFault>,
    one: &Outgoing,
    (now_ms, options): (i64, &Options),
) -> Fate {
    let (first_ms, most_ms) = (options.letter_pause_ms, options.letter_pause_ms_max);
    let doubled = first_ms.saturating_mul(1 << one.tries.min(30)).min(most_ms);
    let pause_ms = match sent {
        Ok(()) => return Fate::Taken,
        Err(MailFault::Never { .. }) => return Fate::GivenUp,
        Err(MailFault::Later { .. }) => doubled,
        Err(MailFault::Unknown { .. }) => most_ms,
    };
    let due_ms = now_ms.saturating_add(pause_ms);
    let is_late = due_ms.saturating_sub(one.written_at_ms) > options.letter_tried_ms;
    if is_late { Fate::GivenUp } else { Fate::Due(due_ms) }
}

/// When the next request for a new password may come from a network: a few at once, then one in a
/// while (the generic cell rate algorithm, ITU-T I.371).
///
/// # Errors
/// `MAIL_LATER` with the time to wait.
pub(in crate::domains::user) fn decide_reset_request(
    at_ms: i64,
    now_ms: i64,
    options: &Options,
) -> Result<i64, Refused> {
    let every_ms = options.reset_request_every_ms;
    let ahead_ms_max = every_ms.saturating_mul(i64::from(options.reset_requests_at_once_max));
    let next_ms = at_ms.max(now_ms).saturating_add(every_ms);
    let wait_ms = next_ms.saturating_sub(now_ms).saturating_sub(ahead_ms_max);
    if wait_ms > 0 { Err(refuse_mail_later(wait_ms)) } else { Ok(next_ms) }
}

/// Too many messages were asked for.
pub(in crate::domains::user) fn refuse_mail_later(wait_ms: i64) -> Refused {
    let seconds = (wait_ms + 999) / 1000;
    let reason = format!("too many messages were asked for; try again in {seconds} s");
    Refusal::MailLater.because(reason).with("retry_after_ms", wait_ms)
}

pub(in crate::domains::user) fn refuse_mail_link() -> Refused {
    Refusal::MailLinkInvalid.because("the link was used or is too old; ask for another message")
}

pub(in crate::domains::user) fn refuse_address_taken() -> Refused {
    Refusal::AddressTaken.because("another account has this address; use another one")
}

/// What a device is called: its browser and system, as far as they are known.
pub(in crate::domains::user) fn make_device(from: &Place) -> String {
    let known = [from.browser.as_str(), from.system.as_str()];
    known.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What was decided on a video, as its owner is told by mail; nothing where no one needs to know:
/// what passed by the rules is just published, and what is held is not decided.
pub(in crate::domains::user) fn make_decision_letter(
    event: &ReviewDecided,
    name: String,
    link: LetterLink,
) -> Option<Letter> {
    let (title, reason) = (event.title.clone(), event.note.clone());
    let is_passed = match event.action() {
        Action::Pass | Action::AgeLimit => true,
        Action::Block => false,
        Action::Review | Action::Unspecified => return None,
    };
    if event.is_on_appeal {
        return Some(Letter::AppealDecided { name, title, is_granted: is_passed, reason, link });
    }
    if is_passed && !event.is_by_person {
        return None;
    }
    let decision = if is_passed { VideoDecision::Approved } else { VideoDecision::Refused };
    Some(Letter::VideoDecided { name, title, decision, reason, link })
}

/// What its account may see.
pub(in crate::domains::user) fn show_addresses(
    recipient: Option<Recipient>,
    claim: Option<AddressClaim>,
) -> GetMailAddressResponse {
    let (address, confirmed_at_ms) =
        recipient.map(|one| (one.address, one.confirmed_at_ms)).unwrap_or_default();
    let waiting = claim.map(|claim| {
        let AddressClaim { address, is_new_waiting, is_old_waiting, expires_at_ms, .. } = claim;
        (address, is_new_waiting, is_old_waiting, expires_at_ms)
    });
    let (waiting_address, waits_for_new, waits_for_old, waiting_until_ms) =
        waiting.unwrap_or_default();
    GetMailAddressResponse {
        address,
        confirmed_at_ms,
        waiting_address,
        waits_for_new,
        waits_for_old,
        waiting_until_ms,
    }
}

pub(in crate::domains::user) fn show_confirmed(
    user: UserCard,
    is_complete: bool,
) -> ConfirmMailAddressResponse {
    ConfirmMailAddressResponse { user: Some(user), is_complete }
}

pub(in crate::domains::user) fn show_mail_counts(
    post: MailCounts,
    is_mail_sent: bool,
) -> GetMailStatusResponse {
    let MailCounts { waiting, given_up, oldest_at_ms, last_fault } = post;
    GetMailStatusResponse { is_mail_sent, waiting, given_up, oldest_at_ms, last_fault }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Ids;
    use crate::kernel::ports::mail::MailStage;

    fn waiting(tries: u32) -> Outgoing {
        Outgoing {
            letter_id: Ids::counted().fresh(),
            user_id: Ids::counted().fresh(),
            address: String::new(),
            subject: String::new(),
            body_text: String::new(),
            body_html: String::new(),
            written_at_ms: 0,
            tries,
            is_notice: false,
            leave_link: String::new(),
        }
    }

    #[test]
    fn what_nobody_took_comes_again_ever_later_until_its_time_is_over() {
        let options = Options::default();
        let later = || Err(MailFault::Later { stage: MailStage::Connected, cause: String::new() });
        let fate = |tries, now_ms| decide_fate(&later(), &waiting(tries), (now_ms, &options));
        let first_ms = options.letter_pause_ms;
        assert_eq!(fate(0, 5), Fate::Due(5 + first_ms));
        assert_eq!(fate(1, 5), Fate::Due(5 + 2 * first_ms));
        assert_eq!(fate(63, 5), Fate::Due(5 + options.letter_pause_ms_max));
        assert_eq!(fate(63, options.letter_tried_ms), Fate::GivenUp);
        let unknown = Err(MailFault::Unknown { cause: String::new() });
        let again = decide_fate(&unknown, &waiting(0), (5, &options));
        assert_eq!(again, Fate::Due(5 + options.letter_pause_ms_max));
        let never = Err(MailFault::Never { stage: MailStage::Written, cause: String::new() });
        assert_eq!(decide_fate(&never, &waiting(0), (5, &options)), Fate::GivenUp);
        assert_eq!(decide_fate(&Ok(()), &waiting(0), (5, &options)), Fate::Taken);
    }

    #[test]
    fn a_network_asks_a_few_times_and_then_once_in_a_while() {
        let options = Options::default();
        let (every_ms, mut at_ms) = (options.reset_request_every_ms, 0);
        for _ in 0..options.reset_requests_at_once_max {
            at_ms = decide_reset_request(at_ms, 1_000, &options).unwrap();
        }
        assert!(decide_reset_request(at_ms, 1_000, &options).is_err());
        assert!(decide_reset_request(at_ms, 1_000 + every_ms, &options).is_ok());
    }

    #[test]
    fn owners_hear_what_people_decided_and_what_rules_refused() {
        let link = || LetterLink::new("https://site.example/studio").unwrap();
        let told = |action: Action, is_by_person, is_on_appeal| {
            let event = ReviewDecided {
                action: action.into(),
                is_by_person,
                is_on_appeal,
                ..ReviewDecided::default()
            };
            make_decision_letter(&event, String::new(), link())
        };
        assert!(told(Action::Pass, false, false).is_none());
        assert!(told(Action::Review, true, false).is_none());
        for (action, is_by_person, decision) in [
            (Action::Pass, true, VideoDecision::Approved),
            (Action::AgeLimit, true, VideoDecision::Approved),
            (Action::Block, true, VideoDecision::Refused),
            (Action::Block, false, VideoDecision::Refused),
        ] {
            let letter = told(action, is_by_person, false);
            let is_right =
                matches!(letter, Some(Letter::VideoDecided { decision: of, .. }) if of == decision);
            assert!(is_right, "{action:?} {is_by_person}");
        }
        let granted = told(Action::Pass, true, true);
        assert!(matches!(granted, Some(Letter::AppealDecided { is_granted: true, .. })));
    }
}
