//! A world of one source and one consumer of its events, each on a bad disk, with a tail between
//! them that breaks, repeats and waits. Each event of an entity has its effect once, in order; what
//! is poison waits with its entity, and when the poison is gone nothing is missing.

use super::dice::{Dice, Weather};
use super::disk::Disk;
use super::lives::{Tale, play};
use super::net::Net;
use crate::kernel::db::group::{Settle, Unit, commit_group};
use crate::kernel::db::once::{Delivery, judge_delivery};
use crate::kernel::events::follow::{Action, Bounds, Follower, Input, Placed, Waiting};
use crate::kernel::fault::Fault;
use crate::kernel::plant::{Plant, planted};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const ENTITIES: [&str; 4] = ["a", "b", "c", "d"];
/// After the last event everything heals; then all must come to rest within this time.
const REST_MS_MAX: u64 = 120_000;
/// The longest tail of parked events that a round looks at.
const HEADS_MAX: usize = 3;

#[derive(Debug, Clone)]
struct Record {
    position: u64,
    entity: usize,
    version: u64,
    is_heard: bool,
    is_poison: bool,
}

impl Placed for Record {
    fn position(&self) -> u64 {
        self.position
    }

    fn entity_key(&self) -> &str {
        ENTITIES[self.entity]
    }
}

/// The rows of both, each on its own disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Version(usize),
    Log(u64),
    Offset,
    Seen(usize),
    Effects(usize),
    Parked(u64),
}

#[derive(Debug, Clone)]
enum Row {
    Count(u64),
    Record(Record),
    Versions(Vec<u64>),
}

type Rows = Disk<Key, Row>;

#[derive(Debug, Clone)]
enum Event {
    Publish,
    SourceRestart,
    ConsumerRestart,
    /// What the consumer hears of next, in one of its lives.
    Hear(u64, Heard),
}

#[derive(Debug, Clone)]
enum Heard {
    Due,
    /// Looks whether the tail has something.
    Look {
        until_ms: u64,
    },
    Opened,
    Stored,
    Broke,
    Did(bool, bool),
}

struct Life<'a> {
    dice: &'a mut Dice,
    weather: Weather,
    tale: &'a mut Tale,
    net: Net<Event>,
    source: Rows,
    consumer: Rows,
    follower: Follower<Record>,
    /// The open tail: what it gave last.
    tail: Option<u64>,
    consumer_life: u64,
    newest: u64,
    left: u64,
    healed_ms: Option<u64>,
    now_ms: u64,
}

#[test]
fn stream() {
    play("stream", world);
}

fn bounds() -> Bounds {
    Bounds {
        tries_max: 3,
        unnoted_max: 3,
        away_ms_max: 600,
        pause_ms_min: 20,
        pause_ms_max: 300,
        parked_retry_ms: 400,
    }
}

pub(super) fn world(dice: &mut Dice, weather: &Weather, tale: &mut Tale) -> Result<(), String> {
    let (source, consumer) = (Disk::new(dice, weather), Disk::new(dice, weather));
    let mut life = Life {
        dice,
        weather: weather.clone(),
        tale,
        net: Net::new(),
        source,
        consumer,
        follower: Follower::new(bounds()),
        tail: None,
        consumer_life: 0,
        newest: 0,
        left: weather.steps,
        healed_ms: None,
        now_ms: 0,
    };
    life.net.at(0, Event::Publish);
    life.net.at(1, Event::ConsumerRestart);
    while let Some((at_ms, event)) = life.net.next() {
        life.now_ms = at_ms;
        life.happen(event)?;
        let Some(healed_ms) = life.healed_ms else { continue };
        if life.has_all() {
            return Ok(());
        }
        if at_ms > healed_ms + REST_MS_MAX {
            return Err(life.say_what_is_missing());
        }
    }
    Err("nothing goes on".to_owned())
}

