//! What stands in a store: statements written out whole, states by their names, and values of the
//! domain's own model.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::{Rule, sql};
use crate::topology::snake;
use crate::tree::{File, Tree};

pub(crate) const WHOLE: Rule = Rule {
    name: "whole",
    check: check_whole,
    fixtures: &[
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\nconst ONE: &str = \"SELECT id FROM videos\";\nfn f() {\n    \
                    view.rows(&format!(\"{ONE} WHERE id = $1\"), values![id])\n}\n",
            )],
            found_at: "src/domains/video/store.rs:4",
        },
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\nconst ONE: &str = \"SELECT id FROM videos\";\nfn f() {\n    \
                    let sql = ONE.replace(\" FROM\", \", title FROM\");\n    \
                    view.rows::<Video>(&sql, values![id]);\n    view.row(sql, values![id])\n}\n",
            )],
            found_at: "src/domains/video/store.rs:5",
        },
        Fixture {
            files: &[(
                "src/domains/video/store/list.rs",
                "//! Head.\nfn f() {\n    let sql = concat!(\"SELECT id\", \" FROM videos\");\n    \
                    view.column(sql, values![id])\n}\n",
            )],
            found_at: "src/domains/video/store/list.rs:4",
        },
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\nfn f() {\n    let sql = \"SELECT id FROM videos\".to_owned() + CLAUSE;\
                    \n    view.value(sql, values![id])\n}\n",
            )],
            found_at: "src/domains/video/store.rs:4",
        },
        // A statement that comes in is put together where nobody looks for it.
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\nfn g() { let sql = \"SELECT id FROM videos\"; }\nfn f(sql: &str) {\n \
                    tx.execute(sql, values![])\n}\n",
            )],
            found_at: "src/domains/video/store.rs:4",
        },
    ],
};

pub(crate) const STATES: Rule = Rule {
    name: "states",
    check: check_states,
    fixtures: &[
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\nconst Q: &str = \"SELECT id FROM videos WHERE id = $1 AND state = 1\
                    \";\n",
            )],
            found_at: "src/domains/video/store.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\nconst Q: &str = \"UPDATE videos SET way = 3 WHERE id = $1\";\n",
            )],
            found_at: "src/domains/video/store.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\nconst Q: &str = \"SELECT id FROM videos WHERE way IN (1, 2)\";\n",
            )],
            found_at: "src/domains/video/store.rs:2",
        },
    ],
};

pub(crate) const KEPT: Rule = Rule {
    name: "kept",
    check: check_kept,
    fixtures: &[
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\nuse crate::contract::video::{Owner, GetVideoResponse};\n",
            )],
            found_at: "src/domains/video/store.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\npub(super) fn all(view: &View<'_, Owner>) -> Reply<Vec<(String, u64)>> \
                    {\n    view.rows()\n}\n",
            )],
            found_at: "src/domains/video/store.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\n\npub(in crate::domains::video) fn put(\n    tx: &Tx<'_, Owner>,\n    \
                    (id, at_ms): (&str, i64),\n) -> Reply<()> {\n    tx.execute()\n}\n",
            )],
            found_at: "src/domains/video/store.rs:3",
        },
    ],
};

/// How a store reaches its database.
const STATEMENTS: &[&str] = &["rows", "row", "column", "value", "exists", "execute"];

/// The rooms and shelves whose statements are known before they run. Under `kernel/db` lie those
/// that copy tables which they do not know.
fn is_written_out(file: &File) -> bool {
    file.place.room() == Some("store") || file.path.starts_with("src/kernel/events")
}

