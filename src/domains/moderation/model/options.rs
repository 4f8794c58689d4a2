//! What the operator may change about moderation, while it runs. It must not read a file.

use super::super::engine::text::hits::TermAction;
use super::super::engine::text::patterns::{Pattern, PatternLimits, PatternSet};
use super::scores::{ScoreRule, make_permille};
use crate::contract::moderation::Action;
use crate::kernel::settings::{Reason, choice, section};

const DAY_MS: u64 = 86_400_000;

choice! {
    /// What must have been judged before a video is public.
    pub(crate) enum Require {
        Off = "off",
        Text = "text",
        Model = "model",
    }
}

choice! {
    /// Whether text that stands in pictures is read and judged as other texts are.
    pub(crate) enum Ocr {
        Off = "off",
        On = "on",
    }
}

impl Options {
    /// The expressions as the engine takes them.
    pub(super) fn listed_patterns(&self) -> Vec<Pattern> {
        let one = |text: &String| Pattern {
            text: text.clone(),
            severity: 50,
            action: TermAction::Review,
        };
        self.patterns.iter().map(one).collect()
    }

    /// The rules for scores: those of single categories, and that for all others.
    pub(in crate::domains::moderation) fn score_rules(&self) -> Vec<ScoreRule> {
        let rest = ScoreRule {
            category: String::new(),
            action: self.above_threshold.into(),
            least: make_permille(self.score_min),
        };
        let own = self.category_rules.iter().filter_map(|rule| make_score_rule(rule));
        own.chain([rest]).collect()
    }

    fn odd_lists(&self) -> Vec<(&'static str, Reason)> {
        let odd = |rule: &&String| make_score_rule(rule).is_none();
        let odd = self.category_rules.iter().find(odd).map(|rule| {
            let like = "porn block 0.9";
            ("category_rules", Reason::Form { given: rule.clone(), like })
        });
        self.odd_patterns().into_iter().chain(odd).collect()
    }

    fn odd_patterns(&self) -> Vec<(&'static str, Reason)> {
        let built = PatternSet::build(&self.listed_patterns(), PatternLimits::default());
        let given = self.patterns.join(", ");
        let odd = |_| ("patterns", Reason::Form { given, like: r"cheap\s+pills" });
        built.err().map(odd).into_iter().collect()
    }

    /// Whether known pictures and files are looked for, where the lists have any.
    pub(in crate::domains::moderation) fn looks_for_known(&self) -> bool {
        self.require != Require::Off
    }

    /// Whether texts that are shown to others are judged.
    pub(in crate::domains::moderation) fn judges_texts(&self) -> bool {
        self.require != Require::Off
    }

    /// Whether text in pictures must be read.
    pub(crate) fn reads_pictures(&self) -> bool {
        self.require != Require::Off && self.ocr == Ocr::On
    }

    /// Whether pictures must be scored.
    pub(crate) fn requires_model(&self) -> bool {
        self.require == Require::Model
    }
}

impl Ocr {
    /// As it is written in the configuration.
    pub(in crate::domains::moderation) fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
        }
    }
}

/// A rule as it is written: a category, what becomes of the video, and the score.
fn make_score_rule(rule: &str) -> Option<ScoreRule> {
    let mut words = rule.split_whitespace();
    let (category, action, score) = (words.next()?, words.next()?, words.next()?);
    let action = match action {
        "pass" => Action::Pass,
        "age_limit" => Action::AgeLimit,
        "review" => Action::Review,
        "block" => Action::Block,
        _ => return None,
    };
    let score: f64 = score.parse().ok().filter(|score| (0.0..=1.0).contains(score))?;
    let rule = ScoreRule { category: category.to_owned(), action, least: make_permille(score) };
    words.next().is_none().then_some(rule)
}

impl Require {
    /// As it is written in the configuration.
    pub(in crate::domains::moderation) fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Text => "text",
            Self::Model => "model",
        }
    }
}

choice! {
    /// What becomes of a video whose pictures score above the threshold.
    pub(crate) enum AboveThreshold {
        AgeLimit = "age_limit",
        Review = "review",
        Block = "block",
    }
}

impl From<AboveThreshold> for Action {
    fn from(one: AboveThreshold) -> Self {
        match one {
            AboveThreshold::AgeLimit => Self::AgeLimit,
            AboveThreshold::Review => Self::Review,
            AboveThreshold::Block => Self::Block,
        }
    }
}

