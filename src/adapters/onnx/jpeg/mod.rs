//! A reader of JPEGs: baseline and progressive, 8 bits, grey or three components (ITU-T T.81).
//! It gives the bits that libjpeg gives by default, as the pictures did that models were trained
//! on; another reader, which rounds chroma otherwise, moved scores by up to 0.09.
//! It must not take room before the size is checked, nor show half a picture as a whole one.

mod bits;
pub(super) mod dct;
mod header;
pub(super) mod planes;
mod scan;

use super::picture::{Raster, check_size};
use crate::kernel::ports::scoring::Flaw;
use dct::{Block, inverse};
use header::{Component, JpegFrame, Scan, Tables};
use planes::{Factors, Plane, byte, interleave, join};
use scan::Coefficients;

/// Scans of a file. Encoders make some ten; each is a pass over the whole picture, so that a
/// small file with many would take long.
const SCANS_MAX: usize = 64;

/// A picture while its scans are read.
struct JpegReading {
    frame: JpegFrame,
    coefficients: Vec<Coefficients>,
    /// The steps of each component, as they were in its first scan.
    steps: Vec<Option<[u16; 64]>>,
    scans: usize,
}

/// Reads a JPEG.
///
/// # Errors
/// What is wrong with it.
pub(super) fn decode(bytes: &[u8]) -> Result<Raster<'static>, Flaw> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8]).ok_or(Flaw::NotJpeg)?;
    let mut tables = Tables::default();
    let mut reading: Option<JpegReading> = None;
    while let Some((marker, body, after)) = segment(rest)? {
        rest = after;
        match marker {
            0xc0..=0xc2 if reading.is_none() => {
                let frame = JpegFrame::read(body, marker == 0xc2)?;
                reading = Some(JpegReading::new(frame, bytes.len())?);
            },
            0xc0..=0xc2 => return Err(Flaw::Damaged),
            0xc4 => tables.read_codes(body)?,
            0xdb => tables.read_steps(body)?,
            0xdd => tables.read_restart(body)?,
            0xda => rest = reading.as_mut().ok_or(Flaw::Damaged)?.scan(body, &tables, rest)?,
            // Lossless, hierarchical and arithmetic coding, and sizes that come late.
            0xc3 | 0xc5..=0xcf | 0xdc | 0xde | 0xdf => return Err(Flaw::Kind),
            _ => tables.read_application(marker, body),
        }
    }
    let reading = reading.ok_or(Flaw::Damaged)?;
    let steps: Option<Vec<_>> = reading.steps.iter().copied().collect();
    Ok(reading.render(&steps.ok_or(Flaw::Damaged)?, &tables))
}

/// A marker, the body of its segment, and what follows.
type Segment<'a> = (u8, &'a [u8], &'a [u8]);

/// The next segment; `None` at the end of the picture.
fn segment(bytes: &[u8]) -> Result<Option<Segment<'_>>, Flaw> {
    let mut rest = bytes;
    loop {
        match rest {
            // Any number of these may stand before a marker.
            [0xff, 0xff, ..] => rest = &rest[1..],
            // Markers without a segment, left over by a careless encoder.
            [0xff, 0xd0..=0xd7 | 0x01, after @ ..] => rest = after,
            [0xff, 0xd9, ..] | [] => return Ok(None),
            [0xff, marker, h, l, after @ ..] => {
                let length = usize::from(u16::from_be_bytes([*h, *l]));
                let body = length.checked_sub(2).and_then(|length| after.split_at_checked(length));
                let (body, after) = body.ok_or(Flaw::Damaged)?;
                return Ok(Some((*marker, body, after)));
            },
            _ => return Err(Flaw::Damaged),
        }
    }
}

impl JpegReading {
    /// Makes room for a picture from a file of so many bytes.
    fn new(frame: JpegFrame, bytes: usize) -> Result<JpegReading, Flaw> {
        check_size(frame.width, frame.height)?;
        let (unit_across, unit_down) = frame.unit();
        let units_across = frame.width.div_ceil(unit_across * 8);
        let units_down = frame.height.div_ceil(unit_down * 8);
        // Every block has a bit or more, so that a small file cannot ask for much room.
        let blocks = |part: &Component| units_across * part.across * units_down * part.down;
        if frame.components.iter().map(blocks).sum::<usize>() > bytes.saturating_mul(8) {
            return Err(Flaw::Damaged);
        }
        let room = |part: &Component| {
            let (width, height) = samples(&frame, *part);
            let (across, down) = (units_across * part.across, units_down * part.down);
            Coefficients {
                across,
                values: vec![0; across * down * 64],
                used_across: width.div_ceil(8),
                used_down: height.div_ceil(8),
            }
        };
        let coefficients = frame.components.iter().map(room).collect();
        let steps = vec![None; frame.components.len()];
        Ok(JpegReading { frame, coefficients, steps, scans: 0 })
    }

