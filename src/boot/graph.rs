//! Draws the topology: who calls whom, who hears what. It must not know any domain by name.

use super::terminal::say;
use crate::contract::TOPOLOGY;
use crate::kernel::rpc::TopologyRow;
use anyhow::{Result, bail};
use clap::ValueEnum;
use std::collections::BTreeMap;
use std::fmt::Write as _;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Mermaid,
    Dot,
    Json,
}

/// Prints the graph.
///
/// # Errors
/// When the calls form a cycle; the drawing is printed all the same.
pub(super) fn print(format: Format) -> Result<()> {
    say(draw(TOPOLOGY, format)?.trim_end())?;
    if let Some(cycle) = cycle(TOPOLOGY) {
        bail!("the calls form a cycle among: {}", cycle.join(", "));
    }
    Ok(())
}

fn draw(topology: &[TopologyRow], format: Format) -> Result<String> {
    let mut text = String::new();
    match format {
        Format::Mermaid => {
            writeln!(text, "graph LR")?;
            for row in topology {
                let (word, purpose) = (row.word, row.purpose);
                writeln!(text, "  {word}[\"{word}<br/><small>{purpose}</small>\"]")?;
            }
            for (from, to) in calls(topology) {
                writeln!(text, "  {from} -->|calls| {to}")?;
            }
            for ((from, to), events) in events(topology) {
                writeln!(text, "  {from} -.->|{}| {to}", events.join(", "))?;
            }
        },
        Format::Dot => {
            writeln!(text, "digraph shoal {{\n  rankdir=LR;\n  node [shape=box];")?;
            for row in topology {
                writeln!(text, "  {} [tooltip={:?}];", row.word, row.purpose)?;
            }
            for (from, to) in calls(topology) {
                writeln!(text, "  {from} -> {to};")?;
            }
            for ((from, to), events) in events(topology) {
                writeln!(text, "  {from} -> {to} [style=dashed, label={:?}];", events.join("\\n"))?;
            }
            writeln!(text, "}}")?;
        },
        Format::Json => {
            let rows = topology.iter().map(|row| {
                serde_json::json!({
                    "domain": row.word,
                    "purpose": row.purpose,
                    "calls": row.calls,
                    "hears": row.hears,
                })
            });
            let all = serde_json::json!({ "domains": rows.collect::<Vec<_>>() });
            text = serde_json::to_string_pretty(&all)?;
        },
    }
    Ok(text)
}

fn calls(topology: &[TopologyRow]) -> Vec<(&'static str, &'static str)> {
    topology.iter().flat_map(|row| row.calls.iter().map(|call| (row.word, *call))).collect()
}

fn events(topology: &[TopologyRow]) -> BTreeMap<(&'static str, &'static str), Vec<&'static str>> {
    let mut edges: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in topology {
        for (source, event) in row.hears.iter().filter_map(|heard| heard.split_once('.')) {
            edges.entry((source, row.word)).or_default().push(event);
        }
    }
    edges
}

/// The domains that cannot be put into an order of calls.
fn cycle(topology: &[TopologyRow]) -> Option<Vec<&'static str>> {
    let mut open: Vec<&TopologyRow> = topology.iter().collect();
    loop {
        let before = open.len();
        let words: Vec<&str> = open.iter().map(|row| row.word).collect();
        open.retain(|row| row.calls.iter().any(|call| words.contains(call)));
        if open.is_empty() {
            return None;
        }
        if open.len() == before {
            return Some(open.iter().map(|row| row.word).collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn row(word: &'static str, calls: &'static [&'static str]) -> TopologyRow {
        TopologyRow { word, purpose: "", calls, hears: &[] }
    }

    #[test]
    fn a_cycle_is_named_and_a_dag_is_none() {
        assert_eq!(cycle(TOPOLOGY), None);
        assert_eq!(cycle(&[row("a", &["b"]), row("b", &[]), row("c", &["a", "b"])]), None);
        let round = [row("a", &["b"]), row("b", &["c"]), row("c", &["a"]), row("d", &[])];
        assert_eq!(cycle(&round), Some(vec!["a", "b", "c"]));
    }

    #[test]
    fn the_calls_are_as_agreed() {
        let mut text = String::new();
        for (from, to) in calls(TOPOLOGY) {
            writeln!(text, "{from} calls {to}").expect("text grows");
        }
        for ((from, to), events) in events(TOPOLOGY) {
            for event in events {
                writeln!(text, "{to} hears {from}.{event}").expect("text grows");
            }
        }
        super::super::golden::same("calls.txt", &text);
    }

    #[test]
    fn the_contract_is_as_agreed() {
        let text = include_str!(concat!(env!("OUT_DIR"), "/contract.txt"));
        super::super::golden::same("contract.txt", text);
    }
}
