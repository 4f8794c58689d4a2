//! The rooms of a domain: which file names exist, and which rooms a room may use inside its own
//! domain.
//! Walls between domains are `arrow`; what pure rooms may do is `purity`.

use crate::fixture::Fixture;
use crate::place::{Layer, Place};
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::Tree;

/// A row of the design's table.
pub(crate) struct Room {
    pub(crate) name: &'static str,
    pub(crate) lines_max: usize,
    /// Other rooms of the same domain.
    may_use: &'static [&'static str],
    /// Layers below; `contract` are messages, `kernel` the ground, `kernel::db` the shelf's own
    /// tools.
    may_name: &'static [&'static str],
}

const ALL: &[&str] =
    &["actor", "handlers", "model", "engine", "store", "reactions", "live", "jobs", "tests"];
const WORK: &[&str] = &["actor", "model", "engine", "store", "live", "jobs"];

/// Values without effects: messages, refusals, who calls, and what ports speak in.
const PLAIN: &[&str] = &[
    "contract",
    "kernel::authorize",
    "kernel::quota",
    "kernel::blobs::BlobFault",
    "kernel::context",
    "kernel::fault",
    "kernel::id::UserId",
    "kernel::letters",
    "kernel::ports",
    "kernel::settings",
    "kernel::wire",
];

/// The sealed handles of a database, which pass through other rooms on their way to the store.
const HANDLES: &[&str] = &["Db", "Tx", "View"];

pub(crate) const TABLE: &[Room] = &[
    Room { name: "mod", lines_max: 80, may_use: ALL, may_name: &["kernel", "contract"] },
    Room {
        name: "actor",
        lines_max: 150,
        may_use: &["handlers", "store", "live", "jobs", "reactions", "model", "engine"],
        may_name: &["kernel", "contract"],
    },
    Room { name: "handlers", lines_max: 120, may_use: WORK, may_name: &["kernel", "contract"] },
    Room { name: "model", lines_max: 400, may_use: &["engine"], may_name: PLAIN },
    Room { name: "engine", lines_max: 500, may_use: &[], may_name: &["kernel::ports"] },
    Room { name: "store", lines_max: 500, may_use: &["model"], may_name: &["kernel", "contract"] },
    Room {
        name: "reactions",
        lines_max: 200,
        may_use: &["actor", "handlers", "model", "engine", "store", "live", "jobs"],
        may_name: &["kernel", "contract"],
    },
    Room { name: "live", lines_max: 300, may_use: WORK, may_name: &["kernel", "contract"] },
    Room { name: "jobs", lines_max: 300, may_use: WORK, may_name: &["kernel", "contract"] },
    Room { name: "tests", lines_max: 500, may_use: ALL, may_name: &["kernel", "contract", "boot"] },
];

pub(crate) fn room(name: &str) -> Option<&'static Room> {
    TABLE.iter().find(|room| room.name == name)
}

pub(crate) const ROOMS: Rule = Rule {
    name: "rooms",
    check: check_names,
    fixtures: &[
        Fixture {
            files: &[("src/domains/video/service.rs", "//! Head.\n")],
            found_at: "src/domains/video/service.rs:1",
        },
        Fixture {
            files: &[("src/domains/video/dto/card.rs", "//! Head.\n")],
            found_at: "src/domains/video/dto/card.rs:1",
        },
        Fixture { files: &[("src/extra/mod.rs", "//! Head.\n")], found_at: "src/extra/mod.rs:1" },
        Fixture {
            files: &[("src/domains/video/store.sql", "SELECT 1")],
            found_at: "src/domains/video/store.sql:1",
        },
    ],
};

pub(crate) const REACH: Rule = Rule {
    name: "reach",
    check: check_reach,
    fixtures: &[
        Fixture {
            files: &[("src/domains/video/model.rs", "//! Head.\nuse super::store;\n")],
            found_at: "src/domains/video/model.rs:2",
        },
        Fixture {
            files: &[("src/domains/video/model.rs", "//! Head.\nuse crate::kernel::clock;\n")],
            found_at: "src/domains/video/model.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/engine/tree.rs",
                "//! Head.\nuse super::super::model::Draft;\n",
            )],
            found_at: "src/domains/video/engine/tree.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/store/mod.rs",
                "//! Head.\nuse crate::domains::video::handlers;\n",
            )],
            found_at: "src/domains/video/store/mod.rs:2",
        },
        Fixture {
            files: &[("src/domains/video/handlers/x.rs", "//! Head.\nuse super::get_video;\n")],
            found_at: "src/domains/video/handlers/x.rs:2",
        },
        // Everything of the domain at once would hide what is used.
        Fixture {
            files: &[("src/domains/video/model.rs", "//! Head.\nuse super::*;\n")],
            found_at: "src/domains/video/model.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/handlers/x.rs",
                "//! Head.\nuse crate::kernel::db::Pool;\n",
            )],
            found_at: "src/domains/video/handlers/x.rs:2",
        },
        Fixture {
            files: &[("src/gateway/x.rs", "//! Head.\nuse crate::kernel::db;\n")],
            found_at: "src/gateway/x.rs:2",
        },
    ],
};

