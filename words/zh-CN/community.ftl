## What it owns

purpose = 评论、点赞、投币、收藏、关注、动态与通知

## What cannot be done, and why

refusal-THREAD_UNKNOWN = 没有这个视频，或者你无权观看。
refusal-COMMENT_UNKNOWN = 没有这条评论，或者它已被删除。
refusal-COMMENT_INVALID = 评论长度为 1 到 { $most } 个字。
refusal-COMMENT_REFUSED = 这条评论不符合本站规则，请修改后再发。
refusal-COMMENTS_CLOSED = 此视频已关闭评论。
refusal-COMMENT_LATER = 评论太快了，请稍等片刻再发。
refusal-COMMENT_REPEATED = 你刚刚在这里发过同样的评论。
refusal-USER_BLOCKED = 你无法与该用户互动。
refusal-FOLDER_UNKNOWN = 没有这个收藏夹，请刷新页面。
refusal-FOLDER_INVALID = 收藏夹名称长度为 1 到 { $most } 个字。
refusal-TOO_MANY_FOLDERS = 你已有 { $count } 个收藏夹，最多可有 { $most } 个，请先删除一个。
refusal-COINS_INVALID = 每个视频可以投 1 到 { $most } 枚硬币。
refusal-COINS_SHORT =
    { $count ->
        [0] 你没有硬币了，每天来访都能领取。
       *[other] 你只剩 { $count } 枚硬币，每天来访都能领取。
    }
refusal-VIDEO_OWN = 不能给自己的视频投币。
refusal-WORD_INVALID = 每个词长度为 1 到 { $most } 个字。
refusal-REPORT_INVALID = 请选择举报原因，补充说明最多 { $most } 字。
refusal-COMMENT_OWN = 你自己的评论需由其他审核员处理。
refusal-WORDS_INVALID = 最多可设置 { $most } 个屏蔽词，请删减一些。
refusal-TOO_MANY_REPORTS = 你在过去 24 小时内已举报 { $count } 条评论，最多 { $most } 条，请稍后再试。
refusal-LINK_UNKNOWN = 链接已失效，请登录后在通知设置中修改。
refusal-TOO_MANY_KEPT = 这个收藏夹已有 { $count } 个视频，最多可有 { $most } 个，请换一个或先移出一些。
refusal-FOLLOW_INVALID = 不能关注自己。
refusal-TOO_MANY_FOLLOWS = 你已关注 { $count } 人，最多可关注 { $most } 人，请先取消关注一些。
refusal-PIN_INVALID = 只能置顶视频的评论，不能置顶回复。
refusal-POLICY_INVALID = 请选择谁可以评论：所有人、审核后可见，或关闭评论。

## Settings

section-community = 社区
setting-community-post_apart_ms = 同一账号两条评论之间的最短间隔，不论发在哪个视频。
setting-community-repeat_apart_ms = 同一账号在同一视频下多久内不能重复发送相同评论。
setting-community-folders_max = 每个账号最多可有多少个收藏夹。
setting-community-folder_videos_max = 每个收藏夹最多可有多少个视频。
setting-community-follows_max = 每个账号最多可关注多少人。
setting-community-mentions_max = 一条评论最多可 @ 多少人，多出的按普通文字处理。
setting-community-reports_per_day_max = 每个账号每天最多可举报多少条评论。
setting-community-daily_coins_max = 账号每天来访可领多少枚硬币。
setting-community-coins_kept_max = 账号的硬币达到多少枚后不再领取。
setting-community-video_coins_max = 每个账号最多可给一个视频投多少枚硬币。
setting-community-judge_every_ms = 多久重试一次当时无法审核的评论。
setting-community-tell_every_ms = 多久检查一次还有没有粉丝未收到新视频通知。
setting-community-told_rows_max = 发送新视频通知时，每次写入通知多少位粉丝。
setting-community-notifications_kept_ms = 通知保留多久。
setting-community-export_rows_max = 导出账号数据时，评论以外的各类记录最多导出多少条。
setting-community-sweep_every_ms = 两次清理之间的间隔。
setting-community-sweep_rows_max = 清理时每次写入处理的行数。

## What an export has

export-list = community.json：你的评论，评价、收藏和投过币的视频，关注的人，以及硬币、屏蔽词和举报记录。

## The pages of its own

