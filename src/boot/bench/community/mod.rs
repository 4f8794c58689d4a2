//! What people do under videos: how much is written durably at once, how long a long thread takes
//! to read, how long thousands of followers take to be told, and what the requests of a page cost.
//! The server is a process of its own, so that its CPU is told apart from that of who asks.
#![expect(clippy::disallowed_methods, reason = "servers and clients run as users run them")]

mod place;
mod reading;
mod telling;
mod visiting;
mod writing;

use super::Figure;
use place::TalkSite;
use std::io::Write as _;
use std::path::Path;

pub(super) fn measure(shoal: &Path) -> Option<Vec<Figure>> {
    let folder = tempfile::tempdir_in(".").ok()?;
    let place = TalkSite::start(shoal, &folder.path().join("site"))?;
    progress("the site is filled");
    let file = folder.path().join("page");
    let mut figures = writing::measure(&place)?;
    progress("written");
    figures.extend(reading::measure(&place, &file)?);
    progress("read");
    figures.extend(visiting::measure(&place, &file)?);
    progress("visited");
    figures.extend(telling::measure(&place)?);
    Some(figures)
}

/// The whole takes minutes: what was found so far, for whoever waits.
fn progress(text: &str) {
    drop(writeln!(std::io::stderr(), "community: {text}"));
}
