//! The sentences of mails, from `words/<language>/mail.ftl`. It must not put sentences together,
//! nor know what is markup.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// Code and sentences of each language; the first is spoken where no other is.
const SOURCES: [(&str, &str); 2] = [
    ("en", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/words/en/mail.ftl"))),
    ("zh-CN", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/words/zh-CN/mail.ftl"))),
];

/// One language.
pub(super) struct Speech {
    pub(super) code: &'static str,
    bundle: FluentBundle<FluentResource>,
}

static ALL: LazyLock<[Speech; 2]> = LazyLock::new(|| SOURCES.map(Speech::new));

/// What a sentence is told.
pub(super) type Argument<'a> = (&'static str, FluentValue<'a>);

impl Speech {
    fn new((code, text): (&'static str, &'static str)) -> Self {
        let tag: LanguageIdentifier = code.parse().unwrap_or_default();
        // The tests read every sentence in every language.
        let resource = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { code, bundle }
    }

    /// The language of a code, or the first one.
    pub(super) fn of(code: &str) -> &'static Self {
        ALL.iter().find(|one| one.code == code).unwrap_or(&ALL[0])
    }

    /// The sentence of a key, if there is one.
    pub(super) fn find(&self, key: &str, told: &[Argument<'_>]) -> Option<String> {
        let mut arguments = FluentArgs::new();
        for (name, value) in told {
            arguments.set(*name, value.clone());
        }
        let pattern = self.bundle.get_message(key)?.value()?;
        // A fault in it shows as `{$name}`, which the tests look for.
        let mut faults = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&arguments), &mut faults).into_owned())
    }

    /// The sentence of a key that is in every language.
    pub(super) fn say(&self, key: &str, told: &[Argument<'_>]) -> String {
        self.find(key, told).unwrap_or_default()
    }

    /// A length of time in its largest whole unit.
    pub(super) fn length(&self, length_ms: i64) -> String {
        let minutes = length_ms.max(0) / 60_000;
        let (key, n) = match minutes {
            of if of >= 2 * 1440 && of % 1440 == 0 => ("letter-days", of / 1440),
            of if of >= 60 && of % 60 == 0 => ("letter-hours", of / 60),
            of => ("letter-minutes", of),
        };
        self.say(key, &[("n", n.into())])
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Each key with the arguments of its sentence.
    fn keys(text: &str) -> BTreeMap<String, Vec<String>> {
        let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut last = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| line.starts_with("letter-")) {
                key.clone_into(&mut last);
                assert!(keys.insert(last.clone(), Vec::new()).is_none(), "{key} stands twice");
            }
            let arguments = line.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next());
            keys.entry(last.clone()).or_default().extend(arguments.map(str::to_owned));
        }
        keys.remove("");
        keys.values_mut().for_each(|arguments| {
            arguments.sort();
            arguments.dedup();
        });
        keys
    }

    #[test]
    fn languages_have_the_same_sentences_and_none_is_broken() {
        let source = keys(SOURCES[0].1);
        for (code, text) in SOURCES {
            assert!(FluentResource::try_new(text.to_owned()).is_ok(), "{code}");
            assert_eq!(Speech::of(code).code, code);
            let other = keys(text);
            assert!(source.keys().eq(other.keys()), "{code}");
            for (key, arguments) in &other {
                let known = arguments.iter().all(|one| source[key].contains(one));
                assert!(known, "{code}: {key}: {arguments:?}");
            }
        }
        assert_eq!(Speech::of("tlh").code, "en");
    }

    #[test]
    fn lengths() {
        for (length_ms, en, zh) in [
            (60_000, "1 minute", "1 分钟"),
            (1_800_000, "30 minutes", "30 分钟"),
            (3_600_000, "1 hour", "1 小时"),
            (5_400_000, "90 minutes", "90 分钟"),
            (86_400_000, "24 hours", "24 小时"),
            (7 * 86_400_000, "7 days", "7 天"),
            (-1, "0 minutes", "0 分钟"),
        ] {
            assert_eq!(Speech::of("en").length(length_ms), en);
            assert_eq!(Speech::of("zh-CN").length(length_ms), zh);
        }
    }
}
