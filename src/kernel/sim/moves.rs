//! A world of hosts, callers with routes of their own, and a mover that gives the domain from one
//! host to the next over a bad network. No two epochs ever accept, and what was acknowledged has
//! moved along.

use super::dice::{Dice, Weather};
use super::lives::{LifeLog, play};
use super::net::Net;
use super::sometimes::{sometimes, states};
use crate::kernel::bus::epoch::{Next, ServingRight, Verdict, after_moved};
use crate::kernel::inject::{InjectedFault, injected};
use std::collections::{BTreeMap, BTreeSet};

states! {
    WentOutAgain: "a refused call goes out once more",
    WaitedForRoute: "a refused call waits for its route to change",
    FencedWhileBusy: "a host is fenced while calls are under way",
    LateFence: "a fence comes too late and changes nothing",
    LateServe: "a host is told too late to serve",
    CrashedWhileFenced: "a host crashes while it is fenced",
    CrashedWhileBusy: "a host crashes while calls are under way",
    CalledByOlderRoute: "a call comes by a route of before",
    CameBack: "a domain comes back to a host that served it before",
    GivenUp: "a call is given up while it waits for a route",
}

const HOSTS: usize = 3;
const CALLERS: usize = 2;
/// The time after which a caller gives a call up.
const DEADLINE_MS: u64 = 400;
const REST_MS_MAX: u64 = 60_000;

/// What a host has written.
type Data = BTreeSet<u64>;

#[derive(Debug, Clone)]
enum Event {
    Begin {
        call: u64,
    },
    Call {
        call: u64,
        epoch: u64,
        host: usize,
    },
    /// An accepted call ends, in one of its host's lives.
    Finish {
        call: u64,
        epoch: u64,
        host: usize,
        life: u64,
    },
    Done {
        call: u64,
    },
    Moved {
        call: u64,
        epoch: u64,
    },
    Fence {
        host: usize,
        epoch: u64,
    },
    LetGo {
        epoch: u64,
        data: Data,
    },
    Serve {
        host: usize,
        epoch: u64,
        data: Data,
    },
    Serving {
        epoch: u64,
    },
    Point {
        caller: usize,
        host: usize,
        epoch: u64,
    },
    Restart {
        host: usize,
    },
    Mover,
    Heal,
}

struct Host {
    right: ServingRight,
    data: Data,
    in_flight: usize,
    life: u64,
    is_down: bool,
}

#[derive(Debug, Clone)]
enum Phase {
    Settled,
    Fencing,
    ServingRight(Data),
}

/// The journal of the mover: all of it is durable before anything is sent.
struct Mover {
    epoch: u64,
    from: usize,
    to: usize,
    phase: Phase,
    moves_left: u64,
}

#[derive(Clone, Copy)]
struct Call {
    used: u64,
    is_waiting: bool,
    until_ms: u64,
}

struct Life<'a> {
    dice: &'a mut Dice,
    weather: Weather,
    tale: &'a mut LifeLog,
    net: Net<Event>,
    hosts: Vec<Host>,
    routes: Vec<(usize, u64)>,
    mover: Mover,
    calls: BTreeMap<u64, Call>,
    acknowledged: Data,
    /// The newest epoch that the mover has given out.
    started: u64,
    is_healed: bool,
    now_ms: u64,
}

#[test]
fn moves() {
    play("moves", world, Sometimes::ALL);
}

pub(super) fn world(dice: &mut Dice, weather: &Weather, tale: &mut LifeLog) -> Result<(), String> {
    let fresh = |host: usize| Host {
        right: if host == 0 { ServingRight::kept(1, true) } else { ServingRight::NOWHERE },
        data: Data::new(),
        in_flight: 0,
        life: 0,
        is_down: false,
    };
    let moves_left = 1 + weather.steps / 8;
    let mover = Mover { epoch: 1, from: 0, to: 0, phase: Phase::Settled, moves_left };
    let mut life = Life {
        dice,
        weather: weather.clone(),
        tale,
        net: Net::new(),
        hosts: (0..HOSTS).map(fresh).collect(),
        routes: vec![(0, 1); CALLERS],
        mover,
        calls: BTreeMap::new(),
        acknowledged: Data::new(),
        started: 1,
        is_healed: false,
        now_ms: 0,
    };
    for call in 0..weather.steps {
        let at_ms = life.dice.below(weather.steps * 30);
        life.net.at(at_ms, Event::Begin { call });
    }
    let heal_ms = weather.steps * 40;
    life.net.at(0, Event::Mover);
    life.net.at(heal_ms, Event::Heal);
    while let Some((at_ms, event)) = life.net.next() {
        life.now_ms = at_ms;
        life.tale.tell(|| format!("{at_ms:>6} {event:?}"));
        life.happen(event)?;
        if life.has_come_to_rest() {
            return life.judge_the_end();
        }
        if at_ms > heal_ms + REST_MS_MAX {
            return Err("the domain does not come to rest".to_owned());
        }
    }
    Err("nothing goes on".to_owned())
}

