//! What the scores of pictures come to, by the rules for them. It must not know who scored them.
//!
//! A rule is about one category of the model, or about all together that have none of their own. It
//! takes hold where some pictures in a row reach its score. A row that has begun goes on while they
//! stay above a lower score: else one picture that is a little below would end it.

use super::options::Options;
use crate::contract::moderation::{Action, CategoryScore, FrameScore, ScoreRun};
use crate::kernel::ports::scoring::Scores;

/// Rows that are kept of one video.
const RUNS_MAX: usize = 20;

/// One rule for scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::moderation) struct ScoreRule {
    /// Empty for all categories that have no rule.
    pub(super) category: String,
    pub(super) action: Action,
    /// In thousandths.
    pub(super) least: u32,
}

/// What the scores of the pictures of a video come to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::domains::moderation) struct JudgedScores {
    pub(super) action: Action,
    /// The hardest first.
    pub(super) runs: Vec<ScoreRun>,
}

/// The scores of a picture as they are kept: of the whole, and of what has a rule.
pub(in crate::domains::moderation) fn make_frame_score(
    at_ms: u64,
    scores: &Scores,
    options: &Options,
) -> FrameScore {
    let rules = options.score_rules();
    let is_ruled = |name: &str| rules.iter().any(|rule| rule.category == name);
    let ruled = scores.categories.iter().filter(|one| is_ruled(&one.name));
    let categories = ruled.map(|one| CategoryScore {
        category: one.name.to_string(),
        permille: make_permille(one.score),
        is_unsafe: one.is_unsafe,
    });
    let permille = make_permille(scores.unsafe_score);
    FrameScore { at_ms, permille, categories: categories.collect() }
}

/// The score that a rule is about.
fn decide_measured(rule: &ScoreRule, score: &FrameScore) -> u32 {
    if rule.category.is_empty() {
        let ruled = score.categories.iter().filter(|one| one.is_unsafe);
        let ruled = ruled.fold(0_u32, |sum, one| sum.saturating_add(one.permille));
        return score.permille.saturating_sub(ruled);
    }
    let own = score.categories.iter().find(|one| one.category == rule.category);
    own.map_or(0, |one| one.permille)
}

/// What the scores of the pictures come to: some in a row, so that one odd picture decides nothing.
pub(in crate::domains::moderation) fn decide_scores(
    scores: &[FrameScore],
    options: &Options,
) -> JudgedScores {
    let rules = options.score_rules();
    let runs = rules.iter().filter(|rule| rule.action != Action::Pass);
    decide_judged(runs.flat_map(|rule| make_runs(rule, scores, options)).collect())
}

/// What the scores of one picture come to that everybody sees: it counts by itself.
pub(in crate::domains::moderation) fn decide_one(
    score: Option<&FrameScore>,
    options: &Options,
) -> JudgedScores {
    let alone = Options { frames_min: 1, ..options.clone() };
    decide_scores(score.map(std::slice::from_ref).unwrap_or_default(), &alone)
}

/// What some rows come to.
pub(in crate::domains::moderation) fn decide_judged(mut runs: Vec<ScoreRun>) -> JudgedScores {
    runs.sort_by_key(|run| (std::cmp::Reverse(run.action), run.from_ms));
    runs.truncate(RUNS_MAX);
    let action = runs.first().map_or(Action::Pass, ScoreRun::action);
    JudgedScores { action, runs }
}

/// The rows in which a rule takes hold. A video of fewer pictures than a row has, of which all
/// reach the score, is one.
fn make_runs(rule: &ScoreRule, scores: &[FrameScore], options: &Options) -> Vec<ScoreRun> {
    let lower = rule.least.saturating_sub(make_permille(options.score_margin_max)).max(1);
    let wanted = usize::try_from(options.frames_min).unwrap_or(usize::MAX).min(scores.len());
    let (mut runs, mut row) = (Vec::new(), Vec::new());
    let keep = |row: &mut Vec<(u64, u32)>, runs: &mut Vec<ScoreRun>| {
        if let (Some(first), Some(last)) = (row.first(), row.last())
            && row.len() >= wanted
        {
            runs.push(ScoreRun {
                category: rule.category.clone(),
                action: rule.action.into(),
                from_ms: first.0,
                to_ms: last.0,
                permille: row.iter().map(|one| one.1).max().unwrap_or_default(),
            });
        }
        row.clear();
    };
    for score in scores {
        let permille = decide_measured(rule, score);
        let goes_on = if row.is_empty() { permille >= rule.least } else { permille >= lower };
        if goes_on {
            row.push((score.at_ms, permille));
        } else {
            keep(&mut row, &mut runs);
        }
    }
    keep(&mut row, &mut runs);
    runs
}

