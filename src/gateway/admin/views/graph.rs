//! Lays out who calls whom and who hears what: callers before the called, lines that rarely cross.
//! Pure geometry in pixels; it must not know what a part is like now, or which domain it is.

use std::collections::BTreeMap;

/// How two parts know each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Bond {
    Calls,
    /// Events travel from the first to the second.
    Hears,
}

impl Bond {
    /// For the class and the arrow head.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Hears => "hears",
        }
    }
}

/// A line to be drawn between two parts, by their places in the list.
#[derive(Debug, Clone)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) bond: Bond,
    pub(crate) label: String,
}

/// Which way the drawing grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// From left to right, for wide screens.
    Right,
    /// From top to bottom, two beside each other, for phones.
    Down,
}

/// A drawing, ready for its template.
#[derive(Debug)]
pub(crate) struct Drawing {
    /// Keeps the arrow heads of two drawings on one page apart.
    pub(crate) code: &'static str,
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// In the order of the list.
    pub(crate) boxes: Vec<Position>,
    pub(crate) lines: Vec<Line>,
}

/// Where a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// One line from part to part.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) bond: &'static str,
    pub(crate) label: String,
    /// The `d` of its path.
    pub(crate) path: String,
}

/// Sizes along the flow and across it.
struct Sizes {
    along: i32,
    across: i32,
    gap_along: i32,
    gap_across: i32,
    /// Parts of one rank that stand beside each other before a new line begins.
    abreast: usize,
}

const MARGIN: i32 = 4;
/// Room beside the last line for bonds within a line.
const BULGE: i32 = 44;

impl Flow {
    fn sizes(self) -> Sizes {
        match self {
            Self::Right => {
                Sizes { along: 232, across: 104, gap_along: 184, gap_across: 28, abreast: 6 }
            },
            Self::Down => {
                Sizes { along: 96, across: 160, gap_along: 52, gap_across: 34, abreast: 2 }
            },
        }
    }
}

/// Draws `count` parts and the lines between them.
pub(crate) fn draw(count: usize, edges: &[Edge], flow: Flow) -> Drawing {
    let sizes = flow.sizes();
    let lines = into_lines(order(ranks(count, edges), edges), sizes.abreast);
    let widest = lines.iter().map(Vec::len).max().unwrap_or(0);
    let span = stretch(widest, sizes.across, sizes.gap_across);
    // Along and across the flow; turned into x and y at the end.
    let mut places = vec![(0, 0); count];
    let mut line_of = vec![0; count];
    for (at, line) in lines.iter().enumerate() {
        let own = stretch(line.len(), sizes.across, sizes.gap_across);
        let along = MARGIN + step(at, sizes.along + sizes.gap_along);
        for (nth, part) in line.iter().enumerate() {
            let across = MARGIN + (span - own) / 2 + step(nth, sizes.across + sizes.gap_across);
            places[*part] = (along, across);
            line_of[*part] = at;
        }
    }
    let length = stretch(lines.len(), sizes.along, sizes.gap_along) + BULGE;
    let turn = |along: i32, across: i32| match flow {
        Flow::Right => (along, across),
        Flow::Down => (across, along),
    };
    let (width, height) = turn(length + 2 * MARGIN, span + 2 * MARGIN);
    let boxes = places.iter().map(|(along, across)| {
        let (x, y) = turn(*along, *across);
        let (width, height) = turn(sizes.along, sizes.across);
        Position { x, y, width, height }
    });
    let ends = ends(edges, &places, &line_of, &sizes);
    let lines = edges.iter().zip(&ends).map(|(edge, ends)| Line {
        from: edge.from,
        to: edge.to,
        bond: edge.bond.code(),
        label: edge.label.clone(),
        path: path(ends, turn),
    });
    let code = if flow == Flow::Right { "wide" } else { "tall" };
    Drawing { code, width, height, boxes: boxes.collect(), lines: lines.collect() }
}

fn step(nth: usize, size: i32) -> i32 {
    i32::try_from(nth).unwrap_or(i32::MAX).saturating_mul(size)
}

fn stretch(count: usize, size: i32, gap: i32) -> i32 {
    (step(count, size + gap) - gap).max(0)
}

