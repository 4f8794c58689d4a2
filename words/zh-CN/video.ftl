## Who may watch

privacy-public = 公开
privacy-public-hint = 所有人可见，并出现在视频列表中
privacy-unlisted = 仅链接可见
privacy-unlisted-hint = 拿到链接的人可见
privacy-private = 仅自己可见
privacy-private-hint = 只有你能看到

## The state of a video

state-uploading = 上传中
state-checking = 检测中
state-transcoding = 转码中
state-ready = 待发布
state-published = 已发布
state-refused = 检测未通过
state-failed = 转码失败
state-in_review = 审核中
state-blocked = 未通过审核

## The home page

home-title = 最新视频
home-newest = 最新发布
home-empty-title = 这里还没有视频
home-empty-text = 第一个发布的视频会出现在这里。
home-invite-title = 分享你的视频
home-invite-text = 选择文件即可，检测、转码和发布会自动完成。
home-invite-action = 立即投稿
home-end-of-list = 已经到底了

## The studio and the edit page

studio-title = 创作中心
studio-new-upload = 投稿
studio-empty-title = 还没有投过稿
studio-empty-text = 投稿后可以在这里查看处理进度、管理你的稿件。
studio-watch = 查看
studio-edit = 编辑
studio-delete = 删除
studio-delete-title = 删除稿件
studio-delete-warning = 稿件及其全部文件都会被删除，且无法恢复。
studio-delete-confirm = 永久删除
studio-publish = 发布
studio-retry = 重试
studio-details = 全部处理步骤
studio-why = 失败原因：
studio-waits = 正在等待：
studio-edit-title = 编辑稿件
studio-back = 返回创作中心

## Why something was not done, by the codes of the contract

refusal-VIDEO_UNKNOWN = 视频不存在，或你没有权限查看。请检查地址，或登录后再试。
refusal-TITLE_INVALID = 标题不能为空，且不能超过 { $title_max_chars } 个字符。
refusal-DESCRIPTION_TOO_LONG = 简介太长了，不能超过 { $description_max_chars } 个字符。
refusal-TAGS_INVALID = 标签最多 { $tags_max_items } 个，每个不超过 { $tags_max_chars } 个字符。
refusal-NOT_READY = 视频还在处理中，请稍后再试。
refusal-TOO_MANY_DRAFTS = 你有 { $count } 个稿件在等待文件（上限 { $most } 个），请上传文件或删除一些后再投稿。
refusal-TOO_MANY_REFUSED = 你有 { $count } 个稿件的文件检测未通过（上限 { $most } 个），请删除一些后再投稿。
refusal-OWNER_INVALID = 稿件所属的账号无效，请指定一个有效的账号。
refusal-PRIVACY_INVALID = 请选择谁可以看：公开、仅链接可见或仅自己可见。
refusal-VERSION_CHANGED = 在此期间稿件已被修改。请查看最新内容后再保存。

## What the domain owns, as the page of the domains says it

purpose = 标题、隐私、发布与视频列表

## What each setting of the configuration is for

section-video = 稿件与列表
setting-video-drafts_max = 每个作者可同时拥有的无视频文件的草稿数。
setting-video-refused_max = 每个作者可保留的文件被拒绝的稿件数。
setting-video-draft_kept_ms = 草稿在最后一次修改后等待视频文件的最长时间。
setting-video-tombstone_kept_ms = 视频删除后，删除记录保留多久。
setting-video-sweep_every_ms = 两次清理之间的间隔。
setting-video-sweep_rows_max = 清理时每次写入处理的行数。
setting-video-watchers_max = 可同时跟踪进度的视频数。

## What a form did

notice-saved = 保存成功
notice-deleted = 稿件已删除
notice-published = 稿件发布成功

## The videos with one tag

tag-empty-title = 没有带此标签的视频
tag-empty-text = 请检查拼写，或者看看最新视频。

## 导出压缩包中本模块的内容

export-list = videos.json：你的全部视频，包括标题、简介、标签、可见范围、当前状态和审核结果。