/// Calls are the callers' in turn.
fn caller_of(call: u64) -> usize {
    usize::from(call % 2 == 1)
}

impl Life<'_> {
    fn happen(&mut self, event: Event) -> Result<(), String> {
        match event {
            Event::Begin { call } => {
                let until_ms = self.now_ms + DEADLINE_MS;
                self.go_out(call, Call { used: 0, is_waiting: false, until_ms });
            },
            Event::Done { call } => {
                self.calls.remove(&call);
                self.acknowledged.insert(call);
            },
            Event::Moved { call, epoch } => self.moved(call, epoch),
            Event::Point { caller, host, epoch } => self.point(caller, host, epoch),
            Event::LetGo { epoch, data } => self.let_go(epoch, data),
            Event::Serving { epoch } => self.serving(epoch),
            Event::Mover => self.tick(),
            Event::Heal => self.heal(),
            Event::Call { host, .. }
            | Event::Finish { host, .. }
            | Event::Fence { host, .. }
            | Event::Serve { host, .. }
            | Event::Restart { host } => return self.at_host(host, event),
        }
        Ok(())
    }

    fn send(&mut self, event: Event) {
        self.net.send(self.dice, &self.weather, self.now_ms, event);
    }

    // Callers.

    fn go_out(&mut self, call: u64, state: Call) {
        let (host, epoch) = self.routes[caller_of(call)];
        self.calls.insert(call, Call { used: epoch, is_waiting: false, ..state });
        self.send(Event::Call { call, epoch, host });
    }

    /// A refused call is repeated as the rule says; one without an answer is not.
    fn moved(&mut self, call: u64, epoch: u64) {
        let Some(state) = self.calls.get(&call).copied() else { return };
        if state.used == epoch && self.now_ms < state.until_ms {
            self.decide(call, state);
        }
    }

    fn decide(&mut self, call: u64, state: Call) {
        let known = self.routes[caller_of(call)].1;
        match after_moved(state.used, known) {
            Next::Again => {
                sometimes!(self.tale, WentOutAgain, true);
                self.go_out(call, state);
            },
            Next::Await => {
                sometimes!(self.tale, WaitedForRoute, true);
                self.calls.insert(call, Call { is_waiting: true, ..state });
            },
        }
    }

    fn point(&mut self, caller: usize, host: usize, epoch: u64) {
        let route = &mut self.routes[caller];
        if route.1 >= epoch {
            return;
        }
        *route = (host, epoch);
        let now_ms = self.now_ms;
        let is_late = |one: &Call| one.is_waiting && one.until_ms <= now_ms;
        sometimes!(self.tale, GivenUp, self.calls.values().any(is_late));
        self.calls.retain(|_, state| state.until_ms > now_ms);
        let waiting: Vec<(u64, Call)> = self
            .calls
            .iter()
            .filter(|(call, state)| caller_of(**call) == caller && state.is_waiting)
            .map(|(call, state)| (*call, *state))
            .collect();
        for (call, state) in waiting {
            self.decide(call, state);
        }
    }

    // Hosts.

    fn at_host(&mut self, host: usize, event: Event) -> Result<(), String> {
        if let Event::Restart { .. } = event {
            self.hosts[host].is_down = false;
            return Ok(());
        }
        if self.hosts[host].is_down {
            return Ok(());
        }
        match event {
            Event::Call { call, epoch, .. } => self.take(host, call, epoch)?,
            Event::Finish { call, epoch, life, .. } if life == self.hosts[host].life => {
                self.hosts[host].in_flight -= 1;
                self.check_epoch(host, epoch, "committed")?;
                self.hosts[host].data.insert(call);
                self.send(Event::Done { call });
            },
            Event::Fence { epoch, .. } => self.fence(host, epoch),
            Event::Serve { epoch, data, .. } => self.serve(host, epoch, data),
            _ => {},
        }
        if self.dice.chance(self.weather.crash) {
            self.crash(host);
        }
        Ok(())
    }

    fn take(&mut self, host: usize, call: u64, epoch: u64) -> Result<(), String> {
        let known = self.hosts[host].right.epoch();
        sometimes!(self.tale, CalledByOlderRoute, epoch < known);
        if self.hosts[host].right.judge(epoch) != Verdict::Accept {
            self.send(Event::Moved { call, epoch });
            return Ok(());
        }
        self.check_epoch(host, epoch, "accepted")?;
        self.hosts[host].in_flight += 1;
        let long_ms = if self.dice.chance(200) { 300 } else { 20 };
        let at_ms = self.now_ms + 1 + self.dice.below(long_ms);
        let life = self.hosts[host].life;
        self.net.at(at_ms, Event::Finish { call, epoch, host, life });
        Ok(())
    }

    fn check_epoch(&self, host: usize, epoch: u64, did: &str) -> Result<(), String> {
        let started = self.started;
        if epoch == started {
            return Ok(());
        }
        Err(format!("host {host} {did} a call of epoch {epoch} while {started} is in force"))
    }

    fn fence(&mut self, host: usize, epoch: u64) {
        let one = &mut self.hosts[host];
        match one.right.fence(epoch) {
            Some(right) => one.right = right,
            None => sometimes!(self.tale, LateFence, true),
        }
        sometimes!(self.tale, FencedWhileBusy, !one.right.is_serving() && one.in_flight > 0);
        if one.right.has_let_go(epoch, one.in_flight) {
            let data = one.data.clone();
            self.send(Event::LetGo { epoch, data });
        }
    }

    fn serve(&mut self, host: usize, epoch: u64, data: Data) {
        let one = &mut self.hosts[host];
        let before = one.right;
        let Some(right) = before.serve(epoch) else {
            sometimes!(self.tale, LateServe, true);
            return;
        };
        sometimes!(self.tale, CameBack, right != before && before.epoch() > 0);
        // What came before must not come over what was written since.
        if right != before {
            (one.right, one.data) = (right, data);
        }
        self.send(Event::Serving { epoch });
    }

    fn crash(&mut self, host: usize) {
        let one = &mut self.hosts[host];
        let is_fenced = !one.right.is_serving() && one.right.epoch() > 0;
        sometimes!(self.tale, CrashedWhileFenced, is_fenced);
        sometimes!(self.tale, CrashedWhileBusy, one.in_flight > 0);
        (one.is_down, one.in_flight, one.life) = (true, 0, one.life + 1);
        if injected(InjectedFault::ForgetServingRight) && !one.right.is_serving() {
            one.right = ServingRight::kept(one.right.epoch() - 1, true);
        }
        let at_ms = self.now_ms + self.dice.below(200);
        self.net.at(at_ms, Event::Restart { host });
    }

    // The mover.

    /// Sends what the journal says, again and again.
    fn tick(&mut self) {
        let again_ms = self.now_ms + 20 + self.dice.below(60);
        self.net.at(again_ms, Event::Mover);
        let Mover { epoch, from, to, .. } = self.mover;
        match self.mover.phase.clone() {
            Phase::Settled => {
                for caller in 0..CALLERS {
                    self.send(Event::Point { caller, host: to, epoch });
                }
                if self.mover.moves_left > 0 && self.dice.chance(300) {
                    let next = (to + 1 + self.dice.index(HOSTS - 1)) % HOSTS;
                    let moves_left = self.mover.moves_left - 1;
                    let (epoch, phase) = (epoch + 1, Phase::Fencing);
                    self.mover = Mover { epoch, from: to, to: next, phase, moves_left };
                }
            },
            Phase::Fencing => self.send(Event::Fence { host: from, epoch }),
            Phase::ServingRight(data) => self.send(Event::Serve { host: to, epoch, data }),
        }
    }

    fn let_go(&mut self, epoch: u64, data: Data) {
        if epoch == self.mover.epoch && matches!(self.mover.phase, Phase::Fencing) {
            self.mover.phase = Phase::ServingRight(data);
            self.started = epoch;
        }
    }

    fn serving(&mut self, epoch: u64) {
        if epoch == self.mover.epoch && matches!(self.mover.phase, Phase::ServingRight(_)) {
            self.mover.phase = Phase::Settled;
        }
    }

    // The end.

    fn heal(&mut self) {
        self.is_healed = true;
        self.mover.moves_left = 0;
        (self.weather.lost, self.weather.crash) = (0, 0);
        // From here on a call of each caller must get through.
        for call in self.last_calls() {
            self.net.at(self.now_ms + 2_000, Event::Begin { call });
        }
    }

    fn last_calls(&self) -> [u64; CALLERS] {
        [self.weather.steps, self.weather.steps + 1]
    }

    fn has_come_to_rest(&self) -> bool {
        let calls = self.last_calls();
        self.is_healed && calls.iter().all(|call| self.acknowledged.contains(call))
    }

    fn judge_the_end(&self) -> Result<(), String> {
        let host = &self.hosts[self.mover.to];
        let lost: Vec<&u64> = self.acknowledged.difference(&host.data).collect();
        if lost.is_empty() {
            return Ok(());
        }
        Err(format!("calls {lost:?} were acknowledged and are not where the domain is now"))
    }
}
