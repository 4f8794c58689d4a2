//! Sheds load early: how many requests are worked on at once follows how long they take. The limit
//! grows by one per limit's worth of timely answers and shrinks by a tenth when they come late
//! (additive increase, multiplicative decrease: Chiu and Jain, 1989), so that what is accepted is
//! answered in time and the rest hears at once that it was not. It must not decide who asks too
//! often; the rate limits do.

use super::routes::Urgency;
use crate::gateway::routes;
use crate::kernel::clock;
use crate::kernel::rpc::Class;
use actix_web::http::Method;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// An answer that begins later than this is late.
const TIMELY: Duration = Duration::from_millis(250);
/// How long a cut of the limit works before another one.
const CUT_PAUSE: Duration = Duration::from_millis(100);
const LIMIT_FIRST: f64 = 64.0;
const LIMIT_MIN: f64 = 16.0;
/// What was learnt longer ago than this says nothing about now.
const LEARNT: Duration = Duration::from_secs(30);
/// The part of the places that each class may take even when others hold all of them: a domain
/// that hangs stops what needs it and nothing else.
const FLOOR: f64 = 0.2;
const LIMIT_MAX: f64 = 512.0;

/// How many refusals are told a second while there are more: they are cheap and not free.
const REFUSALS_PER_S: u32 = 1_000;
/// The longest that anybody waits to be refused.
const REFUSAL_WAIT_MAX: Duration = Duration::from_millis(2_500);

/// How a route is treated when there is too much to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) struct Rank {
    pub(in crate::gateway) class: Class,
    /// Whether its time tells how busy the site is. What changes something waits for the disk.
    pub(in crate::gateway) is_judged: bool,
}

/// The rank of a route, as its row states it; `None` for what is answered however busy the site is.
pub(in crate::gateway) fn rank(method: &Method, pattern: &str) -> Option<Rank> {
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    let of = |class, is_judged| Some(Rank { class, is_judged });
    match routes::urgency(method, pattern) {
        Urgency::Always => None,
        Urgency::Stats => of(Class::Stats, false),
        Urgency::Play => of(Class::Play, true),
        Urgency::Browse => of(Class::Browse, is_read && !pattern.ends_with("/stream")),
    }
}

#[derive(Debug)]
struct AdmissionState {
    limit: f64,
    /// The places that are taken, by `at` of their class.
    in_flight: [u32; 3],
    cut_at: Option<Instant>,
    /// When the next refusal is told.
    refusal_at: Option<Instant>,
}

impl AdmissionState {
    /// How long one more refusal waits for its turn. Its connection is not read from before, so
    /// that whoever asks again at once does not take the time of those who are served.
    fn refuse(&mut self, now: Instant) -> Duration {
        let at = self.refusal_at.unwrap_or(now).max(now);
        let at = at.min(now + REFUSAL_WAIT_MAX);
        self.refusal_at = Some(at + Duration::from_secs(1) / REFUSALS_PER_S);
        at.saturating_duration_since(now)
    }

    fn all(&self) -> f64 {
        self.in_flight.iter().copied().map(f64::from).sum()
    }

    fn enter(&mut self, class: Class, now: Instant) -> bool {
        if self.cut_at.is_some_and(|at| now > at + LEARNT) {
            (self.limit, self.cut_at) = (self.limit.max(LIMIT_FIRST), None);
        }
        let share = u32::try_from(class.share_percent()).unwrap_or(100);
        let own = self.in_flight[at(class)];
        let is_free = self.all() < self.limit * f64::from(share) / 100.0
            || f64::from(own) < self.limit * FLOOR;
        self.in_flight[at(class)] += u32::from(is_free);
        is_free
    }