    /// Reads a scan, and gives what follows it.
    fn scan<'a>(
        &mut self,
        body: &[u8],
        tables: &Tables,
        bytes: &'a [u8],
    ) -> Result<&'a [u8], Flaw> {
        self.scans += 1;
        if self.scans > SCANS_MAX {
            return Err(Flaw::Damaged);
        }
        let scan = Scan::read(body, &self.frame)?;
        for (index, ..) in &scan.parts {
            let slot = self.frame.components[*index].steps;
            if self.steps[*index].is_none() {
                self.steps[*index] = Some(tables.steps[slot].ok_or(Flaw::Damaged)?);
            }
        }
        scan::read(bytes, &self.frame, &scan, tables, &mut self.coefficients)
    }

    fn render(&self, steps: &[[u16; 64]], tables: &Tables) -> Raster<'static> {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            #[expect(unsafe_code, reason = "the same code, for a processor that was asked")]
            // SAFETY: this processor has what the function is compiled for.
            return unsafe { self.render_avx2(steps, tables) };
        }
        self.render_plain(steps, tables)
    }

    /// # Safety
    /// The processor has AVX2.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn render_avx2(&self, steps: &[[u16; 64]], tables: &Tables) -> Raster<'static> {
        self.render_plain(steps, tables)
    }

    #[inline(always)]
    fn render_plain(&self, steps: &[[u16; 64]], tables: &Tables) -> Raster<'static> {
        let (width, height) = (self.frame.width, self.frame.height);
        let pixels = vec![0; width * height * 3].into();
        let mut picture = Raster { width, height, pixels };
        let mut planes = Vec::with_capacity(3);
        for (index, part) in self.frame.components.iter().enumerate() {
            planes.push(plane(&self.frame, *part, &self.coefficients[index], &steps[index]));
        }
        let (across, down) = self.frame.unit();
        let factors = |at: usize| {
            let part = &self.frame.components[at];
            Factors { across: across / part.across, down: down / part.down }
        };
        match &*planes {
            [first, second, third] => {
                let planes = [(first, factors(0)), (second, factors(1)), (third, factors(2))];
                if self.is_rgb(tables) {
                    interleave(&mut picture, planes);
                } else {
                    join(&mut picture, planes);
                }
            },
            planes => {
                let rows = picture.pixels.to_mut().chunks_exact_mut(width * 3).enumerate();
                for (plane, (y, row)) in planes.iter().cycle().zip(rows) {
                    for (pixel, sample) in row.chunks_exact_mut(3).zip(plane.row(y)) {
                        pixel.fill(*sample);
                    }
                }
            },
        }
        picture
    }

    /// Whether three components are red, green and blue: what segments say, or else their names.
    fn is_rgb(&self, tables: &Tables) -> bool {
        let names = self.frame.components.iter().map(|part| part.id);
        !tables.jfif
            && match tables.adobe {
                Some(transform) => transform == 0,
                None => names.eq(*b"RGB"),
            }
    }
}

/// Samples of a component that mean something, across and down.
fn samples(frame: &JpegFrame, part: Component) -> (usize, usize) {
    let (across, down) = frame.unit();
    ((frame.width * part.across).div_ceil(across), (frame.height * part.down).div_ceil(down))
}

