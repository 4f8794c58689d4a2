//! Known pictures: what goes on the list, how one is recognised, and the list as a file. It must
//! not say what becomes of a video in which one is found.

use super::super::engine::pdq::border::Views;
use super::super::engine::pdq::file::{self, FileComplaint};
use super::super::engine::pdq::hash::Hash;
use super::super::engine::pdq::list::Blocklist;
use super::super::engine::pdq::picture;
use super::case::Case;
use super::options::Options;
use super::terms::refuse_list;
use crate::contract::moderation::{self, KnownHit, KnownPictureId, Refusal};
use crate::contract::transcode::Package;
use crate::kernel::fault::{Error, RefusalCode as _, Reply};
use crate::kernel::ports::scoring::Picture;
use crate::kernel::wire::BlobRef;

/// A cover is taken after the tenth part of a video, as `transcode` says of its posters.
const COVER_PART: u64 = 10;

/// One picture of the list as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::moderation) struct KnownPicture {
    pub(in crate::domains::moderation) picture_id: KnownPictureId,
    pub(in crate::domains::moderation) hash: String,
    pub(in crate::domains::moderation) label: String,
    pub(in crate::domains::moderation) added_by: String,
    pub(in crate::domains::moderation) added_at_ms: i64,
}

impl From<KnownPicture> for moderation::KnownPicture {
    fn from(one: KnownPicture) -> Self {
        let KnownPicture { picture_id, hash, label, added_by, added_at_ms } = one;
        Self { picture_id: picture_id.into(), hash, label, added_by, added_at_ms }
    }
}

/// Where a sampled picture of a case lies, or its cover, which is none of them.
pub(in crate::domains::moderation) fn decide_frame(case: &Case, at_ms: u64) -> Reply<BlobRef> {
    let folder = case.package.as_ref().and_then(|package| package.folder.as_ref());
    let is_sampled = case.package.as_ref().is_some_and(|one| one.frames_at_ms.contains(&at_ms));
    let is_cover = case.package.as_ref().is_some_and(|one| make_cover_ms(one) == at_ms);
    if is_cover && !is_sampled {
        return folder.map(make_cover_ref).ok_or_else(refuse_moment);
    }
    let folder = folder.filter(|_| is_sampled).ok_or_else(refuse_moment)?;
    Ok(make_frame_ref(folder, at_ms))
}

fn refuse_moment() -> Error {
    let reason = "no picture was sampled at this moment; look at the case again";
    Refusal::FrameUnknown.because(reason).into()
}

/// Where the picture of a moment lies in a package.
pub(in crate::domains::moderation) fn make_frame_ref(folder: &BlobRef, at_ms: u64) -> BlobRef {
    BlobRef { path: format!("{}/frames/{at_ms:08}.jpg", folder.path), ..folder.clone() }
}

/// Where the cover of a package lies, in a size that is enough to judge it.
pub(in crate::domains::moderation) fn make_cover_ref(folder: &BlobRef) -> BlobRef {
    BlobRef { path: format!("{}/poster-640.jpg", folder.path), ..folder.clone() }
}

/// The moment of the cover.
pub(in crate::domains::moderation) fn make_cover_ms(package: &Package) -> u64 {
    package.duration_ms / COVER_PART
}

/// The answer about a picture that cannot be read.
pub(in crate::domains::moderation) fn refuse_frame(cause: &dyn std::fmt::Display) -> Error {
    Refusal::FrameUnreadable.because(format!("this picture cannot be read: {cause}")).into()
}

/// A label as it is kept.
pub(in crate::domains::moderation) fn make_label(text: &str) -> Reply<String> {
    file::read_label(text).map_err(|fault| {
        let reason = format!("give the picture a label of one line: {fault}");
        Refusal::KnownPictureInvalid.because(reason).into()
    })
}

/// The hash that somebody has written, as it is kept.
pub(in crate::domains::moderation) fn make_hash(text: &str) -> Reply<String> {
    let refused = |fault| {
        let reason = format!("this is no hash of a picture: {fault}");
        Error::from(Refusal::KnownPictureInvalid.because(reason))
    };
    Ok(text.trim().parse::<Hash>().map_err(refused)?.to_string())
}

/// The hashes of a picture: as a whole and, where it has a border, without it.
pub(in crate::domains::moderation) fn make_hashes(picture: &Picture) -> Reply<Vec<String>> {
    let views = make_views(picture).map_err(|fault| refuse_frame(&fault))?;
    let mut hashes: Vec<String> = views.telling().map(|view| view.hash().to_string()).collect();
    hashes.dedup();
    if hashes.is_empty() {
        let reason = "this picture has too little in it to be told from others; take another one";
        return Err(Refusal::PicturePlain.because(reason).into());
    }
    Ok(hashes)
}

