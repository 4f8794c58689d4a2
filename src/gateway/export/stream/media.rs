//! Files of an export out of blobs, a piece at a time, and what the playlist of a rendition is made
//! of. It must not read a blob that no domain has named, nor more of one than it was when it began.

use super::zip::ZipWriter;
use crate::contract::transcode::{Package, Rendition};
use crate::kernel::blobs::{BlobFault, BlobReader};
use crate::kernel::wire::BlobRef;
use std::collections::VecDeque;

/// How much of a blob is in memory at once.
const PIECE_BYTES: u64 = 256 << 10;
/// No playlist of ours is longer.
const PLAYLIST_BYTES_MAX: usize = 4 << 20;
/// A file from here on is announced as one that may be longer than 4 GB.
const LARGE_BYTES: u64 = 0xFFFF_0000;
/// The largest poster of a package.
const POSTER: &str = "poster-1280.jpg";
/// Folder of the sound, and name of the playlist in each folder.
const AUDIO: &str = "audio";
const PLAYLIST: &str = "index.m3u8";
/// The longest end of a name that is kept.
const END_CHARS_MAX: usize = 8;

/// A file of the archive that is made of blobs, one behind the other.
#[derive(Debug)]
pub(super) struct BlobFile {
    pub(super) name: String,
    blobs: VecDeque<BlobRef>,
    is_large: bool,
    is_begun: bool,
    /// Where in the first blob it stands, and how long that is; not known before it is begun.
    at: u64,
    end: Option<u64>,
}

impl BlobFile {
    pub(super) fn new(name: String, blobs: impl Into<VecDeque<BlobRef>>, size_bytes: u64) -> Self {
        let is_large = size_bytes >= LARGE_BYTES;
        Self { name, blobs: blobs.into(), is_large, is_begun: false, at: 0, end: None }
    }

    /// Adds the next piece; true while there is more. After a fault the file ends where it is.
    ///
    /// # Errors
    /// That a blob cannot be read, or has become shorter.
    pub(super) async fn pour(
        &mut self,
        blobs: &BlobReader,
        zip: &mut ZipWriter,
    ) -> Result<bool, BlobFault> {
        let Some(blob) = self.blobs.front() else {
            zip.end();
            return Ok(false);
        };
        let end = match self.end {
            Some(end) => end,
            None => {
                let missing = || BlobFault::Missing(blob.path.clone());
                blobs.size(blob).await?.ok_or_else(missing)?
            },
        };
        if !self.is_begun {
            zip.begin(&self.name, self.is_large);
            self.is_begun = true;
        }
        if self.at >= end {
            self.blobs.pop_front();
            (self.at, self.end) = (0, None);
            return Ok(true);
        }
        self.end = Some(end);
        let length = usize::try_from(PIECE_BYTES.min(end - self.at)).unwrap_or(0);
        let piece = blobs.read(blob, self.at, length).await?;
        if piece.is_empty() {
            return Err(BlobFault::Broken(format!("{} has become shorter", blob.path)));
        }
        self.at += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        zip.push(piece);
        Ok(true)
    }
}

/// The file as it came, in the folder of its video.
pub(super) fn original_name(video_id: &str, filename: &str) -> String {
    let end = filename.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    let fits = |end: &String| {
        let is_plain = end.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_plain && (1..=END_CHARS_MAX).contains(&end.len())
    };
    let end = end.filter(fits).unwrap_or_else(|| "bin".to_owned());
    format!("videos/{}/original.{end}", plain(video_id))
}

/// What a name in the archive may have, out of whatever it is made of: letters, digits, `_`, `-`.
pub(super) fn plain(text: &str) -> String {
    let kept = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_' || *letter == '-';
    let text: String = text.chars().filter(kept).take(64).collect();
    if text.is_empty() { "unnamed".to_owned() } else { text }
}

/// The poster of a package.
pub(super) fn poster(video_id: &str, package: &Package) -> Option<BlobFile> {
    let blob = in_folder(package, POSTER)?;
    Some(BlobFile::new(format!("videos/{}/poster.jpg", plain(video_id)), [blob], 0))
}

