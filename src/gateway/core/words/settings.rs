//! What each setting is for, in languages that the default configuration does not speak, by
//! `section.key` and by section. One without an entry is shown in English, as config.toml has it.

use super::Language;

/// A setting or section and what Chinese readers are told.
type Row = (&'static str, &'static str);

const OF_SECTIONS: &[Row] = &[
    ("serve", "站点的监听地址"),
    ("log", "服务器输出到标准错误的日志"),
    ("trace", "链路追踪数据发往哪里"),
    ("media", "ffmpeg、它的隔离环境与限制"),
    ("config", "运行时设置的历史记录"),
    ("storage", "数据库的存储方式"),
    ("backup", "备份"),
    ("host", "每个服务域的上限"),
    ("gateway", "入口：HTTP、会话与限流"),
    ("user", "账号与会话"),
    ("ingest", "上传"),
    ("transcode", "清晰度阶梯与转码任务"),
    ("video", "稿件与列表"),
    ("playback", "播放会话与媒体地址"),
];

const OF_GATEWAY: &[Row] = &[
    ("gateway.worker_threads", "处理 HTTP 的线程数。"),
    ("gateway.body_bytes_max", "JSON 请求体的最大大小。"),
    ("gateway.form_bytes_max", "表单的最大大小。"),
    ("gateway.trusted_proxies", "信任哪些代理发来的 X-Forwarded-For 等请求头（CIDR）。"),
    ("gateway.qps_per_ip", "单个地址每秒允许的请求数，不含媒体和静态文件。"),
    ("gateway.burst", "单个地址在停顿之后可一次发出的请求数。"),
    ("gateway.addresses_max", "记住多少个地址的请求频率。"),
    ("gateway.write_stall_ms_max", "客户端完全不接收数据时，连接最多保留多久。"),
    (
        "gateway.unsent_bytes_max",
        "所有客户端未接收数据的总上限；超过后，每个客户端必须达到最低接收速率，超出越多要求越高。",
    ),
    ("gateway.connections_per_ip_max", "单个地址可同时打开的连接数；受信任的代理不限。"),
    ("gateway.streams_max", "同时打开的进度推送数。"),
    ("gateway.stream_recheck_ms", "进度推送每隔多久确认读者仍处于登录状态。"),
    ("gateway.segment_cache_bytes_max", "保存在内存中的热门媒体数据。"),
    ("gateway.insecure_http", "是否以明文 HTTP 服务本机以外的访客。"),
    ("gateway.public_url", "访客访问本站的地址。"),
    ("gateway.metrics_open", "是否让所有人都能查看 /metrics。"),
];

const OF_USER: &[Row] = &[
    ("user.sign_up_open", "是否允许任何人注册账号。"),
    ("user.sign_up_role", "新账号的角色：viewer 只能观看，creator 可以投稿。"),
    ("user.hash_memory_kib", "计算一次密码哈希占用的内存。"),
    ("user.hash_passes", "密码哈希遍历内存的次数。"),
    ("user.hash_lanes", "密码哈希的并行通道数。"),
    ("user.hashes_waiting_max", "可排队等待计算哈希的密码数。"),
    ("user.session_idle_ms", "会话闲置多久后失效。"),
    ("user.sessions_max", "每个账号的会话数；超出时最久未用的先结束。"),
    ("user.use_stale_ms", "会话或令牌“最近使用时间”允许的滞后。"),
    ("user.use_noted_every_ms", "每隔多久统一记录一次使用时间。"),
    ("user.uses_waiting_max", "可等待记录的使用次数。"),
    ("user.api_tokens_max", "每个账号的 API 令牌数。"),
    ("user.revoked_kept_ms", "已吊销的 API 令牌保留多久。"),
    ("user.setup_link_ms", "首位管理员的初始化链接有效多久。"),
    ("user.try_pause_ms", "首次输错密码后的等待时间，之后每次加倍。"),
    ("user.try_pause_ms_max", "两次尝试之间的最长等待时间。"),
    ("user.tries_at_once_max", "同一账号可同时进行的登录尝试数。"),
    ("user.stranger_tries_at_once_max", "从未登录过某账号的所有地点，合计可连续尝试的次数。"),
    ("user.stranger_try_every_ms", "上述次数用完后，每隔多久可再尝试一次。"),
    ("user.known_places_max", "每个账号记住的网络和设备数。"),
    ("user.known_place_kept_ms", "登录过的网络和设备记住多久。"),
    ("user.tries_kept_ms", "输错密码的记录保留多久。"),
    ("user.sweep_every_ms", "每隔多久清理一次过期数据。"),
    ("user.sweep_bite_rows", "清理时每次写入处理的行数。"),
];

