//! Reads the tokens of one Rust file into plain facts: paths, literals, names, attributes, each
//! with its line.
//! Tokens, not syntax: so macro bodies, attributes and visibilities are seen like everything else.
//! Judges nothing.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::place;

/// A path as written, made absolute if it starts at `crate`, `self` or `super`.
#[derive(Debug, Clone)]
pub(crate) struct PathUse {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
    pub(crate) in_test: bool,
    /// Begins in this crate; otherwise the first segment is a crate or a name already in scope.
    pub(crate) is_inner: bool,
    /// Brings in everything (`::*`), or gives the module another name (`as`).
    pub(crate) hides_names: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) line: usize,
    pub(crate) in_test: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub(crate) paths: Vec<PathUse>,
    /// Every identifier.
    pub(crate) idents: Vec<Word>,
    /// The values of string literals, documentation left out.
    pub(crate) strings: Vec<Word>,
    /// The names that items declare.
    pub(crate) items: Vec<Word>,
    /// The tokens of each attribute without documentation: `allow (dead_code)`.
    pub(crate) attributes: Vec<Word>,
    /// Calls `name(args…)` with the tokens of the arguments after a space: `expect "reason"`.
    pub(crate) calls: Vec<Word>,
    /// Module paths of `mod name;` under a test attribute: that other file is a test.
    pub(crate) test_modules: Vec<Vec<String>>,
    /// Each function outside tests: the line of its `fn`, and how many lines it has to its closing
    /// brace.
    pub(crate) fn_lines: Vec<(usize, usize)>,
}

impl Scan {
    /// The whole file is compiled for tests only.
    pub(crate) fn mark_test(&mut self) {
        let lists = [
            &mut self.idents,
            &mut self.strings,
            &mut self.items,
            &mut self.attributes,
            &mut self.calls,
        ];
        lists.into_iter().flatten().for_each(|word| word.in_test = true);
        self.paths.iter_mut().for_each(|path| path.in_test = true);
        self.fn_lines.clear();
    }
}

/// `None` when the file is no Rust: rustc says so with a better message.
pub(crate) fn scan(path: &str, text: &str) -> Option<Scan> {
    let stream: TokenStream = text.parse().ok()?;
    let is_test = place::Place::of(path).is_test || text.contains("#![cfg(test)]");
    let mut scan = Scan::default();
    let at = At { module: place::module_of(path), in_test: is_test };
    walk(stream, &at, &mut scan);
    Some(scan)
}

#[derive(Clone)]
struct At {
    module: Vec<String>,
    in_test: bool,
}

const ITEM_WORDS: &[&str] =
    &["struct", "enum", "trait", "fn", "mod", "const", "static", "type", "union", "macro_rules"];

fn walk(stream: TokenStream, at: &At, scan: &mut Scan) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    // What follows a test attribute, up to the end of that item, is test code.
    let mut test_item = false;
    let mut fn_from: Option<usize> = None;
    let mut index = 0;
    while index < tokens.len() {
        let here = At { module: at.module.clone(), in_test: at.in_test || test_item };
        match &tokens[index] {
            TokenTree::Group(group) if is_attribute(&tokens, index) => {
                test_item |= read_attribute(group, &here, scan);
            },
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Brace {
                    end_function(&mut fn_from, group, here.in_test, scan);
                    test_item = false;
                }
                walk(group.stream(), &inside(&tokens, index, here), scan);
            },
            TokenTree::Ident(ident) => {
                let line = ident.span().start().line;
                let name = ident.to_string();
                if name == "fn" && is_ident(tokens.get(index + 1)) {
                    fn_from = Some(line);
                }
                note_item(&tokens, index, &here, scan);
                note_call(&tokens, index, &here, scan);
                note_path(&tokens, index, &here, scan);
                scan.idents.push(Word { text: name, line, in_test: here.in_test });
            },
            TokenTree::Literal(literal) => {
                let line = literal.span().start().line;
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    scan.strings.push(Word { text: text.value(), line, in_test: here.in_test });
                }
            },
            TokenTree::Punct(punct) => {
                if punct.as_char() == ';' {
                    test_item = false;
                    fn_from = None;
                }
            },
        }
        index += 1;
    }
}

/// A brace group after `mod name` is one module deeper.
fn inside(tokens: &[TokenTree], index: usize, mut at: At) -> At {
    if index >= 2
        && is_word(tokens.get(index - 2), "mod")
        && let Some(TokenTree::Ident(name)) = tokens.get(index - 1)
    {
        at.module.push(name.to_string());
    }
    at
}

fn end_function(from: &mut Option<usize>, body: &Group, in_test: bool, scan: &mut Scan) {
    if let Some(first) = from.take()
        && !in_test
    {
        scan.fn_lines.push((first, body.span_close().end().line - first + 1));
    }
}

fn is_attribute(tokens: &[TokenTree], index: usize) -> bool {
    let TokenTree::Group(group) = &tokens[index] else {
        return false;
    };
    if group.delimiter() != Delimiter::Bracket || index == 0 {
        return false;
    }
    is_punct(tokens.get(index - 1), '#')
        || (index >= 2
            && is_punct(tokens.get(index - 1), '!')
            && is_punct(tokens.get(index - 2), '#'))
}

/// True when the attribute makes the next item a test.
fn read_attribute(group: &Group, at: &At, scan: &mut Scan) -> bool {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    if is_word(tokens.first(), "doc") {
        return false;
    }
    let text = group.stream().to_string();
    let line = group.span_open().start().line;
    scan.attributes.push(Word { text: text.clone(), line, in_test: at.in_test });
    // An attribute's own parentheses are no calls: `#[expect(lint, reason = "…")]`.
    let calls = scan.calls.len();
    walk(group.stream(), at, scan);
    scan.calls.truncate(calls);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let is_cfg_test =
        words.first() == Some(&"cfg") && words.contains(&"test") && !words.contains(&"not");
    is_cfg_test || text == "test" || text.ends_with(":: test") || text.ends_with("::test")
}

