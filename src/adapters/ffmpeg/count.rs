//! Counts pictures from the tool's list of packets, line by line. It must not trust a number: all
//! come from the uploaded file.

#![expect(clippy::cast_possible_truncation, reason = "the tool's floating point text saturates")]

use crate::kernel::ports::media::PictureCount;

/// What was counted so far.
#[derive(Debug, Default)]
pub(super) struct Count {
    found: PictureCount,
    last_end_ms: u64,
    /// The latest start, and the place of the picture before.
    latest_ms: Option<u64>,
    place: Option<u64>,
}

impl Count {
    /// Takes a line such as `1.000000,0.040000,830,4711`: start, length, size, place in the file.
    pub(super) fn line(&mut self, line: &str) {
        let mut parts = line.trim().split(',');
        let mut ms = || {
            let seconds: f64 = parts.next()?.parse().ok()?;
            Some((seconds.max(0.0) * 1000.0) as u64)
        };
        let (start_ms, length_ms) = (ms(), ms().unwrap_or(0));
        let bytes: u64 = parts.next().and_then(|bytes| bytes.parse().ok()).unwrap_or(0);
        // Many formats do not say where a picture is, or say it of a whole group.
        let place: Option<u64> = parts.next().and_then(|place| place.parse().ok());
        self.found.all += 1;
        if place.is_none() || place != self.place {
            self.found.new += 1;
            self.found.bytes = self.found.bytes.saturating_add(bytes);
        }
        self.place = place;
        let Some(start_ms) = start_ms else { return };
        self.last_end_ms = self.last_end_ms.max(start_ms.saturating_add(length_ms));
        // Pictures are stored in the order of decoding, so that one may come before the last.
        let before_ms = self.latest_ms.unwrap_or(0);
        let gap_ms = start_ms.saturating_sub(before_ms);
        if gap_ms > self.found.gap_ms {
            (self.found.gap_ms, self.found.gap_at_ms) = (gap_ms, before_ms);
        }
        self.latest_ms = Some(before_ms.max(start_ms));
    }

    /// Where the last picture ends.
    pub(super) fn last_end_ms(&self) -> u64 {
        self.last_end_ms
    }

    /// What was counted. The last picture may be shown for long, too.
    pub(super) fn found(self) -> PictureCount {
        let mut found = self.found;
        let latest_ms = self.latest_ms.unwrap_or(0);
        let rest_ms = self.last_end_ms.saturating_sub(latest_ms);
        if rest_ms > found.gap_ms {
            (found.gap_ms, found.gap_at_ms) = (rest_ms, latest_ms);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(lines: &[&str]) -> (PictureCount, u64) {
        let mut count = Count::default();
        lines.iter().for_each(|line| count.line(line));
        let end_ms = count.last_end_ms();
        (count.found(), end_ms)
    }

    #[test]
    fn pictures_gaps_and_the_end_are_found() {
        let (found, end_ms) = counted(&[
            "0.0,0.04,62,28\n",
            "0.12,0.04,100,90",
            "0.04,0.04,100,190",
            "0.08,0.04,100,290",
            "9.0,1.0,1,7",
        ]);
        assert_eq!((found.all, found.new, end_ms), (5, 5, 10_000));
        assert_eq!(found.bytes, 363);
        assert_eq!((found.gap_ms, found.gap_at_ms), (8_880, 120));
    }

    #[test]
    fn what_is_stored_once_is_one_picture() {
        let (found, end_ms) = counted(&["0.0,20000.0,9,28", "20000.0,20000.0,9,28"]);
        assert_eq!((found.all, found.new, end_ms), (2, 1, 40_000_000));
        assert_eq!(found.bytes, 9);
        assert_eq!((found.gap_ms, found.gap_at_ms), (20_000_000, 0));
    }

    #[test]
    fn odd_lines_are_survived() {
        let (found, end_ms) =
            counted(&["N/A,N/A,N/A,N/A", "", "nan,1", "-5.0,1.0,-1,3", "1e300,1,4"]);
        assert_eq!((found.all, found.new), (5, 5));
        assert!(end_ms > 0);
    }
}
