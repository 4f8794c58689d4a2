## Said on every page

site-tagline = 自己的视频，自己的网站
site-about = 关于本站
site-terms = 使用条款
site-skip-to-content = 跳到主要内容
site-offline = 无法连接服务器，请检查网络后重试。
site-close = 关闭

## Lists

list-more = 加载更多
list-loading = 加载中…
list-actions = 更多操作

## Header, bottom bar, footer, preferences

nav-main-label = 主导航
nav-home = 首页
nav-upload = 投稿
nav-studio = 创作中心
nav-history = 历史记录
nav-account = 账号设置
nav-me = 我的
nav-account-menu = 账号菜单
nav-administrator = 管理员
nav-admin = 站点管理
nav-sign-in = 登录
nav-sign-up = 注册
nav-sign-out = 退出登录
nav-preferences = 语言与外观
nav-language = 语言
nav-theme = 外观
nav-theme-auto = 跟随系统
nav-theme-light = 浅色
nav-theme-dark = 深色

## Times and amounts; the numbers are whole and positive

units-just-now = 刚刚
units-minutes-ago = { $n } 分钟前
units-hours-ago = { $n } 小时前
units-days = { $n } 天
units-hours = { $n } 小时
units-minutes = { $n } 分钟
units-seconds = { $n } 秒
units-milliseconds = 毫秒
units-bytes = 字节
units-kibibytes = KiB
units-kilobits-per-second = kbit/s
units-pixels = 像素
units-percent = %
units-frames-per-second = 帧/秒
units-yesterday = 昨天
units-days-ago = { $n } 天前
units-duration = 时长
units-this-day = 今天
units-day-before = 昨天
# How large numbers are cut short: thousands (K, M) or myriads (万, 亿).
units-scale = myriads
units-views = { $shown } 次播放
units-views-large = { $shown }万次播放
units-views-huge = { $shown }亿次播放

## Labels and hints of the video form, shared by upload and edit

form-title = 标题
form-title-hint = 观众最先看到的一句话
form-description = 简介
form-description-hint = 视频讲了什么？素材来自哪里？
form-tags = 标签
form-tags-hint = 用逗号分隔，例如：动画，自然
form-privacy = 谁可以看
form-optional = 选填
form-save = 保存
form-cancel = 取消

## The error page and the 404

error-title = 出错了
error-what-to-do = 你可以这样做：
error-code = 错误码
error-trace-id = 追踪编号
error-trace-hint = 把编号告诉管理员，即可在日志中找到这次请求。
error-go-home = 返回首页
error-try-again = 重试
error-not-found-title = 页面不存在
error-not-found-text = 视频可能已被删除或设为仅自己可见，也可能是地址输错了。
error-not-found-action = 请检查地址，或者看看最新视频。

## Why something was not done, by the codes of the contract

refusal-CREDENTIAL_UNKNOWN = 登录已失效或令牌已吊销，请重新登录或换一个令牌。
refusal-CSRF = 页面已过期，或请求来自其他网站，请刷新页面后重新提交。
refusal-HTTPS_REQUIRED = 本站只支持 HTTPS，请用 https 地址打开。
refusal-METHOD_NOT_ALLOWED = 这个地址不支持该请求方法。
refusal-BODY_SLOW = 数据发送得太慢，连接已中断，请检查网络后重试。
refusal-TUS_VERSION = 上传协议版本不受支持，请使用 Tus-Resumable: 1.0.0。
refusal-BODY_TOO_LARGE = 提交的内容超出大小限制，请减小后再试。
refusal-MEDIA_TYPE = 请求的内容类型（Content-Type）不受支持，请更正后再试。
refusal-BODY_INVALID = 请求内容有误，请检查后再试。
refusal-HEADER_INVALID = 请求头有误，请检查后再试。
refusal-TOO_MANY_REQUESTS = 请求太频繁了，请稍等片刻再试。
refusal-BODY_CUT = 连接提前断开，数据没有传完，请重试。
refusal-CHECKPOINT_REFUSED = 未签署检查点：日志中没有此条目，或此进程没有签名密钥。请在负责登录的进程上重新校验日志。
refusal-EXPORT_RUNNING = 你的数据正在导出。请等待其完成，或停止那次下载后再试。
refusal-BACKUP_REFUSED = 无法开始备份：已有备份正在进行，或目标文件夹不是绝对路径。请等待其完成，或更正路径。

## Failures on our side: what happened, and what the reader can do

