//! The configuration: one typed table per part, from the declared defaults, a file and the
//! environment, in rising order. A bad value is refused with file, line and cause.

mod layers;
pub(super) mod mail;
mod wires;

pub(super) use layers::{Layers, told};
pub(super) use wires::Wires;

use super::placement::Placement;
use crate::adapters::grpc;
use crate::contract::each_domain;
use crate::domains;
use crate::gateway;
use crate::kernel::config::SettingKey;
use crate::kernel::settings::{self, Complaint, Reason, Section, choice, section};
use crate::kernel::{backup, bus, db, host};
use anyhow::Result;
use mail::Mail;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use wires::Wire;

/// What stands above the first section of `config.toml`.
const HEAD: &str = "\
# The default configuration of Shoal, generated from the declarations of the settings. A file given
# by --config overrides it key by key; a variable such as SHOAL__USER__SIGN_UP=closed overrides
# the file; what is set while the site runs (admin pages, `shoal config set`) overrides both; a flag
# overrides all. Units are last in a name. `shoal config check --config FILE` judges a file.
";

/// A section as it was declared.
pub(super) struct Described {
    pub(super) word: &'static str,
    pub(super) about: String,
    pub(super) keys: Vec<SettingKey>,
}

impl Described {
    fn of<S: Section + Default>(word: &'static str) -> Self {
        let defaults = serde_json::to_value(S::default()).unwrap_or_default();
        let key = |declared: settings::Declared| SettingKey {
            section: word.to_owned(),
            default: defaults[declared.name].clone(),
            declared,
        };
        Self { word, about: S::about(), keys: S::declared().into_iter().map(key).collect() }
    }

    fn text(&self, values: &serde_json::Value) -> String {
        let declared: Vec<_> = self.keys.iter().map(|key| key.declared.clone()).collect();
        settings::text(self.word, &self.about, &declared, &values[self.word])
    }
}

macro_rules! sections {
    ($($word:ident: $type:ty,)*) => {
        /// Everything that can be set, in the order of `config.toml`.
        #[derive(Debug, Clone, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(super) struct Settings {
            $(pub(super) $word: $type,)*
        }

        impl Settings {
            /// Every setting with which the site cannot run.
            pub(super) fn judge(&self) -> Vec<Complaint> {
                [$(self.$word.judge(stringify!($word)),)*].concat()
            }
        }

        /// Every section.
        pub(super) fn described() -> Vec<Described> {
            vec![$(Described::of::<$type>(stringify!($word)),)*]
        }
    };
}

macro_rules! all_sections {
    ($($word:ident)*) => {
        sections! {
            serve: Serve,
            log: Log,
            trace: Tracing,
            media: Media,
            scoring: Scoring,
            mail: Mail,
            config: History,
            storage: db::Settings,
            backup: backup::Settings,
            host: host::Settings,
            site: gateway::Site,
            gateway: gateway::Settings,
            $($word: domains::$word::Options,)*
            placement: Placement,
            wire: Wire,
            connections: grpc::Bounds,
            breaker: bus::Bounds,
        }
    };
}
each_domain!(all_sections);

/// Every section with every value, each with a comment, as a file states them.
pub(super) fn text(settings: &Settings) -> String {
    let values = serde_json::to_value(settings).unwrap_or_default();
    described().iter().map(|section| section.text(&values)).collect()
}

/// The text of `config.toml`: the same with the defaults.
pub(super) fn default_text() -> String {
    format!("{HEAD}{}", text(&Settings::default()))
}

section! {
    /// Where the site listens.
    pub(super) struct Serve {
        /// Address and port.
        listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8080)), at_start;
    }
}

choice! {
    /// How a line of the log looks.
    pub(super) enum LogFormat {
        Text = "text",
        Json = "json",
    }
}

section! {
    /// What the server says on standard error.
    pub(super) struct Log {
        /// "text" for people, "json" for machines.
        format: LogFormat = LogFormat::Text, at_start;
        /// Which levels of which parts are said.
        filter: String = "info,actix_server=warn,ort=warn".to_owned(), at_start;
    }
}

