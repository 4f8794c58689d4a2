//! What the head of a one-track CMAF file says: timescale, codec string, size.
//! It must not look at fragments, and it reads only what our own encoder writes.

use super::boxes::{self, BoxError, be_u16, be_u32, be_u64, byte, descend, find, kind_text};

/// The single track of a CMAF file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TrackInfo {
    pub(crate) track_id: u32,
    /// Ticks per second.
    pub(crate) timescale: u32,
    /// RFC 6381, such as `avc1.64001f` or `mp4a.40.2`.
    pub(crate) codec: String,
    pub(crate) media: TrackMedia,
    pub(crate) defaults: SampleDefaults,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TrackMedia {
    Video { width: u32, height: u32 },
    Audio { channels: u32, sample_rate: u32 },
}

/// What fragments take from `trex` when they do not say otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SampleDefaults {
    pub(crate) duration: u32,
    pub(crate) flags: u32,
}

/// Reads the body of `moov`. Exactly one track is expected.
pub(crate) fn read_track(moov: &[u8]) -> Result<TrackInfo, BoxError> {
    let traks = boxes::Boxes::new(moov)
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .filter(|view| &view.kind == b"trak")
        .count();
    if traks != 1 {
        return Err(BoxError::Unknown { kind: "moov".into() });
    }
    let trak = descend(moov, &[b"trak"])?;
    let (codec, media) = sample_entry(descend(trak, &[b"mdia", b"minf", b"stbl", b"stsd"])?)?;
    Ok(TrackInfo {
        track_id: track_id(descend(trak, &[b"tkhd"])?)?,
        timescale: timescale(descend(trak, &[b"mdia", b"mdhd"])?)?,
        codec,
        media,
        defaults: defaults(descend(moov, &[b"mvex", b"trex"])?)?,
    })
}

fn track_id(tkhd: &[u8]) -> Result<u32, BoxError> {
    be_u32(tkhd, if byte(tkhd, 0)? == 1 { 20 } else { 12 })
}

fn timescale(mdhd: &[u8]) -> Result<u32, BoxError> {
    let found = be_u32(mdhd, if byte(mdhd, 0)? == 1 { 20 } else { 12 })?;
    if found == 0 { Err(BoxError::Unknown { kind: "mdhd".into() }) } else { Ok(found) }
}

fn defaults(trex: &[u8]) -> Result<SampleDefaults, BoxError> {
    Ok(SampleDefaults { duration: be_u32(trex, 12)?, flags: be_u32(trex, 20)? })
}

fn sample_entry(stsd: &[u8]) -> Result<(String, TrackMedia), BoxError> {
    let entries = stsd.get(8..).ok_or(BoxError::Short)?;
    let entry = boxes::Boxes::new(entries)
        .next()
        .ok_or_else(|| BoxError::Missing { kind: "stsd".into() })??;
    match &entry.kind {
        b"avc1" => {
            let media = TrackMedia::Video {
                width: u32::from(be_u16(entry.body, 24)?),
                height: u32::from(be_u16(entry.body, 26)?),
            };
            let config = entry.body.get(78..).ok_or(BoxError::Short)?;
            Ok((avc_codec(descend(config, &[b"avcC"])?)?, media))
        },
        b"mp4a" => {
            let media = TrackMedia::Audio {
                channels: u32::from(be_u16(entry.body, 16)?),
                sample_rate: be_u32(entry.body, 24)? >> 16,
            };
            let config = entry.body.get(28..).ok_or(BoxError::Short)?;
            Ok((aac_codec(descend(config, &[b"esds"])?)?, media))
        },
        other => Err(BoxError::Unknown { kind: kind_text(other) }),
    }
}

/// Profile, constraint flags and level, in hexadecimal (RFC 6381 §3.3).
fn avc_codec(avcc: &[u8]) -> Result<String, BoxError> {
    Ok(format!("avc1.{:02x}{:02x}{:02x}", byte(avcc, 1)?, byte(avcc, 2)?, byte(avcc, 3)?))
}

/// Walks the descriptors of `esds` (ISO/IEC 14496-1 §7.2.6) to the audio object type.
fn aac_codec(esds: &[u8]) -> Result<String, BoxError> {
    let unknown = || BoxError::Unknown { kind: "esds".into() };
    let es = descriptor(esds.get(4..).ok_or(BoxError::Short)?, 3)?;
    let flags = byte(es, 2)?;
    if flags & 0xe0 != 0 {
        return Err(unknown());
    }
    let config = descriptor(es.get(3..).ok_or(BoxError::Short)?, 4)?;
    let object_type = byte(config, 0)?;
    let specific = descriptor(config.get(13..).ok_or(BoxError::Short)?, 5)?;
    let audio_object = match byte(specific, 0)? >> 3 {
        0 | 31 => return Err(unknown()),
        known => known,
    };
    Ok(format!("mp4a.{object_type:02x}.{audio_object}"))
}

