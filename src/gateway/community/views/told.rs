//! What somebody is told, each as a sentence that leads to where it happened, and the kinds that
//! they want to hear of. It must not mark anything as read.

use crate::contract::community::{Notification, NotificationKind};
use crate::gateway::core::views::{Frame, format};
use crate::gateway::core::words::Words;
use crate::kernel::context::Caller;

/// `GET /notifications`
#[derive(askama::Template)]
#[template(path = "community/notifications.html")]
pub(crate) struct ToldPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<ToldRow>,
    pub(crate) more: Option<String>,
    pub(crate) wishes: Vec<WishRow>,
    /// Those that can come by mail as well, by names of their own.
    pub(crate) mailed: Vec<WishRow>,
}

impl ToldPage {
    /// Whether there is anything to mark.
    pub(crate) fn has_unread(&self) -> bool {
        self.rows.iter().any(|row| row.is_unread)
    }
}

/// One thing that somebody is told.
pub(crate) struct ToldRow {
    pub(crate) id: String,
    pub(crate) sentence: String,
    /// Where it happened.
    pub(crate) address: String,
    /// Who has caused it; none where nobody did.
    pub(crate) actor: Option<ToldActor>,
    /// Of the video; empty where it cannot be had.
    pub(crate) title: String,
    /// The beginning of a comment, or what a moderator wrote.
    pub(crate) text: String,
    pub(crate) told_ms: i64,
    pub(crate) is_unread: bool,
}

/// Who has caused it.
pub(crate) struct ToldActor {
    /// Empty where the account is erased.
    pub(crate) name: String,
    pub(crate) avatar: String,
}

/// A kind of notification, and whether it is wanted.
pub(crate) struct WishRow {
    pub(crate) code: String,
    pub(crate) label: &'static str,
    pub(crate) is_wanted: bool,
}

/// Whether somebody stands behind a kind.
fn has_actor(kind: NotificationKind) -> bool {
    use NotificationKind as Kind;
    matches!(
        kind,
        Kind::Video
            | Kind::Comment
            | Kind::Reply
            | Kind::VideoLiked
            | Kind::CommentLiked
            | Kind::Follower
            | Kind::CommentWaits
            | Kind::Coins
            | Kind::Mention
    )
}

impl ToldRow {
    /// Nothing for a kind that this page does not know yet.
    pub(in crate::gateway) fn of(
        one: Notification,
        words: &'static Words,
        (name, avatar): (String, String),
        title: String,
    ) -> Option<Self> {
        let kind = one.kind();
        let shown = if name.is_empty() { words.community.comment_nobody() } else { &name };
        let sentence = sentence(words, &one, shown)?;
        let address = address(&one, &name);
        Some(Self {
            sentence,
            address,
            actor: has_actor(kind).then_some(ToldActor { name, avatar }),
            title,
            text: one.text,
            told_ms: one.made_at_ms,
            is_unread: !one.is_read,
            id: one.notification_id,
        })
    }
}

fn sentence(words: &'static Words, one: &Notification, name: &str) -> Option<String> {
    let (words, name) = (words.community, name.to_owned());
    let (kind, has_passed) = (one.kind(), one.has_passed);
    let is_of_comment = !one.comment_id.is_empty();
    let plain = |text: &'static str| text.to_owned();
    Some(match kind {
        NotificationKind::Unspecified => return None,
        NotificationKind::Video => words.told_video(name),
        NotificationKind::Comment => words.told_comment(name),
        NotificationKind::Reply => words.told_reply(name),
        NotificationKind::VideoLiked => words.told_video_liked(name),
        NotificationKind::CommentLiked => words.told_comment_liked(name),
        NotificationKind::Follower => words.told_follower(name),
        NotificationKind::CommentRemoved => plain(words.told_comment_removed()),
        NotificationKind::CommentShown => plain(words.told_comment_shown()),
        NotificationKind::CommentWaits => words.told_comment_waits(name),
        NotificationKind::Review if has_passed => plain(words.told_review_passed()),
        NotificationKind::Review => plain(words.told_review_held()),
        NotificationKind::Appeal if has_passed => plain(words.told_appeal_passed()),
        NotificationKind::Appeal => plain(words.told_appeal_refused()),
        NotificationKind::Published => plain(words.told_published()),
        NotificationKind::Coins => words.told_coins(name),
        NotificationKind::Mention => words.told_mention(name),
        NotificationKind::DanmakuRemoved => plain(words.told_danmaku_removed()),
        NotificationKind::DanmakuShown => plain(words.told_danmaku_shown()),
        NotificationKind::UploadFailed => plain(words.told_upload_failed()),
        NotificationKind::QuotaLow => plain(words.told_quota_low()),
        NotificationKind::SignUpWaits => plain(words.told_sign_up_waits()),
        NotificationKind::ReportWaits if is_of_comment => plain(words.told_comment_reported()),
        NotificationKind::ReportWaits => plain(words.told_video_reported()),
        NotificationKind::ReviewWaits if is_of_comment => plain(words.told_comment_held()),
        NotificationKind::ReviewWaits => plain(words.told_video_held()),
    })
}

