//! Reads ffmpeg's stderr into fields: level, component, message.
//! It must not pass on control characters, long lines, or our own paths.

/// How bad a line is, as ffmpeg says with `-loglevel level+…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Info,
    Warning,
    Error,
    Fatal,
}

/// One line of stderr.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Diagnostic {
    pub(super) level: Level,
    /// The codec, reader or filter that speaks; empty for the program itself.
    pub(super) component: String,
    pub(super) message: String,
}

const MESSAGE_CHARS_MAX: usize = 300;
const COMPONENT_CHARS_MAX: usize = 60;

/// Reads a line such as `[h264 @ 0x55d0] [error] Missing reference picture`.
pub(super) fn read(line: &str) -> Diagnostic {
    let mut found =
        Diagnostic { level: Level::Info, component: String::new(), message: String::new() };
    let mut rest = line.trim();
    while let Some((inside, after)) = bracket(rest) {
        match level(inside) {
            Some(level) => found.level = level,
            None if found.component.is_empty() => {
                let name = inside.split(" @ ").next().unwrap_or_default();
                found.component = clean(name, COMPONENT_CHARS_MAX);
            },
            None => break,
        }
        rest = after.trim_start();
    }
    found.message = clean(rest, MESSAGE_CHARS_MAX);
    found
}

fn bracket(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('[')?.split_once(']')
}

fn level(word: &str) -> Option<Level> {
    match word {
        "panic" | "fatal" => Some(Level::Fatal),
        "error" => Some(Level::Error),
        "warning" => Some(Level::Warning),
        "info" | "verbose" | "debug" | "trace" => Some(Level::Info),
        _ => None,
    }
}

/// Replaces file names by a word: where a source is stored is nobody's business.
fn clean(text: &str, chars_max: usize) -> String {
    let words = text.split(' ').map(|word| if word.contains("file:") { "(file)" } else { word });
    let joined = words.collect::<Vec<&str>>().join(" ");
    joined.chars().filter(|letter| !letter.is_control()).take(chars_max).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_fields() {
        let table = [
            (
                "[mov,mp4,m4a,3gp,3g2,mj2 @ 0x5581] [error] moov atom not found",
                (Level::Error, "mov,mp4,m4a,3gp,3g2,mj2", "moov atom not found"),
            ),
            ("[warning] Deprecated", (Level::Warning, "", "Deprecated")),
            ("[fatal] Error [x] y", (Level::Fatal, "", "Error [x] y")),
            ("[error] [x] [y] z", (Level::Error, "x", "[y] z")),
            ("no brackets", (Level::Info, "", "no brackets")),
            ("[open", (Level::Info, "", "[open")),
            ("", (Level::Info, "", "")),
        ];
        for (line, (level, component, message)) in table {
            let found = read(line);
            assert_eq!(
                (found.level, found.component.as_str(), found.message.as_str()),
                (level, component, message)
            );
        }
    }

    #[test]
    fn paths_and_controls_do_not_pass() {
        let found = read("[error] file:/data/jobs/7/source: Invalid\u{1b}[31m data\u{7}");
        assert_eq!(found.message, "(file) Invalid[31m data");
        assert!(read(&"x".repeat(9000)).message.len() <= MESSAGE_CHARS_MAX);
    }
}