    /// `took` is what tells how busy the site is, if anything does.
    fn leave(&mut self, class: Class, took: Option<Duration>, now: Instant) {
        // A limit that is not used says nothing about what would be; and what is late then is so
        // for a reason of its own, such as a cold disk.
        let is_used = self.all() * 2.0 >= self.limit;
        let own = &mut self.in_flight[at(class)];
        *own = own.saturating_sub(1);
        match took {
            Some(took) if took > TIMELY && is_used => {
                let is_cut = self.cut_at.is_some_and(|at| now < at + CUT_PAUSE);
                if !is_cut {
                    self.limit = (self.limit * 0.9).max(LIMIT_MIN);
                    self.cut_at = Some(now);
                }
            },
            Some(_) if is_used => self.limit = (self.limit + 1.0 / self.limit).min(LIMIT_MAX),
            _ => {},
        }
    }
}

fn at(class: Class) -> usize {
    match class {
        Class::Play => 0,
        Class::Browse => 1,
        Class::Stats | Class::Prefetch => 2,
    }
}

/// The places of the front.
pub(in crate::gateway) struct Admission {
    state: Arc<Mutex<AdmissionState>>,
}

/// A place that is worked in. Dropped without an answer, it tells nothing.
pub(in crate::gateway) struct Permit {
    state: Arc<Mutex<AdmissionState>>,
    rank: Rank,
    begun: Instant,
    took: Option<Duration>,
}

impl Admission {
    pub(in crate::gateway) fn new() -> Self {
        let state = AdmissionState {
            limit: LIMIT_FIRST,
            in_flight: [0; 3],
            cut_at: None,
            refusal_at: None,
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// A place for a request; `None` when it is to be shed.
    pub(in crate::gateway) fn enter(&self, rank: Rank, begun: Instant) -> Option<Permit> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.enter(rank.class, begun) {
            return None;
        }
        drop(state);
        let state = Arc::clone(&self.state);
        Some(Permit { state, rank, begun, took: None })
    }
}

impl Admission {
    /// How long the next refusal waits.
    pub(in crate::gateway) fn refuse(&self, now: Instant) -> Duration {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).refuse(now)
    }
}

