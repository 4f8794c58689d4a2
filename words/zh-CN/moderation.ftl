## Why something was not done, by the codes of the contract

refusal-CASE_UNKNOWN = 这里没有需要审核的内容。
refusal-IN_OTHER_HANDS = 另一位审核员正在处理此视频。请处理其他视频，或稍后再来。
refusal-CASE_CHANGED = 你查看期间此案例已有变化。请重新查看后再作决定。
refusal-OWN_VIDEO = 这是你自己的视频，需由其他审核员决定。
refusal-DECISION_INVALID = 请选择处理结果和理由。备注最多 { $note_max_chars } 个字符。
refusal-NOTHING_TO_APPEAL = 没有可申诉的决定，或者你的申诉已在等待处理。
refusal-APPEAL_INVALID = 请用 { $text_min_chars } 到 { $text_max_chars } 个字符说明决定为何有误。
refusal-TERMS_INVALID = { $problem ->
    [too_many_bytes] 词表未导入：文件超过 { $most } 字节。请缩短后重新导入。
    [not_utf8] 词表未导入：文件不是 UTF-8 编码。请另存为 UTF-8 后重新导入。
    [too_many_rows] 词表未导入：词条超过 { $most } 条。请缩短后重新导入。
    [column_missing] 词表未导入：首行须写明各列名称，至少要有 term 和 action。
    [column_twice] 词表未导入：首行有重复的列名。
    [column_unknown] 词表未导入：首行的列名“{ $value }”无法识别。可用的列为 term、category、severity、action、language 和 match。
    [cells] 词表未导入：第 { $line } 行的单元格数与列数不一致。
    [form] 词表未导入：第 { $line } 行的引号不匹配。
    [too_long] 词表未导入：第 { $line } 行有超过 { $most } 个字符的文字。
    [unknown] 词表未导入：第 { $line } 行的“{ $value }”不是该列可用的值。
    [duplicate] 词表未导入：第 { $line } 行与第 { $value } 行的词条重复。
   *[blank] 词表未导入：第 { $line } 行没有可供查找的词条。请改正后重新导入。
}
refusal-FRAME_UNKNOWN = 该时刻没有画面。请重新打开此案例。
refusal-FRAME_UNREADABLE = 目前无法读取此画面。请稍后重试，或选择其他画面。
refusal-KNOWN_PICTURE_INVALID = 请填写 { $label_min_chars } 到 { $label_max_chars } 个字符的单行名称。哈希值为 64 位十六进制数字。
refusal-PICTURE_PLAIN = 此画面内容太少，无法与其他画面区分。请选择其他画面。
refusal-KNOWN_PICTURES_INVALID = { $problem ->
    [too_many_bytes] 未导入任何内容：文件超过 { $most } 字节。请拆分后分别导入。
    [not_utf8] 未导入任何内容：文件不是 UTF-8 编码。请另存为 UTF-8 后重新导入。
    [too_many_rows] 未导入任何内容：文件中的图片超过 { $most } 张。请缩短后重新导入。
    [column_missing] 未导入任何内容：首行须写明列名 hash 和 label。
    [column_twice] 未导入任何内容：首行有重复的列名。
    [column_unknown] 未导入任何内容：首行的列名“{ $value }”无法识别。请使用 hash 和 label。
    [cells] 未导入任何内容：第 { $line } 行的单元格数与列数不一致。
    [form] 未导入任何内容：第 { $line } 行的引号不匹配。
    [too_long] 未导入任何内容：第 { $line } 行的名称超过 { $most } 个字符。
    [unknown] 未导入任何内容：第 { $line } 行的“{ $value }”不是 64 位十六进制的哈希值。
    [duplicate] 未导入任何内容：第 { $line } 行与第 { $value } 行的哈希值重复。
   *[blank] 未导入任何内容：第 { $line } 行没有单行的名称。请改正后重新导入。
}
refusal-TOO_MANY_KNOWN_PICTURES = 列表中已有 { $count } 张图片，最多 { $most } 张。请移除一些，或调高 moderation.known_pictures_max。
refusal-KNOWN_FILE_INVALID = 请填写 { $label_min_chars } 到 { $label_max_chars } 个字符的单行名称。SHA-256 为 64 位十六进制数字。
refusal-SOURCE_UNKNOWN = 此视频上传时尚未保存文件摘要，无法加入列表。
refusal-TOO_MANY_KNOWN_FILES = 列表中已有 { $count } 个文件，最多 { $most } 个。请移除一些，或调高 moderation.known_files_max。
refusal-TERM_INVALID = { $problem ->
    [missing] 请输入至少一个词条，并选择如何处理含有它的内容。
    [too_many] 未添加任何词条：一次最多添加 { $most } 个。
    [too_long] 未添加任何词条：“{ $value }”超过 { $terms_max_chars } 个字符。
    [category] 未添加任何词条：分类最多 { $category_max_chars } 个字符。
    [text] 请输入不超过 { $most } 个字符的文本。
   *[blank] 未添加任何词条：“{ $value }”中可供识别的文字太少。
}
refusal-TOO_MANY_TERMS = 词表中已有 { $count } 个词条，最多 { $most } 个。请移除一些，或调高 moderation.terms_max。
refusal-CASE_ESCALATED = 此案例已转交管理员，请处理其他案例。
refusal-ESCALATION_INVALID = 请用 { $note_min_chars } 到 { $note_max_chars } 个字符说明为什么应由管理员决定。
refusal-PROFILE_UNKNOWN = 这里没有需要处理的个人资料。
refusal-PROFILE_CHANGED = 你查看期间此个人资料已有变化。请重新查看后再作决定。
refusal-OWN_PROFILE = 这是你自己的个人资料，需由其他审核员决定。
refusal-REPORT_INVALID = 请选择理由。说明最多 { $note_max_chars } 个字符。
refusal-TOO_MANY_REPORTS = 你今天已提交 { $count } 次举报，最多 { $most } 次。请明天再来。

