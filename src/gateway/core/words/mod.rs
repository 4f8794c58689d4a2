//! Every sentence a visitor can read, from the Fluent files of `words/`: one folder a language, one
//! file a domain. `build/` writes an accessor for each, so that one that is missing does not
//! compile. It must not format pages, hold markup, or know where a sentence is shown.

mod causes;
mod complaint;

pub(crate) use causes::PART_UNREACHABLE;

use crate::contract::LIMITS;
use crate::kernel::wire::Detail;
use crate::kernel::wire::detail::Value;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A language of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Language(usize);

/// A failure on our side, for people.
pub(crate) struct Explained {
    /// What happened.
    pub(crate) what: String,
    /// What the reader can do.
    pub(crate) advice: String,
}

/// What is parsed of a language, once.
struct Speech {
    /// In the order of the files.
    bundles: Vec<FluentBundle<FluentResource>>,
    /// The sentences without arguments, as `PLAIN` lists them.
    plain: Vec<Vec<&'static str>>,
    words: Words,
}

static SPEECH: LazyLock<Vec<Speech>> = LazyLock::new(|| {
    let all = SOURCES.iter().enumerate();
    all.map(|(number, (code, files))| Speech::new(number, code, files)).collect()
});

impl Speech {
    fn new(number: usize, code: &str, files: &'static [(&str, &str)]) -> Self {
        let tag: LanguageIdentifier = code.parse().unwrap_or_default();
        let bundle = |(_, text): &(&str, &str)| {
            // `build/` has parsed it: what it could not read is not here.
            let resource = match FluentResource::try_new((*text).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            let mut bundle = FluentBundle::new_concurrent(vec![tag.clone()]);
            bundle.set_use_isolating(false);
            bundle.add_resource_overriding(resource);
            bundle
        };
        let bundles: Vec<_> = files.iter().map(bundle).collect();
        let plain = bundles.iter().zip(PLAIN).map(|(bundle, keys)| {
            let text = |key: &&str| format(bundle, key, None).unwrap_or_default();
            // They live as long as the process does.
            keys.iter().map(|key| &*text(key).leak()).collect()
        });
        Self { plain: plain.collect(), bundles, words: Words::of(number) }
    }

    fn bundle(&self, language: usize, file: &str) -> Option<&FluentBundle<FluentResource>> {
        let at = SOURCES[language].1.iter().position(|(name, _)| *name == file)?;
        self.bundles.get(at)
    }
}

/// The sentence of a key; `None` when there is none, or an argument is missing.
fn format(
    bundle: &FluentBundle<FluentResource>,
    key: &str,
    arguments: Option<&FluentArgs<'_>>,
) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
    errors.is_empty().then_some(text)
}

fn plain(language: usize, file: usize, key: usize) -> &'static str {
    SPEECH[language].plain[file][key]
}

