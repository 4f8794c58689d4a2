## The watch page and its player

watch-player-label = 视频播放器
watch-newest = 最新发布
watch-newest-empty = 还没有其他视频。
watch-no-description = UP 主还没有写简介。
watch-tags-label = 标签
watch-edit = 编辑稿件
watch-share = 分享
share-link = 链接
share-copy = 复制
share-at = 从此时间开始播放：
embed-none = 视频不可用
embed-none-text = 该视频可能已被删除或设为仅自己可见。
share-code = 嵌入代码
watch-link-copied = 已复制
watch-not-playable = 视频还不能播放
watch-not-playable-text = 稿件正在处理中，可前往创作中心查看进度。
watch-open-studio = 前往创作中心
watch-resumed = 已为你定位至上次观看的 { $time }
watch-start-over = 从头播放
watch-playback-failed = 视频播放失败
watch-playback-unreachable = 暂时无法连接本站，本页会自动重试。
watch-try-again = 重试
watch-loading = 播放器加载中…
watch-needs-script = 播放视频需要开启 JavaScript，请开启后刷新页面。
player-controls = 播放控制
player-play = 播放
player-pause = 暂停
player-replay = 重播
player-next = 下一个视频
player-mute = 静音
player-volume = 音量
player-position = 播放进度
player-position-of = { $now }，共 { $all }
player-captions = 字幕
player-speed = 倍速
player-speed-normal = 正常
player-quality = 清晰度
player-quality-auto = 自动
player-settings = 设置
player-autoplay = 自动播放
player-autoplay-hint = 打开页面即开始播放
player-loop = 循环播放
player-picture = 画中画
player-theatre = 宽屏模式
player-fill = 网页全屏
player-fullscreen = 全屏
player-skipped = { $by } 秒
player-up-next = 接下来播放
player-related = 更多视频
player-close = 关闭

## The sheet of shortcuts

player-sheet = 快捷键说明
player-sheet-play = 播放 / 暂停
player-sheet-ten = 后退 / 前进 10 秒
player-sheet-five = 后退 / 前进 5 秒
player-sheet-volume = 提高 / 降低音量
player-sheet-speed = 减速 / 加速
player-sheet-jump = 跳转到 0%～90% 处
player-sheet-help = 显示或关闭本说明
player-key-space = 空格

## The history of an account

history-title = 历史记录
history-lead = 你看过的视频，最近观看的在前。仅自己可见。
history-empty-title = 还没有观看记录
history-empty-text = 登录后看过的视频会出现在这里。
history-empty-paused = 历史记录已暂停，现在看的视频不会出现在这里。
history-progress = 看到 { $position }，共 { $all }
history-gone = 视频已失效
history-remove = 从历史记录中删除
history-remove-named = 从历史记录中删除《{ $title }》
history-clear = 清空历史记录
history-clear-title = 要清空历史记录吗？
history-clear-lead = 所有观看记录和上次看到的位置都会立即删除，且无法恢复。
history-pause = 暂停记录
history-resume = 恢复记录
history-paused = 历史记录已暂停：看过的视频和看到的位置都不会被记录。
notice-history-removed = 已从历史记录中删除。
notice-history-cleared = 历史记录已清空。
notice-history-paused = 已暂停记录观看历史。
notice-history-resumed = 已恢复记录观看历史。

## Why something was not done, by the codes of the contract

refusal-VIDEO_UNKNOWN = 无法播放：该视频已被删除、设为仅自己可见，或不存在。
refusal-NOT_READY = 该视频仍在处理中，暂时无法播放。
refusal-TOKEN_INVALID = 视频文件的地址无效或已过期，请刷新页面。
refusal-SESSION_UNKNOWN = 播放会话已结束，请刷新页面。
refusal-PATH_UNKNOWN = 该视频没有这个文件，请刷新页面。
refusal-POSITION_INVALID = 该播放位置不在视频范围内，请刷新页面。
refusal-PLAYED_INVALID = 播放器上报的观看记录有误，请刷新页面。
refusal-AGE_UNCONFIRMED = 此视频仅限成年人观看。请在本站打开视频页面并确认年龄。

## What the domain owns, as the page of the domains says it

purpose = 播放会话、签名媒体地址、播放量与观看历史

## What each setting of the configuration is for

section-playback = 播放会话、媒体地址与观看记录
setting-playback-session_ms = 播放会话的最短有效期；长视频为其时长的两倍。
setting-playback-viewer_sessions_max = 每位观众的播放会话数；超出时最旧的先结束。
setting-playback-session_cached_ms = 播放会话可从内存应答的时间。
setting-playback-sessions_cached_max = 可从内存应答的播放会话数。
setting-playback-progress_every_ms = 同一观众的播放进度两次落盘的最短间隔。
setting-playback-progress_waiting_max = 可在内存中等待写入的播放进度数。
setting-playback-position_slack_ms = 播放进度最多可超出片尾多少。
setting-playback-resume_kept_ms = 登录用户的播放进度保留多久。
setting-playback-visitor_resume_kept_ms = 未登录访客的播放进度保留多久。
setting-playback-history_rows_max = 每个账号的历史记录最多保留的视频数；超出时最早的先删除。
setting-playback-history_kept_ms = 不再观看的视频在历史记录中保留多久。
setting-playback-served_every_ms = 多久汇报一次已结束各分钟内发送的媒体流量。
setting-playback-served_waiting_max = 可在内存中等待汇报的流量统计项数；超出的不计入。
setting-playback-sweep_every_ms = 两次清理之间的间隔。
setting-playback-sweep_rows_max = 清理时每次写入处理的行数。

## Before a video for adults

age-title = 此视频仅限成年人观看
age-text = 审核员已将此视频设为仅限成年人观看。你是否已成年？
age-confirm = 我已成年
age-back = 返回

## 导出压缩包中本模块的内容

export-list = watched.json：观看历史、最近的播放会话和上次看到的位置。
