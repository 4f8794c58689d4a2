//! A world of one source and one consumer of its events, each on a bad disk, with a tail between
//! them that breaks, repeats and waits. Each event of an entity has its effect once, in order; what
//! is poison waits with its entity, and when the poison is gone nothing is missing. The log is
//! compacted behind the consumer's back, its copy is damaged, and a replay makes it whole.

mod judge;
mod rows;

use crate::kernel::events::follow::{Action, Follower, Input, RetryBounds};
use crate::kernel::fault::Fault;
use crate::kernel::inject::{InjectedFault, injected};
use crate::kernel::sim::dice::{Dice, Weather};
use crate::kernel::sim::disk::Disk;
use crate::kernel::sim::lives::{LifeLog, play};
use crate::kernel::sim::net::Net;
use crate::kernel::sim::sometimes::{sometimes, states};
use judge::History;
use rows::{END, ENTITIES, Key, Record, Row, Rows, STATES, UNHEARD};
use rows::{compact, count, in_replay, next_of, react, records, waiting, write};

states! {
    ParkedAsPoison: "an event is set aside because it was judged wrong",
    ParkedAsUnreachable: "an event is set aside because its peers were unreachable too long",
    Queued: "an event is set aside behind one of its entity",
    Unparked: "an event that was set aside has its effect later",
    Reparked: "an event that was set aside fails once more",
    Superseded: "a position is not noted because the source is read anew",
    ReadAnew: "the source is read anew",
    Compacted: "the log loses events that were replaced by newer ones",
    CompactedUnread: "the log loses events that the copy has not read",
    AppliedUnnoted: "the consumer dies between an effect and its position",
    SourceDied: "the source dies",
    HeardTwice: "the tail gives an event twice",
    TailBroke: "the tail breaks",
    Ended: "an entity ends",
}

/// After the last event everything heals; then all must come to rest within this time.
const REST_MS_MAX: u64 = 120_000;
/// The longest list of parked events that a round looks at.
const HEADS_MAX: usize = 3;

#[derive(Debug, Clone)]
enum Event {
    Publish,
    Compact,
    /// The consumer's copy loses rows; its operator has the source read anew.
    Damage,
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
    Superseded,
    Broke,
    Did {
        is_done: bool,
        is_unreachable: bool,
    },
}

struct Life<'a> {
    dice: &'a mut Dice,
    weather: Weather,
    tale: &'a mut LifeLog,
    net: Net<Event>,
    source: Rows,
    consumer: Rows,
    history: History,
    follower: Follower<Record>,
    /// The open tail: what it gave last.
    tail: Option<u64>,
    is_nudged: bool,
    consumer_life: u64,
    newest: u64,
    left: u64,
    healed_ms: Option<u64>,
    now_ms: u64,
}

#[test]
fn stream() {
    play("stream", world, Sometimes::ALL);
}

fn bounds() -> RetryBounds {
    RetryBounds {
        tries_max: 3,
        unnoted_max: 3,
        unreachable_ms_max: 600,
        pause_ms_min: 20,
        pause_ms_max: 300,
        parked_retry_every_ms: 400,
    }
}

pub(super) fn world(dice: &mut Dice, weather: &Weather, tale: &mut LifeLog) -> Result<(), String> {
    let (source, consumer) = (Disk::new(dice, weather), Disk::new(dice, weather));
    let mut life = Life {
        dice,
        weather: weather.clone(),
        tale,
        net: Net::new(),
        source,
        consumer,
        history: History::default(),
        follower: Follower::new(bounds()),
        tail: None,
        is_nudged: false,
        consumer_life: 0,
        newest: 0,
        left: weather.steps,
        healed_ms: None,
        now_ms: 0,
    };
    life.net.at(0, Event::Publish);
    life.net.at(1, Event::ConsumerRestart);
    // In some lives nothing is compacted or damaged, and then nothing at all may be missing.
    let length_ms = weather.steps * 40;
    if life.dice.chance(500) {
        for _ in 0..3 {
            let at_ms = life.dice.below(length_ms);
            life.net.at(at_ms, Event::Compact);
        }
    }
    if life.dice.chance(500) {
        for _ in 0..2 {
            let at_ms = life.dice.below(length_ms);
            life.net.at(at_ms, Event::Damage);
        }
    }
    life.play()
}

