//! One file or folder per external system behind a kernel port. Adapters know the port and the
//! system, and no domain.

pub(crate) mod cage;
pub(crate) mod certs;
mod disk;
pub(crate) mod ffmpeg;
pub(crate) mod grpc;
mod history;
pub(crate) mod keys;
pub(crate) mod letters;
pub(crate) mod mail_files;
mod mail_message;
pub(crate) mod onnx;
pub(crate) mod smtp;
pub(crate) mod telemetry;

use crate::kernel::blobs::BlobStore;
use crate::kernel::ports::config::ConfigStore;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

/// The object store on the local disk, below a data directory.
///
/// # Errors
/// What the file system says.
pub(crate) fn disk(data: &Path, io: Handle) -> io::Result<Arc<dyn BlobStore>> {
    Ok(Arc::new(disk::Disk::open(data, io)?))
}

/// The history of the live configuration below a data directory: how many versions it shows, and
/// how often it looks for those of other processes.
///
/// # Errors
/// What the file system says.
pub(crate) fn config_history(
    data: &Path,
    (versions_max, poll): (usize, Duration),
    io: Handle,
) -> io::Result<Arc<dyn ConfigStore>> {
    Ok(Arc::new(history::History::open(data, (versions_max, poll), io)?))
}

/// Chooses the one cryptography provider of the process. Doing it twice changes nothing.
pub(crate) fn install_tls() {
    drop(rustls::crypto::ring::default_provider().install_default());
}