/// Where it happened, or where something can be done about it.
fn address(one: &Notification, name: &str) -> String {
    let (kind, has_passed) = (one.kind(), one.has_passed);
    let video = format!("/watch/{}", format::query(&one.video_id));
    match kind {
        NotificationKind::Follower if name.is_empty() => "/notifications".to_owned(),
        NotificationKind::Follower => format!("/u/{}", format::query(name)),
        NotificationKind::CommentWaits => "/comments/held".to_owned(),
        NotificationKind::ReportWaits | NotificationKind::ReviewWaits
            if !one.comment_id.is_empty() =>
        {
            "/comments/held".to_owned()
        },
        NotificationKind::ReportWaits | NotificationKind::ReviewWaits => "/moderation".to_owned(),
        NotificationKind::SignUpWaits => "/admin/users".to_owned(),
        NotificationKind::QuotaLow => "/studio".to_owned(),
        NotificationKind::UploadFailed => {
            format!("/studio#video-{}", format::query(&one.video_id))
        },
        NotificationKind::Review | NotificationKind::Appeal if !has_passed => {
            format!("/studio#video-{}", format::query(&one.video_id))
        },
        NotificationKind::Comment
        | NotificationKind::Reply
        | NotificationKind::Mention
        | NotificationKind::CommentLiked
        | NotificationKind::CommentShown
            if !one.comment_id.is_empty() =>
        {
            format!("{video}#comment-{}", format::query(&one.comment_id))
        },
        _ => video,
    }
}

/// All kinds, as the form names them.
const KINDS: [(NotificationKind, &str); 21] = [
    (NotificationKind::Video, "video"),
    (NotificationKind::Comment, "comment"),
    (NotificationKind::Reply, "reply"),
    (NotificationKind::Mention, "mention"),
    (NotificationKind::VideoLiked, "video_liked"),
    (NotificationKind::CommentLiked, "comment_liked"),
    (NotificationKind::Coins, "coins"),
    (NotificationKind::Follower, "follower"),
    (NotificationKind::CommentWaits, "comment_waits"),
    (NotificationKind::CommentShown, "comment_shown"),
    (NotificationKind::CommentRemoved, "comment_removed"),
    (NotificationKind::Review, "review"),
    (NotificationKind::Appeal, "appeal"),
    (NotificationKind::Published, "published"),
    (NotificationKind::UploadFailed, "upload_failed"),
    (NotificationKind::QuotaLow, "quota_low"),
    (NotificationKind::DanmakuShown, "danmaku_shown"),
    (NotificationKind::DanmakuRemoved, "danmaku_removed"),
    (NotificationKind::ReviewWaits, "review_waits"),
    (NotificationKind::ReportWaits, "report_waits"),
    (NotificationKind::SignUpWaits, "sign_up_waits"),
];

/// Those that somebody may be told.
fn kinds_for(is_told: Staff) -> impl Iterator<Item = (NotificationKind, &'static str)> {
    KINDS.into_iter().filter(move |(kind, _)| match kind {
        NotificationKind::ReviewWaits | NotificationKind::ReportWaits => is_told.of_reviews,
        NotificationKind::SignUpWaits => is_told.of_sign_ups,
        _ => true,
    })
}

/// What somebody is told because others wait for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Staff {
    of_reviews: bool,
    of_sign_ups: bool,
}

impl Staff {
    pub(in crate::gateway) fn of(caller: &Caller) -> Self {
        Self { of_reviews: caller.is_moderator(), of_sign_ups: caller.is_admin() }
    }
}

