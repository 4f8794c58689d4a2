//! States that at least one life of a world must reach. A rule that is never tried holds in every
//! life; when a change makes one of these unreachable, the lives are green because they are blind.
//! It must not judge what happens in a state.

/// Declares the states of a world as `Sometimes`, each with the sentence that is shown when no life
/// has reached it.
macro_rules! states {
    ($($state:ident: $text:literal,)+) => {
        #[derive(Clone, Copy)]
        enum Sometimes {
            $($state,)+
        }

        impl Sometimes {
            const ALL: &'static [&'static str] = &[$($text,)+];
        }
    };
}

/// Notes in a tale that its life is in a state, if the condition holds.
macro_rules! sometimes {
    ($tale:expr, $state:ident, $condition:expr) => {
        $tale.reach(Sometimes::$state as usize, $condition)
    };
}

pub(super) use sometimes;
pub(super) use states;

/// The states that lives have reached, by number.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Reached(u64);

impl Reached {
    pub(super) fn note(&mut self, state: usize, is_so: bool) {
        self.0 |= u64::from(is_so) << state;
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// The sentences of those that none has reached.
    pub(super) fn missing(self, all: &[&'static str]) -> Vec<&'static str> {
        let is_missing = |(state, _): &(usize, &&str)| self.0 >> state & 1 == 0;
        all.iter().enumerate().filter(is_missing).map(|(_, text)| *text).collect()
    }
}
