//! The gateway is sliced by domain: what the front does for one domain stands in the folder of its
//! word, and nothing outside that folder names its contract but the pages that are composed of
//! several domains, each of which says which.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::topology::snake;
use crate::tree::{File, Tree};

pub(crate) const SLICES: Rule = Rule {
    name: "slices",
    check,
    fixtures: &[
        Fixture {
            files: &[("src/gateway/films/mod.rs", "//! Films; no rules.\n")],
            found_at: "src/gateway/films/mod.rs:1",
        },
        Fixture {
            files: &[("src/gateway/video/covers.rs", "//! Covers.\n")],
            found_at: "src/gateway/video/covers.rs:1",
        },
        Fixture {
            files: &[("src/gateway/core/x.rs", "//! Head.\nuse crate::contract::video::Client;\n")],
            found_at: "src/gateway/core/x.rs:2",
        },
        Fixture {
            files: &[(
                "src/gateway/user/pages.rs",
                "//! Head.\nuse crate::contract::{self, video};\n",
            )],
            found_at: "src/gateway/user/pages.rs:2",
        },
        // Without its name: by the call alone.
        Fixture {
            files: &[(
                "src/gateway/user/pages.rs",
                "//! Head.\nfn f() {\n    clients().video.get_video(cx);\n}\n",
            )],
            found_at: "src/gateway/user/pages.rs:3",
        },
        // A composed page names what its row says, and no more.
        Fixture {
            files: &[(
                "src/gateway/admin/pages.rs",
                "//! Head.\nuse crate::contract::video::VideoCard;\n",
            )],
            found_at: "src/gateway/admin/pages.rs:2",
        },
    ],
};

/// The rooms of a slice.
const ROOMS: &[&str] =
    &["api", "calls", "export", "fake", "mod", "pages", "routes", "stream", "views"];

/// What stands beside the slices.
const SHARED: &[&str] = &["core", "mod.rs", "openapi.rs", "routes.rs", "tests"];

/// The pages that are composed of several domains, and whose contracts each may name.
const COMPOSED: &[(&str, &[&str])] = &[
    ("admin", &[]),
    ("export", &["transcode"]),
    ("home", &["user", "video"]),
    ("studio", &["ingest", "transcode", "video"]),
    ("watch", &["user", "video"]),
];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = check_names(tree);
    for file in tree.below("src/gateway").filter(|file| !file.place.is_test) {
        check_file(tree, file, &mut found);
    }
    found
}

fn check_names(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (name, file) in tree.entries("src/gateway") {
        let is_composed = COMPOSED.iter().any(|(folder, _)| *folder == name);
        if !tree.topology.is_domain(name) && !is_composed && !SHARED.contains(&name) {
            let text = format!(
                "`{name}` is no domain of proto/domains.toml and no composed page: src/gateway/ \
                 has a folder for each of those, and {}",
                SHARED.join(", ")
            );
            found.push(Violation::new(&file.path, 1, text));
        }
    }
    for file in tree.below("src/gateway") {
        let Some((folder, room)) = slice(&file.path) else { continue };
        let is_slice = tree.topology.is_domain(folder) || of_page(folder).is_some();
        if is_slice && !ROOMS.contains(&room) {
            let text = format!(
                "no such room: every folder of the gateway has the same ones ({}), so that knowing \
                 one is knowing all",
                ROOMS.join(", ")
            );
            found.push(Violation::new(&file.path, 1, text));
        }
    }
    found
}

/// The folder and the room of `src/gateway/<folder>/<room>…`.
fn slice(path: &str) -> Option<(&str, &str)> {
    let (folder, rest) = path.strip_prefix("src/gateway/")?.split_once('/')?;
    let room = rest.split('/').next().unwrap_or(rest);
    Some((folder, room.strip_suffix(".rs").unwrap_or(room)))
}

fn of_page(folder: &str) -> Option<&'static [&'static str]> {
    COMPOSED.iter().find(|(name, _)| *name == folder).map(|(_, words)| *words)
}

fn check_file(tree: &Tree, file: &File, found: &mut Vec<Violation>) {
    let Some(scan) = &file.scan else { return };
    let folder = slice(&file.path).map(|(folder, _)| folder).unwrap_or_default();
    // A contract is written in the messages that it imports.
    let imported = tree.topology.protos.get(folder).map(|proto| proto.imports.as_slice());
    let may_name = |word: &str| {
        word == folder
            || imported.is_some_and(|words| words.iter().any(|one| one == word))
            || of_page(folder).is_some_and(|words| words.contains(&word))
    };
    for path in scan.paths.iter().filter(|path| path.is_inner && !path.in_test) {
        let [layer, word, ..] = path.segments.as_slice() else { continue };
        if layer == "contract" && tree.topology.is_domain(word) && !may_name(word) {
            found.push(Violation::new(&file.path, path.line, complaint(word)));
        }
    }
    for call in scan.calls.iter().filter(|call| !call.in_test) {
        let name = call.text.split(' ').next().unwrap_or_default();
        let mut owners = tree
            .topology
            .protos
            .iter()
            .filter(|(_, proto)| proto.rpcs.iter().any(|rpc| snake(&rpc.name) == name));
        // What several domains answer may be asked of one's own.
        if owners.clone().any(|(word, _)| may_name(word)) {
            continue;
        }
        if let Some((word, _)) = owners.next() {
            found.push(Violation::new(&file.path, call.line, complaint(word)));
        }
    }
}

fn complaint(word: &str) -> String {
    format!(
        "only src/gateway/{word}/ names the contract of {word}: offer what is needed in its \
         calls.rs, or, for a page composed of several domains, say so in this rule"
    )
}
