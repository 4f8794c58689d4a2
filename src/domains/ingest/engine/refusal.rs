//! Why an upload is not taken: what is wrong with the file.
//! It must not name our programs or paths, nor hold sentences; languages have those.

/// The reason, with what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SniffRefusal {
    Empty,
    /// It could not be read back.
    Unreadable,
    /// A text that names other files.
    Playlist,
    Image {
        kind: &'static str,
    },
    Archive {
        kind: &'static str,
    },
    SoundOnly {
        kind: &'static str,
    },
    Document {
        kind: &'static str,
    },
    Text,
    Unknown,
    Truncated {
        missing_bytes: u64,
    },
    /// As when a recording was cut off.
    NoIndex,
    /// It has an index, and neither pictures nor sound.
    NoMedia,
    Damaged {
        offset: u64,
    },
    /// Pictures or sound lie in other files.
    ExternalMedia,
}
