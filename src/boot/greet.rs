//! Greets the processes that host this one's other domains, again and again, and says when one
//! comes, goes, speaks another contract, or lives in another time. It must not stop anything.

#![expect(clippy::disallowed_methods, reason = "boot owns the runtime and outlives the task")]

use super::composition::Routes;
use crate::contract::FINGERPRINT;
use crate::kernel::bus::Placed;
use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::wire::HelloResponse;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

const EVERY: Duration = Duration::from_secs(5);
const ANSWER_MAX: Duration = Duration::from_secs(3);
/// Beyond this, proofs of identity soon fail.
const SKEW_MS_MAX: i64 = 5_000;

/// Starts to greet.
pub(super) fn start(io: &Handle, routes: &Arc<Routes>) {
    if routes.duty.elsewhere.is_empty() {
        return;
    }
    let routes = Arc::clone(routes);
    io.spawn(async move {
        let mut known = HashMap::new();
        loop {
            for word in routes.duty.elsewhere.keys() {
                let state = greet(&routes, word).await;
                let before = known.insert(*word, state.clone());
                let is_still_unreachable = matches!((&before, &state), (Some(Err(_)), Err(_)));
                if !is_still_unreachable && before.as_ref() != Some(&state) {
                    tell(&routes, word, &state);
                }
            }
            tokio::time::sleep(EVERY).await;
        }
    });
}

/// What a greeting found: how the other side is odd, or why it did not answer.
async fn greet(routes: &Routes, word: &str) -> Result<Vec<String>, String> {
    let cx = Context::of_domain(routes.duty.name()).within(ANSWER_MAX);
    let asked = routes.route_table.hello(word, &cx);
    let Ok(Some(reply)) = tokio::time::timeout(ANSWER_MAX, asked).await else {
        return Err("it does not answer".to_owned());
    };
    let hello = reply.map_err(|error| error.to_string())?;
    Ok(oddities(word, &hello, Clock::system().now_ms()))
}

fn oddities(word: &str, hello: &HelloResponse, now_ms: i64) -> Vec<String> {
    let mut odd = Vec::new();
    if !hello.hosted.iter().any(|hosted| hosted.domain == word) {
        let hosted: Vec<&str> = hello.hosted.iter().map(|one| one.domain.as_str()).collect();
        odd.push(format!("it does not host {word} but {}", hosted.join(", ")));
    }
    if hello.contract != FINGERPRINT {
        odd.push(format!("it speaks another contract, that of version {}", hello.version));
    }
    // A greeting takes some time itself; what is left are the clocks.
    if (hello.now_ms - now_ms).abs() > SKEW_MS_MAX {
        let seconds = (hello.now_ms - now_ms) / 1000;
        odd.push(format!("its clock is {seconds} s away from ours: set both by NTP"));
    }
    odd
}

fn tell(routes: &Routes, word: &str, state: &Result<Vec<String>, String>) {
    let Some(placed) = routes.route_table.placed(word) else { return };
    let Placed { place, wire, .. } = placed;
    match state {
        Ok(odd) if odd.is_empty() => {
            tracing::info!(domain = word, place, wire, "another process answers");
        },
        Ok(odd) => {
            let odd = odd.join("; ");
            tracing::warn!(domain = word, place, wire, odd, "another process answers");
        },
        Err(cause) => {
            tracing::warn!(domain = word, place, wire, cause, "another process is unreachable");
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::wire::hello_response::Hosted;

    #[test]
    fn a_stranger_is_told_from_a_sibling() {
        let hosted = vec![Hosted { domain: "video".to_owned(), epoch: 1 }];
        let contract = FINGERPRINT.to_vec();
        let good = HelloResponse { contract, version: "1".to_owned(), now_ms: 1000, hosted };
        assert!(oddities("video", &good, 2000).is_empty());
        assert!(oddities("user", &good, 2000)[0].contains("does not host user"));
        assert!(oddities("video", &good, 60_000)[0].contains("clock"));
        let older = HelloResponse { contract: vec![7; 32], ..good };
        assert!(oddities("video", &older, 2000)[0].contains("another contract"));
    }
}
