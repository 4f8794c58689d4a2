//! Embeds the sentences of `words/` and writes an accessor for each, so that a missing sentence or
//! argument does not compile. It must not choose a language; the gateway does.

use crate::read::Topology;
use anyhow::{Context, Result, anyhow, bail, ensure};
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Message, Pattern, PatternElement,
};
use fluent_syntax::parser::parse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The language in which all others are judged; the first of the list.
const SOURCE: &str = "en";

/// Keys that are looked up by what a contract or the configuration states. Those of the second row
/// stand in the source language where they are stated, so its files have none.
const STATED: &[&str] = &["refusal-", "fault-", "cause-", "letter-", NOTICE];
const STATED_ELSEWHERE: &[&str] = &["setting-", "section-", "purpose"];

/// What a form did. A redirect carries the code; each has a constant, so that one which nothing
/// gives is dead code.
const NOTICE: &str = "notice-";

/// Key → the arguments of its sentence, in the order in which they are first named.
type Keys = BTreeMap<String, Vec<String>>;

/// Domain or `gateway`, `admin`, `kernel` → its keys.
type Files = BTreeMap<String, Keys>;

/// Writes `words.rs`: the files of each language, and the accessors.
pub(crate) fn words(folder: &Path, topology: &Topology, out: &Path) -> Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let languages = languages(folder)?;
    let source = read(&folder.join(SOURCE))?;
    for language in &languages {
        let files = read(&folder.join(language))?;
        same(language, &source, &files)?;
        refusals(language, topology, &files)?;
        causes(language, topology, &files)?;
    }
    let mut text = sources(folder, &languages, &source)?;
    let mut fields = String::new();
    // A file of nothing but refusals is only looked up.
    let is_spoken = |keys: &Keys| keys.keys().any(|key| !starts(key, STATED));
    let all = source.iter().enumerate();
    for (index, (file, keys)) in all.filter(|(_, (_, keys))| is_spoken(keys)) {
        let name = format!("{}Words", capital(file));
        writeln!(fields, "pub(crate) {file}: {name},")?;
        text.push_str(&accessors(&name, (index, file), keys)?);
    }
    text.push_str(&notices(&source)?);
    let built = source.iter().filter(|(_, keys)| is_spoken(keys));
    let built = built.map(|(file, _)| format!("{file}: {}Words(language),", capital(file)));
    let built: String = built.collect();
    write!(
        text,
        "/// Every sentence of one language, by the domain that it belongs to.
         #[derive(Debug, Clone, Copy)]
         pub(crate) struct Words {{ {fields} }}
         impl Words {{
             pub(super) const fn of(language: usize) -> Self {{ Self {{ {built} }} }}
         }}"
    )?;
    let file = syn::parse_file(&text).context("the accessors of the words do not parse")?;
    std::fs::write(out.join("words.rs"), prettyplease::unparse(&file))?;
    Ok(())
}

/// The folders of `words/`, the source language first.
fn languages(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).context("words/")? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    found.sort_by_key(|name| (name != SOURCE, name.clone()));
    ensure!(found.first().is_some_and(|name| name == SOURCE), "words/{SOURCE} is missing");
    Ok(found)
}

fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(file) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let Some(file) = file.strip_suffix(".ftl") else {
            bail!("{}: words stand in files named <domain>.ftl", path.display())
        };
        let text = std::fs::read_to_string(&path)?;
        let keys = keys(&text).with_context(|| path.display().to_string())?;
        files.insert(file.to_owned(), keys);
    }
    Ok(files)
}

fn keys(text: &str) -> Result<Keys> {
    let resource = parse(text).map_err(|(_, errors)| anyhow!("{errors:?}"))?;
    let mut keys = Keys::new();
    for entry in &resource.body {
        let Entry::Message(Message { id, value: Some(value), .. }) = entry else { continue };
        let mut arguments = Vec::new();
        named(value, &mut arguments);
        ensure!(keys.insert(id.name.to_owned(), arguments).is_none(), "{} stands twice", id.name);
    }
    Ok(keys)
}

