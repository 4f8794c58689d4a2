//! What danmaku remembers for a moment: how much is written where, as it was counted last, and what
//! texts say that new ones are compared with. Bounded, and losing it is harmless: it is made again.

use super::engine::Gist;
use super::model::{self, NewBullet, Options, Room, Sent};
use super::store;
use crate::contract::danmaku::{Mode, Owner, Standing};
use crate::contract::video::VideoId;
use crate::kernel::db::Db;
use crate::kernel::fault::Reply;
use crate::kernel::live::LiveSettings;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Rooms of which it is remembered.
const ROOMS_MAX: usize = 512;
/// Texts of which it is remembered what they say.
const GISTS_MAX: usize = 4_096;

/// A curve, and of which moment of its room it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Curve {
    epoch: String,
    offset: u64,
    duration_ms: u64,
    pub(super) energy: Vec<u32>,
}

impl Curve {
    pub(super) fn new(room: &Room, energy: Vec<u32>) -> Self {
        let (epoch, offset) = (room.epoch.clone(), room.last_offset);
        Self { epoch, offset, duration_ms: room.duration_ms, energy }
    }

    /// Whether nothing has changed in the room since.
    pub(super) fn is_of(&self, room: &Room) -> bool {
        self.epoch == room.epoch
            && self.offset == room.last_offset
            && self.duration_ms == room.duration_ms
    }
}

/// The curves of rooms that were asked for.
#[derive(Debug, Default)]
pub(super) struct Curves {
    all: RefCell<HashMap<String, Curve>>,
}

impl Curves {
    pub(super) fn find(&self, video_id: &str) -> Option<Curve> {
        self.all.borrow().get(video_id).cloned()
    }

    pub(super) fn keep(&self, video_id: &str, curve: Curve) {
        let mut all = self.all.borrow_mut();
        // Which goes does not matter: it is counted again.
        if all.len() >= ROOMS_MAX && !all.contains_key(video_id) {
            all.clear();
        }
        all.insert(video_id.to_owned(), curve);
    }
}

/// A text that is to be put into a group.
#[derive(Debug, Clone)]
pub(super) struct Ungrouped {
    video_id: VideoId,
    danmaku_id: String,
    time_ms: u64,
    mode: Mode,
    text: String,
}

impl From<&NewBullet> for Ungrouped {
    fn from(draft: &NewBullet) -> Self {
        let NewBullet { danmaku_id, video_id, time_ms, mode, text, .. } = draft.clone();
        Self { video_id, danmaku_id: danmaku_id.to_string(), time_ms, mode, text }
    }
}

impl From<&Sent> for Ungrouped {
    fn from(sent: &Sent) -> Self {
        let (video_id, one) = (sent.video_id.clone(), sent.written.clone());
        let (danmaku_id, time_ms) = (one.danmaku_id, one.time_ms);
        Self { video_id, danmaku_id, time_ms, mode: one.mode, text: one.text }
    }
}

/// Finds the group of a text.
#[derive(Clone)]
pub(super) struct Groups {
    db: Db<Owner>,
    options: LiveSettings<Options>,
    gists: Rc<RefCell<HashMap<String, Rc<Gist>>>>,
}

impl Groups {
    pub(super) fn new(db: Db<Owner>, options: LiveSettings<Options>) -> Self {
        Self { db, options, gists: Rc::default() }
    }

    /// The text that said nearly the same before; empty where none did. It is read before the unit
    /// that writes: two that come at once may both stand alone.
    pub(super) async fn find(&self, of: Ungrouped) -> Reply<String> {
        let options = self.options.get();
        let around = model::decide_around(of.time_ms, &options);
        let Some(around) = around.filter(|_| of.mode != Mode::Positioned) else {
            return Ok(String::new());
        };
        let (video_id, most) = (of.video_id, options.merge_compared_max);
        let read = self.db.read(move |view| store::leaders(view, &video_id, &around, most));
        let (leaders, gist) = (read.await?, Gist::of(&of.text));
        let near = leaders.into_iter().find(|leader| {
            leader.danmaku_id != of.danmaku_id && self.gist(&leader.text).is_near(&gist)
        });
        Ok(near.map(|leader| leader.danmaku_id).unwrap_or_default())
    }

    /// The same of one that is written now. What waits is put into its group when it is shown.
    pub(super) async fn find_at_once(&self, draft: &NewBullet) -> Reply<String> {
        if draft.standing == Standing::Shown {
            self.find(draft.into()).await
        } else {
            Ok(String::new())
        }
    }

    fn gist(&self, text: &str) -> Rc<Gist> {
        let mut gists = self.gists.borrow_mut();
        if let Some(known) = gists.get(text) {
            return Rc::clone(known);
        }
        if gists.len() >= GISTS_MAX {
            gists.clear();
        }
        let gist = Rc::new(Gist::of(text));
        gists.insert(text.to_owned(), Rc::clone(&gist));
        gist
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domains::danmaku::model::Openness;

    fn room(last_offset: u64) -> Room {
        Room {
            epoch: "e".to_owned(),
            owner_id: String::new(),
            openness: Openness::Public,
            duration_ms: 1_000,
            last_offset,
            is_muted: false,
            slow_mode_ms: 0,
            is_for_followers: false,
        }
    }

    #[test]
    fn a_curve_holds_until_its_room_changes_and_no_more_are_kept_than_may_be() {
        let curves = Curves::default();
        curves.keep("v", Curve::new(&room(3), vec![1]));
        let curve = curves.find("v").expect("it is kept");
        assert!(curve.is_of(&room(3)) && !curve.is_of(&room(4)));
        assert!(!curve.is_of(&Room { duration_ms: 2_000, ..room(3) }), "its parts are others");
        assert!(!curve.is_of(&Room { epoch: "f".to_owned(), ..room(3) }), "it is another life");
        for number in 0..2 * ROOMS_MAX {
            curves.keep(&number.to_string(), Curve::new(&room(3), Vec::new()));
            assert!(curves.all.borrow().len() <= ROOMS_MAX);
        }
    }
}
