//! The front: every URL stands in a `routes.rs` of the gateway, and no template carries script,
//! style or unescaped text of its own.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::Tree;

pub(crate) const ROUTES: Rule = Rule {
    name: "routes",
    check: check_routes,
    fixtures: &[
        Fixture {
            files: &[(
                "src/gateway/video/pages.rs",
                "//! Head.\n#[get(\"/watch\")]\nasync fn watch() {}\n",
            )],
            found_at: "src/gateway/video/pages.rs:2",
        },
        Fixture {
            files: &[(
                "src/gateway/video/api.rs",
                "//! Head.\nfn f(app: &mut App) {\n    app.route(\"/x\", g);\n}\n",
            )],
            found_at: "src/gateway/video/api.rs:3",
        },
        Fixture {
            files: &[(
                "src/gateway/video/api.rs",
                "//! Head.\nconst ONE: Row = row(Api, Anyone, \"GET\", \"/x\", x);\n",
            )],
            found_at: "src/gateway/video/api.rs:2",
        },
    ],
};

pub(crate) const INLINE: Rule = Rule {
    name: "inline",
    check: check_templates,
    fixtures: &[
        Fixture {
            files: &[("templates/video/x.html", "<p>\n<script>alert(1)</script>\n")],
            found_at: "templates/video/x.html:2",
        },
        Fixture {
            files: &[("templates/video/x.html", "<button onclick=\"go()\">\n")],
            found_at: "templates/video/x.html:1",
        },
        Fixture {
            files: &[("templates/video/x.html", "{{ title|safe }}\n")],
            found_at: "templates/video/x.html:1",
        },
        Fixture {
            files: &[("templates/video/x.html", "<input maxlength=\"80\">\n")],
            found_at: "templates/video/x.html:1",
        },
        Fixture {
            files: &[("templates/video/x.html", "<p style=\"color: red\">\n")],
            found_at: "templates/video/x.html:1",
        },
    ],
};

fn check_routes(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let text = "URLs stand in the routes.rs of this folder, all in one screen; the handler here \
        has a name and no path";
    let verbs = ["get", "post", "put", "patch", "delete", "head", "route"];
    for (file, scan) in tree.scans().filter(|(file, _)| file.path.starts_with("src/gateway/")) {
        if file.name() == "routes.rs" {
            continue;
        }
        for attribute in &scan.attributes {
            let (name, rest) = attribute.text.split_once('(').unwrap_or((&attribute.text, ""));
            if verbs.contains(&name.trim()) && rest.trim_start().starts_with('"') {
                found.push(Violation::new(&file.path, attribute.line, text));
            }
        }
        for call in scan.calls.iter().filter(|call| !call.in_test) {
            let urls = ["route \"/", "resource \"/", "scope \"/"];
            let is_row = call.text.starts_with("row ") && call.text.contains("\"/");
            if is_row || urls.iter().any(|start| call.text.starts_with(start)) {
                found.push(Violation::new(&file.path, call.line, text));
            }
        }
    }
    found
}

fn check_templates(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.below("templates") {
        for (line, text) in file.lines() {
            let mut say = |text: &str| found.push(Violation::new(&file.path, line, text));
            let lower = text.to_lowercase();
            if lower.contains("<script")
                && !lower.contains("src=")
                && !lower.contains("application/json")
            {
                say(
                    "the page's policy forbids inline script: put it under static/ and name it by \
                        src",
                );
            }
            if lower.contains("javascript:") || has_listener(&lower) {
                say("the page's policy forbids inline script: listen from a file under static/");
            }
            if lower.contains(" style=\"") || lower.contains("<style") {
                say("the page's policy forbids inline style: use a class of static/shared");
            }
            if has_literal_limit(&lower) {
                say("a limit is stated where it is judged: show the contract's or the setting's");
            }
            if lower.replace(' ', "").contains("|safe") {
                say("`safe` prints text as markup: whatever a person wrote goes through escaping");
            }
        }
    }
    found
}

/// `maxlength="80"`
fn has_literal_limit(line: &str) -> bool {
    ["maxlength=\"", "minlength=\""].iter().any(|attribute| {
        let mut values = line.split(attribute).skip(1);
        values.any(|value| value.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// ` onclick="`, ` onload='` and the like.
fn has_listener(line: &str) -> bool {
    line.match_indices(" on").any(|(at, _)| {
        let rest = line[at + 3..].trim_start_matches(|c: char| c.is_ascii_lowercase());
        rest.len() < line[at + 3..].len() && (rest.starts_with("=\"") || rest.starts_with("='"))
    })
}