impl Life<'_> {
    fn happen(&mut self, event: Event) -> Result<(), String> {
        match event {
            Event::Publish => self.publish(),
            Event::SourceRestart => self.source.recover(),
            Event::ConsumerRestart => {
                self.consumer.recover();
                (self.follower, self.tail) = (Follower::new(bounds()), None);
                self.consumer_life += 1;
                self.go_on(Input::Began);
            },
            Event::Hear(life, _) if life != self.consumer_life => {},
            Event::Hear(_, heard) => self.hear(heard)?,
        }
        Ok(())
    }

    /// Publishes the next event, or heals the world when it was the last.
    fn publish(&mut self) {
        if self.left == 0 {
            self.healed_ms = Some(self.now_ms);
            (self.weather.crash, self.weather.lost) = (0, 0);
            self.source.heal();
            self.consumer.heal();
            return self.source.recover();
        }
        let again_ms = self.now_ms + self.dice.below(60);
        self.net.at(again_ms, Event::Publish);
        if self.source.is_crashed() {
            return;
        }
        // Positions may have holes: a unit that failed has used one up.
        self.newest += 1 + u64::from(self.dice.chance(100));
        let (position, entity) = (self.newest, self.dice.index(ENTITIES.len()));
        let (is_heard, is_poison) = (!self.dice.chance(200), self.dice.chance(100));
        let kept = write(&self.source, move |rows| {
            let version = count(rows, Key::Version(entity)) + 1;
            let record = Record { position, entity, version, is_heard, is_poison };
            rows.put(Key::Version(entity), Some(Row::Count(version)))?;
            rows.put(Key::Log(position), Some(Row::Record(record)))
        });
        self.tale.tell(|| format!("{:>6} published {position} {entity} {kept}", self.now_ms));
        self.left -= u64::from(kept);
        if self.source.is_crashed() || self.dice.chance(self.weather.crash) {
            self.source.crash();
            self.tail = None;
            self.net.at(self.now_ms + self.dice.below(200), Event::SourceRestart);
        }
    }

    fn hear(&mut self, heard: Heard) -> Result<(), String> {
        let input = match heard {
            Heard::Due => Input::Due,
            Heard::Opened => Input::Opened,
            Heard::Stored => Input::Stored,
            Heard::Broke => Input::Broke,
            Heard::Did(true, _) => {
                self.check_order()?;
                Input::Applied
            },
            Heard::Did(false, is_away) => Input::Failed { is_away, cause: String::new() },
            Heard::Look { until_ms } => match self.look(until_ms) {
                Some(input) => input,
                None => return Ok(()),
            },
        };
        self.go_on(input);
        Ok(())
    }

    /// Asks the follower what to do, and does it.
    fn go_on(&mut self, input: Input<Record>) {
        self.tale.tell(|| format!("{:>6}   {input:?}", self.now_ms));
        let mut action = self.follower.next(self.now_ms, input);
        loop {
            self.tale
                .tell(|| format!("{:>6}     {action:?} {:?}", self.now_ms, self.follower.record()));
            if self.dice.chance(self.weather.crash) {
                self.consumer.crash();
            }
            if self.consumer.is_crashed() {
                self.tale.tell(|| "the consumer died".to_owned());
                self.consumer_life += 1;
                let back_ms = self.now_ms + 1 + self.dice.below(200);
                return self.net.at(back_ms, Event::ConsumerRestart);
            }
            // What is read at once is told at once.
            let read = match &action {
                Action::Load => self.load(),
                Action::FetchWaiting => Input::Waiting(self.waiting()),
                Action::FetchHeads => Input::Heads(self.heads()),
                _ => return self.act(action),
            };
            action = self.follower.next(self.now_ms, read);
        }
    }

    fn load(&mut self) -> Input<Record> {
        self.tail = None;
        let position = count(&self.consumer, Key::Offset);
        Input::Loaded { position, waiting: self.waiting() }
    }

    fn parked(&self) -> Vec<Record> {
        self.consumer.range(&Key::Parked(0), |key, row| match (key, row) {
            (Key::Parked(_), Row::Record(record)) => Some(record.clone()),
            _ => None,
        })
    }

    fn waiting(&self) -> Waiting {
        let mut waiting = Waiting::new();
        for record in self.parked() {
            waiting.entry(record.entity_key().to_owned()).or_insert(record.position);
        }
        waiting
    }

    fn heads(&self) -> Vec<Record> {
        let mut heads = self.parked();
        let mut known = [false; ENTITIES.len()];
        heads.retain(|record| !std::mem::replace(&mut known[record.entity], true));
        heads.truncate(HEADS_MAX);
        heads
    }

    fn act(&mut self, action: Action) {
        let took_ms = self.dice.below(3);
        let (wait_ms, heard) = match action {
            Action::Pause { ms } => (ms, Heard::Due),
            Action::Open { .. } if self.source.is_crashed() => (took_ms, Heard::Broke),
            Action::Open { after } => {
                self.tail = Some(after);
                (took_ms, Heard::Opened)
            },
            Action::Listen { until_ms } => (took_ms, Heard::Look { until_ms }),
            Action::Apply => (took_ms, self.apply()),
            other => (took_ms, self.store(&other)),
        };
        self.net.at(self.now_ms + wait_ms, Event::Hear(self.consumer_life, heard));
    }

    /// The next record of the tail, or another look later.
    fn look(&mut self, until_ms: u64) -> Option<Input<Record>> {
        let Some(after) = self.tail else { return Some(Input::Broke) };
        if self.dice.chance(self.weather.lost / 8) {
            self.tail = None;
            return Some(Input::Broke);
        }
        let from = if self.dice.chance(self.weather.doubled) { after } else { after + 1 };
        let next = self.source.range(&Key::Log(from), |key, row| match (key, row) {
            (Key::Log(_), Row::Record(record)) => Some(record.clone()),
            _ => None,
        });
        if let Some(record) = next.into_iter().next() {
            self.tail = Some(record.position);
            let is_heard = record.is_heard;
            return Some(Input::Arrived { record, is_heard });
        }
        if until_ms <= self.now_ms {
            return Some(Input::Due);
        }
        let at_ms = until_ms.min(self.now_ms + 1 + self.dice.below(40));
        self.net.at(at_ms, Event::Hear(self.consumer_life, Heard::Look { until_ms }));
        None
    }

    /// The reaction: it may be poison, its peers may be away, its unit may fail.
    fn apply(&mut self) -> Heard {
        let Some(record) = self.follower.record().cloned() else { return Heard::Broke };
        let is_rough = self.healed_ms.is_none();
        if is_rough && self.dice.chance(self.weather.late) {
            return Heard::Did(false, true);
        }
        if planted(Plant::AdvanceBeforeApply) {
            let position = record.position;
            write(&self.consumer, move |rows| rows.put(Key::Offset, Some(Row::Count(position))));
        }
        let is_poison = is_rough && record.is_poison;
        let is_done = write(&self.consumer, move |rows| {
            let Record { entity, version, .. } = record;
            let seen = Some(count(rows, Key::Seen(entity))).filter(|seen| *seen > 0);
            if judge_delivery(seen, version) == Delivery::Drop {
                return Ok(());
            }
            rows.put(Key::Seen(entity), Some(Row::Count(version)))?;
            let mut versions = versions(rows, entity);
            versions.push(version);
            rows.put(Key::Effects(entity), Some(Row::Versions(versions)))?;
            if is_poison { Err(Fault::Internal("poison".to_owned())) } else { Ok(()) }
        });
        Heard::Did(is_done, !is_poison)
    }

    /// What the relay writes in units of its own.
    fn store(&mut self, action: &Action) -> Heard {
        let record = self.follower.record().cloned();
        let write =
            |key: Key, row: Option<Row>| write(&self.consumer, move |rows| rows.put(key, row));
        let is_kept = match (action, record) {
            (Action::Advance { position }, _) => write(Key::Offset, Some(Row::Count(*position))),
            (Action::Unpark, Some(record)) => write(Key::Parked(record.position), None),
            (_, Some(record)) => write(Key::Parked(record.position), Some(Row::Record(record))),
            (_, None) => false,
        };
        if is_kept { Heard::Stored } else { Heard::Broke }
    }

    /// Every event of an entity that is heard, in order.
    fn published(&self, entity: usize) -> Vec<u64> {
        let all = self.source.range(&Key::Log(0), |key, row| match (key, row) {
            (Key::Log(_), Row::Record(record)) => Some(record.clone()),
            _ => None,
        });
        let of = all.into_iter().filter(|record| record.entity == entity && record.is_heard);
        of.map(|record| record.version).collect()
    }

    fn check_order(&self) -> Result<(), String> {
        for (entity, name) in ENTITIES.iter().enumerate() {
            let (published, effects) = (self.published(entity), versions(&self.consumer, entity));
            if !published.starts_with(&effects) {
                return Err(format!("{name} published {published:?}, it had effects {effects:?}"));
            }
        }
        Ok(())
    }

    fn has_all(&self) -> bool {
        let mut entities = 0..ENTITIES.len();
        self.waiting().is_empty()
            && entities.all(|entity| self.published(entity) == versions(&self.consumer, entity))
    }

    fn say_what_is_missing(&self) -> String {
        let lists = (0..ENTITIES.len()).map(|entity| {
            let effects = versions(&self.consumer, entity);
            format!("{} {:?} {effects:?}", ENTITIES[entity], self.published(entity))
        });
        let lists: Vec<String> = lists.collect();
        format!("not all had its effect: {}; waiting {:?}", lists.join("; "), self.waiting())
    }
}

fn count(rows: &Rows, key: Key) -> u64 {
    match rows.get(&key) {
        Some(Row::Count(count)) => count,
        _ => 0,
    }
}

fn versions(rows: &Rows, entity: usize) -> Vec<u64> {
    match rows.get(&Key::Effects(entity)) {
        Some(Row::Versions(versions)) => versions,
        _ => Vec::new(),
    }
}

/// One write unit; true when it is told to be durable.
fn write(rows: &Rows, work: impl FnOnce(&Rows) -> Result<(), Fault> + Send + 'static) -> bool {
    let done = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&done);
    let unit: Unit<Rows> = Box::new(move |rows| {
        let keep = work(rows).is_ok();
        let settle: Settle = Box::new(move |committed| {
            told.store(keep && committed.is_ok(), Ordering::Relaxed);
        });
        (keep, settle)
    });
    commit_group(rows, std::iter::once(unit), |_| ());
    done.load(Ordering::Relaxed)
}
