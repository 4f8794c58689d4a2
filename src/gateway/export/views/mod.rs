//! The texts of an archive that people read: what is what, and what is missing. It must not put
//! what somebody typed into the name of a file.

mod facts;

pub(in crate::gateway) use facts::{Facts, ToldPage, cause, word};

use super::calls;
use crate::gateway::core::front::Front;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::views::{format, moment_iso};
use crate::gateway::core::words::Language;

/// A part of an archive that could not be had, or not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MissingPart {
    /// As it would be called in the archive.
    pub(super) name: String,
    /// A sentence.
    pub(super) why: String,
}

/// `shoal-export-2026-11-29.zip`
pub(super) fn archive_name(now_ms: i64) -> String {
    format!("shoal-export-{}.zip", format::date(now_ms))
}

/// What is what, in the language of whoever asks.
pub(super) fn readme(front: &Front, req: &RequestContext) -> String {
    let (lists, words) = (calls::about(req.language.words()), req.language.words().gateway);
    let name = req.member.as_ref().map(|member| member.name.clone()).unwrap_or_default();
    let mut lines = vec![
        words.export_title(name, req.site_url(front)),
        words.export_at(moment_iso(front.now_ms())),
        String::new(),
        words.export_form().to_owned(),
        String::new(),
        words.export_account().to_owned(),
    ];
    lines.extend(lists.into_iter().map(str::to_owned));
    lines.push(words.export_folders().to_owned());
    lines.push(String::new());
    lines.push(words.export_left_out().to_owned());
    lines.push(words.export_whole().to_owned());
    lines.push(String::new());
    lines.join("\n")
}

/// What is missing, why, and what to do.
pub(super) fn incomplete(language: Language, missing: &[MissingPart], unnamed: u64) -> String {
    let words = language.words().gateway;
    let mut lines = vec![words.export_incomplete().to_owned(), String::new()];
    let parts = missing.iter().map(|one| words.export_missing(one.name.clone(), one.why.clone()));
    lines.extend(parts);
    if unnamed > 0 {
        lines.push(words.export_missing_more(unnamed));
    }
    lines.push(String::new());
    lines.push(words.export_again().to_owned());
    lines.push(String::new());
    lines.join("\n")
}
