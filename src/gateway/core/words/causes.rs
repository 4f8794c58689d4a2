//! Why a video does not go on, by the codes of the contracts, with the numbers that belong to it.
//! It must not hold sentences; `build/` sees to it that every cause has one in every language.

use super::{Language, Words};
use crate::gateway::core::views::format;
use crate::kernel::wire::Detail;
use crate::kernel::wire::detail::Value;
use fluent_bundle::FluentArgs;

/// Whoever works on a video is out of reach.
pub(crate) const PART_UNREACHABLE: &str = "gateway.PART_UNREACHABLE";

impl Language {
    /// The sentence of a cause such as `ingest.UPLOAD_EMPTY`, with what belongs to it; one for all
    /// where another version of its domain knows more causes, or told less.
    pub(crate) fn cause(self, code: &str, details: &[Detail]) -> String {
        let mut arguments = FluentArgs::new();
        for detail in details {
            arguments.set(detail.name.clone(), amount(self.words(), detail));
        }
        let of_domain = code
            .split_once('.')
            .and_then(|(word, name)| self.stated(word, &format!("cause-{name}"), Some(&arguments)));
        of_domain.or_else(|| self.stated("gateway", "cause-unknown", None)).unwrap_or_default()
    }
}

/// A detail as people say it: `at_ms` and `…_at_ms` are moments of a video, other `…_ms` are
/// lengths of time.
fn amount(words: &Words, detail: &Detail) -> String {
    let number = match &detail.value {
        Some(Value::Number(number)) => *number,
        Some(Value::Text(text)) => return text.clone(),
        None => return String::new(),
    };
    let name = detail.name.trim_end_matches("_min").trim_end_matches("_max");
    if name == "at_ms" || name.ends_with("_at_ms") {
        format::duration(i64::try_from(number).unwrap_or(i64::MAX))
    } else if name.ends_with("_ms") {
        length(words, number)
    } else {
        number.to_string()
    }
}

fn length(words: &Words, length_ms: u64) -> String {
    let units = words.gateway;
    match (length_ms, length_ms / 60_000 % 60) {
        (..1_000, _) => format!("{length_ms} {}", units.units_milliseconds()),
        (..60_000, _) => units.units_seconds(length_ms / 1_000),
        (..3_600_000, minutes) => units.units_minutes(minutes),
        (_, 0) => units.units_hours(length_ms / 3_600_000),
        (_, minutes) => {
            let hours = units.units_hours(length_ms / 3_600_000);
            format!("{hours} {}", units.units_minutes(minutes))
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_as_players_show_it() {
        let details = [Detail::new("term", "forbidden"), Detail::new("at_ms", 7_400_u64)];
        let told = |language: Language| language.cause("moderation.BURNT_TEXT_IN_DOUBT", &details);
        let english = told(Language::SOURCE);
        assert!(english.contains("at 0:07 contains “forbidden”"), "{english}");
        let chinese = told(Language::from_code("zh-CN").expect("it is one of them"));
        assert!(chinese.contains("0:07 处的画面文字中包含“forbidden”"), "{chinese}");
        let high = Language::SOURCE.cause("moderation.PICTURES_NOT_ALLOWED", &details);
        assert!(high.contains("first at 0:07"), "{high}");
    }
}
