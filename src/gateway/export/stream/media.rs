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
mod tests;
