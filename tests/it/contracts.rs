//! Two releases of one site: every message of the contract, written by this one and read by the
//! one before, and the other way round. What both know arrives; what only one knows survives.

use prost::Message as _;
use prost_reflect::prost_types::DescriptorProto;
use prost_reflect::{
    Cardinality, DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor,
    Value,
};

const PROTO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/proto");
/// How deep a message within a message is filled.
const DEPTH_MAX: u32 = 4;

/// The packages of domains that are complete, as they were then.
fn released() -> Vec<(String, DescriptorPool)> {
    let Ok(files) = std::fs::read_dir(format!("{PROTO}/released")) else { return Vec::new() };
    let read = |path: std::path::PathBuf| {
        let word = path.file_stem().expect("a domain").to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).expect("its contract");
        let pool = DescriptorPool::decode(bytes.as_slice()).expect("a set of descriptors");
        (format!("shoal.{word}."), pool)
    };
    files.filter_map(Result::ok).map(|file| read(file.path())).collect()
}

/// What the present contract was before the last field of each message came to it.
fn thinner() -> DescriptorPool {
    let mut files: Vec<_> = now().file_descriptor_protos().cloned().collect();
    for file in files.iter_mut().filter(|file| file.package().starts_with("shoal.")) {
        // Options are read by the build alone, and state what their messages must hold.
        let messages = file.message_type.iter_mut();
        messages.filter(|one| !one.name().ends_with("Options")).for_each(thin);
    }
    let mut pool = DescriptorPool::new();
    pool.add_file_descriptor_protos(files).expect("it is a contract still");
    pool
}

fn thin(message: &mut DescriptorProto) {
    let last = message.field.last();
    if message.field.len() > 1 && last.is_some_and(|field| field.oneof_index.is_none()) {
        message.field.pop();
    }
    message.nested_type.iter_mut().for_each(thin);
}

fn now() -> DescriptorPool {
    let files = std::fs::read_dir(PROTO).expect("the protos").filter_map(Result::ok);
    let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    let mut compiler = protox::Compiler::new([PROTO]).expect("a folder");
    compiler.include_imports(true);
    for name in names.filter(|name| name.ends_with(".proto")) {
        compiler.open_file(name).expect("it compiles");
    }
    compiler.descriptor_pool()
}

/// A message with every field set, to something that is not its default.
fn filled(message: &MessageDescriptor, depth: u32) -> DynamicMessage {
    let mut made = DynamicMessage::new(message.clone());
    for field in message.fields() {
        let one = value(&field, depth);
        let value = match (field.is_map(), field.cardinality()) {
            (true, _) => Value::Map([(MapKey::String("k".to_owned()), one)].into()),
            (_, Cardinality::Repeated) => Value::List(vec![one.clone(), one]),
            _ => one,
        };
        made.set_field(&field, value);
    }
    made
}

fn value(field: &FieldDescriptor, depth: u32) -> Value {
    let number = field.number();
    match field.kind() {
        Kind::Double => Value::F64(f64::from(number) + 0.5),
        Kind::Float => Value::F32(0.5),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(-7),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(-7_000_000_000),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(number + 1),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(u64::MAX - u64::from(number)),
        Kind::Bool => Value::Bool(true),
        Kind::String => Value::String(format!("text {number} 字")),
        Kind::Bytes => Value::Bytes(vec![0, 255, 7].into()),
        // Also a code that neither side has a name for.
        Kind::Enum(_) => Value::EnumNumber(4711),
        Kind::Message(inner) if depth < DEPTH_MAX => Value::Message(filled(&inner, depth + 1)),
        Kind::Message(inner) => Value::Message(DynamicMessage::new(inner)),
    }
}

/// Writes with one release, passes through the other, reads with the first again.
fn through(from: &MessageDescriptor, other: &MessageDescriptor) {
    let name = from.full_name();
    let sent = filled(from, 0);
    let middle = DynamicMessage::decode(other.clone(), sent.encode_to_vec().as_slice())
        .unwrap_or_else(|error| panic!("{name}: the other release cannot read it: {error}"));
    for field in from.fields() {
        let Some(known) = other.get_field(field.number()) else { continue };
        assert_eq!(known.name(), field.name(), "{name}: a number means something else");
        let (ours, theirs) = (sent.get_field(&field), middle.get_field(&known));
        if !matches!(field.kind(), Kind::Message(_)) {
            assert_eq!(*ours, *theirs, "{name}.{}", field.name());
        }
    }
    let back = DynamicMessage::decode(from.clone(), middle.encode_to_vec().as_slice());
    assert_eq!(back.expect("it is what we wrote"), sent, "{name}: something was lost on the way");
}

#[test]
fn this_release_and_the_one_before_understand_each_other_both_ways() {
    let now = now();
    for (package, old) in released() {
        assert!(both(&package, &old, &now) > 0, "{package} has no messages");
    }
    let all = both("shoal.", &thinner(), &now);
    assert!(all > 60, "only {all} messages are known to both");
}

/// How many messages two releases both know. Those of a release that is kept must all be there.
fn both(package: &str, before: &DescriptorPool, now: &DescriptorPool) -> usize {
    let mut both = 0;
    for old in before.all_messages().filter(|one| one.full_name().starts_with(package)) {
        if old.is_map_entry() {
            continue;
        }
        let new = now.get_message_by_name(old.full_name());
        let new = new.unwrap_or_else(|| panic!("{} is gone", old.full_name()));
        through(&old, &new);
        through(&new, &old);
        both += 1;
    }
    for old in before.services().filter(|one| one.full_name().starts_with(package)) {
        let new = now.get_service_by_name(old.full_name()).expect("a service is gone");
        for method in old.methods() {
            let same = new.methods().find(|one| one.name() == method.name());
            let same = same.unwrap_or_else(|| panic!("{} is gone", method.full_name()));
            assert_eq!(same.input().full_name(), method.input().full_name());
            assert_eq!(same.output().full_name(), method.output().full_name());
            assert_eq!(same.is_client_streaming(), method.is_client_streaming());
            assert_eq!(same.is_server_streaming(), method.is_server_streaming());
        }
    }
    both
}
