//! People who talk while servers are killed. Each who writes notes what was acknowledged, and only
//! after the answer; each who reads goes on where it stood. They must not know what is killed.

use crate::chaos::Dice;
use crate::danmaku::{Socket, live};
use crate::support::{Account, World};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{ErrorKind, Read as _};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Letters that make no words: nobody judges them, and no two texts are alike.
const LETTERS: &[u8] = b"bcdfghjkmnpqrstvwxz23456789";
/// What a server may say that has lost a part of itself, or all of it in a moment.
const AWAY: [u16; 4] = [429, 500, 503, 504];

/// Where people talk.
pub(crate) struct Place<'a> {
    pub(crate) world: &'a World,
    pub(crate) video: &'a str,
    pub(crate) owner_id: &'a str,
    /// Comments that people like, and like no longer.
    pub(crate) liked: &'a [String],
    pub(crate) is_over: &'a AtomicBool,
    /// How much was acknowledged since they began.
    pub(crate) answered: &'a AtomicU64,
}

/// Something that is so, or not, or may be either: whoever asked for it was not told.
pub(crate) type Known = Option<bool>;

/// One who writes, with what was acknowledged.
pub(crate) struct Talker {
    pub(crate) name: String,
    pub(crate) who: Account,
    pub(crate) play: String,
    dice: Dice,
    /// Each text over the picture that was asked for, in that order; those of `shown` are there.
    pub(crate) sent: Vec<String>,
    pub(crate) shown: BTreeSet<String>,
    /// Comment → its text.
    pub(crate) comments: BTreeMap<String, String>,
    pub(crate) likes: BTreeMap<String, Known>,
    pub(crate) rates: Known,
    pub(crate) follows: Known,
    /// What the owner of the video has to be told of once: kinds and subjects.
    pub(crate) causes: BTreeSet<(&'static str, String)>,
    /// What no server should say.
    pub(crate) odd: Vec<String>,
}

impl Talker {
    pub(crate) fn new((name, who): (String, Account), play: String, seed: u64) -> Self {
        Self {
            name,
            who,
            play,
            dice: Dice(seed),
            sent: Vec::new(),
            shown: BTreeSet::new(),
            comments: BTreeMap::new(),
            likes: BTreeMap::new(),
            rates: Some(false),
            follows: Some(false),
            causes: BTreeSet::new(),
            odd: Vec::new(),
        }
    }

    /// How much was acknowledged that has to be there for good.
    pub(crate) fn acknowledged(&self) -> usize {
        self.shown.len() + self.comments.len()
    }