fn named(pattern: &Pattern<&str>, found: &mut Vec<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            named_in(expression, found);
        }
    }
}

fn named_in(expression: &Expression<&str>, found: &mut Vec<String>) {
    match expression {
        Expression::Inline(inline) => named_inline(inline, found),
        Expression::Select { selector, variants } => {
            named_inline(selector, found);
            variants.iter().for_each(|variant| named(&variant.value, found));
        },
    }
}

fn named_inline(inline: &InlineExpression<&str>, found: &mut Vec<String>) {
    match inline {
        InlineExpression::VariableReference { id } if !found.iter().any(|one| one == id.name) => {
            found.push(id.name.to_owned());
        },
        InlineExpression::FunctionReference {
            arguments: CallArguments { positional, .. }, ..
        } => {
            positional.iter().for_each(|one| named_inline(one, found));
        },
        InlineExpression::Placeable { expression } => named_in(expression, found),
        _ => {},
    }
}

fn starts(key: &str, with: &[&str]) -> bool {
    with.iter().any(|start| key.starts_with(start))
}

/// Refuses a language that lacks a sentence, has one that no other has, or asks for more.
fn same(language: &str, source: &Files, files: &Files) -> Result<()> {
    for (file, keys) in source {
        let other =
            files.get(file).with_context(|| format!("words/{language}/{file}.ftl: missing"))?;
        for (key, arguments) in keys {
            let place = format!("words/{language}/{file}.ftl: {key}");
            let told = other.get(key).with_context(|| format!("{place} is missing"))?;
            let more = told.iter().find(|one| !arguments.contains(one));
            ensure!(more.is_none(), "{place}: nobody gives it ${}", more.map_or("", |one| one));
        }
    }
    for (file, keys) in files {
        for key in keys.keys().filter(|key| !starts(key, STATED_ELSEWHERE)) {
            let is_known = source.get(file).is_some_and(|source| source.contains_key(key));
            ensure!(is_known, "words/{language}/{file}.ftl: {key} is not in words/{SOURCE}");
        }
    }
    Ok(())
}

/// Every refusal of a contract has its sentence, and no sentence is left of one that is gone.
fn refusals(language: &str, topology: &Topology, files: &Files) -> Result<()> {
    let all = topology.domains.iter().map(|one| (one.word.as_str(), &one.refusals));
    for (word, refusals) in all.chain([("kernel", &topology.shared)]) {
        let place = format!("words/{language}/{word}.ftl");
        let keys = files.get(word).with_context(|| format!("{place}: missing"))?;
        let wanted = || refusals.iter().map(|one| format!("refusal-{}", one.name));
        for key in wanted() {
            let arguments = keys.get(&key).with_context(|| format!("{place}: {key} is missing"))?;
            let facts = ["count", "most"];
            let is_told = facts.iter().all(|fact| arguments.iter().any(|one| one == fact));
            let is_limit = word != "kernel" && key.starts_with("refusal-TOO_MANY_");
            ensure!(
                is_told || !is_limit,
                "{place}: {key}: a limit tells {{ $count }} and {{ $most }}"
            );
        }
        let left = keys.keys().filter(|key| key.starts_with("refusal-"));
        for key in left {
            ensure!(wanted().any(|one| one == *key), "{place}: {key}: there is no such refusal");
        }
    }
    Ok(())
}