const OF_INGEST: &[Row] = &[
    ("ingest.upload_bytes_max", "可上传的最大文件。"),
    ("ingest.open_uploads_max", "每个账号可同时进行的未完成上传数。"),
    ("ingest.chunk_bytes_max", "追加数据时单条消息的最大大小。"),
    ("ingest.write_bytes", "收到多少数据后写入磁盘。"),
    ("ingest.sync_bytes", "写入多少数据后落盘并提交进度。"),
    ("ingest.sync_ms", "最长多久落盘并提交一次进度。"),
    ("ingest.free_bytes_min", "除已声明的上传外，磁盘必须保留的空闲空间。"),
    ("ingest.owner_share_percent", "单个账号的后续上传最多可占用的空闲磁盘比例。"),
    ("ingest.metadata_bytes_max", "客户端自带元数据的最大大小。"),
    ("ingest.chunk_wait_ms", "追加请求等待后续数据的最长时间。"),
    ("ingest.give_way_ms", "无数据的追加请求多久后让位给新的请求。"),
    ("ingest.expire_ms", "未完成的上传在最后一次收到数据后保留多久。"),
    ("ingest.ended_kept_ms", "已结束的上传记录保留多久。"),
    ("ingest.replaced_kept_ms", "被替换的源文件保留多久。"),
    ("ingest.sweep_ms", "每隔多久清理一次过期上传和残留数据。"),
    ("ingest.checks_max", "同时检查的已完成上传数。"),
    ("ingest.check_poll_ms", "每隔多久查看一次等待检查的上传。"),
    ("ingest.check_retry_ms", "服务器出错时，重试检查前的各次等待时间。"),
    ("ingest.check_starts_max", "一个文件最多可开始检查的次数，超过即搁置。"),
    ("ingest.duration_ms_min", "可接受的最短视频。"),
    ("ingest.duration_ms_max", "可接受的最长视频。"),
    ("ingest.side_px_min", "画面宽或高的最小值。"),
    ("ingest.side_px_max", "画面宽或高的最大值。"),
];

const OF_TRANSCODE: &[Row] = &[
    (
        "transcode.express_work_ms_max",
        "作者没有任务在运行时，预计处理时间不超过此值的小任务可使用专用位置。",
    ),
    ("transcode.work_base_ms", "任何文件都可使用的处理器时间。"),
    ("transcode.work_per_kib_ms", "文件每 KiB 可另外使用的处理器时间。"),
    ("transcode.slots", "同时进行的任务数；0 表示每两个处理器一个。"),
    ("transcode.fps_max", "帧率上限，超过的会被抽帧。"),
    ("transcode.preset", "编码器预设：越慢，同等画质所需码率越低。"),
    ("transcode.threads", "每档清晰度的编码线程数；0 表示由编码器决定。"),
    ("transcode.gop_ms", "两个关键帧的间隔（GOP），播放器可从关键帧开始播放。"),
    ("transcode.segment_ms", "单个媒体分段的时长，至少一个 GOP。"),
    ("transcode.audio_kbps", "立体声音频的码率。"),
    ("transcode.audio_mono_kbps", "单声道音频的码率。"),
    ("transcode.retries_max", "遇到可能自行消失的问题时，每个阶段的重试次数。"),
    ("transcode.crashes_max", "任务连续丢失工作进程多少次后搁置。"),
    ("transcode.lease_ms", "任务认领的有效期，用于显示谁在处理。"),
    ("transcode.beat_ms", "工作进程每隔多久报告一次存活并保存进度。"),
    ("transcode.failed_kept_ms", "失败任务的半成品文件保留多久以待重试。"),
    ("transcode.replaced_kept_ms", "旧的转码结果被替换后保留多久。"),
    ("transcode.watchers_max", "可同时跟踪任务进度的页面数。"),
    ("transcode.appear_ms_max", "页面最长等待一个尚未出现的任务多久。"),
    ("transcode.ladder", "清晰度阶梯：只缩小不放大，不高于源视频的档位才会生成。"),
];

