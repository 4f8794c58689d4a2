//! Which pictures are taken, and what is made of them. It must not decode one: whoever does is told
//! the one reader that may.

use super::Options;
use crate::contract::user::{AvatarId, Refusal};
use crate::domains::user::engine::picture::{PictureFlaw, Sniffed, sniff};
use crate::kernel::blobs::BlobFault;
use crate::kernel::fault::{Fault, RefusalCode as _, Refused, Reply};
use crate::kernel::ports::media::{Flaw, MediaFault};
use crate::kernel::ports::picture::{PictureReader, Square};
use std::path::Path;

/// The edges of the squares that are kept, the largest first: it is the one that is judged.
pub(in crate::domains::user) const AVATAR_EDGES_PX: [u32; 2] = [256, 96];

/// Judges the bytes of a picture; gives the one reader that may open it.
///
/// # Errors
/// `PICTURE_INVALID` with the `problem`.
pub(in crate::domains::user) fn decide_picture(
    bytes: &[u8],
    options: &Options,
) -> Result<PictureReader, Refused> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > options.avatar_bytes_max {
        let reason = "the file is too large; take a smaller one";
        return Err(refuse_picture("bytes", reason, options.avatar_bytes_max));
    }
    let Sniffed { reader, width, height } = sniff(bytes).map_err(refuse_flaw)?;
    if u64::from(width) * u64::from(height) > options.avatar_pixels_max {
        return Err(refuse_pixels(options));
    }
    Ok(reader)
}

fn refuse_flaw(flaw: PictureFlaw) -> Refused {
    let (problem, reason) = match flaw {
        PictureFlaw::Empty => ("empty", "there is no file"),
        PictureFlaw::Svg => ("svg", "an SVG is a program, not a picture; save it as PNG"),
        PictureFlaw::Heic => ("heic", "HEIC and AVIF are not taken; save it as JPEG"),
        PictureFlaw::AnimatedWebP => ("moving", "a WebP that moves is not taken; save it as GIF"),
        PictureFlaw::Kind => ("kind", "this is no JPEG, PNG, WebP or GIF"),
        PictureFlaw::Document => ("document", "there is another document in this file"),
        PictureFlaw::Cut => ("cut", "the file ends too early; send it again"),
    };
    refuse_picture(problem, reason, 0)
}

fn refuse_pixels(options: &Options) -> Refused {
    let reason = "the picture has too many pixels; make it smaller";
    refuse_picture("pixels", reason, options.avatar_pixels_max)
}

fn refuse_picture(problem: &'static str, reason: &'static str, most: u64) -> Refused {
    Refusal::PictureInvalid.because(reason).with("problem", problem).with("most", most)
}

/// What came of making a picture anew.
///
/// # Errors
/// `PICTURE_INVALID` where it is about the file, and faults where it is about the machine.
pub(in crate::domains::user) fn check_drawn(
    drawn: Result<(), MediaFault>,
    options: &Options,
) -> Reply<()> {
    let Err(fault) = drawn else { return Ok(()) };
    match &fault {
        MediaFault::Refused { flaw } | MediaFault::Failed { flaw, .. } => {
            let is_large = matches!(flaw, Flaw::TooLarge | Flaw::NeedsMemory);
            Err(if is_large { refuse_pixels(options) } else { refuse_damaged() }.into())
        },
        // Whatever made a decoder run away or fall over.
        MediaFault::Killed { .. } | MediaFault::TimedOut { .. } | MediaFault::Hung { .. } => {
            Err(refuse_damaged().into())
        },
        MediaFault::OutOfSpace => Err(BlobFault::NoSpace.into()),
        MediaFault::ToolMissing { .. }
        | MediaFault::CageUnavailable { .. }
        | MediaFault::Cancelled => Err(Fault::internal(fault).into()),
    }
}

fn refuse_damaged() -> Refused {
    refuse_picture("damaged", "the picture is damaged; save it anew and send that", 0)
}

/// The one answer for a picture that is not there and for one that the caller may not see.
pub(in crate::domains::user) fn refuse_avatar() -> Refused {
    Refusal::AvatarUnknown.because("there is no such picture, or it is not shown to you")
}

/// The edge of a square that somebody asks for.
///
/// # Errors
/// `AVATAR_UNKNOWN` where none is kept of that size.
pub(in crate::domains::user) fn decide_edge(edge_px: u32) -> Result<u32, Refused> {
    let found = AVATAR_EDGES_PX.into_iter().find(|one| *one == edge_px);
    found.ok_or_else(refuse_avatar)
}

/// Where all that is kept of a picture lies.
pub(in crate::domains::user) fn make_avatar_folder(avatar: &AvatarId) -> String {
    format!("avatars/{avatar}")
}

/// Where one of its squares lies.
pub(in crate::domains::user) fn make_avatar_path(avatar: &AvatarId, edge_px: u32) -> String {
    format!("avatars/{avatar}/{edge_px}.jpg")
}

/// The squares that are to be made in a folder.
pub(in crate::domains::user) fn make_squares(folder: &Path) -> Vec<Square> {
    let square = |edge_px: u32| Square { output: folder.join(format!("{edge_px}.jpg")), edge_px };
    AVATAR_EDGES_PX.map(square).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::fault::Error;
    use crate::kernel::wire::Detail;

    fn problem(refused: &Refused) -> Option<&Detail> {
        refused.details.iter().find(|one| one.name == "problem")
    }

    #[test]
    fn too_many_bytes_and_too_many_pixels_are_refused_before_anything_is_decoded() {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x75\x30\0\0\x75\x30\x01\0\0\0\0crc!";
        let bomb = [&head[..], b"\0\0\0\0IENDcrc!"].concat();
        let options = Options::default();
        let refused = decide_picture(&bomb, &options).expect_err("900 megapixels");
        assert_eq!(problem(&refused), Some(&Detail::new("problem", "pixels")));
        let wide = Options { avatar_pixels_max: 900_000_000, ..Options::default() };
        assert_eq!(decide_picture(&bomb, &wide), Ok(PictureReader::Png));
        let short = Options { avatar_bytes_max: 10, ..wide };
        let refused = decide_picture(&bomb, &short).expect_err("it is longer");
        assert_eq!(problem(&refused), Some(&Detail::new("problem", "bytes")));
    }

    #[test]
    fn what_the_file_does_is_told_apart_from_what_the_machine_lacks() {
        let options = Options::default();
        let told = |fault| match check_drawn(Err(fault), &options) {
            Err(Error::Refused(refused)) => format!("{:?}", problem(&refused)),
            other => format!("{other:?}"),
        };
        let failed = |flaw| MediaFault::Failed { flaw, stderr_tail: String::new() };
        assert!(told(failed(Flaw::TooLarge)).contains("pixels"));
        assert!(told(failed(Flaw::Damaged)).contains("damaged"));
        assert!(told(MediaFault::Killed { signal: 11 }).contains("damaged"));
        assert!(told(MediaFault::OutOfSpace).contains("NoSpace"));
        assert!(told(MediaFault::Cancelled).contains("Internal"));
    }
}
