//! What a browser says it is, in two short names that a person knows their own devices by. It must
//! not be used to tell people apart, nor believed: anybody may say anything.

/// Browsers, by what only they say. Those that say more than the one they descend from come first.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("MicroMessenger/", "WeChat"),
    ("QQBrowser/", "QQ Browser"),
    ("UCBrowser/", "UC Browser"),
    ("YaBrowser/", "Yandex Browser"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// Systems, in the same way: phones say that they are like a computer.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
];

/// A header that is longer is not read; browsers say less than a quarter of it.
const HEADER_BYTES_MAX: usize = 1_024;

/// The browser and the system that a `User-Agent` names (RFC 9110, 10.1.5); empty where it names
/// none that is known.
pub(in crate::gateway) fn device(user_agent: &str) -> (&'static str, &'static str) {
    let said = if user_agent.len() > HEADER_BYTES_MAX { "" } else { user_agent };
    let named = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(mark, _)| said.contains(mark));
        found.map(|(_, name)| *name).unwrap_or_default()
    };
    (named(BROWSERS), named(SYSTEMS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_knows_their_devices_again() {
        let linux = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like \
                    Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
                     (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        let android = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                       Chrome/140.0.0.0 Mobile Safari/537.36";
        let wechat = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50";
        for (said, known) in [
            (linux, ("Firefox", "Linux")),
            (edge, ("Edge", "Windows")),
            (phone, ("Safari", "iPhone")),
            (android, ("Chrome", "Android")),
            (wechat, ("WeChat", "Android")),
            ("curl/8.5.0", ("curl", "")),
            ("", ("", "")),
            ("<script>alert(1)</script>", ("", "")),
        ] {
            assert_eq!(device(said), known, "{said}");
        }
        let long = format!("{}Firefox/1 Linux 猫", "猫".repeat(400));
        assert_eq!(device(&long), ("", ""), "nobody reads on for ever");
    }
}
