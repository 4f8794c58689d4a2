//! Numbers as people read them: durations, ages, dates, sizes, initials. It must not read a clock;
//! "now" is always an argument. Dates are in UTC.

use crate::gateway::core::words::GatewayWords;

const QUERY: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// From this age on a date says more than a count of days.
const AGE_AS_DATE_MS: i64 = 7 * DAY_MS;

/// `83_000` → `1:23`, `3_723_000` → `1:02:03`; rounded down to the second like every player does.
pub(in crate::gateway) fn duration(ms: i64) -> String {
    let total = ms.max(0) / 1000;
    let (hours, minutes, seconds) = (total / 3600, total / 60 % 60, total % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// `83_000` → `PT83S`, the form that `<time datetime>` wants for a duration.
pub(in crate::gateway) fn duration_iso(ms: i64) -> String {
    format!("PT{}S", ms.max(0) / 1000)
}

/// The age of a moment; a moment in the future (clocks differ) counts as now.
pub(in crate::gateway) fn age(words: GatewayWords, then_ms: i64, now_ms: i64) -> String {
    let passed_ms = (now_ms - then_ms).max(0);
    if passed_ms < MINUTE_MS {
        words.units_just_now().to_owned()
    } else if passed_ms < HOUR_MS {
        words.units_minutes_ago(passed_ms / MINUTE_MS)
    } else if passed_ms < DAY_MS {
        words.units_hours_ago(passed_ms / HOUR_MS)
    } else if passed_ms < 2 * DAY_MS {
        words.units_yesterday().to_owned()
    } else if passed_ms < AGE_AS_DATE_MS {
        words.units_days_ago(passed_ms / DAY_MS)
    } else {
        date(then_ms)
    }
}

/// The day of a moment: today, yesterday, or its date.
pub(in crate::gateway) fn day(words: GatewayWords, then_ms: i64, now_ms: i64) -> String {
    match now_ms.div_euclid(DAY_MS) - then_ms.div_euclid(DAY_MS) {
        ..=0 => words.units_this_day().to_owned(),
        1 => words.units_day_before().to_owned(),
        _ => date(then_ms),
    }
}

/// How often something was viewed, as its language counts: by thousands, or by ten thousands.
/// Rounded down, so that nothing is said to have been reached too early.
pub(in crate::gateway) fn views(words: GatewayWords, count: u64) -> String {
    let (large, huge) = match words.units_scale() {
        "myriads" => (10_000, 100_000_000),
        _ => (1_000_000, 1_000_000_000),
    };
    if count >= huge {
        words.units_views_huge(tenths(count, huge))
    } else if count >= large {
        words.units_views_large(tenths(count, large))
    } else {
        // Below ten thousand both write the same.
        words.units_views(count, grouped(count))
    }
}

/// `1_234_567` by millions → `1.2`, `12_345_678` → `12`.
fn tenths(count: u64, unit: u64) -> String {
    let (whole, rest) = (count / unit, count % unit / (unit / 10));
    if whole >= 100 || rest == 0 { grouped(whole) } else { format!("{whole}.{rest}") }
}

/// `1234567` → `1,234,567`
pub(in crate::gateway) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Milliseconds since 1970 → `2026-11-23`.
pub(in crate::gateway) fn date(ms: i64) -> String {
    let (year, month, day) = civil_from_days(ms.div_euclid(DAY_MS));
    format!("{year:04}-{month:02}-{day:02}")
}

/// Milliseconds since 1970 → `2026-11-23T04:05:06Z`.
pub(crate) fn moment_iso(ms: i64) -> String {
    let of_day = ms.rem_euclid(DAY_MS) / 1000;
    format!("{}T{:02}:{:02}:{:02}Z", date(ms), of_day / 3600, of_day / 60 % 60, of_day % 60)
}

/// A text as the value of a query (RFC 3986: all but letters, digits and `-._~` by percent).
pub(in crate::gateway) fn query(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, QUERY).to_string()
}

/// `1_536` → `1.5 KB`; powers of 1024 with the short names that file managers use.
pub(in crate::gateway) fn bytes(count: u64) -> String {
    const NAMES: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    let (mut tenths, mut name) = (u128::from(count) * 10, 0);
    while tenths >= 10_240 && name + 1 < NAMES.len() {
        tenths /= 1024;
        name += 1;
    }
    match tenths % 10 {
        0 => format!("{} {}", tenths / 10, NAMES[name]),
        rest => format!("{}.{rest} {}", tenths / 10, NAMES[name]),
    }
}

/// An amount per second: `0`, `<0.1`, `3.4`, `120`.
pub(crate) fn per_s(amount: f64) -> String {
    match amount {
        amount if amount <= 0.0 => "0".to_owned(),
        amount if amount < 0.1 => "<0.1".to_owned(),
        amount if amount < 9.95 => format!("{amount:.1}"),
        amount => format!("{amount:.0}"),
    }
}

/// Microseconds by the unit that needs the fewest digits: `730 µs`, `1.2 ms`, `85 ms`, `2.0 s`.
pub(crate) fn short_time(us: u64) -> String {
    let tenths = |of: u64| format!("{}.{}", us / of, us % of * 10 / of);
    match us {
        0..1_000 => format!("{us} µs"),
        1_000..10_000 => format!("{} ms", tenths(1_000)),
        10_000..1_000_000 => format!("{} ms", us / 1_000),
        _ => format!("{} s", tenths(1_000_000)),
    }
}

/// One or two letters that stand for a name in a circle; one for scripts without capitals.
pub(in crate::gateway) fn initials(name: &str) -> String {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().and_then(|word| word.chars().next());
    let second = words.next().and_then(|word| word.chars().next());
    let second = second.filter(char::is_ascii);
    let letters: String = first.into_iter().chain(second).flat_map(char::to_uppercase).collect();
    if letters.is_empty() { "?".to_owned() } else { letters }
}

/// A number 0–5 that stays with a name, so that its circle keeps its colour.
pub(in crate::gateway) fn tint(name: &str) -> u32 {
    name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 6
}

/// Howard Hinnant's `civil_from_days` (public domain, "chrono-compatible low-level date
/// algorithms"): days since 1970-01-01 to year, month, day in the Gregorian calendar.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}