/// How many callers stand above each part; who neither calls nor is called fills the emptiest rank.
fn ranks(count: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    let calls: Vec<&Edge> = edges.iter().filter(|edge| edge.bond == Bond::Calls).collect();
    let mut rank = vec![0_usize; count];
    // Calls form no cycle, so as many rounds as there are parts settle everything.
    for _ in 0..count {
        for edge in &calls {
            rank[edge.to] = rank[edge.to].max(rank[edge.from] + 1).min(count);
        }
    }
    let deepest = rank.iter().copied().max().unwrap_or(0);
    let mut ranks = vec![Vec::new(); deepest + 1];
    let is_bound = |part: usize| calls.iter().any(|edge| edge.from == part || edge.to == part);
    for part in (0..count).filter(|part| is_bound(*part)) {
        ranks[rank[part]].push(part);
    }
    for part in (0..count).filter(|part| !is_bound(*part)) {
        if let Some(emptiest) = ranks.iter_mut().min_by_key(|line| line.len()) {
            emptiest.push(part);
        }
    }
    ranks
}

/// Sorts each rank by where its neighbours stand, to and fro, so that lines cross less.
fn order(mut ranks: Vec<Vec<usize>>, edges: &[Edge]) -> Vec<Vec<usize>> {
    const ROUNDS: usize = 6;
    for _ in 0..ROUNDS {
        for at in 0..ranks.len() {
            let place = places(&ranks);
            let wish = |part: usize| {
                let near = edges.iter().filter_map(|edge| match (edge.from, edge.to) {
                    (from, to) if from == part => Some(to),
                    (from, to) if to == part => Some(from),
                    _ => None,
                });
                let near: Vec<i64> = near.filter_map(|other| place.get(&other).copied()).collect();
                let own = place.get(&part).copied().unwrap_or_default();
                let count = i64::try_from(near.len()).unwrap_or(i64::MAX);
                if count == 0 { own } else { near.iter().sum::<i64>() / count }
            };
            let mut line = ranks[at].clone();
            line.sort_by_key(|part| (wish(*part), place.get(part).copied()));
            ranks[at] = line;
        }
    }
    ranks
}

/// Where each part stands in its rank, in thousandths of the rank's length.
fn places(ranks: &[Vec<usize>]) -> BTreeMap<usize, i64> {
    let thousandths = |nth: usize, of: usize| {
        let nth = i64::try_from(nth).unwrap_or_default();
        let of = i64::try_from(of).unwrap_or(1).max(1);
        (2 * nth + 1) * 500 / of
    };
    let in_rank = |line: &Vec<usize>| {
        let of = line.len();
        line.iter().enumerate().map(|(nth, part)| (*part, thousandths(nth, of))).collect::<Vec<_>>()
    };
    ranks.iter().flat_map(in_rank).collect()
}

fn into_lines(ranks: Vec<Vec<usize>>, abreast: usize) -> Vec<Vec<usize>> {
    let lines = ranks.iter().flat_map(|rank| rank.chunks(abreast).map(<[usize]>::to_vec));
    lines.filter(|line| !line.is_empty()).collect()
}

/// One end at a side: where its other end stands across the flow, its edge, whether it arrives.
type End = (i32, usize, bool);

/// The two ends of a line, along and across the flow, and which way it bends.
struct Ends {
    from: (i32, i32),
    to: (i32, i32),
    /// +1 leaves towards the end of the flow, -1 towards its beginning.
    leaves: i32,
    arrives: i32,
}

/// Spreads the ends of all lines along the sides of their parts, in the order of the other ends.
fn ends(edges: &[Edge], places: &[(i32, i32)], line_of: &[usize], sizes: &Sizes) -> Vec<Ends> {
    // Which side of its part an end lies on: 1 the far one, -1 the near one.
    let sides: Vec<(i32, i32)> = edges
        .iter()
        .map(|edge| match line_of[edge.to].cmp(&line_of[edge.from]) {
            std::cmp::Ordering::Greater => (1, -1),
            std::cmp::Ordering::Less => (-1, 1),
            std::cmp::Ordering::Equal => (1, 1),
        })
        .collect();
    let mut at_side: BTreeMap<(usize, i32), Vec<End>> = BTreeMap::new();
    for (nth, (edge, (from, to))) in edges.iter().zip(&sides).enumerate() {
        let (of_from, of_to) = (places[edge.from].1, places[edge.to].1);
        at_side.entry((edge.from, *from)).or_default().push((of_to, nth, false));
        at_side.entry((edge.to, *to)).or_default().push((of_from, nth, true));
    }
    let mut across = vec![(0, 0); edges.len()];
    for ((part, _), mut ends) in at_side {
        ends.sort_unstable();
        let gap = sizes.across / (i32::try_from(ends.len()).unwrap_or(i32::MAX - 1) + 1);
        for (nth, (_, edge, is_origin)) in ends.into_iter().enumerate() {
            let at = places[part].1 + step(nth + 1, gap);
            if is_origin { across[edge].1 = at } else { across[edge].0 = at }
        }
    }
    let along = |part: usize, side: i32| places[part].0 + if side > 0 { sizes.along } else { 0 };
    let made = edges.iter().zip(&sides).zip(&across).map(|((edge, sides), across)| Ends {
        from: (along(edge.from, sides.0), across.0),
        to: (along(edge.to, sides.1), across.1),
        leaves: sides.0,
        arrives: sides.1,
    });
    made.collect()
}

