//! Reads `proto/*.proto` and `proto/domains.toml` into plain values.
//! It must not decide anything: `check` judges, `write` prints.

use anyhow::{Context, Result, anyhow};
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, ReflectMessage, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// One row of `domains.toml`.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) purpose: String,
    pub(crate) calls: Vec<String>,
    pub(crate) hears: Vec<String>,
    pub(crate) engine_crates: Vec<String>,
    pub(crate) placement: String,
    /// Of what there are ids that this domain gives: `Video` has a `VideoId`.
    #[serde(default)]
    pub(crate) ids: Vec<String>,
}

/// How the messages of an rpc travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Unary,
    ClientStream,
    ServerStream,
    BothWays,
}

impl Shape {
    pub(crate) fn takes_stream(self) -> bool {
        matches!(self, Self::ClientStream | Self::BothWays)
    }

    pub(crate) fn gives_stream(self) -> bool {
        matches!(self, Self::ServerStream | Self::BothWays)
    }
}

#[derive(Debug)]
pub(crate) struct Rpc {
    pub(crate) name: String,
    pub(crate) request: String,
    pub(crate) response: String,
    pub(crate) shape: Shape,
    pub(crate) is_query: bool,
    pub(crate) timeout_ms: u32,
    pub(crate) entity_key: String,
    /// The field from which a stream of replies goes on where it stood.
    pub(crate) cursor: String,
    pub(crate) repeat: String,
    /// The fields of a reply in which two runs of the same call may differ.
    pub(crate) may_differ: Vec<String>,
    pub(crate) class: String,
    /// The caller proves themselves for this very call.
    pub(crate) is_fresh: bool,
}

#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) entity_key: String,
    /// Nothing of the entity counts after it.
    pub(crate) ends: bool,
}

#[derive(Debug)]
pub(crate) struct Domain {
    pub(crate) word: String,
    pub(crate) row: Row,
    pub(crate) service: String,
    pub(crate) rpcs: Vec<Rpc>,
    pub(crate) events: Vec<Event>,
    pub(crate) refusals: Vec<Refusal>,
    /// Names of its causes of failure; empty for a domain that enumerates none.
    pub(crate) causes: Vec<String>,
    /// Message name → its secret fields.
    pub(crate) messages: BTreeMap<String, Vec<Secret>>,
    pub(crate) limits: Vec<Limit>,
    /// Enumerations but for the refusals.
    pub(crate) enumerations: Vec<String>,
}

/// What a field may hold; 0 states nothing.
#[derive(Debug)]
pub(crate) struct Limit {
    pub(crate) message: String,
    pub(crate) field: String,
    pub(crate) min_chars: u32,
    pub(crate) max_chars: u32,
    pub(crate) max_items: u32,
    pub(crate) max: u64,
}

/// One refusal of a contract.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) name: String,
    pub(crate) number: i32,
    /// The HTTP status that it becomes.
    pub(crate) http: u32,
}

/// A field that must be cleared before a message is stored.
#[derive(Debug)]
pub(crate) struct Secret {
    pub(crate) field: String,
    pub(crate) oneof: Option<String>,
}

pub(crate) struct Topology {
    pub(crate) domains: Vec<Domain>,
    /// What any domain may refuse.
    pub(crate) shared: Vec<Refusal>,
    /// Limits of the messages that all share.
    pub(crate) limits: Vec<Limit>,
    pub(crate) pool: DescriptorPool,
}

/// Reads the whole topology with the contracts of its domains.
pub(crate) fn topology(folder: &Path) -> Result<Topology> {
    let text = std::fs::read_to_string(folder.join("domains.toml"))?;
    let rows: BTreeMap<String, Row> = toml::from_str(&text).context("proto/domains.toml")?;
    let mut compiler = protox::Compiler::new([folder])?;
    compiler.include_imports(true);
    compiler.open_file("kernel.proto")?;
    for word in rows.keys() {
        compiler.open_file(format!("{word}.proto"))?;
    }
    let pool = compiler.descriptor_pool();
    let mut domains = Vec::new();
    for (word, row) in rows {
        domains.push(domain(&pool, word, row)?);
    }
    let shared = refusals(&pool, "shoal.kernel.v1")?;
    let limits = limits(&pool, "shoal.kernel.v1");
    Ok(Topology { domains, shared, limits, pool })
}

