//! What stands in a text: whom it names, and words that somebody wants to look at first; and why a
//! comment is reported.

use crate::contract::community::{
    CommentReport, Policy, Refusal, ReportCommentRequest, ReportReason, SaveBlockedWordsRequest,
};
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;
use crate::kernel::letters;
use crate::kernel::quota::check_ids;

/// Letters of one word that is looked at first.
const WORD_CHARS_MAX: usize = 40;
/// Letters of a name, as `user` allows them.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=24;

/// Somebody whom a comment names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct Mention {
    pub(in crate::domains::community) user_id: UserId,
    /// Whether they want to hear of whoever names them.
    pub(in crate::domains::community) is_told: bool,
}

/// Whom a comment names, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct MentionRow {
    pub(in crate::domains::community) comment_id: String,
    pub(in crate::domains::community) user_id: String,
}

/// A report of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct ReportRow {
    pub(in crate::domains::community) reporter_id: String,
    pub(in crate::domains::community) reason: ReportReason,
    pub(in crate::domains::community) note: String,
    pub(in crate::domains::community) sent_at_ms: i64,
}

impl From<ReportRow> for CommentReport {
    fn from(ReportRow { reporter_id, reason, note, sent_at_ms }: ReportRow) -> Self {
        Self { reporter_id, reason: reason.into(), note, sent_at_ms }
    }
}

/// A comment with how often it was reported, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct ReportedRow {
    pub(in crate::domains::community) posted: super::Posted,
    pub(in crate::domains::community) reported_at_ms: i64,
    pub(in crate::domains::community) report_count: u64,
}

impl ReportedRow {
    pub(in crate::domains::community) fn key(&self) -> (i64, &str) {
        (self.reported_at_ms, &self.posted.comment_id)
    }
}

/// The names behind an `@` in a text, each once and in lower case, up to `most`. One that goes on
/// from a word is an address.
pub(in crate::domains::community) fn make_names(text: &str, most: u32) -> Vec<String> {
    let is_of_name = |one: char| one.is_alphanumeric() || one == '_' || one == '-';
    let mut names = Vec::new();
    let mut before = ' ';
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        before = rest[..at].chars().next_back().unwrap_or(before);
        rest = &rest[at + 1..];
        let name: String = rest.chars().take_while(|one| is_of_name(*one)).collect();
        let key = name.to_lowercase();
        let is_name = NAME_CHARS.contains(&name.chars().count()) && !before.is_alphanumeric();
        if is_name && !names.contains(&key) && names.len() < most as usize {
            names.push(key);
        }
        before = '@';
    }
    names
}

/// The words that a request wants to look at first: in lower case, in order, each once.
///
/// # Errors
/// `WORD_INVALID`, `TOO_MANY_IDS`
pub(in crate::domains::community) fn decide_words(
    request: &SaveBlockedWordsRequest,
) -> Result<Vec<String>, Refused> {
    check_ids(SaveBlockedWordsRequest::WORDS, request.words.len())?;
    let mut words = Vec::new();
    for asked in &request.words {
        let word = plain(asked);
        if word.is_empty() || word.chars().count() > WORD_CHARS_MAX {
            let reason = format!("a word has 1 to {WORD_CHARS_MAX} characters");
            return Err(Refusal::WordInvalid.because(reason).with("most", WORD_CHARS_MAX as u64));
        }
        words.push(word);
    }
    words.sort_unstable();
    words.dedup();
    Ok(words)
}

/// The policy for a text: one with a word that the owner of the video looks at first waits for
/// them.
pub(in crate::domains::community) fn decide_text_policy(
    text: &str,
    policy: Policy,
    blocked_words: &[String],
) -> Policy {
    let text = plain(text);
    let is_blocked = blocked_words.iter().any(|word| text.contains(word.as_str()));
    if is_blocked { Policy::Reviewed } else { policy }
}

/// A text in lower case, without what nobody sees.
fn plain(text: &str) -> String {
    let is_seen = |one: &char| !letters::is_unseen(*one) || *one == '\n';
    let seen: String = text.chars().filter(is_seen).collect();
    seen.trim().to_lowercase()
}

/// The report that a request makes.
///
/// # Errors
/// `REPORT_INVALID`
pub(in crate::domains::community) fn decide_report(
    request: &ReportCommentRequest,
    reporter_id: &UserId,
) -> Result<ReportRow, Refused> {
    let (reason, note) = (request.reason(), request.note.trim());
    if reason == ReportReason::Unspecified || !ReportCommentRequest::NOTE.fit(note) {
        let reason = "choose a reason, and say no more than 500 characters";
        return Err(Refusal::ReportInvalid.because(reason));
    }
    let (reporter_id, note) = (reporter_id.to_string(), note.to_owned());
    Ok(ReportRow { reporter_id, reason, note, sent_at_ms: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_behind_a_sign_and_not_in_addresses() {
        let named = |text| make_names(text, 3);
        assert_eq!(named("@Mei and @lin, @mei!"), ["mei", "lin"]);
        assert_eq!(named("（@小明）你好"), ["小明"]);
        assert_eq!(named("me@example.org @@mei @ @x"), ["mei"]);
        assert_eq!(named("@a1 @b2 @c3 @d4"), ["a1", "b2", "c3"]);
        assert_eq!(named(&format!("@{}", "x".repeat(25))), [""; 0]);
        assert!(make_names("@mei", 0).is_empty());
    }

    #[test]
    fn a_word_is_found_however_it_is_written() {
        let words = |words: &[&str]| {
            let words = words.iter().map(|&word| word.to_owned()).collect();
            decide_words(&SaveBlockedWordsRequest { words })
        };
        let kept = words(&["Spoiler", "spoiler ", "剧透"]).expect("they fit");
        assert_eq!(kept, ["spoiler", "剧透"]);
        assert!(words(&[" \u{200b}"]).is_err() && words(&[&"x".repeat(41)]).is_err());
        let policy = |text| decide_text_policy(text, Policy::Open, &kept);
        assert_eq!(policy("a SPOI\u{200b}LER"), Policy::Reviewed);
        assert_eq!(policy("这是剧透"), Policy::Reviewed);
        assert_eq!(policy("nothing"), Policy::Open);
        assert_eq!(decide_text_policy("x", Policy::Open, &[]), Policy::Open);
    }
}
