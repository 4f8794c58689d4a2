//! Where a picture has strokes such as those of letters: many places close together at which
//! lightness leaps along a row. It says when text is new, so that pictures with the same text are
//! not all read. It must not read, nor miss text for the sake of a saved look.

/// Two pixels that are two apart, and that much apart in lightness, have a stroke between them.
/// Letters that people are to read have more; skin and sky have less, and so has most of a meadow.
const LEAP: u8 = 64;
/// Of the shorter side of a picture, the height of half a tile is this part: eight pixels of 360.
const PARTS: usize = 45;
/// How many times wider than high a tile is: some letters of a line lie in it.
const WIDER: usize = 3;
/// One in so many pixels of a tile has a stroke where there are letters. Fewer have one where a
/// contour goes through.
const STROKES_ONE_IN: usize = 8;
/// Of these, so many in a hundred had none before, where the letters are other ones. What a
/// coarse encoder changes is less.
const NEW_PERCENT: usize = 35;

/// The strokes of one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Strokes {
    width: usize,
    height: usize,
    /// Row by row, whether there is one.
    pixels: Vec<bool>,
}

/// Strokes that were counted in half a tile, both ways.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    strokes: usize,
    new: usize,
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
        let mut strokes = vec![false; width * height];
        let rows = pixels.chunks_exact(width * 3).zip(strokes.chunks_exact_mut(width));
        for (row, strokes) in rows {
            let (colours, _) = row.as_chunks::<3>();
            let shades: Vec<u8> = colours.iter().map(|colour| luma(*colour)).collect();
            for (three, stroke) in shades.windows(3).zip(strokes.iter_mut().skip(1)) {
                *stroke = three[0].abs_diff(three[2]) >= LEAP;
            }
        }
        Some(Self { width, height, pixels: strokes })
    }

    /// Whether there are letters here where `before` has none, or other ones.
    pub(crate) fn has_new_text(&self, before: &Self) -> bool {
        let down = (self.width.min(self.height) / PARTS).max(1);
        let along = down * WIDER;
        let across = self.width.div_ceil(along);
        let halves = self.count(before, along, down);
        let sum = |above: &[Counted], below: &[Counted]| {
            let all = || above.iter().chain(below);
            let strokes: usize = all().map(|one| one.strokes).sum();
            let new: usize = all().map(|one| one.new).sum();
            strokes * STROKES_ONE_IN >= 4 * along * down && new * 100 >= strokes * NEW_PERCENT
        };
        let rows: Vec<&[Counted]> = halves.chunks_exact(across).collect();
        rows.windows(2).any(|rows| {
            let pairs = rows[0].windows(2).zip(rows[1].windows(2));
            pairs.into_iter().any(|(above, below)| sum(above, below))
        })
    }

    /// Strokes, and new ones, in each half of a tile, row by row.
    fn count(&self, before: &Self, along: usize, down: usize) -> Vec<Counted> {
        let is_alike = (self.width, self.height) == (before.width, before.height);
        let across = self.width.div_ceil(along);
        let mut halves = vec![Counted::default(); across * self.height.div_ceil(down)];
        for (at, _) in self.pixels.iter().enumerate().filter(|(_, is_stroke)| **is_stroke) {
            let (x, y) = (at % self.width, at / self.width);
            let half = &mut halves[y / down * across + x / along];
            half.strokes += 1;
            half.new += usize::from(!(is_alike && before.pixels[at]));
        }
        halves
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

    /// A grey picture with a bright disc at a place, and letters of a seed: upright strokes, two
    /// pixels wide or wider.
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
