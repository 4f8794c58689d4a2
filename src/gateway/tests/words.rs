//! No code that a visitor can meet lacks words: every refusal and every cause that the contracts
//! enumerate, in every language.

use crate::contract::{CAUSES, ingest, transcode, video};
use crate::gateway::core::words::{Language, PART_UNREACHABLE};
use crate::gateway::studio::views::Cause;
use crate::kernel::quota::check_quota;
use crate::kernel::wire::Detail;

/// The Chinese of the site.
pub(super) fn zh() -> Language {
    Language::from_code("zh").expect("it is spoken")
}

#[test]
fn every_refusal_is_told_in_every_language() {
    let golden = include_str!("../../../tests/golden/refusals.txt");
    let names: Vec<&str> = golden.lines().filter_map(|line| line.split(' ').nth(1)).collect();
    let facts = [("retry_after_s", 5_u64), ("count", 7), ("most", 6)];
    let mut facts: Vec<_> =
        facts.into_iter().map(|(name, value)| Detail::new(name, value)).collect();
    facts.push(Detail::new("reason", "spam"));
    facts.push(Detail::new("left_mib", 1_u64));
    facts.push(Detail::new("most_mib", 2_u64));
    facts.push(Detail::new("line", 3_u64));
    facts.push(Detail::new("hours", 3_u64));
    facts.push(Detail::new("problem", "unknown"));
    facts.push(Detail::new("value", "fry"));
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
fn a_soft_limit_says_how_many_there_are_and_may_be() {
    let refused = check_quota(video::Refusal::TooManyDrafts, 51, 50).expect_err("it is full");
    for language in Language::all() {
        let told = language.refusal("video.TOO_MANY_DRAFTS", &refused.details);
        let told = told.expect("it is told");
        assert!(told.contains("51") && told.contains("50"), "{told}");
        assert_eq!(language.refusal("video.TOO_MANY_DRAFTS", &[]), None, "the facts are missing");
    }
}

#[test]
fn two_domains_with_one_code_have_their_own_words() {
    for language in Language::all() {
        let of = |code: String| language.refusal(&code, &[]).expect("it is told");
        for code in ["VIDEO_UNKNOWN", "NOT_READY"] {
            let (video, playback) = (of(format!("video.{code}")), of(format!("playback.{code}")));
            assert_ne!(video, playback, "{code} in {}", language.code());
        }
    }
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
        let facts = [Detail::new("retry_after_s", 61_u64)];
        let told = language.refusal(later, &facts).expect("it is told");
        assert!(told.contains(" 61 "), "{told}");
    }
    let units = Language::SOURCE.words().gateway;
    assert_eq!((units.units_days(1), units.units_days(2)), ("1 day".into(), "2 days".into()));
}

/// The words of all faults and of what the front refuses by status.
const EXPLAINED: [&str; 10] = [
    "unavailable",
    "no_space",
    "timeout",
    "overloaded",
    "too_frequent",
    "csrf",
    "too_many_requests",
    "not_allowed",
    "payload_too_large",
    "bad_request",
];

#[test]
fn every_failure_is_explained_in_every_language() {
    for language in Language::all() {
        let other = language.fault("never heard of").what;
        for code in EXPLAINED {
            let told = language.fault(code);
            assert!(told.what != other && !told.advice.is_empty(), "{code}: {}", told.what);
        }
        for (_, key) in language.keys("fault-") {
            let code = key["fault-".len()..].replace('-', "_");
            let code = code.trim_end_matches("_what").trim_end_matches("_advice");
            assert!(code == "internal" || EXPLAINED.contains(&code), "nothing fails by {code}");
        }
    }
}

#[test]
fn every_cause_of_the_contracts_has_its_own_words_in_every_language() {
    for language in Language::all() {
        let unknown = language.cause("ingest.CAUSE_4711", &[]);
        let names = language.keys("cause-");
        let all = CAUSES.iter().map(|(word, name)| (*word, format!("cause-{name}")));
        let missing: Vec<_> = all.filter(|one| !names.contains(one)).collect();
        assert!(missing.is_empty(), "words/{}: {missing:?}", language.code());
        assert_ne!(language.cause(PART_UNREACHABLE, &[]), unknown, "{}", language.code());
    }
}

#[test]
fn a_cause_is_told_in_the_language_of_its_reader_with_its_numbers() {
    let long = ingest::Failure::from(ingest::Cause::SourceTooLong)
        .with("length_ms", 46_800_000_u64)
        .with("length_ms_max", 60_000_u32);
    let gap = transcode::Failure::from(transcode::Cause::SourceGap)
        .with("from_at_ms", 9_000_u64)
        .with("to_at_ms", 20_000_000_u64);
    let picture = ingest::Failure::from(ingest::Cause::UploadImage).with("kind", "PNG");
    let en = Language::SOURCE;
    let told = |language, (code, details): (String, Vec<_>)| Cause::of(code, &details, language);
    for (language, cause, start) in [
        (en, (long.code(), long.details.clone()), "The video is 13 hours long; the limit "),
        (zh(), (long.code(), long.details), "视频长 13 小时，最多 1 分钟。"),
        (en, (gap.code(), gap.details), "From 0:09 to 5:33:20 the video has no picture"),
        (en, (picture.code(), picture.details), "This is a picture (PNG), not a video."),
        (en, ("ingest.CAUSE_4711".to_owned(), Vec::new()), "The server ran into a problem "),
        (en, ("ingest.UPLOAD_IMAGE".to_owned(), Vec::new()), "The server ran into a problem "),
    ] {
        let text = told(language, cause).text;
        assert!(text.starts_with(start) && !text.contains(['{', '$']), "{text}");
    }
    let newer = ingest::Failure { cause: 4711, details: Vec::new() };
    assert_eq!(newer.code(), "ingest.CAUSE_4711", "a newer writer knows more causes");
}
