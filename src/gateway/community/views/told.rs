//! What somebody is told, each as a sentence that leads to where it happened, and the kinds that
//! they want to hear of. It must not mark anything as read.

use crate::contract::community::{Notification, NotificationKind};
use crate::gateway::core::views::{Frame, format};
use crate::gateway::core::words::Words;

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
        let sentence = sentence(words, (kind, one.has_passed), shown)?;
        let address = address((kind, one.has_passed), &one, &name);
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

fn sentence(
    words: &'static Words,
    (kind, has_passed): (NotificationKind, bool),
    name: &str,
) -> Option<String> {
    let (words, name) = (words.community, name.to_owned());
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
    })
}

/// Where it happened, or where something can be done about it.
fn address((kind, has_passed): (NotificationKind, bool), one: &Notification, name: &str) -> String {
    let video = format!("/watch/{}", format::query(&one.video_id));
    match kind {
        NotificationKind::Follower if name.is_empty() => "/notifications".to_owned(),
        NotificationKind::Follower => format!("/u/{}", format::query(name)),
        NotificationKind::CommentWaits => "/comments/held".to_owned(),
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
const KINDS: [(NotificationKind, &str); 14] = [
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
];

impl WishRow {
    /// Every kind, with those that are not wanted turned off.
    pub(in crate::gateway) fn all(
        words: &'static Words,
        unwanted: &[NotificationKind],
    ) -> Vec<Self> {
        let row = |(kind, code): (NotificationKind, &str)| Self {
            code: code.to_owned(),
            label: wish(words, kind),
            is_wanted: !unwanted.contains(&kind),
        };
        KINDS.into_iter().map(row).collect()
    }

    /// Those that come by mail as well, with those that are wanted turned on. Of reviews and
    /// appeals everybody hears by mail.
    pub(in crate::gateway) fn mailed(
        words: &'static Words,
        mailed: &[NotificationKind],
    ) -> Vec<Self> {
        let row = |(kind, code): (NotificationKind, &str)| Self {
            code: format!("mail_{code}"),
            label: wish(words, kind),
            is_wanted: mailed.contains(&kind),
        };
        KINDS.into_iter().filter(|(kind, _)| may_be_mailed(*kind)).map(row).collect()
    }

    /// The kinds that a form has turned on for mail.
    pub(in crate::gateway) fn wanted_by_mail(
        is_on: impl Fn(&str) -> bool,
    ) -> Vec<NotificationKind> {
        let is_on = |code: &str| is_on(&format!("mail_{code}"));
        KINDS
            .into_iter()
            .filter(|(kind, code)| may_be_mailed(*kind) && is_on(code))
            .map(|(kind, _)| kind)
            .collect()
    }

    /// The kinds that a form leaves out; `is_on` says whether it has one by its code.
    pub(in crate::gateway) fn unwanted(is_on: impl Fn(&str) -> bool) -> Vec<NotificationKind> {
        KINDS.into_iter().filter(|(_, code)| !is_on(code)).map(|(kind, _)| kind).collect()
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
                kind: if number > 14 { 2 } else { number },
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
        let numbers = (1..=14).map(|number| (number, "mei")).chain([(15, "")]);
        Self {
            frame: Frame::sample(language, "/notifications"),
            rows: numbers.filter_map(row).collect(),
            more: Some("/notifications?cursor=1-a".into()),
            wishes: WishRow::all(words, &[NotificationKind::VideoLiked]),
            mailed: WishRow::mailed(words, &[NotificationKind::Reply]),
        }
    }

    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        Self { rows: Vec::new(), more: None, ..Self::sample(language) }
    }
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
        ] {
            assert_eq!(of(kind, has_passed).map(|row| row.1).as_deref(), Some(place), "{kind:?}");
        }
    }

    #[test]
    fn what_a_form_leaves_out_is_not_wanted() {
        assert_eq!(WishRow::unwanted(|code| code != "reply"), [NotificationKind::Reply]);
        let rows = WishRow::all(Language::SOURCE.words(), &[NotificationKind::Reply]);
        let off: Vec<_> =
            rows.iter().filter(|row| !row.is_wanted).map(|row| row.code.as_str()).collect();
        assert_eq!(off, ["reply"]);
        let wanted = WishRow::wanted_by_mail(|code| ["mail_reply", "mail_appeal"].contains(&code));
        assert_eq!(wanted, [NotificationKind::Reply], "of appeals everybody hears");
        let rows = WishRow::mailed(Language::SOURCE.words(), &[NotificationKind::Reply]);
        let on: Vec<_> =
            rows.iter().filter(|row| row.is_wanted).map(|row| row.code.as_str()).collect();
        assert_eq!((rows.len(), on), (KINDS.len() - 2, vec!["mail_reply"]));
    }
}
