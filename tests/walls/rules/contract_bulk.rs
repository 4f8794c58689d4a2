//! The glue that `build/` writes stays thin: at most 40 lines per rpc, messages left out.
//! It reads the formatted output where `build/` says it lies (SHOAL_CONTRACT_RS), never a copy.

use std::collections::BTreeSet;

use syn::spanned::Spanned;

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::Tree;

pub(crate) const BULK: Rule = Rule {
    name: "bulk",
    check,
    fixtures: &[Fixture { files: &[(OUTPUT, TOO_MUCH)], found_at: "OUT_DIR/contract.rs:1" }],
};

const LINES_PER_RPC_MAX: usize = 40;
/// In a tree of a fixture the output is a file like any other.
const OUTPUT: &str = "OUT_DIR/contract.rs";

/// Two rpcs exist in the clean tree: 81 lines of glue are one too many. The message before them
/// does not count.
const TOO_MUCH: &str = concat!(
    "#[derive(Clone, PartialEq, ::prost::Message)]\npub struct Big {\n\n\n\n\n\n\n\n\n\n}\n",
    "pub mod glue {\n    pub fn f() {\n",
    "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
    "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
    "    }\n}\n"
);

fn check(tree: &Tree) -> Vec<Violation> {
    let Some(text) = output(tree) else {
        let text = "build/ does not say where it wrote the contract: print \
                    cargo::rustc-env=SHOAL_CONTRACT_RS=<path>";
        return vec![Violation::new("build/main.rs", 1, text)];
    };
    let rpcs: usize = tree.topology.protos.values().map(|proto| proto.rpcs.len()).sum();
    let lines = glue_lines(&text);
    if lines > rpcs * LINES_PER_RPC_MAX {
        let text = format!(
            "{lines} lines of glue for {rpcs} rpcs, {} a piece; at most {LINES_PER_RPC_MAX}: move \
                what repeats into generic \
             kernel code",
            lines.div_ceil(rpcs.max(1))
        );
        return vec![Violation::new(OUTPUT, 1, text)];
    }
    Vec::new()
}

fn output(tree: &Tree) -> Option<String> {
    if tree.is_real {
        std::fs::read_to_string(option_env!("SHOAL_CONTRACT_RS")?).ok()
    } else {
        Some(tree.file(OUTPUT).map(|file| file.text.clone()).unwrap_or_default())
    }
}

/// Lines of all items that are neither messages nor what prost derives for their enums.
fn glue_lines(text: &str) -> usize {
    let Ok(file) = syn::parse_file(text) else {
        return usize::MAX;
    };
    let mut messages = BTreeSet::new();
    note_messages(&file.items, &mut messages);
    count(&file.items, &messages)
}

fn is_message(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let derived = quote_text(attribute);
        derived.contains("prost")
            && ["Message", "Enumeration", "Oneof"].iter().any(|name| derived.contains(name))
    })
}

fn quote_text(attribute: &syn::Attribute) -> String {
    attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default()
}

fn note_messages(items: &[syn::Item], messages: &mut BTreeSet<String>) {
    for item in items {
        match item {
            syn::Item::Struct(item) if is_message(&item.attrs) => {
                messages.insert(item.ident.to_string());
            },
            syn::Item::Enum(item) if is_message(&item.attrs) => {
                messages.insert(item.ident.to_string());
            },
            syn::Item::Mod(module) => {
                let inner = module.content.as_ref().map_or(&[][..], |(_, items)| items);
                note_messages(inner, messages);
            },
            _ => {},
        }
    }
}

fn count(items: &[syn::Item], messages: &BTreeSet<String>) -> usize {
    items.iter().map(|item| count_item(item, messages)).sum()
}

fn count_item(item: &syn::Item, messages: &BTreeSet<String>) -> usize {
    let span = item.span();
    let lines = span.end().line + 1 - span.start().line;
    match item {
        syn::Item::Struct(item) if is_message(&item.attrs) => 0,
        syn::Item::Enum(item) if is_message(&item.attrs) => 0,
        // prost writes inherent methods (`as_str_name`) for enums only.
        syn::Item::Impl(item) if item.trait_.is_none() => match &*item.self_ty {
            syn::Type::Path(path)
                if path
                    .path
                    .get_ident()
                    .is_some_and(|name| messages.contains(&name.to_string())) =>
            {
                0
            },
            _ => lines,
        },
        syn::Item::Mod(module) => {
            2 + module.content.as_ref().map_or(0, |(_, items)| count(items, messages))
        },
        _ => lines,
    }
}
