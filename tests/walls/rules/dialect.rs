//! What every domain needs comes from the kernel once, and the same thing has the same name
//! everywhere: rules begin with a verb of one list, settings say unit and purpose in one way.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::{File, Tree};

pub(crate) const VERBS: Rule = Rule {
    name: "verbs",
    check: check_verbs,
    fixtures: &[
        Fixture {
            files: &[(
                "src/domains/video/model.rs",
                "//! Head.\npub(super) fn judge(card: &Card) -> Reply<()> {\n    Ok(())\n}\n",
            )],
            found_at: "src/domains/video/model.rs:2",
        },
        // The verb says what comes back.
        Fixture {
            files: &[(
                "src/domains/video/model/text.rs",
                "//! Head.\npub(in crate::domains::video) fn check_title(\n    title: &str,\n\
                 ) -> Reply<String> {\n    Ok(title.to_owned())\n}\n",
            )],
            found_at: "src/domains/video/model/text.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/model.rs",
                "//! Head.\npub(super) fn is_unknown() -> Refused {\n    refused()\n}\n",
            )],
            found_at: "src/domains/video/model.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/model.rs",
                "//! Head.\npub(super) fn refuse_late(now_ms: i64) -> bool {\n    true\n}\n",
            )],
            found_at: "src/domains/video/model.rs:2",
        },
    ],
};

/// A section with one setting, which stands in its fifth line.
macro_rules! setting {
    ($told:literal, $row:literal) => {
        Fixture {
            files: &[(
                "src/domains/video/model/options.rs",
                concat!(
                    "//! Head.\nsection! {\n    pub(crate) struct Options {\n        /// ",
                    $told,
                    "\n        ",
                    $row,
                    "\n    }\n}\n"
                ),
            )],
            found_at: "src/domains/video/model/options.rs:5",
        }
    };
}

pub(crate) const SETTINGS: Rule = Rule {
    name: "settings",
    check: check_settings,
    fixtures: &[
        setting!("A pause.", "pause: u64 = 5, live, in Ms 1..=9;"),
        setting!("The most.", "max_upload: u64 = 5, live, in Bytes 1..=9;"),
        setting!("The least.", "pictures: u32 = 5, live, in Fps 1..=9;"),
        setting!("Jobs at once.", "slots: u64 = 5, live, in Count 1..=9;"),
        setting!("How often it looks.", "poll_ms: u64 = 5, live, in Ms 1..=9;"),
        setting!("The pause between two rounds.", "round_ms: u64 = 5, live, in Ms 1..=9;"),
        setting!("How long a row is kept.", "expire_ms: u64 = 5, live, in Ms 1..=9;"),
        setting!("Rows of a batch.", "sweep_batch_max: u32 = 5, live, in Count 1..=9;"),
    ],
};

/// The verbs of rules, each with what it gives; nothing is what the others do not give.
const VERBS_LISTED: &[(&str, &[&str])] = &[
    ("after", &[]),
    ("check", &["Result<(), Refused>", "Reply<()>"]),
    ("decide", &[]),
    ("is", &["bool"]),
    ("make", &[]),
    ("may", &["bool"]),
    ("refuse", &["Refused", "Error"]),
    ("show", &[]),
];

fn check_verbs(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.files().filter(|file| file.place.room() == Some("model")) {
        if file.place.is_test || file.extension() != "rs" {
            continue;
        }
        for (line, name, gives) in rules_of(file) {
            if let Some(text) = wrong_verb(&name, &gives) {
                found.push(Violation::new(&file.path, line, text));
            }
        }
    }
    found
}

/// The functions that other rooms may call: line, name, and what they give.
fn rules_of(file: &File) -> Vec<(usize, String, String)> {
    let lines: Vec<&str> = file.text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("pub(")) {
        let Some((_, rest)) = line.split_once(" fn ") else { continue };
        let name = rest.split(['(', '<']).next().unwrap_or_default().to_owned();
        let until = lines[index..].iter().position(|line| line.ends_with('{')).unwrap_or_default();
        let signature = lines[index..=index + until].join(" ");
        let gives = signature.rsplit_once("->").map_or("", |(_, gives)| gives);
        found.push((index + 1, name, gives.trim_end_matches('{').trim().to_owned()));
    }
    found
}