impl Life<'_> {
    fn play(&mut self) -> Result<(), String> {
        while let Some((at_ms, event)) = self.net.next() {
            self.now_ms = at_ms;
            self.happen(event)?;
            let Some(healed_ms) = self.healed_ms else { continue };
            let Some(missing) = self.history.missing(&self.consumer) else { return Ok(()) };
            if at_ms > healed_ms + REST_MS_MAX {
                return Err(missing);
            }
        }
        Err("nothing goes on".to_owned())
    }

    fn happen(&mut self, event: Event) -> Result<(), String> {
        match event {
            Event::Publish => self.publish(),
            Event::Compact => self.compact(),
            Event::Damage => self.damage(),
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
        self.left -= 1;
        // Positions may have holes: a unit that failed has used one up.
        self.newest += 1 + u64::from(self.dice.chance(100));
        let (position, entity) = (self.newest, self.dice.index(ENTITIES.len()));
        let kind = match self.dice.below(20) {
            0 => END,
            1..=3 => UNHEARD,
            _ => STATES[self.dice.index(STATES.len())],
        };
        let is_poison = self.dice.chance(100);
        if self.history.records.iter().any(|one| one.entity == entity && one.kind == END) {
            return;
        }
        write(&self.source, move |rows| {
            let version = count(rows, Key::Version(entity)).unwrap_or_default() + 1;
            let record = Record { position, entity, version, kind, is_poison };
            rows.put(Key::Version(entity), Some(Row::Count(version)))?;
            rows.put(Key::Log(position), Some(Row::Record(record)))
        });
        let published = next_of(&self.source, position);
        self.tale.tell(|| format!("{:>6} published {published:?}", self.now_ms));
        self.history.records.extend(published);
        if self.source.is_crashed() || self.dice.chance(self.weather.crash) {
            self.stop_source();
        }
    }

    fn stop_source(&mut self) {
        sometimes!(self.tale, SourceDied, true);
        self.source.crash();
        self.tail = None;
        self.net.at(self.now_ms + self.dice.below(200), Event::SourceRestart);
    }

    fn compact(&mut self) {
        if self.source.is_crashed() {
            return;
        }
        let upto = self.dice.below(self.newest + 1);
        let before = records(&self.source, Key::Log(0)).len();
        write(&self.source, move |rows| compact(rows, upto));
        let after = records(&self.source, Key::Log(0)).len();
        self.tale.tell(|| format!("{:>6} compacted to {upto}: {before} {after}", self.now_ms));
        let (read, _) = in_replay(&self.consumer, Key::Reading);
        let (is_less, is_unread) = (after < before, read < upto);
        sometimes!(self.tale, Compacted, is_less);
        sometimes!(self.tale, CompactedUnread, is_less && is_unread);
        self.history.is_relaxed |= is_less;
        if self.source.is_crashed() {
            self.stop_source();
        }
    }

    /// What the copy has lost is gone before anybody may ask for a replay; both are one unit here.
    fn damage(&mut self) {
        if self.consumer.is_crashed() || self.healed_ms.is_some() {
            return;
        }
        let lost = self.dice.roll();
        let is_done = write(&self.consumer, move |rows| {
            for (number, entity) in (0..ENTITIES.len()).enumerate() {
                if (lost >> number) & 1 == 1 {
                    rows.put(Key::Gone(entity), None)?;
                }
                for kind in STATES {
                    if (lost >> (8 + number * 2 + kind)) & 1 == 1 {
                        rows.put(Key::State(entity, kind), None)?;
                    }
                }
            }
            let (position, replay) = in_replay(rows, Key::Reading);
            let replay_to = count(rows, Key::ReplayTo).unwrap_or_default().max(position);
            rows.put(Key::ReplayTo, Some(Row::Count(replay_to)))?;
            rows.put(Key::Reading, Some(Row::InReplay(0, replay + 1)))
        });
        self.tale.tell(|| format!("{:>6} damaged, read anew {is_done}", self.now_ms));
        // A unit that was told to have failed may be there all the same.
        self.history.is_relaxed = true;
        self.is_nudged = true;
        if self.consumer.is_crashed() {
            self.stop_consumer();
        }
    }

    fn hear(&mut self, heard: Heard) -> Result<(), String> {
        let input = match heard {
            Heard::Due => Input::Due,
            Heard::Opened => Input::Opened,
            Heard::Stored => Input::Stored,
            Heard::Superseded => Input::Superseded,
            Heard::Broke => Input::Broke,
            Heard::Did { is_done: true, .. } => {
                self.history.check(&self.consumer)?;
                Input::Applied
            },
            Heard::Did { is_unreachable, .. } => {
                Input::Failed { is_unreachable, cause: String::new() }
            },
            Heard::Look { until_ms } => match self.look(until_ms) {
                Some(input) => input,
                None => return Ok(()),
            },
        };
        self.go_on(input);
        Ok(())
    }

    fn stop_consumer(&mut self) {
        self.tale.tell(|| "the consumer died".to_owned());
        self.consumer_life += 1;
        let back_ms = self.now_ms + 1 + self.dice.below(200);
        self.net.at(back_ms, Event::ConsumerRestart);
    }

    /// Asks the follower what to do, and does it.
    fn go_on(&mut self, input: Input<Record>) {
        self.tale.tell(|| format!("{:>6}   {input:?}", self.now_ms));
        let mut action = self.follower.next(self.now_ms, input);
        loop {
            let record = self.follower.record();
            self.tale.tell(|| format!("{:>6}     {action:?} {record:?}", self.now_ms));
            if self.dice.chance(self.weather.crash) {
                self.consumer.crash();
            }
            if self.consumer.is_crashed() {
                let is_noting = matches!(action, Action::Advance { .. });
                sometimes!(self.tale, AppliedUnnoted, is_noting && record.is_some());
                return self.stop_consumer();
            }
            // What is read at once is told at once.
            let read = match &action {
                Action::Body => {
                    self.tail = None;
                    let (position, replay) = in_replay(&self.consumer, Key::Reading);
                    let replay_to = count(&self.consumer, Key::ReplayTo).unwrap_or_default();
                    sometimes!(self.tale, ReadAnew, replay > 0 && position < replay_to);
                    let waiting = waiting(&self.consumer);
                    Input::Loaded { position, replay, replay_to, waiting }
                },
                Action::FetchWaiting => Input::Waiting(waiting(&self.consumer)),
                Action::FetchHeads => Input::Heads(self.heads()),
                _ => return self.act(action),
            };
            action = self.follower.next(self.now_ms, read);
        }
    }

    fn heads(&self) -> Vec<Record> {
        let mut heads = records(&self.consumer, Key::Parked(0));
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
            Action::Advance { position, replay } => (took_ms, self.advance(position, replay)),
            other => (took_ms, self.set_aside(&other)),
        };
        self.net.at(self.now_ms + wait_ms, Event::Hear(self.consumer_life, heard));
    }

    /// The next record of the tail, or another look later.
    fn look(&mut self, until_ms: u64) -> Option<Input<Record>> {
        if std::mem::take(&mut self.is_nudged) {
            return Some(Input::Nudged);
        }
        let Some(after) = self.tail else { return Some(Input::Broke) };
        if self.dice.chance(self.weather.lost / 8) {
            sometimes!(self.tale, TailBroke, true);
            self.tail = None;
            return Some(Input::Broke);
        }
        let from = if self.dice.chance(self.weather.doubled) { after } else { after + 1 };
        if let Some(record) = next_of(&self.source, from) {
            sometimes!(self.tale, HeardTwice, record.position <= after);
            sometimes!(self.tale, Ended, record.kind == END);
            self.tail = Some(record.position.max(after));
            let is_heard = record.kind != UNHEARD;
            return Some(Input::Arrived { record, is_heard });
        }
        if until_ms <= self.now_ms {
            return Some(Input::Due);
        }
        let at_ms = until_ms.min(self.now_ms + 1 + self.dice.below(40));
        self.net.at(at_ms, Event::Hear(self.consumer_life, Heard::Look { until_ms }));
        None
    }

    /// The reaction: it may be poison, its peers may be unreachable, its unit may fail.
    fn apply(&mut self) -> Heard {
        let Some(record) = self.follower.record().cloned() else { return Heard::Broke };
        let is_rough = self.healed_ms.is_none();
        if is_rough && self.dice.chance(self.weather.late) {
            return Heard::Did { is_done: false, is_unreachable: true };
        }
        let replay = self.follower.replay();
        if injected(InjectedFault::AdvanceBeforeApply) {
            self.advance(record.position, replay);
        }
        let is_poison = is_rough && record.is_poison;
        let is_done = write(&self.consumer, move |rows| {
            react(rows, &record, replay)?;
            if is_poison { Err(Fault::Internal("poison".to_owned())) } else { Ok(()) }
        });
        Heard::Did { is_done, is_unreachable: !is_poison }
    }

    fn advance(&mut self, position: u64, replay: u64) -> Heard {
        let (known, newest) = in_replay(&self.consumer, Key::Reading);
        let is_mine = newest == replay || injected(InjectedFault::ForgetReplay);
        if !is_mine || known >= position {
            sometimes!(self.tale, Superseded, !is_mine);
            return Heard::Superseded;
        }
        let reading = Row::InReplay(position, newest);
        let is_kept = write(&self.consumer, |rows| rows.put(Key::Reading, Some(reading)));
        if is_kept { Heard::Stored } else { Heard::Broke }
    }

    fn note_aside(&mut self, action: &Action) {
        match action {
            Action::Park { tries, .. } => {
                sometimes!(self.tale, ParkedAsPoison, *tries >= bounds().tries_max);
                sometimes!(self.tale, ParkedAsUnreachable, *tries == 0);
            },
            Action::Queue => sometimes!(self.tale, Queued, true),
            Action::Unpark => sometimes!(self.tale, Unparked, true),
            Action::Repark { .. } => sometimes!(self.tale, Reparked, true),
            _ => {},
        }
    }

    /// Parks, queues, parks again, or forgets what was parked.
    fn set_aside(&mut self, action: &Action) -> Heard {
        self.note_aside(action);
        let Some(record) = self.follower.record().cloned() else { return Heard::Broke };
        let key = Key::Parked(record.position);
        let row = (*action != Action::Unpark).then_some(Row::Record(record));
        let is_kept = write(&self.consumer, move |rows| rows.put(key, row));
        if is_kept { Heard::Stored } else { Heard::Broke }
    }
}
