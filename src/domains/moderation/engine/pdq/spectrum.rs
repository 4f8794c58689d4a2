//! The lowest frequencies of a picture, which are all that PDQ keeps of it: its hash, the hashes of
//! its mirrored and turned copies, and how much they are worth.
//! It must not decode pictures, nor decide what a distance means.
//!
//! Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", Facebook,
//! 2019.

use super::filter::{CELLS, Grid, shrink};
use super::hash::{Hash, ROWS};
use super::picture::Picture;

/// Frequencies along either side; the constant one is not among them.
const WAVES: usize = ROWS;
const BITS: usize = WAVES * WAVES;
/// A smaller side has no frequencies: its hash is empty and of quality 0.
const SIDE_PX_MIN: u32 = 5;
/// What is of less quality says too little to be compared; the bound is the usual one.
pub(crate) const QUALITY_MIN: u8 = 50;

/// How a copy lies to its original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symmetry {
    Same,
    /// Clockwise.
    Turned90,
    Turned180,
    Turned270,
    /// Left and right exchanged.
    Mirrored,
    /// Top and bottom exchanged.
    Flipped,
    /// Rows and columns exchanged.
    Transposed,
    /// The same along the other diagonal.
    Transverse,
}

impl Symmetry {
    pub(crate) const ALL: [Self; 8] = [
        Self::Same,
        Self::Turned90,
        Self::Turned180,
        Self::Turned270,
        Self::Mirrored,
        Self::Flipped,
        Self::Transposed,
        Self::Transverse,
    ];

    /// The same as steps: exchange rows and columns, then left and right, then top and bottom.
    fn steps(self) -> (bool, bool, bool) {
        match self {
            Self::Same => (false, false, false),
            Self::Mirrored => (false, true, false),
            Self::Flipped => (false, false, true),
            Self::Turned180 => (false, true, true),
            Self::Transposed => (true, false, false),
            Self::Turned90 => (true, true, false),
            Self::Turned270 => (true, false, true),
            Self::Transverse => (true, true, true),
        }
    }
}

/// The lowest frequencies of a picture, of which all its hashes are made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spectrum {
    waves: [[f32; WAVES]; WAVES],
    quality: u8,
}

impl Spectrum {
    /// Of a checked picture; there is nothing that can fail.
    pub(crate) fn of(picture: &Picture<'_>) -> Self {
        if picture.width().min(picture.height()) < SIDE_PX_MIN {
            return Self { waves: [[0.0; WAVES]; WAVES], quality: 0 };
        }
        let grid = shrink(picture);
        Self { waves: transform(&grid), quality: quality(&grid) }
    }

    /// 0 to 100: how much structure there is.
    #[cfg(test)]
    pub(crate) fn quality(&self) -> u8 {
        self.quality
    }

    /// Whether its hashes may be compared with others.
    pub(crate) fn is_telling(&self) -> bool {
        self.quality >= QUALITY_MIN
    }

    pub(crate) fn hash(&self) -> Hash {
        self.hash_as(Symmetry::Same)
    }

    /// The hash that a mirrored or turned copy has, up to a few bits, without its pixels: to
    /// exchange left and right is to change the sign of every odd frequency.
    pub(crate) fn hash_as(&self, symmetry: Symmetry) -> Hash {
        let (is_transposed, is_mirrored, is_flipped) = symmetry.steps();
        let mut waves = [0.0; BITS];
        for (at, wave) in waves.iter_mut().enumerate() {
            let (row, column) = (at / WAVES, at % WAVES);
            let found =
                if is_transposed { self.waves[column][row] } else { self.waves[row][column] };
            // The frequencies begin with 1, so the odd ones have even indices.
            let is_odd = (is_mirrored && column % 2 == 0) != (is_flipped && row % 2 == 0);
            *wave = if is_odd { -found } else { found };
        }
        threshold(&waves)
    }

    /// Of all eight copies, in the order of `Symmetry::ALL`.
    pub(crate) fn hashes(&self) -> [Hash; 8] {
        Symmetry::ALL.map(|symmetry| self.hash_as(symmetry))
    }
}

