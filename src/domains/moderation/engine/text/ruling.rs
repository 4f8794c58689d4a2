//! What follows from the hits of a text. It must not find any itself.

use super::hits::{Hit, TermAction};

/// How hits are weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RulingSettings {
    /// Hits below this severity count for nothing.
    pub(crate) severity_min: u8,
    /// The most that weak hits can lead to.
    pub(crate) weak_most: TermAction,
    /// Severities of different rules that together call for a review; zero turns it off.
    pub(crate) review_sum: u32,
}

impl Default for RulingSettings {
    fn default() -> Self {
        Self { severity_min: 0, weak_most: TermAction::Review, review_sum: 0 }
    }
}

/// What becomes of a text, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ruling {
    pub(crate) action: TermAction,
    /// The hits without which the action would be milder; none when the text passes.
    pub(crate) because: Vec<Hit>,
}

/// The hardest of what the hits ask for.
pub(crate) fn decide(hits: &[Hit], settings: &RulingSettings) -> Ruling {
    let counted: Vec<&Hit> =
        hits.iter().filter(|hit| hit.severity >= settings.severity_min).collect();
    let asked = |hit: &Hit| {
        if hit.is_weak() { hit.action.min(settings.weak_most) } else { hit.action }
    };
    let hardest = counted.iter().map(|hit| asked(hit)).max().unwrap_or(TermAction::Pass);
    let sum_asks = settings.review_sum > 0 && sum(&counted) >= u64::from(settings.review_sum);
    let (action, because): (_, Vec<Hit>) = if sum_asks && hardest < TermAction::Review {
        (TermAction::Review, counted.into_iter().copied().collect())
    } else {
        let led = counted.into_iter().filter(|hit| asked(hit) == hardest).copied();
        (hardest, led.collect())
    };
    let passes = action == TermAction::Pass;
    Ruling { action, because: if passes { Vec::new() } else { because } }
}

/// Severities of all rules that were hit, each once. A term counts once, however it was found.
fn sum(hits: &[&Hit]) -> u64 {
    let mut rules: Vec<(Option<u32>, &Hit)> = hits.iter().map(|hit| (hit.term(), *hit)).collect();
    rules.sort_unstable_by_key(|(term, hit)| (*term, hit.source));
    rules.dedup_by(|(term, hit), (kept_term, kept)| match (term, kept_term) {
        (Some(one), Some(other)) => one == other,
        _ => hit.source == kept.source,
    });
    rules.iter().map(|(_, hit)| u64::from(hit.severity)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::hits::{HitSource, Manner, Place};
    use super::*;
    use TermAction::{AgeLimit, Block, Pass, Review};

    fn hit(index: u32, manner: Manner, action: TermAction, severity: u8) -> Hit {
        let source = HitSource::Term { index, manner };
        Hit { source, place: Place { start: index, end: index + 1 }, action, severity }
    }

    #[test]
    fn the_hardest_hit_decides_and_is_named() {
        let plain = |index, action| hit(index, Manner::Plain, action, 50);
        let weak = |index, action| hit(index, Manner::Homophone, action, 50);
        for (hits, action, because) in [
            (vec![], Pass, vec![]),
            (vec![plain(0, Pass)], Pass, vec![]),
            (vec![plain(0, AgeLimit), plain(1, Block), plain(2, Block)], Block, vec![1, 2]),
            (vec![weak(0, Block)], Review, vec![0]),
            (vec![weak(0, AgeLimit)], AgeLimit, vec![0]),
            (vec![weak(0, Block), plain(1, Review)], Review, vec![0, 1]),
        ] {
            let ruling = decide(&hits, &RulingSettings::default());
            let named: Vec<u32> = ruling.because.iter().filter_map(Hit::term).collect();
            assert_eq!((ruling.action, named), (action, because), "{hits:?}");
        }
    }

    #[test]
    fn mild_hits_add_up_once_for_each_rule() {
        let settings = RulingSettings { review_sum: 60, ..RulingSettings::default() };
        let mild = |index, manner| hit(index, manner, Pass, 30);
        let once = [mild(0, Manner::Plain), mild(0, Manner::Pinyin), mild(0, Manner::Plain)];
        assert_eq!(decide(&once, &settings).action, Pass);
        let twice = [mild(0, Manner::Plain), mild(1, Manner::Plain)];
        let ruling = decide(&twice, &settings);
        assert_eq!((ruling.action, ruling.because.len()), (Review, 2));
    }

    #[test]
    fn slight_hits_count_for_nothing() {
        let settings = RulingSettings { severity_min: 31, ..RulingSettings::default() };
        let slight = [hit(0, Manner::Plain, Block, 30)];
        assert_eq!(decide(&slight, &settings).action, Pass);
    }
}