/// Every cause of failure of a contract has its sentence, and no sentence is left of one that is
/// gone. What the gateway says for itself stands in its own file.
fn causes(language: &str, topology: &Topology, files: &Files) -> Result<()> {
    for domain in &topology.domains {
        let place = format!("words/{language}/{}.ftl", domain.word);
        let keys = files.get(&domain.word).with_context(|| format!("{place}: missing"))?;
        let wanted = || domain.causes.iter().map(|name| format!("cause-{name}"));
        for key in wanted() {
            ensure!(keys.contains_key(&key), "{place}: {key} is missing");
        }
        for key in keys.keys().filter(|key| key.starts_with("cause-")) {
            ensure!(wanted().any(|one| one == *key), "{place}: {key}: there is no such cause");
        }
    }
    Ok(())
}

/// The files of each language, in the order of the source's, and the keys without arguments.
fn sources(folder: &Path, languages: &[String], source: &Files) -> Result<String> {
    let mut rows = String::new();
    for language in languages {
        let mut files = String::new();
        for file in source.keys() {
            let path = format!("/{}/{language}/{file}.ftl", folder.display());
            write!(
                files,
                "({file:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),"
            )?;
        }
        write!(rows, "({language:?}, &[{files}]),")?;
    }
    let mut plain = String::new();
    for keys in source.values() {
        let keys: Vec<&String> = fixed(keys).collect();
        write!(plain, "&{keys:?},")?;
    }
    Ok(format!(
        "/// Code of a language, and its files: name and text. The first is the source.
         pub(super) static SOURCES: &[(&str, &[(&str, &str)])] = &[{rows}];
         /// For each file, the keys of the sentences that take no arguments.
         pub(super) static PLAIN: &[&[&str]] = &[{plain}];\n"
    ))
}

/// The keys whose sentence is always the same.
fn fixed(keys: &Keys) -> impl Iterator<Item = &String> {
    let plain = |(key, arguments): &(&String, &Vec<String>)| {
        arguments.is_empty() && !starts(key, STATED) && !starts(key, STATED_ELSEWHERE)
    };
    keys.iter().filter(plain).map(|(key, _)| key)
}

fn accessors(name: &str, (index, file): (usize, &str), keys: &Keys) -> Result<String> {
    let mut methods = String::new();
    for (at, key) in fixed(keys).enumerate() {
        let method = key.replace('-', "_");
        writeln!(
            methods,
            "pub(crate) fn {method}(self) -> &'static str {{ plain(self.0, {index}, {at}) }}"
        )?;
    }
    let told = keys.iter().filter(|(key, arguments)| !arguments.is_empty() && !starts(key, STATED));
    for (key, arguments) in told {
        let method = key.replace('-', "_");
        let takes: String =
            arguments.iter().map(|one| format!(", {one}: impl Into<FluentValue<'a>>")).collect();
        let gives: String =
            arguments.iter().map(|one| format!("({one:?}, {one}.into()),")).collect();
        writeln!(
            methods,
            "pub(crate) fn {method}<'a>(self{takes}) -> String {{ \
             told(self.0, {file:?}, {key:?}, vec![{gives}]) }}"
        )?;
    }
    Ok(format!(
        "#[derive(Debug, Clone, Copy)]
         pub(crate) struct {name}(usize);
         impl {name} {{ {methods} }}\n"
    ))
}

/// The codes of what a form did, such as `video.saved`.
fn notices(source: &Files) -> Result<String> {
    let mut modules = String::new();
    for (file, keys) in source {
        let mut codes = String::new();
        for (key, arguments) in keys {
            let Some(name) = key.strip_prefix(NOTICE) else { continue };
            ensure!(arguments.is_empty(), "{file}.ftl: {key}: a redirect carries no arguments");
            let constant = name.replace('-', "_").to_ascii_uppercase();
            let code = format!("{file}.{name}");
            writeln!(codes, "pub(in crate::gateway) const {constant}: &str = {code:?};")?;
        }
        if !codes.is_empty() {
            writeln!(modules, "pub(in crate::gateway) mod {file} {{ {codes} }}")?;
        }
    }
    Ok(format!(
        "/// What a form did, for the page to which it leads.
         pub(in crate::gateway) mod notices {{ {modules} }}\n"
    ))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
