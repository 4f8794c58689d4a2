//! What the rules say: of texts by terms, of pictures by their scores and by those that are known.
//! It must not know a video.

use super::super::engine::text::floods::{FloodLimits, count_flood, judge_flood};
use super::super::engine::text::hits::{
    Hit, HitSource, MatchKind, Term as Listed, TermAction, TermLanguage,
};
use super::super::engine::text::links::{LinkRules, find_links, judge_links};
use super::super::engine::text::matcher::Matcher;
use super::super::engine::text::normalise::fold;
use super::super::engine::text::patterns::PatternSet;
use super::super::engine::text::ruling::{Ruling, RulingSettings, decide};
use super::super::engine::text::tables::Tables;
use super::burnt::BurntText;
use crate::contract::moderation::{self, Action, FrameScore, KnownHit, TermId, TextHit};
use std::sync::Arc;

/// Hits that are kept of one video.
pub(super) const HITS_MAX: usize = 50;
/// What is shown of the place of a hit.
const PLACE_CHARS_MAX: usize = 60;

/// One term as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::moderation) struct Term {
    pub(in crate::domains::moderation) term_id: TermId,
    pub(in crate::domains::moderation) term: String,
    /// The letters that are compared.
    pub(in crate::domains::moderation) folded: String,
    pub(in crate::domains::moderation) category: String,
    /// 0 to 100.
    pub(in crate::domains::moderation) severity: u32,
    pub(in crate::domains::moderation) action: Action,
    /// `zh`, `en`, or empty.
    pub(in crate::domains::moderation) language: String,
    pub(in crate::domains::moderation) is_word: bool,
    /// An account, or `operator`; empty where nobody knows.
    pub(in crate::domains::moderation) added_by: String,
    pub(in crate::domains::moderation) added_at_ms: i64,
}

impl From<Term> for moderation::Term {
    fn from(one: Term) -> Self {
        let Term { term_id, term, category, severity, action, language, is_word, .. } = one;
        Self {
            term_id: term_id.into(),
            term,
            category,
            severity,
            action: action.into(),
            language,
            is_word,
            added_by: one.added_by,
            added_at_ms: one.added_at_ms,
        }
    }
}

impl From<&Term> for Listed {
    fn from(one: &Term) -> Self {
        Self {
            text: one.term.clone(),
            category: one.category.clone(),
            severity: u8::try_from(one.severity).unwrap_or(u8::MAX),
            action: one.action.into(),
            language: match one.language.as_str() {
                "zh" => TermLanguage::Chinese,
                "en" => TermLanguage::English,
                _ => TermLanguage::Other,
            },
            match_kind: if one.is_word { MatchKind::Word } else { MatchKind::Anywhere },
        }
    }
}

impl From<Action> for TermAction {
    fn from(one: Action) -> Self {
        match one {
            Action::Unspecified | Action::Pass => Self::Pass,
            Action::AgeLimit => Self::AgeLimit,
            Action::Review => Self::Review,
            Action::Block => Self::Block,
        }
    }
}

impl From<TermAction> for Action {
    fn from(one: TermAction) -> Self {
        match one {
            TermAction::Pass => Self::Pass,
            TermAction::AgeLimit => Self::AgeLimit,
            TermAction::Review => Self::Review,
            TermAction::Block => Self::Block,
        }
    }
}

/// What is looked for in texts, with what finds it.
#[derive(Debug)]
pub(in crate::domains::moderation) struct Rulebook {
    pub(super) tables: Arc<Tables>,
    pub(super) matcher: Matcher,
    pub(super) terms: Vec<Listed>,
    pub(super) patterns: PatternSet,
    pub(super) links: LinkRules,
    pub(super) floods: Option<FloodLimits>,
}

impl Rulebook {
    /// All that is found in one text, and the hardest of what it asks for.
    fn judge(&self, text: &str) -> Ruling {
        let Ok(folded) = fold(text, &self.tables) else {
            // Longer than any field may be: a person looks.
            return Ruling { action: TermAction::Review, because: Vec::new() };
        };
        let mut hits = self.matcher.find_folded(&folded).hits;
        hits.extend(self.patterns.find(text));
        hits.extend(judge_links(&find_links(text), &self.links));
        if let Some(limits) = &self.floods {
            hits.extend(judge_flood(&count_flood(text, &folded), limits, folded.chars));
        }
        decide(&hits, &RulingSettings::default())
    }

    /// What is found in a field, and what becomes of it.
    pub(in crate::domains::moderation) fn find(
        &self,
        field: &str,
        text: &str,
    ) -> (Action, Vec<TextHit>) {
        let ruling = self.judge(text);
        let action = Action::from(ruling.action);
        let hit = |hit: &Hit| {
            let (term, category) = self.name(text, hit);
            let field = field.to_owned();
            TextHit { field, term, category, action: action.into(), ..TextHit::default() }
        };
        (action, ruling.because.iter().map(hit).collect())
    }

    /// What a hit is about, and under which heading.
    fn name(&self, text: &str, hit: &Hit) -> (String, String) {
        let term = hit.term().and_then(|index| usize::try_from(index).ok());
        if let Some(term) = term.and_then(|index| self.terms.get(index)) {
            return (term.text.clone(), term.category.clone());
        }
        let heading = match hit.source {
            HitSource::Term { .. } => "terms",
            HitSource::Pattern { .. } => "patterns",
            HitSource::Link(_) => "links",
            HitSource::Flood(_) => "floods",
        };
        (hit.place.of(text).chars().take(PLACE_CHARS_MAX).collect(), heading.to_owned())
    }
}

/// What the rules say of the texts of a video.
pub(in crate::domains::moderation) fn decide_text(
    rules: &Rulebook,
    (title, description, tags): (&str, &str, &[String]),
) -> (Action, Vec<TextHit>) {
    let mut found = Vec::new();
    let mut worst = Action::Pass;
    let fields = [("title", title), ("description", description)];
    let fields = fields.into_iter().chain(tags.iter().map(|tag| ("tags", tag.as_str())));
    for (field, text) in fields {
        let (action, hits) = rules.find(field, text);
        worst = worst.max(action);
        found.extend(hits);
    }
    found.sort_by_key(|hit| std::cmp::Reverse(hit.action));
    found.truncate(HITS_MAX);
    (worst, found)
}

/// What was found in the pictures of a video, in the order of time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::domains::moderation) struct SeenFrames {
    pub(in crate::domains::moderation) scores: Vec<FrameScore>,
    pub(in crate::domains::moderation) cover: Option<FrameScore>,
    pub(in crate::domains::moderation) known: Vec<KnownHit>,
    /// Some could not be looked at, and will not be.
    pub(in crate::domains::moderation) is_unscored: bool,
    /// What stands in them as text.
    pub(in crate::domains::moderation) burnt: BurntText,
    /// Some could not be read, and will not be.
    pub(in crate::domains::moderation) is_unread: bool,
}
