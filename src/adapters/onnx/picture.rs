//! Pictures in memory, and how a JPEG becomes one.
//! It must not trust a size that a file states: it is checked before any room is taken.

use std::borrow::Cow;
use std::panic::catch_unwind;

use super::jpeg;
use crate::kernel::ports::scoring::{Flaw, PICTURE_BYTES_MAX, PICTURE_PX_MAX, Picture};

/// RGB, three bytes a pixel, rows from the top without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Raster<'a> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Cow<'a, [u8]>,
}

/// Reads a picture that somebody gave us.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(picture: &Picture) -> Result<Raster<'_>, Flaw> {
    match picture {
        Picture::Rgb8 { width, height, pixels } => {
            let (width, height) = check_size(usize_of(*width), usize_of(*height))?;
            if pixels.len() != width * height * 3 {
                return Err(Flaw::Length);
            }
            Ok(Raster { width, height, pixels: Cow::Borrowed(pixels) })
        },
        Picture::Jpeg(bytes) if bytes.len() > PICTURE_BYTES_MAX => Err(Flaw::TooLarge),
        Picture::Jpeg(bytes) => {
            // The reader is fed by strangers; what it did not foresee must end one picture only.
            catch_unwind(|| jpeg::decode(bytes)).unwrap_or(Err(Flaw::Damaged))
        },
    }
}

/// The same picture as pixels.
///
/// # Errors
/// What is wrong with it.
pub(super) fn decode(picture: Picture) -> Result<Picture, Flaw> {
    let raster = read(&picture)?;
    let side = |pixels: usize| u32::try_from(pixels).map_err(|_| Flaw::TooLarge);
    match raster.pixels {
        Cow::Borrowed(_) => Ok(picture),
        Cow::Owned(pixels) => Ok(Picture::Rgb8 {
            width: side(raster.width)?,
            height: side(raster.height)?,
            pixels: pixels.into(),
        }),
    }
}

/// Refuses a picture without pixels, or with too many.
pub(super) fn check_size(width: usize, height: usize) -> Result<(usize, usize), Flaw> {
    match width.checked_mul(height) {
        Some(0) => Err(Flaw::Empty),
        Some(pixels) if pixels <= PICTURE_PX_MAX => Ok((width, height)),
        _ => Err(Flaw::TooLarge),
    }
}

fn usize_of(side: u32) -> usize {
    usize::try_from(side).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::KNOWN;
    use super::*;

    #[test]
    fn raw_pixels_have_to_be_all_there() {
        let read_raw = |width, height, bytes: usize| {
            let picture = Picture::Rgb8 { width, height, pixels: vec![7; bytes].into() };
            read(&picture).map(|raster| (raster.width, raster.height, raster.pixels.len()))
        };
        assert_eq!(read_raw(3, 2, 18), Ok((3, 2, 18)));
        for (width, height, bytes, flaw) in [
            (3, 2, 17, Flaw::Length),
            (3, 2, 24, Flaw::Length),
            (0, 2, 0, Flaw::Empty),
            (3, 0, 0, Flaw::Empty),
            (8192, 4321, 0, Flaw::TooLarge),
            (u32::MAX, u32::MAX, 0, Flaw::TooLarge),
        ] {
            assert_eq!(read_raw(width, height, bytes), Err(flaw), "{width} {height} {bytes}");
        }
    }

    #[test]
    fn a_jpeg_is_read_and_one_too_long_is_not() {
        let size = |bytes: Vec<u8>| {
            read(&Picture::Jpeg(bytes.into())).map(|raster| (raster.width, raster.height))
        };
        assert_eq!(size(KNOWN[0].jpeg.to_vec()), Ok((320, 180)));
        let mut long = KNOWN[0].jpeg.to_vec();
        long.resize(PICTURE_BYTES_MAX + 1, 0);
        assert_eq!(size(long), Err(Flaw::TooLarge));
    }
}
