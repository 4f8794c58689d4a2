//! The figures of `make bench`. Only built with the feature `bench`; it must not be reachable from
//! the program.

mod browser;
mod calls;
mod client;
mod community;
mod danmaku;
mod events;
mod judging;
mod media;
mod moderation;
mod overload;
mod placed;
mod postgres;
mod process;
mod sends;
mod split;
mod transcode;
mod wires;
mod writes;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// Measures one part; `None` when it could not.
type Measure<'a> = &'a dyn Fn() -> Option<Vec<Figure>>;

/// One line of the table.
pub(super) struct Figure {
    pub(super) what: String,
    pub(super) ours: String,
    pub(super) anchor: String,
    pub(super) ratio: String,
    pub(super) goal: &'static str,
}

/// Measures everything and prints the table. Arguments choose parts: calls, wires, events, split,
/// overload, writes, process, moderation, judging, transcode, media, danmaku, community,
/// placed, browser.
pub fn run(shoal: &Path, allocations: fn() -> u64) -> ExitCode {
    if let Some(served) = media::serve_bare() {
        return if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let asked = std::env::args().skip(1);
    let wanted: Vec<String> = asked.filter(|one| !one.starts_with('-')).collect();
    let parts: [(&str, Measure<'_>); 15] = [
        ("calls", &|| Some(calls::measure(allocations))),
        ("wires", &|| wires::measure(allocations)),
        ("events", &events::measure),
        ("split", &|| split::measure(shoal)),
        ("overload", &|| overload::measure(shoal)),
        ("writes", &|| Some(writes::measure())),
        ("process", &|| Some(process::measure(shoal))),
        ("moderation", &|| moderation::measure(shoal)),
        ("judging", &|| judging::measure(shoal)),
        ("transcode", &|| Some(transcode::measure(shoal))),
        ("media", &|| media::measure(shoal)),
        ("danmaku", &|| danmaku::measure(shoal)),
        ("community", &|| community::measure(shoal)),
        ("placed", &|| placed::measure(shoal)),
        ("browser", &|| browser::measure(shoal)),
    ];
    let chosen = |part: &str| wanted.is_empty() || wanted.iter().any(|one| one == part);
    let mut is_complete = tell(HEAD).is_ok();
    for (part, measure) in parts.into_iter().filter(|(part, _)| chosen(part)) {
        match measure() {
            Some(figures) => is_complete &= figures.iter().all(|one| tell(&one.line()).is_ok()),
            None => {
                drop(writeln!(std::io::stderr(), "{part} could not be measured"));
                is_complete = false;
            },
        }
    }
    if is_complete { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

const HEAD: &str =
    "| what | ours | anchor, same run | ours : anchor | goal |\n|---|---|---|---|---|";

impl Figure {
    fn line(&self) -> String {
        let Self { what, ours, anchor, ratio, goal } = self;
        format!("| {what} | {ours} | {anchor} | {ratio} | {goal} |")
    }
}

/// Prints at once: the whole table takes long, and what was measured is not lost with the rest.
fn tell(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// CPU time of this process so far, in seconds.
pub(super) fn cpu_s() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    std::time::Duration::try_from(time).unwrap_or_default().as_secs_f64()
}

/// A number as it is told in figures.
pub(super) fn float(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The middle of some figures.
pub(super) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
