//! Finds the nearest of many hashes within a distance, exactly: multi-index hashing.
//! It must not miss what a comparison with every hash would find, nor cost more than that.
//!
//! Source: Norouzi, Punjani, Fleet, "Fast Exact Search in Hamming Space with Multi-Index Hashing",
//! 2014.

use super::hash::Hash;

/// The largest distance of a match, the usual one with PDQ. Hashes of different pictures differ in
/// 128 bits, give or take 8.
pub(crate) const DISTANCE_MAX: u32 = 31;
/// Hashes of one list.
pub(crate) const HASHES_MAX: usize = 1_000_000;

const BANDS: usize = 16;
const BAND_BITS: u32 = 16;
const BUCKETS: usize = 1 << BAND_BITS;

/// How many bits a match may differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Radius(u32);

/// The nearest hash of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Nearest {
    /// Bits that differ.
    pub(crate) distance: u32,
    /// Its place on the list, from 0; the first of those as near.
    pub(crate) place: u32,
}

/// Hashes in the order of their list, and for each of 16 bands of 16 bits the places by value.
#[derive(Debug)]
pub(crate) struct Index {
    hashes: Vec<Hash>,
    bands: Vec<Band>,
}

#[derive(Debug)]
struct Band {
    /// Where the places of each value begin, and where the last ones end.
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Radius {
    pub(crate) const WIDEST: Self = Self(DISTANCE_MAX);

    #[cfg(test)]
    fn new(bits: u32) -> Self {
        assert!(bits <= DISTANCE_MAX, "a match within {bits} bits cannot be found");
        Self(bits)
    }

    /// How many bits of its nearest band a match may differ in: were every band farther off, all
    /// together would be too.
    fn flips_band(self) -> bool {
        self.0 >= BAND_BITS
    }
}

impl Index {
    /// Of at most `HASHES_MAX` hashes, which the caller has counted; what is beyond is left out.
    pub(super) fn new(mut hashes: Vec<Hash>) -> Self {
        hashes.truncate(HASHES_MAX);
        hashes.shrink_to_fit();
        let bands = (0..BANDS).map(|band| Band::new(&hashes, band)).collect();
        Self { hashes, bands }
    }

    pub(super) fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// The nearest hash within the radius.
    pub(super) fn find(&self, hash: &Hash, radius: Radius) -> Option<Nearest> {
        let values = std::array::from_fn(|band| band_of(&hash.rows(), band));
        let probes = || self.probes(&values, radius);
        // A list of alike hashes has them all in a few buckets, and each hash in several.
        let candidates: usize = probes().map(<[u32]>::len).sum();
        if candidates >= self.hashes.len() {
            return self.scan(hash, radius);
        }
        let near = |place: &u32| {
            let other = self.hashes.get(usize::try_from(*place).ok()?)?;
            let distance = hash.distance_within(other, radius.0)?;
            Some(Nearest { distance, place: *place })
        };
        probes().flatten().filter_map(near).min()
    }

    /// The same by comparison with every hash.
    fn scan(&self, hash: &Hash, radius: Radius) -> Option<Nearest> {
        let near = |(place, other)| {
            let distance = hash.distance_within(other, radius.0)?;
            Some(Nearest { distance, place })
        };
        (0..).zip(&self.hashes).filter_map(near).min()
    }