fn make_views(picture: &Picture) -> Result<Views, picture::PictureError> {
    let Picture::Rgb8 { width, height, pixels } = picture else {
        // A picture that nobody has decoded has no pixels.
        return Err(picture::PictureError::Empty { width: 0, height: 0 });
    };
    Ok(Views::of(&picture::Picture::rgb8(pixels, *width, *height)?))
}

/// What a picture is recognised as, with its moment; nothing when it is not on the list.
pub(in crate::domains::moderation) fn decide_known(
    list: &Blocklist,
    picture: &Picture,
    at_ms: u64,
) -> Option<KnownHit> {
    let views = make_views(picture).ok()?;
    let found = list.find(&views)?;
    let (hash, label) = (found.hash.to_string(), found.label.to_owned());
    Some(KnownHit { at_ms, hash, label, distance: found.distance })
}

/// The list as pictures are compared with it. What is no hash is left out: none such is kept.
pub(in crate::domains::moderation) fn make_blocklist(kept: Vec<KnownPicture>) -> Blocklist {
    let hash = |one: KnownPicture| Some((one.hash.parse().ok()?, one.label));
    Blocklist::new(kept.into_iter().filter_map(hash))
}

/// Pictures as they are put on the list, each with an id of its own.
pub(in crate::domains::moderation) fn make_known_pictures(
    entries: Vec<(String, String)>,
    added_by: &str,
    mut fresh: impl FnMut() -> KnownPictureId,
) -> Vec<KnownPicture> {
    let one = |(hash, label)| KnownPicture {
        picture_id: fresh(),
        hash,
        label,
        added_by: added_by.to_owned(),
        added_at_ms: 0,
    };
    entries.into_iter().map(one).collect()
}

/// The hashes and labels of a file.
pub(in crate::domains::moderation) fn make_entries(
    csv: &[u8],
    options: &Options,
) -> Reply<Vec<(String, String)>> {
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let bytes_max = count(options.known_pictures_bytes_max);
    let read = file::read(csv, bytes_max, count(options.known_pictures_max.into()));
    let entries = read.map_err(|FileComplaint { line, fault }| {
        refuse_list(Refusal::KnownPicturesInvalid, line, &fault)
    })?;
    Ok(entries.into_iter().map(|(hash, label)| (hash.to_string(), label)).collect())
}

/// The list as a file.
pub(in crate::domains::moderation) fn show_known_pictures(kept: &[KnownPicture]) -> String {
    file::write(kept.iter().map(|one| (one.hash.as_str(), one.label.as_str())))
}

#[cfg(test)]
mod tests {
    use super::super::super::engine::pdq::drawing::{Drawing, draw};
    use super::*;

    fn picture(drawing: &Drawing) -> Picture {
        let (width, height, pixels) = draw(drawing);
        Picture::Rgb8 { width, height, pixels: pixels.into() }
    }

    fn code(error: Error) -> String {
        match error {
            Error::Refused(refused) => refused.name.into_owned(),
            Error::Fault(fault) => panic!("{fault}"),
        }
    }

    #[test]
    fn a_framed_picture_has_two_hashes_and_a_plain_one_none() {
        assert_eq!(make_hashes(&picture(&Drawing::new(3))).expect("one").len(), 1);
        let framed = Drawing { border: 48, ..Drawing::new(3) };
        assert_eq!(make_hashes(&picture(&framed)).expect("two").len(), 2);
        let plain = Picture::Rgb8 { width: 64, height: 64, pixels: vec![9; 64 * 64 * 3].into() };
        assert_eq!(make_hashes(&plain).map_err(code), Err("PICTURE_PLAIN".to_owned()));
        let odd = Picture::Rgb8 { width: 64, height: 64, pixels: vec![9; 5].into() };
        assert_eq!(make_hashes(&odd).map_err(code), Err("FRAME_UNREADABLE".to_owned()));
    }

    #[test]
    fn hashes_are_kept_in_one_spelling() {
        let upper = "F8".repeat(32);
        assert_eq!(make_hash(&format!(" {upper}\n")).expect("a hash"), upper.to_lowercase());
        for odd in ["", "f8", &upper[1..], &"x".repeat(64)] {
            assert_eq!(make_hash(odd).map_err(code), Err("KNOWN_PICTURE_INVALID".to_owned()));
        }
    }
}
