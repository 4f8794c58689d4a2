//! The first page of a long thread, as one client reads it.

use super::super::client::{Timed, request, timed};
use super::super::{Figure, float, media};
use super::place::TalkSite;
use super::{progress, writing};
use std::path::Path;

const TIMES: u32 = 2_000;
/// The CPU of a process is told in hundredths of a second: what is cheap is asked for more often.
const BARE_TIMES: u32 = 10_000;

pub(super) fn measure(place: &TalkSite, file: &Path) -> Option<Vec<Figure>> {
    let (host, video) = (&place.site.address, place.videos.first()?);
    let comments = writing::count(place, video)?;
    let mut figures = Vec::new();
    for (who, token) in [("a visitor", ""), ("an account", place.tokens.first()?)] {
        for order in ["hot", "new"] {
            let line = format!("GET /api/v1/videos/{video}/comments?order={order}");
            let ours = timed(host, &[place.pid], &request(host, &line, token, ""), TIMES)?;
            let anchor = bare(file, ours.bytes)?;
            progress(&format!("{order} for {who}: {}; bare: {}", ours.told(), anchor.told()));
            figures.push(Figure {
                what: format!(
                    "community: first page ({order}, 24 comments, {:.1} KB) of a thread of \
                     {comments} for {who}, one client",
                    float(u64::try_from(ours.bytes).ok()?) / 1e3
                ),
                ours: ours.told(),
                anchor: format!("bare actix with as many bytes: {}", anchor.told()),
                ratio: format!(
                    "p99 {:.1}, CPU {:.1}",
                    ours.p99_ms / anchor.p99_ms.max(0.001),
                    ours.cpu_us / anchor.cpu_us.max(1.0)
                ),
                goal: "p99 ≤ 10 ms",
            });
        }
    }
    Some(figures)
}

/// The same from a server that does nothing else.
pub(super) fn bare(file: &Path, size: usize) -> Option<Timed> {
    std::fs::write(file, vec![b'x'; size]).ok()?;
    let bare = media::bare(file)?;
    let asked = request(&bare.address, &format!("GET {}", bare.path), "", "");
    timed(&bare.address, &bare.pids, &asked, BARE_TIMES)
}
