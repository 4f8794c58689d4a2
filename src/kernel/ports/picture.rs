//! What the media tool is told about a picture of somebody: which one reader may open it, and which
//! squares are made of its middle. It must not let a caller pass free text.

use std::path::PathBuf;

/// The kinds of pictures that are taken, each with exactly one reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PictureReader {
    Jpeg,
    Png,
    WebP,
    /// Of which the first picture counts.
    Gif,
}

impl PictureReader {
    /// The name under which ffmpeg knows this reader (`-f`, `-format_whitelist`).
    pub(crate) fn ffmpeg_name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg_pipe",
            Self::Png => "png_pipe",
            Self::WebP => "webp_pipe",
            Self::Gif => "gif",
        }
    }

    /// The one decoder that it may hand its pictures to.
    pub(crate) fn codec(self) -> &'static str {
        match self {
            Self::Jpeg => "mjpeg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Gif => "gif",
        }
    }
}

/// The square middle of the first picture of a file, as a JPEG in each of some sizes: turned as the
/// file says, on white where it lets through, and without anything else that the file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SquarePlan {
    /// Absolute path made by us.
    pub(crate) path: PathBuf,
    pub(crate) reader: PictureReader,
    /// A larger picture is refused before memory is taken for it.
    pub(crate) pixels_max: u64,
    /// At least one, all in one folder: the only place where the tool may write.
    pub(crate) squares: Vec<Square>,
}

/// One file with a square.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Square {
    /// Absolute path.
    pub(crate) output: PathBuf,
    pub(crate) edge_px: u32,
}
