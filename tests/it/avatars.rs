//! Pictures of people through the real program and the real cage: what is taken and made anew, and
//! what is sent to hurt. It must not reach into the crate.

use crate::support::{Account, World, make_media, told};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use reqwest::blocking::Response;
use std::io::Write as _;
use std::time::{Duration, Instant};

fn send(world: &World, who: &Account, picture: Vec<u8>) -> Response {
    let request = world.http.post(world.at("/api/v1/account/avatar")).bearer_auth(&who.token);
    let request = request.header("content-type", "application/octet-stream");
    request.body(picture).send().expect("it answers")
}

/// The code and the `problem` of a refusal.
fn problem(said: Response) -> (u16, String) {
    let status = said.status().as_u16();
    let told: serde_json::Value = said.json().expect("it is JSON");
    (status, told["error"]["details"]["problem"].as_str().unwrap_or_default().to_owned())
}

/// A picture that ffmpeg draws, in the format of a file name.
fn drawn(world: &World, name: &str, more: &[&str]) -> Vec<u8> {
    let file = world.folder.path().join(name);
    let source = ["-f", "lavfi", "-i", "testsrc=size=64x40:rate=5:duration=1"];
    make_media(&file, &[&source, more].concat());
    std::fs::read(file).expect("it was made")
}

/// A chunk of a PNG (ISO/IEC 15948, 5.3).
fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("it is small").to_be_bytes();
    let mut check = flate2::Crc::new();
    check.update(kind);
    check.update(body);
    [&length[..], kind, body, &check.sum().to_be_bytes()].concat()
}

/// A black PNG with one bit for each pixel.
fn black_png(edge: u32) -> Vec<u8> {
    let head = [&edge.to_be_bytes()[..], &edge.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::fast());
    let row = vec![0; usize::try_from(edge).expect("it is small").div_ceil(8) + 1];
    for _ in 0..edge {
        rows.write_all(&row).expect("memory");
    }
    let rows = rows.finish().expect("memory");
    let chunks = [chunk(b"IHDR", &head), chunk(b"IDAT", &rows), chunk(b"IEND", b"")].concat();
    [b"\x89PNG\r\n\x1a\n", &*chunks].concat()
}

/// A GIF of one pixel with so many frames.
fn long_gif(frames: usize) -> Vec<u8> {
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    let frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    [&head[..], &frame.repeat(frames), b"\x3b"].concat()
}

/// A JPEG that has something besides its picture (ITU-T T.81, B.2.4.5).
fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("it is small").to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, body, &jpeg[2..]].concat()
}