/// 1 where a frequency is above the median; of an even number that is the lower one.
fn threshold(waves: &[f32; BITS]) -> Hash {
    let mut sorted = *waves;
    let (_, median, _) = sorted.select_nth_unstable_by(BITS / 2 - 1, f32::total_cmp);
    let mut words = [0; 4];
    for (word, waves) in words.iter_mut().zip(waves.chunks(64)) {
        for (bit, wave) in waves.iter().enumerate() {
            *word |= u64::from(wave > median) << bit;
        }
    }
    Hash::from_words(words)
}

/// The DCT along columns, then along rows.
fn transform(grid: &Grid) -> [[f32; WAVES]; WAVES] {
    let all = make_cosines();
    let mut waves = [[0.0; WAVES]; WAVES];
    for (row, cosines) in waves.iter_mut().zip(&all) {
        let mut columns = [0.0; CELLS];
        for (cells, cosine) in grid.iter().zip(cosines) {
            for (column, cell) in columns.iter_mut().zip(cells) {
                *column += cosine * cell;
            }
        }
        for (wave, cosines) in row.iter_mut().zip(&all) {
            *wave = columns.iter().zip(cosines).map(|(column, cosine)| column * cosine).sum();
        }
    }
    waves
}

/// The cosines of the transform: `[wave][cell]`, with the norm of a DCT-II of 64 samples.
#[expect(clippy::cast_possible_truncation, reason = "cosines are rounded to the nearest float")]
fn make_cosines() -> [[f32; CELLS]; WAVES] {
    let norm = (2.0_f64 / 64.0).sqrt();
    let mut cosines = [[0.0; CELLS]; WAVES];
    for (wave, cosines) in (1_u16..).zip(&mut cosines) {
        for (cell, cosine) in (0_u16..).zip(cosines) {
            let angle = std::f64::consts::PI / 128.0 * f64::from(wave * (2 * cell + 1));
            *cosine = (norm * angle.cos()) as f32;
        }
    }
    cosines
}

/// The sum of all steps between neighbours, in whole percents of the range of luma, of which
/// 9,000 make the quality 100.
fn quality(grid: &Grid) -> u8 {
    let mut steps = 0;
    for rows in grid.windows(2) {
        let cells = rows[0].iter().zip(&rows[1]);
        steps += cells.map(|(one, other)| step(*one, *other)).sum::<u32>();
    }
    for row in grid {
        steps += row.windows(2).map(|cells| step(cells[0], cells[1])).sum::<u32>();
    }
    u8::try_from((steps / 90).min(100)).unwrap_or(100)
}