fault-too-frequent-what = 你的网络地址请求太频繁了。
fault-too-frequent-advice = 请稍等片刻再试。
fault-no-space-what = 服务器磁盘已满，未能保存。
fault-no-space-advice = 请联系站点管理员清理空间后再试。
fault-unavailable-what = 部分服务暂时不可用。
fault-unavailable-advice = 请稍等一分钟再试。
fault-timeout-what = 服务器响应超时了。
fault-timeout-advice = 请重试，数据没有丢失。
fault-overloaded-what = 服务器繁忙。
fault-overloaded-advice = 请稍等几秒再试。
fault-too-many-requests-what = 服务器繁忙。
fault-too-many-requests-advice = 请稍等几秒再试。
fault-csrf-what = 页面已过期，或请求来自其他网站。
fault-csrf-advice = 请刷新页面后重新提交。
fault-not-allowed-what = 你没有权限进行此操作。
fault-not-allowed-advice = 请换个账号登录，或联系管理员。
fault-bad-request-what = 服务器无法识别这个请求。
fault-bad-request-advice = 请返回检查填写的内容后再试。
fault-payload-too-large-what = 提交的内容超出大小限制。
fault-payload-too-large-advice = 请减小后再试。
fault-internal-what = 服务器出错了。
fault-internal-advice = 请重试；如果问题仍然存在，请把下方的追踪编号告诉管理员。

## What each setting of the configuration is for

section-gateway = 入口：HTTP、会话与限流
setting-gateway-worker_threads = 处理 HTTP 的线程数。
setting-gateway-body_bytes_max = JSON 请求体的大小上限。
setting-gateway-form_bytes_max = 表单的大小上限。
setting-gateway-trusted_proxies = 信任哪些代理发来的 X-Forwarded-For 等请求头（CIDR）。
setting-gateway-qps_per_ip = 单个地址每秒允许的请求数，不含媒体和静态文件。
setting-gateway-burst = 单个地址在停顿之后可一次发出的请求数。
setting-gateway-texts_per_ip = 单个地址每分钟允许发送的弹幕和评论总数，不论是哪个账号。
setting-gateway-addresses_max = 记住多少个地址的请求频率。
setting-gateway-write_stall_ms_max = 客户端完全不接收数据时，连接最多保留多久。
setting-gateway-unsent_bytes_max = 所有客户端未接收数据的总上限；超过后，每个客户端必须达到最低接收速率，超出越多要求越高。
setting-gateway-connections_per_ip_max = 单个地址可同时打开的连接数；受信任的代理不限。
setting-gateway-streams_max = 可同时打开的进度推送数。
setting-gateway-sockets_max = 可同时打开的 WebSocket 连接数。
setting-gateway-stream_recheck_every_ms = 进度推送每隔多久确认用户仍处于登录状态。
setting-gateway-served_every_ms = 多久汇报一次发送的媒体流量；进程被强行终止时，上次汇报之后的不计入。
setting-gateway-segment_cache_bytes_max = 内存中缓存的热门媒体数据量（本机上较大的文件除外）；设为 0 时，本机文件也不会保持打开。
setting-gateway-insecure_http = 是否以明文 HTTP 服务本机以外的访客。
setting-gateway-public_url = 访客访问本站的地址。
setting-gateway-metrics_open = 是否让所有人都能查看 /metrics。

## 导出压缩包中的文字

export-title = { $name } 的数据，来自 { $site }
export-at = 导出时间：{ $moment }。
export-form = 所有 .json 文件均为 UTF-8 文本。时间均为 UTC，同时给出便于阅读的写法（如 "created_at"）和 1970 年以来的毫秒数（"created_at_ms"）。大小以字节为单位。
export-account = account.json：个人资料、邮箱地址、当前已登录的设备、API 令牌和通行密钥的名称、配额，以及最近发给你的邮件。
export-folders = videos/：每个视频一个文件夹，以编号命名，内有 video.json、封面和你上传的原文件（"original"）。原文件已不再保留时，改为提供已发布的最佳版本：画面在 "video-….mp4"，声音在 "audio.mp4"。
export-left-out = 不包含：密码和令牌（只保存无法还原的哈希值）、属于他人的内容，以及作出决定的人。
export-whole = 如果有内容未能导出，压缩包中会有 INCOMPLETE.txt 加以说明；没有这个文件，就表示导出完整。
export-incomplete = 本次导出不完整。以下内容缺失或中途截断：
export-missing = - { $name }：{ $why }
export-missing-more = - 另有 { $count } 项
export-again = 压缩包中的其他内容都是完整的。请稍后重新导出；如果仍有缺失，请联系网站管理员。

## The language itself

language-name = 简体中文

## Why a video does not go on, by the causes of the contract: while the server still tries, and after it gave up

cause-PART_UNREACHABLE = 本站负责这一步的服务暂时无法连接。已上传的内容不受影响，恢复后会自动继续。
cause-unknown = 服务器遇到了本页面无法说明的问题。请稍后重试，或联系本站管理员。
