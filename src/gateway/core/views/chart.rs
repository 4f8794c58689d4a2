//! A line over time as SVG, made on the server; colours come from the tokens. It must not count or
//! name anything: values and sentences are given.

use askama::Template;
use askama::filters::HtmlSafe;

const WIDTH: u64 = 640;
const HEIGHT: u64 = 200;
/// What the numbers at the side and the words below take.
const LEFT: u64 = 48;
const BELOW: u64 = 24;
const ABOVE: u64 = 8;
/// Lines across, the one at zero counted.
const LINES: u64 = 5;

/// A chart.
#[derive(Template)]
#[template(path = "parts/chart.html")]
pub(crate) struct Chart {
    label: String,
    width: u64,
    height: u64,
    left: u64,
    lines: Vec<AcrossLine>,
    marks: Vec<Mark>,
    path: String,
    area: String,
}

impl HtmlSafe for Chart {}

/// A line across with its amount.
struct AcrossLine {
    y: u64,
    text: String,
}

/// A word below.
struct Mark {
    x: u64,
    text: String,
    anchor: &'static str,
}

impl Chart {
    /// A line through `values`, which are equally far apart; the first and the last are named
    /// below. `label` is read out in its place.
    pub(crate) fn line(label: String, values: &[u64], (first, last): (&str, &str)) -> Self {
        let top = nice(values.iter().copied().max().unwrap_or_default());
        let bottom = HEIGHT - BELOW;
        let y = |value: u64| bottom - value * (bottom - ABOVE) / top;
        let steps = u64::try_from(values.len()).unwrap_or(u64::MAX).saturating_sub(1).max(1);
        let mut path = String::new();
        for (index, value) in (0..).zip(values) {
            let x = LEFT + index * (WIDTH - LEFT) / steps;
            let letter = if index == 0 { 'M' } else { 'L' };
            path += &format!("{letter}{x} {}", y(*value));
        }
        let area = format!("{path}V{bottom}H{LEFT}Z");
        let lines = (0..LINES).map(|line| {
            let amount = top / (LINES - 1) * line;
            AcrossLine { y: y(amount), text: amount.to_string() }
        });
        let mark = |x, text: &str, anchor| Mark { x, text: text.to_owned(), anchor };
        Self {
            label,
            width: WIDTH,
            height: HEIGHT,
            left: LEFT,
            lines: lines.collect(),
            marks: vec![mark(LEFT, first, "start"), mark(WIDTH, last, "end")],
            path,
            area,
        }
    }
}

/// The least of 4, 8, 20, 40, 80, 200, … that is not below: each line across is a whole number.
fn nice(most: u64) -> u64 {
    let mut decade: u64 = 1;
    loop {
        for step in [4, 8, 20] {
            let top = decade.saturating_mul(step);
            if top >= most {
                return top;
            }
        }
        decade = decade.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number() {
        for (most, top) in [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (70, 80), (81, 200)] {
            assert_eq!(nice(most), top, "{most}");
        }
    }

    #[test]
    fn a_line_goes_from_edge_to_edge() {
        let chart = Chart::line("<views>".to_owned(), &[0, 4, 2], ("Mon", "Wed"));
        assert_eq!(chart.path, "M48 176L344 8L640 92");
        let html = chart.render().expect("a string");
        assert!(html.contains("aria-label=\"&#60;views&#62;\"") && html.contains("Wed</text>"));
        assert!(Chart::line(String::new(), &[], ("", "")).render().is_ok());
    }
}
