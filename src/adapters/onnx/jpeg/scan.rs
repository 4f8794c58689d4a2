//! The coefficients of a scan: all at once, or a progressive file's first or next bits of some
//! (ITU-T T.81, annexes F.2 and G.2).
//! It must not judge a picture that is whole, nor go on with one that is not.

use super::bits::{Bits, Codes};
use super::header::{JpegFrame, Scan, Tables, ZIGZAG};
use crate::kernel::ports::scoring::Flaw;

/// The coefficients of a component.
pub(super) struct Coefficients {
    /// Blocks in a row, in whole units.
    pub(super) across: usize,
    /// Block by block, 64 each, in the order of the block.
    pub(super) values: Vec<i16>,
    /// Blocks that the picture needs.
    pub(super) used_across: usize,
    pub(super) used_down: usize,
}

/// Where a scan stands.
struct BlockPosition<'a> {
    bits: Bits<'a>,
    /// Last first coefficient of each component.
    last_dc: [i32; 3],
    /// Blocks to come that have nothing in this scan.
    empty_run: u32,
}

type CodeTable<'a> = Result<&'a Codes, Flaw>;

/// Reads a scan into the coefficients, and gives what follows it.
pub(super) fn read<'a>(
    bytes: &'a [u8],
    frame: &JpegFrame,
    scan: &Scan,
    tables: &Tables,
    coefficients: &mut [Coefficients],
) -> Result<&'a [u8], Flaw> {
    let mut position = BlockPosition { bits: Bits::new(bytes), last_dc: [0; 3], empty_run: 0 };
    let (unit_across, unit_down) = frame.unit();
    let (units_across, units_down) = match &*scan.parts {
        [(index, ..)] => (coefficients[*index].used_across, coefficients[*index].used_down),
        _ => (frame.width.div_ceil(unit_across * 8), frame.height.div_ceil(unit_down * 8)),
    };
    let mut units = 0;
    let mut restarts = 0;
    for unit_y in 0..units_down {
        for unit_x in 0..units_across {
            if tables.restart > 0 && units == tables.restart {
                position.bits.restart(restarts)?;
                (position.last_dc, position.empty_run) = ([0; 3], 0);
                restarts = (restarts + 1) % 8;
                units = 0;
            }
            units += 1;
            for (index, dc, ac) in &scan.parts {
                let codes = (codes(&tables.dc, *dc), codes(&tables.ac, *ac));
                let part = &mut coefficients[*index];
                let (blocks, _) = part.values.as_chunks_mut::<64>();
                let size = &frame.components[*index];
                let (across, down) =
                    if scan.parts.len() == 1 { (1, 1) } else { (size.across, size.down) };
                for block in 0..across * down {
                    let x = unit_x * across + block % across;
                    let y = unit_y * down + block / across;
                    let block = blocks.get_mut(y * part.across + x).ok_or(Flaw::Damaged)?;
                    position.read_block(block, *index, frame.progressive, scan, codes)?;
                }
            }
        }
        if position.bits.is_past_end() {
            return Err(Flaw::Damaged);
        }
    }
    Ok(position.bits.rest())
}

fn codes(tables: &[Option<Codes>; 4], slot: usize) -> CodeTable<'_> {
    tables.get(slot).and_then(Option::as_ref).ok_or(Flaw::Damaged)
}

