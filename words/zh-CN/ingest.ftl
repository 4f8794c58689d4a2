## The upload page

upload-title = 视频投稿
upload-lead = 支持断点续传，断网也不怕，重新选择文件即可继续上传。
upload-drop-here = 拖拽视频到此处也可上传
upload-choose-file = 选择视频文件
upload-other-file = 更换视频
upload-limit = 支持 MP4、MOV、MKV、WebM，单个文件不超过 { $size }
upload-details = 基本设置
upload-start = 立即投稿
upload-pause = 暂停
upload-resume = 继续上传
upload-cancel = 取消上传
upload-retry = 重试
upload-paused = 已暂停
upload-too-large = 文件超出大小限制，换一个小一点的试试吧。
upload-no-file = 请先选择视频文件。
upload-no-title = 请填写标题。
upload-unfinished = 有一个未完成的上传
upload-unfinished-text = 重新选择同一个文件，即可从断点继续上传。
upload-forget = 放弃上传
upload-keep-open = 上传完成前请不要关闭页面。
upload-may-leave = 文件已上传完毕，可以离开本页，后台会继续处理。
upload-published = 稿件发布成功！
upload-ready = 稿件处理完成，可前往创作中心发布。
upload-stopped = 稿件未能发布
upload-open-video = 查看视频
upload-open-studio = 前往创作中心
upload-another = 再投一个
upload-reconnecting = 网络断开，正在重新连接…
upload-needs-script = 网页上传需要开启 JavaScript，也可以使用命令行：shoal publish FILE --title TITLE --wait

## Why something was not done, by the codes of the contract

refusal-UPLOAD_UNKNOWN = 上传不存在或已过期，请重新上传。
refusal-OFFSET_WRONG = 上传位置不一致，请刷新页面后继续上传。
refusal-SIZE_INVALID = 文件大小无效，请换一个文件。
refusal-TOO_LARGE = 文件超出大小限制，请换一个小一点的文件。
refusal-UPLOAD_ENDED = 该上传已结束。
refusal-NO_SPACE = 服务器存储空间不足，请联系管理员。
refusal-TOO_MANY_UPLOADS = 同时上传的文件太多了，请等待部分完成后再试。
refusal-CHUNK_INVALID = 数据不完整，请继续上传。
refusal-UPLOAD_BUSY = 该文件正在另一个页面上传。
refusal-METADATA_INVALID = 上传信息有误或太长，请修改后再试。
refusal-TAKES_NO_SOURCE = 该稿件已经有视频文件了；要上传其他文件，请新建稿件。
refusal-ALREADY_OPEN = 该稿件有未完成的上传，请继续上传，或先取消它。

## What the domain owns, as the page of the domains says it

purpose = 断点续传、格式识别、检测与受理

## What each setting of the configuration is for

section-ingest = 上传
setting-ingest-upload_bytes_max = 可上传的最大文件。
setting-ingest-open_uploads_max = 每个账号可同时进行的未完成上传数。
setting-ingest-chunk_bytes_max = 追加数据时单条消息的最大大小。
setting-ingest-write_bytes = 收到多少数据后写入磁盘。
setting-ingest-sync_bytes = 写入多少数据后落盘并提交进度。
setting-ingest-sync_ms = 最长多久落盘并提交一次进度。
setting-ingest-free_bytes_min = 除已声明的上传外，磁盘必须保留的空闲空间。
setting-ingest-owner_share_percent = 单个账号的后续上传最多可占用的空闲磁盘比例。
setting-ingest-metadata_bytes_max = 客户端自带元数据的最大大小。
setting-ingest-chunk_wait_ms = 追加请求等待后续数据的最长时间。
setting-ingest-give_way_ms = 无数据的追加请求多久后让位给新的请求。
setting-ingest-expire_ms = 未完成的上传在最后一次收到数据后保留多久。
setting-ingest-ended_kept_ms = 已结束的上传记录保留多久。
setting-ingest-replaced_kept_ms = 被替换的源文件保留多久。
setting-ingest-sweep_ms = 每隔多久清理一次过期上传和残留数据。
setting-ingest-checks_max = 同时检查的已完成上传数。
setting-ingest-check_poll_ms = 每隔多久查看一次等待检查的上传。
setting-ingest-check_retry_ms = 服务器出错时，重试检查前的各次等待时间。
setting-ingest-check_starts_max = 一个文件最多可开始检查的次数，超过即搁置。
setting-ingest-duration_ms_min = 可接受的最短视频。
setting-ingest-duration_ms_max = 可接受的最长视频。
setting-ingest-side_px_min = 画面宽或高的最小值。
setting-ingest-side_px_max = 画面宽或高的最大值。
