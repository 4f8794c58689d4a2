//! Why an upload is not taken, in words that its creator understands.
//! It must not name our programs or paths.

/// The reason; `code` is stable, the sentence may be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SniffRefusal {
    #[error("The file is empty. Choose the video again and upload it.")]
    Empty,
    #[error("The upload could not be read back. Upload the file again.")]
    Unreadable,
    #[error(
        "This is a playlist: a text that names other files, not a video. \
         Upload the video file itself."
    )]
    Playlist,
    #[error("This is a picture ({kind}), not a video. Upload a video.")]
    Image { kind: &'static str },
    #[error("This is an archive ({kind}). Unpack it and upload the video inside.")]
    Archive { kind: &'static str },
    #[error("This is a sound file ({kind}) without a picture. Upload a video.")]
    SoundOnly { kind: &'static str },
    #[error("This is a {kind}, not a video. Upload a video.")]
    Document { kind: &'static str },
    #[error("This is a text file, not a video. Upload a video.")]
    Text,
    #[error(
        "This is not a video in a known format. \
         Export it as MP4, MOV, MKV, WebM, AVI, FLV or MPEG-TS and upload that."
    )]
    Unknown,
    #[error(
        "The file is incomplete: {missing_bytes} bytes are missing at its end. \
         Upload it again from the original."
    )]
    Truncated { missing_bytes: u64 },
    #[error(
        "The file is incomplete: its index is missing, as when a recording was cut off. \
         Export it again and upload that."
    )]
    NoIndex,
    #[error(
        "The file has an index but no pictures or sound in it. Export it again and upload that."
    )]
    NoMedia,
    #[error("The file is damaged near byte {offset}. Export it again and upload that.")]
    Damaged { offset: u64 },
    #[error(
        "The file keeps its pictures or sound in other files. \
         Export it as one self-contained file and upload that."
    )]
    ExternalMedia,
}

impl SniffRefusal {
    /// A stable word for storage, metrics and translation.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            SniffRefusal::Empty => "upload_empty",
            SniffRefusal::Unreadable => "upload_unreadable",
            SniffRefusal::Playlist => "upload_playlist",
            SniffRefusal::Image { .. } => "upload_image",
            SniffRefusal::Archive { .. } => "upload_archive",
            SniffRefusal::SoundOnly { .. } => "upload_sound_only",
            SniffRefusal::Document { .. } => "upload_document",
            SniffRefusal::Text => "upload_text",
            SniffRefusal::Unknown => "upload_unknown",
            SniffRefusal::Truncated { .. } => "upload_truncated",
            SniffRefusal::NoIndex => "upload_no_index",
            SniffRefusal::NoMedia => "upload_no_media",
            SniffRefusal::Damaged { .. } => "upload_damaged",
            SniffRefusal::ExternalMedia => "upload_external_media",
        }
    }
}
