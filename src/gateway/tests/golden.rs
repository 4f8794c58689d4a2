//! What the front agrees to, as text: its routes, its statuses, its document.

use super::wire::ask;
use super::world::World;
use crate::boot::golden;
use crate::contract::REFUSALS;
use crate::gateway::core::error::Own;
use crate::gateway::core::routes::Kind;
use crate::gateway::routes;
use std::collections::BTreeSet;

#[test]
fn golden_routes() {
    let line = |row: &&crate::gateway::core::routes::Row| {
        let access = format!("{:?}", row.access).to_lowercase();
        format!("{:<8}{:<44}{:<8}{access}\n", row.method, row.path, row.kind.word())
    };
    golden::same("routes.txt", &routes::all().iter().map(line).collect::<String>());
}

#[test]
fn golden_refusals() {
    let stated = REFUSALS.iter().copied();
    let own = Own::ALL.iter().map(|own| {
        let (name, status) = own.told();
        ("gateway", name, status)
    });
    let line = |(domain, name, status)| format!("{status} {domain}.{name}\n");
    golden::same("refusals.txt", &stated.chain(own).map(line).collect::<String>());
}

#[test]
fn no_two_routes_are_the_same_and_equal_paths_stand_together() {
    let mut seen = BTreeSet::new();
    let mut paths: Vec<&str> = Vec::new();
    for row in routes::all() {
        assert!(seen.insert((row.method, row.path)), "{} {} stands twice", row.method, row.path);
        if paths.last() != Some(&row.path) {
            assert!(!paths.contains(&row.path), "{} stands in two places", row.path);
            paths.push(row.path);
        }
    }
}

#[test]
fn the_document_describes_what_the_routes_do_and_no_more() {
    let world = World::new();
    let document = world.send(&ask("GET", "/api/openapi.json")).json();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let (mut described, mut names) = (BTreeSet::new(), BTreeSet::new());
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, work) in methods.as_object().expect("methods") {
            described.insert((method.to_uppercase(), path.clone()));
            let name = work["operationId"].as_str().expect("a name");
            assert!(names.insert(name.to_owned()), "{name} names two operations");
        }
    }
    let is_api = |path: &str| path.starts_with("/api/v1/");
    let routed: BTreeSet<_> = routes::all()
        .iter()
        .filter(|row| is_api(row.path) && matches!(row.kind, Kind::Api | Kind::Tus))
        .map(|row| (row.method.to_owned(), row.path.to_owned()))
        .collect();
    assert_eq!(described, routed);
    assert!(document["components"]["schemas"]["ProgressJson"].is_object());
}
