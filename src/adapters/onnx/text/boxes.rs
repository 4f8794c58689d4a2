//! From a map of chances to boxes of text: what hangs together, the smallest rectangle around it,
//! and how far that grows (Liao et al., "Real-time Scene Text Detection with Differentiable
//! Binarization", 2019). It must not look at a picture, nor take a map that was not checked.

use super::manifest::DetectorOutput;

/// Of what hangs together, what is smaller is no text, in pixels of the map.
const SIDE_PX_MIN: f32 = 3.0;
/// And when it has grown.
const GROWN_PX_MIN: f32 = 5.0;

/// Corners of a box, across and down: above left, above right, below right, below left.
pub(super) type Corners = [[f32; 2]; 4];

/// For each pixel the chance that it is one of text, row by row.
pub(super) struct ChanceMap<'a> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: &'a [f32],
}

/// The leftmost and the rightmost pixel in each row of something that hangs together.
struct Spot {
    top: usize,
    rows: Vec<(usize, usize)>,
}

/// A rectangle that may be turned: its middle, the directions of its sides, half their lengths.
#[derive(Clone, Copy, Debug)]
struct Tilted {
    middle: [f32; 2],
    along: [f32; 2],
    half: [f32; 2],
}

/// The boxes of a map, in pixels of the map.
pub(super) fn find(map: &ChanceMap<'_>, stated: &DetectorOutput) -> Vec<Corners> {
    let grown = |spot: &Spot| {
        let tilted = smallest(&hull(spot))?;
        if tilted.shorter_side() < SIDE_PX_MIN || mean(map, &tilted) < stated.box_min {
            return None;
        }
        let grown = tilted.grown(stated.unclip);
        (grown.shorter_side() >= GROWN_PX_MIN).then(|| grown.corners())
    };
    spots(map, stated.pixel_min).iter().filter_map(grown).collect()
}

/// Pixels of text that touch, also by their corners.
fn spots(map: &ChanceMap<'_>, pixel_min: f32) -> Vec<Spot> {
    let (width, height) = (map.width, map.height);
    let mut marked = marked(map, pixel_min);
    let (mut spots, mut open) = (Vec::new(), Vec::new());
    for start in 0..width * height {
        if !marked[start] {
            continue;
        }
        let mut spot = Spot { top: start / width, rows: Vec::new() };
        marked[start] = false;
        open.push(start);
        while let Some(at) = open.pop() {
            let (x, y) = (at % width, at / width);
            spot.take(x, y);
            for y in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for x in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let next = y * width + x;
                    if marked[next] {
                        marked[next] = false;
                        open.push(next);
                    }
                }
            }
        }
        if !spot.is_speck() {
            spots.push(spot);
        }
    }
    spots
}

/// Pixels that are text, or lie right of, below or both of one that is: gaps of a pixel close.
fn marked(map: &ChanceMap<'_>, pixel_min: f32) -> Vec<bool> {
    let is_text = |at: usize| map.values[at] > pixel_min;
    let width = map.width;
    let marked = |at: usize| {
        let (has_left, has_above) = (!at.is_multiple_of(width), at >= width);
        is_text(at)
            || (has_left && is_text(at - 1))
            || (has_above && is_text(at - width))
            || (has_left && has_above && is_text(at - width - 1))
    };
    (0..width * map.height).map(marked).collect()
}

impl Spot {
    /// Lower or narrower than any box; noise has thousands.
    fn is_speck(&self) -> bool {
        let ends = self.rows.iter();
        let (first, last) =
            ends.fold((usize::MAX, 0), |(first, last), row| (first.min(row.0), last.max(row.1)));
        let lower = self.rows.len().saturating_sub(1).min(last.saturating_sub(first));
        real(lower) < SIDE_PX_MIN
    }

    /// Rows are found from the top one on.
    fn take(&mut self, x: usize, y: usize) {
        let row = y - self.top;
        if row >= self.rows.len() {
            self.rows.resize(row + 1, (usize::MAX, 0));
        }
        let (first, last) = &mut self.rows[row];
        (*first, *last) = ((*first).min(x), (*last).max(x));
    }
}

/// The corners of the convex hull, in their order (Andrew's monotone chain, along rows).
fn hull(spot: &Spot) -> Vec<[f32; 2]> {
    let ends = spot.rows.iter().zip(spot.top..);
    let points: Vec<[f32; 2]> = ends
        .flat_map(|((first, last), y)| [[real(*first), real(y)], [real(*last), real(y)]])
        .collect();
    let mut hull = half_hull(points.iter().copied());
    hull.extend(half_hull(points.into_iter().rev()));
    hull
}

