//! What every domain needs stands in the kernel once: pages of lists, sweeps, claims on work,
//! demands of callers, soft limits. A domain that writes its own is told which one to use.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::{Rule, sql};
use crate::scan::Scan;
use crate::tree::{File, Tree};

pub(crate) const ONCE: Rule = Rule {
    name: "once",
    check,
    fixtures: &[
        // Cursors.
        Fixture {
            files: &[(
                "src/domains/video/handlers/list_own.rs",
                "//! Head.\nfn f() {\n    let (at, id) = request.cursor.split_once('-');\n}\n",
            )],
            found_at: "src/domains/video/handlers/list_own.rs:3",
        },
        // Sweeps.
        Fixture {
            files: &[(
                "src/domains/video/jobs.rs",
                "//! Head.\nasync fn run() {\n    loop {\n        clear().await;\n        \
                    drop(timeout(EVERY, service.wakeup.notified()).await);\n    }\n}\n",
            )],
            found_at: "src/domains/video/jobs.rs:5",
        },
        Fixture {
            files: &[(
                "src/domains/video/jobs.rs",
                "//! Head.\nasync fn run() {\n    let mut beat = interval(EVERY);\n}\n",
            )],
            found_at: "src/domains/video/jobs.rs:3",
        },
        // Claims.
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\nfn renew() {\n    let sql = \"UPDATE videos SET lease_until_ms = 2 \
                    WHERE id = $1\";\n    tx.execute(sql, values![id])\n}\n",
            )],
            found_at: "src/domains/video/store.rs:3",
        },
        Fixture {
            files: &[(
                "src/domains/video/jobs.rs",
                "//! Head.\nasync fn run() {\n    if let Err(Error::Fault(Fault::NoSpace(_))) = \
                    done {\n        again();\n    }\n}\n",
            )],
            found_at: "src/domains/video/jobs.rs:3",
        },
        // Callers.
        Fixture {
            files: &[(
                "src/domains/video/model.rs",
                "//! Head.\nfn f(role: Role) -> bool {\n    role >= Role::Creator\n}\n",
            )],
            found_at: "src/domains/video/model.rs:3",
        },
        Fixture {
            files: &[(
                "src/domains/user/model.rs",
                "//! Head.\nfn f() {\n    Shared::SignInFirst.because(\"sign in\");\n}\n",
            )],
            found_at: "src/domains/user/model.rs:3",
        },
        // Soft limits.
        Fixture {
            files: &[(
                "src/domains/video/model.rs",
                "//! Head.\nfn f() {\n    Refusal::TooManyDrafts.because(\"delete some\");\n}\n",
            )],
            found_at: "src/domains/video/model.rs:3",
        },
    ],
};

pub(crate) const COUNTS: Rule = Rule {
    name: "counts",
    check: check_counts,
    fixtures: &[
        Fixture {
            files: &[(
                "migrations/video/0001_videos.sql",
                "CREATE TABLE videos (\n  id TEXT NOT NULL PRIMARY KEY,\n  comment_count BIGINT \
                    NOT NULL\n);\n",
            )],
            found_at: "migrations/video/0001_videos.sql:3",
        },
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\nfn drafts() {\n    let sql = \"SELECT COUNT(*) FROM videos\";\n    \
                    view.value(sql, values![])\n}\n",
            )],
            found_at: "src/domains/video/store.rs:3",
        },
    ],
};

fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans() {
        let Some(word) = file.place.domain() else { continue };
        let mut tell = |line, text: &str| found.push(Violation::new(&file.path, line, text));
        cursors(scan, &mut tell);
        // What lives only while it is worked on has bells of its own.
        if file.place.room() != Some("live") {
            sweeps(scan, &mut tell);
        }
        claims(tree, (word, file, scan), &mut tell);
        callers(scan, word, &mut tell);
        limits(scan, &mut tell);
    }
    found
}

fn cursors(scan: &Scan, tell: &mut impl FnMut(usize, &str)) {
    let is_shared = scan.paths.iter().any(|path| path.segments.iter().any(|one| one == "page"));
    let mut idents = scan.idents.iter().filter(|word| !word.in_test);
    let own = idents.find(|word| ["cursor", "next_cursor"].contains(&word.text.as_str()));
    if let Some(own) = own.filter(|_| !is_shared) {
        tell(own.line, "a page is asked for by `decide_page` and cut by `cut_page` (kernel/page)");
    }
}

