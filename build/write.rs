//! Prints the glue of the contracts: thin, over the generic kernel.
//! It must not contain behaviour: what an rpc does at run time is decided in `src/kernel`.

use crate::read::{Domain, Limit, Refusal, Rpc, Shape, Topology};
use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::path::Path;

/// Writes `contract.rs` (glue), `messages.rs` (module tree), `secrets.rs` (what is never stored).
pub(crate) fn contracts(topology: &Topology, out: &Path) -> Result<()> {
    let mut glue = String::new();
    let mut tree = String::new();
    let mut secrets = String::new();
    for domain in &topology.domains {
        glue.push_str(&one(topology, domain)?);
        let word = &domain.word;
        writeln!(
            tree,
            "pub mod {word} {{ pub mod v1 {{ \
             include!(concat!(env!(\"OUT_DIR\"), \"/shoal.{word}.v1.rs\")); }} }}"
        )?;
        secrets.push_str(&clearing(domain)?);
    }
    glue.push_str(&map(topology)?);
    let digest: [u8; 32] = Sha256::digest(contract_text(topology)?).into();
    writeln!(glue, "/// SHA-256 of the contract in text form.")?;
    writeln!(glue, "pub(crate) const FINGERPRINT: [u8; 32] = {digest:?};")?;
    std::fs::write(out.join("contract.rs"), pretty(&glue)?)?;
    std::fs::write(out.join("shared_refusals.rs"), refusals("kernel", &topology.shared)?)?;
    std::fs::write(out.join("shared_limits.rs"), limits(&topology.limits)?)?;
    std::fs::write(out.join("messages.rs"), tree)?;
    std::fs::write(out.join("secrets.rs"), pretty(&secrets)?)?;
    Ok(())
}

/// Writes the contract as text, one line for each thing that a wire break would change.
pub(crate) fn descriptors(topology: &Topology, out: &Path) -> Result<()> {
    std::fs::write(out.join("contract.txt"), contract_text(topology)?)?;
    Ok(())
}

fn contract_text(topology: &Topology) -> Result<String> {
    let mut text = String::new();
    for service in topology.pool.services() {
        for method in service.methods() {
            let mark = |streams: bool| if streams { "stream " } else { "" };
            let (takes, gives) = (method.is_client_streaming(), method.is_server_streaming());
            let (input, output) = (method.input(), method.output());
            let name = method.full_name();
            let (takes, gives) = (mark(takes), mark(gives));
            let (input, output) = (input.full_name(), output.full_name());
            writeln!(text, "rpc {name} ({takes}{input}) -> {gives}{output}")?;
        }
    }
    for domain in &topology.domains {
        for rpc in &domain.rpcs {
            let path = format!("shoal.{}.v1.{}.{}", domain.word, domain.service, rpc.name);
            for field in &rpc.may_differ {
                writeln!(text, "differs {path} {field}")?;
            }
        }
    }
    for message in
        topology.pool.all_messages().filter(|one| one.package_name().starts_with("shoal."))
    {
        for field in message.fields() {
            let name = message.full_name();
            let (number, label) = (field.number(), field.cardinality());
            writeln!(text, "field {name} {number} {} {label:?} {:?}", field.name(), field.kind())?;
        }
    }
    for choices in topology.pool.all_enums().filter(|one| one.package_name().starts_with("shoal."))
    {
        for value in choices.values() {
            writeln!(text, "enum {} {} {}", choices.full_name(), value.number(), value.name())?;
        }
    }
    Ok(text)
}

fn pretty(code: &str) -> Result<String> {
    let file = syn::parse_file(code).context("generated glue does not parse")?;
    Ok(prettyplease::unparse(&file))
}

fn one(topology: &Topology, domain: &Domain) -> Result<String> {
    let word = &domain.word;
    let mut text = format!("pub(crate) mod {word} {{\n");
    text.push_str("use crate::kernel::glue::*;\n");
    writeln!(text, "pub(crate) use super::messages::{word}::v1::*;")?;
    text.push_str(&rpcs(domain)?);
    text.push_str(&service(domain)?);
    text.push_str(&client(domain)?);
    text.push_str(&peers(domain)?);
    text.push_str(&events(domain)?);
    text.push_str(&reactions(topology, domain)?);
    text.push_str(&refusals(word, &domain.refusals)?);
    if !domain.causes.is_empty() {
        writeln!(text, "causes! {{ {word:?} }}")?;
    }
    text.push_str(&limits(&domain.limits)?);
    writeln!(text, "enumerations!({});", domain.enumerations.join(" "))?;
    text.push_str(&ids(&domain.row.ids)?);
    text.push_str("}\n");
    Ok(text)
}

