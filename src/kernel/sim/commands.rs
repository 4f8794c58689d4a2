//! A world of clients that send commands by key over a bad network to a server that groups its
//! commits on a bad disk. What was acknowledged is durable, what was told to have failed is not, a
//! repeat gets the first reply, and nothing happens twice.

use super::dice::{Dice, Weather};
use super::disk::Disk;
use super::lives::{LifeLog, play};
use super::net::Net;
use super::sometimes::{sometimes, states};
use crate::kernel::db::group::{Settle, Unit, commit_group};
use crate::kernel::db::once::{Asked, judge_repeat};
use crate::kernel::fault::Fault;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

states! {
    GroupOfSeveral: "several units share a commit",
    AllOfGroupFailed: "a whole group of several is told to have failed",
    OneRefusedOthersKept: "a unit is refused after it wrote, and others of its group are kept",
    DiedInGroup: "the server dies in the middle of a group",
    UnsureCommit: "a commit is told to have failed that may be there",
    DurableUntold: "a command is durable and nobody was told",
    AskedOfTheDead: "a command comes to a dead server",
    RepeatGotFirstReply: "a repeat gets the first reply",
    KeyReused: "a key is used again for another request",
    RepeatInOneGroup: "a command and its repeat are in one group",
}

/// The rows of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Sum,
    /// How often a command had its effect.
    Effects(u64),
    Reply(u64),
}

/// The sum, a count, or a body with its reply.
type Row = (u64, u64);
type Server = Disk<Key, Row>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Command {
    key: u64,
    body: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Done(u64),
    Refused,
    Reused,
    Failed,
}

#[derive(Debug, Clone)]
enum Event {
    Ask(Command),
    Answer(Command, Answer),
    /// The writer takes what waits.
    Group,
    Retry(Command),
    Restart,
}

type Told = Arc<Mutex<Vec<(Command, Answer)>>>;

struct Life<'a> {
    dice: &'a mut Dice,
    weather: &'a Weather,
    tale: &'a mut LifeLog,
    net: Net<Event>,
    server: Server,
    waiting: Vec<Command>,
    /// Keys whose effect must be on the disk.
    done: BTreeSet<u64>,
    /// The first answer that was acknowledged, by key.
    acknowledged: BTreeMap<u64, (u64, u64)>,
    /// Commands whose clients have been told that it is no use.
    given_up: BTreeSet<(u64, u64)>,
    now_ms: u64,
}

#[test]
fn commands() {
    play("commands", world, Sometimes::ALL);
}

pub(super) fn world(dice: &mut Dice, weather: &Weather, tale: &mut LifeLog) -> Result<(), String> {
    let server = Disk::new(dice, weather);
    let mut life = Life {
        dice,
        weather,
        tale,
        net: Net::new(),
        server,
        waiting: Vec::new(),
        done: BTreeSet::new(),
        acknowledged: BTreeMap::new(),
        given_up: BTreeSet::new(),
        now_ms: 0,
    };
    for key in 0..weather.steps {
        let at_ms = life.dice.below(weather.steps * 8);
        // The second digit of a body says whether the command is refused after it has written.
        let body = life.dice.below(20);
        life.net.at(at_ms, Event::Retry(Command { key, body }));
        if life.dice.chance(100) {
            life.net.at(at_ms + 30, Event::Retry(Command { key, body: body + 100 }));
        }
    }
    life.play()?;
    life.judge_the_end()
}