## Why a video is not public, by the causes of the contract

cause-TEXT_NOT_ALLOWED = { $field ->
    [title] 标题中包含本站不允许的“{ $term }”。请修改，或提出申诉。
    [tags] 标签中包含本站不允许的“{ $term }”。请修改，或提出申诉。
   *[other] 简介中包含本站不允许的“{ $term }”。请修改，或提出申诉。
}
cause-TEXT_IN_DOUBT = { $field ->
    [title] 标题中包含“{ $term }”，审核员将查看此视频。你可以等待，也可以修改标题。
    [tags] 标签中包含“{ $term }”，审核员将查看此视频。你可以等待，也可以修改标签。
   *[other] 简介中包含“{ $term }”，审核员将查看此视频。你可以等待，也可以修改简介。
}
cause-PICTURES_NOT_ALLOWED = 此视频中可能有本站不允许的画面，最早出现在 { $at_ms }。审核员将进行查看。
cause-DECIDED_BY_MODERATOR = 审核员决定不公开此视频。{ $note }
cause-KNOWN_BAD = 此视频或其中的画面不被本站允许。你可以提出申诉。
cause-BURNT_TEXT_NOT_ALLOWED = { $at_ms } 处的画面文字中包含本站不允许的“{ $term }”。请去除后重新上传，或提出申诉。
cause-BURNT_TEXT_IN_DOUBT = { $at_ms } 处的画面文字中包含“{ $term }”，审核员将查看此视频。
cause-PICTURES_NOT_READ = 无法自动识别此视频画面中的文字。审核员将进行查看。
cause-PICTURES_NOT_SCORED = 此视频无法自动检查。审核员将进行查看。

## Reasons

reason-sexual = 色情内容
reason-violence = 暴力
reason-hate = 仇恨或骚扰
reason-spam = 垃圾信息
reason-copyright = 版权
reason-misleading = 误导
reason-illegal = 违法
reason-other = 其他

