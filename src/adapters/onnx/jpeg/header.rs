//! The segments of a JPEG that describe it: size and components, tables, scans (ITU-T T.81,
//! annex B).
//! It must not take room for anything that a segment states.

use super::bits::Codes;
use crate::kernel::ports::scoring::Flaw;

/// From the order in a file to the place in a block.
pub(super) const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// What a file says of its picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JpegFrame {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) progressive: bool,
    /// One or three.
    pub(super) components: Vec<Component>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Component {
    pub(super) id: u8,
    /// Blocks of it in a unit of the scan, across and down, 1 to 4 each.
    pub(super) across: usize,
    pub(super) down: usize,
    /// Which table of steps.
    pub(super) steps: usize,
}

/// Which part of the picture a scan has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scan {
    /// Which component, with its tables for DC and AC.
    pub(super) parts: Vec<(usize, usize, usize)>,
    /// First and last coefficient.
    pub(super) first: usize,
    pub(super) last: usize,
    /// The bit from which on earlier scans gave it; 0 when none did.
    pub(super) high: u8,
    /// The bit down to which this one does.
    pub(super) low: u8,
}

/// What stays until it is defined anew.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) steps: [Option<[u16; 64]>; 4],
    pub(super) dc: [Option<Codes>; 4],
    pub(super) ac: [Option<Codes>; 4],
    /// Units of a scan between restarts; 0 for none.
    pub(super) restart: usize,
    pub(super) jfif: bool,
    /// The transform that Adobe's segment states.
    pub(super) adobe: Option<u8>,
}

impl JpegFrame {
    /// Reads a start-of-frame segment of a baseline, extended or progressive file.
    pub(super) fn read(body: &[u8], progressive: bool) -> Result<JpegFrame, Flaw> {
        let [precision, h1, h0, w1, w0, count, rest @ ..] = body else { return Err(Flaw::Damaged) };
        let height = usize::from(u16::from_be_bytes([*h1, *h0]));
        let width = usize::from(u16::from_be_bytes([*w1, *w0]));
        if *precision != 8 || !matches!(count, 1 | 3) {
            return Err(Flaw::Kind);
        }
        if rest.len() != usize::from(*count) * 3 {
            return Err(Flaw::Damaged);
        }
        let mut components = Vec::with_capacity(3);
        for part in rest.chunks_exact(3) {
            let (across, down) = (usize::from(part[1] >> 4), usize::from(part[1] & 15));
            let steps = usize::from(part[2]);
            if !(1..=4).contains(&across) || !(1..=4).contains(&down) || steps > 3 {
                return Err(Flaw::Damaged);
            }
            components.push(Component { id: part[0], across, down, steps });
        }
        let mut frame = JpegFrame { width, height, progressive, components };
        if let [only] = &mut *frame.components {
            // Alone, it is not interleaved, whatever it says.
            (only.across, only.down) = (1, 1);
        }
        let (across, down) = frame.unit();
        let divides = |part: &Component| across % part.across == 0 && down % part.down == 0;
        if frame.components.iter().all(divides) { Ok(frame) } else { Err(Flaw::Kind) }
    }

    /// Blocks of a unit of the scan across and down, in the finest component.
    pub(super) fn unit(&self) -> (usize, usize) {
        let most = |of: fn(&Component) -> usize| self.components.iter().map(of).max().unwrap_or(1);
        (most(|part| part.across), most(|part| part.down))
    }
}

