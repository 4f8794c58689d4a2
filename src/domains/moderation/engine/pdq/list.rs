//! A blocklist: hashes with a label each, looked up by distance.
//! It must not decide what happens to what it finds, and reads no files.

use super::border::Views;
use super::hash::Hash;
use super::index::{Index, Nearest, Radius};
use super::spectrum::Spectrum;

/// Hashes that can be searched, with their labels. A change makes a new one.
#[derive(Debug)]
pub(crate) struct Blocklist {
    index: Index,
    labels: Vec<Box<str>>,
}

/// The entry that a picture is nearest to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match<'a> {
    pub(crate) hash: Hash,
    pub(crate) label: &'a str,
    /// Bits that differ.
    pub(crate) distance: u32,
}

impl Blocklist {
    pub(crate) fn new(entries: impl IntoIterator<Item = (Hash, String)>) -> Self {
        let (hashes, labels): (Vec<Hash>, Vec<String>) = entries.into_iter().unzip();
        let labels = labels.into_iter().map(Into::into).collect();
        Self { index: Index::new(hashes), labels }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The nearest entry to a picture as a whole or without its border, to any of its mirrored and
    /// turned copies.
    pub(crate) fn find(&self, views: &Views) -> Option<Match<'_>> {
        let hashes = views.telling().flat_map(Spectrum::hashes);
        let near = hashes.filter_map(|hash| self.index.find(&hash, Radius::WIDEST)).min()?;
        self.entry(near)
    }

    fn entry(&self, near: Nearest) -> Option<Match<'_>> {
        let place = usize::try_from(near.place).ok()?;
        let hash = *self.index.hashes().get(place)?;
        Some(Match { hash, label: self.labels.get(place)?, distance: near.distance })
    }
}

#[cfg(test)]
mod tests {
    use super::super::drawing::{Drawing, draw};
    use super::super::picture::Picture;
    use super::*;

    fn views(drawing: &Drawing) -> Views {
        let (width, height, pixels) = draw(drawing);
        Views::of(&Picture::rgb8(&pixels, width, height).unwrap())
    }

    fn listed(drawing: &Drawing, label: &str) -> Vec<(Hash, String)> {
        let views = views(drawing);
        views.telling().map(|view| (view.hash(), label.to_owned())).collect()
    }

    #[test]
    fn copies_are_found_by_their_label_and_others_are_not() {
        let original = Drawing::new(7);
        let mut entries = listed(&Drawing::new(1), "one");
        entries.extend(listed(&original, "seven"));
        let list = Blocklist::new(entries);
        for (name, copy) in [
            ("itself", original.clone()),
            ("mirrored", Drawing { is_mirrored: true, ..original.clone() }),
            ("encoded again", Drawing { step: 24, ..original.clone() }),
            ("smaller", Drawing { width: 160, height: 90, ..original.clone() }),
            ("larger", Drawing { width: 1280, height: 720, ..original.clone() }),
            ("squeezed", Drawing { width: 256, height: 256, ..original.clone() }),
            ("framed", Drawing { border: 48, ..original.clone() }),
            (
                "all together",
                Drawing { is_mirrored: true, step: 12, border: 48, ..original.clone() },
            ),
        ] {
            let views = views(&copy);
            let found = list.find(&views).unwrap_or_else(|| panic!("{name} is not found"));
            assert_eq!(found.label, "seven", "{name}");
        }
        for seed in 100..140 {
            assert_eq!(list.find(&views(&Drawing::new(seed))), None, "{seed}");
        }
    }

    #[test]
    fn a_framed_picture_is_listed_with_and_without_its_border() {
        let framed = Drawing { border: 48, ..Drawing::new(7) };
        let entries = listed(&framed, "framed");
        assert_eq!(entries.len(), 2);
        let list = Blocklist::new(entries);
        for copy in [framed, Drawing::new(7)] {
            assert_eq!(list.find(&views(&copy)).map(|found| found.label), Some("framed"));
        }
    }

    #[test]
    fn the_nearest_is_given_and_the_first_of_those_as_near() {
        let entries = listed(&Drawing::new(7), "first");
        let hash = entries[0].0;
        let again = listed(&Drawing { step: 24, ..Drawing::new(7) }, "coarse");
        let distance = again[0].0.distance(&hash);
        assert!((1..=31).contains(&distance), "{distance}");
        let list = Blocklist::new([again, entries.clone(), entries].concat());
        let found = list.find(&views(&Drawing::new(7)));
        assert_eq!(found, Some(Match { hash, label: "first", distance: 0 }));
    }

    #[test]
    fn what_says_nothing_is_never_found() {
        let list = Blocklist::new([("0".repeat(64).parse().unwrap(), "nothing".to_owned())]);
        assert!(!list.is_empty());
        let plain = [128; 64 * 64 * 3];
        let views = Views::of(&Picture::rgb8(&plain, 64, 64).unwrap());
        assert_eq!(list.find(&views), None);
        assert!(Blocklist::new([]).is_empty());
    }
}