/// The body of a descriptor with that tag; its length is coded in groups of seven bits.
fn descriptor(bytes: &[u8], tag: u8) -> Result<&[u8], BoxError> {
    if byte(bytes, 0)? != tag {
        return Err(BoxError::Unknown { kind: "esds".into() });
    }
    let mut length = 0usize;
    for at in 1..=4 {
        let part = byte(bytes, at)?;
        length = length << 7 | usize::from(part & 0x7f);
        if part & 0x80 == 0 {
            let end = at.saturating_add(1).saturating_add(length);
            return bytes.get(at + 1..end).ok_or(BoxError::Short);
        }
    }
    Err(BoxError::Unknown { kind: "esds".into() })
}

/// The start of a fragment on the track's clock, from `tfdt`.
pub(crate) fn decode_time(traf: &[u8]) -> Result<u64, BoxError> {
    let tfdt = find(traf, b"tfdt")?.ok_or_else(|| BoxError::Missing { kind: "tfdt".into() })?;
    if byte(tfdt, 0)? == 1 { be_u64(tfdt, 4) } else { be_u32(tfdt, 4).map(u64::from) }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::boxes::tests::make;
    use super::*;

    /// A `moov` body with one AVC track, for the tests of this engine.
    pub(crate) fn video_moov(timescale: u32) -> Vec<u8> {
        let mut entry = vec![0; 78];
        entry[24..28].copy_from_slice(&[0x05, 0x00, 0x02, 0xd0]);
        entry.extend(make(b"avcC", &[1, 0x64, 0x00, 0x1f, 0xff]));
        moov(timescale, &make(b"avc1", &entry))
    }

    /// A `moov` body with one AAC track.
    pub(crate) fn audio_moov(timescale: u32) -> Vec<u8> {
        let mut entry = vec![0; 28];
        entry[17] = 2;
        entry[24..28].copy_from_slice(&(48_000u32 << 16).to_be_bytes());
        let mut config = vec![5, 2, 0x11, 0x90];
        config.splice(0..0, [0x40, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let mut es = vec![0, 1, 0, 4, 0x80, 0x80, 0x80, u8::try_from(config.len()).unwrap()];
        es.extend(config);
        let mut esds = vec![0, 0, 0, 0, 3, u8::try_from(es.len()).unwrap()];
        esds.extend(es);
        entry.extend(make(b"esds", &esds));
        moov(timescale, &make(b"mp4a", &entry))
    }

    fn moov(timescale: u32, entry: &[u8]) -> Vec<u8> {
        let stsd = [&[0, 0, 0, 0, 0, 0, 0, 1][..], entry].concat();
        let mut mdhd = vec![0; 24];
        mdhd[12..16].copy_from_slice(&timescale.to_be_bytes());
        let mut tkhd = vec![0; 84];
        tkhd[15] = 1;
        let stbl = make(b"stbl", &make(b"stsd", &stsd));
        let mdia = [make(b"mdhd", &mdhd), make(b"minf", &stbl)].concat();
        let trak = [make(b"tkhd", &tkhd), make(b"mdia", &mdia)].concat();
        [make(b"trak", &trak), make(b"mvex", &make(b"trex", &[0; 24]))].concat()
    }

    #[test]
    fn a_video_head_is_read() {
        let track = read_track(&video_moov(12_800)).unwrap();
        assert_eq!(track.codec, "avc1.64001f");
        assert_eq!(track.media, TrackMedia::Video { width: 1280, height: 720 });
        assert_eq!((track.timescale, track.track_id), (12_800, 1));
    }

    #[test]
    fn an_audio_head_is_read() {
        let track = read_track(&audio_moov(48_000)).unwrap();
        assert_eq!(track.codec, "mp4a.40.2");
        assert_eq!(track.media, TrackMedia::Audio { channels: 2, sample_rate: 48_000 });
    }

    #[test]
    fn a_cut_head_is_an_error_and_never_a_panic() {
        for whole in [video_moov(1000), audio_moov(1000)] {
            for end in 0..whole.len() {
                assert!(read_track(&whole[..end]).is_err(), "cut at {end}");
            }
        }
    }

    #[test]
    fn two_tracks_are_refused() {
        let twice = [video_moov(1000), audio_moov(1000)].concat();
        assert!(read_track(&twice).is_err());
    }
}
