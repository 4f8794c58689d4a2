//! What a number of a setting means: its unit by the last words of its name, and the same amount as
//! people say it. It must not know any single setting.

use super::format;
use crate::gateway::core::words::GatewayWords;

/// A unit that a name of a setting can speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Milliseconds,
    Bytes,
    Kibibytes,
    Kilobits,
    Pixels,
    Percent,
    Frames,
}

fn unit(name: &str) -> Option<Unit> {
    let mut words = name.rsplit('_').filter(|word| !["max", "min"].contains(word));
    Some(match words.next()? {
        "ms" => Unit::Milliseconds,
        "bytes" => Unit::Bytes,
        "kib" => Unit::Kibibytes,
        "kbps" => Unit::Kilobits,
        "px" => Unit::Pixels,
        "percent" => Unit::Percent,
        "fps" => Unit::Frames,
        _ => return None,
    })
}

/// The unit of a setting, spelled out.
pub(crate) fn unit_word(words: GatewayWords, name: &str) -> Option<&'static str> {
    Some(match unit(name)? {
        Unit::Milliseconds => words.units_milliseconds(),
        Unit::Bytes => words.units_bytes(),
        Unit::Kibibytes => words.units_kibibytes(),
        Unit::Kilobits => words.units_kilobits_per_second(),
        Unit::Pixels => words.units_pixels(),
        Unit::Percent => words.units_percent(),
        Unit::Frames => words.units_frames_per_second(),
    })
}

/// The amount as people say it: `86_400_000` of `…_ms` is `1 day`.
pub(crate) fn spoken(words: GatewayWords, name: &str, amount: i64) -> Option<String> {
    match unit(name)? {
        Unit::Milliseconds => length(words, amount),
        Unit::Bytes => u64::try_from(amount).ok().filter(|bytes| *bytes >= 1024).map(format::bytes),
        Unit::Kibibytes => {
            let bytes = u64::try_from(amount).ok()?.checked_mul(1024)?;
            (amount >= 1024).then(|| format::bytes(bytes))
        },
        Unit::Percent => Some(format!("{amount} %")),
        Unit::Kilobits if amount >= 1000 && amount % 100 == 0 => {
            Some(format!("{}.{} Mbit/s", amount / 1000, amount % 1000 / 100))
        },
        _ => None,
    }
}

/// A length of time by its two largest units; nothing when it says no more than milliseconds do.
fn length(words: GatewayWords, ms: i64) -> Option<String> {
    const LARGEST_FIRST: [i64; 4] = [86_400_000, 3_600_000, 60_000, 1_000];
    if ms < 1_000 {
        return None;
    }
    let say: [fn(GatewayWords, i64) -> String; 4] = [
        |words, n| words.units_days(n),
        |words, n| words.units_hours(n),
        |words, n| words.units_minutes(n),
        |words, n| words.units_seconds(n),
    ];
    let mut rest_ms = ms;
    let mut parts = Vec::new();
    for (size_ms, say) in LARGEST_FIRST.into_iter().zip(say) {
        let count = rest_ms / size_ms;
        rest_ms %= size_ms;
        if count > 0 && parts.len() < 2 {
            parts.push(say(words, count));
        }
    }
    Some(parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::core::words::Language;

    #[test]
    fn amounts_are_spoken_by_the_unit_in_the_name() {
        let words = Language::SOURCE.words().gateway;
        for (name, amount, said) in [
            ("session_idle_ms", 2_592_000_000, Some("30 days")),
            ("try_pause_ms_max", 90_000, Some("1 minute 30 seconds")),
            ("sync_ms", 250, None),
            ("upload_bytes_max", 16 << 30, Some("16 GB")),
            ("hash_memory_kib", 19_456, Some("19 MB")),
            ("owner_share_percent", 25, Some("25 %")),
            ("bitrate_kbps", 4_800, Some("4.8 Mbit/s")),
            ("sessions_max", 50, None),
        ] {
            assert_eq!(spoken(words, name, amount).as_deref(), said, "{name}");
        }
        assert_eq!(unit_word(words, "side_px_max"), Some("pixels"));
        assert_eq!(unit_word(words, "burst"), None);
        let zh = Language::from_code("zh").expect("it is spoken").words().gateway;
        assert_eq!(spoken(zh, "a_ms", 93_600_000).as_deref(), Some("1 天 2 小时"));
    }
}