    /// The places in which one band is equal, or differs by one bit if the radius asks for it.
    fn probes(&self, values: &[u16; BANDS], radius: Radius) -> impl Iterator<Item = &[u32]> {
        let flips = if radius.flips_band() { BAND_BITS } else { 0 };
        self.bands.iter().zip(*values).flat_map(move |(band, value)| {
            let near = (0..flips).map(move |bit| value ^ (1 << bit));
            std::iter::once(value).chain(near).map(|value| band.places_of(value))
        })
    }
}

impl Band {
    /// Sorts the places by the value of one row of bits, in the order of the list.
    fn new(hashes: &[Hash], band: usize) -> Self {
        let value = |hash: &Hash| usize::from(band_of(&hash.rows(), band));
        let mut starts = vec![0_u32; BUCKETS + 1];
        for hash in hashes {
            starts[value(hash) + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut places = vec![0; hashes.len()];
        for (place, hash) in (0..).zip(hashes) {
            let next = &mut next[value(hash)];
            if let Some(slot) = places.get_mut(usize::try_from(*next).unwrap_or(usize::MAX)) {
                *slot = place;
            }
            *next += 1;
        }
        Self { starts, places }
    }

    fn places_of(&self, value: u16) -> &[u32] {
        let start = |at: usize| usize::try_from(self.starts[at]).unwrap_or(usize::MAX);
        let value = usize::from(value);
        self.places.get(start(value)..start(value + 1)).unwrap_or_default()
    }
}

/// A band takes two bits of each of eight rows, and every bit belongs to one band. Bits of one row
/// depend on each other: bands of whole rows give a third more candidates.
fn band_of(rows: &[u16; BANDS], band: usize) -> u16 {
    let bits = |part: usize| rows[(band + 2 * part) % BANDS] & (0x0101 << part);
    (0..8).fold(0, |value, part| value | bits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marsaglia's xorshift64*, so that every run has the same hashes.
    struct Chance(u64);

    impl Chance {
        fn next(&mut self) -> u64 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
        }

        fn hash(&mut self) -> Hash {
            Hash::from_words(std::array::from_fn(|_| self.next()))
        }

        /// A hash that differs in as many bits.
        fn near(&mut self, hash: &Hash, distance: u32) -> Hash {
            let mut bytes = hash.bytes();
            while Hash::from_bytes(&bytes).distance(hash) < distance {
                let bit = usize::try_from(self.next() >> 56).unwrap();
                bytes[bit / 8] |= 1 << (bit % 8) & !hash.bytes()[bit / 8];
                bytes[bit / 8] &= !(1 << (bit % 8) & hash.bytes()[bit / 8]);
            }
            Hash::from_bytes(&bytes)
        }
    }

    fn radius(bits: u32) -> Radius {
        Radius::new(bits)
    }

    #[test]
    fn every_bit_belongs_to_one_band() {
        for bit in 0..256 {
            let mut words = [0; 4];
            words[bit / 64] = 1 << (bit % 64);
            let rows = Hash::from_words(words).rows();
            let ones: u32 = (0..BANDS).map(|band| band_of(&rows, band).count_ones()).sum();
            assert_eq!(ones, 1, "bit {bit}");
        }
        let rows = Hash::from_words([u64::MAX; 4]).rows();
        assert!((0..BANDS).all(|band| band_of(&rows, band) == u16::MAX));
    }

    #[test]
    fn finds_are_those_of_a_comparison_with_all() {
        let mut chance = Chance(3);
        let hashes: Vec<Hash> = (0..2000).map(|_| chance.hash()).collect();
        let index = Index::new(hashes.clone());
        let mut within = 0;
        for round in 0..450_u32 {
            let place = usize::try_from(chance.next() % 2000).unwrap();
            let asked = chance.near(&hashes[place], round % 45);
            for bits in [0, 1, 15, 16, 30, 31] {
                let found = index.find(&asked, radius(bits));
                assert_eq!(found, index.scan(&asked, radius(bits)), "{round} {bits}");
                assert_eq!(found.is_some(), round % 45 <= bits, "{round} {bits}");
                within += u32::from(found.is_some());
            }
        }
        assert!(within > 500, "{within}");
    }

    fn flip(hash: &Hash, bit: usize) -> Hash {
        let mut bytes = hash.bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        Hash::from_bytes(&bytes)
    }

    fn band_of_bit(bit: usize) -> usize {
        let rows = flip(&Hash::from_words([0; 4]), bit).rows();
        (0..BANDS).find(|band| band_of(&rows, *band) != 0).unwrap()
    }

    /// A hash that differs in so many bits of each band, beginning with the first.
    fn spread(hash: &Hash, first: usize, bits: impl Fn(usize) -> u32) -> Hash {
        let (mut spread, mut changed) = (*hash, [0; BANDS]);
        for bit in (0..256).map(|at| (first + 97 * at) % 256) {
            let band = band_of_bit(bit);
            if changed[band] < bits(band) {
                changed[band] += 1;
                spread = flip(&spread, bit);
            }
        }
        spread
    }

    #[test]
    fn differences_spread_evenly_are_found() {
        let mut chance = Chance(5);
        let hashes: Vec<Hash> = (0..300).map(|_| chance.hash()).collect();
        let index = Index::new(hashes.clone());
        for (place, hash) in (0_u32..256).zip(&hashes) {
            let first = usize::try_from(place).unwrap();
            // The hardest cases: every band but one differs by a bit more than is looked for.
            let odd = band_of_bit(first);
            let by_two = spread(hash, first, |band| if band == odd { 1 } else { 2 });
            let by_one = spread(hash, first, |band| if band == odd { 0 } else { 1 });
            let in_all = spread(hash, first, |_| 1);
            for (asked, distance) in [(by_two, 31), (by_one, 15), (in_all, 16)] {
                let expected = Nearest { distance, place };
                assert_eq!(index.find(&asked, radius(distance)), Some(expected));
                assert_eq!(index.find(&asked, radius(distance - 1)), None);
            }
        }
    }

    #[test]
    fn alike_hashes_are_found_by_the_first() {
        let mut chance = Chance(9);
        let centre = chance.hash();
        let mut hashes: Vec<Hash> = (0..500).map(|_| centre).collect();
        hashes.extend((0..500).map(|bits| chance.near(&centre, bits % 20)));
        let index = Index::new(hashes);
        let first = Nearest { distance: 0, place: 0 };
        assert_eq!(index.find(&centre, Radius::WIDEST), Some(first));
        assert_eq!(index.find(&centre, radius(0)), Some(first));
        for distance in [1, 20, 31] {
            let asked = chance.near(&centre, distance);
            assert_eq!(index.find(&asked, Radius::WIDEST), index.scan(&asked, Radius::WIDEST));
        }
    }

    #[test]
    fn an_empty_list_has_nothing() {
        let index = Index::new(Vec::new());
        assert_eq!(index.find(&Chance(1).hash(), Radius::WIDEST), None);
        assert_eq!(Radius::new(DISTANCE_MAX), Radius::WIDEST);
    }
}
