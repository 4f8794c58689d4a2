//! The eight-by-eight transforms of JPEG on integers, after Loeffler, Ligtenberg and Moschytz,
//! "Practical fast 1-D DCT algorithms with 11 multiplications" (ICASSP 1989), with the scales and
//! the rounding of libjpeg's "slow integer" method, so that the results have its bits.
//! Sums wrap: only what no encoder makes is that large, and it must not stop anything.
//! It must not know pictures or planes.

/// Rows of eight. A step does the same to every column, which a compiler makes vectors of.
pub(in super::super) type Block = [[i32; 8]; 8];

/// Fractional bits of the constants.
const CONST_BITS: u32 = 13;
/// Fractional bits kept between the two passes.
const PASS_BITS: u32 = 2;

/// A constant in 13 fractional bits, given in billionths.
const fn fixed(billionths: i64) -> i32 {
    let scaled = ((billionths << CONST_BITS) + 500_000_000) / 1_000_000_000;
    assert!(scaled > 0 && scaled < 1 << 16);
    #[expect(clippy::cast_possible_truncation, reason = "checked above, when it is compiled")]
    {
        scaled as i32
    }
}

/// Samples about 0 to coefficients, eight times too large.
#[inline(always)]
pub(in super::super) fn forward(block: &mut Block) {
    transpose(block);
    forward_pass(block, CONST_BITS - PASS_BITS, |sum| sum << PASS_BITS);
    transpose(block);
    forward_pass(block, CONST_BITS + PASS_BITS, |sum| rounded(sum, PASS_BITS));
}

/// Coefficients to samples about 0.
#[inline(always)]
pub(in super::super) fn inverse(block: &mut Block) {
    inverse_pass(block, CONST_BITS - PASS_BITS);
    transpose(block);
    // Three bits more: the factor of eight of a transform in two directions.
    inverse_pass(block, CONST_BITS + PASS_BITS + 3);
    transpose(block);
}

#[inline(always)]
fn forward_pass(block: &mut Block, shift: u32, plain: impl Fn(i32) -> i32) {
    for x in 0..8 {
        let [a, b, c, d, e, f, g, h] = column(block, x);
        let outer = [add(a, h), add(b, g), add(c, f), add(d, e)];
        let odd = odd_part([sub(d, e), sub(c, f), sub(b, g), sub(a, h)]);
        let sums = [add(outer[0], outer[3]), add(outer[1], outer[2])];
        let turned = turn(sub(outer[0], outer[3]), sub(outer[1], outer[2]));
        block[0][x] = plain(add(sums[0], sums[1]));
        block[4][x] = plain(sub(sums[0], sums[1]));
        block[2][x] = rounded(turned[0], shift);
        block[6][x] = rounded(turned[1], shift);
        block[7][x] = rounded(odd[0], shift);
        block[5][x] = rounded(odd[1], shift);
        block[3][x] = rounded(odd[2], shift);
        block[1][x] = rounded(odd[3], shift);
    }
}

#[inline(always)]
fn inverse_pass(block: &mut Block, shift: u32) {
    for x in 0..8 {
        let [a, b, c, d, e, f, g, h] = column(block, x);
        let odd = odd_part([h, f, d, b]);
        let sums = [add(a, e) << CONST_BITS, sub(a, e) << CONST_BITS];
        let turned = turn(c, g);
        let even = [
            add(sums[0], turned[0]),
            add(sums[1], turned[1]),
            sub(sums[1], turned[1]),
            sub(sums[0], turned[0]),
        ];
        block[0][x] = rounded(add(even[0], odd[3]), shift);
        block[1][x] = rounded(add(even[1], odd[2]), shift);
        block[2][x] = rounded(add(even[2], odd[1]), shift);
        block[3][x] = rounded(add(even[3], odd[0]), shift);
        block[4][x] = rounded(sub(even[3], odd[0]), shift);
        block[5][x] = rounded(sub(even[2], odd[1]), shift);
        block[6][x] = rounded(sub(even[1], odd[2]), shift);
        block[7][x] = rounded(sub(even[0], odd[3]), shift);
    }
}

#[inline(always)]
fn column(block: &Block, x: usize) -> [i32; 8] {
    [
        block[0][x],
        block[1][x],
        block[2][x],
        block[3][x],
        block[4][x],
        block[5][x],
        block[6][x],
        block[7][x],
    ]
}

