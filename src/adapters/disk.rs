//! The object store on the local disk: every finished write is synced with the folder it lies in.
//! Paths have been checked by the port; nothing here may follow a user's string.

use crate::kernel::blobs::{BlobFault, BlobStore, Inspection, Pending};
use crate::kernel::ports::media::ByteSource;
use bytes::Bytes;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tokio::runtime::Handle;

/// How much of a blob is in memory when it is opened; what is served as a file is not larger.
const WARM_BYTES_MAX: u64 = 8 << 20;
/// The system reads ahead by more than that, so that what lies between is in memory as well.
const LOOK_EVERY_BYTES: usize = 64 << 10;

/// Blobs below `blobs/`, work folders below `work/`, of one data directory.
pub(super) struct Disk {
    blobs: PathBuf,
    work: PathBuf,
    io: Handle,
}

impl Disk {
    /// Opens the store, making its folders.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn open(data: &Path, io: Handle) -> io::Result<Self> {
        let (blobs, work) = (data.join("blobs"), data.join("work"));
        fs::create_dir_all(&blobs)?;
        fs::create_dir_all(&work)?;
        Ok(Self { blobs, work, io })
    }

    fn run<T: Send + 'static>(
        &self,
        path: PathBuf,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> Pending<T> {
        let ran =
            self.io.spawn_blocking(move || work(&path).map_err(|error| explain(&path, &error)));
        Box::pin(async move {
            ran.await.unwrap_or_else(|error| Err(BlobFault::Broken(error.to_string())))
        })
    }
}

fn explain(path: &Path, error: &io::Error) -> BlobFault {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => BlobFault::NoSpace,
        io::ErrorKind::NotFound => BlobFault::Missing(path.display().to_string()),
        _ => BlobFault::Broken(format!("{}: {error}", path.display())),
    }
}

/// Makes the folder of a file, each new level durable in the one above it.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().ok_or(io::ErrorKind::NotFound)?;
    make_folder(above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_folder(above),
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Writes beside the final name, then renames: a reader sees the whole blob or none.
fn place(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    make_folder(folder)?;
    let beside = path.with_added_extension("part");
    // What an end of the process has left may be closed to writing already.
    drop(fs::remove_file(&beside));
    let filled = File::create(&beside).and_then(|mut file| {
        fill(&mut file)?;
        // It never changes again, and a backup that finds it so may share its bytes by a link.
        file.set_permissions(fs::Permissions::from_mode(0o400))?;
        file.sync_all()
    });
    if let Err(error) = filled {
        drop(fs::remove_file(&beside));
        return Err(error);
    }
    fs::rename(&beside, path)?;
    sync_folder(folder)
}

fn remove(path: &Path) -> io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn read(path: &Path, offset: u64, length: usize) -> io::Result<Bytes> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let there = usize::try_from(size.saturating_sub(offset)).unwrap_or(usize::MAX);
    let mut bytes = vec![0; length.min(there)];
    file.read_exact_at(&mut bytes, offset)?;
    Ok(Bytes::from(bytes))
}

/// Has the system read the beginning of a file into memory, here where it may wait for the disk.
fn warm(file: &File, size_bytes: u64) -> io::Result<()> {
    let most = size_bytes.min(WARM_BYTES_MAX);
    if (0..most).step_by(LOOK_EVERY_BYTES).all(|at| is_in_memory(file, at)) {
        return Ok(());
    }
    let mut taken = vec![0; 256 << 10];
    let mut at = 0;
    while at < most {
        let read = file.read_at(&mut taken, at)?;
        if read == 0 {
            break;
        }
        at += u64::try_from(read).unwrap_or(u64::MAX);
    }
    Ok(())
}

fn is_in_memory(file: &File, at: u64) -> bool {
    let mut byte = [0];
    let into = &mut [io::IoSliceMut::new(&mut byte)];
    rustix::io::preadv2(file, into, at, rustix::io::ReadWriteFlags::NOWAIT).is_ok()
}