/// `VideoId`, which no other id can stand for.
fn ids(kinds: &[String]) -> Result<String> {
    let mut rows = String::new();
    for kind in kinds {
        let text = snake(kind).replace('_', " ");
        writeln!(rows, "{kind}Id Of{kind} \"id of kind `{text}`\"")?;
    }
    Ok(format!("ids!({rows});\n"))
}

fn refusals(word: &str, refusals: &[Refusal]) -> Result<String> {
    let mut rows = String::new();
    for Refusal { number, http, .. } in refusals {
        write!(rows, "{number} => {http}, ")?;
    }
    Ok(format!("refusals! {{ {word:?} {rows} }}\n"))
}

/// `VideoCard::TITLE`: what the title of a card may hold.
fn limits(limits: &[Limit]) -> Result<String> {
    let mut text = String::new();
    for Limit { message, field, min_chars, max_chars, max_items, max } in limits {
        let name = field.to_ascii_uppercase();
        writeln!(
            text,
            "impl {message} {{ pub(crate) const {name}: Limits = Limits {{ \
             min_chars: {min_chars}, max_chars: {max_chars}, max_items: {max_items}, \
             max: {max} }}; }}"
        )?;
    }
    Ok(text)
}

fn rpcs(domain: &Domain) -> Result<String> {
    let word = &domain.word;
    let mut rows = String::new();
    for rpc in &domain.rpcs {
        let Rpc { name, timeout_ms, class, .. } = rpc;
        let repeat = if rpc.is_query { "Query" } else { &rpc.repeat };
        let key = if rpc.shape.takes_stream() { "" } else { &rpc.entity_key };
        let (takes, gives) = (takes(rpc), gives(rpc));
        let fresh = if rpc.is_fresh { " fresh" } else { "" };
        writeln!(
            rows,
            "{name}({takes}) -> {gives}, {timeout_ms} {repeat} {class} [{key}]{fresh};"
        )?;
    }
    let hears = domain.row.hears.iter().filter_map(|heard| heard.split_once('.'));
    let hears: String = hears.map(|(from, name)| format!("({from:?}, {name:?}),")).collect();
    let service = format!("shoal.{word}.v1.{}", domain.service);
    Ok(format!(
        "/// The right to act as this domain: only its own domain carries it.
         pub(crate) enum Owner {{}}
         calls! {{ {word:?} {service:?}: {rows} }}
         impl Domain for Owner {{
             const NAME: &'static str = {word:?};
             const RPCS: &'static [Rpc] = RPCS;
             const HEARS: &'static [(&'static str, &'static str)] = &[{hears}];
         }}
         impl Contract for Owner {{
             type Call = Call;
             type Peers = Peers;
         }}\n"
    ))
}

fn takes(rpc: &Rpc) -> String {
    if rpc.shape.takes_stream() { format!("Flow<{}>", rpc.request) } else { rpc.request.clone() }
}

fn gives(rpc: &Rpc) -> String {
    if rpc.shape.gives_stream() { format!("Flow<{}>", rpc.response) } else { rpc.response.clone() }
}

fn service(domain: &Domain) -> Result<String> {
    let (mut rows, mut methods) = (String::new(), String::new());
    for rpc in &domain.rpcs {
        let (name, snake) = (&rpc.name, snake(&rpc.name));
        let (takes, gives) = (takes(rpc), gives(rpc));
        let run = match (rpc.is_query, rpc.repeat.as_str()) {
            (true, _) => "query",
            (_, "Key") => "keyed",
            _ => "command",
        };
        writeln!(rows, "{run} {name} {snake}({takes}) -> {gives};")?;
        let word = &domain.word;
        let path = |inner: &str| match inner.strip_prefix("Flow<") {
            Some(rest) => format!("$crate::kernel::glue::Flow<$crate::contract::{word}::{rest}"),
            None => format!("$crate::contract::{word}::{inner}"),
        };
        writeln!(
            methods,
            "(@ {snake}) => {{ async fn {snake}(&self, cx: $crate::kernel::glue::Context, \
             request: {}) -> $crate::kernel::glue::Reply<{}> {{ \
             super::handlers::{snake}::handle(self, cx, request).await }} }};",
            path(&takes),
            path(&gives)
        )?;
    }
    let word = &domain.word;
    Ok(format!(
        "serves! {{ {rows} }}
         macro_rules! service {{
             {methods}
             ($service:ty: $($rpc:ident),+ $(,)?) => {{
                 impl $crate::contract::{word}::Service for $service {{
                     $( $crate::contract::{word}::service!(@ $rpc); )+
                 }}
             }};
         }}
         pub(crate) use service;\n"
    ))
}