#[inline(always)]
fn plane(
    frame: &JpegFrame,
    part: Component,
    coefficients: &Coefficients,
    steps: &[u16; 64],
) -> Plane {
    let (width, height) = samples(frame, part);
    let mut plane = Plane::new(width, height, (8, 8));
    let stride = plane.stride;
    let steps = steps.map(i32::from);
    let bands = plane.samples.chunks_exact_mut(stride * 8);
    let (blocks, _) = coefficients.values.as_chunks::<64>();
    for (band, blocks) in bands.zip(blocks.chunks_exact(coefficients.across)) {
        for (x, coefficients) in (0..stride).step_by(8).zip(blocks) {
            let mut block: Block = [[0; 8]; 8];
            if coefficients[1..].iter().any(|coefficient| *coefficient != 0) {
                let (rows, _) = coefficients.as_chunks::<8>();
                let (steps, _) = steps.as_chunks::<8>();
                for ((lanes, row), steps) in block.iter_mut().zip(rows).zip(steps) {
                    for ((lane, coefficient), step) in lanes.iter_mut().zip(row).zip(steps) {
                        *lane = i32::from(*coefficient) * step;
                    }
                }
                inverse(&mut block);
            } else {
                // What the transform makes of a mean alone.
                let level = i32::from(coefficients[0]) * steps[0];
                block = [[level.wrapping_mul(4).wrapping_add(16) >> 5; 8]; 8];
            }
            for (lanes, row) in block.iter().zip(band.chunks_exact_mut(stride)) {
                row[x..x + 8].copy_from_slice(&lanes.map(|lane| byte(lane.wrapping_add(128))));
            }
        }
    }
    plane
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{KNOWN, digest, noise_bytes};
    use super::*;

    #[test]
    fn what_is_no_jpeg_of_ours_is_refused_by_kind() {
        let whole = KNOWN[0].jpeg;
        let frame = whole.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame");
        let changed = |at: usize, bytes: &[u8]| {
            let mut file = whole.to_vec();
            file[frame + at..frame + at + bytes.len()].copy_from_slice(bytes);
            decode(&file).err()
        };
        assert_eq!(decode(b"").err(), Some(Flaw::NotJpeg));
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n").err(), Some(Flaw::NotJpeg));
        assert_eq!(decode(&[0xff, 0xd8, 0xff, 0xd9]).err(), Some(Flaw::Damaged));
        for (at, bytes, expected) in [
            (1, &[0xc3][..], Flaw::Kind),
            (1, &[0xc9], Flaw::Kind),
            (4, &[12], Flaw::Kind),
            (5, &[0, 0], Flaw::Empty),
            (7, &[0, 0], Flaw::Empty),
            (5, &[0xff, 0xff, 0xff, 0xff], Flaw::TooLarge),
            // As large as a picture may be, in a file that is far too small for it.
            (5, &[0x10, 0xe0, 0x20, 0x00], Flaw::Damaged),
            (9, &[4], Flaw::Kind),
            (9, &[2], Flaw::Kind),
            (11, &[0x00], Flaw::Damaged),
            (11, &[0x51], Flaw::Damaged),
            (12, &[4], Flaw::Damaged),
            // Luma three times as fine as chroma that is twice as fine.
            (14, &[0x31], Flaw::Kind),
        ] {
            assert_eq!(changed(at, bytes), Some(expected), "{at} {bytes:?}");
        }
        let body = [8, 0x10, 0xe0, 0x20, 0x00, 1, 1, 0x11, 0];
        let room = |bytes| JpegReading::new(JpegFrame::read(&body, false)?, bytes).map(|_| ());
        assert_eq!((room(60_000), room(80_000)), (Err(Flaw::Damaged), Ok(())));
    }

    #[test]
    fn chroma_is_widened_in_every_direction_as_by_pillow() {
        // Half as tall, and a quarter as wide; the others are among the known pictures.
        for (jpeg, expected) in [
            (&include_bytes!("../fixtures/440.jpg")[..], 12_054_957),
            (include_bytes!("../fixtures/411.jpg"), 12_057_474),
        ] {
            assert_eq!(digest(&decode(jpeg).expect("a good picture").pixels), expected);
        }
    }

    #[test]
    fn half_a_picture_is_none() {
        for known in &KNOWN {
            let end = known.jpeg.len() - 2;
            assert!(decode(&known.jpeg[..end]).is_ok(), "only the end marker is missing");
            for length in (0..end - 16).step_by(501) {
                assert!(decode(&known.jpeg[..length]).is_err(), "{length} of {end}");
            }
        }
    }

    #[test]
    fn a_damaged_file_stops_nothing() {
        // Overflows panic in a test build, so that they would show here.
        let mut wrong = 0;
        for (known, seed) in KNOWN.iter().zip(1..) {
            let places = noise_bytes(3 * 25, seed);
            for place in places.chunks_exact(3) {
                let mut file = known.jpeg.to_vec();
                let at = usize::from(u16::from_be_bytes([place[0], place[1]])) % file.len();
                file[at] ^= place[2];
                wrong += usize::from(decode(&file).is_err());
            }
        }
        assert!((20..180).contains(&wrong), "{wrong} of 200 were refused");
    }

    #[test]
    fn segments_are_told_apart() {
        assert_eq!(segment(&[0xff, 0xff, 0xda, 0, 3, 7, 8]), Ok(Some((0xda, &[7][..], &[8][..]))));
        assert_eq!(segment(&[0xff, 0xd3, 0xff, 0xd9, 1]), Ok(None));
        for bad in [&[0][..], &[0xff], &[0xff, 0xda, 0], &[0xff, 0xda, 0, 1], &[0xff, 0xda, 0, 3]] {
            assert_eq!(segment(bad), Err(Flaw::Damaged), "{bad:?}");
        }
    }
}
