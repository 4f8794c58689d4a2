//! Judges the topology before anything is generated: a broken contract must not compile.
//! It must not look at Rust code; `tests/walls` does.

use crate::read::{Domain, Refusal, Shape, Topology};
use anyhow::{Result, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};

/// Refuses contracts that break a rule of the contract, naming the rule.
pub(crate) fn topology(topology: &Topology) -> Result<()> {
    for domain in &topology.domains {
        rpcs(domain)?;
        differences(topology, domain)?;
        events(domain)?;
        rows(topology, domain)?;
    }
    refusals(topology)?;
    acyclic(topology)
}

/// Every refusal states its status, and what any domain may refuse stands nowhere else.
fn refusals(topology: &Topology) -> Result<()> {
    let shared: BTreeSet<&str> = topology.shared.iter().map(|one| one.name.as_str()).collect();
    let all = topology.domains.iter().map(|one| (one.word.as_str(), &one.refusals));
    for (word, refusals) in all.chain([("kernel", &topology.shared)]) {
        for Refusal { name, http, .. } in refusals {
            let place = format!("{word}.proto: refusal {name}");
            ensure!((400..600).contains(http), "{place}: states no (shoal.kernel.v1.http)");
            // A soft limit of a domain: what the caller has too much of, it has to give up first.
            let is_limit = word != "kernel" && name.starts_with("TOO_MANY_");
            ensure!(!is_limit || *http == 429, "{place}: a soft limit states 429");
            let is_own = word == "kernel" || !shared.contains(name.as_str());
            ensure!(is_own, "{place}: kernel.proto has it for all; use that one");
        }
    }
    Ok(())
}

fn rpcs(domain: &Domain) -> Result<()> {
    for rpc in &domain.rpcs {
        let place = format!("{}.proto: rpc {}", domain.word, rpc.name);
        ensure!(rpc.request == format!("{}Request", rpc.name), "{place}: takes {}", rpc.request);
        ensure!(rpc.response == format!("{}Response", rpc.name), "{place}: gives {}", rpc.response);
        ensure!(rpc.timeout_ms > 0, "{place}: states no timeout_ms");
        ensure!(rpc.class != "Unspecified", "{place}: states no class");
        ensure!(
            rpc.cursor.is_empty() != (rpc.shape == Shape::ServerStream),
            "{place}: a stream of replies to one message, and nothing else, states its cursor"
        );
        let stated = rpc.repeat != "Unspecified";
        ensure!(
            rpc.is_query != stated,
            "{place}: a query is NO_SIDE_EFFECTS, a command says repeat"
        );
        ensure!(
            rpc.repeat != "Key" || rpc.shape == Shape::Unary,
            "{place}: only a unary command can be repeated by key"
        );
    }
    Ok(())
}

/// What may differ is a field of the reply, and a secret in a reply is stated so: it is made anew
/// each time, and a repeat by key does not get it again.
fn differences(topology: &Topology, domain: &Domain) -> Result<()> {
    for rpc in &domain.rpcs {
        let place = format!("{}.proto: rpc {}", domain.word, rpc.name);
        let reply = topology
            .pool
            .get_message_by_name(&format!("shoal.{}.v1.{}", domain.word, rpc.response));
        for field in &rpc.may_differ {
            let is_there = reply.as_ref().is_some_and(|one| one.get_field_by_name(field).is_some());
            ensure!(is_there, "{place}: may_differ names {field}, which {} has not", rpc.response);
            let times = rpc.may_differ.iter().filter(|one| *one == field).count();
            ensure!(times == 1, "{place}: may_differ names {field} twice");
        }
        for secret in domain.messages.get(&rpc.response).into_iter().flatten() {
            let field = &secret.field;
            ensure!(
                rpc.may_differ.contains(field),
                "{place}: may_differ must name the secret {field}"
            );
        }
    }
    Ok(())
}

fn events(domain: &Domain) -> Result<()> {
    for event in &domain.events {
        let place = format!("{}.proto: event {}", domain.word, event.name);
        ensure!(!event.entity_key.is_empty(), "{place}: names no entity_key");
        ensure!(
            event.name.ends_with('d') || event.name.ends_with("Ready"),
            "{place}: not past tense"
        );
    }
    Ok(())
}

fn rows(topology: &Topology, domain: &Domain) -> Result<()> {
    let words: BTreeSet<&str> = topology.domains.iter().map(|one| one.word.as_str()).collect();
    let row = &domain.row;
    let named = domain.service.to_ascii_lowercase() == domain.word;
    ensure!(named, "{0}.proto: the service of {0} is called {1}", domain.word, domain.service);
    let listed = row.engine_crates.windows(2).all(|two| two[0] != two[1]);
    ensure!(listed, "domains.toml: {} lists a library twice", domain.word);
    ensure!(!row.purpose.is_empty(), "domains.toml: {} has no purpose", domain.word);
    ensure!(row.placement == "local", "domains.toml: {}: only local is known", domain.word);
    for call in &row.calls {
        ensure!(words.contains(call.as_str()), "domains.toml: {} calls {call}", domain.word);
    }
    let mut reactions = BTreeSet::new();
    for heard in &row.hears {
        let Some((source, name)) = heard.split_once('.') else {
            bail!("domains.toml: {} hears {heard}, write domain.Event", domain.word)
        };
        let emits = |one: &Domain| one.word == source && one.events.iter().any(|e| e.name == name);
        ensure!(topology.domains.iter().any(emits), "domains.toml: nobody emits {heard}");
        ensure!(reactions.insert(name), "domains.toml: {} hears two {name}", domain.word);
    }
    Ok(())
}

/// Synchronous calls must form a DAG: a domain may only call what was settled before it.
fn acyclic(topology: &Topology) -> Result<()> {
    let mut open: BTreeMap<&str, &[String]> =
        topology.domains.iter().map(|one| (one.word.as_str(), one.row.calls.as_slice())).collect();
    while !open.is_empty() {
        let settled: Vec<&str> = open
            .iter()
            .filter(|(_, calls)| calls.iter().all(|call| !open.contains_key(call.as_str())))
            .map(|(word, _)| *word)
            .collect();
        ensure!(!settled.is_empty(), "domains.toml: calls form a cycle among {:?}", open.keys());
        open.retain(|word, _| !settled.contains(word));
    }
    Ok(())
}