impl WishRow {
    /// Every kind, with those that are not wanted turned off.
    pub(in crate::gateway) fn all(
        words: &'static Words,
        staff: Staff,
        unwanted: &[NotificationKind],
    ) -> Vec<Self> {
        let row = |(kind, code): (NotificationKind, &str)| Self {
            code: code.to_owned(),
            label: wish(words, kind),
            is_wanted: !unwanted.contains(&kind),
        };
        kinds_for(staff).map(row).collect()
    }

    /// Those that come by mail as well, with those that are wanted turned on. Of reviews and
    /// appeals everybody hears by mail.
    pub(in crate::gateway) fn mailed(
        words: &'static Words,
        staff: Staff,
        mailed: &[NotificationKind],
    ) -> Vec<Self> {
        let row = |(kind, code): (NotificationKind, &str)| Self {
            code: format!("mail_{code}"),
            label: wish(words, kind),
            is_wanted: mailed.contains(&kind),
        };
        kinds_for(staff).filter(|(kind, _)| may_be_mailed(*kind)).map(row).collect()
    }

    /// The kinds that a form has turned on for mail.
    pub(in crate::gateway) fn wanted_by_mail(
        staff: Staff,
        is_on: impl Fn(&str) -> bool,
    ) -> Vec<NotificationKind> {
        let is_on = |code: &str| is_on(&format!("mail_{code}"));
        kinds_for(staff)
            .filter(|(kind, code)| may_be_mailed(*kind) && is_on(code))
            .map(|(kind, _)| kind)
            .collect()
    }

    /// The kinds that a form leaves out; `is_on` says whether it has one by its code.
    pub(in crate::gateway) fn unwanted(
        staff: Staff,
        is_on: impl Fn(&str) -> bool,
    ) -> Vec<NotificationKind> {
        kinds_for(staff).filter(|(_, code)| !is_on(code)).map(|(kind, _)| kind).collect()
    }
}

fn may_be_mailed(kind: NotificationKind) -> bool {
    !matches!(kind, NotificationKind::Review | NotificationKind::Appeal)
}

fn wish(words: &'static Words, kind: NotificationKind) -> &'static str {
    let words = words.community;
    match kind {
        NotificationKind::Unspecified => "",
        NotificationKind::Video => words.wish_video(),
        NotificationKind::Comment => words.wish_comment(),
        NotificationKind::Reply => words.wish_reply(),
        NotificationKind::VideoLiked => words.wish_video_liked(),
        NotificationKind::CommentLiked => words.wish_comment_liked(),
        NotificationKind::Follower => words.wish_follower(),
        NotificationKind::CommentRemoved => words.wish_comment_removed(),
        NotificationKind::CommentShown => words.wish_comment_shown(),
        NotificationKind::CommentWaits => words.wish_comment_waits(),
        NotificationKind::Review => words.wish_review(),
        NotificationKind::Appeal => words.wish_appeal(),
        NotificationKind::Published => words.wish_published(),
        NotificationKind::Coins => words.wish_coins(),
        NotificationKind::Mention => words.wish_mention(),
        NotificationKind::DanmakuRemoved => words.wish_danmaku_removed(),
        NotificationKind::DanmakuShown => words.wish_danmaku_shown(),
        NotificationKind::UploadFailed => words.wish_upload_failed(),
        NotificationKind::QuotaLow => words.wish_quota_low(),
        NotificationKind::SignUpWaits => words.wish_sign_up_waits(),
        NotificationKind::ReportWaits => words.wish_report_waits(),
        NotificationKind::ReviewWaits => words.wish_review_waits(),
    }
}

#[cfg(test)]
impl ToldPage {
    /// One of each kind, half of them unread, the last by an account that is erased.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let words = language.words();
        let row = |(number, name): (i32, &str)| {
            let one = Notification {
                notification_id: format!("n{number}"),
                kind: if number > 21 { 2 } else { number },
                video_id: "v1".into(),
                comment_id: "c1".into(),
                text: if number % 3 == 0 { String::new() } else { "<b>前排</b>".into() },
                made_at_ms: crate::gateway::tests::NOW_MS - 3_600_000 * i64::from(number),
                is_read: number > 6,
                has_passed: number == 10,
                ..Notification::default()
            };
            ToldRow::of(one, words, (name.into(), "a1".into()), "Big Buck Bunny".into())
        };
        let numbers = (1..=21).map(|number| (number, "mei")).chain([(22, "")]);
        Self {
            frame: Frame::sample(language, "/notifications"),
            rows: numbers.filter_map(row).collect(),
            more: Some("/notifications?cursor=1-a".into()),
            wishes: WishRow::all(words, Staff::ALL, &[NotificationKind::VideoLiked]),
            mailed: WishRow::mailed(words, Staff::ALL, &[NotificationKind::Reply]),
        }
    }

    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        Self { rows: Vec::new(), more: None, ..Self::sample(language) }
    }
}

