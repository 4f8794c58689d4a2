## 等待审核的弹幕

held-title = 待审弹幕
held-lead = 被规则拦下、等待审核员决定的弹幕。
held-empty-title = 没有待审弹幕
held-empty-text = 被规则拦下的弹幕会出现在这里。
held-at = 视频 { $moment } 处
held-show = 放行
held-remove = 删除
notice-held_decided = 处理结果已生效。

## What this domain owns, on the page of domains

purpose = 弹幕与观众的弹幕屏蔽规则

## Why something was not done, by the codes of the contract

refusal-ROOM_UNKNOWN = 没有这个视频，或者你无权观看。
refusal-SESSION_NEEDED = 播放会话已结束，请刷新页面后再发弹幕。
refusal-TEXT_INVALID = 弹幕长度为 1 到 { $most } 个字。
refusal-TIME_INVALID = 视频中没有这个时间点，请刷新页面。
refusal-STYLE_INVALID = 没有这种弹幕模式、字号或颜色，请重新选择。
refusal-TEXT_REFUSED = 这条弹幕不符合本站规则，请修改后再发。
refusal-ROOM_MUTED = 此视频暂时关闭了弹幕。
refusal-SEND_LATER = 发送太快了，请稍等片刻再发。
refusal-DANMAKU_UNKNOWN = 没有这条弹幕，或者它已被删除。
refusal-RECALL_TOO_LATE = 弹幕只能在发送后 { $most } 分钟内撤回，这一条已超过时间。
refusal-VERSION_UNKNOWN = 这部分弹幕已更新，请刷新页面。
refusal-FILTERS_INVALID = 有屏蔽规则无法使用，或者规则太多，请修改后再保存。
refusal-SLOW_MODE_INVALID = 两条弹幕之间的间隔最长为 { $most } 毫秒。
refusal-TEXT_REPEATED = 你刚刚在这里发过同样的内容。

## What each setting of the configuration is for

section-danmaku = 弹幕
setting-danmaku-send_apart_ms = 同一账号两条弹幕之间的最短间隔，不论发在哪个视频。
setting-danmaku-repeat_apart_ms = 同一账号在同一视频中多久内不能重复发送相同内容。
setting-danmaku-recall_ms = 弹幕发送后多久内可以撤回。
setting-danmaku-time_slack_ms = 弹幕的时间点最多可超出片尾多少。
setting-danmaku-segment_rows_max = 每个六分钟分段最多给出的弹幕数；超出时取最新的。
setting-danmaku-fresh_rows_max = 分段累积多少条新弹幕后重新编码。
setting-danmaku-encode_apart_ms = 新弹幕在增量中最多停留多久，不论数量多少。
setting-danmaku-encode_every_ms = 多久检查一次需要重新编码的分段。
setting-danmaku-judge_every_ms = 多久重试一次当时无法审核的弹幕。
setting-danmaku-changes_told_max = 逐条告知关注者的变更数上限；超出时需重新读取分段。
setting-danmaku-followers_max = 同时关注弹幕房间的连接数；每个前端对每个展示的房间算一个。
setting-danmaku-gone_kept_ms = 被删除的弹幕记录保留多久，以便迟到的关注者得知。
setting-danmaku-sweep_every_ms = 两次清理之间的间隔。
setting-danmaku-sweep_rows_max = 清理时每次写入处理的行数。

## 导出压缩包中本模块的内容

export-list = danmaku.json：你发送过的弹幕和你的弹幕屏蔽规则。