fn told(language: usize, file: &str, key: &str, given: Vec<(&str, FluentValue<'_>)>) -> String {
    let arguments: FluentArgs<'_> = given.into_iter().collect();
    let bundle = SPEECH[language].bundle(language, file);
    bundle.and_then(|bundle| format(bundle, key, Some(&arguments))).unwrap_or_default()
}

impl Language {
    /// The language when nothing is asked for; what the domains and the configuration speak.
    pub(crate) const SOURCE: Self = Self(0);

    /// All languages, in the order of the language switch.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..SOURCES.len()).map(Self)
    }

    /// The words of this language.
    pub(crate) fn words(self) -> &'static Words {
        &SPEECH[self.0].words
    }

    /// The BCP 47 code, for `<html lang>`, the preference form and the cookie.
    pub(crate) fn code(self) -> &'static str {
        SOURCES[self.0].0
    }

    /// The language's own name, which is what its readers look for.
    pub(crate) fn own_name(self) -> &'static str {
        self.words().gateway.language_name()
    }

    /// Reads a code as `code()` writes it; else any tag of the same primary language counts.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        let asked: LanguageIdentifier = code.trim().parse().ok()?;
        let exact = Self::all().find(|one| one.code().eq_ignore_ascii_case(code.trim()));
        exact.or_else(|| {
            Self::all().find(|one| {
                let own = one.code().parse::<LanguageIdentifier>();
                own.is_ok_and(|own| own.language == asked.language)
            })
        })
    }

    /// Picks by the weights of an `Accept-Language` header (RFC 9110 §12.5.4); ties keep their
    /// order, weight 0 means "not this", and the source is what remains.
    pub(crate) fn from_accept_language(header: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        for choice in header.split(',').take(32) {
            let mut pieces = choice.split(';');
            let Some(language) = pieces.next().and_then(Self::from_code) else { continue };
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q=")?.trim().parse::<f32>().ok())
                .unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(heaviest, _)| weight > heaviest) {
                best = Some((weight, language));
            }
        }
        best.map_or(Self::SOURCE, |(_, language)| language)
    }

    /// The sentence of a refusal such as `user.NAME_TAKEN`. It may name the details that came with
    /// it and the limits of its contract's fields, as `$title_max_chars`. `None` where one that it
    /// names did not come.
    pub(crate) fn refusal(self, code: &str, details: &[Detail]) -> Option<String> {
        let (domain, name) = code.split_once('.')?;
        let mut arguments = FluentArgs::new();
        for (_, field, limits) in LIMITS.iter().filter(|(word, _, _)| *word == domain) {
            arguments.set(format!("{field}_min_chars"), limits.min_chars);
            arguments.set(format!("{field}_max_chars"), limits.max_chars);
            arguments.set(format!("{field}_max_items"), limits.max_items);
            arguments.set(format!("{field}_max"), limits.max);
        }
        for detail in details {
            match &detail.value {
                Some(Value::Number(number)) => arguments.set(detail.name.as_str(), *number),
                Some(Value::Text(text)) => arguments.set(detail.name.as_str(), text.as_str()),
                None => {},
            }
        }
        self.stated(domain, &format!("refusal-{name}"), Some(&arguments))
    }

    /// A fault (`overloaded`, `timeout`, …) or a status of the gateway itself, explained.
    pub(crate) fn fault(self, code: &str) -> Explained {
        let code = code.to_ascii_lowercase().replace('_', "-");
        let part = |part: &str| {
            let of = |code: &str| self.stated("gateway", &format!("fault-{code}-{part}"), None);
            of(&code).or_else(|| of("internal")).unwrap_or_default()
        };
        Explained { what: part("what"), advice: part("advice") }
    }

    /// What a form did, by its code such as `video.saved`. A stranger's text is never shown.
    pub(crate) fn notice(self, code: &str) -> Option<String> {
        let (file, name) = code.split_once('.')?;
        self.stated(file, &format!("notice-{name}"), None)
    }

    /// What a domain owns, where this language has its own words.
    pub(crate) fn purpose(self, word: &str) -> Option<String> {
        self.stated(word, "purpose", None)
    }

    /// What a setting (`user.sessions_max`) or a section is for, where this language has its own
    /// words.
    pub(crate) fn setting(self, name: &str) -> Option<String> {
        let (section, key) = match name.split_once('.') {
            Some((section, key)) => (section, format!("setting-{section}-{key}")),
            None => (name, format!("section-{name}")),
        };
        let own = self.stated(section, &key, None).or_else(|| self.stated("admin", &key, None));
        // Where a domain runs is told by what it owns.
        own.or_else(|| self.purpose(name.strip_prefix("placement.")?))
    }

    fn stated(self, file: &str, key: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
        format(SPEECH[self.0].bundle(self.0, file)?, key, arguments)
    }
}

#[cfg(test)]
impl Language {
    /// The keys of a file that begin so, as the file has them.
    pub(crate) fn keys(self, start: &str) -> Vec<(&'static str, String)> {
        let of = |(file, text): &(&'static str, &'static str)| {
            let lines = text.lines().filter_map(|line| line.split_once(" ="));
            let keys = lines.filter(|(key, _)| key.starts_with(start));
            keys.map(|(key, _)| (*file, key.to_owned())).collect::<Vec<_>>()
        };
        SOURCES[self.0].1.iter().flat_map(of).collect()
    }
}
