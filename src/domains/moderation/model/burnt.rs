//! Text that stands in pictures: which pictures of a video are read, and what the rules for texts
//! say of what was read. It must not read.

use super::super::engine::strokes::Strokes;
use super::options::Options;
use super::verdict::{HITS_MAX, Rulebook};
use crate::contract::moderation::{Action, TextHit};
use crate::kernel::ports::scoring::Picture;

/// The word for the field of a hit that stands in a picture.
const FIELD: &str = "picture";

/// What was seen of the letters in a picture before it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::moderation) struct Sketch {
    pub(in crate::domains::moderation) at_ms: u64,
    /// `None` where it cannot be told.
    strokes: Option<Strokes>,
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

/// The sketch of a decoded picture.
pub(in crate::domains::moderation) fn make_sketch(picture: &Picture, at_ms: u64) -> Sketch {
    let strokes = match picture {
        Picture::Rgb8 { width, height, pixels } => Strokes::of(pixels, *width, *height),
        Picture::Jpeg(_) => None,
    };
    Sketch { at_ms, strokes }
}

/// The moments of the pictures that are read: the first, and each with text that the one before of
/// them has not. Where there are more than may be read, some of them from the beginning to the end.
pub(in crate::domains::moderation) fn decide_read(
    sketches: &[Sketch],
    options: &Options,
) -> Vec<u64> {
    let mut changed: Vec<&Sketch> = Vec::new();
    for sketch in sketches {
        let is_new = match (changed.last().map(|last| &last.strokes), &sketch.strokes) {
            (Some(Some(before)), Some(now)) => now.has_new_text(before),
            _ => true,
        };
        if is_new {
            changed.push(sketch);
        }
    }
    let most = usize::try_from(options.ocr_frames_max).unwrap_or(usize::MAX);
    let read = changed.len().min(most);
    let picked = (0..read).filter_map(|at| changed.get(at * changed.len() / read));
    picked.map(|sketch| sketch.at_ms).collect()
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
        let (action, hits) = rules.find(FIELD, &picture.lines.join("\n"));
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
