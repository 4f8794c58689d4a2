//! The page that draws the domains. It must not measure anything itself: the kernel's watch does.

use crate::contract::TOPOLOGY;
use crate::gateway::admin::views::{
    Bond, DomainRow, DomainsPage, Drawing, Edge, Figures, GrowsTo, draw,
};
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::shown;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::views::{per_s, short_time};
use crate::kernel::host::{CallStats, DomainStats};
use crate::kernel::meter::State;

/// `GET /admin/domains`
pub(in crate::gateway) async fn page(front: FrontData, req: RequestContext) -> Answer {
    let picture = front.gateway.watch.pictures().borrow().clone();
    let words: Vec<&str> = picture.domains.iter().map(|stats| stats.word).collect();
    let edges = edges(&words);
    let drawn = |flow| -> Drawing { draw(words.len(), &edges, flow) };
    shown(&DomainsPage {
        frame: req.frame(&front),
        window_s: picture.window_ms.div_ceil(1000),
        front: figures(&picture.front, (true, true)),
        rows: picture.domains.iter().map(|stats| row(&req, stats)).collect(),
        drawings: [drawn(GrowsTo::Right), drawn(GrowsTo::Down)],
    })
}

/// Who calls whom and who hears what among these, by their places.
fn edges(words: &[&str]) -> Vec<Edge> {
    let place = |word: &str| words.iter().position(|known| *known == word);
    let mut edges: Vec<Edge> = Vec::new();
    for row in TOPOLOGY {
        let Some(own) = place(row.word) else { continue };
        for to in row.calls.iter().filter_map(|word| place(word)) {
            let label = format!("{} → {}", row.word, words[to]);
            edges.push(Edge { from: own, to, bond: Bond::Calls, label });
        }
        for (word, event) in row.hears.iter().filter_map(|heard| heard.split_once('.')) {
            let Some(from) = place(word) else { continue };
            let is_same =
                |edge: &&mut Edge| (edge.from, edge.to, edge.bond) == (from, own, Bond::Hears);
            match edges.iter_mut().find(is_same) {
                Some(edge) => edge.label = format!("{}, {event}", edge.label),
                None => {
                    let label = format!("{word} ⇢ {}: {event}", row.word);
                    edges.push(Edge { from, to: own, bond: Bond::Hears, label });
                },
            }
        }
    }
    edges
}

fn row(req: &RequestContext, stats: &DomainStats) -> DomainRow {
    let topology = TOPOLOGY.iter().find(|row| row.word == stats.word);
    let english = topology.map_or("", |row| row.purpose);
    let words = req.language.words().admin;
    let trouble = match &stats.beat {
        beat if beat.faulted_per_s > 0.0 => "faulted",
        beat if beat.parked > 0 => "parked",
        _ => "",
    };
    DomainRow {
        word: stats.word,
        purpose: req.language.purpose(stats.word).unwrap_or_else(|| english.to_owned()),
        placement: match stats.place.as_str() {
            "local" => words.domains_local().to_owned(),
            address => address.to_owned(),
        },
        wire: match stats.wire {
            "mailbox" => words.domains_mailbox_wire().to_owned(),
            "none" => String::new(),
            wire => wire.to_owned(),
        },
        state: stats.state.word(),
        figures: match stats.state {
            // What its callers saw of it are refusals to connect, and no times of its work.
            State::Unreached => figures(&CallStats::default(), (false, false)),
            _ => figures(&stats.beat, (stats.is_here, true)),
        },
        trouble,
    }
}

fn figures(beat: &CallStats, (is_here, is_reached): (bool, bool)) -> Figures {
    let reached = |text: String| if is_reached { text } else { "–".to_owned() };
    let known = |text: String| if is_here { text } else { "–".to_owned() };
    let time = |us: Option<u64>| us.map_or_else(|| "–".to_owned(), short_time);
    let pair = |p50, p99| match (p50, p99) {
        (Some(p50), Some(p99)) => format!("{} / {}", short_time(p50), short_time(p99)),
        _ => "–".to_owned(),
    };
    Figures {
        calls: reached(per_s(beat.calls_per_s)),
        p50: time(beat.p50_us),
        p99: time(beat.p99_us),
        mailbox: pair(beat.mailbox_p50_us, beat.mailbox_p99_us),
        store: pair(beat.store_p50_us, beat.store_p99_us),
        cpu: known(format!("{} %", per_s(beat.cpu_share * 100.0))),
        cpu_bar: percent(beat.cpu_share),
        refused: reached(per_s(beat.refused_per_s)),
        faulted: reached(per_s(beat.faulted_per_s)),
        events: known(per_s(beat.reacted_per_s)),
        in_flight: known(beat.in_flight.to_string()),
        parked: known(beat.parked.to_string()),
        restarts: known(beat.restarts.to_string()),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=100 first"
)]
fn percent(share: f64) -> u32 {
    (share * 100.0).clamp(0.0, 100.0).round() as u32
}
