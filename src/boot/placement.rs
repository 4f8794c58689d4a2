//! Which domains run in this process, and where the others are: from `[placement]` and `--only`.
//! Pure: it must not open or start anything.

use crate::kernel::bus::GATEWAY;
use crate::kernel::rpc::TopologyRow;
use crate::kernel::settings::{Complaint, Declared, Fixed, Reason, Section};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Runs in the process that reads this.
const LOCAL: &str = "local";

/// `local` or an address for each domain; one file may serve all processes of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Placement(BTreeMap<String, String>);

impl Default for Placement {
    fn default() -> Self {
        let all = crate::contract::TOPOLOGY.iter();
        Self(all.map(|row| (row.word.to_owned(), LOCAL.to_owned())).collect())
    }
}

/// A setting for each domain: the list of domains declares them.
impl Section for Placement {
    fn about() -> String {
        "Where each domain runs: \"local\", http://127.0.0.1:7001, https://host:7001 or \
         unix:/path. One file may serve all processes of a site: `shoal serve --only` says which \
         domains a process hosts itself."
            .to_owned()
    }

    fn declared() -> Vec<Declared> {
        let all = crate::contract::TOPOLOGY.iter();
        all.map(|row| {
            let mut letters = row.purpose.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            let about = format!("{}{}.", first.collect::<String>(), letters.as_str());
            Declared::new::<String>(row.word, &about, Some(Fixed::AtStart))
        })
        .collect()
    }

    fn judge(&self, section: &str) -> Vec<Complaint> {
        let wrong = |(word, place): (&String, &String)| {
            let reason = if !crate::contract::TOPOLOGY.iter().any(|row| row.word == word) {
                Reason::Unknown { near: Vec::new() }
            } else if place == LOCAL {
                return None;
            } else {
                let cause = crate::adapters::grpc::Address::parse(place).err()?;
                Reason::Unread { cause: format!("{cause}, or \"{LOCAL}\"") }
            };
            Some(Complaint { key: format!("{section}.{word}"), reason })
        };
        self.0.iter().filter_map(wrong).collect()
    }
}

impl Placement {
    fn of(&self, word: &str) -> &str {
        self.0.get(word).map_or(LOCAL, String::as_str)
    }
}

/// What one process does.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Duty {
    /// Whether the front runs here.
    pub(super) has_gateway: bool,
    /// The domains that run here.
    pub(super) hosted: Vec<&'static str>,
    /// Where the others are that this process needs.
    pub(super) elsewhere: BTreeMap<&'static str, String>,
}

impl Duty {
    /// Reads the duty of a process that hosts `only` these words, or all that are local.
    ///
    /// # Errors
    /// A word that is none, or a domain that this process needs and cannot find.
    pub(super) fn of(
        topology: &'static [TopologyRow],
        placement: &Placement,
        only: Option<&[String]>,
    ) -> Result<Self, String> {
        if let Some(only) = only {
            let known =
                |word: &String| word == GATEWAY || topology.iter().any(|row| row.word == word);
            if let Some(unknown) = only.iter().find(|word| !known(word)) {
                let words: Vec<&str> = topology.iter().map(|row| row.word).collect();
                return Err(format!(
                    "--only {unknown}: there is no such domain; there are {GATEWAY}, {}",
                    words.join(", ")
                ));
            }
        }
        let is_listed = |word: &str| only.is_none_or(|only| only.iter().any(|one| one == word));
        let is_here = |word: &str| match only {
            Some(_) => is_listed(word),
            None => placement.of(word) == LOCAL,
        };
        let has_gateway = is_listed(GATEWAY);
        let hosted: Vec<_> =
            topology.iter().map(|row| row.word).filter(|word| is_here(word)).collect();
        let needs = |word: &str| {
            let hears = |row: &TopologyRow| {
                row.hears.iter().any(|heard| heard.split('.').next() == Some(word))
            };
            let asks = |row: &TopologyRow| row.calls.contains(&word) || hears(row);
            has_gateway || topology.iter().any(|row| hosted.contains(&row.word) && asks(row))
        };
        let mut elsewhere = BTreeMap::new();
        for row in topology.iter().filter(|row| !is_here(row.word)) {
            match placement.of(row.word) {
                LOCAL if needs(row.word) => {
                    return Err(format!(
                        "{} does not run in this process, which needs it: say where it is, as in \
                         [placement] {} = \"http://127.0.0.1:7001\"",
                        row.word, row.word
                    ));
                },
                LOCAL => {},
                place => drop(elsewhere.insert(row.word, place.to_owned())),
            }
        }
        Ok(Self { has_gateway, hosted, elsewhere })
    }

