//! Reads ffmpeg's `-progress` output: lines of `key=value`, a block ended by `progress=`.
//! It must not keep anything but the last block.

use crate::kernel::ports::media::Progress;

/// Collects a block line by line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ProgressReader {
    open: Progress,
}

impl ProgressReader {
    /// Takes a line; gives the block when the line ends one.
    pub(super) fn line(&mut self, line: &str) -> Option<Progress> {
        let (key, value) = line.trim().split_once('=')?;
        let value = value.trim();
        match key {
            "frame" => read(value, &mut self.open.frame),
            "fps" => read(value, &mut self.open.fps),
            "drop_frames" => read(value, &mut self.open.dropped),
            "speed" => read(value.trim_end_matches('x'), &mut self.open.speed),
            // "out_time_ms" holds microseconds as well, an old mistake of the tool.
            "out_time_us" => {
                let mut micros = 0i64;
                read(value, &mut micros);
                self.open.out_time_ms = u64::try_from(micros / 1000).unwrap_or(0);
            },
            "progress" => return Some(self.open),
            _ => {},
        }
        None
    }
}

/// Keeps the old value when the new one is not a number ("N/A" at the start).
fn read<T: std::str::FromStr>(text: &str, into: &mut T) {
    if let Ok(value) = text.trim().parse() {
        *into = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_read() {
        let mut reader = ProgressReader::default();
        let block = "frame=132\nfps=86.61\nbitrate=2258.2kbits/s\nout_time_us=5312000\n\
            out_time_ms=5312000\nout_time=00:00:05.312000\ndup_frames=0\ndrop_frames=3\n\
            speed=3.49x\nprogress=end";
        let found: Vec<Progress> = block.lines().filter_map(|line| reader.line(line)).collect();
        let expected =
            Progress { out_time_ms: 5312, speed: 3.49, fps: 86.61, frame: 132, dropped: 3 };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn unknown_values_keep_the_old_ones() {
        let mut reader = ProgressReader::default();
        for line in ["frame=7", "out_time_us=N/A", "speed=N/A", "out_time_us=-21333", "noise"] {
            assert_eq!(reader.line(line), None);
        }
        let found = reader.line("progress=continue").unwrap();
        assert_eq!((found.frame, found.out_time_ms), (7, 0));
    }
}