## What the domain owns, as the page of the domains says it

purpose = 画面评分、文字规则、审核队列、申诉、审计日志

## What each setting of the configuration is for

section-moderation = 公开之前的审核
setting-moderation-require = 视频公开之前必须审核的内容：不审核、文字，或连同画面。
setting-moderation-score_min = 画面从此分数起视为不允许。
setting-moderation-score_margin_max = 连续画面中，后续画面可比该分数低多少而不中断。
setting-moderation-category_rules = 模型单个类别的规则，该类别只按此规则处理：类别、处理方式（pass、age_limit、review、block）和分数。
setting-moderation-frames_min = 须有连续多少帧达到此分数才算。
setting-moderation-above_threshold = 对这类视频如何处理。
setting-moderation-known_bad = 对出现已知图片或由已知文件制作的视频如何处理。
setting-moderation-ocr = 是否识别画面中的文字，并按文字规则审核。
setting-moderation-ocr_frames_max = 每个视频中识别文字的画面数上限。
setting-moderation-known_pictures_max = 已知图片列表中的图片数上限。
setting-moderation-known_pictures_bytes_max = 已知图片列表文件的大小上限。
setting-moderation-known_files_max = 已知文件列表中的文件数上限。
setting-moderation-frame_bytes_max = 读取的单帧采样画面的大小上限。
setting-moderation-lease_ms = 审核员持有一个案例的时间。
setting-moderation-second_pair_of_eyes = 不通过的决定是否须经另一位审核员确认才生效。
setting-moderation-tries_max = 画面每次都评分失败时尝试的次数，之后由人工查看。
setting-moderation-retry_every_ms = 评分失败后隔多久重试。
setting-moderation-links_max = 一段文字中最多可有的链接数；超出则由审核员查看。
setting-moderation-denied_hosts = 不允许链接的主机名，包括其下的所有子域。
setting-moderation-patterns = 正则表达式；匹配到的文字由审核员查看。
setting-moderation-reviews_floods = 冗长而无实际内容的文字是否由审核员查看。
setting-moderation-terms_bytes_max = 词表文件的大小上限。
setting-moderation-terms_max = 词表中的词条数上限。
setting-moderation-reports_per_day_max = 一个账号一天内可提交的举报数。
setting-moderation-reports_kept_ms = 案例处理后，举报保留多久。
setting-moderation-tombstone_kept_ms = 已删除内容的记录保留多久。
setting-moderation-sweep_every_ms = 隔多久清理一次不再需要的数据，并为等待的画面评分。
setting-moderation-sweep_rows_max = 清理时每批的行数。

## The queue

queue-title = 审核
queue-lead = { $count ->
    [0] 没有等待处理的视频。
   *[other] 有 { $count } 个视频等待处理。
}
queue-empty-title = 没有需要审核的内容
queue-empty-text = 需要处理的视频会显示在这里。
queue-appeal = 申诉
queue-reported = 被举报
queue-escalated = 待管理员处理
queue-proposed = 待复核
queue-held = 由其他审核员处理中
queue-open = 审核
queue-no-model = 无法为画面评分，因此所有视频都需人工审核。
queue-no-reader = 无法识别画面中的文字，因此所有视频都需人工审核。
why-text = { $field ->
    [title] 标题
    [tags] 标签
   *[other] 简介
}中有“{ $term }”
why-pictures = 画面评分较高，最早在 { $at }
why-reports = 被 { $count } 位观众举报
why-category = 画面在“{ $category }”类别评分较高，最早在 { $at }
why-file = 已知文件“{ $label }”
why-known = 已知图片“{ $label }”，最早在 { $at }
why-unscored = 画面无法评分
why-burnt = { $at } 处的画面中有“{ $term }”
why-unread = 画面中的文字无法识别
why-decided = 审核员已决定不通过

