//! How a letter is laid out, as text and as HTML. Mail programs know no style sheets, so each
//! element says how it looks. It must not choose a word.

use std::fmt::Write as _;

/// The parts of a letter, in the order in which they are read.
pub(super) struct Layout<'a> {
    pub(super) language: &'a str,
    pub(super) site: &'a str,
    pub(super) hello: &'a str,
    pub(super) lead: &'a str,
    pub(super) facts: &'a [String],
    pub(super) button: Option<&'a Button<'a>>,
    pub(super) note: Option<&'a str>,
    /// How its reader leaves such letters; its hint is not shown.
    pub(super) leave: Option<&'a Button<'a>>,
    pub(super) footer: &'a str,
    pub(super) site_link: &'a str,
}

/// Where the letter leads.
pub(super) struct Button<'a> {
    pub(super) label: String,
    pub(super) link: &'a str,
    pub(super) hint: String,
}

const FONT: &str = "font-family:system-ui,-apple-system,'Segoe UI','PingFang SC','Microsoft \
                    YaHei',sans-serif;font-size:16px;line-height:1.6";
const BUTTON: &str = "display:inline-block;padding:12px 24px;border-radius:6px;\
                      background:#0b63ce;color:#ffffff;text-decoration:none;font-weight:600";

impl Layout<'_> {
    pub(super) fn text(&self) -> String {
        let mut parts = vec![self.hello.to_owned(), self.lead.to_owned()];
        if !self.facts.is_empty() {
            parts.push(self.facts.join("\n"));
        }
        parts.extend(self.button.map(|button| format!("{}\n{}", button.label, button.link)));
        parts.extend(self.note.map(str::to_owned));
        parts.extend(self.leave.map(|leave| format!("{}\n{}", leave.label, leave.link)));
        // Two hyphens and a blank begin a signature (RFC 3676, 4.3).
        parts.push(format!("-- \n{}\n{}", self.footer, self.site_link));
        parts.join("\n\n")
    }

    pub(super) fn html(&self) -> String {
        let mut body = String::new();
        let mut paragraph = |style: &str, inside: &str| {
            // Writing into a string cannot fail.
            let _ = writeln!(body, "<p style=\"{style}\">{inside}</p>");
        };
        paragraph("margin:0 0 24px;font-size:18px;font-weight:600", &escaped(self.site));
        paragraph("margin:0 0 16px", &escaped(self.hello));
        paragraph("margin:0 0 16px", &escaped(self.lead));
        if !self.facts.is_empty() {
            let facts: Vec<_> = self.facts.iter().map(|fact| escaped(fact)).collect();
            let style = "margin:0 0 16px;padding:12px 16px;border-left:4px solid #8a97a3";
            paragraph(style, &facts.join("<br>\n"));
        }
        if let Some(button) = self.button {
            let (link, label) = (escaped(button.link), escaped(&button.label));
            let anchor = format!("<a href=\"{link}\" style=\"{BUTTON}\">{label}</a>");
            paragraph("margin:24px 0", &anchor);
            let hint = escaped(&button.hint);
            let anchor = format!("<a href=\"{link}\" style=\"word-break:break-all\">{link}</a>");
            paragraph("margin:0 0 16px;font-size:13px", &format!("{hint}<br>{anchor}"));
        }
        if let Some(note) = self.note {
            paragraph("margin:0 0 16px", &escaped(note));
        }
        if let Some(leave) = self.leave {
            let (link, label) = (escaped(leave.link), escaped(&leave.label));
            let anchor = format!("<a href=\"{link}\">{label}</a>");
            paragraph("margin:0 0 16px;font-size:13px", &anchor);
        }
        let (footer, link) = (escaped(self.footer), escaped(self.site_link));
        let style = "margin:32px 0 0;padding-top:16px;border-top:1px solid #8a97a3;font-size:13px";
        paragraph(style, &format!("{footer}<br><a href=\"{link}\">{link}</a>"));
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta \
             name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta \
             name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n</head>\n<body \
             style=\"margin:0;padding:24px 16px;{FONT}\">\n<div style=\"max-width:560px;margin:0 \
             auto\">\n{body}</div>\n</body>\n</html>\n",
            escaped(self.language),
            escaped(self.site)
        )
    }
}

/// A text as it stands in HTML, in an element or in quotes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
