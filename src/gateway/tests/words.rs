//! No code that a visitor can meet lacks Chinese: refusals from the golden list, causes from the
//! sources of those who make them.

use super::progress::broken;
use crate::contract::{ingest, transcode};
use crate::gateway::core::words::Language;
use crate::gateway::studio::views::way::of;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What stands right before a cause code where one is made.
const MARKS: &[&str] = &[
    "Cause::new(",
    "Trouble::new(",
    "Self::new(",
    "passing(",
    "code: ",
    "cause_code = ",
    "terminate(tx, &id, ",
    "terminate(tx, upload_id, ",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("tests") {
            sources(&path, found);
        } else if path.extension().is_some_and(|word| word == "rs") {
            found.push(path);
        }
    }
}

/// The literal at the start of a text, in the quotes of Rust or SQL.
fn literal(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|first| ['"', '\''].contains(first))?;
    let code = text[1..].split(quote).next().filter(|code| !code.is_empty())?;
    code.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_').then_some(code)
}

/// The cause codes that a source file makes, its tests aside.
fn codes(text: &str) -> BTreeSet<String> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found: BTreeSet<String> = BTreeSet::new();
    for mark in MARKS {
        found.extend(text.split(mark).skip(1).filter_map(literal).map(str::to_owned));
    }
    for body in text.split("fn code(").skip(1) {
        let body = body.split("\n    }").next().unwrap_or_default();
        found.extend(body.split("=> ").skip(1).filter_map(literal).map(str::to_owned));
    }
    found
}

fn all_codes() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![root.join("kernel/ports/media.rs")];
    sources(&root.join("domains/ingest"), &mut files);
    sources(&root.join("domains/transcode"), &mut files);
    let texts = files.iter().map(|path| std::fs::read_to_string(path).expect("a source"));
    let own = crate::gateway::studio::views::way::AWAY.0.to_owned();
    texts.flat_map(|text| codes(&text)).chain([own]).collect()
}

/// The Chinese of the site.
pub(super) fn zh() -> Language {
    Language::from_code("zh").expect("it is spoken")
}

#[test]
fn every_refusal_is_told_in_every_language() {
    let golden = include_str!("../../../tests/golden/refusals.txt");
    let names: Vec<&str> = golden.lines().filter_map(|line| line.split(' ').nth(1)).collect();
    let facts = [("retry_after_s".to_owned(), "5".to_owned())];
    for language in Language::all() {
        let is_told = |name: &&&str| language.refusal(name, &facts).is_some();
        let missing: Vec<_> = names.iter().filter(|name| !is_told(name)).collect();
        assert!(missing.is_empty(), "words/{}: {missing:?}", language.code());
        let known = |(file, key): &(&str, String)| {
            names.contains(&format!("{file}.{}", key.trim_start_matches("refusal-")).as_str())
        };
        let left: Vec<_> =
            language.keys("refusal-").into_iter().filter(|key| !known(key)).collect();
        assert!(left.is_empty(), "words/{}: nobody refuses {left:?}", language.code());
    }
}

#[test]
fn two_domains_with_one_code_have_their_own_words() {
    let of = |code| Language::SOURCE.refusal(code, &[]).expect("it is told");
    let all = [of("video.VIDEO_UNKNOWN"), of("playback.NOT_READY"), of("video.NOT_READY")];
    assert!(all.iter().all(|text| !text.is_empty()));
    assert_eq!(Language::SOURCE.refusal("playback.TITLE_INVALID", &[]), None);
    assert_eq!(Language::SOURCE.refusal("VIDEO_UNKNOWN", &[]), None);
}

#[test]
fn a_sentence_has_the_limits_of_its_contract_and_the_facts_that_came() {
    for language in Language::all() {
        let told = language.refusal("video.TITLE_INVALID", &[]).expect("it is told");
        assert!(told.contains(" 100 "), "{told}");
        let later = "user.TRY_LATER";
        assert_eq!(language.refusal(later, &[]), None, "a fact is missing");
        let facts = [("retry_after_s".to_owned(), "61".to_owned())];
        let told = language.refusal(later, &facts).expect("it is told");
        assert!(told.contains(" 61 "), "{told}");
    }
    let units = Language::SOURCE.words().gateway;
    assert_eq!((units.units_days(1), units.units_days(2)), ("1 day".into(), "2 days".into()));
}

#[test]
fn every_failure_is_explained_in_every_language() {
    for language in Language::all() {
        let other = language.fault("never heard of").what;
        for code in ["unavailable", "no_space", "timeout", "overloaded", "too_frequent", "CSRF"] {
            let told = language.fault(code);
            assert!(told.what != other && !told.advice.is_empty(), "{code}: {}", told.what);
        }
    }
}

/// The causes that a contract enumerates, as codes.
fn stated(name_of: impl Fn(i32) -> Option<&'static str>) -> BTreeSet<String> {
    let names = (1..1_000).map_while(name_of);
    names.map(|name| name.trim_start_matches("CAUSE_").to_ascii_lowercase()).collect()
}

#[test]
fn every_cause_is_one_of_its_contract() {
    let ingest = |number| ingest::Cause::try_from(number).ok().map(|one| one.as_str_name());
    let transcode = |number| transcode::Cause::try_from(number).ok().map(|one| one.as_str_name());
    let mut contract = stated(ingest);
    contract.extend(stated(transcode));
    contract.insert(crate::gateway::studio::views::way::AWAY.0.to_owned());
    assert_eq!(all_codes(), contract);
}

#[test]
fn every_cause_has_chinese_and_no_text_is_left_over() {
    let made = all_codes();
    let kept: BTreeSet<String> = Language::cause_codes().map(str::to_owned).collect();
    let missing: Vec<_> = made.difference(&kept).collect();
    assert!(missing.is_empty(), "give these a text in words/causes.rs: {missing:?}");
    let gone: Vec<_> = kept.difference(&made).collect();
    assert!(gone.is_empty(), "nobody makes these any more: {gone:?}");
}

#[test]
fn a_cause_is_told_in_the_language_of_its_reader() {
    for (language, code, text) in [
        (Language::SOURCE, "worker_lost", "it could not be read"),
        (zh(), "no_such_code", "it could not be read"),
        (zh(), "worker_lost", "转码时服务器中断了"),
    ] {
        let told = of(&broken(code)).told_in(language);
        let cause = told.stages.into_iter().find_map(|row| row.cause).expect("a cause");
        assert_eq!(cause.code, code);
        assert!(cause.text.starts_with(text), "{}", cause.text);
    }
}
