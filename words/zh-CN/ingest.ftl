## The upload page

upload-title = 视频投稿
upload-lead = 选好文件就开始上传，期间可以填写稿件信息。网络中断后会从断点继续上传。
upload-drop-here = 拖拽视频到此处也可上传
upload-choose-file = 选择视频文件
upload-limit = 支持 MP4、MOV、MKV、WebM，单个文件不超过 { $size }
upload-details = 基本设置
upload-publish = 立即投稿
upload-publish-hint = 转码完成后自动发布。
upload-saved = 已保存，转码完成后自动发布。
upload-waiting = 排队中，等待前面的文件。
upload-pause = 暂停
upload-resume = 继续上传
upload-cancel = 取消上传
upload-retry = 重试
upload-paused = 已暂停
upload-too-large = 文件超出大小限制，请换一个小一点的文件。
upload-no-title = 请填写标题。
upload-unfinished = 有一个未完成的上传
upload-unfinished-text = 重新选择同一个文件，即可从断点继续上传。
upload-forget = 放弃上传
upload-keep-open = 上传完成前请不要关闭页面。
upload-may-leave = 文件已上传完毕，正在转码。
upload-in-review = 视频已转码完成，正在审核。你可以离开此页面。
upload-published = 稿件发布成功！
upload-ready = 视频已处理完成，确认稿件信息后即可投稿。
upload-stopped = 稿件未能发布，原因见下方。
upload-open-video = 查看视频
upload-open-studio = 前往创作中心
upload-reconnecting = 网络断开，正在重新连接…
upload-needs-script = 网页上传需要 JavaScript，请开启，或使用命令行：shoal publish FILE --title TITLE --wait

## Why something was not done, by the codes of the contract

refusal-UPLOAD_UNKNOWN = 上传不存在或已过期，请重新上传。
refusal-OFFSET_WRONG = 无法从当前位置继续上传，请刷新页面后继续。
refusal-SIZE_INVALID = 文件大小无效，请换一个文件。
refusal-TOO_LARGE = 文件超出大小限制，请换一个小一点的文件。
refusal-UPLOAD_ENDED = 该上传已结束。如需上传文件，请新建上传。
refusal-QUOTA_REACHED = 账号空间还剩 { $left_mib } MB（共 { $most_mib } MB）。请删除不再需要的视频，或向管理员申请更多空间。
refusal-DAY_QUOTA_REACHED = 24 小时内还可上传 { $left_mib } MB（上限 { $most_mib } MB）。请明天再试，或选择较小的文件。
refusal-NO_SPACE = 服务器空间不足，无法存放这个文件，请联系本站管理员。
refusal-TOO_MANY_UPLOADS = 你有 { $count } 个未完成的上传（上限 { $most } 个），请先完成或取消一个。
refusal-CHUNK_INVALID = 数据不完整，请继续上传。
refusal-UPLOAD_BUSY = 该文件正在另一个页面上传，请在那个页面继续，或将其关闭后再试。
refusal-METADATA_INVALID = 稿件信息有误或太长，请修改后再试。
refusal-TAKES_NO_SOURCE = 该稿件已有视频文件。如需上传其他文件，请新建稿件。
refusal-ALREADY_OPEN = 该稿件有未完成的上传，请继续上传，或先取消它。

## What the domain owns, as the page of the domains says it

purpose = 断点续传、格式识别、检测与受理

## What each setting of the configuration is for

section-ingest = 上传
setting-ingest-upload_bytes_max = 可上传的最大文件。
setting-ingest-open_uploads_max = 每个账号可同时进行的未完成上传数。
setting-ingest-chunk_bytes_max = 追加数据时单条消息的大小上限。
setting-ingest-write_bytes = 收到多少数据后写入磁盘。
setting-ingest-sync_bytes = 写入多少数据后落盘并提交进度。
setting-ingest-sync_every_ms = 最长多久落盘并提交一次进度。
setting-ingest-free_bytes_min = 除已声明的上传外，磁盘必须保留的空闲空间。
setting-ingest-owner_share_percent = 单个账号的后续上传最多可占用的空闲磁盘比例。
setting-ingest-metadata_bytes_max = 客户端自带元数据的大小上限。
setting-ingest-chunk_wait_ms = 追加请求等待后续数据的最长时间。
setting-ingest-give_way_ms = 无数据的追加请求多久后让位给新的请求。
setting-ingest-unfinished_kept_ms = 未完成的上传在最后一次收到数据后保留多久。
setting-ingest-ended_kept_ms = 已结束的上传记录保留多久。
setting-ingest-replaced_kept_ms = 被替换的源文件保留多久。
setting-ingest-sweep_every_ms = 每隔多久清理一次过期上传和残留数据。
setting-ingest-sweep_rows_max = 清理时每批处理的行数。
setting-ingest-checks_max = 可同时检测的已完成上传数。
setting-ingest-check_every_ms = 每隔多久查看一次等待检测的上传。
setting-ingest-check_retry_ms = 服务器出错时，重试检测前的各次等待时间。
setting-ingest-check_starts_max = 一个文件最多可开始检测的次数，超过即搁置。
setting-ingest-lease_ms = 检测认领的有效期，用于显示谁在处理。
setting-ingest-beat_every_ms = 检测每隔多久报告一次存活。
setting-ingest-duration_ms_min = 可接受的最短视频。
setting-ingest-duration_ms_max = 可接受的最长视频。
setting-ingest-side_px_min = 画面宽或高的最小值。
setting-ingest-side_px_max = 画面宽或高的最大值。
setting-ingest-watchers_max = 可同时跟踪的上传数。

