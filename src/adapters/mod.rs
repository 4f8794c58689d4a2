//! One file per external system behind a kernel port. Adapters know the port and the system, and
//! no domain.

mod disk;

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