/// A curve that leaves and arrives at right angles, with room for the arrow head.
fn path(ends: &Ends, turn: impl Fn(i32, i32) -> (i32, i32)) -> String {
    const HEAD: i32 = 7;
    let to = (ends.to.0 + ends.arrives * HEAD, ends.to.1);
    let distance = (to.0 - ends.from.0).abs();
    let bend = if ends.leaves == ends.arrives { BULGE } else { (distance / 2).max(36) };
    let points = [
        ends.from,
        (ends.from.0 + ends.leaves * bend, ends.from.1),
        (to.0 + ends.arrives * bend, to.1),
        to,
    ];
    let [a, b, c, d] = points.map(|(along, across)| turn(along, across));
    format!("M{} {}C{} {} {} {} {} {}", a.0, a.1, b.0, b.1, c.0, c.1, d.0, d.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: usize, to: usize, bond: Bond) -> Edge {
        Edge { from, to, bond, label: String::new() }
    }

    fn overlap(one: &Position, other: &Position) -> bool {
        one.x < other.x + other.width
            && other.x < one.x + one.width
            && one.y < other.y + other.height
            && other.y < one.y + one.height
    }

    /// The whole site as it is planned: fourteen parts, a call chain of four.
    fn topology() -> Vec<Edge> {
        let calls = [(1, 0), (2, 1), (3, 2), (4, 3), (4, 5), (4, 6), (6, 5), (7, 8), (9, 8)];
        let calls = calls.iter().map(|(from, to)| edge(*from, *to, Bond::Calls));
        let hears = (0..14).map(|at| edge(at, (at + 5) % 14, Bond::Hears));
        calls.chain(hears).collect()
    }

    #[test]
    fn callers_stand_before_the_called_and_nothing_overlaps() {
        for flow in [Flow::Right, Flow::Down] {
            let edges = topology();
            let drawing = draw(14, &edges, flow);
            for (at, one) in drawing.boxes.iter().enumerate() {
                let inside = one.x >= 0
                    && one.y >= 0
                    && one.x + one.width <= drawing.width
                    && one.y + one.height <= drawing.height;
                assert!(inside, "{one:?} leaves {}×{}", drawing.width, drawing.height);
                let others = &drawing.boxes[at + 1..];
                assert!(!others.iter().any(|other| overlap(one, other)), "{flow:?} {one:?}");
            }
            for edge in edges.iter().filter(|edge| edge.bond == Bond::Calls) {
                let (from, to) = (drawing.boxes[edge.from], drawing.boxes[edge.to]);
                let is_before = if flow == Flow::Right { from.x < to.x } else { from.y < to.y };
                assert!(is_before, "{flow:?} {edge:?}");
            }
        }
    }

    #[test]
    fn a_phone_shows_two_beside_each_other() {
        let drawing = draw(14, &topology(), Flow::Down);
        assert!(drawing.width <= 364, "{} px", drawing.width);
        assert!(draw(0, &[], Flow::Down).boxes.is_empty());
    }

    #[test]
    fn ends_on_one_side_lie_apart_and_on_it() {
        let edges: Vec<Edge> = (1..6).map(|to| edge(0, to, Bond::Calls)).collect();
        let drawing = draw(6, &edges, Flow::Right);
        let starts: Vec<&str> =
            drawing.lines.iter().filter_map(|line| line.path.split('C').next()).collect();
        let distinct: std::collections::BTreeSet<_> = starts.iter().collect();
        assert_eq!(distinct.len(), 5, "{starts:?}");
        let edge_x = drawing.boxes[0].x + drawing.boxes[0].width;
        assert!(starts.iter().all(|start| start.starts_with(&format!("M{edge_x} "))));
    }

    #[test]
    fn neighbours_are_drawn_near() {
        // Two chains given in crossed order come out side by side.
        let edges = [edge(0, 3, Bond::Calls), edge(1, 2, Bond::Calls)];
        let drawing = draw(4, &edges, Flow::Right);
        let is_above = |one: usize, other: usize| drawing.boxes[one].y < drawing.boxes[other].y;
        assert_eq!(is_above(0, 1), is_above(3, 2));
    }
}
