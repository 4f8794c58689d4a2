//! Reading with the models of the set-up, beside what RapidOCR reads of the same pictures.
//! `fixtures/make.py` made the pictures and the lines.

use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::super::{fixtures, library};
use super::*;
use crate::kernel::ports::scoring::Flaw;

const FILES: [&str; 4] =
    ["pp-ocrv4-det.toml", "pp-ocrv4-det.onnx", "pp-ocrv4-rec.toml", "pp-ocrv4-rec.onnx"];

const KNOWN: [(&str, &[u8]); 6] = [
    ("english", include_bytes!("fixtures/english.jpg")),
    ("chinese", include_bytes!("fixtures/chinese.jpg")),
    ("page", include_bytes!("fixtures/page.jpg")),
    ("tilted", include_bytes!("fixtures/tilted.jpg")),
    ("plain", include_bytes!("fixtures/plain.jpg")),
    ("black", include_bytes!("fixtures/black.jpg")),
];

/// What RapidOCR reads: picture, corners, certainty, text.
const LINES: &str = include_str!("fixtures/lines.txt");

/// How far from RapidOCR's a corner may be, in pixels, and a certainty.
const NEAR_PX: f32 = 4.0;
const NEAR: f32 = 0.05;

/// A reader on a copy of what the set-up brings, and its folder.
fn reader(
    test: &str,
    change: impl Fn(&mut ReaderOptions),
) -> Option<(OnnxReader, tempfile::TempDir)> {
    let (installed, _) = library::tests::loaded(test)?;
    if !FILES.iter().all(|name| installed.join(name).is_file()) {
        println!("skipped: {test}: {} has no reader (run the set-up)", installed.display());
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for name in FILES {
        fs::copy(installed.join(name), folder.path().join(name)).expect("room for a copy");
    }
    let [detector, recogniser] = [FILES[0], FILES[2]].map(|name| folder.path().join(name));
    let library = fixtures::library(&installed);
    let bounds = WorkBounds { workers: 1, waiting_max: 32, answer_ms_max: 60_000 };
    let mut options = ReaderOptions { library, detector, recogniser, bounds };
    change(&mut options);
    let reader = OnnxReader::start(options).expect("threads");
    drop(reader.shared.load());
    Some((reader, folder))
}

fn jpeg(name: &str) -> Picture {
    let (_, bytes) = KNOWN.iter().find(|(known, _)| *known == name).expect("it is one of them");
    Picture::Jpeg((*bytes).into())
}

/// What RapidOCR reads of a picture.
fn expected(name: &str) -> Vec<TextLine> {
    let line = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [of, place, confidence, text] = *cells else { panic!("{line}") };
        let place: Vec<f32> =
            place.split(' ').map(|px| px.parse().expect("a number of pixels")).collect();
        let corner = |at: usize| [place[at * 2], place[at * 2 + 1]];
        let confidence = confidence.parse().expect("a certainty");
        let line =
            TextLine { text: text.to_owned(), confidence, corners: [0, 1, 2, 3].map(corner) };
        (of == name).then_some(line)
    };
    LINES.lines().filter_map(line).collect()
}

/// A text without its spaces, which RapidOCR mostly leaves out.
fn joined(text: &str) -> String {
    text.chars().filter(|letter| *letter != ' ').collect()
}

#[tokio::test]
async fn lines_are_those_of_rapid_ocr() {
    let Some((reader, _folder)) = reader("lines_are_those_of_rapid_ocr", |_| {}) else { return };
    let reader: Box<dyn TextReader> = Box::new(reader);
    let name = "pp-ocrv4-det + pp-ocrv4-rec";
    assert_eq!(reader.readiness(), Readiness { model: Some(name.into()), lack: None });
    for (name, _) in KNOWN {
        let (lines, expected) = (reader.read(jpeg(name)).await.expect("lines"), expected(name));
        println!("{name}: {lines:?}");
        let texts = |lines: &[TextLine]| -> Vec<String> {
            lines.iter().map(|line| joined(&line.text)).collect()
        };
        assert_eq!(texts(&lines), texts(&expected), "{name}");
        for (line, expected) in lines.iter().zip(&expected) {
            assert!((line.confidence - expected.confidence).abs() <= NEAR, "{line:?} {expected:?}");
            for (corner, expected) in line.corners.iter().zip(&expected.corners) {
                let far = (corner[0] - expected[0]).abs().max((corner[1] - expected[1]).abs());
                assert!(far <= NEAR_PX, "{line:?} is not at {expected:?}");
            }
        }
    }
}

