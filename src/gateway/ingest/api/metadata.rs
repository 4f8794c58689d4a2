//! `Upload-Metadata`: pairs of a name and a base64 value, by commas (tus 1.0.0). Pure; it must not
//! judge the values.

use crate::gateway::core::error::{HttpError, Own};
use crate::gateway::video::calls;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Reads values with or without padding, since clients differ.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
const METADATA_BYTES_MAX: usize = 64 << 10;

/// What a client says about the file it is going to send.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) filename: String,
    pub(super) title: String,
    pub(super) description: String,
    /// By commas.
    pub(super) tags: String,
    pub(super) privacy: String,
    /// An existing draft to fill, instead of a new one.
    pub(super) video_id: String,
    /// Whether it stays unpublished when it is ready.
    pub(super) hold: bool,
}

/// Reads the header. Unknown names are left to the client.
///
/// # Errors
/// `HEADER_INVALID`, naming the pair.
pub(super) fn parse(header: &str) -> Result<Metadata, HttpError> {
    let invalid = |text: String| Err(HttpError::own(Own::HeaderInvalid, text));
    if header.len() > METADATA_BYTES_MAX {
        return invalid("Upload-Metadata is too long. Shorten title and description.".to_owned());
    }
    let mut metadata = Metadata::default();
    for pair in header.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let bytes = LENIENT.decode(value.trim());
        let Some(text) = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok()) else {
            return invalid(format!("Upload-Metadata: {name:?} is not base64 of UTF-8 text."));
        };
        match name {
            "filename" | "name" => metadata.filename = text,
            "title" => metadata.title = text,
            "description" => metadata.description = text,
            "tags" => metadata.tags = text,
            "privacy" => metadata.privacy = text,
            "video_id" => metadata.video_id = text,
            "hold" => metadata.hold = matches!(text.as_str(), "1" | "true" | "yes"),
            _ => {},
        }
    }
    Ok(metadata)
}

/// What a video is called when nobody gave it a title: its file's name without the ending.
pub(super) fn title_of(filename: &str) -> String {
    let stem = filename.rsplit_once('.').map_or(filename, |(stem, _)| stem);
    let title = stem.replace('_', " ");
    let most = usize::try_from(calls::TITLE.max_chars).unwrap_or(usize::MAX);
    let title: String = title.trim().chars().take(most).collect();
    if title.is_empty() { "Untitled".to_owned() } else { title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read() {
        // filename "a.mp4", title "猫", hold without padding, one unknown, one without a value.
        let header = "filename YS5tcDQ=,title 54yr, privacy cHVibGlj,hold MQ,x-y Zm9v,empty";
        let found = parse(header).expect("a good header");
        let expected = Metadata {
            filename: "a.mp4".into(),
            title: "猫".into(),
            privacy: "public".into(),
            hold: true,
            ..Metadata::default()
        };
        assert_eq!(found, expected);
        assert_eq!(parse("").expect("nothing is allowed"), Metadata::default());
    }

    #[test]
    fn what_is_not_base64_or_text_is_refused() {
        for header in ["title !!!", "title /w==", "title a b"] {
            assert!(parse(header).is_err(), "{header}");
        }
        assert!(parse(&format!("title {}", "A".repeat(70_000))).is_err());
    }

    #[test]
    fn a_file_name_becomes_a_title() {
        for (name, title) in [
            ("my_first.clip.mp4", "my first.clip"),
            ("clip", "clip"),
            (".mp4", "Untitled"),
            ("", "Untitled"),
        ] {
            assert_eq!(title_of(name), title);
        }
    }
}