/// Writes the message types: the kernel's own beside those of the domains.
pub(crate) fn messages(folder: &Path, out: &Path) -> Result<()> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".proto") {
            files.push(name);
        }
    }
    files.sort();
    let mut all = protox::compile(&files, [folder])?;
    all.file.retain(|file| !file.name().starts_with("google/"));
    let mut kernel = all.clone();
    kernel.file.retain(|file| file.name() == "kernel.proto");
    // The domains' messages refer to the kernel's; those are written last, into their own file.
    let mut config = prost_build::Config::new();
    config.out_dir(out).extern_path(".shoal.kernel.v1", "crate::kernel::wire");
    // Shared instead of copied on their way from a connection to the disk.
    config.bytes([".shoal"]);
    config.compile_fds(all)?;
    // What is said to live elsewhere is not written: only this program reads the event options.
    let mut config = prost_build::Config::new();
    config.out_dir(out).extern_path(".shoal.kernel.v1.EventOptions", "()");
    config.extern_path(".shoal.kernel.v1.Limits", "()");
    config.compile_fds(kernel)?;
    Ok(())
}

fn domain(pool: &DescriptorPool, word: String, row: Row) -> Result<Domain> {
    let package = format!("shoal.{word}.v1");
    let mut services = pool.services().filter(|one| one.package_name() == package);
    let service = services.next().ok_or_else(|| anyhow!("{word}.proto has no service"))?;
    anyhow::ensure!(services.next().is_none(), "{word}.proto has more than one service");
    let rpcs = service.methods().map(rpc).collect::<Result<Vec<_>>>()?;
    let mut events = Vec::new();
    let mut messages = BTreeMap::new();
    for message in pool.all_messages().filter(|one| one.package_name() == package) {
        let options = message.options();
        if let Some(event) = extension(pool, &options, "shoal.kernel.v1.event") {
            let entity_key = text(&event, "entity_key");
            let ends = flag(&event, "ends");
            events.push(Event { name: message.name().to_owned(), entity_key, ends });
        }
        let secrets = message.fields().filter(|field| is_secret(pool, &field.options()));
        let secrets = secrets.map(|field| Secret {
            field: field.name().to_owned(),
            oneof: field.containing_oneof().map(|one| one.name().to_owned()),
        });
        messages.insert(message.name().to_owned(), secrets.collect());
    }
    let refusals = refusals(pool, &package)?;
    let causes = causes(pool, &package);
    let service = service.name().to_owned();
    let limits = limits(pool, &package);
    let all = pool.all_enums().filter(|one| one.package_name() == package);
    let enumerations = all.map(|one| one.name().to_owned()).filter(|name| name != "Refusal");
    let enumerations = enumerations.collect();
    Ok(Domain {
        word,
        row,
        service,
        rpcs,
        events,
        refusals,
        causes,
        messages,
        limits,
        enumerations,
    })
}

/// The fields of a package that state what they may hold.
fn limits(pool: &DescriptorPool, package: &str) -> Vec<Limit> {
    let mut found = Vec::new();
    for message in pool.all_messages().filter(|one| one.package_name() == package) {
        for field in message.fields() {
            let stated = extension(pool, &field.options(), "shoal.kernel.v1.limits");
            found.extend(
                stated.map(|stated| Limit {
                    message: message.name().to_owned(),
                    field: field.name().to_owned(),
                    min_chars: number(&stated, "min_chars"),
                    max_chars: number(&stated, "max_chars"),
                    max_items: number(&stated, "max_items"),
                    max: stated
                        .get_field_by_name("max")
                        .and_then(|max| max.as_u64())
                        .unwrap_or_default(),
                }),
            );
        }
    }
    found
}