section! {
    /// Where spans go.
    pub(super) struct Tracing {
        /// OTLP over HTTP, such as `http://127.0.0.1:4318/v1/traces`; empty exports nothing.
        otlp_endpoint: String = String::new(), at_start;
    }
    also Self::odd;
}

section! {
    /// ffmpeg, its cage and its limits.
    pub(super) struct Media {
        /// The program that encodes; empty looks in the PATH.
        ffmpeg: PathBuf = PathBuf::new(), at_start;
        /// The program that reads what a file holds; empty looks in the PATH.
        ffprobe: PathBuf = PathBuf::new(), at_start;
        /// Memory that one run may take.
        memory_bytes_max: u64 = 6 << 30, at_start, in Bytes 1..=1 << 50;
        /// What one run may write.
        output_bytes_max: u64 = 64 << 30, at_start, in Bytes 1..=1 << 50;
        /// A run that makes no progress for so long is ended.
        stall_ms_max: u64 = 60_000, at_start, in Ms 1..=86_400_000;
        /// How long a short run may take: probes and pictures.
        short_ms_max: u64 = 60_000, at_start, in Ms 1..=86_400_000;
        /// How many times the duration of a source a run may take.
        wall_factor: u64 = 40, at_start, in Count 1..=10_000;
        /// How long a run may take, whatever the source.
        wall_ms_max: u64 = 6 * 3_600_000, at_start, in Ms 1..=31_622_400_000;
    }
}

section! {
    /// The scoring and reading of pictures: ONNX Runtime and its models. They are loaded when they
    /// are needed first.
    pub(super) struct Scoring {
        /// The folder with the library, the models and their manifests; empty looks beside the
        /// program.
        folder: PathBuf = PathBuf::new(), at_start;
        /// The manifest of the model that scores, in that folder.
        manifest: String = "open-nsfw.toml".to_owned(), at_start;
        /// Threads that score.
        workers_max: usize = 1, at_start, in Count 1..=64;
        /// Pictures that may wait; one more is refused.
        waiting_max: usize = 32, at_start, in Count 1..=10_000;
        /// No answer waits longer.
        answer_ms_max: u64 = 10_000, at_start, in Ms 100..=600_000;
        /// The manifest of the model that finds text in pictures, in that folder.
        detector: String = "pp-ocrv4-det.toml".to_owned(), at_start;
        /// The manifest of the model that reads a line of text, in that folder.
        recogniser: String = "pp-ocrv4-rec.toml".to_owned(), at_start;
        /// Threads that read text.
        readers_max: usize = 1, at_start, in Count 1..=64;
        /// What is read of a picture comes within this, or it is tried again later.
        reading_ms_max: u64 = 60_000, at_start, in Ms 100..=600_000;
    }
}

section! {
    /// The history of what is set while the site runs (admin pages, `shoal config set`). Live
    /// values stand over file and environment, on every server of the site within a second.
    pub(super) struct History {
        /// Versions that are kept for roll-back.
        versions_max: usize = 500, at_start, in Count 10..=10_000;
        /// What all live values together may take.
        table_bytes_max: usize = 96 << 10, at_start, in Bytes 1024..=1 << 20;
        /// The most characters of a note on a change.
        note_chars_max: usize = 300, at_start, in Count 0..=5_000;
        /// How often a server looks for what another one has set.
        poll_every_ms: u64 = 250, at_start, in Ms 10..=1000;
    }
}

impl Tracing {
    fn odd(&self) -> Vec<(&'static str, Reason)> {
        let (given, like) = (self.otlp_endpoint.clone(), "http://127.0.0.1:4318/v1/traces");
        let is_address = ["http://", "https://"].iter().any(|start| given.starts_with(start));
        let is_odd = !given.is_empty() && !is_address;
        is_odd.then_some(("otlp_endpoint", Reason::Form { given, like })).into_iter().collect()
    }
}

