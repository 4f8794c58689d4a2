//! Which paths name a file of a package, and what kind of file. It must not know which exist.

use crate::contract::playback::{MediaKind, Refusal};
use crate::kernel::fault::{RefusalCode as _, Reply};

const SEGMENT_BYTES_MAX: usize = 64;
const SEGMENTS_MAX: usize = 2;

/// Every kind of file that a package has.
const KINDS: &[(&str, &str)] = &[
    ("m3u8", "application/vnd.apple.mpegurl"),
    ("m4s", "video/iso.segment"),
    ("mp4", "video/mp4"),
    ("jpg", "image/jpeg"),
];

/// The content type of a file of a package.
pub(in crate::domains::playback) fn decide_path(path: &str) -> Reply<&'static str> {
    content_type(path).ok_or_else(|| {
        let reason = "a package has no file of this name; follow the addresses in its playlist";
        Refusal::PathUnknown.because(reason).into()
    })
}

/// What a file of a package is, for whoever counts what is sent. The sound lies in a folder of its
/// own.
pub(in crate::domains::playback) fn decide_kind(path: &str) -> MediaKind {
    match path.rsplit('.').next().unwrap_or_default() {
        "m3u8" => MediaKind::Playlist,
        "jpg" => MediaKind::Picture,
        _ if path.starts_with("audio/") => MediaKind::Audio,
        _ => MediaKind::Video,
    }
}

fn content_type(path: &str) -> Option<&'static str> {
    let mut segments = path.split('/');
    if !segments.by_ref().take(SEGMENTS_MAX).all(is_plain) || segments.next().is_some() {
        return None;
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    let (stem, extension) = name.rsplit_once('.')?;
    let kind = KINDS.iter().find(|(known, _)| *known == extension);
    kind.filter(|_| !stem.is_empty()).map(|(_, content_type)| *content_type)
}

fn is_plain(segment: &str) -> bool {
    !segment.is_empty()
        && segment.len() <= SEGMENT_BYTES_MAX
        && !segment.starts_with('.')
        && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}