/// The best rendition of a package, pictures and sound each as one file: the first part and all
/// segments behind it are a fragmented MP4 (ISO/IEC 14496-12, 8.8).
///
/// # Errors
/// That a playlist cannot be read.
pub(super) async fn best_rendition(
    blobs: &BlobReader,
    video_id: &str,
    package: &Package,
) -> Result<Vec<BlobFile>, BlobFault> {
    let picture = |one: &&Rendition| {
        (u64::from(one.width) * u64::from(one.height), one.average_bits_per_second)
    };
    let Some(best) = package.renditions.iter().max_by_key(picture) else { return Ok(Vec::new()) };
    let folder = format!("videos/{}", plain(video_id));
    let name = format!("{folder}/video-{}.mp4", plain(&best.name));
    let mut files = vec![(name, best.name.as_str())];
    if package.has_audio {
        files.push((format!("{folder}/{AUDIO}.mp4"), AUDIO));
    }
    let mut made = Vec::with_capacity(files.len());
    for (name, rendition) in files {
        let parts = parts(blobs, package, rendition).await?;
        made.push(BlobFile::new(name, parts, package.size_bytes));
    }
    Ok(made)
}

async fn parts(
    blobs: &BlobReader,
    package: &Package,
    rendition: &str,
) -> Result<VecDeque<BlobRef>, BlobFault> {
    let missing = || BlobFault::Missing(format!("{rendition}/{PLAYLIST}"));
    let playlist = in_folder(package, &format!("{rendition}/{PLAYLIST}")).ok_or_else(missing)?;
    let text = blobs.read(&playlist, 0, PLAYLIST_BYTES_MAX).await?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let names = listed(&text).into_iter();
    let parts: VecDeque<_> =
        names.filter_map(|name| in_folder(package, &format!("{rendition}/{name}"))).collect();
    if parts.is_empty() { Err(missing()) } else { Ok(parts) }
}

/// The files of a media playlist in their order (RFC 8216, 4.3.2.5 and 4.1).
fn listed(playlist: &str) -> Vec<&str> {
    let named = playlist.lines().filter_map(|line| match line.strip_prefix("#EXT-X-MAP:URI=\"") {
        Some(rest) => rest.split('"').next(),
        None => Some(line).filter(|line| !line.is_empty() && !line.starts_with('#')),
    });
    named.collect()
}

