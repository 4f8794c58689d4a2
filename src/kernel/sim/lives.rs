//! Runs many lives of a world, and makes a failing one short before it is shown.
//! It must not know any world.

#![expect(clippy::disallowed_methods, reason = "the two settings of the simulator")]

use super::dice::{Dice, Weather};
use super::sometimes::Reached;

/// Plays one life; says what broke.
pub(super) type World = fn(&mut Dice, &Weather, &mut LifeLog) -> Result<(), String>;

/// What happened in a life, written down only when somebody will read it.
#[derive(Default)]
pub(super) struct LifeLog {
    lines: Option<Vec<String>>,
    reached: Reached,
}

impl LifeLog {
    pub(super) fn tell(&mut self, line: impl FnOnce() -> String) {
        if let Some(lines) = &mut self.lines {
            lines.push(line());
        }
    }

    /// See `sometimes!`.
    pub(super) fn reach(&mut self, state: usize, is_so: bool) {
        self.reached.note(state, is_so);
    }
}

/// The lives of all worlds together that the checks play.
const RUNS: u64 = 12_000;
/// How many worlds share them.
const WORLDS: u64 = 3;
/// How many lines of a failing life are shown: of its beginning, and of its end.
const LINES_MAX: usize = 120;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// So many lives are enough to reach every state of a world; fewer are played to see one again.
const BLIND_FROM: u64 = 1_000;

/// Plays this world's share of the lives.
pub(super) fn play(name: &str, world: World, states: &[&'static str]) {
    let seed = setting("SHOAL_SIM_SEED", 1);
    let runs = setting("SHOAL_SIM_RUNS", RUNS).div_ceil(WORLDS);
    println!("{name}: {runs} lives from SHOAL_SIM_SEED={seed}");
    let mut reached = Reached::default();
    if let Some((run, cause)) = search(world, seed, runs, &mut reached) {
        panic!("{}", report(name, world, seed.wrapping_add(run), &cause));
    }
    let missing = reached.missing(states);
    assert!(
        missing.is_empty() || runs < BLIND_FROM,
        "{name} has gone blind: in {runs} lives it never happened that {missing:#?}"
    );
}

/// The first life that fails, with its cause.
pub(super) fn search(
    world: World,
    seed: u64,
    runs: u64,
    reached: &mut Reached,
) -> Option<(u64, String)> {
    (0..runs).find_map(|run| {
        let (seed, mut tale) = (seed.wrapping_add(run), LifeLog::default());
        let ended = live(world, seed, &weather(seed), &mut tale);
        reached.add(tale.reached);
        Some((run, ended.err()?))
    })
}

fn weather(seed: u64) -> Weather {
    Weather::of(&mut Dice::new(!seed))
}

fn live(world: World, seed: u64, weather: &Weather, tale: &mut LifeLog) -> Result<(), String> {
    world(&mut Dice::new(seed), weather, tale)
}

fn report(name: &str, world: World, seed: u64, cause: &str) -> String {
    let mut mildest = weather(seed);
    let fails = |weather: &Weather| live(world, seed, weather, &mut LifeLog::default()).is_err();
    while let Some(calmer) = mildest.calmer().into_iter().find(&fails) {
        mildest = calmer;
    }
    let mut tale = LifeLog { lines: Some(Vec::new()), ..LifeLog::default() };
    let short = live(world, seed, &mildest, &mut tale).err().unwrap_or_default();
    let mut lines = tale.lines.unwrap_or_default();
    let left_out = lines.len().saturating_sub(2 * LINES_MAX);
    if left_out > 0 {
        let gap = format!("… {left_out} lines …");
        lines.splice(LINES_MAX..LINES_MAX + left_out, [gap]);
    }
    format!(
        "{name} broke: {cause}\nagain: SHOAL_SIM_SEED={seed} SHOAL_SIM_RUNS=1 cargo test --lib \
         sim::{name}\nshortest life: {short}\n{mildest:?}\n{}",
        lines.join("\n")
    )
}
