//! The stages from file to page as rows with a bar, a speed and a cause. It must not decide what
//! happens next; it shows what the domains report.

use crate::contract::video::Stage;
use crate::gateway::core::words::{Language, Words};
#[cfg(test)]
use crate::gateway::video::views::VideoState;
use crate::kernel::wire::Detail;

/// All stages, in the order they are shown.
fn all_stages() -> impl Iterator<Item = Stage> {
    let last = i32::from(Stage::Publish);
    (1..=last).filter_map(|number| Stage::try_from(number).ok())
}

/// How one stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StageState {
    Waiting,
    Running,
    Done,
    Failed,
    /// Failed, and waits for its next attempt.
    Retrying,
}

impl StageState {
    /// All of them, for the words that scripts need.
    pub(crate) const ALL: [Self; 5] =
        [Self::Waiting, Self::Running, Self::Done, Self::Failed, Self::Retrying];

    /// As the JSON API spells it; also for CSS.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Retrying => "retrying",
        }
    }

    /// The label.
    pub(crate) fn text(self, words: &'static Words) -> &'static str {
        match self {
            Self::Waiting => words.transcode.stage_state_waiting(),
            Self::Running => words.transcode.stage_state_running(),
            Self::Done => words.transcode.stage_state_done(),
            Self::Failed => words.transcode.stage_state_failed(),
            Self::Retrying => words.transcode.stage_state_retrying(),
        }
    }
}

/// Why a stage failed: a stable code, and a text for its creator.
#[derive(Debug)]
pub(crate) struct Cause {
    pub(crate) code: String,
    pub(crate) text: String,
}

impl Cause {
    /// What a domain says, for a reader of that language.
    pub(crate) fn of(code: String, details: &[Detail], language: Language) -> Self {
        Self { text: language.cause(&code, details), code }
    }
}

/// One stage of one video.
pub(crate) struct StageRow {
    pub(crate) stage: Stage,
    pub(crate) state: StageState,
    /// 0.0 to 1.0.
    pub(crate) progress: f64,
    /// Times real time, while transcoding.
    pub(crate) speed: Option<f64>,
    pub(crate) attempt: u32,
    pub(crate) attempts_max: u32,
    pub(crate) cause: Option<Cause>,
}

impl StageRow {
    /// A stage that has not begun.
    pub(crate) fn waiting(stage: Stage) -> Self {
        Self {
            stage,
            state: StageState::Waiting,
            progress: 0.0,
            speed: None,
            attempt: 0,
            attempts_max: 0,
            cause: None,
        }
    }

    /// All stages, none begun: what the upload page starts with.
    pub(crate) fn all_waiting() -> Vec<Self> {
        all_stages().map(Self::waiting).collect()
    }

    /// As the JSON API spells the stage; also for CSS and tests.
    pub(crate) fn code(&self) -> String {
        self.stage.as_str_name().trim_start_matches("STAGE_").to_ascii_lowercase()
    }

    /// The label of the stage.
    pub(crate) fn label(&self, words: &'static Words) -> &'static str {
        match self.stage {
            Stage::Unspecified => "",
            Stage::Upload => words.transcode.stage_upload(),
            Stage::Probe => words.transcode.stage_probe(),
            Stage::Ladder => words.transcode.stage_ladder(),
            Stage::Package => words.transcode.stage_package(),
            Stage::Poster => words.transcode.stage_poster(),
            Stage::Storyboard => words.transcode.stage_storyboard(),
            Stage::Review => words.transcode.stage_review(),
            Stage::Publish => words.transcode.stage_publish(),
        }
    }

    /// Whole percents, rounded down, so that 100 means done.
    pub(crate) fn percent(&self) -> u32 {
        let share = if self.state == StageState::Done { 1.0 } else { self.progress };
        (1..=100).rev().find(|percent| f64::from(*percent) <= share * 100.0).unwrap_or(0)
    }

    /// `2.3×`, or nothing.
    pub(crate) fn speed_text(&self) -> String {
        self.speed.map(|speed| format!("{speed:.1}×")).unwrap_or_default()
    }

    /// "attempt 2 of 3", from the second on.
    pub(crate) fn attempt_text(&self, words: &'static Words) -> String {
        if self.attempt > 1 {
            words.transcode.stage_attempt(self.attempt, self.attempts_max)
        } else {
            String::new()
        }
    }
}

/// The part of the whole way that lies behind: stages weigh the same, except that transcoding,
/// which takes nearly all of the time, weighs as much as the others together.
pub(in crate::gateway) fn percent_of_all(stages: &[StageRow]) -> u32 {
    let weight = |row: &StageRow| if row.stage == Stage::Ladder { 6 } else { 1 };
    let whole: u32 = stages.iter().map(weight).sum();
    let done: u32 = stages.iter().map(|row| weight(row) * row.percent()).sum();
    done.checked_div(whole).unwrap_or(0)
}

/// The cause to show first: that of the stage that failed.
pub(in crate::gateway) fn first_cause(stages: &[StageRow]) -> Option<&Cause> {
    stages.iter().find_map(|row| row.cause.as_ref())
}

#[cfg(test)]
impl StageRow {
    /// The rows of a video in the given state.
    pub(crate) fn samples(state: VideoState) -> Vec<Self> {
        let mut rows = Self::all_waiting();
        let done = match state {
            VideoState::Uploading => 0,
            VideoState::Checking | VideoState::Refused => 1,
            VideoState::Transcoding | VideoState::Failed => 2,
            VideoState::InReview | VideoState::Blocked => 6,
            VideoState::Ready => 7,
            VideoState::Published => 8,
        };
        for row in rows.iter_mut().take(done) {
            row.state = StageState::Done;
            row.progress = 1.0;
        }
        let Some(row) = rows.get_mut(done) else { return rows };
        row.progress = 0.42;
        row.attempts_max = 3;
        row.attempt = 1;
        row.state = StageState::Running;
        let code = match state {
            VideoState::Refused => "ingest.UPLOAD_TEXT",
            VideoState::Failed => "transcode.MEDIA_DAMAGED",
            _ => {
                row.speed = (state == VideoState::Transcoding).then_some(2.34);
                return rows;
            },
        };
        row.state = StageState::Failed;
        row.attempt = 3;
        row.cause = Some(Cause::of(code.to_owned(), &[], Language::SOURCE));
        rows
    }
}