    /// Where other domains than those here are by a placement that was read later.
    pub(super) fn elsewhere_of<'a>(&self, now: &'a Placement) -> Vec<(&'static str, &'a str)> {
        let all = crate::contract::TOPOLOGY.iter().map(|row| (row.word, now.of(row.word)));
        all.filter(|(word, place)| !self.hosts(word) && *place != LOCAL).collect()
    }

    /// Whether a domain runs here.
    pub(super) fn hosts(&self, word: &str) -> bool {
        self.hosted.contains(&word)
    }

    /// In whose name this process asks others for what it needs itself.
    pub(super) fn name(&self) -> &'static str {
        if self.has_gateway { GATEWAY } else { self.hosted.first().copied().unwrap_or(GATEWAY) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::TOPOLOGY;

    fn placed(places: &[(&str, &str)]) -> Placement {
        let mut placement = Placement::default();
        for (word, place) in places {
            placement.0.insert((*word).to_owned(), (*place).to_owned());
        }
        placement
    }

    fn only(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn one_process_does_everything_by_itself() {
        let duty = Duty::of(TOPOLOGY, &Placement::default(), None).expect("the default is good");
        assert!(
            duty.has_gateway && duty.hosted.len() == TOPOLOGY.len() && duty.elsewhere.is_empty()
        );
    }

    #[test]
    fn one_file_serves_both_processes() {
        let file = placed(&[
            ("transcode", "http://127.0.0.1:7001"),
            ("user", "http://127.0.0.1:7000"),
            ("ingest", "http://127.0.0.1:7000"),
            ("video", "http://127.0.0.1:7000"),
        ]);
        let worker = Duty::of(TOPOLOGY, &file, Some(&only(&["transcode"]))).expect("it finds all");
        assert_eq!(worker.hosted, ["transcode"]);
        assert!(!worker.has_gateway);
        assert!(worker.elsewhere.contains_key("ingest") && worker.elsewhere.contains_key("video"));
        let others = TOPOLOGY.iter().map(|row| row.word).filter(|word| *word != "transcode");
        let front: Vec<&str> = std::iter::once("gateway").chain(others).collect();
        let front = only(&front);
        let front = Duty::of(TOPOLOGY, &file, Some(&front)).expect("it finds all");
        assert_eq!(front.elsewhere.keys().copied().collect::<Vec<_>>(), ["transcode"]);
    }

    #[test]
    fn what_is_needed_and_nowhere_is_told() {
        let lost = Duty::of(TOPOLOGY, &Placement::default(), Some(&only(&["transcode"])));
        let told = lost.expect_err("nobody says where ingest is");
        assert!(told.contains("ingest") && told.contains("[placement]"), "{told}");
        let unknown = Duty::of(TOPOLOGY, &Placement::default(), Some(&only(&["transcoder"])));
        assert!(unknown.expect_err("it is no word").contains("transcoder"));
        // What is only heard has to be found as well.
        let file = placed(&[("community", "http://127.0.0.1:7000")]);
        let deaf = Duty::of(TOPOLOGY, &file, Some(&only(&["user"])));
        assert!(deaf.expect_err("nobody says where moderation is").contains("moderation"));
    }

    #[test]
    fn a_bad_place_is_told_by_domain() {
        for (word, place) in
            [("vidoe", "local"), ("video", "somewhere"), ("video", "http://10.0.0.1:1")]
        {
            let complaints = placed(&[(word, place)]).judge("placement");
            assert_eq!(complaints[0].key, format!("placement.{word}"), "{place}");
        }
    }
}