nav-feed = 动态
nav-favourites = 收藏
nav-notifications = 通知
feed-title = 动态
feed-lead = 你关注的人最近发布的视频。
feed-empty-title = 还没有动态
feed-empty-text = 关注感兴趣的人，他们的新视频会出现在这里。
favourites-title = 我的收藏
favourites-lead = 收藏夹仅自己可见。
favourites-name = 新建收藏夹
favourites-first = 默认收藏夹
favourites-create = 新建
favourites-videos = { $n } 个视频
favourites-rename = 重命名
favourites-delete = 删除
favourites-delete-title = 删除收藏夹“{ $name }”？
favourites-delete-lead = 收藏夹删除后无法恢复，其中的视频不受影响。
favourites-empty-title = 还没有收藏夹
favourites-empty-text = 在这里新建收藏夹，或点击视频下方的星标收藏。
folder-name = 收藏夹名称
folder-empty-title = 收藏夹是空的
folder-empty-text = 点击视频下方的星标，即可收藏到这里。
folder-gone = 视频已失效
folder-remove = 移除
folder-remove-named = 从收藏夹移除“{ $title }”
profile-followers = { $shown } 位粉丝
profile-followed = 关注 { $shown } 人
profile-unfollow = 取消关注
people-followers = { $name } 的粉丝
people-followed = { $name } 的关注
people-no-followers = 还没有粉丝
people-no-followed = 还没有关注任何人
notice-folder_made = 收藏夹已创建。
notice-folder_renamed = 收藏夹已重命名。
notice-folder_deleted = 收藏夹已删除。
notice-folder_removed = 已从收藏夹移除该视频。
notice-followed = 关注成功。
notice-unfollowed = 已取消关注。

## What somebody is told

told-title = 通知
told-unread = 未读
told-read = 标为已读
told-read-all = 全部标为已读
told-empty-title = 还没有通知
told-empty-text = 新视频、评论、回复、点赞和新粉丝的通知会出现在这里。
told-video = { $name } 发布了新视频
told-comment = { $name } 评论了你的视频
told-reply = { $name } 回复了你的评论
told-video-liked = { $name } 赞了你的视频
told-comment-liked = { $name } 赞了你的评论
told-follower = { $name } 关注了你
told-comment-removed = 你的评论已被删除
told-comment-shown = 你的评论已通过审核
told-comment-waits = { $name } 的评论等待你审核
told-review-passed = 你的视频已通过审核
told-review-held = 你的视频暂未通过审核
told-appeal-passed = 你的申诉已通过
told-appeal-refused = 你的申诉被驳回
told-mention = { $name } 在评论中提到了你
told-coins = { $name } 给你的视频投了币
told-published = 你的视频已发布
told-danmaku-removed = 你的弹幕已被删除
told-danmaku-shown = 你的弹幕已通过审核
told-upload-failed = 你的视频上传失败
told-quota-low = 你的存储空间已使用 90%
told-sign-up-waits = 有新的注册申请待审批
told-comment-reported = 有评论被举报
told-video-reported = 有视频被举报
told-comment-held = 有评论待审核
told-video-held = 有视频待审核
wish-open = 设置
wish-title = 通知设置
wish-lead = 选择你想接收哪些通知。
wish-page = 站内通知
wish-mail = 邮件通知
wish-mail-lead = 发送到账号已验证的邮箱。稿件审核结果始终会通过邮件告知。
leave-title = 停止接收通知邮件？
leave-lead = 你仍可在站内查看通知。
leave-button = 停止接收
leave-done-title = 已停止发送通知邮件
leave-done-lead = 你可以随时在通知设置中重新开启。
leave-gone-title = 链接已失效
leave-gone-lead = 请登录后在通知设置中修改。
leave-settings = 通知设置
wish-video = 关注的人发布新视频
wish-comment = 视频收到评论
wish-reply = 评论收到回复
wish-video-liked = 视频收到点赞
wish-comment-liked = 评论收到点赞
wish-follower = 新增粉丝
wish-comment-waits = 有评论等待你审核
wish-comment-shown = 你的评论通过审核
wish-comment-removed = 你的评论被删除
wish-review = 视频审核结果
wish-appeal = 申诉结果
wish-mention = 评论中提到你
wish-coins = 视频收到投币
wish-published = 你的视频发布成功
wish-danmaku-removed = 弹幕被删除
wish-danmaku-shown = 弹幕通过审核
wish-upload-failed = 上传失败
wish-quota-low = 存储空间不足
wish-sign-up-waits = 注册申请待审批
wish-report-waits = 新的举报
wish-review-waits = 视频和评论待审核
notice-told_read = 已全部标为已读。
notice-wishes_saved = 通知设置已保存。

## Comments that wait for a person

held-title = 待审评论
held-lead = 这些评论在你通过之前，其他人看不到。
held-count = { $shown } 条评论待审核
held-empty-title = 没有待审评论
held-empty-text = 需要你审核的评论会出现在这里。
held-waiting = 待审核
held-words-title = 屏蔽词
held-words-label = 词语
held-words-hint = 每行一个。你的视频下含有这些词的新评论，需经你审核后才会显示。
reported-title = 被举报的评论
reported-lead = 这些评论目前所有人可见，等待最久的排在最前。
reported-times = 被举报 { $n } 次
reported-keep = 保留
report-title = 举报评论
report-lead = 审核员会进行审核，不会告知对方举报人是谁。
report-reason = 举报原因
report-reason-spam = 垃圾广告
report-reason-hate = 人身攻击或引战
report-reason-sexual = 色情低俗
report-reason-violence = 暴力血腥
report-reason-other = 其他
report-note = 补充说明（选填）
report-send = 举报
report-sent = 感谢反馈，审核员会进行审核。
notice-blocked_words_saved = 屏蔽词已保存。
held-video = 视频
notice-held_decided = 处理结果已生效。

