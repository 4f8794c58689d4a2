//! What somebody has watched, by day. It must not show a video that is not shown to them: of that
//! only a place is left, which they may take away.

use crate::gateway::core::views::{Frame, format};
use crate::gateway::video::views::VideoCard;

/// `GET /history`
#[derive(askama::Template)]
#[template(path = "playback/history.html")]
pub(crate) struct HistoryPage {
    pub(crate) frame: Frame,
    /// Newest first.
    pub(crate) rows: Vec<HistoryRow>,
    /// The address of the rest.
    pub(crate) more: Option<String>,
    pub(crate) is_paused: bool,
}

/// A video that was watched.
pub(crate) struct HistoryRow {
    pub(crate) id: String,
    pub(crate) watched_ms: i64,
    pub(crate) position_ms: i64,
    pub(crate) duration_ms: i64,
    /// None where it is not shown to its viewer any more.
    pub(crate) card: Option<VideoCard>,
}

impl HistoryRow {
    /// For the head of a day and what scripts know it by: `2026-11-23`.
    pub(crate) fn day(&self) -> String {
        format::date(self.watched_ms)
    }

    /// `1:23`
    pub(crate) fn position(&self) -> String {
        format::duration(self.position_ms)
    }
}

impl HistoryPage {
    /// What is said where there is nothing.
    pub(crate) fn empty_text(&self) -> &'static str {
        let words = self.frame.words.playback;
        if self.is_paused { words.history_empty_paused() } else { words.history_empty_text() }
    }

    /// Whether another day begins with a row; `at` counts from 0.
    pub(crate) fn begins_day(&self, at: &usize) -> bool {
        let day = |at: usize| self.rows.get(at).map(HistoryRow::day);
        *at == 0 || day(*at) != day(*at - 1)
    }

    /// What a day is called.
    pub(crate) fn day_name(&self, row: &HistoryRow) -> String {
        format::day(self.frame.words.gateway, row.watched_ms, self.frame.now_ms)
    }

    /// "Watched up to 1:23 of 4:56"
    pub(crate) fn progress_name(&self, row: &HistoryRow) -> String {
        let all = format::duration(row.duration_ms);
        self.frame.words.playback.history_progress(row.position(), all)
    }

    /// "Remove “Title” from history"
    pub(crate) fn remove_name(&self, row: &HistoryRow) -> String {
        let words = self.frame.words.playback;
        match &row.card {
            Some(card) => words.history_remove_named(card.title.clone()),
            None => words.history_remove().to_owned(),
        }
    }
}

#[cfg(test)]
impl HistoryPage {
    /// Three days, one video that is gone, and a next page.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let now_ms = crate::gateway::tests::NOW_MS;
        let ages_ms = [60_000, 7_200_000, 90_000_000, 91_000_000, 900_000_000];
        let cards = VideoCard::samples().into_iter().map(Some);
        let rows = ages_ms.into_iter().zip(cards).enumerate().map(|(at, (age_ms, card))| {
            let duration_ms = card.as_ref().map_or(0, |card| card.duration_ms);
            HistoryRow {
                id: format!("v{at}"),
                watched_ms: now_ms - age_ms,
                position_ms: duration_ms / 5 * i64::try_from(at).unwrap_or(0),
                duration_ms,
                card: card.filter(|_| at != 3),
            }
        });
        Self {
            frame: Frame::sample(language, "/history"),
            rows: rows.collect(),
            more: Some("/history?cursor=1-a".into()),
            is_paused: false,
        }
    }

    /// Nothing yet, and nothing is added.
    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        Self { rows: Vec::new(), more: None, is_paused: true, ..Self::sample(language) }
    }
}