fn check_whole(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans().filter(|(file, _)| is_written_out(file)) {
        let room = tree.scans().filter(|(other, _)| {
            let is_same_room =
                other.place.room() == Some("store") && other.place.domain() == file.place.domain();
            is_same_room || other.path == file.path
        });
        let consts: Vec<Binding> = room
            .flat_map(|(other, _)| bindings(&other.text))
            .filter(|binding| binding.name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
            .collect();
        let own = bindings(&file.text);
        for call in scan.calls.iter().filter(|call| !call.in_test) {
            let Some((name, arguments)) = call.text.split_once(' ') else { continue };
            let Some(statement) = first_argument(arguments) else { continue };
            if !STATEMENTS.contains(&name) || is_whole(&statement, call.line, &own, &consts) {
                continue;
            }
            let text = "a statement is one literal, or a name that is bound to one: what is put \
                        together of pieces cannot be found, read or explained; write it out";
            found.push(Violation::new(&file.path, call.line, text));
        }
    }
    found
}

/// The tokens before the first comma; `None` when there is no second argument.
fn first_argument(arguments: &str) -> Option<Vec<TokenTree>> {
    let tokens: Vec<TokenTree> = arguments.parse::<TokenStream>().ok()?.into_iter().collect();
    let comma = tokens.iter().position(|token| is_punct(token, ','))?;
    (comma + 1 < tokens.len()).then(|| tokens[..comma].to_vec())
}

fn is_whole(statement: &[TokenTree], line: usize, own: &[Binding], consts: &[Binding]) -> bool {
    match statement {
        [TokenTree::Literal(literal)] => sql_of(literal).is_some(),
        [TokenTree::Ident(name)] => {
            let before = own.iter().filter(|one| *name == one.name && one.line <= line);
            let nearest = before.max_by_key(|one| one.line);
            let bound = nearest.or_else(|| consts.iter().find(|one| *name == one.name));
            bound.is_some_and(|one| one.is_sql)
        },
        _ => false,
    }
}

/// A name and whether it stands for statements that are written out.
struct Binding {
    name: String,
    line: usize,
    is_sql: bool,
}

/// Every `let`, `const`, `static`, parameter, closure argument and loop variable.
fn bindings(text: &str) -> Vec<Binding> {
    let mut found = Vec::new();
    if let Ok(stream) = text.parse::<TokenStream>() {
        note_bindings(stream, &mut found);
    }
    found
}

fn note_bindings(stream: TokenStream, found: &mut Vec<Binding>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|at| tokens.get(at));
        match token {
            TokenTree::Group(group) => note_bindings(group.stream(), found),
            TokenTree::Ident(ident) => {
                let rest = &tokens[index + 1..];
                let keyword = before.map(ToString::to_string).unwrap_or_default();
                let is_sql = match keyword.as_str() {
                    "let" | "const" | "static" => is_literal_sql(rest),
                    "|" | "for" | "mut" => false,
                    // A parameter; `a::b` is a path.
                    _ if is_typed(rest) => false,
                    _ => continue,
                };
                let line = ident.span().start().line;
                found.push(Binding { name: ident.to_string(), line, is_sql });
            },
            _ => {},
        }
    }
}

fn is_typed(rest: &[TokenTree]) -> bool {
    let colon = |at: usize| rest.get(at).is_some_and(|token| is_punct(token, ':'));
    colon(0) && !colon(1)
}

/// Whether what is bound is one statement, or one of some.
fn is_literal_sql(rest: &[TokenTree]) -> bool {
    let Some(from) = rest.iter().position(|token| is_punct(token, '=')) else { return false };
    let until = rest.iter().position(|token| is_punct(token, ';')).unwrap_or(rest.len());
    let mut statements = 0;
    from < until && holds_only_sql(&rest[from + 1..until], &mut statements) && statements > 0
}

fn holds_only_sql(tokens: &[TokenTree], statements: &mut usize) -> bool {
    tokens.iter().all(|token| match token {
        TokenTree::Literal(literal) => {
            *statements += 1;
            sql_of(literal).is_some()
        },
        TokenTree::Group(group) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            group.delimiter() == Delimiter::Brace && holds_only_sql(&inner, statements)
        },
        TokenTree::Punct(punct) => ":=>,&|".contains(punct.as_char()),
        TokenTree::Ident(_) => true,
    })
}

fn sql_of(literal: &proc_macro2::Literal) -> Option<String> {
    let text = syn::parse_str::<syn::LitStr>(&literal.to_string()).ok()?.value();
    sql::is_sql(&text).then_some(text)
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

/// Names of columns that hold an enumeration, of which 0 and 1 cannot be told from a flag
/// otherwise: those of the contracts' enumerations, and each word of them (`WayState`: `way`).
fn choices(tree: &Tree) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for word in tree.topology.protos.keys() {
        let Some(proto) = tree.file(&format!("proto/{word}.proto")) else { continue };
        let enums = proto.text.lines().filter_map(|line| line.trim().strip_prefix("enum "));
        for name in enums.filter_map(|rest| rest.strip_suffix(" {")) {
            let whole = snake(name);
            names.extend(whole.split('_').map(str::to_owned));
            names.insert(whole);
        }
    }
    names
}

