//! The domains as administrators see them: drawn, as JSON, and as a stream that ends with the right
//! to read it.

use super::fakes::held;
use super::wire::ask;
use super::world::World;
use crate::contract::TOPOLOGY;
use crate::gateway::Settings;
use std::io::{BufRead as _, BufReader, Write as _};

const STREAM: &str = "/api/v1/admin/domains/stream";

#[test]
fn every_domain_and_every_bond_is_drawn() {
    let world = World::new();
    let page = world.send(&ask("GET", "/admin/domains").with("cookie", "shoal_session=admin"));
    let html = page.text();
    for row in TOPOLOGY {
        assert_eq!(html.matches(&format!("data-testid=\"node-{}\"", row.word)).count(), 2);
        assert!(html.contains(&format!("data-testid=\"row-{}\"", row.word)));
        for call in row.calls {
            assert!(html.contains(&format!("{} → {call}", row.word)), "{} calls {call}", row.word);
        }
        for (_, event) in row.hears.iter().filter_map(|heard| heard.split_once('.')) {
            assert!(html.contains(event), "{} hears {event}", row.word);
        }
    }
    let calls: usize = TOPOLOGY.iter().map(|row| row.calls.len()).sum();
    // Each drawing has them, and the legend has one.
    assert_eq!(html.matches("class=\"edge edge-calls\"").count(), 2 * calls + 1);
    let zh =
        ask("GET", "/admin/domains").with("cookie", "shoal_session=admin; shoal_language=zh-CN");
    let html = world.send(&zh).text();
    assert!(html.contains("服务模块") && html.contains("账号、凭证"), "{html}");
}

#[test]
fn what_is_measured_is_told() {
    let world = World::new();
    for _ in 0..40 {
        world.send(&ask("GET", "/robots.txt"));
    }
    world.send(&ask("GET", "/nothing-here"));
    world.watch.look();
    let said = world.operate(&ask("GET", "/api/v1/admin/domains")).json();
    assert_eq!(said["domains"].as_array().map(Vec::len), Some(TOPOLOGY.len()));
    let front = &said["front"];
    let rate = front["requests_per_s"].as_f64().expect("a rate");
    let refused = front["refused_per_s"].as_f64().expect("a rate");
    assert!(rate > 0.0 && refused > 0.0 && rate > 30.0 * refused, "{front}");
    assert!(front["p50_us"].as_u64() <= front["p99_us"].as_u64(), "{front}");
    assert!(front["p99_us"].as_u64().is_some());
    let user = &said["domains"][0];
    assert_eq!((user["placement"].as_str(), user["wire"].as_str()), (Some("fake"), Some("fake")));
    assert!(user["p50_us"].is_null(), "nothing was measured: {user}");
}

#[test]
fn the_stream_is_for_administrators_and_ends_with_them() {
    let world = World::with(Settings { stream_recheck_every_ms: 1, ..Settings::default() });
    assert_eq!(world.send(&ask("GET", STREAM)).status, 401);
    let mira = ask("GET", STREAM).with("cookie", "shoal_session=good");
    assert_eq!(world.send(&mira).status, 403);
    let mut line = world.line();
    let head = format!("GET {STREAM} HTTP/1.1\r\nhost: x\r\ncookie: shoal_session=admin\r\n\r\n");
    line.write_all(head.as_bytes()).expect("the front listens");
    let mut lines = BufReader::new(line).lines();
    let mut until =
        |mark: &str| lines.by_ref().map_while(Result::ok).find(|line| line.contains(mark));
    assert!(until("text/event-stream").is_some());
    world.watch.look();
    let told = until("data: {").expect("an event");
    assert!(told.contains("\"domain\":\"user\""), "{told}");
    *held(&world.seen.is_revoked) = true;
    // What was believed for a second is asked for again.
    world.wait_ms(1_200);
    world.watch.look();
    world.wait_ms(50);
    world.watch.look();
    // The last chunk is empty: the stream has ended.
    let last = lines.map_while(Result::ok).find(|line| line == "0" || line.contains("data: {"));
    assert_eq!(last.as_deref(), Some("0"), "it goes on without the right to read");
}