/// Reads default, file and environment.
///
/// # Errors
/// With file, line and cause, or with the name of the variable.
pub(super) fn load(
    file: Option<&Path>,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<Settings> {
    Layers::read(file, environment)?.settings()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(text.as_bytes()).expect("it takes text");
        file
    }

    #[test]
    fn the_golden_file_is_what_is_declared_and_states_every_default() {
        let text = default_text();
        crate::boot::golden::same("../../config.toml", &text);
        let written: toml::Table = text.parse().expect("config.toml parses");
        let typed = toml::Table::try_from(Settings::default()).expect("settings are a table");
        assert_eq!(written, typed);
    }

    #[test]
    fn a_file_overrides_and_the_environment_overrides_it() {
        let file = file("[log]\nfilter = \"debug\"\nformat = \"json\"\n");
        let environment = [("SHOAL__LOG__FILTER".to_owned(), "warn".to_owned())];
        let settings = load(Some(file.path()), environment.into_iter()).expect("it is good");
        assert_eq!(settings.log.filter, "warn");
        assert_eq!(settings.log.format, LogFormat::Json);
    }

    #[test]
    fn a_bad_file_is_refused_with_file_line_and_cause() {
        for (text, line, cause) in [
            ("[log]\nfilter = 3\n", "line 2", "string"),
            ("\n\n[log]\nfiller = \"x\"\n", "line 4", "filler"),
            ("[log\n", "line 1", "table"),
        ] {
            let file = file(text);
            let error = load(Some(file.path()), std::iter::empty()).expect_err(text).to_string();
            let name = file.path().display().to_string();
            for wanted in [name.as_str(), line, cause] {
                assert!(error.contains(wanted), "{error:?} does not say {wanted:?}");
            }
        }
    }

    #[test]
    fn a_value_that_nothing_can_work_with_is_refused() {
        for text in [
            "[storage]\nunits_waiting_max = 0\n",
            "[host]\nheavy_max = 0\n",
            "[media]\nstall_ms_max = 0\n",
            "[trace]\notlp_endpoint = \"not a url\"\n",
        ] {
            let file = file(text);
            let error = load(Some(file.path()), std::iter::empty()).expect_err(text).to_string();
            let key = text.lines().nth(1).and_then(|line| line.split(' ').next()).expect("a key");
            assert!(error.contains(key), "{error:?} does not say {key:?}");
        }
    }

    #[test]
    fn an_address_may_come_from_the_environment_and_its_password_stays_there() {
        let name = "SHOAL__STORAGE__URLS__VIDEO".to_owned();
        let url = |text: &str| [(name.clone(), text.to_owned())].into_iter();
        let good = "postgres://v:s3cret@127.0.0.1/v";
        let layers = Layers::read(None, url(good)).expect("it is read");
        let settings = layers.settings().expect("it is good");
        assert!(settings.storage.urls.contains_key("video"));
        let shown = format!("{settings:?} {:?}", layers.stated());
        assert!(shown.contains("postgres://v@127.0.0.1") && !shown.contains("s3cret"), "{shown}");
        let error = load(None, url("postgres://v:s3cret@127.0.0.1")).expect_err("no database");
        let error = format!("{error:#}");
        assert!(error.contains(&name) && !error.contains("s3cret"), "{error}");
        let file = file("[storage.urls]\nvideo = \"s3cret\"\n");
        let error = load(Some(file.path()), std::iter::empty()).expect_err("it is no address");
        let error = format!("{error:#}");
        assert!(error.contains("urls: video") && !error.contains("s3cret"), "{error}");
    }

    #[test]
    fn a_value_out_of_bounds_is_refused_with_its_line() {
        for (text, line, told) in [
            ("# Mine.\n[user]\n\nsessions_max = 0\n", "line 4", "user.sessions_max is 0; "),
            ("[video]\ndrafts_max = 0", "line 2", "video.drafts_max is 0; "),
            ("[gateway]\nburst = 5\nqps_per_ip = 0\n", "line 3", "gateway.qps_per_ip is 0; "),
            ("[ingest]\nsync_every_ms=0\n", "line 2", "ingest.sync_every_ms is 0; "),
            ("[transcode]\ngop_ms = 9000\n", "", "transcode.segment_ms is 4000; "),
            ("[placement]\nvidoe = \"local\"\n", "line 2", "placement.vidoe: there is no such"),
            ("user.sessions_max = 0\n", "line 1", "user.sessions_max is 0; "),
        ] {
            let file = file(text);
            let error = load(Some(file.path()), std::iter::empty()).expect_err(text).to_string();
            let name = file.path().display().to_string();
            let place = [name.as_str(), line].join(if line.is_empty() { "" } else { " " });
            assert!(
                error.starts_with(&format!("{place}: {told}")),
                "{error:?}, not {place} {told}"
            );
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once_with_its_place() {
        let file = file("[user]\nsessions_max = 0\n[video]\ndrafts_max = 0\n");
        let environment = [("SHOAL__GATEWAY__BURST".to_owned(), "0".to_owned())];
        let error = load(Some(file.path()), environment.into_iter()).expect_err("all are 0");
        let name = file.path().display();
        let told = [
            "the variable SHOAL__GATEWAY__BURST: gateway.burst is 0; it must lie from 1 to 1000000",
            &format!("{name} line 2: user.sessions_max is 0; it must lie from 1 to 1000"),
            &format!("{name} line 4: video.drafts_max is 0; it must lie from 1 to 100000"),
        ];
        assert_eq!(error.to_string(), told.join("\n"));
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        let file = file(
            "[gateway]\npublic_url = \"https://a.example\"\n[storage.urls]\nvideo = \
             \"postgres://v:s3cret@127.0.0.1/v\"\n[transcode]\nladder = [{ height = 2, \
             bitrate_kbps = 90 }]\n[log]\nfilter = \"a\\\"b\\\\c\"\n",
        );
        let settings = load(Some(file.path()), std::iter::empty()).expect("it is good");
        let shown = text(&settings);
        assert!(!shown.contains("s3cret") && shown.contains("# Lanes of that memory."), "{shown}");
        let again: toml::Table = shown.parse().expect("it is TOML");
        assert_eq!(again, toml::Table::try_from(settings).expect("a table"));
    }

    #[test]
    fn a_variable_is_typed_by_the_declaration_and_not_by_its_look() {
        let set = |name: &str, value: &str| (format!("SHOAL__{name}"), value.to_owned());
        let environment = [
            set("WIRE__KEYS", "007"),
            set("GATEWAY__METRICS_OPEN", "on"),
            set("INGEST__CHECK_RETRY_MS", "5, 6"),
            set("LOG__FILTER", "true"),
        ];
        let settings = load(None, environment.into_iter()).expect("it is good");
        assert_eq!(settings.wire.keys, PathBuf::from("007"));
        assert!(settings.gateway.metrics_open);
        assert_eq!(settings.ingest.check_retry_ms, [5, 6]);
        assert_eq!(settings.log.filter, "true");
    }

    #[test]
    fn a_variable_out_of_bounds_is_named_and_not_the_file() {
        let file = file("[user]\nsessions_max = 7\n");
        let environment = [("SHOAL__USER__SESSIONS_MAX".to_owned(), "0".to_owned())];
        let error = load(Some(file.path()), environment.into_iter()).expect_err("it is 0");
        let told = "the variable SHOAL__USER__SESSIONS_MAX: user.sessions_max is 0; ";
        assert!(error.to_string().starts_with(told), "{error}");
    }

    #[test]
    fn a_bad_variable_is_refused_by_name() {
        for (name, value) in [
            ("SHOAL__LOG__FILLER", "x"),
            ("SHOAL__NOWHERE__X", "1"),
            ("SHOAL__LOG", "1"),
            ("SHOAL__MEDIA__STALL_MS_MAX", "soon"),
        ] {
            let environment = [(name.to_owned(), value.to_owned())];
            let error = load(None, environment.into_iter()).expect_err(name);
            assert!(format!("{error:#}").contains(name));
        }
    }
}
