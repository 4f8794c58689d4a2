//! How a video looks in a list: its card, its state, who may watch. It must not know pages.

use crate::gateway::core::views::format;
use crate::gateway::core::words::Words;

/// A published video in a grid or a list.
pub(crate) struct VideoCard {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) duration_ms: i64,
    pub(crate) published_ms: i64,
    /// None where they are not known.
    pub(crate) views: Option<u64>,
}

impl VideoCard {
    /// `12:34`
    pub(crate) fn duration(&self) -> String {
        format::duration(self.duration_ms)
    }

    /// `PT754S`
    pub(crate) fn duration_iso(&self) -> String {
        format::duration_iso(self.duration_ms)
    }
}

/// Who may watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Privacy {
    Public,
    Unlisted,
    Private,
}

impl Privacy {
    /// All of them, in the order of the form.
    pub(crate) const ALL: [Self; 3] = [Self::Public, Self::Unlisted, Self::Private];

    /// For forms, upload metadata and CSS.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
        }
    }

    /// Reads what `code()` writes.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|privacy| privacy.code() == code)
    }

    /// The label.
    pub(crate) fn text(self, words: &'static Words) -> &'static str {
        match self {
            Self::Public => words.video.privacy_public(),
            Self::Unlisted => words.video.privacy_unlisted(),
            Self::Private => words.video.privacy_private(),
        }
    }

    /// What the label means.
    pub(crate) fn hint(self, words: &'static Words) -> &'static str {
        match self {
            Self::Public => words.video.privacy_public_hint(),
            Self::Unlisted => words.video.privacy_unlisted_hint(),
            Self::Private => words.video.privacy_private_hint(),
        }
    }
}

/// Where a video is on its way to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VideoState {
    Uploading,
    Checking,
    Transcoding,
    /// Packaged, not published.
    Ready,
    Published,
    /// The source was not accepted; only another file helps.
    Refused,
    /// A stage failed for good; a retry may help.
    Failed,
    /// It can be played by its owner, and appears when it was looked at.
    InReview,
    /// Moderation decided against it.
    Blocked,
}

impl VideoState {
    /// All of them, for the words that scripts need.
    pub(crate) const ALL: [Self; 9] = [
        Self::Uploading,
        Self::Checking,
        Self::Transcoding,
        Self::Ready,
        Self::Published,
        Self::Refused,
        Self::Failed,
        Self::InReview,
        Self::Blocked,
    ];

    /// As the JSON API spells it; also for CSS.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Uploading => "uploading",
            Self::Checking => "checking",
            Self::Transcoding => "transcoding",
            Self::Ready => "ready",
            Self::Published => "published",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::InReview => "in_review",
            Self::Blocked => "blocked",
        }
    }

    /// The words in the pill.
    pub(crate) fn text(self, words: &'static Words) -> &'static str {
        match self {
            Self::Uploading => words.video.state_uploading(),
            Self::Checking => words.video.state_checking(),
            Self::Transcoding => words.video.state_transcoding(),
            Self::Ready => words.video.state_ready(),
            Self::Published => words.video.state_published(),
            Self::Refused => words.video.state_refused(),
            Self::Failed => words.video.state_failed(),
            Self::InReview => words.video.state_in_review(),
            Self::Blocked => words.video.state_blocked(),
        }
    }

    /// Whether work goes on, so that the page should watch it.
    pub(crate) fn is_moving(self) -> bool {
        matches!(self, Self::Uploading | Self::Checking | Self::Transcoding | Self::InReview)
    }

    /// Whether there is something to play.
    pub(crate) fn is_playable(self) -> bool {
        matches!(self, Self::Ready | Self::Published | Self::InReview | Self::Blocked)
    }
}

#[cfg(test)]
impl VideoCard {
    /// Ten cards with titles short and long, Latin and Chinese.
    pub(crate) fn samples() -> Vec<Self> {
        let rows = [
            ("Big Buck Bunny: the butterfly in the meadow", "shoal", 5_280, 40_000),
            ("凌晨四点的海鲜市场,跟着渔民出海到底有多累?", "海边的阿星", 754_000, 720_000),
            ("Tears of Steel (full film)", "orange", 734_000, 7_300_000),
            (
                "A very long title that tries to be a description as well, \
                 because its author could not decide what to leave out of it",
                "verbose-val",
                3_723_000,
                90_000_000,
            ),
            ("【4K】雨天的京都散步", "散步少年", 1_934_000, 200_000_000),
            ("How coral grows, one frame a day", "reef lab", 95_000, 300_000_000),
            ("Rust in 100 seconds", "mira", 100_000, 700_000_000),
            ("自制机械键盘 | 从零开始的手工日志 #03", "拧螺丝的小鱼", 1_260_000, 900_000_000),
            ("Night train to Lisbon", "tomás", 421_000, 2_000_000_000),
            ("猫", "咪咪", 9_000, 40_000_000_000),
        ];
        let views: [u64; 8] = [1, 0, 1_234, 56_789, 1_234_567, 234_567_890, 9_999, 10_000];
        let card =
            |(at, (title, author, duration_ms, age_ms)): (usize, (&str, &str, i64, i64))| Self {
                id: format!("v{at}"),
                title: title.into(),
                author: author.into(),
                duration_ms,
                published_ms: crate::gateway::tests::NOW_MS - age_ms,
                views: views.get(at).copied(),
            };
        rows.into_iter().enumerate().map(card).collect()
    }
}
