## Why something was not done, by the codes of the contract

refusal-TEXT_INVALID = 请填写 { $text_min_chars } 到 { $text_max_chars } 个字符。
refusal-TOO_MANY_ENTRIES = 你有 { $count } 个条目（上限 { $most } 个），请先删除一些。

## What the domain owns, as the page of the domains says it

purpose = 用户的条目，各含一段文字

## What each setting of the configuration is for

section-@word@ = 条目
setting-@word@-entries_max = 每个账号最多可拥有的条目数。

## 导出压缩包中本模块的内容

export-list = @word@.json：你的条目。