/// One side of the hull without its last point, which begins the other.
fn half_hull(points: impl Iterator<Item = [f32; 2]>) -> Vec<[f32; 2]> {
    let mut side: Vec<[f32; 2]> = Vec::new();
    for point in points {
        while let [.., before, last] = &*side {
            let turn = (last[0] - before[0]) * (point[1] - before[1])
                - (last[1] - before[1]) * (point[0] - before[0]);
            if turn > 0.0 {
                break;
            }
            side.pop();
        }
        side.push(point);
    }
    side.pop();
    side
}

/// The rectangle of the least area around a hull: one of its sides lies along a side of the hull.
fn smallest(hull: &[[f32; 2]]) -> Option<Tilted> {
    let next = hull.iter().cycle().skip(1);
    let around = |(from, to): (&[f32; 2], &[f32; 2])| {
        let (across, down) = (to[0] - from[0], to[1] - from[1]);
        let length = across.hypot(down);
        (length > 0.0).then(|| Tilted::around(hull, [across / length, down / length]))
    };
    hull.iter()
        .zip(next)
        .filter_map(around)
        .min_by(|one, other| one.area().total_cmp(&other.area()))
}

impl Tilted {
    fn around(points: &[[f32; 2]], along: [f32; 2]) -> Tilted {
        let across = [-along[1], along[0]];
        let ends = |direction: [f32; 2]| {
            let places = points.iter().map(|point| dot(*point, direction));
            places.fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), place| {
                (least.min(place), most.max(place))
            })
        };
        let (first, second) = (ends(along), ends(across));
        let middle = [(first.0 + first.1) / 2.0, (second.0 + second.1) / 2.0];
        Tilted {
            middle: [0, 1].map(|axis| middle[0] * along[axis] + middle[1] * across[axis]),
            along,
            half: [(first.1 - first.0) / 2.0, (second.1 - second.0) / 2.0],
        }
    }

    fn area(&self) -> f32 {
        self.half[0] * self.half[1]
    }

    fn shorter_side(&self) -> f32 {
        self.half[0].min(self.half[1]) * 2.0
    }

    /// Larger on each side by its area and a ratio, over its girth.
    fn grown(&self, ratio: f32) -> Tilted {
        let by = self.area() * ratio / (self.half[0] + self.half[1]);
        Tilted { half: self.half.map(|half| half + by), ..*self }
    }

    fn corners(&self) -> Corners {
        let across = [-self.along[1], self.along[0]];
        let corner = |(first, second): (f32, f32)| {
            let (first, second) = (first * self.half[0], second * self.half[1]);
            [0, 1].map(|axis| self.middle[axis] + first * self.along[axis] + second * across[axis])
        };
        ordered([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(corner))
    }
}

/// The two on the left, the upper one first, between them the two on the right.
fn ordered(mut corners: Corners) -> Corners {
    corners.sort_by(|one, other| one[0].total_cmp(&other[0]));
    corners[..2].sort_by(|one, other| one[1].total_cmp(&other[1]));
    corners[2..].sort_by(|one, other| one[1].total_cmp(&other[1]));
    let [above_left, below_left, above_right, below_right] = corners;
    [above_left, above_right, below_right, below_left]
}

/// The mean chance of the pixels in a rectangle.
fn mean(map: &ChanceMap<'_>, tilted: &Tilted) -> f32 {
    let corners = tilted.corners();
    let span = |axis: usize, most: usize| {
        let places = corners.map(|corner| corner[axis]);
        let least = places.into_iter().fold(f32::INFINITY, f32::min);
        let last = places.into_iter().fold(0.0, f32::max);
        whole(least.floor())..=whole(last.ceil()).min(most - 1)
    };
    let across = [-tilted.along[1], tilted.along[0]];
    let (mut sum, mut count) = (0.0, 0.0);
    for y in span(1, map.height) {
        for x in span(0, map.width) {
            let from_middle = [real(x) - tilted.middle[0], real(y) - tilted.middle[1]];
            let is_inside = dot(from_middle, tilted.along).abs() <= tilted.half[0] + 0.5
                && dot(from_middle, across).abs() <= tilted.half[1] + 0.5;
            if is_inside {
                sum += f64::from(map.values[y * map.width + x]);
                count += 1.0;
            }
        }
    }
    if count > 0.0 { narrow(sum / count) } else { 0.0 }
}

