//! Where a picture has strokes such as those of letters: many places close together at which
//! lightness leaps along a row. It says when text is new, so that pictures with the same text are
//! not all read. It must not read, nor miss text for the sake of a saved look.

/// The shorter side of a picture has so many cells.
const CELLS: usize = 90;
/// Two pixels that are two apart, and that much apart in lightness, have a stroke between them.
/// Grey letters on light grey have more; skin and sky have less.
const LEAP: u8 = 32;
/// What is looked at together, in cells: four letters or so.
const TILE: (usize, usize) = (12, 4);
/// Cells of a tile that have strokes where there are letters. A contour that goes through has
/// fewer.
const STROKES_MIN: usize = 16;
/// Of these, cells that had none before, where the letters are other ones.
const NEW_MIN: usize = 6;

/// The strokes of one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Strokes {
    across: usize,
    down: usize,
    /// Row by row.
    cells: Vec<bool>,
}

impl Strokes {
    /// The strokes of a picture: red, green and blue of each pixel, row by row. `None` when pixels
    /// are missing.
    pub(crate) fn of(pixels: &[u8], width: u32, height: u32) -> Option<Self> {
        let (width, height) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
        let wanted = width.checked_mul(height)?.checked_mul(3)?;
        if wanted == 0 || pixels.len() != wanted {
            return None;
        }
        let side = width.min(height).div_ceil(CELLS);
        let (across, down) = (width.div_ceil(side), height.div_ceil(side));
        let mut cells = vec![false; across * down];
        for (y, row) in pixels.chunks_exact(width * 3).enumerate() {
            let (colours, _) = row.as_chunks::<3>();
            for (x, three) in colours.windows(3).enumerate() {
                if luma(three[0]).abs_diff(luma(three[2])) >= LEAP {
                    cells[y / side * across + (x + 1) / side] = true;
                }
            }
        }
        Some(Self { across, down, cells })
    }

    /// Whether there are letters here where `before` has none, or other ones.
    pub(crate) fn has_new_text(&self, before: &Self) -> bool {
        let is_alike = (self.across, self.down) == (before.across, before.down);
        let is_new = |at: usize| self.cells[at] && !(is_alike && before.cells[at]);
        let places = |all: usize, tile: usize| (0..=all.saturating_sub(tile)).step_by(tile / 2);
        places(self.down, TILE.1).any(|top| {
            places(self.across, TILE.0).any(|left| {
                let (mut strokes, mut new) = (0, 0);
                for y in top..(top + TILE.1).min(self.down) {
                    for x in left..(left + TILE.0).min(self.across) {
                        let at = y * self.across + x;
                        strokes += usize::from(self.cells[at]);
                        new += usize::from(is_new(at));
                    }
                }
                strokes >= STROKES_MIN && new >= NEW_MIN
            })
        })
    }
}

/// Lightness as in BT.601, in steps of 256ths.
fn luma([red, green, blue]: [u8; 3]) -> u8 {
    let sum = u16::from(red) * 77 + u16::from(green) * 150 + u16::from(blue) * 29;
    let [high, _] = sum.to_be_bytes();
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (u32, u32) = (640, 360);

    /// A grey picture with a bright disc at a place, and letters of a seed: upright strokes, three
    /// to five pixels apart.
    fn picture(disc: Option<u32>, letters: Option<u32>) -> Vec<u8> {
        let shade = |x: u32, y: u32| {
            if let Some(seed) = letters
                && (200..360).contains(&x)
                && (320..340).contains(&y)
            {
                let column = (x - 200) / 2;
                let mixed = (column ^ seed).wrapping_mul(0x9e37_79b9) >> 16;
                return if mixed & 1 == 0 { 250 } else { 10 };
            }
            let is_disc = disc.is_some_and(|left| {
                let (across, down) = (x.abs_diff(left), y.abs_diff(150));
                across * across + down * down < 90 * 90
            });
            if is_disc { 190 } else { 90 }
        };
        let (width, height) = SIZE;
        (0..width * height).flat_map(|at| [shade(at % width, at / width); 3]).collect()
    }

    fn strokes(disc: Option<u32>, letters: Option<u32>) -> Strokes {
        Strokes::of(&picture(disc, letters), SIZE.0, SIZE.1).expect("it is whole")
    }

    #[test]
    fn text_is_new_once_and_again_when_it_is_another() {
        let (plain, first) = (strokes(None, None), strokes(None, Some(1)));
        assert!(first.has_new_text(&plain));
        assert!(!first.has_new_text(&first) && !plain.has_new_text(&first));
        assert!(strokes(None, Some(77)).has_new_text(&first), "other letters in the same place");
    }

    #[test]
    fn what_moves_behind_the_same_text_is_nothing_new() {
        let first = strokes(Some(250), Some(1));
        for left in [252, 270, 300, 340] {
            assert!(!strokes(Some(left), Some(1)).has_new_text(&first), "{left}");
        }
        assert!(!strokes(Some(250), None).has_new_text(&strokes(None, None)), "a disc is no text");
    }

    #[test]
    fn pictures_of_other_sizes_or_with_missing_pixels_are_told() {
        let first = strokes(None, Some(1));
        let small = Strokes::of(&[0; 12], 2, 2).expect("it is whole");
        assert!(first.has_new_text(&small) && !small.has_new_text(&first));
        assert_eq!(Strokes::of(&[0; 11], 2, 2), None);
        assert_eq!(Strokes::of(&[], 0, 2), None);
        assert_eq!(Strokes::of(&[], u32::MAX, u32::MAX), None);
    }
}
