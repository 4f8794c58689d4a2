//! Decoded pictures as the hash takes them: a checked view of a luma or an RGB plane.
//! It must not decode, copy or change samples.

use thiserror::Error;

/// The largest side in pixels. It bounds the memory of a hash: one row of sums, 192 KiB.
pub(crate) const SIDE_PX_MAX: u32 = 16_384;

/// Why a plane is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum PictureError {
    #[error("a picture of {width} × {height} pixels is empty")]
    Empty { width: u32, height: u32 },
    #[error("a picture of {width} × {height} pixels has a side above {most}")]
    Large { width: u32, height: u32, most: u32 },
    #[error("a plane of {found} bytes does not hold the {expected} bytes of its picture")]
    Length { found: usize, expected: usize },
    #[error("a part of {width} × {height} pixels at ({left}, {top}) is not inside the picture")]
    Outside { left: u32, top: u32, width: u32, height: u32 },
}

/// A rectangle of whole pixels inside a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rectangle {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Rows of samples, one byte each, from the top left; one or three samples a pixel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Picture<'a> {
    samples: &'a [u8],
    /// Bytes between the beginnings of two rows.
    pitch: usize,
    channels: usize,
    width: u32,
    height: u32,
}

impl<'a> Picture<'a> {
    /// A luma plane of full range, without padding between its rows. Limited range (16 to 235)
    /// changes few bits of the hash, but makes its quality a seventh less.
    #[cfg(test)]
    pub(crate) fn luma(samples: &'a [u8], width: u32, height: u32) -> Result<Self, PictureError> {
        Self::new(samples, width, height, 1)
    }

    /// A plane of red, green and blue in turn, without padding between its rows.
    pub(crate) fn rgb8(samples: &'a [u8], width: u32, height: u32) -> Result<Self, PictureError> {
        Self::new(samples, width, height, 3)
    }

    fn new(
        samples: &'a [u8],
        width: u32,
        height: u32,
        channels: usize,
    ) -> Result<Self, PictureError> {
        if width == 0 || height == 0 {
            return Err(PictureError::Empty { width, height });
        }
        if width.max(height) > SIDE_PX_MAX {
            return Err(PictureError::Large { width, height, most: SIDE_PX_MAX });
        }
        let pitch = index(width) * channels;
        let expected = pitch * index(height);
        if samples.len() != expected {
            return Err(PictureError::Length { found: samples.len(), expected });
        }
        Ok(Self { samples, pitch, channels, width, height })
    }

    /// The same samples, seen through a window.
    pub(crate) fn part(&self, part: Rectangle) -> Result<Self, PictureError> {
        let Rectangle { left, top, width, height } = part;
        if width == 0 || height == 0 {
            return Err(PictureError::Empty { width, height });
        }
        let is_inside = left.checked_add(width).is_some_and(|right| right <= self.width)
            && top.checked_add(height).is_some_and(|bottom| bottom <= self.height);
        if !is_inside {
            return Err(PictureError::Outside { left, top, width, height });
        }
        let first = index(top) * self.pitch + index(left) * self.channels;
        let after = first + index(height - 1) * self.pitch + index(width) * self.channels;
        Ok(Self { samples: &self.samples[first..after], width, height, ..*self })
    }

    pub(crate) fn width(&self) -> u32 {
        self.width
    }

    pub(crate) fn height(&self) -> u32 {
        self.height
    }

    /// Samples of one pixel: 1 or 3.
    pub(super) fn channels(&self) -> usize {
        self.channels
    }

    /// All samples of a row; `y` is below the height.
    pub(super) fn row(&self, y: usize) -> &'a [u8] {
        let first = y * self.pitch;
        &self.samples[first..first + index(self.width) * self.channels]
    }

    /// Luma of one pixel in whole steps, with the weights of `luma_of` in 256ths.
    pub(super) fn luma_at(&self, x: u32, y: u32) -> u8 {
        let first = index(y) * self.pitch + index(x) * self.channels;
        match self.samples[first..first + self.channels] {
            [luma] => luma,
            [red, green, blue, ..] => {
                let sum = 77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue);
                u8::try_from(sum / 256).unwrap_or(u8::MAX)
            },
            _ => 0,
        }
    }
}

/// Luma of red, green and blue by ITU-R BT.601, which is that of PDQ.
pub(super) fn luma_of(red: f32, green: f32, blue: f32) -> f32 {
    0.299 * red + 0.587 * green + 0.114 * blue
}

/// A pixel count as an index; a side is at most `SIDE_PX_MAX`.
pub(super) fn index(pixels: u32) -> usize {
    usize::try_from(pixels).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_that_are_no_pictures_are_refused() {
        let most = SIDE_PX_MAX;
        let table = [
            (0, 1, 0, Err(PictureError::Empty { width: 0, height: 1 })),
            (1, 0, 0, Err(PictureError::Empty { width: 1, height: 0 })),
            (1, 1, 1, Ok(())),
            (most, 1, 16_384, Ok(())),
            (most + 1, 1, 0, Err(PictureError::Large { width: most + 1, height: 1, most })),
            (1, u32::MAX, 0, Err(PictureError::Large { width: 1, height: u32::MAX, most })),
            (3, 2, 5, Err(PictureError::Length { found: 5, expected: 6 })),
            (3, 2, 7, Err(PictureError::Length { found: 7, expected: 6 })),
        ];
        for (width, height, bytes, expected) in table {
            let samples = vec![0; bytes];
            let found = Picture::luma(&samples, width, height).map(|_| ());
            assert_eq!(found, expected, "{width} × {height}");
        }
        assert!(Picture::rgb8(&[0; 18], 3, 2).is_ok());
        assert!(Picture::rgb8(&[0; 6], 3, 2).is_err());
    }

    #[test]
    fn parts_lie_inside() {
        let samples: Vec<u8> = (0..12).collect();
        let picture = Picture::luma(&samples, 4, 3).unwrap();
        let table = [
            ((0, 0, 4, 3), Some(vec![0, 4, 8])),
            ((1, 1, 2, 2), Some(vec![5, 9])),
            ((3, 2, 1, 1), Some(vec![11])),
            ((3, 0, 2, 1), None),
            ((0, 2, 1, 2), None),
            ((0, 0, 0, 1), None),
            ((u32::MAX, 0, 2, 1), None),
        ];
        for ((left, top, width, height), firsts) in table {
            let part = picture.part(Rectangle { left, top, width, height });
            let found = part.ok().map(|part| -> Vec<u8> {
                (0..index(part.height())).map(|y| part.row(y)[0]).collect()
            });
            assert_eq!(found, firsts, "{left} {top} {width} {height}");
        }
        let narrow = picture.part(Rectangle { left: 1, top: 1, width: 2, height: 2 }).unwrap();
        let inner = narrow.part(Rectangle { left: 1, top: 1, width: 1, height: 1 }).unwrap();
        assert_eq!((inner.row(0), inner.luma_at(0, 0)), (&samples[10..11], 10));
    }

    #[test]
    fn luma_weighs_the_colours() {
        for (colour, luma) in
            [([255, 255, 255], 255), ([255, 0, 0], 76), ([0, 255, 0], 149), ([0, 0, 255], 28)]
        {
            let picture = Picture::rgb8(&colour, 1, 1).unwrap();
            assert_eq!(picture.luma_at(0, 0), luma);
            let [red, green, blue] = colour.map(f32::from);
            assert!((luma_of(red, green, blue) - f32::from(luma)).abs() < 1.1);
        }
    }
}
