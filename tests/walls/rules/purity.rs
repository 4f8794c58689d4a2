//! Pure rooms stay pure: `model` and `engine` take clock, chance, storage and network as values,
//! or not at all; and no room of a domain, nor the gateway, touches the machine itself.

use crate::fixture::Fixture;
use crate::place::Layer;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::Tree;

pub(crate) const PURE: Rule = Rule {
    name: "pure",
    check,
    fixtures: &[
        Fixture {
            files: &[("src/domains/video/model.rs", "//! Head.\nasync fn decide() {}\n")],
            found_at: "src/domains/video/model.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/model/title.rs",
                "//! Head.\nfn f() {\n    std::fs::read(\"x\");\n}\n",
            )],
            found_at: "src/domains/video/model/title.rs:3",
        },
        Fixture {
            files: &[(
                "src/domains/video/model.rs",
                "//! Head.\nuse std::time::{Duration, SystemTime};\n",
            )],
            found_at: "src/domains/video/model.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/engine.rs",
                "//! Head.\nuse std::{cmp, net::TcpStream};\n",
            )],
            found_at: "src/domains/video/engine.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/model.rs",
                "//! Head.\nstatic SEEN: AtomicU64 = AtomicU64::new(0);\n",
            )],
            found_at: "src/domains/video/model.rs:2",
        },
        Fixture {
            files: &[("src/domains/video/engine.rs", "//! Head.\nfn f() { println!(\"x\"); }\n")],
            found_at: "src/domains/video/engine.rs:2",
        },
    ],
};

pub(crate) const EFFECTS: Rule = Rule {
    name: "effects",
    check: check_effects,
    fixtures: &[
        Fixture {
            files: &[(
                "src/domains/video/jobs.rs",
                "//! Head.\nfn f() { std::fs::write(p, b); }\n",
            )],
            found_at: "src/domains/video/jobs.rs:2",
        },
        Fixture {
            files: &[("src/domains/video/handlers/x.rs", "//! Head.\nuse tokio::{fs, sync};\n")],
            found_at: "src/domains/video/handlers/x.rs:2",
        },
        Fixture {
            files: &[("src/gateway/x.rs", "//! Head.\nuse std::net::{IpAddr, TcpStream};\n")],
            found_at: "src/gateway/x.rs:2",
        },
    ],
};

/// Words of the outside world, with what to write instead.
const WORDS: &[(&str, &str)] = &[
    ("async", "decide without waiting; the handler loads first and passes values"),
    ("await", "decide without waiting; the handler loads first and passes values"),
    ("SystemTime", "take `now_ms: i64` as a parameter"),
    ("Instant", "take `now_ms: i64` as a parameter"),
    ("println", "return the value; whoever called may show it"),
    ("eprintln", "return the value; whoever called may show it"),
    ("thread_local", "pass state in and return it"),
    ("LazyLock", "pass the value in; a `const` table is fine"),
    ("OnceLock", "pass the value in; a `const` table is fine"),
    ("Mutex", "pass state in and return it"),
    ("RwLock", "pass state in and return it"),
    ("AtomicU64", "pass state in and return it"),
    ("AtomicUsize", "pass state in and return it"),
    ("AtomicBool", "pass state in and return it"),
    ("stdin", "take the bytes as a parameter"),
    ("stdout", "return the bytes"),
    ("stderr", "return the bytes"),
];

/// Parts of the standard library that touch the machine.
const STD: &[&str] = &["env", "fs", "net", "os", "process", "sync::mpsc", "thread"];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans() {
        if !matches!(file.place.room(), Some("model" | "engine")) {
            continue;
        }
        let room = file.place.room().unwrap_or_default();
        for word in scan.idents.iter().filter(|word| !word.in_test) {
            if let Some((name, instead)) = WORDS.iter().find(|(name, _)| *name == word.text) {
                let text = format!(
                    "`{name}` in {room}: rules are plain functions, so that tables can test them; \
                        {instead}"
                );
                found.push(Violation::new(&file.path, word.line, text));
            }
        }
        for path in scan.paths.iter().filter(|path| !path.in_test && !path.is_inner) {
            let full = path.segments.join("::");
            let reach = full.strip_prefix("std::").unwrap_or_default();
            if STD.iter().any(|part| reach == *part || reach.starts_with(&format!("{part}::"))) {
                let text = format!(
                    "`{full}` in {room}: it touches the machine; take the value as a parameter"
                );
                found.push(Violation::new(&file.path, path.line, text));
            }
        }
    }
    found
}

/// What only adapters, kernel and boot may touch, with the way there.
const MACHINE: &[(&str, &str)] = &[
    ("std::fs", "bytes go through the domain context's blobs, settings come with the options"),
    ("std::env", "settings come with the options"),
    ("std::process", "processes are started by a port's adapter, caged"),
    ("std::thread::Builder", "heavy work goes through the domain context's tasks"),
    ("std::thread::scope", "heavy work goes through the domain context's tasks"),
    ("std::thread::spawn", "heavy work goes through the domain context's tasks"),
    ("std::thread::sleep", "wait on the kernel's clock"),
    ("std::net::TcpStream", "the network is reached through a port"),
    ("std::net::UdpSocket", "the network is reached through a port"),
    ("tokio::fs", "bytes go through the domain context's blobs"),
    ("tokio::net", "the network is reached through a port"),
    ("tokio::process", "processes are started by a port's adapter, caged"),
];

fn check_effects(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans() {
        let is_bound = matches!(file.place.layer, Layer::Domains | Layer::Gateway);
        // The one place where the front's own connections are.
        let listens = file.path.starts_with("src/gateway/core/listener/");
        let outer = scan.paths.iter().filter(|path| !path.in_test && !path.is_inner);
        for path in outer.filter(|_| is_bound) {
            let full = path.segments.join("::");
            let touches = |part: &str| full == part || full.starts_with(&format!("{part}::"));
            let found_at = MACHINE.iter().find(|(part, _)| touches(part));
            let found_at = found_at.filter(|(part, _)| !(listens && part.contains("::net")));
            if let Some((part, instead)) = found_at {
                let text = format!("`{part}` in {}: {instead}", file.place.layer.word());
                found.push(Violation::new(&file.path, path.line, text));
            }
        }
    }
    found
}
