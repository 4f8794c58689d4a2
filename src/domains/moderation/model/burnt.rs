//! Text that stands in pictures: which pictures of a video are read, and what the rules for texts
//! say of what was read. It must not read.

use super::super::engine::strokes::Strokes;
use super::options::Options;
use super::verdict::{HITS_MAX, Rulebook};
use crate::contract::moderation::{Action, TextHit};
use crate::kernel::ports::scoring::Picture;

/// The word for the field of a hit that stands in a picture.
const FIELD: &str = "picture";

/// One picture is read in so much of a video at least.
const EVERY_MS: u64 = 20_000;

/// The moments of the pictures that have other text than the one before of them, and the strokes
/// of the last.
#[derive(Debug, Default)]
pub(in crate::domains::moderation) struct TextChanges {
    at_ms: Vec<u64>,
    last: Option<Strokes>,
}

/// The lines of one picture as they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::moderation) struct ReadPicture {
    pub(in crate::domains::moderation) at_ms: u64,
    pub(in crate::domains::moderation) lines: Vec<String>,
}

/// What the rules say of all that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::domains::moderation) struct BurntText {
    pub(super) action: Action,
    /// In the order of time.
    pub(super) hits: Vec<TextHit>,
}

/// Where letters may stand in a decoded picture; `None` where that cannot be told.
pub(in crate::domains::moderation) fn make_strokes(picture: &Picture) -> Option<Strokes> {
    match picture {
        Picture::Rgb8 { width, height, pixels } => Strokes::of(pixels, *width, *height),
        Picture::Jpeg(_) => None,
    }
}

/// With one more picture, later than all before. The first counts, and one now and then, whatever
/// they have: letters that are too faint to be seen here may be read.
pub(in crate::domains::moderation) fn after_picture(
    mut changes: TextChanges,
    at_ms: u64,
    strokes: Option<Strokes>,
) -> TextChanges {
    let is_due = changes.at_ms.last().is_none_or(|last| at_ms.saturating_sub(*last) >= EVERY_MS);
    let is_new = match (&changes.last, &strokes) {
        (Some(before), Some(now)) => is_due || now.has_new_text(before),
        _ => true,
    };
    if is_new {
        changes.at_ms.push(at_ms);
        changes.last = strokes;
    }
    changes
}

/// The moments of the pictures that are read: where there are more than may be, some of them from
/// the beginning to the end.
pub(in crate::domains::moderation) fn decide_read(
    changes: &TextChanges,
    options: &Options,
) -> Vec<u64> {
    let all = &changes.at_ms;
    let most = usize::try_from(options.ocr_frames_max).unwrap_or(usize::MAX);
    let read = all.len().min(most);
    (0..read).filter_map(|at| all.get(at * all.len() / read)).copied().collect()
}

/// The lines of a picture as one text. Ideographs go on in the next line as if there was none.
fn make_whole(lines: &[String]) -> String {
    let mut whole = String::new();
    for line in lines {
        let is_plain = |letter: Option<char>| letter.is_none_or(|letter| letter.is_ascii());
        if is_plain(whole.chars().next_back()) || is_plain(line.chars().next()) {
            whole.push('\n');
        }
        whole += line;
    }
    whole
}

/// What the rules say of what was read: of each line, and of all lines of a picture together, since
/// a term may be broken at the end of one. What only they have is for a person: lines that have
/// nothing to do with each other may make a term by chance.
pub(in crate::domains::moderation) fn decide_burnt(
    rules: &Rulebook,
    pictures: &[ReadPicture],
) -> BurntText {
    let mut found = BurntText { action: Action::Pass, hits: Vec::new() };
    for picture in pictures {
        let before = found.hits.len();
        for line in &picture.lines {
            let (action, hits) = rules.find(FIELD, line);
            found.action = found.action.max(action);
            let of_line = |hit| TextHit { at_ms: picture.at_ms, line: line.clone(), ..hit };
            found.hits.extend(hits.into_iter().map(of_line));
        }
        if picture.lines.len() < 2 {
            continue;
        }
        let (action, hits) = rules.find(FIELD, &make_whole(&picture.lines));
        let spanning = hits.into_iter().filter(|hit| {
            let is_same = |one: &TextHit| one.term == hit.term && one.category == hit.category;
            !found.hits[before..].iter().any(is_same)
        });
        let softened = |hit: TextHit| {
            let action = hit.action().min(Action::Review);
            TextHit { at_ms: picture.at_ms, action: action.into(), ..hit }
        };
        let spanning: Vec<_> = spanning.map(softened).collect();
        found.action = found.action.max(action.min(Action::Review));
        found.hits.extend(spanning);
    }
    found.hits.sort_by_key(|hit| (std::cmp::Reverse(hit.action), hit.at_ms));
    found.hits.truncate(HITS_MAX);
    found.hits.sort_by_key(|hit| hit.at_ms);
    found
}
