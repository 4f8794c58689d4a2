//! The port to whoever words a mail: what there is to tell, in typed values, and the mail's parts
//! that come of it. It must not hold a sentence or markup, nor know to whom the mail goes.

use super::mail::{BodyText, HeaderText, is_hidden};
use std::fmt;

/// Words what is told.
pub(crate) trait LetterWriter: Send + Sync {
    /// In a language, or in the site's first one where that is not spoken. Names and titles are
    /// put in so that they can neither become markup nor lead anywhere.
    ///
    /// # Errors
    /// When what comes out cannot be a mail.
    fn write(&self, letter: &Letter, language: &str) -> Result<WrittenLetter, LetterFlaw>;

    /// The address of a page of the site, by its path.
    fn link(&self, path: &str) -> Option<LetterLink>;
}

/// What a letter needs to become a mail, but for its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrittenLetter {
    pub(crate) subject: HeaderText,
    pub(crate) text: BodyText,
    pub(crate) html: BodyText,
}

/// A letter could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a letter cannot be written: {0}")]
pub(crate) struct LetterFlaw(pub(crate) String);

/// One thing to tell somebody. Names, titles and reasons are as people typed them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Letter {
    VerifyAddress {
        name: String,
        link: LetterLink,
        valid_ms: i64,
    },
    ResetPassword {
        name: String,
        link: LetterLink,
        valid_ms: i64,
    },
    /// To the old address before it is left; the new one is shown in part.
    LeaveAddress {
        name: String,
        address: String,
        link: LetterLink,
        valid_ms: i64,
    },
    /// To the old address; the new one is shown in part.
    AddressLeft {
        name: String,
        address: String,
    },
    /// To the new address.
    AddressJoined {
        name: String,
    },
    NewSignIn {
        name: String,
        device: String,
        place: String,
        at_ms: i64,
        link: LetterLink,
    },
    Suspended {
        name: String,
        reason: String,
    },
    SecondFactorOn {
        name: String,
        link: LetterLink,
    },
    SecondFactorOff {
        name: String,
        is_by_admin: bool,
        link: LetterLink,
    },
    PasskeyAdded {
        name: String,
        label: String,
        link: LetterLink,
    },
    PasskeyRemoved {
        name: String,
        label: String,
        link: LetterLink,
    },
    RecoveryCodeUsed {
        name: String,
        /// How many are left.
        left: u64,
        link: LetterLink,
    },
    /// The last one: the address goes once it was sent.
    AccountErased {
        name: String,
        /// Empty where its own person did it.
        reason: String,
    },
    VideoDecided {
        name: String,
        title: String,
        decision: VideoDecision,
        /// Empty where nobody gave one.
        reason: String,
        link: LetterLink,
    },
    /// A part of their profile is not shown to others.
    ProfileRefused {
        name: String,
        /// It is the picture; else the text.
        is_picture: bool,
        /// Empty where nobody gave one.
        reason: String,
        link: LetterLink,
    },
    AppealDecided {
        name: String,
        title: String,
        is_granted: bool,
        reason: String,
        link: LetterLink,
    },
    Notice {
        name: String,
        kind: NoticeKind,
        /// Who has caused it; empty where nobody did.
        actor: String,
        link: LetterLink,
        /// How they leave such mail.
        leave: LetterLink,
    },
}

/// Of what somebody asked to be told by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    Video,
    Comment,
    Reply,
    Mention,
    VideoLiked,
    CommentLiked,
    Coins,
    Follower,
    CommentWaits,
    CommentShown,
    CommentRemoved,
    Published,
    DanmakuRemoved,
    DanmakuShown,
    UploadFailed,
    QuotaLow,
    SignUpWaits,
    ReportWaits,
    ReviewWaits,
}

impl NoticeKind {
    /// Whether somebody stands behind what it tells.
    pub(crate) fn has_actor(self) -> bool {
        matches!(
            self,
            Self::Video
                | Self::Comment
                | Self::Reply
                | Self::Mention
                | Self::VideoLiked
                | Self::CommentLiked
                | Self::Coins
                | Self::Follower
                | Self::CommentWaits
        )
    }
}

/// What was decided on a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VideoDecision {
    Approved,
    Refused,
}

/// The longest link, in characters.
const LINK_CHARS_MAX: usize = 1000;

/// An address of the site that a letter leads to. Whoever has it may do what it opens, so it is
/// never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct LetterLink(String);

impl fmt::Debug for LetterLink {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("LetterLink").finish_non_exhaustive()
    }
}

impl LetterLink {
    /// A link of ours: `https://` or `http://`, then a host, and nothing that ends a link in a
    /// text.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let is_link = text.len() <= LINK_CHARS_MAX
            && rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
            && rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\^`{|}".contains(&byte));
        is_link.then(|| Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text of somebody else on one line: without hidden characters, with single blanks, and cut to
/// a length, which the last letter then shows.
pub(crate) fn on_one_line(text: &str, chars_max: usize) -> String {
    let mut line = String::new();
    let (mut chars, mut after_blank) = (0, false);
    for one in text.chars() {
        if one.is_whitespace() || is_hidden(one) {
            after_blank = !line.is_empty();
            continue;
        }
        if chars + usize::from(after_blank) >= chars_max {
            if chars == chars_max {
                line.pop();
            }
            line.push('…');
            break;
        }
        if after_blank {
            line.push(' ');
        }
        line.push(one);
        (chars, after_blank) = (chars + 1 + usize::from(after_blank), false);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_a_site_and_end_where_they_end() {
        for (text, is_link) in [
            ("https://site.example/verify/aB3?x=1&y=%20#z", true),
            ("http://localhost:8080/", true),
            ("http://[::1]:8080/", true),
            ("javascript:alert(1)", false),
            ("https:site.example", false),
            ("https:///x", false),
            ("https://", false),
            ("HTTPS://site.example/", false),
            ("https://site.example/a b", false),
            ("https://site.example/\r\nBcc: x", false),
            ("https://site.example/\"onclick=\"", false),
            ("https://site.example/<b>", false),
            ("https://bücher.example/", false),
            (&format!("https://site.example/{}", "x".repeat(1000)), false),
        ] {
            assert_eq!(LetterLink::new(text).is_some(), is_link, "{text:?}");
        }
    }

    #[test]
    fn texts_of_others_are_one_line() {
        for (text, line) in [
            ("Bob", "Bob"),
            ("  Bob \r\n\r\n Ross\t", "Bob Ross"),
            ("a\u{202e}b\u{2028}c\0d", "a b c d"),
            ("12345678", "12345678"),
            ("123456789", "1234567…"),
            ("1234567 9", "1234567…"),
            ("1234567 ", "1234567"),
            ("字字字字字字字字字", "字字字字字字字…"),
            ("\n\u{200b}\n", ""),
        ] {
            assert_eq!(on_one_line(text, 8), line, "{text:?}");
        }
    }
}
