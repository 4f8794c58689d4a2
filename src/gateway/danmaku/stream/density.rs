//! How many texts in a second a reader of a room is sent: as many as they chose, those first that
//! say what nobody else does. What is left out is counted, and told. It must not know who reads.

use crate::contract::danmaku::{Bullet, Mode};
use std::cmp::Reverse;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::time::{Duration, Instant};

/// What may be chosen. All who chose the same share their frames.
const LEVELS: [u32; 3] = [10, 25, 60];

/// The texts that may be sent at a moment.
#[derive(Debug)]
pub(super) struct Density {
    /// In a second; 0 for all.
    most: u32,
    left: f64,
    filled_at: Option<Instant>,
}

impl Density {
    /// The least level that has as many; all, if none has.
    pub(super) fn of(most: u32) -> Self {
        let level = LEVELS.into_iter().find(|level| most > 0 && most <= *level);
        Self { most: level.unwrap_or_default(), left: 0.0, filled_at: None }
    }

    /// What those who chose the same share.
    pub(super) fn key(&self, video_id: &str) -> String {
        if self.most == 0 { video_id.to_owned() } else { format!("{video_id} {}", self.most) }
    }

    /// Leaves out what is too much, and says how many. The order stays.
    pub(super) fn thin(&mut self, bullets: &mut Vec<Bullet>, now: Instant) -> u64 {
        if self.most == 0 {
            return 0;
        }
        let most = f64::from(self.most);
        let passed = self.filled_at.replace(now).map_or(Duration::from_secs(1), |at| now - at);
        self.left = most.min(self.left + passed.as_secs_f64() * most);
        let mut weighed: Vec<_> = bullets.iter().map(weight).enumerate().collect();
        weighed.sort_by_key(|(_, weight)| Reverse(*weight));
        let mut is_kept = vec![false; bullets.len()];
        for (at, (rank, _)) in weighed {
            // What its creator has put in its place is a part of the video.
            let is_free = rank == Rank::Placed;
            if is_free || self.left >= 1.0 {
                is_kept[at] = true;
                self.left -= if is_free { 0.0 } else { 1.0 };
            }
        }
        let before = bullets.len();
        let mut kept = is_kept.into_iter();
        bullets.retain(|_| kept.next().unwrap_or_default());
        (before - bullets.len()) as u64
    }
}

/// What goes before what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It says what another one has said; that one stands for it.
    Repeated,
    Own,
    Placed,
}

/// Chance decides among equals, and everywhere the same.
fn weight(one: &Bullet) -> (Rank, u64) {
    let rank = match one.mode() {
        Mode::Positioned => Rank::Placed,
        _ if one.group_id.is_empty() => Rank::Own,
        _ => Rank::Repeated,
    };
    let chance = BuildHasherDefault::<DefaultHasher>::default().hash_one(&one.danmaku_id);
    (rank, chance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock;

    fn bullets(count: usize) -> Vec<Bullet> {
        let one = |at: usize| Bullet { danmaku_id: format!("d{at}"), ..Bullet::default() };
        (0..count).map(one).collect()
    }

    #[test]
    fn whoever_chose_is_sent_no_more_and_told_how_many_there_were() {
        let (mut density, begun) = (Density::of(20), clock::instant());
        assert_eq!(density.key("v"), "v 25");
        let mut first = bullets(100);
        assert_eq!((density.thin(&mut first, begun), first.len()), (75, 25));
        let ids: Vec<usize> =
            first.iter().map(|one| one.danmaku_id[1..].parse().expect("a number")).collect();
        assert!(ids.is_sorted(), "in their order: {ids:?}");
        let mut same = bullets(100);
        assert_eq!((density.thin(&mut same, begun), same.len()), (100, 0), "in the same moment");
        let mut later = bullets(100);
        let soon = begun + Duration::from_millis(200);
        assert_eq!((density.thin(&mut later, soon), later.len()), (95, 5));
        let mut few = bullets(3);
        let late = begun + Duration::from_secs(60);
        assert_eq!((density.thin(&mut few, late), few.len()), (0, 3));
    }

    #[test]
    fn what_says_something_new_goes_before_repeats_and_what_is_placed_is_always_sent() {
        let mut some = bullets(40);
        for one in some.iter_mut().take(30) {
            one.group_id = "d39".to_owned();
        }
        some[0].set_mode(Mode::Positioned);
        assert_eq!(Density::of(10).thin(&mut some, clock::instant()), 29);
        assert!(some.iter().all(|one| one.group_id.is_empty() || one.mode() == Mode::Positioned));
        assert_eq!((some.len(), some[0].danmaku_id.as_str()), (11, "d0"));
    }

    #[test]
    fn whoever_chose_nothing_is_sent_all() {
        for most in [0, 61, u32::MAX] {
            let (mut density, mut some) = (Density::of(most), bullets(500));
            assert_eq!((density.thin(&mut some, clock::instant()), some.len()), (0, 500));
            assert_eq!(density.key("v"), "v");
        }
    }
}