#[test]
fn a_picture_of_each_kind_is_made_anew_and_has_nothing_besides() {
    let world = World::start();
    let mei = world.account("mei", "viewer");
    let one = ["-frames:v", "1"];
    let plain = drawn(&world, "plain.jpg", &one);
    let secret = with_segment(&plain, 0xfe, b"taken at 31.2304 N");
    // TIFF with one entry: orientation 6, a quarter turn.
    let turn = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let pictures = [
        ("jpeg", secret),
        ("png", drawn(&world, "plain.png", &one)),
        ("webp", drawn(&world, "plain.webp", &one)),
        ("gif that moves", drawn(&world, "moving.gif", &[])),
        ("turned jpeg", with_segment(&plain, 0xe1, turn)),
        ("gif of many frames", long_gif(200_000)),
        ("jpeg with a film behind", [&plain[..], b"\0\0\0\x18ftypmp42\0\0\0\0"].concat()),
    ];
    let mut made = Vec::new();
    for (name, picture) in pictures {
        let begun = Instant::now();
        let said = send(&world, &mei, picture);
        assert_eq!(
            said.status(),
            200,
            "{name}: {}\n{}",
            said.text().unwrap_or_default(),
            world.log()
        );
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(10), "{name} took {took:?}");
        let told: serde_json::Value = said.json().expect("it is JSON");
        let path = told["avatar_url"].as_str().expect("an address").to_owned();
        for (file, edge) in [("256.jpg", 256), ("96.jpg", 96)] {
            let address = world.at(&path.replace("256.jpg", file));
            let got = world.http.get(address).bearer_auth(&mei.token).send().expect("it answers");
            assert_eq!(got.status(), 200, "{name} {file}");
            let bytes = got.bytes().expect("a body").to_vec();
            assert!(bytes.starts_with(b"\xff\xd8\xff") && bytes.ends_with(b"\xff\xd9"), "{name}");
            let kept = String::from_utf8_lossy(&bytes);
            assert!(!kept.contains("31.2304") && !kept.contains("Exif"), "{name}");
            let out = world.folder.path().join(file);
            std::fs::write(&out, &bytes).expect("the folder is ours");
            let probed = crate::support::ffprobe(out.to_str().expect("a path"));
            let stream = &probed["streams"][0];
            assert_eq!((&stream["width"], &stream["height"]), (&edge.into(), &edge.into()));
            if edge == 256 {
                made.push(bytes);
            }
        }
        told!("avatar {name}: {took:?}");
    }
    assert_ne!(made[0], made[4], "it was turned as the file says");
    // Nothing that must be judged holds it up here, so everybody sees the last one.
    let begun = Instant::now();
    loop {
        let user: serde_json::Value = world.get("/api/v1/users/mei").json().expect("it is JSON");
        if let Some(path) = user["avatar_url"].as_str() {
            assert_eq!(world.get(path).status(), 200);
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{user}\n{}", world.log());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_is_sent_to_hurt_is_refused_soon_and_in_words() {
    let world = World::start();
    let mei = world.account("mei", "viewer");
    let plain = drawn(&world, "plain.jpg", &["-frames:v", "1"]);
    let png = drawn(&world, "plain.png", &["-frames:v", "1"]);
    let broken = {
        let mut broken = png.clone();
        let at = broken.windows(4).position(|four| four == b"IDAT").expect("it has data") + 6;
        broken[at..at + 8].fill(0xff);
        broken
    };
    let svg = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>";
    let attacks: [(&str, Vec<u8>, &str); 11] = [
        ("900 megapixels in a few bytes", black_png(30_000), "pixels"),
        ("a million frames", long_gif(1_000_000), "bytes"),
        ("a program", svg.to_vec(), "svg"),
        ("a page behind a picture", [&plain[..], b"<script>x()</script>"].concat(), "document"),
        ("a page in a comment", with_segment(&plain, 0xfe, b"<html onload=x()>"), "document"),
        ("half a JPEG", plain[..plain.len() / 2].to_vec(), "cut"),
        ("half a PNG", png[..png.len() / 2].to_vec(), "cut"),
        ("a PNG whose data is noise", broken, "damaged"),
        ("a playlist", b"#EXTM3U\nfile:///etc/passwd\n".to_vec(), "kind"),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0heic".to_vec(), "heic"),
        ("nothing", Vec::new(), "empty"),
    ];
    for (name, picture, expected) in attacks {
        let begun = Instant::now();
        let told = problem(send(&world, &mei, picture));
        let took = begun.elapsed();
        assert_eq!(told, (422, expected.to_owned()), "{name}\n{}", world.log());
        assert!(took < Duration::from_secs(10), "{name} took {took:?}");
    }
    // A picture of as many pixels as are taken is no bomb.
    let begun = Instant::now();
    let said = send(&world, &mei, black_png(6_000));
    assert_eq!(said.status(), 200, "{}\n{}", said.text().unwrap_or_default(), world.log());
    told!("avatar of 36 megapixels: {:?}", begun.elapsed());
    let left = std::fs::read_dir(world.data().join("work/user/avatars"));
    assert_eq!(left.map_or(0, Iterator::count), 0, "no work is left");
}
