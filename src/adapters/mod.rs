//! One file or folder per external system behind a kernel port. Adapters know the port and the
//! system, and no domain.

pub(crate) mod cage;
mod disk;
pub(crate) mod ffmpeg;
pub(crate) mod telemetry;

use crate::kernel::blobs::BlobStore;
use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Handle;

/// The object store on the local disk, below a data directory.
///
/// # Errors
/// What the file system says.
pub(crate) fn disk(data: &Path, io: Handle) -> io::Result<Arc<dyn BlobStore>> {
    Ok(Arc::new(disk::Disk::open(data, io)?))
}

/// Chooses the one cryptography provider of the process. Doing it twice changes nothing.
pub(crate) fn install_tls() {
    drop(rustls::crypto::ring::default_provider().install_default());
}
