//! The coded bits of a scan, and the Huffman codes in them (ITU-T T.81, annexes C and F.2).
//! It must not read past a marker: what would be there is 0, and is noticed.

use crate::kernel::ports::scoring::Flaw;

/// Codes up to this length are found in one step.
const FAST_BITS: u32 = 9;

/// A table of codes.
pub(super) struct Codes {
    /// By the next bits: length and symbol of the code they begin with; length 0 for longer ones.
    fast: Vec<(u8, u8)>,
    /// By length: the first code that is longer, at 16 bits.
    limits: [u32; 17],
    /// By length: what leads from a code to the place of its symbol.
    offsets: [i32; 17],
    symbols: Vec<u8>,
}

impl Codes {
    /// From how many codes there are of each length, and what they stand for.
    pub(super) fn new(counts: &[u8; 16], symbols: &[u8]) -> Result<Codes, Flaw> {
        let mut codes = Codes {
            fast: vec![(0, 0); 1 << FAST_BITS],
            limits: [0; 17],
            offsets: [0; 17],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut place) = (0_u32, 0_usize);
        for (length, count) in (1_u32..).zip(counts) {
            let at = usize::try_from(length).unwrap_or_default();
            codes.offsets[at] = signed(place)? - code.cast_signed();
            for _ in 0..*count {
                let symbol = *symbols.get(place).ok_or(Flaw::Damaged)?;
                if length <= FAST_BITS {
                    let first = code << (FAST_BITS - length);
                    for slot in first..first + (1 << (FAST_BITS - length)) {
                        let slot = usize::try_from(slot).ok().and_then(|at| codes.fast.get_mut(at));
                        let length = u8::try_from(length).unwrap_or_default();
                        *slot.ok_or(Flaw::Damaged)? = (length, symbol);
                    }
                }
                code += 1;
                place += 1;
            }
            // More codes than there are of this length.
            if code > 1 << length {
                return Err(Flaw::Damaged);
            }
            codes.limits[at] = code << (16 - length);
            code <<= 1;
        }
        Ok(codes)
    }

    #[cold]
    fn long(&self, next: u32) -> Result<(u8, u8), Flaw> {
        for length in (FAST_BITS + 1)..=16 {
            let at = usize::try_from(length).unwrap_or_default();
            if next < self.limits[at] {
                let code = (next >> (16 - length)).cast_signed();
                let place = usize::try_from(code + self.offsets[at]).map_err(|_| Flaw::Damaged)?;
                let symbol = *self.symbols.get(place).ok_or(Flaw::Damaged)?;
                return Ok((u8::try_from(length).unwrap_or_default(), symbol));
            }
        }
        Err(Flaw::Damaged)
    }
}

fn signed(place: usize) -> Result<i32, Flaw> {
    i32::try_from(place).map_err(|_| Flaw::Damaged)
}

/// Reads bits from the first byte of a scan on.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The next bits, from the highest on; what is past them is 0.
    hold: u64,
    /// How many of them there are.
    count: u32,
    /// How many of those are not from the file.
    made_up: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Bits<'a> {
        Bits { bytes, at: 0, hold: 0, count: 0, made_up: 0 }
    }

    /// Where the marker is that ends the bits, or the end of the file.
    pub(super) fn rest(&self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let marker = rest.windows(2).position(|pair| pair[0] == 0xff && pair[1] != 0);
        marker.map_or(&[], |at| &rest[at..])
    }

    /// Whether bits were read that the file does not have.
    pub(super) fn is_past_end(&self) -> bool {
        self.made_up > self.count
    }

    /// Drops what is left before a restart marker, and the marker.
    pub(super) fn restart(&mut self, expected: u8) -> Result<(), Flaw> {
        let marker = self.rest();
        if self.is_past_end() || !marker.starts_with(&[0xff, 0xd0 | expected]) {
            return Err(Flaw::Damaged);
        }
        *self = Bits::new(&marker[2..]);
        Ok(())
    }

    /// Sees to it that there are 32 bits or more: enough for a code and what follows it.
    #[inline(always)]
    fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some((four, _)) = self.bytes[self.at..].split_first_chunk::<4>() {
            let four = u32::from_be_bytes(*four);
            // No byte of all ones: its complement has no byte of zeros.
            if (!four).wrapping_sub(0x0101_0101) & four & 0x8080_8080 == 0 {
                self.hold |= u64::from(four) << (32 - self.count);
                self.count += 32;
                self.at += 4;
                return;
            }
        }
        self.fill_slowly();
    }

    #[cold]
    fn fill_slowly(&mut self) {
        while self.count < 56 {
            let byte = match self.bytes[self.at..] {
                [0xff, 0, ..] => {
                    self.at += 2;
                    0xff
                },
                [0xff, ..] | [] => {
                    self.made_up += 8;
                    0
                },
                [byte, ..] => {
                    self.at += 1;
                    byte
                },
            };
            self.hold |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
        // More is never asked for, and it must not grow without end.
        self.made_up = self.made_up.min(1 << 16);
    }

    #[inline(always)]
    fn skip(&mut self, bits: u32) {
        self.hold <<= bits;
        self.count -= bits;
    }

    /// The symbol of the next code.
    #[inline(always)]
    pub(super) fn symbol(&mut self, codes: &Codes) -> Result<u8, Flaw> {
        self.fill();
        let slot = usize::try_from(self.hold >> (64 - FAST_BITS)).unwrap_or_default();
        let (mut length, mut symbol) = codes.fast[slot];
        if length == 0 {
            let next = u32::try_from(self.hold >> 48).unwrap_or_default();
            (length, symbol) = codes.long(next)?;
        }
        self.skip(u32::from(length));
        Ok(symbol)
    }

    /// A number of `size` bits, at most 16, whose first bit says whether it is above 0. Follows a
    /// symbol.
    #[inline(always)]
    pub(super) fn number(&mut self, size: u8) -> i32 {
        if size == 0 {
            return 0;
        }
        let value = self.take(size);
        let half = 1 << (size - 1);
        if value < half { value - 2 * half + 1 } else { value }
    }

    /// `size` bits, from 1 to 16, after a symbol.
    #[inline(always)]
    pub(super) fn take(&mut self, size: u8) -> i32 {
        let value = u32::try_from(self.hold >> (64 - u32::from(size))).unwrap_or_default();
        self.skip(u32::from(size));
        value.cast_signed()
    }

    #[inline(always)]
    pub(super) fn bit(&mut self) -> bool {
        self.fill();
        self.take(1) == 1
    }
}