## Under the video: what one press does

watch-rate-label = 评价与收藏
watch-like = 点赞
watch-dislike = 点踩
watch-favourite = 收藏
watch-coins = 投币
watch-coins-title = 给视频投币
watch-coins-lead = 每天来访都能领到硬币，硬币不出售。
watch-coins-have-one = 你有 1 枚硬币。
watch-coins-have = 你有 { $n } 枚硬币。
watch-coins-one = 1 枚
watch-coins-many = { $n } 枚
watch-coins-given-one = 你已投 1 枚。
watch-coins-given = 你已投 { $n } 枚。
watch-coins-full-one = 你已投 1 枚，达到上限。
watch-coins-full = 你已投 { $n } 枚，达到上限。
watch-coins-give = 投币
watch-coins-thanks = 投币成功
watch-coins-own = 不能给自己的视频投币。
watch-support = 一键三连
watch-support-hint = 也可以长按点赞按钮。
watch-support-done = 三连成功：已点赞、投币、收藏
watch-support-done-without = 已点赞并收藏
watch-follow = 关注
watch-following = 已关注
watch-followers-one = 1 位粉丝
watch-followers = { $n } 位粉丝
watch-favourite-title = 添加到收藏夹
watch-favourite-folders = 收藏夹
watch-favourite-none = 还没有收藏夹，先新建一个吧。
watch-favourite-name = 新收藏夹名称
watch-favourite-make = 新建
watch-favourite-videos-one = 1 个视频
watch-favourite-videos = { $n } 个视频
watch-favourite-kept = 收藏成功
watch-favourite-removed = 已取消收藏

## Under the video: its comments

comment-title = 评论
comment-order = 排序方式
comment-order-hot = 最热
comment-order-new = 最新
comment-policy = 谁可以评论
comment-policy-open = 所有人
comment-policy-reviewed = 所有人，审核后可见
comment-policy-closed = 关闭评论
comment-write = 发一条友善的评论
comment-write-label = 评论内容
comment-reply-label = 回复内容
comment-reply-invite = 回复 @{ $name }：
comment-edit-label = 编辑评论
comment-names = 可提及的人
comment-names-found = 共 { $n } 人，用方向键选择
comment-emotes = 表情
emote-smile = 微笑
emote-grin = 大笑
emote-joy = 笑哭
emote-wink = 眨眼
emote-love = 喜欢
emote-kiss = 亲亲
emote-cool = 酷
emote-think = 思考
emote-shy = 害羞
emote-sweat = 流汗
emote-cry = 难过
emote-sob = 大哭
emote-angry = 生气
emote-shock = 惊讶
emote-sleepy = 困
emote-dizzy = 晕
emote-tongue = 调皮
emote-smirk = 坏笑
emote-blank = 无语
emote-party = 庆祝
comment-post = 发布
comment-too-long = 评论最多 { $most } 个字。
comment-sign-in = 登录后发表评论
comment-closed = 该视频已关闭评论
comment-shut = 你暂时不能评论该视频
comment-reviewed = UP 主已开启评论审核，审核通过后其他人可见。
comment-posted = 评论已发布
comment-held = 审核中，仅自己可见
comment-waits = 待审核
comment-empty-title = 还没有评论
comment-empty-text = 快来发表第一条评论吧
comment-failed = 评论加载失败
comment-creator = UP 主
comment-pinned = 置顶
comment-edited = 已编辑
comment-nobody = 账号已注销
comment-gone = 该评论已删除
comment-like = 点赞
comment-reply = 回复
comment-reply-to = 回复 { $name }：{ $text }
comment-replies-one = 共 1 条回复
comment-replies = 共 { $n } 条回复
comment-replies-hide = 收起回复
comment-replies-more = 查看更多回复
comment-whole = 展开
comment-part = 收起
comment-edit = 编辑
comment-pin = 置顶
comment-unpin = 取消置顶
comment-show = 通过审核
comment-report = 举报
comment-delete = 删除
comment-delete-title = 确定删除这条评论？
comment-delete-text = 删除后无法恢复，评论下的回复会保留。
comment-deleted = 评论已删除
comment-edits-title = 编辑历史
comment-edits-until = { $moment } 之前

## The bell on every page

bell-unread-one = 1 条未读通知
bell-unread = { $n } 条未读通知