#[expect(clippy::cast_possible_truncation, reason = "a percent is a small number, cut to a whole")]
fn step(one: f32, other: f32) -> u32 {
    (((one - other) * 100.0 / 255.0) as i32).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::super::picture::{Picture, SIDE_PX_MAX};
    use super::*;

    /// Pictures with the hashes that another implementation gives them; `pdq.md` beside it has
    /// the form and the sources.
    const KNOWN: &[u8] =
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/pdq.bin"));

    struct KnownHashes {
        width: u32,
        height: u32,
        quality: u8,
        hashes: Vec<Hash>,
        luma: &'static [u8],
    }

    fn known() -> Vec<KnownHashes> {
        let (mut rest, mut all) = (KNOWN, Vec::new());
        while let [width, height, quality, after @ ..] = rest {
            let (hashes, after) = after.split_at(8 * 32);
            let (luma, after) = after.split_at(usize::from(*width) * usize::from(*height));
            let hashes = hashes.chunks(32).map(|bytes| Hash::from_bytes(bytes.try_into().unwrap()));
            let (width, height) = (u32::from(*width), u32::from(*height));
            all.push(KnownHashes {
                width,
                height,
                quality: *quality,
                hashes: hashes.collect(),
                luma,
            });
            rest = after;
        }
        all
    }

    #[test]
    fn hashes_are_those_of_another_implementation() {
        let known = known();
        assert_eq!(known.len(), 41);
        for (number, known) in (1..).zip(&known) {
            let picture = Picture::luma(known.luma, known.width, known.height).unwrap();
            let spectrum = Spectrum::of(&picture);
            assert_eq!(spectrum.quality(), known.quality, "quality of picture {number}");
            for (symmetry, expected) in Symmetry::ALL.iter().zip(&known.hashes) {
                let found = spectrum.hash_as(*symmetry);
                assert_eq!(found, *expected, "picture {number}, {symmetry:?}");
            }
        }
    }

    /// A picture with the pixels that a symmetry gives it.
    fn rearrange(luma: &[u8], side: usize, symmetry: Symmetry) -> Vec<u8> {
        let last = side - 1;
        let from = |x: usize, y: usize| match symmetry {
            Symmetry::Same => (x, y),
            Symmetry::Turned90 => (y, last - x),
            Symmetry::Turned180 => (last - x, last - y),
            Symmetry::Turned270 => (last - y, x),
            Symmetry::Mirrored => (last - x, y),
            Symmetry::Flipped => (x, last - y),
            Symmetry::Transposed => (y, x),
            Symmetry::Transverse => (last - y, last - x),
        };
        let pixel = |at: usize| {
            let (x, y) = from(at % side, at / side);
            luma[y * side + x]
        };
        (0..side * side).map(pixel).collect()
    }

    #[test]
    fn hashes_of_copies_are_those_of_their_pixels() {
        // At 64 pixels no window and no centre lies to one side, so that nothing differs.
        let luma: Vec<u8> = (0..64 * 64_u32)
            .map(|at| u8::try_from((at.pow(2) / 61 + at * 7 + at / 64 * 31) % 256).unwrap())
            .collect();
        let original = Spectrum::of(&Picture::luma(&luma, 64, 64).unwrap());
        let mut hashes: Vec<Hash> = Vec::new();
        for symmetry in Symmetry::ALL {
            let copy = rearrange(&luma, 64, symmetry);
            let copy = Spectrum::of(&Picture::luma(&copy, 64, 64).unwrap()).hash();
            let distance = original.hash_as(symmetry).distance(&copy);
            assert!(distance <= 2, "{symmetry:?}: {distance}");
            hashes.push(copy);
        }
        for (at, one) in hashes.iter().enumerate() {
            assert!(hashes[..at].iter().all(|other| one.distance(other) > 31), "copies differ");
        }
    }

    #[test]
    fn pictures_of_nothing_are_not_telling() {
        for (width, height) in [(1, 1), (4, 4), (4, 400), (400, 4), (5, 5), (64, 64), (500, 300)] {
            for luma in [0, 77, 255] {
                let samples = vec![luma; usize::try_from(width * height).unwrap()];
                let spectrum = Spectrum::of(&Picture::luma(&samples, width, height).unwrap());
                assert_eq!(spectrum.quality(), 0, "{width} × {height}");
                assert!(!spectrum.is_telling());
                assert_eq!(spectrum.hashes().len(), 8);
            }
        }
        let noise: Vec<u8> = (0..16_u8).map(|at| at * 15).collect();
        let small = Spectrum::of(&Picture::luma(&noise, 4, 4).unwrap());
        assert_eq!((small.quality(), small.hash()), (0, Hash::from_words([0; 4])));
    }

    #[test]
    fn extreme_shapes_have_hashes() {
        for (width, height) in [(SIDE_PX_MAX, 5), (5, SIDE_PX_MAX), (SIDE_PX_MAX, 1), (4097, 63)] {
            let bytes = usize::try_from(width * height).unwrap();
            let samples: Vec<u8> =
                (0..bytes).map(|at| u8::try_from(at / 97 % 256).unwrap()).collect();
            let spectrum = Spectrum::of(&Picture::luma(&samples, width, height).unwrap());
            assert!(spectrum.quality() <= 100);
        }
    }

    #[test]
    fn quality_counts_steps_of_whole_percents() {
        let checks = |low: f32, high: f32| {
            let mut grid = [[low; CELLS]; CELLS];
            for row in grid.iter_mut().take(32) {
                row.fill(high);
            }
            quality(&grid)
        };
        // One edge of 64 cells: 64 steps of so many percent, by 90.
        for (high, expected) in [(0.0, 0), (2.5, 0), (5.2, 1), (127.5, 35), (255.0, 71)] {
            assert_eq!(checks(0.0, high), expected, "{high}");
            assert_eq!(checks(high, 0.0), expected, "{high}");
        }
    }
}
