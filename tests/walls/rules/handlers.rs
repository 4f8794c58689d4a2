//! From a sentence in the proto to its code by file name: rpc `PublishVideo` is
//! `handlers/publish_video.rs`, and back.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::topology::snake;
use crate::tree::Tree;

pub(crate) const HANDLERS: Rule = Rule {
    name: "handlers",
    check: check_files,
    fixtures: &[
        Fixture {
            files: &[("src/domains/video/handlers/paint_video.rs", "//! Head.\n")],
            found_at: "src/domains/video/handlers/paint_video.rs:1",
        },
        Fixture {
            files: &[(
                "proto/video.proto",
                "package shoal.video.v1;\nservice Video {\n  rpc GetVideo(A) returns (B) {\n  \
                    option idempotency_level = NO_SIDE_EFFECTS; \
                 timeout_ms: 5\n  }\n  rpc PaintVideo(A) returns (B) {\n  }\n}\n",
            )],
            found_at: "proto/video.proto:6",
        },
        Fixture {
            files: &[
                (
                    "proto/video.proto",
                    "package shoal.video.v1;\nservice Video {\n  rpc PaintVideo(A) returns (B) \
                     {\n  option (r) = {repeat: REPEAT_KEY, timeout_ms: 5};\n  }\n}\n",
                ),
                (
                    "src/domains/video/handlers/paint_video.rs",
                    "//! Keeps nothing by .answer(\n\nfn handle() {\n    db.write(1);\n}\n",
                ),
            ],
            found_at: "src/domains/video/handlers/paint_video.rs:1",
        },
    ],
};

pub(crate) const RPCS: Rule = Rule {
    name: "rpcs",
    check: check_rpcs,
    fixtures: &[
        Fixture {
            files: &[(
                "proto/video.proto",
                "package shoal.video.v1;\nservice Video {\n  rpc GetVideo(A) returns (B) {\n  \
                    timeout_ms: 5\n  }\n}\n",
            )],
            found_at: "proto/video.proto:3",
        },
        Fixture {
            files: &[(
                "proto/video.proto",
                "package shoal.video.v1;\nservice Video {\n  rpc GetVideo(A) returns (B) {\n  \
                    repeat: REPEAT_KEY\n  }\n}\n",
            )],
            found_at: "proto/video.proto:3",
        },
        Fixture {
            files: &[(
                "proto/video.proto",
                "package shoal.video.v1;\nservice Video {\n  rpc Video(A) returns (B) {\n  \
                    repeat: REPEAT_KEY timeout_ms: 1\n  }\n}\n",
            )],
            found_at: "proto/video.proto:3",
        },
    ],
};

fn check_files(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (word, proto) in &tree.topology.protos {
        let folder = format!("src/domains/{word}/handlers");
        for rpc in &proto.rpcs {
            let path = format!("{folder}/{}.rs", snake(&rpc.name));
            let Some(file) = tree.file(&path) else {
                let text = format!("{} has no handler file: write {path}", rpc.name);
                found.push(Violation::new(&format!("proto/{word}.proto"), rpc.line, text));
                continue;
            };
            let code = |(_, line): &(usize, &str)| !line.trim_start().starts_with("//");
            let keeps = file.lines().filter(code).any(|(_, line)| line.contains(".answer("));
            if rpc.options.contains("REPEAT_KEY") && !keeps {
                let text = format!(
                    "{} is repeated by key (REPEAT_KEY), but nothing keeps its answer: save with \
                        `db.answer(…)`, so that a repeat gets the same answer and does nothing",
                    rpc.name
                );
                found.push(Violation::new(&path, 1, text));
            }
        }
        for (name, file) in tree.entries(&folder) {
            let stem = name.trim_end_matches(".rs");
            if stem != "mod" && !proto.rpcs.iter().any(|rpc| snake(&rpc.name) == stem) {
                let text = format!(
                    "no rpc of proto/{word}.proto is called this; a file here answers one rpc, \
                        other work has other rooms"
                );
                found.push(Violation::new(&file.path, 1, text));
            }
        }
    }
    found
}

fn check_rpcs(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (word, proto) in &tree.topology.protos {
        let path = format!("proto/{word}.proto");
        for rpc in &proto.rpcs {
            let mut say = |text: &str| {
                let text = format!("{}: {text}", rpc.name);
                found.push(Violation::new(&path, rpc.line, text));
            };
            if !rpc.options.contains("NO_SIDE_EFFECTS") && !rpc.options.contains("REPEAT_") {
                say(
                    "say what repeating it does: idempotency_level = NO_SIDE_EFFECTS for a query, \
                        `repeat` for a command",
                );
            }
            if !rpc.options.contains("timeout_ms") {
                say("state timeout_ms: no call waits without end");
            }
            if rpc.name.chars().filter(char::is_ascii_uppercase).count() < 2 {
                say("an rpc is a verb and a noun: PublishVideo");
            }
        }
    }
    found
}
