//! The arguments for the square middle of one picture. The one reader and the one decoder that its
//! first bytes ask for, and no other; nothing of the file gets into what is made but its pixels.

use std::ffi::OsString;
use std::fmt::Write as _;

use crate::kernel::ports::media::{Flaw, MediaFault, PictureFormat};
use crate::kernel::ports::picture::{Square, SquarePlan};

use super::args;

const SQUARES_MAX: usize = 4;
const EDGE_PX_MAX: u32 = 2048;

/// One picture, read once and written in every size.
pub(super) fn args(plan: &SquarePlan) -> Result<Vec<OsString>, MediaFault> {
    let is_odd = |square: &Square| square.edge_px < 2 || square.edge_px > EDGE_PX_MAX;
    let count = plan.squares.len();
    if count == 0 || count > SQUARES_MAX || plan.squares.iter().any(is_odd) {
        let stderr_tail = "the plan cannot be right: its squares are none, many or huge".to_owned();
        return Err(MediaFault::Failed { flaw: Flaw::Unusable, stderr_tail });
    }
    let mut args = args::ffmpeg();
    args.words(&["-y"]);
    let (reader, codec) = (plan.reader.ffmpeg_name(), plan.reader.codec());
    args.words(&["-f", reader, "-format_whitelist", reader]);
    args.words(&["-protocol_whitelist", "file,pipe", "-codec_whitelist", codec]);
    // Each thread of a decoder has a picture of its own in memory.
    args.words(&["-threads", "1"]);
    args.pair("-max_pixels", plan.pixels_max);
    args.words(&["-i"]);
    args.path(&plan.path)?;
    args.pair("-filter_complex", graph(&plan.squares));
    for (index, square) in plan.squares.iter().enumerate() {
        args.pair("-map", format!("[p{index}]"));
        args::picture(&mut args, &square.output, PictureFormat::Jpeg)?;
    }
    Ok(args.0)
}

/// The middle is cut out once; each size is laid on white, since a JPEG lets nothing through.
fn graph(squares: &[Square]) -> String {
    let count = squares.len();
    let mut text = format!("[0:V:0]crop=w='min(iw,ih)':h='min(iw,ih)':exact=1,split={count}");
    // Writing to a String cannot fail.
    for index in 0..count {
        let _ = write!(text, "[c{index}]");
    }
    for (index, Square { edge_px, .. }) in squares.iter().enumerate() {
        let _ = write!(
            text,
            ";color=c=white:s={edge_px}x{edge_px}[b{index}];\
             [c{index}]scale=w={edge_px}:h={edge_px}:flags=bicubic,format=rgba[f{index}];\
             [b{index}][f{index}]overlay=format=rgb:shortest=1,\
             scale=out_range=pc,format=yuvj420p,setsar=1[p{index}]"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ports::picture::PictureReader;

    fn plan() -> SquarePlan {
        let square = |edge_px: u32| Square { output: format!("/w/{edge_px}.jpg").into(), edge_px };
        SquarePlan {
            path: "/b/upload".into(),
            reader: PictureReader::Png,
            pixels_max: 1_000,
            squares: vec![square(256), square(96)],
        }
    }

    #[test]
    fn the_reader_the_decoder_and_the_size_are_pinned_before_the_input() {
        let made = args(&plan()).unwrap();
        let at = |word: &str| made.iter().position(|arg| arg == word).unwrap();
        let input = at("-i");
        for (option, value) in [
            ("-f", "png_pipe"),
            ("-format_whitelist", "png_pipe"),
            ("-codec_whitelist", "png"),
            ("-protocol_whitelist", "file,pipe"),
            ("-max_pixels", "1000"),
        ] {
            assert!(at(option) < input, "{option}");
            assert_eq!(made[at(option) + 1], value);
        }
        assert_eq!(made[input + 1], "file:/b/upload");
    }

    #[test]
    fn odd_plans_are_refused() {
        let spoil: [fn(&mut SquarePlan); 4] = [
            |plan| plan.squares.clear(),
            |plan| plan.squares[0].edge_px = 1,
            |plan| plan.squares[0].edge_px = 2_049,
            |plan| plan.path = "relative".into(),
        ];
        for (index, spoil) in spoil.into_iter().enumerate() {
            let mut plan = plan();
            spoil(&mut plan);
            assert!(args(&plan).is_err(), "case {index}");
        }
    }
}