/// A score from 0 to 1 in thousandths.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it lies within 0 to 1000"
)]
pub(in crate::domains::moderation) fn make_permille(score: impl Into<f64>) -> u32 {
    (score.into().clamp(0.0, 1.0) * 1000.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::super::options::AboveThreshold;
    use super::*;
    use crate::kernel::ports::scoring::Category;

    fn frame(at: u64, permille: u32, categories: &[(&str, u32, bool)]) -> FrameScore {
        let one = |(name, permille, is_unsafe): &(&str, u32, bool)| CategoryScore {
            category: (*name).to_owned(),
            permille: *permille,
            is_unsafe: *is_unsafe,
        };
        FrameScore { at_ms: at * 1000, permille, categories: categories.iter().map(one).collect() }
    }

    #[test]
    fn only_pictures_in_a_row_count_and_one_a_little_below_ends_none() {
        let options = Options::default();
        let decided = |permilles: &[u32]| {
            let frames = (0..).zip(permilles).map(|(at, permille)| frame(at, *permille, &[]));
            decide_scores(&frames.collect::<Vec<_>>(), &options).action
        };
        for (permilles, expected) in [
            (&[][..], Action::Pass),
            (&[100, 200], Action::Pass),
            (&[820, 769, 900, 0, 990], Action::Pass),
            (&[820, 770, 0], Action::Review),
            (&[770, 820, 0], Action::Pass),
            (&[770, 820, 780], Action::Review),
            (&[0, 820, 900, 0], Action::Review),
            (&[0, 0, 1000, 1000], Action::Review),
            (&[990], Action::Review),
            (&[819], Action::Pass),
        ] {
            assert_eq!(decided(permilles), expected, "{permilles:?}");
        }
        let blocks = Options { above_threshold: AboveThreshold::Block, ..options };
        assert_eq!(decide_one(Some(&frame(0, 999, &[])), &blocks).action, Action::Block);
        assert_eq!(decide_one(Some(&frame(0, 819, &[])), &blocks).action, Action::Pass);
        assert_eq!(decide_one(None, &blocks).action, Action::Pass);
    }

    #[test]
    fn a_category_with_a_rule_is_judged_by_it_alone() {
        let rules = ["porn block 0.9", "porn review 0.6", "sexy pass 0"].map(str::to_owned);
        let options = Options { category_rules: rules.into(), ..Options::default() };
        let decided = |frames: &[FrameScore]| decide_scores(frames, &options);
        let both = |permille, porn, sexy| {
            [0, 1].map(|at| frame(at, permille, &[("porn", porn, true), ("sexy", sexy, true)]))
        };
        assert_eq!(decided(&both(950, 100, 850)).action, Action::Pass, "sexy may be");
        assert_eq!(decided(&both(990, 100, 50)).action, Action::Review, "the rest may not");
        assert_eq!(decided(&both(700, 700, 0)).action, Action::Review);
        let blocked = decided(&both(950, 950, 0));
        assert_eq!(blocked.action, Action::Block);
        let told: Vec<_> =
            blocked.runs.iter().map(|run| (&*run.category, run.action(), run.to_ms)).collect();
        assert_eq!(told, [("porn", Action::Block, 1000), ("porn", Action::Review, 1000)]);
    }

    #[test]
    fn what_has_a_rule_is_kept_of_a_picture() {
        let rules = vec!["drawing age_limit 0.5".to_owned()];
        let options = Options { category_rules: rules, ..Options::default() };
        let category =
            |name: &str, score, is_unsafe| Category { name: name.into(), score, is_unsafe };
        let categories = vec![category("drawing", 0.6, false), category("porn", 0.3, true)];
        let scores = Scores { unsafe_score: 0.3, categories, model: "m".into() };
        let kept = make_frame_score(2000, &scores, &options);
        assert_eq!(kept, frame(2, 300, &[("drawing", 600, false)]));
        assert_eq!(decide_one(Some(&kept), &options).action, Action::AgeLimit);
    }

    #[test]
    fn thousandths_stay_within_their_bounds() {
        for (score, expected) in [(0.0, 0), (0.8204, 820), (1.0, 1000), (7.0, 1000), (-1.0, 0)] {
            assert_eq!(make_permille(score), expected, "{score}");
        }
    }
}