#[tokio::test]
async fn words_are_told_apart() {
    let Some((reader, _folder)) = reader("words_are_told_apart", |_| {}) else { return };
    let lines = reader.read(jpeg("english")).await.expect("lines");
    let [line] = &*lines else { panic!("{lines:?}") };
    assert_eq!(line.text, "Nothing forbidden here,I promise");
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_the_reader_goes_on() {
    let Some((reader, _folder)) = reader("what_is_no_picture_is_refused", |_| {}) else { return };
    let cut = Picture::Jpeg(KNOWN[0].1[..5000].into());
    let raw = |bytes: usize, side: u32| Picture::Rgb8 {
        width: side,
        height: side,
        pixels: vec![0; bytes].into(),
    };
    for (picture, flaw) in [
        (Picture::Jpeg("no".into()), Flaw::NotJpeg),
        (cut, Flaw::Damaged),
        (raw(11, 2), Flaw::Length),
        (raw(0, 0), Flaw::Empty),
    ] {
        let fault = reader.read(picture).await.expect_err("no picture");
        assert_eq!(fault, ScoringFault::Unreadable { flaw });
    }
    for (width, height) in [(1, 1), (1, 900), (900, 1), (3, 3)] {
        let pixels = vec![200; usize::try_from(width * height * 3).expect("it is small")].into();
        let lines = reader.read(Picture::Rgb8 { width, height, pixels }).await.expect("lines");
        assert_eq!(lines, [], "{width} {height}");
    }
    assert_eq!(reader.read(jpeg("black")).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_page_full_of_letters_stays_within_its_bounds() {
    let Some((reader, _folder)) = reader("a_page_full_of_letters", |_| {}) else { return };
    let page = Picture::Jpeg(include_bytes!("fixtures/full.jpg").as_slice().into());
    let lines = reader.read(page).await.expect("lines");
    let chars: usize = lines.iter().map(|line| line.text.chars().count()).sum();
    assert!((10..=BOXES_MAX).contains(&lines.len()), "{} lines", lines.len());
    assert!((1_000..=CHARS_MAX).contains(&chars), "{chars} letters");
}

#[test]
fn more_boxes_than_are_read_are_the_largest() {
    let side = |at: usize| if at == 250 { 50.0 } else { 10.0 };
    let corners = |side: f32| [[0.0, 0.0], [side, 0.0], [side, side], [0.0, side]];
    let kept = largest((0..300).map(|at| corners(side(at))).collect());
    assert_eq!(kept.len(), BOXES_MAX);
    let alone = largest(vec![corners(1.0); 3]);
    assert_eq!(alone.len(), 3);
    let large = |corners: &&Corners| corners[1][0] > 20.0;
    assert_eq!(kept.iter().filter(large).count(), 1, "the large one is among them");
}

#[test]
fn numbers_that_are_none_are_refused_on_their_way_in_and_out() {
    let Some((reader, _folder)) = reader("numbers_that_are_none", |_| {}) else { return };
    let models = reader.shared.models.current().expect("they are in force");
    for bad in [f32::NAN, f32::INFINITY] {
        let found = models.detector.boxes(0, (64, 64), &vec![bad; 3 * 64 * 64]);
        assert!(matches!(found, Err(ScoringFault::NotAScore { .. })), "{bad}: {found:?}");
    }
}

#[tokio::test]
async fn what_works_stays_in_force_until_something_else_works() {
    let Some((reader, folder)) = reader("what_works_stays_in_force", |_| {}) else { return };
    let path = folder.path().join("pp-ocrv4-rec.toml");
    let text = fs::read_to_string(&path).expect("it was copied");
    let write = |text: String| fs::write(&path, text).expect("room for a manifest");
    let name = "pp-ocrv4-det + pp-ocrv4-rec";
    for (from, to, told) in [
        ("\"softmax_11.tmp_0\"", "\"other\"", "it has no output"),
        ("opset = 12", "opset = 11", "operator set 12, not 11"),
        ("name = \"x\"", "name = \"y\"", "its input is \"x\""),
        ("\"character\"", "\"letters\"", "it has no \"letters\""),
        ("{ metadata = \"character\" }", "{ file = \"keys.txt\" }", "for 2 characters"),
        ("sha256 = \"48", "sha256 = \"58", "the SHA-256"),
        ("line_min = 0.5", "line_min = 5", "line_min must be"),
    ] {
        fs::write(folder.path().join("keys.txt"), "a\nb\n").expect("room for a file");
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from} is in it");
        write(changed);
        let fault = reader.reload().await.expect_err(to).to_string();
        assert!(fault.contains(told), "{to}: {fault}");
        let readiness = reader.readiness();
        assert_eq!(readiness.model.as_deref(), Some(name));
        assert!(readiness.lack.is_some_and(|lack| lack.remedy().is_some()));
    }
    let lines = reader.read(jpeg("chinese")).await.expect("the old ones read");
    assert_eq!(lines.len(), 2);
    write(text.replace("name = \"pp-ocrv4-rec\"", "name = \"second\""));
    assert_eq!(reader.reload().await.as_deref(), Ok("pp-ocrv4-det + second"));
}

#[tokio::test]
async fn the_characters_may_stand_in_a_file() {
    let Some((reader, folder)) = reader("the_characters_may_stand_in_a_file", |_| {}) else {
        return;
    };
    let path = folder.path().join("pp-ocrv4-rec.toml");
    let text = fs::read_to_string(&path).expect("it was copied");
    // As many as the model knows, and a full stop for each.
    fs::write(folder.path().join("keys.txt"), ".\n".repeat(6_623)).expect("room for a file");
    let changed = text.replace("{ metadata = \"character\" }", "{ file = \"keys.txt\" }");
    fs::write(&path, changed).expect("room for a manifest");
    assert!(reader.reload().await.is_ok());
    let lines = reader.read(jpeg("chinese")).await.expect("lines");
    assert_eq!(lines[0].text, ".......");
}

#[tokio::test]
async fn without_models_it_starts_and_says_what_is_missing() {
    let lost = |options: &mut ReaderOptions| {
        assert!(options.detector.set_extension("gone"));
    };
    let Some((reader, folder)) = reader("without_models_it_starts", lost) else { return };
    let lack = reader.readiness().lack.expect("a manifest is missing");
    assert!(matches!(lack, ScoringFault::NoModel { .. }) && lack.remedy().is_some(), "{lack}");
    assert_eq!(reader.read(jpeg("black")).await, Err(lack));
    let from = folder.path().join("pp-ocrv4-det.toml");
    fs::copy(&from, from.with_extension("gone")).expect("room for a copy");
    assert!(reader.reload().await.is_ok());
    assert!(reader.read(jpeg("black")).await.is_ok());
}

#[tokio::test]
async fn who_waits_too_long_is_told() {
    let hasty = |options: &mut ReaderOptions| options.bounds.answer_ms_max = 1;
    let Some((reader, _folder)) = reader("who_waits_too_long", hasty) else { return };
    let fault = reader.read(jpeg("page")).await.expect_err("a millisecond is too little");
    assert_eq!(fault, ScoringFault::TooSlow { ms: 1 });
}

#[tokio::test]
async fn a_model_that_was_changed_is_refused() {
    let Some((reader, folder)) = reader("a_model_that_was_changed", |_| {}) else { return };
    let path = folder.path().join("pp-ocrv4-det.onnx");
    let mut bytes = fs::read(&path).expect("it was copied");
    bytes.truncate(1_000_000);
    fs::write(&path, &bytes).expect("room for a model");
    let fault = reader.reload().await.expect_err("it is another");
    assert!(matches!(&fault, ScoringFault::ModelCorrupt { .. }), "{fault}");
    // The digest is right, and the model is none.
    let manifest = folder.path().join("pp-ocrv4-det.toml");
    let text = fs::read_to_string(&manifest).expect("it was copied");
    let before = text.split('"').find(|part| part.len() == 64).expect("a digest").to_owned();
    let digest = hex::encode(Sha256::digest(&bytes));
    fs::write(&manifest, text.replace(&before, &digest)).expect("room for a manifest");
    let fault = reader.reload().await.expect_err("it is damaged");
    assert!(matches!(&fault, ScoringFault::ModelCorrupt { .. }), "{fault}");
}

#[tokio::test]
async fn the_model_that_scores_is_not_one_that_finds_text() {
    let Some((reader, folder)) = reader("the_model_that_scores", |_| {}) else { return };
    let plain: &Path = &folder.path().join("pp-ocrv4-det.onnx");
    let bytes = include_bytes!("../fixtures/plain.onnx");
    fs::write(plain, bytes).expect("room for a model");
    let manifest = folder.path().join("pp-ocrv4-det.toml");
    let text = fs::read_to_string(&manifest).expect("it was copied");
    let before = text.split('"').find(|part| part.len() == 64).expect("a digest").to_owned();
    let changed = text
        .replace(&before, &hex::encode(Sha256::digest(bytes)))
        .replace("opset = 12", "opset = 13")
        .replace("name = \"x\"", "name = \"in\"");
    fs::write(&manifest, changed).expect("room for a manifest");
    let fault = reader.reload().await.expect_err("it has one size");
    assert!(fault.to_string().contains("its input has the shape"), "{fault}");
}