/// The refusals of a package, without the value that stands for none.
fn refusals(pool: &DescriptorPool, package: &str) -> Result<Vec<Refusal>> {
    let choices = pool
        .get_enum_by_name(&format!("{package}.Refusal"))
        .ok_or_else(|| anyhow!("{package} has no `enum Refusal`"))?;
    let stated = pool
        .get_extension_by_name("shoal.kernel.v1.http")
        .ok_or_else(|| anyhow!("kernel.proto has no (http)"))?;
    let values = choices.values().filter(|one| one.number() != 0);
    let refusals = values.map(|one| Refusal {
        name: one.name().to_owned(),
        number: one.number(),
        http: one.options().get_extension(&stated).as_u32().unwrap_or_default(),
    });
    Ok(refusals.collect())
}

/// The causes of failure of a package, without the value that stands for none.
fn causes(pool: &DescriptorPool, package: &str) -> Vec<String> {
    let choices = pool.get_enum_by_name(&format!("{package}.Cause"));
    let values = choices.iter().flat_map(prost_reflect::EnumDescriptor::values);
    values.filter(|one| one.number() != 0).map(|one| one.name().to_owned()).collect()
}

fn rpc(method: MethodDescriptor) -> Result<Rpc> {
    let pool = method.parent_pool().clone();
    let options = method.options();
    let stated = extension(&pool, &options, "shoal.kernel.v1.rpc")
        .ok_or_else(|| anyhow!("{} states no (shoal.kernel.v1.rpc)", method.full_name()))?;
    let shape = match (method.is_client_streaming(), method.is_server_streaming()) {
        (false, false) => Shape::Unary,
        (true, false) => Shape::ClientStream,
        (false, true) => Shape::ServerStream,
        (true, true) => Shape::BothWays,
    };
    // 1 is NO_SIDE_EFFECTS in google.protobuf.MethodOptions.IdempotencyLevel.
    let is_query =
        options.get_field_by_name("idempotency_level").and_then(|value| value.as_enum_number())
            == Some(1);
    Ok(Rpc {
        name: method.name().to_owned(),
        request: method.input().name().to_owned(),
        response: method.output().name().to_owned(),
        shape,
        is_query,
        timeout_ms: number(&stated, "timeout_ms"),
        entity_key: text(&stated, "entity_key"),
        cursor: text(&stated, "cursor"),
        repeat: choice(&stated, "repeat"),
        may_differ: texts(&stated, "may_differ"),
        class: choice(&stated, "class"),
        is_fresh: flag(&stated, "fresh"),
    })
}

fn extension(
    pool: &DescriptorPool,
    options: &DynamicMessage,
    name: &str,
) -> Option<DynamicMessage> {
    let extension = pool.get_extension_by_name(name)?;
    if !options.has_extension(&extension) {
        return None;
    }
    options.get_extension(&extension).as_message().cloned()
}

fn is_secret(pool: &DescriptorPool, options: &DynamicMessage) -> bool {
    pool.get_extension_by_name("shoal.kernel.v1.secret")
        .is_some_and(|extension| options.get_extension(&extension).as_bool() == Some(true))
}

fn text(message: &DynamicMessage, field: &str) -> String {
    let value = message.get_field_by_name(field);
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn texts(message: &DynamicMessage, field: &str) -> Vec<String> {
    let value = message.get_field_by_name(field);
    let list = value.as_deref().and_then(Value::as_list).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn flag(message: &DynamicMessage, field: &str) -> bool {
    message.get_field_by_name(field).and_then(|value| value.as_bool()).unwrap_or_default()
}

fn number(message: &DynamicMessage, field: &str) -> u32 {
    message.get_field_by_name(field).and_then(|value| value.as_u32()).unwrap_or_default()
}

/// The name of an enum value without its prefix: `REPEAT_KEY` of `Repeat` is `Key`.
fn choice(message: &DynamicMessage, field: &str) -> String {
    let descriptor = message.descriptor();
    let number = match message.get_field_by_name(field).as_deref() {
        Some(Value::EnumNumber(number)) => *number,
        _ => 0,
    };
    let kind = descriptor.get_field_by_name(field).map(|field| field.kind());
    let Some(prost_reflect::Kind::Enum(choices)) = kind else { return String::new() };
    let name = choices.get_value(number).map(|value| value.name().to_owned()).unwrap_or_default();
    let word = name.rsplit('_').next().unwrap_or_default().to_ascii_lowercase();
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}