/// A file of a package. The object store refuses a path that leaves the folder.
fn in_folder(package: &Package, path: &str) -> Option<BlobRef> {
    let BlobRef { owner, path: folder, .. } = package.folder.clone()?;
    Some(BlobRef { owner, path: format!("{folder}/{path}"), size_bytes: 0 })
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the reader of the archive is another program")]
mod tests {
    use super::*;
    use crate::boot::harness::Harness;
    use crate::gateway::tests::NOW_MS;
    use crate::kernel::blobs::{BlobStore, Inspection, Pending};
    use bytes::Bytes;
    use std::fs::File;
    use std::io::{Seek as _, SeekFrom, Write as _};
    use std::path::PathBuf;
    use std::process::Command;
    use std::sync::Arc;

    /// A store of one blob of so many zeros. All pieces share their bytes.
    struct Endless {
        size: u64,
        zeros: Bytes,
    }

    fn none<T: Send + 'static>() -> Pending<T> {
        Box::pin(async { Err(BlobFault::Broken("it is only read".to_owned())) })
    }

    impl BlobStore for Endless {
        fn append(&self, _: &str, _: u64, _: Vec<Bytes>) -> Pending<()> {
            none()
        }
        fn sync(&self, _: &str) -> Pending<()> {
            none()
        }
        fn put(&self, _: &str, _: Bytes) -> Pending<()> {
            none()
        }
        fn put_range(&self, _: &str, _: PathBuf, _: u64, _: u64) -> Pending<()> {
            none()
        }
        fn read(&self, _: &str, offset: u64, length: usize) -> Pending<Bytes> {
            let left = usize::try_from(self.size.saturating_sub(offset)).unwrap_or(usize::MAX);
            let piece = self.zeros.slice(..length.min(left).min(self.zeros.len()));
            Box::pin(async { Ok(piece) })
        }
        fn size(&self, _: &str) -> Pending<Option<u64>> {
            let size = self.size;
            Box::pin(async move { Ok(Some(size)) })
        }
        fn stage(&self, _: &str) -> Pending<PathBuf> {
            none()
        }
        fn remove(&self, _: &str) -> Pending<()> {
            none()
        }
        fn work_folder(&self, _: &str) -> Pending<PathBuf> {
            none()
        }
        fn keep_work_folder(&self, _: &str) -> Pending<PathBuf> {
            none()
        }
        fn drop_work_folder(&self, _: &str) -> Pending<()> {
            none()
        }
        fn inspect(&self, _: PathBuf, _: Inspection) -> Pending<()> {
            none()
        }
        fn free_bytes(&self) -> Pending<u64> {
            none()
        }
    }

    /// What lies behind the first four gigabytes is found, and both lengths are right.
    const READER: &str = r#"
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
large, short, marked = archive.infolist()
assert (large.filename, large.file_size) == ("videos/v1/original.mp4", int(sys.argv[2])), large
assert archive.read(short) == b"behind it" and archive.read(marked) == b"", (short, marked)
assert short.header_offset > 0xFFFFFFFF and archive.getinfo("end.mp4") is marked
"#;

    #[test]
    fn a_file_beyond_four_gigabytes_takes_a_piece_of_memory() {
        let harness = Harness::new();
        let size = (9_u64 << 29) + 17;
        let zeros = Bytes::from(vec![0; 256 << 10]);
        let blobs = BlobReader::new(&harness.key, Arc::new(Endless { size, zeros }));
        let blob = BlobRef { owner: "ingest".into(), path: "uploads/up1".into(), size_bytes: 0 };
        let mut zip = ZipWriter::new(NOW_MS);
        let mut file = BlobFile::new("videos/v1/original.mp4".to_owned(), [blob], size);
        let path = harness.folder().join("export.zip");
        let mut sink = File::create(&path).expect("the folder is ours");
        let mut sent = 0;
        let mut put = |zip: &mut ZipWriter| {
            let mut waiting = 0;
            while let Some(bytes) = zip.take() {
                waiting += bytes.len();
                sent += bytes.len();
                // Zeros are left out of the file, which has holes there.
                if bytes.len() > 4_096 {
                    let length = i64::try_from(bytes.len()).expect("a piece");
                    sink.seek(SeekFrom::Current(length)).expect("it grows");
                } else {
                    sink.write_all(&bytes).expect("there is room");
                }
            }
            assert!(waiting <= (256 << 10) + 1_024, "{waiting} bytes wait at once");
        };
        while harness.run(file.pour(&blobs, &mut zip)).expect("it is there") {
            put(&mut zip);
        }
        zip.begin("behind.txt", false);
        zip.push(Bytes::from_static(b"behind it"));
        zip.begin("end.mp4", true);
        zip.finish();
        put(&mut zip);
        assert!(u64::try_from(sent).expect("it fits") > size);
        let python = std::env::var("SHOAL_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let mut reader = Command::new(python);
        reader.args(["-c", READER]).arg(&path).arg(size.to_string());
        let Ok(read) = reader.output() else {
            println!("skipped: reading a large export (no python3)");
            return;
        };
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    }

    #[test]
    fn names_in_the_archive_lead_nowhere() {
        for (filename, end) in [
            ("clip.MP4", "mp4"),
            ("a.b.mov", "mov"),
            ("none", "bin"),
            ("x.", "bin"),
            ("x.tar/../y", "bin"),
            ("x.视频", "bin"),
            ("x.waytoolongend", "bin"),
            ("x.a\u{0}b", "bin"),
            ("", "bin"),
        ] {
            assert_eq!(original_name("v1", filename), format!("videos/v1/original.{end}"));
        }
        for (text, name) in [
            ("a-B_9", "a-B_9"),
            ("../../x", "x"),
            ("/", "unnamed"),
            ("a\nb\\c", "abc"),
            ("", "unnamed"),
        ] {
            assert_eq!(plain(text), name);
        }
        assert_eq!(plain(&"x".repeat(999)).len(), 64);
    }

    #[test]
    fn a_playlist_names_its_first_part_and_its_segments() {
        let text = "#EXTM3U\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2.0,\n0.m4s\n\n#EXT-X-ENDLIST\n";
        assert_eq!(listed(text), ["init.mp4", "0.m4s"]);
        assert_eq!(listed(""), Vec::<&str>::new());
    }
}
