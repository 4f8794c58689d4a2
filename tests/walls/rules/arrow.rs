//! The arrow: boot → {gateway, domains, split, adapters} → contract → kernel, and the walls
//! between siblings.
//! Judges paths only; what a room may use inside its own domain is `rooms`.

use crate::fixture::Fixture;
use crate::place::Layer;
use crate::report::Violation;
use crate::rules::Rule;
use crate::scan::PathUse;
use crate::tree::{File, Tree};

pub(crate) const ARROW: Rule = Rule {
    name: "arrow",
    check: check_arrow,
    fixtures: &[
        Fixture {
            files: &[("src/kernel/bus.rs", "//! Head.\n\nuse crate::contract::video::Client;\n")],
            found_at: "src/kernel/bus.rs:3",
        },
        // `super` chains that climb out, from a file and from a module inside it.
        Fixture {
            files: &[(
                "src/contract/x.rs",
                "//! Head.\nmod inner {\n    use super::super::super::boot;\n}\n",
            )],
            found_at: "src/contract/x.rs:3",
        },
        // Grouped and nested `use`.
        Fixture {
            files: &[(
                "src/gateway/x.rs",
                "//! Head.\nuse crate::{\n    contract,\n    domains::{video},\n};\n",
            )],
            found_at: "src/gateway/x.rs:4",
        },
        // The body of a macro.
        Fixture {
            files: &[(
                "src/adapters/x.rs",
                "//! Head.\nfn f() {\n    log!(\"{}\", crate::gateway::session());\n}\n",
            )],
            found_at: "src/adapters/x.rs:3",
        },
        Fixture {
            files: &[("src/split/x.rs", "//! Head.\nuse crate::adapters;\n")],
            found_at: "src/split/x.rs:2",
        },
        // The crate under another name would hide every later path.
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\nuse crate as root;\n")],
            found_at: "src/kernel/x.rs:2",
        },
        Fixture {
            files: &[("src/gateway/x.rs", "//! Head.\npub(in crate::boot) fn f() {}\n")],
            found_at: "src/gateway/x.rs:2",
        },
    ],
};

pub(crate) const SIBLINGS: Rule = Rule {
    name: "siblings",
    check: check_siblings,
    fixtures: &[
        Fixture {
            files: &[("src/domains/video/x.rs", "//! Head.\nuse crate::domains::user;\n")],
            found_at: "src/domains/video/x.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/handlers/x.rs",
                "//! Head.\nuse super::super::super::user::store;\n",
            )],
            found_at: "src/domains/video/handlers/x.rs:2",
        },
        Fixture {
            files: &[("src/domains/video/x.rs", "//! Head.\nuse crate::domains;\n")],
            found_at: "src/domains/video/x.rs:2",
        },
        // A contract that no edge of domains.toml opens.
        Fixture {
            files: &[(
                "src/domains/user/store.rs",
                "//! Head.\nuse crate::contract::video::VideoCard;\n",
            )],
            found_at: "src/domains/user/store.rs:2",
        },
    ],
};

pub(crate) const ROOTS: Rule = Rule {
    name: "roots",
    check: check_roots,
    fixtures: &[
        Fixture {
            files: &[("src/lib.rs", "//! Head.\npub mod boot;\npub fn start() {}\n")],
            found_at: "src/lib.rs:3",
        },
        Fixture {
            files: &[("src/main.rs", "//! Head.\nuse shoal::boot;\nuse shoal::contract;\n")],
            found_at: "src/main.rs:3",
        },
        Fixture {
            files: &[("src/domains/mod.rs", "//! Head.\nmod user;\nstruct Shared;\n")],
            found_at: "src/domains/mod.rs:3",
        },
    ],
};

pub(crate) const ENTRIES: Rule = Rule {
    name: "entries",
    check: check_entries,
    fixtures: &[Fixture {
        files: &[("tests/it/x.rs", "//! Head.\nuse shoal::kernel::db;\n")],
        found_at: "tests/it/x.rs:2",
    }],
};

