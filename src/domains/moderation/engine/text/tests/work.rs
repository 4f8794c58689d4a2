//! How much work texts are that were made to be much, and that no text breaks the engine. Work is
//! counted in steps: a clock would measure the machine.

use std::sync::Arc;

use super::super::floods::{FloodLimits, count_flood, judge_flood};
use super::super::hits::Place;
use super::super::links::find_links;
use super::super::matcher::{Matcher, MatcherOptions};
use super::super::normalise::{TEXT_BYTES_MAX, fold};
use super::super::tables::Tables;
use super::evasions::terms;

/// Texts that cost others the square, or worse.
const PIECES: &[&str] = &[
    // One letter under a heap of marks.
    "\u{300}\u{316}\u{336}\u{489}",
    "e\u{301}\u{302}\u{303}\u{304}\u{305}",
    "ก\u{e38}\u{e48}\u{e38}\u{e48}",
    // Right to left, and turned about.
    "שלום ",
    "\u{202e}ab\u{202d}cd",
    "هذا\u{200f}\u{2067}",
    // The longest decomposition there is: eighteen letters.
    "\u{fdfa}",
    "\u{2abcd}",
    // What nearly is a term, over and over.
    "f",
    "fuc",
    "as",
    "a s ",
    "法轮",
    "法轮 ",
    "falun",
    "f a l u n ",
    "zhuang",
    "s$",
    "!",
    "fu.",
    "flgflg",
    "xian",
    "\u{200b}",
    ".",
    "😂",
];

fn filled(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

#[test]
fn work_grows_as_the_text_does() {
    let tables = Arc::new(Tables::read());
    let options = MatcherOptions::default();
    let matcher = Matcher::build(&terms(), tables, options).expect("the terms are in order");
    let work = |text: &str| matcher.find(text).expect("short enough to be searched").work;
    for piece in PIECES {
        let half = work(&filled(piece, TEXT_BYTES_MAX / 2));
        let full = work(&filled(piece, TEXT_BYTES_MAX));
        assert!(full <= half * 2 + 200, "{piece:?}: {half} steps for half, {full} for all");
        let most = u64::try_from(TEXT_BYTES_MAX).expect("it is a small number") * 16;
        assert!(full <= most, "{piece:?}: {full} steps");
    }
}

#[test]
fn places_lie_within_the_text() {
    let tables = Arc::new(Tables::read());
    let matcher = Matcher::build(&terms(), tables.clone(), MatcherOptions::default());
    let matcher = matcher.expect("the terms are in order");
    let heads =
        ["", "法", "fuck", "\u{301}", "\u{202e}", "ｆ", "\u{fdfa}", "$", "\0", "\u{10ffff}"];
    for piece in PIECES {
        for head in heads {
            let text = format!("{head}{}fuck{head}法轮功{piece}", piece.repeat(3));
            let chars = u32::try_from(text.chars().count()).expect("it is a short text");
            let folded = fold(&text, &tables).expect("short enough to be folded");
            assert_eq!(folded.chars, chars);
            let mut last = Place { start: 0, end: 0 };
            for letter in &folded.letters {
                assert!(letter.place.start < letter.place.end && letter.place.end <= chars);
                assert!(letter.place.start >= last.start, "{text:?}");
                last = letter.place;
            }
            let finds = matcher.find(&text).expect("short enough to be searched");
            for hit in &finds.hits {
                assert!(hit.place.start < hit.place.end && hit.place.end <= chars, "{text:?}");
                assert!(!hit.place.of(&text).is_empty());
            }
            find_links(&text);
            judge_flood(&count_flood(&text, &folded), &FloodLimits::default(), chars);
        }
    }
}

#[test]
fn every_character_is_taken() {
    let tables = Arc::new(Tables::read());
    let matcher = Matcher::build(&terms(), tables, MatcherOptions::default());
    let matcher = matcher.expect("the terms are in order");
    let all: Vec<char> = (0..=0x3_ffff_u32).filter_map(char::from_u32).collect();
    for part in all.chunks(4_000) {
        let text: String = part.iter().collect();
        let finds = matcher.find(&text).expect("short enough to be searched");
        assert!(finds.hits.iter().all(|hit| hit.place.end <= 4_000));
    }
}

#[test]
fn too_many_hits_are_cut_and_the_strongest_kept() {
    let tables = Arc::new(Tables::read());
    let mut terms = terms();
    terms[0].severity = 99;
    let matcher = Matcher::build(&terms, tables, MatcherOptions::default());
    let matcher = matcher.expect("the terms are in order");
    let text = format!("{}法轮功", "色情 fuck ".repeat(3_000));
    let finds = matcher.find(&text).expect("short enough to be searched");
    assert!(finds.is_cut);
    assert!(finds.hits.len() <= 256);
    assert!(finds.hits.iter().any(|hit| hit.severity == 99), "the last hit is the strongest");
}