impl Permit {
    /// Notes that the answer begins now. A fault tells how one domain fares, not the site.
    pub(in crate::gateway) fn answered(mut self, is_fault: bool) {
        self.rank.is_judged &= !is_fault;
        self.took = Some(clock::instant().saturating_duration_since(self.begun));
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let took = self.took.filter(|_| self.rank.is_judged);
        state.leave(self.rank.class, took, clock::instant());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> AdmissionState {
        AdmissionState { limit: 10.0, in_flight: [0; 3], cut_at: None, refusal_at: None }
    }

    #[test]
    fn play_comes_in_when_others_do_not() {
        let mut state = state();
        let now = clock::instant();
        let come =
            |state: &mut AdmissionState, class| (0..20).filter(|_| state.enter(class, now)).count();
        assert_eq!(come(&mut state, Class::Stats), 7);
        assert_eq!(come(&mut state, Class::Browse), 2);
        assert_eq!(come(&mut state, Class::Play), 2);
        for _ in 0..2 {
            state.leave(Class::Stats, None, now);
        }
        assert_eq!(come(&mut state, Class::Browse), 0);
        assert_eq!(come(&mut state, Class::Play), 1);
    }

    #[test]
    fn whoever_holds_all_places_leaves_some_to_the_others() {
        let (mut state, now) = (state(), clock::instant());
        let come =
            |state: &mut AdmissionState, class| (0..20).filter(|_| state.enter(class, now)).count();
        assert_eq!(come(&mut state, Class::Play), 10, "a domain hangs");
        assert_eq!(come(&mut state, Class::Browse), 2);
        assert_eq!(come(&mut state, Class::Stats), 2);
    }

    #[test]
    fn what_is_late_on_an_idle_site_cuts_nothing() {
        let (mut state, now) = (state(), clock::instant());
        for round in 1..100 {
            assert!(state.enter(Class::Browse, now));
            state.leave(Class::Browse, Some(TIMELY * 9), now + CUT_PAUSE * round);
        }
        assert_eq!(state.limit.to_string(), "10");
    }

    #[test]
    fn a_cut_is_forgotten() {
        let (mut state, now) = (state(), clock::instant());
        (state.limit, state.cut_at) = (LIMIT_MIN, Some(now));
        assert!(state.enter(Class::Browse, now + LEARNT));
        assert_eq!(state.limit.to_string(), LIMIT_MIN.to_string());
        assert!(state.enter(Class::Browse, now + LEARNT * 2));
        assert_eq!(state.limit.to_string(), LIMIT_FIRST.to_string());
    }

    #[test]
    fn the_limit_follows_the_time_of_answers() {
        let (mut state, now) = (state(), clock::instant());
        state.limit = 100.0;
        let leave = |state: &mut AdmissionState, in_flight, took, now| {
            state.in_flight[at(Class::Browse)] = in_flight;
            state.leave(Class::Browse, Some(took), now);
        };
        leave(&mut state, 90, TIMELY * 2, now);
        leave(&mut state, 90, TIMELY * 2, now);
        assert_eq!(state.limit.to_string(), "90", "one cut, however many were late");
        for round in 1..100 {
            leave(&mut state, 90, TIMELY * 2, now + CUT_PAUSE * round);
        }
        assert_eq!(state.limit.to_string(), LIMIT_MIN.to_string());
        for _ in 0..100 {
            leave(&mut state, 1, TIMELY / 2, now);
        }
        assert_eq!(state.limit.to_string(), LIMIT_MIN.to_string(), "nobody used it");
        for _ in 0..1_000 {
            leave(&mut state, 50, TIMELY / 2, now);
        }
        assert!(state.limit > 40.0, "{}", state.limit);
    }

    #[test]
    fn refusals_are_told_one_after_the_other_and_not_for_ever() {
        let (mut state, now) = (state(), clock::instant());
        assert_eq!(state.refuse(now), Duration::ZERO);
        assert_eq!(state.refuse(now), Duration::from_millis(1));
        let most = (2..10_000).map(|_| state.refuse(now)).max();
        assert_eq!(most, Some(REFUSAL_WAIT_MAX));
        let later = now + Duration::from_secs(5);
        assert_eq!(state.refuse(later), Duration::ZERO, "nobody waits any more");
    }

    #[test]
    fn whoever_goes_without_an_answer_gives_the_place_back() {
        let admission = Admission::new();
        let rank = Rank { class: Class::Browse, is_judged: true };
        let held: Vec<Permit> =
            (0..100).filter_map(|_| admission.enter(rank, clock::instant())).collect();
        assert_eq!(held.len(), 58, "nine tenths of 64");
        drop(held);
        assert!(admission.enter(rank, clock::instant()).is_some());
    }

    #[test]
    fn what_must_go_on_has_no_rank() {
        for (method, pattern, class) in [
            (Method::GET, "/healthz", None),
            (Method::GET, "/static/{path:.*}", None),
            (Method::PATCH, "/api/v1/uploads/{id}", None),
            (Method::HEAD, "/api/v1/uploads/{id}", Some(Class::Browse)),
            (Method::GET, "/", Some(Class::Browse)),
            (Method::GET, "/media/{token}/{path:.*}", Some(Class::Play)),
            (Method::POST, "/api/v1/videos/{id}/sessions", Some(Class::Play)),
            (Method::POST, "/api/v1/sessions/{id}/progress", Some(Class::Stats)),
            (Method::POST, "/sign-in", None),
            (Method::POST, "/studio/{id}/edit", Some(Class::Browse)),
        ] {
            assert_eq!(rank(&method, pattern).map(|rank| rank.class), class, "{method} {pattern}");
        }
        assert!(rank(&Method::POST, "/studio/{id}/edit").is_some_and(|rank| !rank.is_judged));
    }
}
