//! What the page of a video needs, so that people write below it. It must not know who looks.

use crate::contract::community::{PostCommentRequest, ReportCommentRequest, SaveFolderRequest};
use crate::gateway::core::words::Words;

/// What `community/comments.html` and `community/favourite.html` are made of.
pub(crate) struct Talk {
    pub(crate) chars_max: u32,
    pub(crate) folder_chars_max: u32,
    pub(crate) report_chars_max: u32,
    pub(crate) emotes: [Emote; 20],
}

/// A face that a comment may have: it is stored as `[code]`, and drawn by `emotes.svg`.
pub(crate) struct Emote {
    pub(crate) code: &'static str,
    pub(crate) label: &'static str,
}

impl Talk {
    pub(in crate::gateway) fn new(words: &'static Words) -> Self {
        Self {
            chars_max: PostCommentRequest::TEXT.max_chars,
            folder_chars_max: SaveFolderRequest::NAME.max_chars,
            report_chars_max: ReportCommentRequest::NOTE.max_chars,
            emotes: Self::emotes(words),
        }
    }

    fn emotes(words: &'static Words) -> [Emote; 20] {
        let words = words.community;
        let emote = |code, label| Emote { code, label };
        [
            emote("smile", words.emote_smile()),
            emote("grin", words.emote_grin()),
            emote("joy", words.emote_joy()),
            emote("wink", words.emote_wink()),
            emote("love", words.emote_love()),
            emote("kiss", words.emote_kiss()),
            emote("cool", words.emote_cool()),
            emote("think", words.emote_think()),
            emote("shy", words.emote_shy()),
            emote("sweat", words.emote_sweat()),
            emote("cry", words.emote_cry()),
            emote("sob", words.emote_sob()),
            emote("angry", words.emote_angry()),
            emote("shock", words.emote_shock()),
            emote("sleepy", words.emote_sleepy()),
            emote("dizzy", words.emote_dizzy()),
            emote("tongue", words.emote_tongue()),
            emote("smirk", words.emote_smirk()),
            emote("blank", words.emote_blank()),
            emote("party", words.emote_party()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::core::words::Language;

    #[test]
    fn every_face_is_drawn_once_and_has_a_code_that_the_page_finds() {
        let sheet = include_str!("../../../../static/community/emotes.svg");
        let emotes = Talk::emotes(Language::SOURCE.words());
        for Emote { code, label } in &emotes {
            let is_code = code.len() <= 16 && code.bytes().all(|one| one.is_ascii_lowercase());
            assert!(is_code && !label.is_empty(), "{code}");
            assert_eq!(sheet.matches(&format!("id=\"{code}\"")).count(), 1, "{code}");
        }
        assert_eq!(sheet.matches("<symbol").count(), emotes.len());
    }
}