impl Scan {
    /// Reads a start-of-scan segment.
    pub(super) fn read(body: &[u8], frame: &JpegFrame) -> Result<Scan, Flaw> {
        let (count, rest) = body.split_first().ok_or(Flaw::Damaged)?;
        let count = usize::from(*count);
        if !(1..=3).contains(&count) || rest.len() != count * 2 + 3 {
            return Err(Flaw::Damaged);
        }
        let (parts, spectrum) = rest.split_at(count * 2);
        let mut scan = Scan {
            parts: Vec::with_capacity(count),
            first: usize::from(spectrum[0]),
            last: usize::from(spectrum[1]),
            high: spectrum[2] >> 4,
            low: spectrum[2] & 15,
        };
        for part in parts.chunks_exact(2) {
            let found = frame.components.iter().position(|component| component.id == part[0]);
            let index = found.ok_or(Flaw::Damaged)?;
            let (dc, ac) = (usize::from(part[1] >> 4), usize::from(part[1] & 15));
            if dc > 3 || ac > 3 || scan.parts.iter().any(|(other, ..)| *other == index) {
                return Err(Flaw::Damaged);
            }
            scan.parts.push((index, dc, ac));
        }
        if frame.progressive { scan.check_progressive() } else { Ok(scan.whole()) }
    }

    /// What other values a baseline file states means nothing.
    fn whole(self) -> Scan {
        Scan { first: 0, last: 63, high: 0, low: 0, ..self }
    }

    fn check_progressive(self) -> Result<Scan, Flaw> {
        let alone = self.parts.len() == 1;
        let band = match self.first {
            0 => self.last == 0,
            first => alone && (first..=63).contains(&self.last),
        };
        let bits = self.low <= 13 && (self.high == 0 || self.high == self.low + 1);
        if band && bits { Ok(self) } else { Err(Flaw::Damaged) }
    }
}

impl Tables {
    /// Reads a segment with tables of steps.
    pub(super) fn read_steps(&mut self, mut body: &[u8]) -> Result<(), Flaw> {
        while let Some((head, rest)) = body.split_first() {
            let (wide, slot) = (usize::from(head >> 4), usize::from(head & 15));
            if wide > 1 || slot > 3 {
                return Err(Flaw::Damaged);
            }
            let (values, after) = rest.split_at_checked(64 << wide).ok_or(Flaw::Damaged)?;
            let mut steps = [0; 64];
            for (place, value) in ZIGZAG.iter().zip(values.chunks_exact(1 << wide)) {
                let value = value.iter().fold(0, |sum, byte| sum << 8 | u16::from(*byte));
                steps[usize::from(*place)] = value;
            }
            self.steps[slot] = Some(steps);
            body = after;
        }
        Ok(())
    }

    /// Reads a segment with tables of codes.
    pub(super) fn read_codes(&mut self, mut body: &[u8]) -> Result<(), Flaw> {
        while let Some((head, rest)) = body.split_first() {
            let (class, slot) = (head >> 4, usize::from(head & 15));
            let (counts, rest) = rest.split_first_chunk::<16>().ok_or(Flaw::Damaged)?;
            let count = counts.iter().map(|count| usize::from(*count)).sum();
            let (symbols, after) = rest.split_at_checked(count).ok_or(Flaw::Damaged)?;
            let codes = Codes::new(counts, symbols)?;
            let slot = match class {
                // A number of the first coefficient has 15 bits at the most.
                0 if symbols.iter().all(|symbol| *symbol < 16) => self.dc.get_mut(slot),
                1 => self.ac.get_mut(slot),
                _ => None,
            };
            *slot.ok_or(Flaw::Damaged)? = Some(codes);
            body = after;
        }
        Ok(())
    }

    pub(super) fn read_restart(&mut self, body: &[u8]) -> Result<(), Flaw> {
        let bytes = <[u8; 2]>::try_from(body).map_err(|_| Flaw::Damaged)?;
        self.restart = usize::from(u16::from_be_bytes(bytes));
        Ok(())
    }

    pub(super) fn read_application(&mut self, marker: u8, body: &[u8]) {
        match marker {
            0xe0 if body.starts_with(b"JFIF\0") => self.jfif = true,
            0xee if body.starts_with(b"Adobe") => self.adobe = body.get(11).copied(),
            _ => {},
        }
    }
}
