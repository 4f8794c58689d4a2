//! Chance from a seed, the same on every machine: splitmix64 (Steele, Lea, Flood: Fast Splittable
//! Pseudorandom Number Generators, OOPSLA 2014). It must not ask the system for anything.

/// A stream of chance.
pub(super) struct Dice {
    state: u64,
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    pub(super) fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }

    /// A place in a list of `count`.
    pub(super) fn index(&mut self, count: usize) -> usize {
        usize::try_from(self.below(count as u64)).expect("what is below a usize is one")
    }

    /// True so many times in a thousand.
    pub(super) fn chance(&mut self, per_mille: u64) -> bool {
        per_mille > 0 && self.below(1000) < per_mille
    }
}

/// How rough a life is. Each number is how often in a thousand.
#[derive(Debug, Clone)]
pub(super) struct Weather {
    /// Things that are begun in this life.
    pub(super) steps: u64,
    pub(super) lost: u64,
    pub(super) doubled: u64,
    pub(super) late: u64,
    pub(super) crash: u64,
    /// The disk refuses.
    pub(super) refused: u64,
    /// The disk rolls back by itself.
    pub(super) full: u64,
}

impl Weather {
    pub(super) fn of(dice: &mut Dice) -> Self {
        Self {
            steps: 4 + dice.below(28),
            lost: dice.below(4) * 60,
            doubled: dice.below(4) * 60,
            late: dice.below(4) * 100,
            crash: dice.below(4) * 8,
            refused: dice.below(4) * 6,
            full: dice.below(4) * 6,
        }
    }

    /// Calmer weathers, to find the shortest life that still fails.
    pub(super) fn calmer(&self) -> Vec<Self> {
        let shorter = |steps| Self { steps, ..self.clone() };
        let all = [
            shorter(self.steps / 2),
            shorter(self.steps.saturating_sub(1)),
            Self { lost: 0, ..self.clone() },
            Self { doubled: 0, ..self.clone() },
            Self { late: 0, ..self.clone() },
            Self { crash: 0, ..self.clone() },
            Self { refused: 0, ..self.clone() },
            Self { full: 0, ..self.clone() },
        ];
        all.into_iter().filter(|other| other.roughness() < self.roughness()).collect()
    }

    fn roughness(&self) -> u64 {
        let faults = [self.lost, self.doubled, self.late, self.crash, self.refused, self.full];
        self.steps + faults.iter().sum::<u64>()
    }
}