    /// Writes as fast as it is answered.
    pub(crate) fn talk(&mut self, place: &Place<'_>) {
        while !place.is_over.load(Ordering::SeqCst) {
            let is_answered = match self.dice.roll(10) {
                0..4 => self.send(place),
                4..7 => self.comment(place),
                7 => self.like(place),
                8 => self.rate(place),
                _ => self.follow(place),
            };
            if !is_answered {
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }

    fn text(&mut self) -> String {
        let below = u64::try_from(LETTERS.len()).expect("they are few");
        let letter = |dice: &mut Dice| {
            char::from(LETTERS[usize::try_from(dice.roll(below)).expect("it is small")])
        };
        (0..24).map(|at| if at % 6 == 5 { ' ' } else { letter(&mut self.dice) }).collect::<String>()
            + "."
    }

    /// What the server has acknowledged; nothing if it was away.
    fn ask(&mut self, place: &Place<'_>, asked: (&str, String), body: &Value) -> Option<Value> {
        let (method, path) = asked;
        let method = method.parse().expect("a method");
        let request = place.world.http.request(method, place.world.at(&path));
        let said = request.bearer_auth(&self.who.token).json(body).send().ok()?;
        let status = said.status();
        let told = said.json::<Value>();
        if status.is_success() {
            place.answered.fetch_add(1, Ordering::SeqCst);
            return told.ok();
        }
        if !AWAY.contains(&status.as_u16()) {
            self.odd.push(format!("{path}: {status} {}", told.unwrap_or_default()));
        }
        None
    }

    fn send(&mut self, place: &Place<'_>) -> bool {
        let text = self.text();
        self.sent.push(text.clone());
        let path = format!("/api/v1/videos/{}/danmaku?play={}", place.video, self.play);
        let body = json!({ "time_ms": self.dice.roll(5_000), "text": text });
        let told = self.ask(place, ("POST", path), &body);
        told.map(|_| self.shown.insert(text)).is_some()
    }

    fn comment(&mut self, place: &Place<'_>) -> bool {
        let text = self.text();
        let path = format!("/api/v1/videos/{}/comments", place.video);
        let Some(told) = self.ask(place, ("POST", path), &json!({ "text": text })) else {
            return false;
        };
        let id = told["comment_id"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned();
        self.causes.insert(("comment", id.clone()));
        self.comments.insert(id, text);
        true
    }

    fn like(&mut self, place: &Place<'_>) -> bool {
        let which = self.dice.roll(u64::try_from(place.liked.len()).expect("they are few"));
        let id = &place.liked[usize::try_from(which).expect("it is small")];
        let is_liked = self.dice.roll(3) > 0;
        let path = format!("/api/v1/videos/{}/comments/{id}/like", place.video);
        let told = self.ask(place, ("PUT", path), &json!({ "is_liked": is_liked }));
        self.likes.insert(id.clone(), told.as_ref().map(|_| is_liked));
        if told.is_some() && is_liked {
            self.causes.insert(("comment_liked", id.clone()));
        }
        told.is_some()
    }

    fn rate(&mut self, place: &Place<'_>) -> bool {
        let is_liked = self.dice.roll(3) > 0;
        let path = format!("/api/v1/videos/{}/rating", place.video);
        let body = json!({ "rating": if is_liked { "like" } else { "none" } });
        self.rates = self.ask(place, ("PUT", path), &body).map(|_| is_liked);
        if self.rates == Some(true) {
            self.causes.insert(("video_liked", String::new()));
        }
        self.rates.is_some()
    }

    fn follow(&mut self, place: &Place<'_>) -> bool {
        let is_followed = self.dice.roll(3) > 0;
        let path = format!("/api/v1/users/{}/following", place.owner_id);
        let told = self.ask(place, ("PUT", path), &json!({ "is_followed": is_followed }));
        self.follows = told.map(|_| is_followed);
        if self.follows == Some(true) {
            self.causes.insert(("follower", String::new()));
        }
        self.follows.is_some()
    }
}

/// One who reads a room, and comes back after each cut.
pub(crate) struct RoomReader {
    play: String,
    dice: Dice,
    epoch: String,
    offset: u64,
    socket: Option<Socket>,
    unread: Vec<u8>,
    /// It was told of a gap and has not read the segments yet.
    owes: bool,
    /// Ids of what came over the socket, and texts of all it knows.
    ids: BTreeSet<String>,
    pub(crate) texts: BTreeSet<String>,
    /// Texts as they came over the socket.
    pub(crate) order: Vec<String>,
    /// How often it came back, was told of a gap, and got the same again.
    pub(crate) resumed: u64,
    pub(crate) gaps: u64,
    pub(crate) twice: Vec<String>,
}

impl RoomReader {
    pub(crate) fn new(play: &str, seed: u64) -> Self {
        Self {
            play: play.to_owned(),
            dice: Dice(seed),
            epoch: String::new(),
            offset: 0,
            socket: None,
            unread: Vec::new(),
            owes: false,
            ids: BTreeSet::new(),
            texts: BTreeSet::new(),
            order: Vec::new(),
            resumed: 0,
            gaps: 0,
            twice: Vec::new(),
        }
    }

    /// Reads until it is over, and then until nothing comes for a while.
    pub(crate) fn read(&mut self, place: &Place<'_>) {
        let mut quiet_since = Instant::now();
        loop {
            let is_over = place.is_over.load(Ordering::SeqCst);
            if self.turn(place) || !is_over {
                quiet_since = Instant::now();
            }
            let is_gone = is_over && self.socket.is_none();
            if is_gone || quiet_since.elapsed() > Duration::from_millis(500) {
                if self.owes {
                    self.turn(place);
                }
                self.cut();
                return;
            }
        }
    }

    /// Reads until it knows all of some texts: what could not be judged at once is shown later. A
    /// while passes before it gives up.
    pub(crate) fn catch_up(&mut self, place: &Place<'_>, wanted: &BTreeSet<String>) {
        let begun = Instant::now();
        while !self.texts.is_superset(wanted) && begun.elapsed() < Duration::from_secs(15) {
            self.turn(place);
        }
    }

    /// The connection is no more; what was read in part is no more either.
    fn cut(&mut self) {
        self.socket = None;
        self.unread.clear();
    }

    /// Whether something came.
    fn turn(&mut self, place: &Place<'_>) -> bool {
        if self.owes
            && let Some(all) = history(place.world, place.video)
        {
            self.owes = false;
            self.texts.extend(all);
        }
        let Some(socket) = &mut self.socket else {
            return self.open(place);
        };
        let mut bytes = [0; 16 << 10];
        match socket.stream.read(&mut bytes) {
            Ok(0) => self.cut(),
            Ok(read) => {
                self.unread.extend_from_slice(&bytes[..read]);
                while let Some(frame) = whole_frame(&mut self.unread) {
                    self.hear(&frame);
                    // A line that breaks does so anywhere, also between the parts of one change.
                    if self.dice.roll(20) == 0 {
                        self.cut();
                    }
                }
                return true;
            },
            Err(error) if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) => {
            },
            Err(_) => self.cut(),
        }
        false
    }

    fn open(&mut self, place: &Place<'_>) -> bool {
        let from = (!self.epoch.is_empty()).then_some((self.epoch.as_str(), self.offset));
        let path = live(place.video, &self.play, from);
        match Socket::reach(place.world, &path) {
            Some(socket) => {
                self.resumed += u64::from(!self.epoch.is_empty());
                self.socket = Some(socket);
                true
            },
            None => {
                std::thread::sleep(Duration::from_millis(20));
                false
            },
        }
    }

    fn hear(&mut self, (opcode, payload): &(u8, Vec<u8>)) {
        if *opcode == 8 {
            return self.cut();
        }
        let Ok(said) = serde_json::from_slice::<Value>(payload) else { return };
        let offset = said["offset"].as_u64().unwrap_or(self.offset);
        match said["kind"].as_str() {
            Some("hello") if self.epoch.is_empty() => {
                said["epoch"].as_str().expect("an epoch").clone_into(&mut self.epoch);
            },
            Some("hello") => assert_eq!(said["epoch"], self.epoch, "the room has the same life"),
            Some("gap") => (self.owes, self.gaps) = (true, self.gaps + 1),
            Some("items") => {
                for one in said["items"].as_array().expect("items") {
                    let id = one["danmaku_id"].as_str().expect("an id").to_owned();
                    let text = one["text"].as_str().expect("a text").to_owned();
                    if !self.ids.insert(id) {
                        self.twice.push(text.clone());
                    }
                    self.order.push(text.clone());
                    self.texts.insert(text);
                }
            },
            _ => {},
        }
        self.offset = offset.max(self.offset);
    }
}

/// Takes the first frame, if all of it is there.
pub(crate) fn whole_frame(unread: &mut Vec<u8>) -> Option<(u8, Vec<u8>)> {
    let (head, length) = match *unread.get(1)? {
        126 => (4, u64::from(u16::from_be_bytes(unread.get(2..4)?.try_into().ok()?))),
        127 => (10, u64::from_be_bytes(unread.get(2..10)?.try_into().ok()?)),
        short => (2, u64::from(short)),
    };
    let end = head + usize::try_from(length).ok()?;
    let payload = unread.get(head..end)?.to_vec();
    let opcode = unread[0] & 0x0f;
    unread.drain(..end);
    Some((opcode, payload))
}

/// Everything that whoever comes now reads over the picture, if the server is there.
pub(crate) fn history(world: &World, video: &str) -> Option<Vec<String>> {
    let get = |path: &str| -> Option<Value> {
        let said = world.http.get(world.at(path)).send().ok()?;
        said.status().is_success().then(|| said.json().ok())?
    };
    let path = format!("/api/v1/videos/{video}/danmaku");
    let mut all = Vec::new();
    for segment in get(&path)?["segments"].as_array()? {
        let (number, version) = (&segment["number"], &segment["version"]);
        // A version may be over by now, and is read anew then.
        let listed = get(&format!("{path}/segments/{number}?v={version}"))?;
        let after = &segment["offset"];
        let delta = get(&format!("{path}/segments/{number}/delta?after={after}"))?;
        for items in [&listed["items"], &delta["items"]] {
            all.extend(
                items.as_array()?.iter().filter_map(|one| Some(one["text"].as_str()?.to_owned())),
            );
        }
    }
    Some(all)
}
