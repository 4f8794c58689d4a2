//! The figures of `make bench`. Only built with the feature `bench`; it must not be reachable from
//! the program.

mod browser;
mod calls;
mod events;
mod media;
mod overload;
mod postgres;
mod process;
mod split;
mod transcode;
mod wires;
mod writes;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// One line of the table.
pub(super) struct Figure {
    pub(super) what: String,
    pub(super) ours: String,
    pub(super) anchor: String,
    pub(super) ratio: String,
    pub(super) goal: &'static str,
}

/// Measures everything and prints the table. Arguments choose parts: calls, wires, events, split,
/// overload, writes, process, transcode, media, browser.
pub fn run(shoal: &Path, allocations: fn() -> u64) -> ExitCode {
    if let Some(served) = media::serve_bare() {
        return if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let asked = std::env::args().skip(1);
    let wanted: Vec<String> = asked.filter(|one| !one.starts_with('-')).collect();
    let chosen = |part: &str| wanted.is_empty() || wanted.iter().any(|one| one == part);
    let (mut figures, mut complete) = (Vec::new(), true);
    if chosen("calls") {
        figures.extend(calls::measure(allocations));
    }
    if chosen("wires") {
        complete &= add(&mut figures, "wires", wires::measure(allocations));
    }
    if chosen("events") {
        complete &= add(&mut figures, "events", events::measure());
    }
    if chosen("split") {
        complete &= add(&mut figures, "split", split::measure(shoal));
    }
    if chosen("overload") {
        complete &= add(&mut figures, "overload", overload::measure(shoal));
    }
    if chosen("writes") {
        figures.extend(writes::measure());
    }
    if chosen("process") {
        figures.extend(process::measure(shoal));
    }
    if chosen("transcode") {
        figures.extend(transcode::measure(shoal));
    }
    if chosen("media") {
        complete &= add(&mut figures, "media", media::measure(shoal));
    }
    if chosen("browser") {
        complete &= add(&mut figures, "browser", browser::measure(shoal));
    }
    match print(&figures) {
        Ok(()) if complete => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Adds the figures of a part, or says that it has none.
fn add(all: &mut Vec<Figure>, part: &str, found: Option<Vec<Figure>>) -> bool {
    let is_there = found.is_some();
    if !is_there {
        drop(writeln!(std::io::stderr(), "{part} could not be measured"));
    }
    all.extend(found.unwrap_or_default());
    is_there
}

fn print(figures: &[Figure]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "| what | ours | anchor, same run | ours : anchor | goal |")?;
    writeln!(out, "|---|---|---|---|---|")?;
    for one in figures {
        let Figure { what, ours, anchor, ratio, goal } = one;
        writeln!(out, "| {what} | {ours} | {anchor} | {ratio} | {goal} |")?;
    }
    Ok(())
}

/// CPU time of this process so far, in seconds.
pub(super) fn cpu_s() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    std::time::Duration::try_from(time).unwrap_or_default().as_secs_f64()
}

/// The middle of some figures.
pub(super) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
