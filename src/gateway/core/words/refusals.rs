//! What errors are called in each language, by the codes of the contracts. A code without an entry
//! is shown in the words of its domain, which are English. It must not map codes to statuses.

use super::Language;

/// A failure on our side, for people.
pub(crate) struct Explained {
    /// What happened.
    pub(crate) what: &'static str,
    /// What the reader can do.
    pub(crate) advice: &'static str,
}

impl Language {
    /// The text of a refusal such as `user.NAME_TAKEN`, where this language has its own.
    pub(crate) fn refusal(self, code: &str) -> Option<&'static str> {
        match self {
            Self::En => None,
            Self::Zh => refusal_zh(code),
        }
    }

    /// A fault (`overloaded`, `timeout`, …) or a status of the gateway itself, explained.
    pub(crate) fn fault(self, code: &str) -> Explained {
        let (what, advice) = match self {
            Self::En => fault_en(&code.to_ascii_lowercase()),
            Self::Zh => fault_zh(&code.to_ascii_lowercase()),
        };
        Explained { what, advice }
    }
}

fn fault_en(code: &str) -> (&'static str, &'static str) {
    match code {
        "unavailable" => {
            ("A part of the site is not running right now.", "Wait a minute, then try again.")
        },
        "no_space" => (
            "The disk of the server is full, so nothing was saved.",
            "Ask the operator of this site to make room, then try again.",
        ),
        "timeout" => ("The answer took too long.", "Try again; nothing was lost."),
        "overloaded" | "too_many_requests" => {
            ("The server has more to do than it can take.", "Wait a few seconds, then try again.")
        },
        "too_frequent" => {
            ("Too many requests came from your address.", "Wait a moment, then try again.")
        },
        "csrf" | "form_expired" => (
            "This form is too old, or came from another site.",
            "Load the page again and send the form once more.",
        ),
        "not_allowed" | "forbidden" => (
            "Your account may not do this.",
            "Sign in with another account, or ask the administrator.",
        ),
        "bad_request" => (
            "The request could not be understood.",
            "Go back, check what you entered, and try again.",
        ),
        "payload_too_large" => ("This is larger than allowed.", "Send less at a time."),
        _ => (
            "Something broke on our side.",
            "Try again. If it stays, tell the administrator the trace id below.",
        ),
    }
}

fn fault_zh(code: &str) -> (&'static str, &'static str) {
    match code {
        "too_frequent" => ("你的网络地址请求太频繁了。", "请稍等片刻再试。"),
        "no_space" => ("服务器磁盘已满，未能保存。", "请联系站点管理员清理空间后再试。"),
        "unavailable" => ("部分服务暂时不可用。", "请稍等一分钟再试。"),
        "timeout" => ("服务器响应超时了。", "请重试，数据没有丢失。"),
        "overloaded" | "too_many_requests" => ("服务器有点忙不过来了。", "请稍等几秒再试。"),
        "csrf" | "form_expired" => ("页面已过期，或请求来自其他网站。", "请刷新页面后重新提交。"),
        "not_allowed" | "forbidden" => ("你没有权限进行此操作。", "请换个账号登录，或联系管理员。"),
        "bad_request" => ("请求有误。", "请返回检查填写的内容后再试。"),
        "payload_too_large" => ("内容超出大小限制。", "请减小后再试。"),
        _ => ("服务器出了点问题。", "请重试；如果一直这样，请把下方的追踪编号告诉管理员。"),
    }
}

/// Code and words.
type Row = (&'static str, &'static str);

const OF_KERNEL: &[Row] = &[
    ("kernel.NOT_OWNER", "这不是你的稿件，无法进行此操作。"),
    ("kernel.SIGN_IN_FIRST", "请先登录。"),
    ("kernel.NOT_ALLOWED", "你没有权限进行此操作。"),
    ("kernel.PAGE_INVALID", "页码无效，请返回第一页。"),
    ("kernel.KEY_REUSED", "这个表单已经提交过不同的内容，请刷新页面后再试。"),
    ("kernel.CONFIG_INVALID", "这些设置不能生效，什么都没有改变。请按提示修改后再试。"),
    ("kernel.CONFIG_CHANGED", "刚才有人改动了设置。请查看现在的值，再决定是否修改。"),
    ("kernel.CONFIG_VERSION_UNKNOWN", "这个版本已不在历史记录中，请另选一个。"),
    ("kernel.NUL_IN_TEXT", "文字中含有无法保存的空字符（U+0000），请删除后重试。"),
    ("kernel.NOT_FOUND", "这个地址没有内容，请检查地址后再试。"),
];

const OF_GATEWAY: &[Row] = &[
    ("gateway.CREDENTIAL_UNKNOWN", "登录已失效或令牌已吊销，请重新登录或换一个令牌。"),
    ("gateway.CSRF", "页面已过期，或请求来自其他网站，请刷新页面后重新提交。"),
    ("gateway.HTTPS_REQUIRED", "本站只支持 HTTPS，请用 https 地址打开。"),
    ("gateway.METHOD_NOT_ALLOWED", "这个地址不支持该请求方法。"),
    ("gateway.BODY_SLOW", "数据发送得太慢，连接已中断，请检查网络后重试。"),
    ("gateway.TUS_VERSION", "上传协议版本不受支持，请使用 Tus-Resumable: 1.0.0。"),
    ("gateway.BODY_TOO_LARGE", "内容超出大小限制，请减小后再试。"),
    ("gateway.MEDIA_TYPE", "请求的内容类型（Content-Type）不受支持，请更正后再试。"),
    ("gateway.BODY_INVALID", "请求内容有误，请检查后再试。"),
    ("gateway.HEADER_INVALID", "请求头有误，请检查后再试。"),
    ("gateway.TOO_MANY_REQUESTS", "请求太频繁了，请稍等片刻再试。"),
    ("gateway.BODY_CUT", "连接提前断开，数据没有传完，请重试。"),
    ("gateway.BACKUP_REFUSED", "现在不能备份：已有备份正在进行，或目标文件夹的路径不完整。"),
];