fn note_item(tokens: &[TokenTree], index: usize, at: &At, scan: &mut Scan) {
    let TokenTree::Ident(word) = &tokens[index] else {
        return;
    };
    if !ITEM_WORDS.contains(&word.to_string().as_str()) {
        return;
    }
    if let Some(TokenTree::Ident(name)) = tokens.get(index + 1)
        && !ITEM_WORDS.contains(&name.to_string().as_str())
    {
        if word == "mod" && at.in_test && is_punct(tokens.get(index + 2), ';') {
            let mut module = at.module.clone();
            module.push(name.to_string());
            scan.test_modules.push(module);
        }
        let line = name.span().start().line;
        scan.items.push(Word { text: name.to_string(), line, in_test: at.in_test });
    }
}

fn note_call(tokens: &[TokenTree], index: usize, at: &At, scan: &mut Scan) {
    let TokenTree::Ident(name) = &tokens[index] else {
        return;
    };
    if let Some(TokenTree::Group(arguments)) = tokens.get(after_turbofish(tokens, index + 1))
        && arguments.delimiter() == Delimiter::Parenthesis
    {
        let text = format!("{name} {}", arguments.stream());
        scan.calls.push(Word { text, line: name.span().start().line, in_test: at.in_test });
    }
}

/// The index behind `::<…>`, or the same index where there is none.
fn after_turbofish(tokens: &[TokenTree], from: usize) -> usize {
    let opens = [':', ':', '<'];
    if !opens.iter().enumerate().all(|(step, wanted)| is_punct(tokens.get(from + step), *wanted)) {
        return from;
    }
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(from + 2) {
        if is_punct(Some(token), '<') {
            depth += 1;
        } else if is_punct(Some(token), '>') && !is_punct(tokens.get(index - 1), '-') {
            depth -= 1;
        }
        if depth == 0 {
            return index + 1;
        }
    }
    from
}

/// Reads a path where one begins; what follows in it is skipped by `begins_path`.
fn note_path(tokens: &[TokenTree], index: usize, at: &At, scan: &mut Scan) {
    if !begins_path(tokens, index) {
        return;
    }
    let is_use = index > 0
        && (is_word(tokens.get(index - 1), "use") || is_word(tokens.get(index - 1), "crate"));
    let mut found = Vec::new();
    read_path(&tokens[index..], &[], &mut found);
    for (mut segments, line, hides_names) in found {
        let head = segments[0].clone();
        let is_inner = matches!(head.as_str(), "crate" | "self" | "super");
        // `crate` alone is a visibility, `self` a receiver, a single word a name in scope.
        if segments.len() < 2 && !is_use {
            continue;
        }
        if is_inner {
            segments = absolute(&segments, &at.module);
        }
        scan.paths.push(PathUse { segments, line, in_test: at.in_test, is_inner, hides_names });
    }
}

fn begins_path(tokens: &[TokenTree], index: usize) -> bool {
    let before = |back: usize| index.checked_sub(back).and_then(|at| tokens.get(at));
    let after_colons = is_punct(before(1), ':') && is_punct(before(2), ':');
    if is_punct(before(1), '.') && !is_punct(before(2), '.') {
        return false;
    }
    // `::name` begins a path only where nothing stands before the colons.
    !after_colons
        || !matches!(before(3), Some(TokenTree::Ident(_) | TokenTree::Group(_)))
            && !is_punct(before(3), '>')
}

type Found = (Vec<String>, usize, bool);

/// Collects `a::b`, `a::{b, c::d}`, `a::*` and `a as b` from the start of `tokens`.
fn read_path(tokens: &[TokenTree], prefix: &[String], found: &mut Vec<Found>) {
    let mut segments = prefix.to_vec();
    let mut line = 0;
    let mut index = 0;
    loop {
        let follows = !segments.is_empty();
        match tokens.get(index) {
            Some(TokenTree::Ident(ident)) => {
                line = ident.span().start().line;
                // `{self}` names the module itself.
                if ident != "self" || segments.is_empty() {
                    segments.push(ident.to_string());
                }
                index += 1;
            },
            Some(TokenTree::Group(group)) if follows && group.delimiter() == Delimiter::Brace => {
                return read_branches(group, &segments, found);
            },
            Some(TokenTree::Punct(punct)) if follows && punct.as_char() == '*' => {
                return found.push((segments, punct.span().start().line, true));
            },
            _ => break,
        }
        if is_punct(tokens.get(index), ':') && is_punct(tokens.get(index + 1), ':') {
            index += 2;
        } else {
            break;
        }
    }
    if !segments.is_empty() && line > 0 {
        found.push((segments, line, is_word(tokens.get(index), "as")));
    }
}

fn read_branches(group: &Group, prefix: &[String], found: &mut Vec<Found>) {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    for branch in tokens.split(|token| is_punct(Some(token), ',')) {
        read_path(branch, prefix, found);
    }
}

/// `super::super::x` seen from module `a::b::c` is `a::x`.
fn absolute(segments: &[String], module: &[String]) -> Vec<String> {
    let mut base = if segments[0] == "crate" { Vec::new() } else { module.to_vec() };
    let mut rest = segments;
    while let Some((head, tail)) = rest.split_first() {
        match head.as_str() {
            "crate" | "self" => {},
            "super" => {
                base.pop();
            },
            _ => break,
        }
        rest = tail;
    }
    base.extend(rest.iter().cloned());
    base
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_word(token: Option<&TokenTree>, wanted: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == wanted)
}

fn is_ident(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Ident(_)))
}
