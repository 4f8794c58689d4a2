//! What titles, descriptions and tags may be. It must not know which video they belong to.

use super::Card;
use crate::contract::video::{Refusal, UpdateVideoRequest, VideoCard};
use crate::kernel::fault::{RefusalCode as _, Reply};

/// Tags that are looked at before doubles are left out.
const TAGS_SENT_MAX: usize = 100;

/// The texts of a video, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::video) struct Texts {
    pub(in crate::domains::video) title: String,
    pub(in crate::domains::video) description: String,
    pub(in crate::domains::video) tags: Vec<String>,
}

/// Trims and checks everything that people write about a video.
pub(in crate::domains::video) fn decide_texts(
    title: &str,
    description: &str,
    tags: &[String],
) -> Reply<Texts> {
    Ok(Texts {
        title: decide_title(title)?,
        description: decide_description(description)?,
        tags: decide_tags(tags)?,
    })
}

/// The texts of a video with what a request states in their places; what it leaves out stays.
pub(in crate::domains::video) fn decide_stated(
    card: &Card,
    request: &UpdateVideoRequest,
) -> Reply<Texts> {
    let UpdateVideoRequest { title, description, tags, clears_tags, .. } = request;
    let keeps_tags = tags.is_empty() && !clears_tags;
    Ok(Texts {
        title: title.as_deref().map_or_else(|| Ok(card.title.clone()), decide_title)?,
        description: description
            .as_deref()
            .map_or_else(|| Ok(card.description.clone()), decide_description)?,
        tags: if keeps_tags { card.tags.clone() } else { decide_tags(tags)? },
    })
}

fn decide_title(title: &str) -> Reply<String> {
    let title = title.trim();
    let wrong = if title.is_empty() {
        "write a title"
    } else if !VideoCard::TITLE.fit(title) {
        "the title is too long"
    } else if title.chars().any(char::is_control) {
        "the title has a line break or another control character; write it in one line"
    } else {
        return Ok(title.to_owned());
    };
    let most = VideoCard::TITLE.max_chars;
    let reason = format!("{wrong}: 1 to {most} characters");
    Err(Refusal::TitleInvalid.because(reason).with("title_chars_max", most).into())
}

/// Line ends become `\n`; other control characters, which no page can show, fall out.
fn decide_description(description: &str) -> Reply<String> {
    let kept = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    let lines = description.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = lines.trim().chars().filter(kept).collect();
    if !VideoCard::DESCRIPTION.fit(&text) {
        let (chars, most) = (text.chars().count(), VideoCard::DESCRIPTION.max_chars);
        let reason =
            format!("the description has {chars} characters; shorten it to {most} or less");
        return Err(Refusal::DescriptionTooLong
            .because(reason)
            .with("description_chars_max", most)
            .into());
    }
    Ok(text)
}

/// A tag as it is compared with others.
pub(in crate::domains::video) fn make_tag_key(tag: &str) -> String {
    tag.trim().to_lowercase()
}

/// Two tags that differ only in case are one: the first spelling stays.
fn decide_tags(tags: &[String]) -> Reply<Vec<String>> {
    let refuse = |reason: String| Err(Refusal::TagsInvalid.because(reason).into());
    let limits = VideoCard::TAGS;
    if tags.len() > TAGS_SENT_MAX {
        return refuse(format!("{} tags are too many; keep {}", tags.len(), limits.max_items));
    }
    let mut kept: Vec<String> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for tag in tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
        if !limits.fit(tag) || tag.chars().any(char::is_control) {
            return refuse(format!("a tag is one line of up to {} characters", limits.max_chars));
        }
        let folded = make_tag_key(tag);
        if !seen.contains(&folded) {
            seen.push(folded);
            kept.push(tag.to_owned());
        }
    }
    if !limits.take_items(kept.len()) {
        return refuse(format!("{} tags are too many; keep {}", kept.len(), limits.max_items));
    }
    Ok(kept)
}