impl Life<'_> {
    fn play(&mut self) -> Result<(), String> {
        const LONGEST_MS: u64 = 4_000;
        while let Some((at_ms, event)) = self.net.next() {
            if at_ms > LONGEST_MS {
                break;
            }
            self.now_ms = at_ms;
            self.tale.tell(|| format!("{at_ms:>5} {event:?}"));
            self.happen(event)?;
        }
        Ok(())
    }

    fn happen(&mut self, event: Event) -> Result<(), String> {
        match event {
            Event::Retry(command) => {
                let again_ms = self.now_ms + 60 + self.dice.below(60);
                let is_over = self.acknowledged.contains_key(&command.key)
                    || self.given_up.contains(&(command.key, command.body));
                if !is_over || self.dice.chance(200) {
                    self.net.send(self.dice, self.weather, self.now_ms, Event::Ask(command));
                    self.net.at(again_ms, Event::Retry(command));
                }
                Ok(())
            },
            // A dead server hears nothing.
            Event::Ask(_) if self.server.is_crashed() => {
                sometimes!(self.tale, AskedOfTheDead, true);
                Ok(())
            },
            Event::Ask(command) => {
                if self.waiting.is_empty() {
                    self.net.at(self.now_ms + self.dice.below(4), Event::Group);
                }
                self.waiting.push(command);
                Ok(())
            },
            Event::Group if self.server.is_crashed() => Ok(()),
            Event::Group => self.group(),
            Event::Restart => {
                self.server.recover();
                self.check_durable()
            },
            Event::Answer(command, answer) => self.hear(command, answer),
        }
    }

    fn group(&mut self) -> Result<(), String> {
        let group = std::mem::take(&mut self.waiting);
        let told = Told::default();
        let units: Vec<Unit<Server>> =
            group.iter().map(|command| unit(&self.server, *command, &told)).collect();
        commit_group(&self.server, units.into_iter(), |_| ());
        let told = std::mem::take(&mut *told.lock().unwrap_or_else(PoisonError::into_inner));
        self.note_group(&group, &told);
        for (command, answer) in told {
            self.tale.tell(|| format!("      {command:?} {answer:?}"));
            if let Answer::Done(_) = answer {
                self.done.insert(command.key);
            }
            let event = Event::Answer(command, answer);
            self.net.send(self.dice, self.weather, self.now_ms, event);
        }
        let (is_unsure, is_crashed) = (self.server.take_unsure(), self.server.is_crashed());
        sometimes!(self.tale, UnsureCommit, is_unsure);
        if is_crashed {
            sometimes!(self.tale, DiedInGroup, true);
            self.tale.tell(|| "      the server died".to_owned());
            self.net.at(self.now_ms + 10 + self.dice.below(100), Event::Restart);
        }
        for Command { key, .. } in group {
            let is_there = self.server.get(&Key::Effects(key)).is_some();
            if is_unsure || is_crashed {
                // Nobody was told; both ends are right.
                sometimes!(self.tale, DurableUntold, is_there && !self.done.contains(&key));
                self.done.extend(is_there.then_some(key));
            } else if is_there && !self.done.contains(&key) {
                return Err(format!("command {key} is durable though it was told to have failed"));
            }
        }
        self.check_durable()
    }

    fn note_group(&mut self, group: &[Command], told: &[(Command, Answer)]) {
        let is = |wanted: fn(&Answer) -> bool| told.iter().filter(move |(_, one)| wanted(one));
        let (done, failed) = (
            is(|one| matches!(one, Answer::Done(_))).count(),
            is(|one| *one == Answer::Failed).count(),
        );
        let refused = is(|one| *one == Answer::Refused).count();
        let keys: BTreeSet<u64> = group.iter().map(|command| command.key).collect();
        sometimes!(self.tale, GroupOfSeveral, done > 1);
        sometimes!(self.tale, AllOfGroupFailed, failed > 1 && failed == told.len());
        sometimes!(self.tale, OneRefusedOthersKept, refused > 0 && done > 0);
        sometimes!(self.tale, RepeatInOneGroup, keys.len() < group.len() && done > 1);
    }

    fn check_durable(&self) -> Result<(), String> {
        for key in &self.done {
            match self.server.get(&Key::Effects(*key)) {
                Some((1, _)) => {},
                Some((times, _)) => return Err(format!("command {key} took effect {times} times")),
                None => return Err(format!("command {key} was acknowledged and is lost")),
            }
        }
        Ok(())
    }

    fn hear(&mut self, command: Command, answer: Answer) -> Result<(), String> {
        sometimes!(self.tale, KeyReused, answer == Answer::Reused);
        let Answer::Done(reply) = answer else {
            if answer != Answer::Failed {
                self.given_up.insert((command.key, command.body));
            }
            return Ok(());
        };
        sometimes!(self.tale, RepeatGotFirstReply, self.acknowledged.contains_key(&command.key));
        let first = *self.acknowledged.entry(command.key).or_insert((command.body, reply));
        if first.0 != command.body {
            return Err(format!("key {} was taken for another request", command.key));
        }
        if first.1 != reply {
            return Err(format!("a repeat of {} got {reply}, not {}", command.key, first.1));
        }
        Ok(())
    }

    fn judge_the_end(&self) -> Result<(), String> {
        if self.server.is_crashed() {
            self.server.recover();
        }
        self.check_durable()?;
        for (key, (body, reply)) in &self.acknowledged {
            if self.server.get(&Key::Reply(*key)) != Some((*body, *reply)) {
                return Err(format!("the reply of {key} is not kept"));
            }
        }
        let all = self.server.get(&Key::Sum).unwrap_or_default().0;
        let done = u64::try_from(self.done.len()).unwrap_or_default();
        if all == done {
            Ok(())
        } else {
            Err(format!("{done} commands were done, the sum is {all}"))
        }
    }
}

/// A command as the product runs it: what was asked before is looked up in the same unit.
fn unit(server: &Server, command: Command, told: &Told) -> Unit<Server> {
    let (told, dead) = (Arc::clone(told), server.pulse());
    Box::new(move |server| {
        let result = work(server, command);
        let keep = result.is_ok();
        let settle: Settle = Box::new(move |committed| {
            // The dead say nothing.
            if dead.load(Ordering::Relaxed) {
                return;
            }
            let answer = match (committed, result) {
                (Err(_), Ok(_)) => Answer::Failed,
                (_, Ok(answer) | Err(answer)) => answer,
            };
            told.lock().unwrap_or_else(PoisonError::into_inner).push((command, answer));
        });
        (keep, settle)
    })
}

fn work(server: &Server, Command { key, body }: Command) -> Result<Answer, Answer> {
    let kept = server.get(&Key::Reply(key));
    let bytes = kept.map(|(body, _)| body.to_be_bytes());
    let asked = judge_repeat(bytes.as_ref().map(<[u8; 8]>::as_slice), &body.to_be_bytes());
    match (asked, kept) {
        (Asked::Again, Some((_, reply))) => return Ok(Answer::Done(reply)),
        (Asked::Reused, _) => return Err(Answer::Reused),
        _ => {},
    }
    let failed = |_: Fault| Answer::Failed;
    let sum = server.get(&Key::Sum).unwrap_or_default().0 + 1;
    let times = server.get(&Key::Effects(key)).unwrap_or_default().0 + 1;
    server.put(Key::Effects(key), Some((times, 0))).map_err(failed)?;
    server.put(Key::Sum, Some((sum, 0))).map_err(failed)?;
    if body % 20 >= 16 {
        return Err(Answer::Refused);
    }
    server.put(Key::Reply(key), Some((body, sum))).map_err(failed)?;
    Ok(Answer::Done(sum))
}