fn wrong_verb(name: &str, gives: &str) -> Option<String> {
    let verb = name.split('_').next().unwrap_or_default();
    let listed = VERBS_LISTED.iter().find(|(one, _)| *one == verb);
    let Some((_, wanted)) = listed.filter(|_| name.len() > verb.len()) else {
        let verbs: Vec<&str> = VERBS_LISTED.iter().map(|(one, _)| *one).collect();
        return Some(format!(
            "`{name}` does not say what kind of rule it is; a rule begins with one of: {}",
            verbs.join(", ")
        ));
    };
    let fits = |(_, all): &(&str, &[&str])| all.contains(&gives);
    let is_wrong = match wanted.is_empty() {
        true => VERBS_LISTED.iter().any(fits),
        false => !wanted.contains(&gives),
    };
    let proper: Vec<&str> = VERBS_LISTED.iter().filter(|one| fits(one)).map(|one| one.0).collect();
    is_wrong.then(|| match proper.is_empty() {
        true => format!("`{name}`: `{verb}_…` gives `{}`, not `{gives}`", wanted.join("` or `")),
        false => format!("`{name}` gives `{gives}`: its verb is {}", proper.join(" or ")),
    })
}

/// What may be counted without a bound in its name.
const COUNTED: &[&str] =
    &["threads", "lanes", "passes", "factor", "burst", "qps_per_ip", "texts_per_ip"];

fn check_settings(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.files().filter(|file| file.path.starts_with("src/")) {
        let mut is_section = false;
        let mut told = String::new();
        for (line, text) in file.lines() {
            let row = text.trim();
            if row == "section! {" || row == "}" && text == "}" {
                is_section = row == "section! {";
            }
            if let Some(more) = row.strip_prefix("///") {
                told.push_str(more);
                continue;
            }
            if !row.starts_with("//") {
                let declared = std::mem::take(&mut told);
                let wrong = is_section.then(|| wrong_setting(row, declared.trim())).flatten();
                found.extend(wrong.map(|text| Violation::new(&file.path, line, text)));
            }
        }
    }
    found
}

fn wrong_setting(row: &str, told: &str) -> Option<String> {
    let (name, rest) = row.split_once(": ")?;
    let (_, bounds) = rest.split_once(", in ")?;
    let unit = bounds.split(' ').next().unwrap_or_default().to_lowercase();
    let bare = name.trim_end_matches("_max").trim_end_matches("_min");
    let is_last = |word: &str| bare == word || bare.ends_with(&format!("_{word}"));
    let says_unit = match unit.as_str() {
        "count" => bare != name || COUNTED.iter().any(|word| is_last(word)),
        unit => is_last(unit) || unit == "fps" && bare == "fps",
    };
    if !says_unit {
        return Some(format!(
            "`{name}` is of the kind {unit}: its name ends with that, or with `_max` or `_min` \
             (after the unit) where it bounds or counts something"
        ));
    }
    let is_repeated = told.starts_with("How often") || told.starts_with("The pause between");
    if unit == "ms" && is_repeated && !name.ends_with("_every_ms") {
        return Some(format!("`{name}` is the pause of what repeats: `…_every_ms`"));
    }
    let is_kept = ["kept", "remembered"].iter().any(|word| told.contains(word));
    if unit == "ms" && told.starts_with("How long") && is_kept && !name.ends_with("_kept_ms") {
        return Some(format!("`{name}` is how long something is kept: `…_kept_ms`"));
    }
    let is_sweep = name.starts_with("sweep_");
    (is_sweep && !["sweep_every_ms", "sweep_rows_max"].contains(&name)).then(|| {
        format!("`{name}`: every domain sets its sweeps by `sweep_every_ms` and `sweep_rows_max`")
    })
}
