//! Connections: how many one address may hold, and what becomes of those beyond.

use super::wire::{ask, read};
use super::world::World;
use crate::gateway::Settings;
use crate::kernel::clock;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// One worker, so that connections are counted in the order in which they come.
fn narrow() -> Settings {
    Settings { connections_per_ip_max: 3, worker_threads: 1, ..Settings::default() }
}

/// A connection that is counted, since it was answered, and stays open.
fn kept(world: &World) -> TcpStream {
    let mut line = world.line();
    line.write_all(b"GET /healthz HTTP/1.1\r\nhost: here.test\r\n\r\n").expect("it listens");
    assert!(line.read(&mut [0; 64]).expect("an answer") > 0);
    line
}

#[test]
fn an_address_that_holds_too_many_connections_is_turned_away_unasked() {
    let world = World::with(narrow());
    let held: Vec<TcpStream> = (0..3).map(|_| kept(&world)).collect();
    let begun = clock::instant();
    // It sends nothing, and is not kept until it is found idle.
    let said = read(world.line());
    assert_eq!((said.status, said.header("connection")), (503, Some("close")));
    assert!(said.text().contains("too many connections"), "{}", said.text());
    let waited = clock::instant().saturating_duration_since(begun);
    assert!(waited.as_secs() < 5, "{waited:?}");
    let said = world.operate(&ask("GET", "/healthz"));
    assert_eq!(said.status, 200, "the operator still comes in");
    drop(held);
    world.harness.eventually("a free place", || async {
        (world.send(&ask("GET", "/healthz")).status == 200).then_some(())
    });
}

#[test]
fn a_trusted_proxy_may_hold_any_number() {
    let world = World::with(Settings { trusted_proxies: vec!["127.0.0.1".into()], ..narrow() });
    let lines: Vec<TcpStream> = (0..6).map(|_| world.line()).collect();
    assert_eq!(world.send(&ask("GET", "/healthz")).status, 200);
    drop(lines);
}