fn check_names(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let layers = [
        "boot", "gateway", "domains", "split", "adapters", "contract", "kernel", "lib.rs",
        "main.rs",
    ];
    for (name, file) in tree.entries("src") {
        if !layers.contains(&name) {
            let text = format!("`src/{name}` is no layer; the layers are: {}", layers.join(", "));
            found.push(Violation::new(&file.path, 1, text));
        }
    }
    for file in tree.below("src/domains") {
        let Some(name) = file.place.room() else {
            continue;
        };
        let fits = room(name).is_some() && file.path.ends_with(".rs");
        let is_lone_handlers = name == "handlers" && file.path.ends_with("/handlers.rs");
        if !fits || is_lone_handlers {
            let rooms: Vec<&str> = TABLE.iter().map(|room| room.name).collect();
            let text = format!(
                "no such room: every domain has the same ones ({}; `handlers` is a folder, the \
                    others may be), so that \
                 knowing one is knowing all. Move this into the room whose sentence fits",
                rooms.join(", ")
            );
            found.push(Violation::new(&file.path, 1, text));
        }
    }
    found
}

fn check_reach(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans() {
        let inner = scan.paths.iter().filter(|path| path.is_inner && !path.in_test);
        for path in inner {
            let segments: Vec<&str> = path.segments.iter().map(String::as_str).collect();
            let leans = leans_on_handler(tree, &file.path, &segments);
            if let Some(text) =
                leans.or_else(|| complaint(&file.place, &segments, path.hides_names))
            {
                found.push(Violation::new(&file.path, path.line, text));
            }
        }
    }
    found
}

/// What is wrong with naming `segments` from this place, if anything is.
fn complaint(place: &Place, segments: &[&str], hides_names: bool) -> Option<String> {
    let opens_db = segments.starts_with(&["kernel", "db"]);
    let Some(own) = place.domain() else {
        return (opens_db && place.layer == Layer::Gateway)
            .then(|| "the gateway holds no data: ask the domain through its client".to_owned());
    };
    let from = place.room().and_then(room)?;
    match segments {
        ["kernel", "db", rest @ ..] if !["store", "mod", "tests"].contains(&from.name) => {
            let is_handle = rest.first().is_some_and(|name| HANDLES.contains(name));
            (!is_handle || from.name == "model" || from.name == "engine").then(|| {
                format!("values and rows are the store's: call its named method from {}", from.name)
            })
        },
        ["kernel" | "contract" | "boot", ..] if !names_any(from.may_name, segments) => {
            Some(format!(
                "{} must not use {}: it is pure. Take the value as a parameter",
                from.name,
                segments.join("::")
            ))
        },
        ["domains", word] if *word == own && hides_names && from.name != "mod" => Some(
            "everything of the domain at once hides what is used; name the rooms and items"
                .to_owned(),
        ),
        ["domains", word, to, ..] if *word == own && *to != from.name && room(to).is_some() => {
            (!from.may_use.contains(to)).then(|| {
                format!(
                    "{} may use {}, not {to}; see the table in tests/walls/rules/rooms.rs",
                    from.name,
                    list(from)
                )
            })
        },
        _ => None,
    }
}

/// Whether `segments` lies in one of the named layers or modules.
fn names_any(names: &[&str], segments: &[&str]) -> bool {
    let full = segments.join("::");
    names.iter().any(|name| {
        full.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    })
}

/// A handler file that names another handler's file.
fn leans_on_handler(tree: &Tree, path: &str, segments: &[&str]) -> Option<String> {
    let (folder, name) = path.rsplit_once('/')?;
    let ["domains", word, "handlers", other, ..] = segments else {
        return None;
    };
    let home = format!("src/domains/{word}/handlers");
    let is_other = folder == home && name != "mod.rs" && name != format!("{other}.rs");
    (is_other && tree.file(&format!("{home}/{other}.rs")).is_some()).then(|| {
        "one rpc must not lean on another: what both need is a rule (model), a query (store) or a \
            value"
            .to_owned()
    })
}

fn list(room: &Room) -> String {
    if room.may_use.is_empty() { "no other room".to_owned() } else { room.may_use.join(", ") }
}
