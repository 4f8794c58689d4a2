//! What the rules found in a video, as JSON. It must not judge what it means.

use super::{action_word, stated};
use crate::contract::moderation::{FrameScore, KnownHit, ScoreRun, TextHit};
use utoipa::ToSchema;

/// What was found in a text.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct TextHitJson {
    /// `title`, `description`, `tags` or `picture`.
    field: String,
    term: String,
    category: String,
    action: String,
    /// The moment of the picture; absent for the other fields.
    at_ms: Option<u64>,
    /// The line as it was read of the picture; absent for the other fields, and where the term
    /// spans lines.
    line: Option<String>,
}

impl From<TextHit> for TextHitJson {
    fn from(one: TextHit) -> Self {
        let action = action_word(one.action());
        let TextHit { field, term, category, at_ms, line, .. } = one;
        let at_ms = (field == "picture").then_some(at_ms);
        Self { field, term, category, action, at_ms, line: stated(line) }
    }
}

/// The score of one picture.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct FrameScoreJson {
    at_ms: u64,
    /// 0 to 1.
    score: f64,
}

impl From<FrameScore> for FrameScoreJson {
    fn from(FrameScore { at_ms, permille, .. }: FrameScore) -> Self {
        Self { at_ms, score: f64::from(permille) / 1000.0 }
    }
}

/// Pictures one after another that a rule for scores does not let pass.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ScoreRunJson {
    /// Of the model; absent for all categories without a rule of their own together.
    category: Option<String>,
    /// `age_limit`, `review` or `block`.
    action: String,
    from_ms: u64,
    to_ms: u64,
    /// The highest of them, 0 to 1.
    score: f64,
}

impl From<ScoreRun> for ScoreRunJson {
    fn from(one: ScoreRun) -> Self {
        let action = action_word(one.action());
        let ScoreRun { category, from_ms, to_ms, permille, .. } = one;
        let score = f64::from(permille) / 1000.0;
        Self { category: stated(category), action, from_ms, to_ms, score }
    }
}

/// A sampled picture that is on the list of known pictures.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct KnownHitJson {
    at_ms: u64,
    /// As it stands on the list.
    hash: String,
    label: String,
    /// How many of the 256 bits differ.
    distance: u32,
}

impl From<KnownHit> for KnownHitJson {
    fn from(one: KnownHit) -> Self {
        let KnownHit { at_ms, hash, label, distance } = one;
        Self { at_ms, hash, label, distance }
    }
}