fn dot(one: [f32; 2], other: [f32; 2]) -> f32 {
    one[0] * other[0] + one[1] * other[1]
}

/// Sides are far below 2^24.
fn real(px: usize) -> f32 {
    px as f32
}

#[expect(clippy::cast_possible_truncation, reason = "it saturates, and a map is far smaller")]
fn whole(px: f32) -> usize {
    px as usize
}

#[expect(clippy::cast_possible_truncation, reason = "a mean of what was as narrow")]
fn narrow(mean: f64) -> f32 {
    mean as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATED: fn() -> DetectorOutput =
        || DetectorOutput { name: "out".to_owned(), pixel_min: 0.3, box_min: 0.5, unclip: 1.6 };

    /// A map in which what `is_text` says is almost certain.
    fn found(width: usize, height: usize, is_text: impl Fn(f32, f32) -> bool) -> Vec<Corners> {
        let values: Vec<f32> = (0..width * height)
            .map(|at| if is_text(real(at % width), real(at / width)) { 0.9 } else { 0.1 })
            .collect();
        find(&ChanceMap { width, height, values: &values }, &STATED())
    }

    #[test]
    fn an_upright_box_grows_by_its_area_over_its_girth() {
        // 60 by 10 pixels, and one more each way by which gaps close.
        let boxes = found(128, 64, |x, y| (20.0..80.0).contains(&x) && (20.0..30.0).contains(&y));
        let [corners] = &*boxes else { panic!("{boxes:?}") };
        let by = 60.0 * 10.0 * 1.6 / (2.0 * 70.0);
        let expected = [[20.0 - by, 20.0 - by], [80.0 + by, 20.0 - by]];
        for (corner, expected) in corners.iter().zip(expected) {
            assert!((corner[0] - expected[0]).abs() < 1e-3, "{corners:?}");
            assert!((corner[1] - expected[1]).abs() < 1e-3, "{corners:?}");
        }
    }

    #[test]
    fn a_turned_box_is_turned() {
        let along = [0.8_f32, 0.6];
        let boxes = found(200, 200, |x, y| {
            let (x, y) = (x - 100.0, y - 100.0);
            dot([x, y], along).abs() < 60.0 && dot([x, y], [-0.6, 0.8]).abs() < 8.0
        });
        let [corners] = &*boxes else { panic!("{boxes:?}") };
        let [above_left, above_right, ..] = corners;
        let (across, down) = (above_right[0] - above_left[0], above_right[1] - above_left[1]);
        assert!((down / across - 0.75).abs() < 0.05, "{corners:?}");
        assert!((across.hypot(down) - 142.0).abs() < 6.0, "{corners:?}");
    }

    #[test]
    fn what_touches_is_one_and_what_does_not_is_two() {
        let lines = |gap: f32| {
            let is_line = move |x: f32, y: f32| {
                let first = (10.0..50.0).contains(&x);
                let second = (50.0 + gap..90.0).contains(&x);
                (first || second) && (10.0..20.0).contains(&y)
            };
            found(100, 40, is_line).len()
        };
        assert_eq!((lines(0.0), lines(1.0), lines(3.0)), (1, 1, 2));
    }

    #[test]
    fn specks_noise_and_plain_maps_give_nothing_and_end() {
        assert_eq!(found(64, 64, |_, _| false), [] as [Corners; 0]);
        assert_eq!(found(64, 64, |x, y| x > 9.0 && x < 11.0 && y > 9.0 && y < 11.0).len(), 0);
        let all = found(64, 64, |_, _| true);
        assert_eq!(all.len(), 1);
        // Every fourth pixel: each is a speck.
        let specks = found(800, 800, |x, y| x % 4.0 < 1.0 && y % 4.0 < 1.0);
        assert_eq!(specks.len(), 0);
    }

    #[test]
    fn what_is_unlikely_as_a_whole_is_no_box() {
        let (width, height) = (64, 64);
        let values: Vec<f32> = (0..width * height)
            .map(|at| if (10..50).contains(&(at % width)) { 0.4 } else { 0.0 })
            .collect();
        let map = ChanceMap { width, height, values: &values };
        assert_eq!(find(&map, &STATED()).len(), 0);
    }
}