/// The layers that a layer may name besides itself.
fn may_name(from: Layer) -> &'static [Layer] {
    match from {
        Layer::Kernel => &[],
        Layer::Contract => &[Layer::Kernel],
        Layer::Adapters | Layer::Split | Layer::Gateway | Layer::Domains => {
            &[Layer::Contract, Layer::Kernel]
        },
        _ => &[
            Layer::Gateway,
            Layer::Domains,
            Layer::Split,
            Layer::Adapters,
            Layer::Contract,
            Layer::Kernel,
        ],
    }
}

/// Paths into this crate. Tests of a layer may use boot, which starts them with fakes.
fn inner_paths(tree: &Tree) -> impl Iterator<Item = (&File, &PathUse)> {
    tree.scans()
        .flat_map(|(file, scan)| scan.paths.iter().map(move |path| (file, path)))
        .filter(|(_, path)| path.is_inner)
        .filter(|(_, path)| {
            !(path.in_test && path.segments.first().is_some_and(|head| head == "boot"))
        })
}

fn is_layered(layer: Layer) -> bool {
    !matches!(layer, Layer::Root | Layer::Build | Layer::Tests | Layer::Elsewhere | Layer::Boot)
}

fn check_arrow(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, path) in inner_paths(tree) {
        let from = file.place.layer;
        if !is_layered(from) {
            continue;
        }
        let Some(head) = path.segments.first() else {
            let text = "a path to the crate root hides which layer is used; name the layer: \
                crate::kernel::…";
            found.push(Violation::new(&file.path, path.line, text));
            continue;
        };
        let Some(to) = Layer::of_word(head) else {
            continue;
        };
        if to != from && !may_name(from).contains(&to) {
            let text = format!(
                "{} must not see {}: the arrow runs boot → {{gateway, domains, split, adapters}} \
                    → contract → \
                 kernel. Pass a value or a port down, or send an event up",
                from.word(),
                to.word()
            );
            found.push(Violation::new(&file.path, path.line, text));
        }
    }
    found
}

fn check_siblings(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, path) in inner_paths(tree) {
        let Some(own) = file.place.domain() else {
            continue;
        };
        let (head, word) = (path.segments.first().map(String::as_str), path.segments.get(1));
        if head == Some("domains") && word.is_none_or(|word| word != own) {
            let text = format!(
                "{own} must not see another domain's rooms: call it through `peers` (add it to \
                    `calls` in \
                 proto/domains.toml) or hear its events"
            );
            found.push(Violation::new(&file.path, path.line, text));
        }
        let Some(word) = word.filter(|_| head == Some("contract")) else {
            continue;
        };
        if tree.topology.is_domain(word) && !tree.topology.known_to(own).contains(word) {
            let text = format!(
                "{own} has no edge to {word}: add `{word}` to its `calls`, or one of its events \
                    to `hears`, in \
                 proto/domains.toml"
            );
            found.push(Violation::new(&file.path, path.line, text));
        }
    }
    found
}

fn check_roots(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for path in ["src/lib.rs", "src/domains/mod.rs"] {
        for word in
            tree.file(path).and_then(|file| file.scan.as_ref()).into_iter().flat_map(|s| &s.idents)
        {
            if ["fn", "struct", "enum", "trait", "impl", "const", "static", "type"]
                .contains(&word.text.as_str())
            {
                let text = "only `mod` lines stand here, so that it reads as a table of contents; \
                    move this into a layer";
                found.push(Violation::new(path, word.line, text));
            }
        }
    }
    let main = "src/main.rs";
    for path in
        tree.file(main).and_then(|file| file.scan.as_ref()).into_iter().flat_map(|s| &s.paths)
    {
        let allowed = |layer: &String| layer == "boot" || layer == "main";
        if path.segments[0] == "shoal" && !path.segments.get(1).is_some_and(allowed) {
            let text =
                "main parses the command and calls boot; whatever else it needs is boot's to give";
            found.push(Violation::new(main, path.line, text));
        }
    }
    found
}

fn check_entries(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans().filter(|(file, _)| file.path.starts_with("tests/it/")) {
        for path in scan.paths.iter().filter(|path| path.segments[..1] == ["shoal"]) {
            if path.segments.get(1).is_none_or(|layer| layer != "boot" && layer != "contract") {
                let text = "integration tests enter in two ways, boot::harness and the contract \
                    clients; what needs a \
                            domain's inside stands in that domain's tests.rs";
                found.push(Violation::new(&file.path, path.line, text));
            }
        }
    }
    found
}
