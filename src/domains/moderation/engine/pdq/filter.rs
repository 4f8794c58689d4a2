//! From a picture of any size to 64 × 64 cells of luma: two passes of a box filter along either
//! axis (the filter of Jarosz), of which only the cells' centres are kept.
//! It must not hold more than a row of sums beside the cells.

use super::picture::{Picture, index, luma_of};

/// Cells along either side.
pub(super) const CELLS: usize = 64;

/// Luma of the cells, 0 to 255, by row.
pub(super) type Grid = [[f32; CELLS]; CELLS];

/// The samples along one axis that make a cell, and how much each counts. The two passes are
/// linear, and the axes do not touch each other: what is not kept need never be computed.
struct Taps {
    first: usize,
    weights: Vec<f32>,
}

/// Filters and decimates.
pub(super) fn shrink(picture: &Picture<'_>) -> Grid {
    let down = make_taps(index(picture.height()));
    let across = make_taps(index(picture.width()));
    let mut sums = vec![0.0; index(picture.width()) * picture.channels()];
    let mut grid = [[0.0; CELLS]; CELLS];
    for (cells, taps) in grid.iter_mut().zip(&down) {
        sums.fill(0.0);
        for (y, weight) in (taps.first..).zip(&taps.weights) {
            for (sum, sample) in sums.iter_mut().zip(picture.row(y)) {
                *sum += weight * f32::from(*sample);
            }
        }
        let lumas = if picture.channels() == 3 { fold_colours(&mut sums) } else { &sums[..] };
        for (cell, taps) in cells.iter_mut().zip(&across) {
            let samples = lumas[taps.first..].iter();
            *cell = samples.zip(&taps.weights).map(|(luma, weight)| luma * weight).sum();
        }
    }
    grid
}

/// Makes luma of sums of colours, in their place.
fn fold_colours(sums: &mut [f32]) -> &[f32] {
    let pixels = sums.len() / 3;
    for pixel in 0..pixels {
        let at = 3 * pixel;
        sums[pixel] = luma_of(sums[at], sums[at + 1], sums[at + 2]);
    }
    &sums[..pixels]
}

/// The weights of all cells along an axis of `side` samples, at least one. The window has half
/// the width of a cell, rounded up, so that the two passes make a tent of about a cell's width;
/// an even one has its larger half ahead. At the edges it averages what there is of it.
fn make_taps(side: usize) -> Vec<Taps> {
    let wide = side.div_ceil(2 * CELLS);
    let (behind, ahead) = ((wide - 1) / 2, wide / 2);
    let window = |at: usize| at.saturating_sub(behind)..(at + ahead + 1).min(side);
    let cell_taps = |cell: usize| {
        let outer = window((2 * cell + 1) * side / (2 * CELLS));
        let first = window(outer.start).start;
        let mut weights = vec![0.0; window(outer.end - 1).end - first];
        let outer_share = share(outer.len());
        for middle in outer {
            let inner = window(middle);
            let weight = outer_share * share(inner.len());
            for tap in &mut weights[inner.start - first..inner.end - first] {
                *tap += weight;
            }
        }
        Taps { first, weights }
    };
    (0..CELLS).map(cell_taps).collect()
}

/// One part of `parts`; a window has at most 128 samples.
fn share(parts: usize) -> f32 {
    1.0 / f32::from(u16::try_from(parts).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::super::picture::SIDE_PX_MAX;
    use super::*;

    #[test]
    fn weights_of_a_cell_make_one_and_lie_inside() {
        for side in [1, 2, 5, 63, 64, 65, 127, 128, 129, 511, 512, 4097, index(SIDE_PX_MAX)] {
            let taps = make_taps(side);
            assert_eq!(taps.len(), CELLS);
            for taps in taps {
                assert!(taps.first + taps.weights.len() <= side, "{side}");
                assert!((taps.weights.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{side}");
            }
        }
    }

    #[test]
    fn windows_are_half_a_cell() {
        let table = [
            (64, 10, 10, vec![1.0]),
            (128, 10, 21, vec![1.0]),
            (256, 10, 42, vec![0.25, 0.5, 0.25]),
            (512, 0, 2, vec![0.0625, 0.125, 0.1875, 0.25, 0.1875, 0.125, 0.0625]),
            (256, 63, 254, vec![0.25, 0.75]),
        ];
        for (side, cell, first, weights) in table {
            let taps = &make_taps(side)[cell];
            assert_eq!((taps.first, &taps.weights), (first, &weights), "{side} {cell}");
        }
    }

    #[test]
    fn colours_and_their_luma_make_the_same_cells() {
        let grey: Vec<u8> =
            (0..90 * 70_u32).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect();
        let colours: Vec<u8> = grey.iter().flat_map(|luma| [*luma; 3]).collect();
        let one = shrink(&Picture::luma(&grey, 90, 70).unwrap());
        let other = shrink(&Picture::rgb8(&colours, 90, 70).unwrap());
        for (one, other) in one.as_flattened().iter().zip(other.as_flattened()) {
            assert!((one - other).abs() < 1e-3, "{one} {other}");
        }
    }
}