choice! {
    /// What becomes of a video in which a known picture is found, or that is made of a known file.
    pub(crate) enum KnownBad {
        Review = "review",
        Block = "block",
    }
}

impl From<KnownBad> for Action {
    fn from(one: KnownBad) -> Self {
        match one {
            KnownBad::Review => Self::Review,
            KnownBad::Block => Self::Block,
        }
    }
}

section! {
    /// What is looked at before it is public.
    #[derive(PartialEq)]
    pub(crate) struct Options {
        /// What must be judged before a video is public: nothing, its texts, or its pictures too.
        require: Require = Require::Text, live;
        /// The score from which a picture counts as not allowed.
        score_min: f64 = 0.82, live, in Count 0.0..=1.0;
        /// How much below its score a picture may be that goes on with a row.
        score_margin_max: f64 = 0.05, live, in Count 0.0..=1.0;
        /// Rules for single categories of the model, which then count by them alone: a category,
        /// what becomes of the video (pass, age_limit, review, block), and the score.
        category_rules: Vec<String> = Vec::new(), live, items 0..=50;
        /// Pictures in a row that must score as much before it counts.
        frames_min: u32 = 2, live, in Count 1..=100;
        /// What becomes of such a video.
        above_threshold: AboveThreshold = AboveThreshold::Review, live;
        /// What becomes of a video with a known picture, or made of a known file.
        known_bad: KnownBad = KnownBad::Block, live;
        /// Whether text in the pictures is read and goes through the rules for texts.
        ocr: Ocr = Ocr::Off, live;
        /// Pictures of a video that are read beside its cover: where text changes, spread over it.
        ocr_frames_max: u32 = 100, live, in Count 1..=600;
        /// Pictures in the list of known ones.
        known_pictures_max: u32 = 20_000, live, in Count 1..=100_000;
        /// Bytes of a list of known pictures.
        known_pictures_bytes_max: u64 = 8 << 20, live, in Bytes 1_024..=64 << 20;
        /// Files in the list of known ones.
        known_files_max: u32 = 100_000, live, in Count 1..=1_000_000;
        /// Bytes of one sampled picture that is read.
        frame_bytes_max: u64 = 4 << 20, live, in Bytes 1_024..=64 << 20;
        /// How long a moderator holds a case.
        lease_ms: i64 = 600_000, live, in Ms 10_000..=86_400_000;
        /// Whether a block takes effect only when another moderator confirms it.
        second_pair_of_eyes: bool = false, live;
        /// The pause before scoring is tried again.
        retry_every_ms: u64 = 60_000, live, in Ms 100..=DAY_MS;
        /// Tries to look at pictures that fail each time; then a person looks.
        tries_max: u32 = 10, live, in Count 1..=1_000;
        /// Links that a text may have; with more a person looks.
        links_max: u32 = 20, live, in Count 0..=1_000;
        /// Hosts that may not be linked, with all below them.
        denied_hosts: Vec<String> = Vec::new(), live, items 0..=1_000;
        /// Regular expressions; a person looks at a text in which one is found.
        patterns: Vec<String> = Vec::new(), live, items 0..=200;
        /// Whether a person looks at texts that say little at great length.
        reviews_floods: bool = false, live;
        /// Bytes of a list of terms.
        terms_bytes_max: u64 = 16 << 20, live, in Bytes 1_024..=256 << 20;
        /// Terms in the list.
        terms_max: u32 = 100_000, live, in Count 1..=1_000_000;
        /// Reports that one account may send within a day.
        reports_per_day_max: u32 = 20, live, in Count 1..=10_000;
        /// How long a report is kept after the case was decided.
        reports_kept_ms: u64 = 180 * DAY_MS, live, in Ms 1_000..=3_650 * DAY_MS;
        /// How long what was deleted is remembered.
        tombstone_kept_ms: u64 = 30 * DAY_MS, live, in Ms 1_000..=3_650 * DAY_MS;
        /// How often what is not needed any more is swept, and waiting pictures are scored.
        sweep_every_ms: u64 = 30_000, live, in Ms 10..=DAY_MS;
        /// Rows that one batch of a sweep takes.
        sweep_rows_max: u32 = 100, live, in Count 1..=10_000;
    }
    also Self::odd_lists;
}
