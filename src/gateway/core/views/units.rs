//! What a number of a setting means: its unit spelled out, and the same amount as people say it.
//! It must not know any single setting.

use super::format;
use crate::gateway::core::words::GatewayWords;
use crate::kernel::settings::UnitOfMeasure;

/// The unit of a setting, spelled out.
pub(crate) fn unit_word(words: GatewayWords, unit: UnitOfMeasure) -> Option<&'static str> {
    Some(match unit {
        UnitOfMeasure::Ms => words.units_milliseconds(),
        UnitOfMeasure::Bytes => words.units_bytes(),
        UnitOfMeasure::Kib => words.units_kibibytes(),
        UnitOfMeasure::Kbps => words.units_kilobits_per_second(),
        UnitOfMeasure::Px => words.units_pixels(),
        UnitOfMeasure::Percent => words.units_percent(),
        UnitOfMeasure::Fps => words.units_frames_per_second(),
        UnitOfMeasure::Count => return None,
    })
}

/// The amount as people say it: `86_400_000` in milliseconds is `1 day`.
pub(crate) fn spoken(words: GatewayWords, unit: UnitOfMeasure, amount: i64) -> Option<String> {
    match unit {
        UnitOfMeasure::Ms => length(words, amount),
        UnitOfMeasure::Bytes => {
            u64::try_from(amount).ok().filter(|bytes| *bytes >= 1024).map(format::bytes)
        },
        UnitOfMeasure::Kib => {
            let bytes = u64::try_from(amount).ok()?.checked_mul(1024)?;
            (amount >= 1024).then(|| format::bytes(bytes))
        },
        UnitOfMeasure::Percent => Some(format!("{amount} %")),
        UnitOfMeasure::Kbps if amount >= 1000 && amount % 100 == 0 => {
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
    fn amounts_are_spoken_by_their_unit() {
        let words = Language::SOURCE.words().gateway;
        for (unit, amount, said) in [
            (UnitOfMeasure::Ms, 2_592_000_000, Some("30 days")),
            (UnitOfMeasure::Ms, 90_000, Some("1 minute 30 seconds")),
            (UnitOfMeasure::Ms, 250, None),
            (UnitOfMeasure::Bytes, 16 << 30, Some("16 GB")),
            (UnitOfMeasure::Kib, 19_456, Some("19 MB")),
            (UnitOfMeasure::Percent, 25, Some("25 %")),
            (UnitOfMeasure::Kbps, 4_800, Some("4.8 Mbit/s")),
            (UnitOfMeasure::Count, 50, None),
        ] {
            assert_eq!(spoken(words, unit, amount).as_deref(), said, "{unit:?} {amount}");
        }
        assert_eq!(unit_word(words, UnitOfMeasure::Px), Some("pixels"));
        assert_eq!(unit_word(words, UnitOfMeasure::Count), None);
        let zh = Language::from_code("zh").expect("it is spoken").words().gateway;
        assert_eq!(spoken(zh, UnitOfMeasure::Ms, 93_600_000).as_deref(), Some("1 天 2 小时"));
    }
}
