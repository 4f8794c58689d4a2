## The bar to write

bar-label = 弹幕
bar-switch = 弹幕
bar-tune = 弹幕设置
bar-style = 弹幕样式
bar-text = 弹幕内容
bar-invite = 发条弹幕，说说此刻的想法
bar-send = 发送
bar-wait = { $n } 秒
bar-sign-in = 登录后发弹幕
bar-total = { $n } 条弹幕
bar-on = 弹幕已开启
bar-off = 弹幕已关闭
bar-muted = 该视频已关闭弹幕
bar-shut = 你暂时不能在这里发弹幕
bar-followers = 关注 UP 主后才能发弹幕
bar-slow = 慢速模式：每 { $n } 秒可发一条
bar-held = 已发送，审核通过后其他人可见。
bar-too-long = 弹幕最多 { $most } 个字。
sheet-switch = 开启 / 关闭弹幕
sheet-write = 发弹幕
key-enter = 回车

## How one is written

style-mode = 模式
mode-scroll = 滚动
mode-top = 顶部
mode-bottom = 底部
mode-reverse = 逆向
mode-positioned = 定位
place-on = 把弹幕放在画面中的指定位置
place-x = 距左侧
place-y = 距顶部
place-s = 显示时长
style-size = 字号
size-small = 小
size-medium = 标准
size-large = 大
style-color = 颜色
style-own = 自选颜色
color-white = 白色
color-gray = 灰色
color-red = 红色
color-orange = 橙色
color-amber = 琥珀色
color-yellow = 黄色
color-lime = 黄绿色
color-green = 绿色
color-cyan = 青色
color-blue = 蓝色
color-violet = 紫色
color-pink = 粉色

## How they are shown

tune-opacity = 不透明度
tune-area = 显示区域
tune-area-quarter = 1/4 屏
tune-area-half = 半屏
tune-area-most = 3/4 屏
tune-area-full = 全屏
tune-size = 弹幕字号
tune-speed = 弹幕速度
speed-1 = 极慢
speed-2 = 较慢
speed-3 = 适中
speed-4 = 较快
speed-5 = 极快
tune-density = 弹幕密度
density-1 = 稀疏
density-2 = 较少
density-3 = 较多
density-4 = 不限
tune-foot = 防挡字幕
tune-foot-hint = 画面底部不显示弹幕
tune-reset = 恢复默认
tune-still = 系统已开启“减弱动态效果”，弹幕会固定显示在顶部，不再滚动。

## What is not shown

hide-title = 弹幕屏蔽
hide-kinds = 按类型屏蔽
hide-colored = 彩色
rule-kind = 屏蔽方式
rule-word = 关键词
rule-regex = 正则
rule-value = 要屏蔽的内容
rule-add = 添加
rule-none = 还没有屏蔽关键词、正则或用户。
rule-remove = 取消屏蔽：{ $rule }
rule-sender = 用户 { $value }
rule-odd = 不支持这个正则表达式：可以使用分组、字符集、| 和重复，不支持前后断言与反向引用。
rule-full = 屏蔽列表已满，请先删除一条。
rule-not = 添加失败，请刷新页面后重试。
rule-blocked = 已屏蔽该用户的弹幕。

## The room, for its owner and moderators

manage-title = 弹幕管理
manage-muted = 关闭弹幕
manage-muted-hint = 仅你和审核员可以发弹幕。
manage-followers = 仅粉丝可发
manage-followers-hint = 只有关注了 UP 主的人可以发弹幕。
manage-slow = 慢速模式
manage-slow-off = 关闭
manage-slow-seconds = 每 { $n } 秒一条
manage-import = 导入弹幕
manage-import-hint = 选择含有 <d p="…"> 的 XML 文件，不超过 2 MB。弹幕经审核后才会显示。
import-busy = 正在导入…
import-done = 已导入 { $n } 条。
import-left = 未导入：{ $list }。
import-large = 文件超过 2 MB，请选择小一些的文件。
import-reason-time = { $n } 条超出视频时长
import-reason-mode = { $n } 条的弹幕位置不受支持
import-reason-look = { $n } 条的颜色或字号无法识别
import-reason-text = { $n } 条为空、过长或含有不允许的字符
import-reason-known = { $n } 条已经存在
import-reason-full = { $n } 条超出此视频的导入上限

## The list

list-title = 弹幕列表
list-none = 还没有弹幕。
list-time = 时间
list-text = 弹幕内容
list-sent = 发送时间
list-actions = 操作
list-menu = 弹幕操作
menu-block = 屏蔽该用户
menu-recall = 撤回
menu-report = 举报
menu-report-note = { $time } 处的弹幕：“{ $text }”
menu-remove = 删除

## 等待审核的弹幕

held-title = 待审弹幕
held-lead = 被规则拦下、等待审核员决定的弹幕。
held-count = { $shown } 条弹幕待审核
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
refusal-SLOW_MODE_INVALID = 两条弹幕之间的间隔最长为 { $most } 分钟。
refusal-TEXT_REPEATED = 你刚刚在这里发过同样的内容。
refusal-FOLLOWERS_ONLY = 目前只有关注了 UP 主的人可以发弹幕，请先关注再发。
refusal-POSITION_NOT_ALLOWED = 只有 UP 主和审核员可以发定位弹幕，请选择其他模式。
refusal-FILE_INVALID = 这不是 XML 弹幕文件，或者文件已损坏，请换一个文件。
refusal-FILE_PACKED = 文件是压缩过的，请先解压，再选择里面的 XML 文件。
refusal-FILE_ENCODING = 文件不是 UTF-8 编码，请另存为 UTF-8 后重试。
refusal-FILE_TOO_LONG = 一个文件最多包含 { $most } 条弹幕，请拆分后分别导入。

## What each setting of the configuration is for

section-danmaku = 弹幕
setting-danmaku-send_apart_ms = 同一账号两条弹幕之间的最短间隔，不论发在哪个视频。
setting-danmaku-repeat_apart_ms = 同一账号在同一视频中多久内不能重复发送相同内容。
setting-danmaku-merge_apart_ms = 内容相近的弹幕在视频中相隔多久以内会合并显示；0 表示不合并。
setting-danmaku-merge_compared_max = 新弹幕最多与多少条弹幕比较是否相近。
setting-danmaku-recall_ms = 弹幕发送后多久内可以撤回。
setting-danmaku-time_slack_ms = 弹幕的时间点最多可超出片尾多少。
setting-danmaku-segment_rows_max = 每个六分钟分段最多给出的弹幕数；超出时取最新的。
setting-danmaku-fresh_rows_max = 分段累积多少条新弹幕后重新编码。
setting-danmaku-encode_apart_ms = 新弹幕在增量中最多停留多久，不论数量多少。
setting-danmaku-encode_every_ms = 多久检查一次需要重新编码的分段。
setting-danmaku-judge_every_ms = 多久重试一次当时无法审核的弹幕。
setting-danmaku-changes_told_max = 逐条推送给订阅端的变更数上限；超出时需重新读取分段。
setting-danmaku-imported_rows_max = 一个视频最多可从文件导入的弹幕数。
setting-danmaku-followers_max = 同时订阅弹幕房间的连接数；每个前端对每个展示的房间算一个。
setting-danmaku-gone_kept_ms = 被删除的弹幕记录保留多久，以便迟到的订阅端得知。
setting-danmaku-sweep_every_ms = 两次清理之间的间隔。
setting-danmaku-sweep_rows_max = 清理时每次写入处理的行数。

## 导出压缩包中本模块的内容

export-list = danmaku.json：你发送过的弹幕和你的弹幕屏蔽规则。