#[cfg(test)]
impl Staff {
    const ALL: Self = Self { of_reviews: true, of_sign_ups: true };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::core::words::Language;

    #[test]
    fn every_kind_has_a_sentence_a_place_and_a_switch() {
        let words = Language::SOURCE.words();
        let of = |kind: NotificationKind, has_passed| {
            let one = Notification {
                kind: kind.into(),
                video_id: "v/1".into(),
                comment_id: "c1".into(),
                has_passed,
                ..Notification::default()
            };
            let row = ToldRow::of(one, words, ("a b".into(), String::new()), String::new());
            row.map(|row| (row.sentence, row.address))
        };
        let mut known = 0;
        for number in 1..=i32::from(i8::MAX) {
            let Ok(kind) = NotificationKind::try_from(number) else { continue };
            known += 1;
            let (sentence, address) = of(kind, true).expect("it is told");
            assert!(!sentence.is_empty() && address.starts_with('/'), "{kind:?}: {address}");
            assert!(!wish(words, kind).is_empty(), "{kind:?}");
        }
        assert_eq!(known, KINDS.len(), "each has a switch");
        assert_eq!(of(NotificationKind::Unspecified, true), None);
        for (kind, has_passed, place) in [
            (NotificationKind::Reply, false, "/watch/v%2F1#comment-c1"),
            (NotificationKind::CommentRemoved, false, "/watch/v%2F1"),
            (NotificationKind::Follower, false, "/u/a%20b"),
            (NotificationKind::CommentWaits, false, "/comments/held"),
            (NotificationKind::Appeal, false, "/studio#video-v%2F1"),
            (NotificationKind::Appeal, true, "/watch/v%2F1"),
            (NotificationKind::UploadFailed, false, "/studio#video-v%2F1"),
            (NotificationKind::ReportWaits, false, "/comments/held"),
        ] {
            assert_eq!(of(kind, has_passed).map(|row| row.1).as_deref(), Some(place), "{kind:?}");
        }
    }

    #[test]
    fn what_a_form_leaves_out_is_not_wanted() {
        let unwanted = |staff| WishRow::unwanted(staff, |code| code.contains("_"));
        assert_eq!(unwanted(Staff::default()), unwanted(Staff::ALL), "what none is offered stays");
        let staff = WishRow::unwanted(Staff::ALL, |code| !code.ends_with("_waits"));
        assert_eq!(staff.len(), 4, "a comment waits for whoever owns the video");
        let others = WishRow::unwanted(Staff::default(), |code| !code.ends_with("_waits"));
        assert_eq!(others, [NotificationKind::CommentWaits]);
        let rows = WishRow::all(Language::SOURCE.words(), Staff::ALL, &[NotificationKind::Reply]);
        let off: Vec<_> =
            rows.iter().filter(|row| !row.is_wanted).map(|row| row.code.as_str()).collect();
        assert_eq!(off, ["reply"]);
        let is_on = |code: &str| ["mail_reply", "mail_appeal"].contains(&code);
        let wanted = WishRow::wanted_by_mail(Staff::ALL, is_on);
        assert_eq!(wanted, [NotificationKind::Reply], "of appeals everybody hears");
        let rows =
            WishRow::mailed(Language::SOURCE.words(), Staff::ALL, &[NotificationKind::Reply]);
        let on: Vec<_> =
            rows.iter().filter(|row| row.is_wanted).map(|row| row.code.as_str()).collect();
        assert_eq!((rows.len(), on), (KINDS.len() - 2, vec!["mail_reply"]));
    }
}
