//! Small files that ask for hours of work: they are refused or held to their owner's share, and a
//! bystander's clip goes first. It must not upload anything that a sniffer could tell by itself.

use crate::support::{CLIP, World, make_media, told};
use std::time::{Duration, Instant};

/// A box of the ISO base media file format (ISO/IEC 14496-12).
fn container(kind: &[u8; 4], parts: &[Vec<u8>]) -> Vec<u8> {
    let body = parts.concat();
    let size = u32::try_from(body.len() + 8).expect("it is small");
    [&size.to_be_bytes()[..], kind, &body].concat()
}

fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn full(kind: &[u8; 4], numbers: &[u32]) -> Vec<u8> {
    container(kind, &[words(&[0]), words(numbers)])
}

/// A film of `count` samples, `length` ticks of a thousandth each, that are all the same picture.
fn film(jpeg: &[u8], (width, height): (u16, u16), count: u32, length: u32) -> Vec<u8> {
    let start = container(b"ftyp", &[b"qt  \0\0\x02\0qt  ".to_vec()]);
    let place = u32::try_from(start.len() + 8).expect("it is small");
    let data = container(b"mdat", &[jpeg.to_vec()]);
    let total = count.saturating_mul(length);
    let matrix = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
    let (wide, high) = (u32::from(width) << 16, u32::from(height) << 16);
    let entry = [
        vec![0; 6],
        words(&[1 << 16]).into_iter().take(2).rev().collect(),
        vec![0; 16],
        width.to_be_bytes().to_vec(),
        height.to_be_bytes().to_vec(),
        words(&[72 << 16, 72 << 16, 0]),
        1_u16.to_be_bytes().to_vec(),
        vec![0; 32],
        vec![0, 24, 0xff, 0xff],
    ];
    let size = u32::try_from(jpeg.len()).expect("it is small");
    let offsets = [words(&[0, count]), words(&[place]).repeat(usize::try_from(count).expect("32"))];
    let table = container(
        b"stbl",
        &[
            container(b"stsd", &[words(&[0, 1]), container(b"jpeg", &entry)]),
            full(b"stts", &[1, count, length]),
            full(b"stsc", &[1, 1, 1, 1]),
            full(b"stsz", &[size, count]),
            container(b"stco", &offsets),
        ],
    );
    let sources =
        container(b"dinf", &[container(b"dref", &[words(&[0, 1]), full_with(b"url ", 1)])]);
    let info = container(b"minf", &[full_flagged(b"vmhd", 1, &[0, 0]), sources, table]);
    let handler = [words(&[0, 0]), b"vide".to_vec(), vec![0; 13]];
    let media = container(
        b"mdia",
        &[full(b"mdhd", &[0, 0, 1000, total, 0]), container(b"hdlr", &handler), info],
    );
    let head = [&[0, 0, 1, 0, total, 0, 0, 0, 0][..], &matrix, &[wide, high]].concat();
    let track = container(b"trak", &[full_flagged(b"tkhd", 3, &head), media]);
    let movie = [&[0, 0, 1000, total, 0x1_0000, 0x100_0000, 0, 0][..], &matrix].concat();
    let movie = [&movie[..], &[0, 0, 0, 0, 0, 0, 2]].concat();
    let index = container(b"moov", &[full(b"mvhd", &movie), track]);
    [start, data, index].concat()
}

fn full_flagged(kind: &[u8; 4], flags: u32, numbers: &[u32]) -> Vec<u8> {
    container(kind, &[words(&[flags]), words(numbers)])
}

fn full_with(kind: &[u8; 4], flags: u32) -> Vec<u8> {
    container(kind, &[words(&[flags])])
}

fn picture(world: &World, size: &str) -> Vec<u8> {
    let file = world.folder.path().join(format!("{size}.jpg"));
    let source = format!("testsrc2=size={size}:duration=1:rate=1");
    make_media(&file, &["-f", "lavfi", "-i", &source, "-frames:v", "1", "-q:v", "31"]);
    std::fs::read(&file).expect("it was made")
}

#[test]
fn a_picture_that_is_too_large_says_so() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let wide = film(&picture(&world, "8400x8400"), (8400, 8400), 50, 40);
    let video = world.upload(&mei, "Wide", "wide.mov", &wide);
    let end = world.settled(&mei, &video).to_string();
    assert!(end.contains("MEDIA_TOO_LARGE") && end.contains("8192"), "{end}");
}

#[test]
fn bombs_hold_up_nobody_but_their_owner() {
    let world = World::start();
    let (mallory, mei) = (world.account("mallory", "creator"), world.account("mei", "creator"));
    let (many, tiny) = if crate::attack::is_full() { (2_000, 1_000_000) } else { (300, 20_000) };
    let bombs = [
        ("gap", film(&picture(&world, "1920x1080"), (1920, 1080), 2, 20_000_000)),
        ("large", film(&picture(&world, "4096x2160"), (4096, 2160), many, 17)),
        ("tiny", film(&picture(&world, "16x16"), (16, 16), tiny, 17)),
    ];
    let clip = std::fs::read(CLIP).expect("the clip");
    let begun = Instant::now();
    let sent: Vec<(&str, String)> = bombs
        .iter()
        .map(|(name, bytes)| (*name, world.upload(&mallory, name, "bomb.mov", bytes)))
        .collect();
    let mut times = Vec::new();
    for round in 0..2 {
        let begun = Instant::now();
        let video = world.upload(&mei, &format!("Clip {round}"), "clip.mp4", &clip);
        assert_eq!(world.settled(&mei, &video)["state"], "published");
        times.push(begun.elapsed());
    }
    for (name, video) in &sent {
        let until = Instant::now() + Duration::from_secs(300);
        let path = format!("/api/v1/videos/{video}/progress");
        let end = loop {
            let now = world.get_as(&mallory, &path);
            let state = now["state"].as_str().unwrap_or_default().to_owned();
            if ["published", "failed", "refused"].contains(&state.as_str()) {
                break now;
            }
            assert!(Instant::now() < until, "{name} takes for ever: {now}");
            std::thread::sleep(Duration::from_millis(200));
        };
        let stages = end["stages"].as_array().cloned().unwrap_or_default();
        let cause = stages.iter().map(|stage| &stage["cause"]).find(|cause| !cause.is_null());
        let cause = cause.cloned().unwrap_or_default();
        told!("bomb {name}: {} after {:?}: {cause}", end["state"], begun.elapsed());
        if *name == "gap" {
            assert_eq!(cause["code"], "transcode.SOURCE_GAP", "{end}");
            assert!(cause["text"].as_str().is_some_and(|text| text.contains("5:33:20")), "{end}");
        }
    }
    told!("a bystander's clips took {times:?} beside three bombs");
    assert!(times.iter().all(|took| *took < Duration::from_secs(60)), "{times:?}");
}