impl BlockPosition<'_> {
    #[inline(always)]
    fn read_block(
        &mut self,
        block: &mut [i16; 64],
        component: usize,
        progressive: bool,
        scan: &Scan,
        (dc, ac): (CodeTable<'_>, CodeTable<'_>),
    ) -> Result<(), Flaw> {
        if !progressive {
            block[0] = self.next_dc(component, dc?, 0)?;
            return self.read_whole(block, ac?);
        }
        match (scan.first, scan.high) {
            (0, 0) => block[0] = self.next_dc(component, dc?, scan.low)?,
            (0, _) => {
                if self.bits.bit() {
                    block[0] |= 1 << scan.low;
                }
            },
            (_, 0) => self.read_first(block, scan, ac?)?,
            _ => self.refine(block, scan, ac?)?,
        }
        Ok(())
    }

    #[inline(always)]
    fn next_dc(&mut self, component: usize, codes: &Codes, low: u8) -> Result<i16, Flaw> {
        let size = self.bits.symbol(codes)?;
        let last = &mut self.last_dc[component];
        *last += self.bits.number(size);
        i16::try_from(*last << low).map_err(|_| Flaw::Damaged)
    }

    #[inline(always)]
    fn read_whole(&mut self, block: &mut [i16; 64], codes: &Codes) -> Result<(), Flaw> {
        let mut at = 1;
        while at < 64 {
            let symbol = self.bits.symbol(codes)?;
            let (run, size) = (usize::from(symbol >> 4), symbol & 15);
            if size > 0 {
                at += run;
                *place(block, at)? = number(&mut self.bits, size, 0)?;
                at += 1;
            } else if run == 15 {
                at += 16;
            } else {
                break;
            }
        }
        Ok(())
    }

    /// The first bits of some coefficients.
    fn read_first(
        &mut self,
        block: &mut [i16; 64],
        scan: &Scan,
        codes: &Codes,
    ) -> Result<(), Flaw> {
        if self.empty_run > 0 {
            self.empty_run -= 1;
            return Ok(());
        }
        let mut at = scan.first;
        while at <= scan.last {
            let symbol = self.bits.symbol(codes)?;
            let (run, size) = (symbol >> 4, symbol & 15);
            if size > 0 {
                at += usize::from(run);
                if at > scan.last {
                    return Err(Flaw::Damaged);
                }
                *place(block, at)? = number(&mut self.bits, size, scan.low)?;
                at += 1;
            } else if run == 15 {
                at += 16;
            } else {
                self.empty_run = self.run_after(run) - 1;
                break;
            }
        }
        Ok(())
    }

    /// How many blocks end here, this one included.
    fn run_after(&mut self, bits: u8) -> u32 {
        if bits == 0 { 1 } else { (1 << bits) + self.bits.take(bits).cast_unsigned() }
    }

    /// One more bit of every coefficient that is not 0 yet, and new ones between them.
    fn refine(&mut self, block: &mut [i16; 64], scan: &Scan, codes: &Codes) -> Result<(), Flaw> {
        let bit = 1_i16 << scan.low;
        let mut at = scan.first;
        while at <= scan.last && self.empty_run == 0 {
            let symbol = self.bits.symbol(codes)?;
            let (run, size) = (symbol >> 4, symbol & 15);
            let fresh = match size {
                0 if run < 15 => {
                    self.empty_run = self.run_after(run);
                    break;
                },
                0 => 0,
                1 if self.bits.bit() => bit,
                1 => -bit,
                _ => return Err(Flaw::Damaged),
            };
            at = self.refine_until(block, (at, scan.last), usize::from(run), bit)?;
            if fresh != 0 {
                if at > scan.last {
                    return Err(Flaw::Damaged);
                }
                *place(block, at)? = fresh;
            }
            at += 1;
        }
        if self.empty_run > 0 {
            self.refine_until(block, (at, scan.last), usize::MAX, bit)?;
            self.empty_run -= 1;
        }
        Ok(())
    }

    /// Goes on over `zeros` coefficients that are 0, to the next that is, and refines the others.
    fn refine_until(
        &mut self,
        block: &mut [i16; 64],
        (mut at, last): (usize, usize),
        mut zeros: usize,
        bit: i16,
    ) -> Result<usize, Flaw> {
        while at <= last {
            let value = place(block, at)?;
            if *value == 0 {
                if zeros == 0 {
                    break;
                }
                zeros -= 1;
            } else if self.bits.bit() && *value & bit == 0 {
                let more = if *value > 0 { bit } else { -bit };
                *value = value.checked_add(more).ok_or(Flaw::Damaged)?;
            }
            at += 1;
        }
        Ok(at)
    }
}

#[inline(always)]
fn number(bits: &mut Bits<'_>, size: u8, low: u8) -> Result<i16, Flaw> {
    i16::try_from(bits.number(size) << low).map_err(|_| Flaw::Damaged)
}

#[inline(always)]
fn place(block: &mut [i16; 64], at: usize) -> Result<&mut i16, Flaw> {
    let place = ZIGZAG.get(at).ok_or(Flaw::Damaged)?;
    block.get_mut(usize::from(*place)).ok_or(Flaw::Damaged)
}
