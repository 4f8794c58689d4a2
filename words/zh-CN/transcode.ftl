## The stages from file to page

stage-label = 处理进度
stage-upload = 上传文件
stage-probe = 检测文件
stage-ladder = 视频转码
stage-package = 生成播放文件
stage-poster = 生成封面
stage-storyboard = 生成进度条预览
stage-review = 审核
stage-publish = 发布
stage-attempt = 第 { $n }/{ $max } 次尝试

## The state of one stage

stage-state-waiting = 等待中
stage-state-running = 进行中
stage-state-done = 已完成
stage-state-failed = 失败
stage-state-retrying = 正在重试

## Why something was not done, by the codes of the contract

refusal-JOB_UNKNOWN = 该稿件没有可重试的转码任务。
refusal-NOT_FAILED = 转码没有失败，无需重试。

## What the domain owns, as the page of the domains says it

purpose = 转码任务、清晰度阶梯、打包、封面与缩略图

## What each setting of the configuration is for

section-transcode = 清晰度阶梯与转码任务
setting-transcode-express_work_ms_max = 作者没有任务在运行时，预计处理时间不超过此值的小任务可使用专用位置。
setting-transcode-work_base_ms = 任何文件都可使用的处理器时间。
setting-transcode-work_per_kib_ms = 文件每 KiB 可另外使用的处理器时间。
setting-transcode-jobs_max = 同时进行的任务数；0 表示每两个处理器一个。
setting-transcode-fps_max = 帧率上限，超过的会被抽帧。
setting-transcode-preset = 编码器预设：越慢，同等画质所需码率越低。
setting-transcode-threads = 每档清晰度的编码线程数；0 表示由编码器决定。
setting-transcode-gop_ms = 两个关键帧的间隔（GOP），播放器可从关键帧开始播放。
setting-transcode-segment_ms = 单个媒体分段的时长，至少一个 GOP。
setting-transcode-sample_every_ms = 为审核采样画面的最长间隔；场景切换处也会采样。
setting-transcode-samples_max = 每个视频采样的画面数，均匀分布于全片；0 表示不采样。
setting-transcode-audio_kbps = 立体声音频的码率。
setting-transcode-audio_mono_kbps = 单声道音频的码率。
setting-transcode-retries_max = 遇到可能自行消失的问题时，每个阶段的重试次数。
setting-transcode-crashes_max = 任务连续丢失工作进程多少次后搁置。
setting-transcode-lease_ms = 任务认领的有效期，用于显示谁在处理。
setting-transcode-beat_every_ms = 工作进程每隔多久报告一次存活并保存进度。
setting-transcode-failed_kept_ms = 失败任务的半成品文件保留多久以待重试。
setting-transcode-replaced_kept_ms = 旧的转码结果被替换后保留多久。
setting-transcode-sweep_every_ms = 每隔多久清理一次不再需要的数据。
setting-transcode-sweep_rows_max = 清理时每批处理的行数。
setting-transcode-watchers_max = 可同时跟踪任务进度的页面数。
setting-transcode-appear_ms_max = 页面最长等待一个尚未出现的任务多久。
setting-transcode-ladder = 清晰度阶梯：只缩小不放大，不高于源视频的档位才会生成。

## Why a video does not go on, by the causes of the contract: while the server still tries, and after it gave up

cause-SOURCE_GAP = 视频从 { $from_at_ms } 到 { $to_at_ms } 没有画面，因此没有转码。请剪掉这一段，或以常用帧率重新导出后上传。
cause-SOURCE_TOO_COSTLY = 与文件大小相比，画面帧数过多，无法转码。请以常用的分辨率和帧率重新导出后上传。
cause-SOURCE_UNREACHABLE = 本站存放上传文件的服务暂时无法连接，恢复后会自动继续。
cause-SOURCE_MISSING = 服务器上已没有上传的文件，无法转码。请重新上传。
cause-SOURCE_UNREADABLE = 服务器无法识别这个文件的类型。请导出为 MP4 后上传。
cause-PACKAGE_DAMAGED = 无法生成播放文件。如果没有自动恢复，请点击“重试”。
cause-INTERNAL = 服务器转码时出了问题。如果没有自动恢复，请点击“重试”，或联系本站管理员。
cause-WORKER_LOST = 转码时服务器连续中断了 { $crashes } 次。如果没有自动恢复，请点击“重试”，或联系本站管理员。
cause-MEDIA_NO_PICTURE = 文件里没有动态画面。请上传视频。
cause-MEDIA_CODEC_UNKNOWN = 本站不支持这个文件的编码。请导出为 MP4（H.264 和 AAC）后上传。
cause-MEDIA_NO_INDEX = 文件不完整，缺少索引。请用原始文件重新上传，或重新导出。
cause-MEDIA_TOO_LARGE = 画面超过 8192 × 4320 像素。请降低分辨率导出后上传。
cause-MEDIA_NO_LENGTH = 文件里没有任何可以显示的画面。请重新导出后上传。
cause-MEDIA_DAMAGED = 文件的画面或声音已损坏。请用原始文件重新上传，或重新导出。
cause-MEDIA_NEEDS_MEMORY = 转码所需的内存超过上限。请降低分辨率导出后上传。
cause-MEDIA_OUTPUT_TOO_LARGE = 转码后的视频会超过大小限制。请上传更短或更小的版本。
cause-MEDIA_UNUSABLE = 视频无法转码。请重新导出为 MP4 后上传。
cause-TOOL_MISSING = 服务器缺少打开视频所需的程序，你的文件没有问题。请联系本站管理员安装。
cause-CAGE_UNAVAILABLE = 服务器无法安全地打开视频，因此暂停处理，你的文件没有问题。请联系本站管理员处理。
cause-MEDIA_HUNG = 转码 { $seconds } 秒没有进展，已被停止。如果没有自动恢复，请点击“重试”，或联系本站管理员。
cause-MEDIA_KILLED = 转码被系统中止。如果没有自动恢复，请点击“重试”，或联系本站管理员。
cause-MEDIA_TIMED_OUT = 转码超出了允许的 { $seconds } 秒。请上传更短或更小的版本。
cause-OUT_OF_SPACE = 服务器磁盘空间不足，你的文件没有问题。如果没有自动恢复，请等空间释放后点击“重试”。

## What a form did

notice-retrying = 已重新开始处理

## 导出压缩包中本模块的内容

export-list = renditions.json：由你的文件生成的各个版本。