## Why a video does not go on, by the causes of the contract: while the server still tries, and after it gave up

cause-UPLOAD_EMPTY = 文件是空的。请重新选择视频并上传。
cause-UPLOAD_UNREADABLE = 服务器无法读取上传的文件。请重新上传。
cause-UPLOAD_PLAYLIST = 这是指向其他文件的播放列表，不是视频。请上传视频文件本身。
cause-UPLOAD_IMAGE = 这是图片（{ $kind }），不是视频。请上传视频文件。
cause-UPLOAD_ARCHIVE = 这是压缩包（{ $kind }）。请解压后上传里面的视频。
cause-UPLOAD_SOUND_ONLY = 这是音频文件（{ $kind }），不是视频。请上传视频文件。
cause-UPLOAD_DOCUMENT = 这是文档或程序（{ $kind }），不是视频。请上传视频文件。
cause-UPLOAD_TEXT = 这是文本文件，不是视频。请上传视频文件。
cause-FORMAT_UNKNOWN = 无法识别这个文件的格式。请导出为 MP4、MOV、MKV、WebM、AVI、FLV 或 MPEG-TS 后上传。
cause-UPLOAD_TRUNCATED = 文件不完整，末尾缺少 { $missing_bytes } 字节。请用原始文件重新上传。
cause-UPLOAD_NO_INDEX = 文件不完整，缺少索引，可能是录制中断造成的。请重新导出后上传。
cause-UPLOAD_NO_MEDIA = 文件里没有画面或声音。请重新导出后上传。
cause-UPLOAD_DAMAGED = 文件在第 { $offset } 字节附近已损坏。请重新导出后上传。
cause-UPLOAD_EXTERNAL_MEDIA = 文件的画面或声音存放在其他文件里。请导出为单个完整文件后上传。
cause-SOURCE_TOO_SHORT = 视频长 { $length_ms }，至少需要 { $length_ms_min }。请上传更长的视频。
cause-SOURCE_TOO_LONG = 视频长 { $length_ms }，最多 { $length_ms_max }。请剪成几段后分别上传。
cause-SOURCE_SIZE_UNUSABLE = 画面为 { $width } × { $height } 像素，每边须为 { $side_min } 到 { $side_max } 像素。请换一个分辨率导出后上传。
cause-SOURCE_RATE_UNKNOWN = 文件没有标明帧率。请导出为 MP4 后上传。
cause-SOURCE_CODEC_UNKNOWN = 服务器无法读取这个视频的编码。请导出为 MP4 后上传。
cause-SERVER_FAULT = 服务器多次未能检测这个视频。请稍后重新上传；如果仍然失败，请重新导出后上传，或联系本站管理员。
cause-EXPIRED = 上传闲置太久，已过期。请重新上传。
cause-TERMINATED = 上传已取消。
cause-REPLACED = 该上传已被同一稿件的另一个文件取代。
cause-VIDEO_DELETED = 稿件已被删除。
cause-MEDIA_NO_PICTURE = 文件里没有动态画面。请上传视频。
cause-MEDIA_CODEC_UNKNOWN = 本站不支持这个文件的编码。请导出为 MP4（H.264 和 AAC）后上传。
cause-MEDIA_NO_INDEX = 文件不完整，缺少索引。请用原始文件重新上传，或重新导出。
cause-MEDIA_TOO_LARGE = 画面超过 8192 × 4320 像素。请降低分辨率导出后上传。
cause-MEDIA_NO_LENGTH = 文件里没有任何可以显示的画面。请重新导出后上传。
cause-MEDIA_DAMAGED = 文件的画面或声音已损坏。请用原始文件重新上传，或重新导出。
cause-MEDIA_NEEDS_MEMORY = 转码所需的内存超过上限。请降低分辨率导出后上传。
cause-MEDIA_OUTPUT_TOO_LARGE = 转码后的视频会超过大小限制。请上传更短或更小的版本。
cause-MEDIA_UNUSABLE = 视频无法转码。请重新导出为 MP4 后上传。
cause-MEDIA_TIMED_OUT = 读取视频超出了允许的 { $seconds } 秒。请重新导出为 MP4 后上传。

## How much somebody has uploaded

usage-title = 存储空间
usage-total = 已用 { $used }，共 { $most }。
usage-total-unlimited = 已用 { $used }。
usage-day = 24 小时内已上传 { $used }，上限 { $most }。

## 导出压缩包中本模块的内容

export-list = uploads.json：你上传的文件，以及它们在你设备上的文件名。
