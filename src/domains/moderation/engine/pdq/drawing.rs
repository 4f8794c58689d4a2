//! Pictures for tests: shades and discs that a seed places, as they are and as copies of them look.
//! It must not be part of the program.

/// Parts of either side in which places are told.
const SIDE: u32 = 8_000;

/// What is drawn, and what became of it since.
#[derive(Debug, Clone)]
pub(crate) struct Drawing {
    pub(crate) seed: u32,
    /// Of the whole picture, its border included.
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) is_mirrored: bool,
    /// Pixels of black on each side.
    pub(crate) border: u32,
    /// Blocks of 4 by 4 pixels are rounded to steps of this, as a coarse encoder does; 0 leaves
    /// all.
    pub(crate) step: u32,
}

impl Drawing {
    pub(crate) fn new(seed: u32) -> Self {
        Self { seed, width: 480, height: 270, is_mirrored: false, border: 0, step: 0 }
    }
}

/// Width, height, and red, green and blue of each pixel by row.
pub(crate) fn draw(drawing: &Drawing) -> (u32, u32, Vec<u8>) {
    let Drawing { width, height, border, .. } = *drawing;
    let inner = (width - 2 * border, height - 2 * border);
    let pixel = |at: u32| {
        let (x, y) = (at % width, at / width);
        let is_inside =
            (border..width - border).contains(&x) && (border..height - border).contains(&y);
        if is_inside { colour(drawing, (x - border, y - border), inner) } else { [0; 3] }
    };
    (width, height, (0..width * height).flat_map(pixel).collect())
}

fn colour(drawing: &Drawing, (x, y): (u32, u32), (width, height): (u32, u32)) -> [u8; 3] {
    let x = if drawing.is_mirrored { width - 1 - x } else { x };
    let (x, y) = if drawing.step > 0 { (x / 4 * 4 + 2, y / 4 * 4 + 2) } else { (x, y) };
    // In parts of either side, so that every size shows the same.
    let (x, y) = ((2 * x + 1) * SIDE / (2 * width), (2 * y + 1) * SIDE / (2 * height));
    let mut luma = 40 + (x + y) / 160;
    for disc in 0..14 {
        let [left, top, radius, shade] = [0, 1, 2, 3].map(|of| chance(drawing.seed, disc * 4 + of));
        let (across, down) = (x.abs_diff(left), y.abs_diff(top));
        if across * across + down * down < (480 + radius / 6).pow(2) {
            luma = 30 + shade / 40;
        }
    }
    let luma = luma.checked_div(drawing.step).map_or(luma, |steps| steps * drawing.step);
    let luma = u8::try_from(luma).unwrap_or(u8::MAX);
    [luma, luma.saturating_sub(9), luma.saturating_add(9)]
}

/// A number below `SIDE` that a seed gives.
fn chance(seed: u32, number: u32) -> u32 {
    let mut mixed = seed.wrapping_mul(0x9e37_79b9) ^ number.wrapping_mul(0x85eb_ca6b);
    mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2c1b_3c6d);
    mixed = (mixed ^ (mixed >> 12)).wrapping_mul(0x297a_2d39);
    (mixed ^ (mixed >> 15)) % SIDE
}
