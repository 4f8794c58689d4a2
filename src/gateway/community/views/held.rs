//! Comments that wait for a person, each with what decides about it.

use crate::gateway::core::views::Frame;

/// `GET /comments/held`
#[derive(askama::Template)]
#[template(path = "community/held.html")]
pub(crate) struct HeldCommentsPage {
    pub(crate) frame: Frame,
    pub(crate) refusal: Option<String>,
    /// How many wait in all; 0 on further pages.
    pub(crate) waiting: u64,
    pub(crate) rows: Vec<HeldCommentRow>,
    pub(crate) more: Option<String>,
    /// What was reported, for moderators.
    pub(crate) reported: Vec<ReportedCommentRow>,
    /// Words that the viewer wants to look at first, one in a line.
    pub(crate) blocked_words: String,
}

/// From here on no exact number is known.
const COUNTED_MAX: u64 = 100;

impl HeldCommentsPage {
    /// How many wait: "12 comments wait", "99+ comments wait"; nothing while none does, and on
    /// further pages.
    pub(crate) fn waiting(&self) -> Option<String> {
        let words = self.frame.words.community;
        match self.waiting {
            0 => None,
            n if n < COUNTED_MAX => Some(words.held_count(n, n.to_string())),
            n => Some(words.held_count(n, format!("{}+", COUNTED_MAX - 1))),
        }
    }
}

/// One comment that was reported.
pub(crate) struct ReportedCommentRow {
    pub(crate) row: HeldCommentRow,
    pub(crate) reports: Vec<CommentReportRow>,
    pub(crate) report_count: u64,
}

/// One report of a comment.
pub(crate) struct CommentReportRow {
    /// Empty while their name cannot be had.
    pub(crate) reporter: String,
    pub(crate) reason: &'static str,
    pub(crate) note: String,
    pub(crate) sent_ms: i64,
}

/// One comment that waits.
pub(crate) struct HeldCommentRow {
    pub(crate) comment_id: String,
    pub(crate) video_id: String,
    /// Of the video; empty where it cannot be had.
    pub(crate) title: String,
    pub(crate) text: String,
    /// Who wrote it; empty where that cannot be had.
    pub(crate) author: String,
    pub(crate) avatar: String,
    pub(crate) posted_ms: i64,
    /// It said something else before.
    pub(crate) is_edited: bool,
}

#[cfg(test)]
impl HeldCommentsPage {
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let row = |id: &str, author: &str, title: &str| HeldCommentRow {
            comment_id: id.into(),
            video_id: "v1".into(),
            title: title.into(),
            text: "<b>Two</b>\nlines".into(),
            author: author.into(),
            avatar: String::new(),
            posted_ms: crate::gateway::tests::NOW_MS - 60_000,
            is_edited: id == "c3",
        };
        let words = language.words().community;
        let report = |reporter: &str, note: &str| CommentReportRow {
            reporter: reporter.into(),
            reason: words.report_reason_hate(),
            note: note.into(),
            sent_ms: crate::gateway::tests::NOW_MS - 30_000,
        };
        Self {
            frame: Frame::sample(language, "/comments/held"),
            refusal: None,
            waiting: 100,
            rows: vec![row("c1", "mei", "Big Buck Bunny"), row("c2", "", "")],
            more: Some("/comments/held?cursor=1-a".into()),
            reported: vec![ReportedCommentRow {
                row: row("c3", "lin", "Big Buck Bunny"),
                reports: vec![report("mei", "<b>mean</b>"), report("", "")],
                report_count: 5,
            }],
            blocked_words: "spoiler\n剧透".into(),
        }
    }

    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        Self {
            rows: Vec::new(),
            waiting: 0,
            more: None,
            reported: Vec::new(),
            blocked_words: String::new(),
            ..Self::sample(language)
        }
    }
}