const OF_VIDEO_AND_PLAYBACK: &[Row] = &[
    ("video.drafts_max", "每个作者可同时拥有的无视频文件的草稿数。"),
    ("video.refused_max", "每个作者可保留的文件被拒绝的稿件数。"),
    ("video.draft_kept_ms", "草稿在最后一次修改后等待视频文件的最长时间。"),
    ("video.tombstone_kept_ms", "视频删除后，删除记录保留多久。"),
    ("video.sweep_every_ms", "两次清理之间的间隔。"),
    ("video.sweep_rows_max", "清理时每次写入处理的行数。"),
    ("playback.session_ms", "播放会话的最短有效期；长视频为其时长的两倍。"),
    ("playback.viewer_sessions_max", "每位观众的播放会话数；超出时最旧的先结束。"),
    ("playback.ticket_cached_ms", "播放会话可从内存应答的时间。"),
    ("playback.tickets_cached_max", "可从内存应答的播放会话数。"),
    ("playback.progress_every_ms", "同一观众的播放进度两次落盘的最短间隔。"),
    ("playback.progress_waiting_max", "可在内存中等待写入的播放进度数。"),
    ("playback.position_slack_ms", "播放进度最多可超出片尾多少。"),
    ("playback.resume_kept_ms", "登录用户的播放进度保留多久。"),
    ("playback.visitor_resume_kept_ms", "未登录访客的播放进度保留多久。"),
    ("playback.sweep_every_ms", "两次清理之间的间隔。"),
    ("playback.sweep_rows_max", "清理时每次写入处理的行数。"),
];

const TABLES: &[&[Row]] =
    &[OF_SECTIONS, OF_GATEWAY, OF_USER, OF_INGEST, OF_TRANSCODE, OF_VIDEO_AND_PLAYBACK];

/// What each domain owns, as the city map says it in English.
const OF_DOMAINS: &[Row] = &[
    ("user", "账号、凭证、会话、角色与 API 令牌"),
    ("ingest", "断点续传、格式识别、检测与受理"),
    ("transcode", "转码任务、清晰度阶梯、打包、封面与缩略图"),
    ("video", "标题、隐私、发布与视频列表"),
    ("playback", "播放会话、签名媒体地址与续播"),
];

impl Language {
    /// What a domain owns, where this language has its own words.
    pub(crate) fn purpose(self, word: &str) -> Option<&'static str> {
        let row = OF_DOMAINS.iter().find(|(known, _)| *known == word);
        row.map(|(_, text)| *text).filter(|_| self == Self::Zh)
    }

    /// What a setting or a section is for, where this language has its own words.
    pub(crate) fn setting(self, name: &str) -> Option<&'static str> {
        match self {
            Self::En => None,
            Self::Zh => {
                let mut rows = TABLES.iter().flat_map(|table| table.iter());
                rows.find_map(|(known, text)| (*known == name).then_some(*text))
            },
        }
    }

    /// A complaint about a setting. The bounds stand in it as numbers; what no pattern fits stays
    /// English.
    pub(crate) fn complaint(self, text: &str) -> String {
        match self {
            Self::En => text.to_owned(),
            Self::Zh => complaint_zh(text).unwrap_or_else(|| text.to_owned()),
        }
    }
}

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
impl Language {
    /// Every name that has words of its own.
    pub(crate) fn setting_names() -> impl Iterator<Item = &'static str> {
        TABLES.iter().flat_map(|table| table.iter()).map(|(name, _)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_told_in_chinese_with_its_bounds() {
        for (text, told) in [
            ("user.sessions_max is 0; it must lie from 1 to 1000", "在 1 到 1000 之间"),
            ("transcode.gop_ms is 1; it must lie between 250 and 10000", "在 250 到 10000 之间"),
            ("user.sessions_max is \"x\"; write a whole number, such as 50", "整数"),
            ("user.sign_up_role is \"x\"; write one of viewer, creator", "viewer, creator"),
        ] {
            let zh = Language::Zh.complaint(text);
            assert!(zh.contains(told) && zh.starts_with(text.split(' ').next().unwrap()), "{zh}");
            assert_eq!(Language::En.complaint(text), text);
        }
        assert_eq!(Language::Zh.complaint("something else"), "something else");
    }
}
