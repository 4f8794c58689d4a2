//! A network in virtual time that loses, doubles, delays and so reorders.
//! It must not look into what it carries.

use super::dice::{Dice, Weather};
use std::collections::BTreeMap;

/// What is under way, by the time it comes.
pub(super) struct Net<M> {
    coming: BTreeMap<(u64, u64), M>,
    sent: u64,
}

impl<M: Clone> Net<M> {
    pub(super) fn new() -> Self {
        Self { coming: BTreeMap::new(), sent: 0 }
    }

    /// Sends a message through the weather.
    pub(super) fn send(&mut self, dice: &mut Dice, weather: &Weather, now_ms: u64, message: M) {
        if dice.chance(weather.lost) {
            return;
        }
        if dice.chance(weather.doubled) {
            let late = if dice.chance(weather.late) { 400 } else { 20 };
            self.at(now_ms + 1 + dice.below(late), message.clone());
        }
        let late = if dice.chance(weather.late) { 200 } else { 5 };
        self.at(now_ms + 1 + dice.below(late), message);
    }

    /// Something that comes for sure, such as the end of a wait.
    pub(super) fn at(&mut self, at_ms: u64, message: M) {
        self.sent += 1;
        self.coming.insert((at_ms, self.sent), message);
    }

    /// The next thing to come, with its time.
    pub(super) fn next(&mut self) -> Option<(u64, M)> {
        let ((at_ms, _), message) = self.coming.pop_first()?;
        Some((at_ms, message))
    }
}
