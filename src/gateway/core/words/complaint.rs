//! A complaint about a setting, in the language of its reader. It must not judge a value.

use super::Language;

impl Language {
    /// A complaint about a setting. The bounds stand in it as numbers; what no pattern fits stays
    /// English.
    pub(crate) fn complaint(self, text: &str) -> String {
        match self.code() {
            "zh-CN" => complaint_zh(text).unwrap_or_else(|| text.to_owned()),
            _ => text.to_owned(),
        }
    }
}

/// A mark and what Chinese readers are told.
type Row = (&'static str, &'static str);

/// English marks of a complaint and what they mean in Chinese.
const WANTED: &[Row] = &[
    ("write true or false", "请填写 true 或 false"),
    ("write a whole number", "请填写整数，例如 50"),
    ("write a number, such as", "请填写数字，例如 0.82"),
    ("write whole numbers with commas", "请填写用逗号分隔的整数，例如 1000, 3000"),
    ("write one row a line", "请每行填写一条，例如 height = 720, bitrate_kbps = 2600"),
    ("write a list", "请每行填写一项"),
    ("there is no such setting", "没有这个设置"),
    ("read once, when the server starts", "只在服务器启动时读取，请在配置文件中设置"),
    ("only the owner of the machine", "只有机器的所有者可以在配置文件中设置"),
];

fn complaint_zh(text: &str) -> Option<String> {
    let name = text.split([' ', ':']).next()?;
    if let Some((_, choices)) = text.split_once("write one of ") {
        return Some(format!("{name}：请从以下值中选择：{choices}"));
    }
    let wanted = WANTED.iter().find(|(mark, _)| text.contains(mark)).map(|(_, wanted)| *wanted);
    if let Some(wanted) = wanted {
        return Some(format!("{name}：{wanted}"));
    }
    let (_, bounds) = text.split_once(" from ").or_else(|| text.split_once(" between "))?;
    let (least, most) = bounds.split_once(" to ").or_else(|| bounds.split_once(" and "))?;
    let most = most.trim_end_matches(|c: char| !c.is_ascii_digit());
    Some(format!("{name}：必须在 {least} 到 {most} 之间"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_told_in_chinese_with_its_bounds() {
        let zh = Language::from_code("zh").expect("it is spoken");
        for (text, told) in [
            ("user.sessions_max is 0; it must lie from 1 to 1000", "在 1 到 1000 之间"),
            ("transcode.gop_ms is 1; it must lie between 250 and 10000", "在 250 到 10000 之间"),
            ("user.sessions_max is \"x\"; write a whole number, such as 50", "整数"),
            ("user.sign_up_role is \"x\"; write one of viewer, creator", "viewer, creator"),
        ] {
            let said = zh.complaint(text);
            assert!(
                said.contains(told) && said.starts_with(text.split(' ').next().unwrap()),
                "{said}"
            );
            assert_eq!(Language::SOURCE.complaint(text), text);
        }
        assert_eq!(zh.complaint("something else"), "something else");
    }
}