fn client(domain: &Domain) -> Result<String> {
    let mut methods = String::new();
    for rpc in &domain.rpcs {
        let (name, snake) = (&rpc.name, snake(&rpc.name));
        let (takes, gives) = (takes(rpc), gives(rpc));
        // What is followed is named by its item: the macro puts it into a flow.
        let (kind, gives, cursor) = match rpc.shape {
            Shape::ServerStream => ("follow", rpc.response.clone(), rpc.cursor.as_str()),
            _ => ("ask", gives, ""),
        };
        writeln!(methods, "{kind} {snake} {name}({takes}) -> {gives} [{cursor}];")?;
    }
    let probe = probe(domain)?;
    Ok(format!(
        "#[derive(Clone)]
         pub(crate) struct Client {{ channel: Channel<Owner> }}
         impl Client {{
             pub(crate) fn dial(table: &RouteTable, key: &Key) -> Self {{
                 Self {{ channel: table.channel(key) }}
             }}
             asks! {{ {methods} }}
             {probe}
         }}\n"
    ))
}

/// `Client::probe`: the plainest question of a domain, about one entity that there is not.
fn probe(domain: &Domain) -> Result<String> {
    let questions = || domain.rpcs.iter().filter(|rpc| rpc.is_query && rpc.shape == Shape::Unary);
    let of_one = questions().find(|rpc| !rpc.entity_key.is_empty());
    let rpc = of_one
        .or_else(|| questions().next())
        .with_context(|| format!("{}.proto: no query to ask whether it answers", domain.word))?;
    Ok(format!(
        "/// Asks for what there is not: whoever refuses it is there.
         pub(crate) async fn probe(&self, cx: &Context) -> Reply<()> {{
             self.{}(cx, {}::default()).await.map(drop)
         }}",
        snake(&rpc.name),
        rpc.request
    ))
}

fn peers(domain: &Domain) -> Result<String> {
    let (mut fields, mut dials) = (String::new(), String::new());
    for call in &domain.row.calls {
        writeln!(fields, "pub(crate) {call}: super::{call}::Client,")?;
        writeln!(dials, "{call}: super::{call}::Client::dial(table, key),")?;
    }
    let table = if domain.row.calls.is_empty() { "_" } else { "table" };
    let key = if domain.row.calls.is_empty() { "_" } else { "key" };
    Ok(format!(
        "#[derive(Clone)]
         pub(crate) struct Peers {{ {fields} }}
         impl KernelPeers for Peers {{
             fn dial({table}: &RouteTable, {key}: &Key) -> Self {{ Self {{ {dials} }} }}
         }}\n"
    ))
}

fn events(domain: &Domain) -> Result<String> {
    let mut text = String::new();
    for event in &domain.events {
        let (name, key, ends) = (&event.name, &event.entity_key, event.ends);
        writeln!(text, "event! {{ {name} {key} {ends} }}")?;
    }
    Ok(text)
}

fn reactions(topology: &Topology, domain: &Domain) -> Result<String> {
    let (mut methods, mut arms) = (String::new(), String::new());
    for heard in &domain.row.hears {
        let Some((source, name)) = heard.split_once('.') else { continue };
        let snake = snake(name);
        debug_assert!(topology.domains.iter().any(|one| one.word == source));
        writeln!(
            methods,
            "fn on_{snake}(&self, cx: Context, event: super::{source}::{name}) \
             -> impl Future<Output = Reply<()>>;"
        )?;
        writeln!(arms, "({source:?}, {name:?}) => service.on_{snake}(cx, decode(record)?).await,")?;
    }
    if domain.row.hears.is_empty() {
        return Ok("pub(crate) trait Reactions {}
             impl<S: Service> Reactions for S {}
             async fn react<S>(_: &S, _: Context, _: &EventRecord) -> Reply<()> { Ok(()) }\n"
            .to_owned());
    }
    Ok(format!(
        "pub(crate) trait Reactions {{ {methods} }}
         async fn react<S: Reactions>(
             service: &S, cx: Context, record: &EventRecord) -> Reply<()> {{
             match (record.source(), record.kind()) {{ {arms} _ => Ok(()) }}
         }}\n"
    ))
}