const OF_USER: &[Row] = &[
    ("user.NAME_TAKEN", "这个用户名已被使用，换一个试试吧。"),
    ("user.NAME_INVALID", "用户名格式不正确，请修改后再试。"),
    ("user.PASSWORD_TOO_WEAK", "密码太简单了，请换一个更长的密码。"),
    ("user.CREDENTIALS_WRONG", "用户名或密码错误，请检查后再试。"),
    ("user.TRY_LATER", "尝试次数过多，请稍后再试。"),
    ("user.SETUP_LINK_INVALID", "初始化链接无效或已过期，请使用服务器最新输出的链接。"),
    ("user.SETUP_DONE", "本站已完成初始化，请直接登录。"),
    ("user.USER_UNKNOWN", "用户不存在。"),
    ("user.TOKEN_UNKNOWN", "令牌不存在或已吊销。"),
    ("user.TOO_MANY_TOKENS", "令牌数量已达上限，请先吊销不用的令牌。"),
    ("user.LABEL_INVALID", "请填写有效的令牌名称。"),
    ("user.TOO_MANY_IDS", "一次查询的用户太多了，请分批查询。"),
    ("user.ROLE_UNKNOWN", "没有这种账号角色，请换一个角色。"),
];

const OF_INGEST: &[Row] = &[
    ("ingest.UPLOAD_UNKNOWN", "上传不存在或已过期，请重新上传。"),
    ("ingest.OFFSET_WRONG", "上传位置不一致，请刷新页面后继续上传。"),
    ("ingest.SIZE_INVALID", "文件大小无效，请换一个文件。"),
    ("ingest.TOO_LARGE", "文件超出大小限制，请换一个小一点的文件。"),
    ("ingest.UPLOAD_ENDED", "该上传已结束。"),
    ("ingest.NO_SPACE", "服务器存储空间不足，请联系管理员。"),
    ("ingest.TOO_MANY_UPLOADS", "同时上传的文件太多了，请等待部分完成后再试。"),
    ("ingest.CHUNK_INVALID", "数据不完整，请继续上传。"),
    ("ingest.UPLOAD_BUSY", "该文件正在另一个页面上传。"),
    ("ingest.METADATA_INVALID", "上传信息有误或太长，请修改后再试。"),
    ("ingest.TAKES_NO_SOURCE", "该稿件已经有视频文件了；要上传其他文件，请新建稿件。"),
    ("ingest.ALREADY_OPEN", "该稿件有未完成的上传，请继续上传，或先取消它。"),
];

const OF_TRANSCODE: &[Row] = &[
    ("transcode.JOB_UNKNOWN", "没有找到该视频的处理任务。"),
    ("transcode.NOT_FAILED", "任务没有失败，无需重试。"),
];

const OF_VIDEO: &[Row] = &[
    ("video.VIDEO_UNKNOWN", "视频不存在，可能已被删除或设为仅自己可见。"),
    ("video.TITLE_INVALID", "标题不能为空，且不能超过 100 个字符。"),
    ("video.DESCRIPTION_TOO_LONG", "简介太长了，不能超过 5000 个字符。"),
    ("video.TAGS_INVALID", "标签最多 12 个，每个不超过 30 个字符。"),
    ("video.NOT_READY", "视频还在处理中，请稍后再试。"),
    ("video.TOO_MANY_DRAFTS", "处理中的稿件太多了，请等待部分完成后再投稿。"),
    ("kernel.CREATORS_ONLY", "这个账号只能观看，不能投稿；请联系管理员开通投稿权限。"),
    ("video.OWNER_INVALID", "稿件所属的账号无效，请指定一个有效的账号。"),
    ("video.PRIVACY_INVALID", "请选择谁可以观看：公开、不公开列出或仅自己可见。"),
    ("video.VERSION_CHANGED", "在此期间稿件已被修改。请查看最新内容后再保存。"),
];

const OF_PLAYBACK: &[Row] = &[
    ("playback.VIDEO_UNKNOWN", "视频不存在，可能已被删除或设为仅自己可见。"),
    ("playback.NOT_READY", "视频还在处理中，请稍后再试。"),
    ("playback.TOKEN_INVALID", "播放已过期，请刷新页面。"),
    ("playback.SESSION_UNKNOWN", "播放已过期，请刷新页面。"),
    ("playback.PATH_UNKNOWN", "播放地址不存在。"),
    ("playback.POSITION_INVALID", "播放进度无效，请刷新页面后再试。"),
];

const REFUSALS_ZH: &[&[Row]] =
    &[OF_KERNEL, OF_GATEWAY, OF_USER, OF_INGEST, OF_TRANSCODE, OF_VIDEO, OF_PLAYBACK];

fn refusal_zh(code: &str) -> Option<&'static str> {
    let mut rows = REFUSALS_ZH.iter().flat_map(|rows| rows.iter());
    rows.find_map(|(known, text)| (*known == code).then_some(*text))
}