impl BlobStore for Disk {
    fn append(&self, path: &str, offset: u64, pieces: Vec<Bytes>) -> Pending<()> {
        self.run(self.blobs.join(path), move |path| {
            let open = |path: &Path| {
                OpenOptions::new().write(true).create(true).truncate(false).open(path)
            };
            let opened = open(path).or_else(|error| match (error.kind(), path.parent()) {
                (io::ErrorKind::NotFound, Some(folder)) => {
                    make_folder(folder)?;
                    open(path)
                },
                _ => Err(error),
            });
            let (file, mut at) = (opened?, offset);
            for piece in pieces {
                file.write_all_at(&piece, at)?;
                at += u64::try_from(piece.len()).unwrap_or_default();
            }
            Ok(())
        })
    }

    fn sync(&self, path: &str) -> Pending<()> {
        self.run(self.blobs.join(path), |path| {
            File::open(path)?.sync_all()?;
            path.parent().map_or(Ok(()), sync_folder)
        })
    }

    fn put(&self, path: &str, bytes: Bytes) -> Pending<()> {
        self.run(self.blobs.join(path), move |path| place(path, |file| file.write_all(&bytes)))
    }

    fn put_range(&self, path: &str, from: PathBuf, offset: u64, length: u64) -> Pending<()> {
        self.run(self.blobs.join(path), move |path| {
            place(path, |file| {
                let mut source = File::open(&from)?;
                source.seek(SeekFrom::Start(offset))?;
                let copied = io::copy(&mut source.take(length), file)?;
                if copied < length {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(())
            })
        })
    }

    fn read(&self, path: &str, offset: u64, length: usize) -> Pending<Bytes> {
        self.run(self.blobs.join(path), move |path| read(path, offset, length))
    }

    fn open(&self, path: &str) -> Pending<Option<OwnedFd>> {
        self.run(self.blobs.join(path), |path| {
            let file = File::open(path)?;
            warm(&file, file.metadata()?.len())?;
            Ok(Some(file.into()))
        })
    }

    fn size(&self, path: &str) -> Pending<Option<u64>> {
        self.run(self.blobs.join(path), |path| match fs::metadata(path) {
            Ok(file) if file.is_file() => Ok(Some(file.len())),
            Ok(_) => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn stage(&self, path: &str) -> Pending<PathBuf> {
        self.run(self.blobs.join(path), |path| {
            fs::metadata(path)?;
            std::path::absolute(path)
        })
    }

    fn remove(&self, path: &str) -> Pending<()> {
        self.run(self.blobs.join(path), remove)
    }

    fn work_folder(&self, name: &str) -> Pending<PathBuf> {
        self.run(self.work.join(name), |path| {
            remove(path)?;
            fs::create_dir_all(path)?;
            std::path::absolute(path)
        })
    }

    fn keep_work_folder(&self, name: &str) -> Pending<PathBuf> {
        self.run(self.work.join(name), |path| {
            fs::create_dir_all(path)?;
            std::path::absolute(path)
        })
    }

    fn drop_work_folder(&self, name: &str) -> Pending<()> {
        self.run(self.work.join(name), remove)
    }

    fn inspect(&self, file: PathBuf, work: Inspection) -> Pending<()> {
        self.run(file, move |path| {
            let file = File::open(path)?;
            let size_bytes = file.metadata()?.len();
            work(&mut OpenFile { file, size_bytes });
            Ok(())
        })
    }

    fn free_bytes(&self) -> Pending<u64> {
        self.run(self.blobs.clone(), |path| {
            let stat = rustix::fs::statvfs(path).map_err(io::Error::from)?;
            Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
        })
    }
}

/// An open file as a parser sees it.
struct OpenFile {
    file: File,
    size_bytes: u64,
}

impl ByteSource for OpenFile {
    fn len_bytes(&self) -> u64 {
        self.size_bytes
    }

    fn read_at(&mut self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        self.file.read_exact_at(into, offset)
    }
}
