//! Logs and traces: structured lines on standard error, spans by OTLP over HTTP if an endpoint is
//! named. It must not decide what is logged or sampled, and never lets anybody wait for a log.

mod lines;

pub(crate) use lines::LostLines;

use lines::LineRate;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::io::IsTerminal as _;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::filter::FilterExt as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// Flushes what was recorded when the process ends.
pub(crate) struct Telemetry {
    provider: Option<SdkTracerProvider>,
    lost: LostLines,
    _writer: WorkerGuard,
}

impl Telemetry {
    /// Installs the process's subscriber.
    ///
    /// # Errors
    /// A filter that does not parse, an endpoint that is no address, or a second installation.
    pub(crate) fn install(filter: &str, json: bool, endpoint: &str) -> Result<Self, String> {
        let filter = EnvFilter::try_new(filter)
            .map_err(|error| format!("[log] filter {filter:?}: {error}"))?;
        let rate = LineRate::default();
        let (writer, guard, lost) = lines::writer(&rate);
        let filter = filter.and(rate);
        let lines = tracing_subscriber::fmt::layer().with_writer(writer);
        // What cannot be written is lost: telling of it on the same full disk helps nobody.
        let lines = lines.log_internal_errors(false).with_ansi(std::io::stderr().is_terminal());
        let lines = if json {
            lines.json().flatten_event(true).with_filter(filter).boxed()
        } else {
            lines.with_target(false).with_filter(filter).boxed()
        };
        let provider = match endpoint {
            "" => None,
            endpoint => Some(exporter(endpoint)?),
        };
        let spans = provider.as_ref().map(|provider| {
            let only_ours = tracing_subscriber::filter::filter_fn(|meta| {
                meta.is_span() && meta.target().starts_with("shoal")
            });
            let tracer = provider.tracer("shoal");
            tracing_opentelemetry::layer().with_tracer(tracer).with_filter(only_ours)
        });
        let installed = tracing_subscriber::registry().with(lines).with(spans).try_init();
        installed.map_err(|error| error.to_string())?;
        // The usual hook writes to standard error itself, and waits for whoever reads that.
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let text = panic.payload_as_str().unwrap_or("a panic without a text");
            tracing::error!(place, text, "a panic");
        }));
        Ok(Self { provider, lost, _writer: guard })
    }

    /// How many lines were not written.
    pub(crate) fn lost(&self) -> LostLines {
        self.lost.clone()
    }

    /// Whether spans go anywhere.
    pub(crate) fn samples(&self) -> bool {
        self.provider.is_some()
    }

    /// Sends what is left. Call it from a plain thread.
    pub(crate) fn shut_down(self) {
        if let Some(provider) = self.provider
            && let Err(error) = provider.shutdown()
        {
            tracing::warn!(%error, "the last spans were not sent");
        }
    }
}

fn exporter(endpoint: &str) -> Result<SdkTracerProvider, String> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint)
        .build()
        .map_err(|error| format!("[trace] otlp_endpoint {endpoint:?}: {error}"))?;
    let resource = Resource::builder().with_service_name("shoal").build();
    Ok(SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build())
}