fn check_states(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let choices = choices(tree);
    for (file, scan) in tree.scans().filter(|(file, _)| file.place.room() == Some("store")) {
        for text in scan.strings.iter().filter(|text| !text.in_test && sql::is_sql(&text.text)) {
            if let Some(number) = number_in(&text.text, &choices) {
                let text_of = format!(
                    "`{number}` stands for a choice that has a name: bind the enumeration itself \
                     (`values![VideoState::Ready]`)"
                );
                found.push(Violation::new(&file.path, text.line, text_of));
            }
        }
    }
    found
}

/// The first comparison of a column with a number that stands for something. The condition of a
/// partial index has to be repeated as it is, and is left out.
fn number_in(sql: &str, choices: &BTreeSet<String>) -> Option<String> {
    let spaced = sql.replace(['(', ')', ','], " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let conflict = words.iter().position(|word| *word == "CONFLICT").unwrap_or(words.len());
    let resumes = words.iter().position(|word| *word == "DO").unwrap_or(words.len());
    let number = |index: usize| words.get(index).and_then(|word| word.parse::<u64>().ok());
    for index in (0..words.len()).filter(|at| *at < conflict || *at > resumes) {
        let column = words[index];
        let name = column.rsplit('.').next().unwrap_or_default();
        let (sign, first) = (words.get(index + 1).copied().unwrap_or_default(), number(index + 2));
        let Some(first) = first else { continue };
        let is_listed = sign == "IN";
        let is_compared = matches!(sign, "=" | "<>") && (first > 1 || choices.contains(name));
        if is_listed || is_compared {
            return Some(format!("{column} {sign} {first}"));
        }
    }
    None
}

fn check_kept(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans() {
        let (Some(word), Some("store")) = (file.place.domain(), file.place.room()) else {
            continue;
        };
        for path in scan.paths.iter().filter(|path| path.is_inner && !path.in_test) {
            let [first, of, name, ..] = path.segments.as_slice() else { continue };
            if first == "contract" && !may_be_named(tree, word, (of, name)) {
                let text = format!(
                    "`{name}` is a message: a store gives and takes types of the model, which \
                     the handlers turn into messages"
                );
                found.push(Violation::new(&file.path, path.line, text));
            }
        }
        for line in signatures_with_tuples(file) {
            let text = "a tuple in what a store gives or takes: its parts have no names; make it \
                        a type of the model";
            found.push(Violation::new(&file.path, line, text));
        }
    }
    found
}

/// The domain itself, ids, enumerations, events to be published, and what is kept as its bytes.
fn may_be_named(tree: &Tree, word: &str, (of, name): (&str, &str)) -> bool {
    let row = tree.topology.rows.get(of);
    let is_id = row.is_some_and(|row| row.ids.iter().any(|kind| format!("{kind}Id") == name));
    let proto = tree.topology.protos.get(of);
    let is_event = proto.is_some_and(|proto| proto.events.iter().any(|(event, _)| event == name));
    let is_choice = tree
        .file(&format!("proto/{of}.proto"))
        .is_some_and(|file| file.lines().any(|(_, line)| line == format!("enum {name} {{")));
    let stores = tree.scans().filter(|(file, _)| {
        file.place.domain() == Some(word) && file.place.room() == Some("store")
    });
    let mut lists = stores.flat_map(|(file, _)| file.text.split("kept_messages! {").skip(1));
    let is_kept = lists.any(|list| {
        let list = list.split('}').next().unwrap_or_default();
        list.split_whitespace().any(|kept| kept == name)
    });
    name == "Owner" || is_id || is_event || is_choice || is_kept
}

/// The lines of public functions that take or give a tuple.
fn signatures_with_tuples(file: &File) -> Vec<usize> {
    let lines: Vec<&str> = file.text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if !line.starts_with("pub(") || !line.contains(" fn ") {
            continue;
        }
        let until = lines[index..].iter().position(|line| line.ends_with('{'));
        let signature = lines[index..=index + until.unwrap_or_default()].join("\n");
        let signature = signature.replace("()", "");
        if [": (", "<(", "[("].iter().any(|mark| signature.contains(mark)) {
            found.push(index + 1);
        }
    }
    found
}
