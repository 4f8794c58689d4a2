//! The configuration: one typed table per part, from the embedded default, a file and the
//! environment, in rising order. A bad value is refused with file, line and cause.

mod layers;
mod wires;

pub(super) use layers::Layers;
pub(super) use wires::Wires;

use super::placement::Placement;
use crate::adapters::grpc;
use crate::contract::each_domain;
use crate::domains;
use crate::gateway;
use crate::kernel::{backup, bus, db, host};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use wires::Wire;

/// The default configuration, with a comment for each key.
pub(super) const DEFAULT: &str = include_str!("../../../config.toml");

macro_rules! settings {
    ($($word:ident)*) => {
        /// Everything that can be set.
        #[derive(Debug, Clone, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(super) struct Settings {
            pub(super) serve: Serve,
            pub(super) log: Log,
            pub(super) trace: Tracing,
            pub(super) media: Media,
            pub(super) config: History,
            pub(super) placement: Placement,
            pub(super) wire: Wire,
            pub(super) connections: grpc::Bounds,
            pub(super) breaker: bus::Bounds,
            pub(super) storage: db::Settings,
            pub(super) backup: backup::Settings,
            pub(super) host: host::Settings,
            pub(super) gateway: gateway::Settings,
            $(pub(super) $word: domains::$word::Options,)*
        }

        impl Settings {
            fn check_domains(&self) -> Result<(), String> {
                $(self.$word.check().map_err(of(stringify!($word)))?;)*
                Ok(())
            }
        }
    };
}
each_domain!(settings);

fn of(word: &'static str) -> impl Fn(String) -> String {
    move |cause| format!("[{word}] {cause}")
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Serve {
    pub(super) listen: SocketAddr,
}

impl Default for Serve {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8080)) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Log {
    pub(super) format: LogFormat,
    pub(super) filter: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, filter: "info,actix_server=warn".to_owned() }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Tracing {
    /// OTLP over HTTP, such as `http://127.0.0.1:4318/v1/traces`; empty exports nothing.
    pub(super) otlp_endpoint: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Media {
    /// Empty looks in the PATH.
    pub(super) ffmpeg: PathBuf,
    pub(super) ffprobe: PathBuf,
    pub(super) memory_bytes_max: u64,
    pub(super) output_bytes_max: u64,
    pub(super) stall_ms_max: u64,
    pub(super) short_ms_max: u64,
    pub(super) wall_factor: u64,
    pub(super) wall_ms_max: u64,
}

impl Default for Media {
    fn default() -> Self {
        Self {
            ffmpeg: PathBuf::new(),
            ffprobe: PathBuf::new(),
            memory_bytes_max: 6 << 30,
            output_bytes_max: 64 << 30,
            stall_ms_max: 60_000,
            short_ms_max: 60_000,
            wall_factor: 40,
            wall_ms_max: 6 * 3_600_000,
        }
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

impl Settings {
    /// What types cannot say.
    pub(super) fn check(&self) -> Result<(), String> {
        self.storage.check().map_err(of("storage"))?;
        self.backup.check().map_err(of("backup"))?;
        self.host.check().map_err(of("host"))?;
        self.media.check().map_err(of("media"))?;
        self.trace.check().map_err(of("trace"))?;
        self.config.check().map_err(of("config"))?;
        self.placement.check().map_err(of("placement"))?;
        self.connections.check().map_err(of("connections"))?;
        self.breaker.check().map_err(of("breaker"))?;
        self.check_domains()?;
        self.gateway.check().map_err(of("gateway"))
    }
}

/// The history of what is set while the site runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct History {
    pub(super) versions_max: usize,
    pub(super) table_bytes_max: usize,
    pub(super) note_bytes_max: usize,
    pub(super) poll_ms: u64,
}

impl Default for History {
    fn default() -> Self {
        Self { versions_max: 500, table_bytes_max: 32 << 10, note_bytes_max: 1000, poll_ms: 250 }
    }
}

impl History {
    fn check(&self) -> Result<(), String> {
        for (name, value, least, most) in [
            ("versions_max", self.versions_max as u64, 10, 10_000),
            ("table_bytes_max", self.table_bytes_max as u64, 1024, 1 << 20),
            ("note_bytes_max", self.note_bytes_max as u64, 0, 10_000),
            ("poll_ms", self.poll_ms, 10, 1000),
        ] {
            if !(least..=most).contains(&value) {
                return Err(format!("{name} is {value}; write a number from {least} to {most}"));
            }
        }
        Ok(())
    }
}

impl Tracing {
    fn check(&self) -> Result<(), String> {
        let endpoint = &self.otlp_endpoint;
        let is_address = ["http://", "https://"].iter().any(|start| endpoint.starts_with(start));
        if endpoint.is_empty() || is_address {
            return Ok(());
        }
        Err(format!(
            "otlp_endpoint is {endpoint:?}; write it as http://127.0.0.1:4318/v1/traces, or leave \
             it empty"
        ))
    }
}

impl Media {
    fn check(&self) -> Result<(), String> {
        db::above_zero(&[
            ("memory_bytes_max", self.memory_bytes_max),
            ("output_bytes_max", self.output_bytes_max),
            ("stall_ms_max", self.stall_ms_max),
            ("short_ms_max", self.short_ms_max),
            ("wall_factor", self.wall_factor),
            ("wall_ms_max", self.wall_ms_max),
        ])
    }
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
    fn the_embedded_file_states_every_default() {
        let written: toml::Table = DEFAULT.parse().expect("config.toml parses");
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
            ("[ingest]\nsync_ms=0\n", "line 2", "ingest.sync_ms must be above 0"),
            ("[transcode]\ngop_ms = 9000\n", "", "transcode.segment_ms is 4000; "),
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