/// What must be cleared before a request is fingerprinted or a reply is kept.
fn clearing(domain: &Domain) -> Result<String> {
    let word = &domain.word;
    let mut text = String::new();
    for (message, secrets) in &domain.messages {
        let ends = |end: &str| message.ends_with(end);
        if !ends("Request") && !ends("Response") {
            continue;
        }
        let mut cleared = String::new();
        for secret in secrets {
            match &secret.oneof {
                Some(oneof) => writeln!(cleared, "self.{oneof} = None;")?,
                None => writeln!(cleared, "self.{} = Default::default();", secret.field)?,
            }
        }
        writeln!(text, "impl crate::kernel::glue::Secrets for super::{word}::{message} {{")?;
        writeln!(text, "fn clear_secrets(&mut self) {{ {cleared} }} }}")?;
    }
    Ok(text)
}

/// The topology as the binary carries it, for `shoal graph` and the roster.
fn map(topology: &Topology) -> Result<String> {
    let mut rows = String::new();
    for domain in &topology.domains {
        let row = &domain.row;
        let (word, purpose, calls, hears) = (&domain.word, &row.purpose, &row.calls, &row.hears);
        writeln!(
            rows,
            "crate::kernel::glue::TopologyRow {{ word: {word:?}, purpose: {purpose:?}, \
             calls: &{calls:?}, hears: &{hears:?} }},"
        )?;
    }
    let mut refusals = String::new();
    let all = topology.domains.iter().map(|one| (one.word.as_str(), &one.refusals));
    for (word, enumerated) in all.chain([("kernel", &topology.shared)]) {
        for Refusal { name, http, .. } in enumerated {
            writeln!(refusals, "({word:?}, {name:?}, {http}),")?;
        }
    }
    let mut limits = String::new();
    for domain in &topology.domains {
        for Limit { message, field, .. } in &domain.limits {
            let (word, name) = (&domain.word, field.to_ascii_uppercase());
            writeln!(limits, "({word:?}, {field:?}, {word}::{message}::{name}),")?;
        }
    }
    let mut causes = String::new();
    for domain in &topology.domains {
        for name in &domain.causes {
            writeln!(causes, "({:?}, {name:?}),", domain.word)?;
        }
    }
    let words = settled(topology);
    let words = words.join(" ");
    Ok(format!(
        "/// Hands all domains to a macro, each after those that it calls.
         macro_rules! each_domain {{ ($macro:ident) => {{ $macro! {{ {words} }} }} }}
         pub(crate) use each_domain;
         /// Every domain with its edges, as `proto/domains.toml` states them.
         pub(crate) static TOPOLOGY: &[crate::kernel::glue::TopologyRow] = &[{rows}];
         /// What the fields of the contracts may hold: domain, field, limits.
         pub(crate) static LIMITS: &[(&str, &str, crate::kernel::limits::Limits)] = &[{limits}];
         /// Every refusal that a contract enumerates: domain, name, HTTP status.
         #[cfg(test)]
         pub(crate) static REFUSALS: &[(&str, &str, u16)] = &[{refusals}];
         /// Every cause of failure that a contract enumerates: domain, name.
         #[cfg(test)]
         pub(crate) static CAUSES: &[(&str, &str)] = &[{causes}];\n"
    ))
}

/// The domains, each after those that it calls; `check` has seen that there is such an order.
fn settled(topology: &Topology) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    while words.len() < topology.domains.len() {
        let next = topology.domains.iter().find(|one| {
            let is_settled = one.row.calls.iter().all(|call| words.contains(&call.as_str()));
            is_settled && !words.contains(&one.word.as_str())
        });
        let Some(next) = next else { break };
        words.push(&next.word);
    }
    words
}

fn snake(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}