fn sweeps(scan: &Scan, tell: &mut impl FnMut(usize, &str)) {
    for call in scan.calls.iter().filter(|call| !call.in_test) {
        let name = call.text.split(' ').next().unwrap_or_default();
        if ["notified", "interval", "interval_at"].contains(&name) {
            tell(
                call.line,
                "what comes round again is a sweep (`domain.sweep`, `sweep_around`, \
                 `sweep_on_wakeup`), or waits for work by `claims.rest`",
            );
        }
    }
}

fn claims(
    tree: &Tree,
    (word, file, scan): (&str, &File, &Scan),
    tell: &mut impl FnMut(usize, &str),
) {
    let mut stores = tree
        .files()
        .filter(|other| other.place.domain() == Some(word) && other.place.room() == Some("store"));
    let is_claimable = stores.any(|other| other.text.contains("impl Claimable for "));
    for text in scan.strings.iter().filter(|text| !text.in_test && sql::is_sql(&text.text)) {
        let is_store = file.place.room() == Some("store");
        if text.text.contains("lease_until_ms") && is_store && !is_claimable {
            tell(text.line, "work is claimed through kernel/claim: `impl Claimable for` its rows");
        }
    }
    for path in scan.paths.iter().filter(|path| !path.in_test) {
        let [.., of, kind] = path.segments.as_slice() else { continue };
        if of == "Fault" && ["Unavailable", "NoSpace", "Moved"].contains(&kind.as_str()) {
            tell(
                path.line,
                "what may pass is tried again in one place: the fence of kernel/claim, the line of \
                 kernel/bus",
            );
        }
    }
}

fn callers(scan: &Scan, word: &str, tell: &mut impl FnMut(usize, &str)) {
    for path in scan.paths.iter().filter(|path| !path.in_test) {
        let [.., of, name] = path.segments.as_slice() else { continue };
        let is_demand =
            of == "Shared" && ["SignInFirst", "CreatorsOnly", "NotOwner"].contains(&name.as_str());
        // Which roles there are is what `user` is for.
        let is_role = of == "Role" && word != "user";
        if is_demand || is_role {
            tell(
                path.line,
                "what is demanded of callers is `caller.authorize_…` (kernel/authorize)",
            );
        }
    }
}

fn limits(scan: &Scan, tell: &mut impl FnMut(usize, &str)) {
    let asked = |name: &str| {
        let given = format!(":: {name} ,");
        scan.calls.iter().any(|call| {
            call.text.strip_prefix("check_quota ").is_some_and(|rest| rest.contains(&given))
        })
    };
    for path in scan.paths.iter().filter(|path| !path.in_test) {
        let [.., of, name] = path.segments.as_slice() else { continue };
        if of == "Refusal" && name.starts_with("TooMany") && !asked(name) {
            tell(path.line, "a soft limit is asked by `check_quota` (kernel/quota)");
        }
    }
}

/// A count is asked when it is needed: kept beside its rows it would have to be right in every unit
/// that changes one of them.
fn check_counts(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.below("migrations").filter(|file| file.extension() == "sql") {
        for (line, text) in file.lines() {
            let column = text.split_whitespace().next().unwrap_or_default();
            if column.ends_with("_count") || column.ends_with("_total") {
                let text = format!(
                    "`{column}`: a count of rows is not kept beside them; ask `SELECT COUNT(*)`"
                );
                found.push(Violation::new(&file.path, line, text));
            }
        }
    }
    for (file, scan) in tree.scans().filter(|(file, _)| file.place.room() == Some("store")) {
        for text in scan.strings.iter().filter(|text| text.text.contains("COUNT(*)")) {
            let before = file.lines().filter(|(line, _)| *line <= text.line);
            let function = before.filter(|(_, line)| line.contains("fn ")).last();
            if !text.in_test && !function.is_some_and(|(_, line)| line.contains("fn count_")) {
                let told = "what counts rows is called so: `count_…`";
                found.push(Violation::new(&file.path, text.line, told));
            }
        }
    }
    found
}
