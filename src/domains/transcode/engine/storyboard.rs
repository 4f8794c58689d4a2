//! The geometry of a storyboard: how many tiles of what size, and which one shows a moment.
//! It must not draw anything.

use super::whole;

/// Largest grid: 10 × 10 tiles in one picture.
const EDGE_TILES_MAX: u32 = 10;
const TILE_LONG_EDGE: u32 = 160;

/// One sprite with a picture every `interval_ms`, row by row from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Storyboard {
    pub(crate) interval_ms: u64,
    pub(crate) tile_width: u32,
    pub(crate) tile_height: u32,
    pub(crate) columns: u32,
    pub(crate) rows: u32,
    /// Tiles that hold a picture; the rest of the last row is black.
    pub(crate) tiles: u32,
    pub(crate) duration_ms: u64,
}

/// Chooses the grid. The interval is a multiple of `gop_ms`, so that tiles are key frames.
pub(crate) fn plan_storyboard(
    duration_ms: u64,
    width: u32,
    height: u32,
    gop_ms: u32,
) -> Storyboard {
    let gop_ms = u64::from(gop_ms.max(1));
    let tiles_max = u64::from(EDGE_TILES_MAX * EDGE_TILES_MAX);
    let duration_ms = duration_ms.max(1);
    let interval_ms = duration_ms.div_ceil(tiles_max).div_ceil(gop_ms).max(1) * gop_ms;
    let tiles = u32::try_from(duration_ms.div_ceil(interval_ms)).unwrap_or(u32::MAX).max(1);
    let columns = tiles.min(EDGE_TILES_MAX);
    let (tile_width, tile_height) = tile_size(width, height);
    Storyboard {
        interval_ms,
        tile_width,
        tile_height,
        columns,
        rows: tiles.div_ceil(columns),
        tiles,
        duration_ms,
    }
}

/// Fits the picture into a square of tiles, both edges even, at least 2, never larger than it.
fn tile_size(width: u32, height: u32) -> (u32, u32) {
    let long = f64::from(width.max(height).max(1));
    let scale = (f64::from(TILE_LONG_EDGE) / long).min(1.0);
    let edge = |edge: u32| whole(f64::from(edge) * scale / 2.0).saturating_mul(2).max(2);
    (edge(width), edge(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_follow_the_length() {
        let table = [
            (0, (2000, 1, 1, 1)),
            (1_999, (2000, 1, 1, 1)),
            (5_300, (2000, 3, 3, 1)),
            (60_000, (2000, 30, 10, 3)),
            (200_000, (2000, 100, 10, 10)),
            (200_001, (4000, 51, 10, 6)),
            (3_600_000, (36_000, 100, 10, 10)),
        ];
        for (duration_ms, (interval_ms, tiles, columns, rows)) in table {
            let found = plan_storyboard(duration_ms, 1280, 720, 2000);
            let found = (found.interval_ms, found.tiles, found.columns, found.rows);
            assert_eq!(found, (interval_ms, tiles, columns, rows), "{duration_ms} ms");
        }
    }

    #[test]
    fn tiles_keep_the_shape() {
        let table = [
            ((1280, 720), (160, 90)),
            ((1080, 1920), (90, 160)),
            ((2, 2), (2, 2)),
            ((100, 50), (100, 50)),
            ((4000, 10), (160, 2)),
        ];
        for ((width, height), expected) in table {
            assert_eq!(tile_size(width, height), expected);
        }
    }
}
