//! The page of the events: how far each domain has read each source, and what was set aside with
//! its cause. It must not decide what may be tried again; the kernel does.

use crate::gateway::core::views::Frame;

/// `GET /admin/events`
#[derive(askama::Template)]
#[template(path = "admin/events.html")]
pub(crate) struct EventsPage {
    pub(crate) frame: Frame,
    pub(crate) domains: Vec<Listener>,
    /// Parked events of all domains.
    pub(crate) parked_total: usize,
}

impl EventsPage {
    /// Whether somebody could not be asked: then nothing is known to be well.
    fn is_any_unreachable(&self) -> bool {
        self.domains.iter().any(|domain| domain.is_unreachable)
    }
}

/// One domain that hears others.
pub(crate) struct Listener {
    pub(crate) word: &'static str,
    /// Idempotency key of this row's forms.
    pub(crate) key: String,
    /// It runs in another process, which does not answer now.
    pub(crate) is_unreachable: bool,
    pub(crate) readings: Vec<ReadingRow>,
    pub(crate) parked: Vec<ParkedRow>,
}

/// How far one source is read.
pub(crate) struct ReadingRow {
    pub(crate) source: String,
    pub(crate) position: u64,
    pub(crate) is_replaying: bool,
}

/// One event that was set aside.
pub(crate) struct ParkedRow {
    pub(crate) source: String,
    pub(crate) kind: String,
    pub(crate) entity: String,
    /// 0 for one that only waits behind another.
    pub(crate) tries: u64,
    pub(crate) cause: String,
    pub(crate) at_ms: i64,
}

#[cfg(test)]
impl EventsPage {
    /// One domain that hears two, with one event that failed and one that waits behind it.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let parked = |tries, cause: &str| ParkedRow {
            source: "ingest".into(),
            kind: "SourceAccepted".into(),
            entity: "v1".into(),
            tries,
            cause: cause.into(),
            at_ms: crate::gateway::tests::NOW_MS - 90_000,
        };
        let reading = |source: &str, is_replaying| ReadingRow {
            source: source.to_owned(),
            position: 42,
            is_replaying,
        };
        let listener = |word, parked| Listener {
            word,
            key: format!("key-{word}"),
            is_unreachable: false,
            readings: vec![reading("ingest", false), reading("transcode", true)],
            parked,
        };
        Self {
            frame: Frame::sample(language, "/admin/events"),
            domains: vec![
                listener("video", vec![parked(3, "internal: <b>no row</b>"), parked(0, "")]),
                listener("playback", Vec::new()),
                Listener {
                    is_unreachable: true,
                    readings: Vec::new(),
                    ..listener("transcode", vec![])
                },
            ],
            parked_total: 2,
        }
    }
}
