//! Why a video failed, in each language, by the cause codes of `ingest`, `transcode` and the media
//! tool. A code without an entry is shown in the words of its domain, which are English. One code
//! serves while the server still tries and after it gave up, so no sentence may say which it is.

use super::Language;

/// A cause code and what Chinese readers are told.
type Row = (&'static str, &'static str);

/// What the front says of the domains that work on a video.
const OF_PARTS: &[Row] =
    &[("part_away", "网站负责这一步的部分暂时无法连接。已上传的内容是安全的，恢复后会自动继续。")];

/// What `ingest` says of a file, and of an upload that ended without one.
const OF_FILES: &[Row] = &[
    ("upload_empty", "文件是空的。请重新选择视频并上传。"),
    ("upload_unreadable", "上传的文件无法读取。请重新上传。"),
    ("upload_playlist", "这是播放列表（指向其他文件的文本），不是视频。请上传视频文件本身。"),
    ("upload_image", "这是图片，不是视频。请上传视频文件。"),
    ("upload_archive", "这是压缩包。请解压后上传里面的视频。"),
    ("upload_sound_only", "这是没有画面的音频文件。本站只接受视频。"),
    ("upload_document", "这是文档或程序，不是视频。请上传视频文件。"),
    ("upload_text", "这是文本文件，不是视频。请上传视频文件。"),
    (
        "upload_unknown",
        "无法识别的视频格式。请导出为 MP4、MOV、MKV、WebM、AVI、FLV 或 MPEG-TS 后上传。",
    ),
    ("upload_truncated", "文件不完整，末尾缺少数据。请用原始文件重新上传。"),
    ("upload_no_index", "文件不完整，缺少索引，可能是录制中断造成的。请重新导出后上传。"),
    ("upload_no_media", "文件里没有画面和声音。请重新导出后上传。"),
    ("upload_damaged", "文件已损坏。请重新导出后上传。"),
    ("upload_external_media", "文件的画面或声音存放在其他文件里。请导出为单个完整文件后上传。"),
    ("source_too_short", "视频太短了。请上传更长的视频。"),
    ("source_too_long", "视频太长了。请剪成几段后分别上传。"),
    ("source_size_unusable", "画面尺寸太大或太小。请换一个尺寸导出后上传。"),
    ("source_rate_unknown", "文件没有标明帧率。请导出为 MP4 后上传。"),
    ("source_codec_unknown", "服务器无法读取这个视频的编码。请导出为 MP4 后上传。"),
    (
        "server_fault",
        "服务器多次未能检查这个视频。请稍后重新上传；如果仍然失败，请重新导出后上传。",
    ),
    ("expired", "上传太久没有继续，已过期。请重新上传。"),
    ("terminated", "上传已取消。"),
    ("replaced", "上传已被同一稿件的新上传取代。"),
    ("video_deleted", "稿件已被删除。"),
];

/// What `transcode` and the media tool say of the work.
const OF_WORK: &[Row] = &[
    ("media_tool_missing", "服务器没有可用的转码工具，你的文件没有问题。请联系管理员安装。"),
    ("media_cage_unavailable", "服务器无法安全地打开视频，你的文件没有问题。请联系管理员处理。"),
    ("media_no_picture", "文件里没有动态画面。请上传视频。"),
    ("media_codec_unknown", "本站不支持这个文件的编码。请导出为 MP4（H.264 和 AAC）后上传。"),
    ("media_no_index", "文件不完整，缺少索引。请用原始文件重新上传，或重新导出。"),
    ("media_too_large", "画面超过 8192 × 4320。请缩小尺寸导出后上传。"),
    ("media_no_length", "文件里没有任何可以显示的画面。请重新导出后上传。"),
    ("media_damaged", "文件的画面或声音已损坏。请用原始文件重新上传，或重新导出。"),
    ("media_needs_memory", "转码所需的内存超过上限。请缩小尺寸导出后上传。"),
    ("media_output_too_large", "转码后的视频会超过大小限制。请上传更短或更小的版本。"),
    ("media_failed", "视频无法转码。请重新导出为 MP4 后上传。"),
    ("media_hung", "转码长时间没有进展，已被停止。如果没有自动恢复，请点击“重试”。"),
    ("media_killed", "转码被系统中止。如果没有自动恢复，请点击“重试”。"),
    ("media_timed_out", "转码超出了允许的时间。请上传更短或更小的版本。"),
    (
        "media_out_of_space",
        "服务器磁盘空间不足，你的文件没有问题。如果没有自动恢复，请等空间释放后点击“重试”。",
    ),
    ("media_cancelled", "转码已取消。"),
    ("source_away", "网站存放上传文件的部分暂时无法连接，恢复后会自动继续。"),
    (
        "source_gap",
        "视频中有很长一段没有画面，不值得转码。请剪掉这一段，或以常用帧率重新导出后上传。",
    ),
    (
        "source_too_costly",
        "与文件大小相比，画面数量过多，无法转码。请以常用的尺寸和帧率重新导出后上传。",
    ),
    ("source_missing", "服务器上已没有上传的文件，无法转码。请重新上传。"),
    ("source_unreadable", "服务器不认识这个文件的类型。请导出为 MP4 后上传。"),
    ("package_damaged", "转码后的视频无法打包。如果没有自动恢复，请点击“重试”。"),
    ("internal", "服务器转码时出了问题。如果没有自动恢复，请点击“重试”，或联系管理员。"),
    ("worker_lost", "转码时服务器中断了。如果没有自动恢复，请点击“重试”，或联系管理员。"),
];

impl Language {
    /// The text of a cause code, where this language has its own.
    pub(crate) fn cause(self, code: &str) -> Option<&'static str> {
        if self == Self::SOURCE {
            return None;
        }
        let mut rows = OF_PARTS.iter().chain(OF_FILES).chain(OF_WORK);
        rows.find_map(|(known, text)| (*known == code).then_some(*text))
    }
}

#[cfg(test)]
impl Language {
    /// Every cause code that has a text of its own.
    pub(crate) fn cause_codes() -> impl Iterator<Item = &'static str> {
        OF_PARTS.iter().chain(OF_FILES).chain(OF_WORK).map(|(code, _)| *code)
    }
}