## One case

case-by = 上传者
case-waits = 等待起始
case-appeal = 上传者的说明
case-hits = 文字中的发现
case-burnt = 画面文字中的发现
case-scores = 画面评分随时间的变化
case-moments = 最高评分
case-escalated = 已转交管理员
case-escalated-lead = 此视频只能由管理员作出决定。
case-not-yours = 此视频将由管理员作出决定。
case-escalate = 转交管理员
case-escalate-why = 为什么应由管理员决定
case-escalate-hint = 仅管理员和审核员可见。
case-proposal = 建议：不通过
case-proposal-lead = 另一位审核员作出相同决定后生效；任何其他决定都会撤销此建议。
case-reports = 观众举报
case-report_closed = 已处理
case-known = 已知图片
case-file = 上传的文件
case-file-known = 该文件在已知文件列表中。
case-file-lead = 加入列表后，用完全相同的文件制作的视频会被识别。
case-distance = { $bits ->
    [0] 哈希值相同
   *[other] 256 位中有 { $bits } 位不同
}
case-frames = 视频画面
case-frames-lead = 选择一幅画面，使它及其副本在其他视频中能被识别。
case-watch = 观看视频
case-decision = 处理结果
case-pass = 通过
case-age_limit = 通过，但限制年龄
case-block = 不通过
case-reason = 理由
case-reason-hint = 选择通过时无需填写。
case-note = 给上传者的说明
case-ready = 常用说明
case-release = 退回，暂不处理
case-decide = 提交
case-cover = 封面（{ $at }）
field-title = 标题
field-description = 简介
field-tags = 标签
decided-pass = 审核员已通过此视频。
decided-age_limit = 审核员已通过此视频，但限制年龄。
decided-block = 审核员未通过此视频：{ $reason }。

## Notes that a moderator picks and edits

ready-sexual = 视频中有本站不允许的色情内容。请删去该部分后重新上传。
ready-violence = 视频中有本站不允许的暴力内容。请删去该部分后重新上传。
ready-hate = 视频攻击或骚扰他人。本站不允许仇恨和骚扰内容。
ready-spam = 视频主要是广告，或与你上传的其他视频重复。请只上传一次，并去掉推销链接。
ready-copyright = 视频使用了他人的画面或声音。请证明你有权使用，或去掉后重新上传。
ready-misleading = 标题、封面或标签与视频内容不符。请修改后提出申诉。
ready-illegal = 视频展示或提供了法律不允许的内容。
ready-other = 视频违反了本站的规定。如果你认为处理有误，可以提出申诉。

## Keys of the review page

keys-title = 快捷键
keys-hits = 下一处和上一处发现
keys-help = 显示此列表

## Known pictures

known-title = 已知图片
known-lead = { $count ->
    [0] 列表为空。
   *[other] 可在视频中识别 { $count } 张图片。
}
known-new = 用哈希值添加图片
known-new-lead = 视频中的画面请在其案例页面添加。
known-hash = 哈希值
known-hash-hint = 图片的 PDQ 哈希值，64 位十六进制数字。
known-hash-missing = 请输入图片的哈希值，64 位十六进制数字。
known-label = 名称
known-label-hint = 说明这是什么。仅审核员可见。
known-add = 加入已知图片
known-remove = 移除
known-empty-title = 没有已知图片
known-empty-text = 不应再次出现的画面可在案例页面添加，或用哈希值添加。

## Known files

files-title = 已知文件
files-lead = { $count ->
    [0] 列表为空。
   *[other] 有 { $count } 个文件在再次上传时会被识别。
}
files-new = 用摘要添加文件
files-new-lead = 视频的文件请在其案例页面添加。
files-digest = SHA-256
files-digest-hint = 整个文件的摘要，64 位十六进制数字。
files-digest-missing = 请输入文件的 SHA-256，64 位十六进制数字。
files-add = 加入已知文件
files-empty-title = 没有已知文件
files-empty-text = 不应再次出现的文件可在案例页面添加，或用 SHA-256 添加。

