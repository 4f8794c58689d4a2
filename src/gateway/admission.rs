//! Sheds load early: how many requests are worked on at once follows how long they take. The limit
//! grows by one per limit's worth of timely answers and shrinks by a tenth when they come late
//! (additive increase, multiplicative decrease: Chiu and Jain, 1989), so that what is accepted is
//! answered in time and the rest hears at once that it was not. It must not decide who asks too
//! often; the rate limits do.

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
const LIMIT_MIN: f64 = 8.0;
const LIMIT_MAX: f64 = 512.0;

/// How many refusals are told a second while there are more: they are cheap and not free.
const REFUSALS_PER_S: u32 = 1_000;
/// The longest that anybody waits to be refused.
const REFUSAL_WAIT_MAX: Duration = Duration::from_millis(900);

/// How a route is treated when there is too much to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rank {
    pub(super) class: Class,
    /// Whether its time tells how busy the site is. What is slow by itself, such as a password's
    /// hash, tells nothing.
    pub(super) is_judged: bool,
}

/// The rank of a route; `None` for what is answered however busy the site is: files of the program
/// itself, and bytes of uploads, which have bounds of their own.
pub(super) fn rank(method: &Method, pattern: &str) -> Option<Rank> {
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    let of = |class, is_judged| Some(Rank { class, is_judged });
    match pattern {
        "/healthz" | "/robots.txt" | "/favicon.ico" | "/static/{path:.*}" => None,
        "/readyz" | "/metrics" | "/api/v1/sessions/{id}/progress" => of(Class::Stats, false),
        "/watch/{id}"
        | "/covers/{id}.jpg"
        | "/media/{token}/{path:.*}"
        | "/api/v1/videos/{id}/sessions" => of(Class::Play, true),
        path if path.starts_with("/api/v1/uploads") && !is_read => None,
        path => of(Class::Browse, is_read && !path.ends_with("/stream")),
    }
}

#[derive(Debug)]
struct State {
    limit: f64,
    in_flight: u32,
    cut_at: Option<Instant>,
    /// When the next refusal is told.
    refusal_at: Option<Instant>,
}

impl State {
    /// How long one more refusal waits for its turn. Its connection is not read from before, so
    /// that whoever asks again at once does not take the time of those who are served.
    fn refuse(&mut self, now: Instant) -> Duration {
        let at = self.refusal_at.unwrap_or(now).max(now);
        let at = at.min(now + REFUSAL_WAIT_MAX);
        self.refusal_at = Some(at + Duration::from_secs(1) / REFUSALS_PER_S);
        at.saturating_duration_since(now)
    }

    fn enter(&mut self, class: Class) -> bool {
        let share = u32::try_from(class.share_percent()).unwrap_or(100);
        let is_free = f64::from(self.in_flight) < self.limit * f64::from(share) / 100.0;
        self.in_flight += u32::from(is_free);
        is_free
    }

    /// `took` is what tells how busy the site is, if anything does.
    fn leave(&mut self, took: Option<Duration>, now: Instant) {
        // A limit that is not used says nothing about what would be.
        let is_used = f64::from(self.in_flight) * 2.0 >= self.limit;
        self.in_flight = self.in_flight.saturating_sub(1);
        match took {
            Some(took) if took > TIMELY => {
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

/// The places of the front.
pub(super) struct Admission {
    state: Arc<Mutex<State>>,
}

/// A place that is worked in. Dropped without an answer, it tells nothing.
pub(super) struct Ticket {
    state: Arc<Mutex<State>>,
    is_judged: bool,
    begun: Instant,
    took: Option<Duration>,
}

impl Admission {
    pub(super) fn new() -> Self {
        let state = State { limit: LIMIT_FIRST, in_flight: 0, cut_at: None, refusal_at: None };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// A place for a request; `None` when it is to be shed.
    pub(super) fn enter(&self, rank: Rank, begun: Instant) -> Option<Ticket> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.enter(rank.class) {
            return None;
        }
        drop(state);
        let state = Arc::clone(&self.state);
        Some(Ticket { state, is_judged: rank.is_judged, begun, took: None })
    }
}

impl Admission {
    /// How long the next refusal waits.
    pub(super) fn refuse(&self, now: Instant) -> Duration {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).refuse(now)
    }
}

impl Ticket {
    /// Notes that the answer begins now.
    pub(super) fn answered(mut self) {
        self.took = Some(clock::instant().saturating_duration_since(self.begun));
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.leave(self.took.filter(|_| self.is_judged), clock::instant());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State { limit: 10.0, in_flight: 0, cut_at: None, refusal_at: None }
    }

    #[test]
    fn play_comes_in_when_others_do_not() {
        let mut state = state();
        let come = |state: &mut State, class| (0..20).filter(|_| state.enter(class)).count();
        assert_eq!(come(&mut state, Class::Stats), 7);
        assert_eq!(come(&mut state, Class::Browse), 2);
        assert_eq!(come(&mut state, Class::Play), 1);
        state.leave(None, clock::instant());
        assert_eq!(come(&mut state, Class::Browse), 0);
        assert_eq!(come(&mut state, Class::Play), 1);
    }

    #[test]
    fn the_limit_follows_the_time_of_answers() {
        let (mut state, now) = (state(), clock::instant());
        let late = Some(TIMELY * 2);
        state.in_flight = 10;
        state.leave(late, now);
        state.leave(late, now);
        assert_eq!(state.limit.to_string(), "9", "one cut, however many were late");
        for round in 1..100 {
            state.in_flight = 10;
            state.leave(late, now + CUT_PAUSE * round);
        }
        assert_eq!(state.limit.to_string(), LIMIT_MIN.to_string());
        for _ in 0..100 {
            state.in_flight = 1;
            state.leave(Some(TIMELY / 2), now);
        }
        assert_eq!(state.limit.to_string(), LIMIT_MIN.to_string(), "nobody used it");
        for _ in 0..1_000 {
            state.in_flight = 50;
            state.leave(Some(TIMELY / 2), now);
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
        let held: Vec<Ticket> =
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
            (Method::POST, "/sign-in", Some(Class::Browse)),
        ] {
            assert_eq!(rank(&method, pattern).map(|rank| rank.class), class, "{method} {pattern}");
        }
        assert!(rank(&Method::POST, "/sign-in").is_some_and(|rank| !rank.is_judged));
    }
}
