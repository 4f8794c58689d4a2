//! The gateway never reads a thing, changes the copy and writes it back: between the two somebody
//! else may have changed it. A partial change is a command with field presence.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::topology::{Rpc, snake};
use crate::tree::{File, Tree};

pub(crate) const MERGES: Rule = Rule {
    name: "merges",
    check,
    fixtures: &[Fixture {
        files: &[
            (
                "proto/video.proto",
                "package shoal.video.v1;\nservice Video {\n  rpc GetVideo(A) returns (B) {\n  \
                 option idempotency_level = NO_SIDE_EFFECTS; entity_key: \"video_id\" timeout_ms: \
                 5\n  }\n  rpc PaintVideo(A) returns (B) {\n entity_key: \"video_id\"\n  }\n}\n",
            ),
            (
                "src/gateway/video/pages.rs",
                "//! Pages of videos.\nfn paint() {\n    let known = video.get_video(1);\n    \
                 video.paint_video(known);\n}\n",
            ),
        ],
        found_at: "src/gateway/video/pages.rs:4",
    }],
};

fn check(tree: &Tree) -> Vec<Violation> {
    let gateway = tree.scans().filter(|(file, _)| file.path.starts_with("src/gateway/"));
    gateway.flat_map(|(file, _)| check_file(tree, file)).collect()
}

fn check_file(tree: &Tree, file: &File) -> Vec<Violation> {
    let Some(scan) = &file.scan else { return Vec::new() };
    let mut found = Vec::new();
    for (first, lines) in &scan.fn_lines {
        let inside = *first..first + lines;
        let calls = scan.calls.iter().filter(|call| inside.contains(&call.line) && !call.in_test);
        let calls: Vec<(&str, usize)> = calls
            .map(|call| (call.text.split(' ').next().unwrap_or_default(), call.line))
            .collect();
        for proto in tree.topology.protos.values() {
            let of = |name: &str| proto.rpcs.iter().find(|rpc| snake(&rpc.name) == name);
            let mut read: Vec<&Rpc> = Vec::new();
            for (rpc, line) in calls.iter().filter_map(|(name, line)| Some((of(name)?, line))) {
                if rpc.options.contains("NO_SIDE_EFFECTS") {
                    read.push(rpc);
                } else if let Some(before) = read.iter().find(|one| about(one) == about(rpc))
                    && about(rpc).is_some()
                {
                    let text = format!(
                        "{} after {} of the same thing: what was read may have changed; let the \
                            command say only what is to change, and the domain decide in its unit",
                        rpc.name, before.name
                    );
                    found.push(Violation::new(&file.path, *line, text));
                }
            }
        }
    }
    found
}

/// The field that names what an rpc is about.
fn about(rpc: &Rpc) -> Option<&str> {
    rpc.options.split("entity_key:").nth(1)?.split('"').nth(1)
}
