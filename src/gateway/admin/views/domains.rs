//! The page of the domains: the drawing of who calls and hears whom, and the figures of each. It
//! must not measure; it formats what it is given.

use crate::gateway::admin::views::Drawing;
use crate::gateway::core::views::Frame;

/// `GET /admin/domains`
#[derive(askama::Template)]
#[template(path = "admin/domains.html")]
pub(crate) struct DomainsPage {
    pub(crate) frame: Frame,
    pub(crate) window_s: u64,
    pub(crate) front: Figures,
    /// In the order of both drawings' boxes.
    pub(crate) rows: Vec<DomainRow>,
    pub(crate) drawings: [Drawing; 2],
}

/// One domain.
pub(crate) struct DomainRow {
    pub(crate) word: &'static str,
    pub(crate) purpose: String,
    pub(crate) placement: String,
    pub(crate) wire: String,
    /// `running`, for colour and script.
    pub(crate) state: &'static str,
    pub(crate) figures: Figures,
    /// `faulted`, `parked` or nothing: what the eye should find.
    pub(crate) trouble: &'static str,
}

/// Figures as they are read. A dash where nothing was measured.
pub(crate) struct Figures {
    pub(crate) calls: String,
    pub(crate) p50: String,
    pub(crate) p99: String,
    pub(crate) mailbox: String,
    pub(crate) store: String,
    pub(crate) cpu: String,
    /// Of the width of the bar, 0 to 100.
    pub(crate) cpu_bar: u32,
    pub(crate) refused: String,
    pub(crate) faulted: String,
    pub(crate) events: String,
    pub(crate) in_flight: String,
    pub(crate) parked: String,
    pub(crate) restarts: String,
}

impl DomainsPage {
    /// The words of the states, for the script.
    pub(crate) fn states(&self) -> [(&'static str, &'static str); 5] {
        let words = self.frame.words.admin;
        [
            ("starting", words.domains_starting()),
            ("running", words.domains_running()),
            ("restarting", words.domains_restarting()),
            ("stopped", words.domains_stopped()),
            ("unreached", words.domains_unreached()),
        ]
    }

    /// The word of one state.
    pub(crate) fn state(&self, code: &str) -> &'static str {
        self.states().into_iter().find(|(known, _)| *known == code).map_or("", |(_, word)| word)
    }
}

#[cfg(test)]
impl DomainsPage {
    /// Three domains, one of them in trouble.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        use super::graph::{Bond, Edge, Flow, draw};
        let figures = || Figures {
            calls: "3.4".into(),
            p50: "730 µs".into(),
            p99: "1.2 ms".into(),
            mailbox: "8 µs / 90 µs".into(),
            store: "–".into(),
            cpu: "12 %".into(),
            cpu_bar: 12,
            refused: "0".into(),
            faulted: "<0.1".into(),
            events: "0".into(),
            in_flight: "2".into(),
            parked: "1".into(),
            restarts: "0".into(),
        };
        let row = |word, trouble| DomainRow {
            word,
            purpose: "what it <owns>".into(),
            placement: "here".into(),
            wire: "mailbox".into(),
            state: "running",
            figures: figures(),
            trouble,
        };
        let edge = |from, to, bond| Edge { from, to, bond, label: "a → b".into() };
        let edges = [edge(0, 1, Bond::Calls), edge(1, 2, Bond::Hears), edge(2, 0, Bond::Hears)];
        Self {
            frame: Frame::sample(language, "/admin/domains"),
            window_s: 10,
            front: figures(),
            rows: vec![row("ingest", ""), row("video", "faulted"), row("user", "parked")],
            drawings: [draw(3, &edges, Flow::Right), draw(3, &edges, Flow::Down)],
        }
    }
}
