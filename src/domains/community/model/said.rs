//! What stands in a text: whom it names, and words that somebody wants to look at first; and why a
//! comment is reported.

use crate::contract::community::{
    CommentReport, Policy, Refusal, ReportCommentRequest, ReportReason, SaveBlockedWordsRequest,
    SentReport,
};
use crate::domains::community::engine::spelling::plain;
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;
use crate::kernel::letters;

/// Letters of one word that is looked at first.
const WORD_CHARS_MAX: usize = 40;
/// Words that one account looks at first.
const WORDS_MAX: u64 = SaveBlockedWordsRequest::WORDS.max_items as u64;

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

/// A report as whoever sent it gets it back, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct SentReportRow {
    pub(in crate::domains::community) comment_id: String,
    pub(in crate::domains::community) reason: ReportReason,
    pub(in crate::domains::community) note: String,
    pub(in crate::domains::community) sent_at_ms: i64,
}

impl From<SentReportRow> for SentReport {
    fn from(SentReportRow { comment_id, reason, note, sent_at_ms }: SentReportRow) -> Self {
        Self { comment_id, reason: reason.into(), note, sent_at_ms }
    }
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

/// The words that a request wants to look at first: in lower case, in order, each once.
///
/// # Errors
/// `WORD_INVALID`, `WORDS_INVALID`
pub(in crate::domains::community) fn decide_words(
    request: &SaveBlockedWordsRequest,
) -> Result<Vec<String>, Refused> {
    if request.words.len() as u64 > WORDS_MAX {
        let reason = format!("you can block at most {WORDS_MAX} words");
        return Err(Refusal::WordsInvalid.because(reason).with("most", WORDS_MAX));
    }
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

/// The report that a request makes.
///
/// # Errors
/// `REPORT_INVALID`
pub(in crate::domains::community) fn decide_report(
    request: &ReportCommentRequest,
    reporter_id: &UserId,
) -> Result<ReportRow, Refused> {
    let (reason, limits) = (request.reason(), ReportCommentRequest::NOTE);
    let is_seen = |one: &char| !letters::is_unseen(*one) || *one == '\n';
    let note: String = request.note.trim().chars().filter(is_seen).collect();
    if reason == ReportReason::Unspecified || !limits.fit(&note) {
        let reason =
            format!("choose a reason, and say no more than {} characters", limits.max_chars);
        let refused = Refusal::ReportInvalid.because(reason);
        return Err(refused.with("most", u64::from(limits.max_chars)));
    }
    let reporter_id = reporter_id.to_string();
    Ok(ReportRow { reporter_id, reason, note, sent_at_ms: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_however_it_is_written() {
        let words = |words: &[&str]| {
            let words = words.iter().map(|&word| word.to_owned()).collect();
            decide_words(&SaveBlockedWordsRequest { words })
        };
        let kept = words(&["Spoiler", "spoiler ", "剧透"]).expect("they fit");
        assert_eq!(kept, ["spoiler", "剧透"]);
        assert!(words(&["x"; 201]).is_err());
        assert!(words(&[" \u{200b}"]).is_err() && words(&[&"x".repeat(41)]).is_err());
        let policy = |text| decide_text_policy(text, Policy::Open, &kept);
        assert_eq!(policy("a SPOI\u{200b}LER"), Policy::Reviewed);
        assert_eq!(policy("这是剧透"), Policy::Reviewed);
        assert_eq!(policy("nothing"), Policy::Open);
        assert_eq!(decide_text_policy("x", Policy::Open, &[]), Policy::Open);
    }
}