## Profiles that wait for a person

profiles-title = 个人资料
profiles-lead = { $count ->
    [0] 暂无待处理的个人资料。
   *[other] { $count } 份个人资料等待处理。
}
profiles-empty-title = 暂无待审核的个人资料
profiles-empty-text = 需要处理的用户名、简介和头像会显示在这里。
profiles-name = 用户名存疑
profiles-name-hint = 用户名无法更改。如果违反规定，管理员可以停用该账号；否则请放行，之后不会再次出现。
profiles-bio = 简介存疑
profiles-avatar = 头像存疑
profiles-found = 命中：“{ $term }”
profiles-score = 头像评分 { $score }
profiles-known = 已知图片“{ $label }”
profiles-unscored = 无法为头像评分
profiles-pass = 放行
profiles-refuse_bio = 不展示简介
profiles-refuse_avatar = 不展示头像
profiles-reason-hint = 选择不展示时必填。
profiles-note = 给对方的备注
profiles-account = 查看账号

## The list of terms

terms-title = 敏感词
terms-lead = { $count ->
    [0] 目前没有在标题、简介和标签中查找的词条。
   *[other] 正在标题、简介和标签中查找 { $count } 个词条。
}
terms-export = 下载 CSV
terms-new = 添加词条
terms-list = 词条（每行一个）
terms-list-hint = 全角、繁体、形近字母、夹带空格和拼音等写法也会被识别。
terms-action = 含有该词条的内容
terms-block = 不予通过
terms-review = 等待审核员处理
terms-age_limit = 限制年龄
terms-pass = 通过，仅作记录
terms-category = 分类
terms-category-hint = 便于整理，仅审核员可见。
terms-add = 添加词条
terms-try = 试验文本
terms-try-lead = 先看看规则会识别出什么。
terms-text = 文本
terms-try-send = 检查文本
terms-nothing = 未发现问题，文本可以通过。
terms-search = 在词条中查找
terms-search-send = 查找
terms-search-all = 显示全部
terms-word = 仅整词
terms-remove = 移除
terms-none-title = 没有符合的词条
terms-none-text = 没有词条包含此内容。
terms-empty-title = 还没有词条
terms-empty-text = 添加不应出现在标题、简介或标签中的词语。

## What viewers report

report-open = 举报
report-title = 举报此视频
report-lead = 审核员将查看此视频。上传者不会得知举报人是谁。
report-note = 有什么问题？
report-send = 提交举报

## What owners see

appeal-title = 申诉
appeal-text = 请说明决定为何有误
appeal-send = 提交申诉
appeal-waits = 你的申诉正在等待审核员处理。

## What somebody is told of a part of their profile

profile-waiting = 正在等待审核，其他人暂时看不到。
profile-shown = 所有人都能看到。
profile-text = 未展示：其中含有“{ $term }”。请修改后重新保存。
profile-picture = 未展示：不符合规定。请更换图片。
profile-person = 未展示：{ $reason }。

## What a form did

notice-released = 你已退回此案例。
notice-proposed = 你的建议正在等待另一位审核员复核。
notice-reported = 谢谢。审核员将查看此视频。
notice-known_added = 图片已加入列表，之后的视频会与其比对。
notice-known_removed = 图片已从列表移除。
notice-file_added = 文件已加入列表，之后的上传会与其比对。
notice-file_removed = 文件已从列表移除。
notice-terms_added = 词条已生效。
notice-term_removed = 词条已移除。
notice-escalated = 此案例已转交管理员。
notice-decided = 决定已生效。
notice-profile-decided = 决定已生效
notice-appealed = 申诉已提交，审核员会再次查看此视频。

## 导出压缩包中本模块的内容

export-list = moderation.json：对你的视频作出的审核决定及理由、你的申诉，以及你提交的举报。