/// The rotation of the even half, by three eighths of a right angle, times the root of two.
#[inline(always)]
fn turn(x: i32, y: i32) -> [i32; 2] {
    const BOTH: i32 = fixed(541_196_100);
    const MORE: i32 = fixed(765_366_865);
    const LESS: i32 = fixed(1_847_759_065);
    let both = scale(add(x, y), BOTH);
    [add(both, scale(x, MORE)), sub(both, scale(y, LESS))]
}

/// The odd half, which is the same in both directions.
#[inline(always)]
fn odd_part(given: [i32; 4]) -> [i32; 4] {
    let [a, b, c, d] = given;
    let crossed = scale(add(add(a, c), add(b, d)), fixed(1_175_875_602));
    let first = sub(crossed, scale(add(a, c), fixed(1_961_570_560)));
    let second = sub(crossed, scale(add(b, d), fixed(390_180_644)));
    let outer = scale(add(a, d), fixed(899_976_223));
    let inner = scale(add(b, c), fixed(2_562_915_447));
    [
        add(sub(scale(a, fixed(298_631_336)), outer), first),
        add(sub(scale(b, fixed(2_053_119_869)), inner), second),
        add(sub(scale(c, fixed(3_072_711_026)), inner), first),
        add(sub(scale(d, fixed(1_501_321_110)), outer), second),
    ]
}

#[inline(always)]
fn transpose(block: &mut Block) {
    let from = *block;
    for (y, lanes) in block.iter_mut().enumerate() {
        for (x, lane) in lanes.iter_mut().enumerate() {
            *lane = from[x][y];
        }
    }
}

#[inline(always)]
fn add(left: i32, right: i32) -> i32 {
    left.wrapping_add(right)
}

#[inline(always)]
fn sub(left: i32, right: i32) -> i32 {
    left.wrapping_sub(right)
}

#[inline(always)]
fn scale(value: i32, by: i32) -> i32 {
    value.wrapping_mul(by)
}

/// Drops bits, rounding half upwards.
#[inline(always)]
fn rounded(sum: i32, bits: u32) -> i32 {
    sum.wrapping_add(1 << (bits - 1)) >> bits
}

/// Rounding to the steps of a table.
pub(in super::super) mod quantize {
    use super::Block;

    /// A table of steps, with what divides by each without a division.
    pub(in super::super::super) struct CodeTable {
        steps: Block,
        halves: [[u32; 8]; 8],
        factors: [[u32; 8]; 8],
        shifts: [[u32; 8]; 8],
    }

    impl CodeTable {
        /// For coefficients eight times too large, below 2^15 with half a step: with `b` the bits
        /// of a divisor `d`, `n * ⌈2^(15+b) / d⌉ >> (15+b)` is `n / d` for all `n` below 2^15,
        /// and the product fits 32 bits (Granlund and Montgomery, 1994).
        pub(in super::super::super) fn new(steps: &[u16; 64]) -> CodeTable {
            let mut table = CodeTable {
                steps: [[0; 8]; 8],
                halves: [[0; 8]; 8],
                factors: [[0; 8]; 8],
                shifts: [[0; 8]; 8],
            };
            for (index, step) in steps.iter().enumerate() {
                let (y, x) = (index / 8, index % 8);
                let divisor = u32::from(*step) * 8;
                let shift = 15 + (u32::BITS - (divisor - 1).leading_zeros());
                table.steps[y][x] = i32::from(*step);
                table.halves[y][x] = divisor / 2;
                table.factors[y][x] = (1_u32 << shift).div_ceil(divisor);
                table.shifts[y][x] = shift;
            }
            table
        }

        /// Divides, rounds half away from 0, and multiplies again.
        #[inline(always)]
        pub(in super::super::super) fn round(&self, block: &mut Block) {
            for (y, lanes) in block.iter_mut().enumerate() {
                for (x, lane) in lanes.iter_mut().enumerate() {
                    let size = lane.unsigned_abs() + self.halves[y][x];
                    let level = (size * self.factors[y][x]) >> self.shifts[y][x];
                    let level = level.cast_signed() * self.steps[y][x];
                    *lane = if *lane < 0 { -level } else { level };
                }
            }
        }
    }
}
