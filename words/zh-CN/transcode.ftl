## The stages from file to page

stage-label = 处理进度
stage-upload = 上传文件
stage-probe = 检测文件
stage-ladder = 视频转码
stage-package = 切片打包
stage-poster = 生成封面
stage-storyboard = 生成进度条预览
stage-publish = 发布
stage-attempt = 第 { $n }/{ $max } 次尝试

## The state of one stage

stage-state-waiting = 等待中
stage-state-running = 进行中
stage-state-done = 已完成
stage-state-failed = 失败
stage-state-retrying = 正在重试

## Why something was not done, by the codes of the contract

refusal-JOB_UNKNOWN = 没有找到该视频的处理任务。
refusal-NOT_FAILED = 任务没有失败，无需重试。

## What the domain owns, as the page of the domains says it

purpose = 转码任务、清晰度阶梯、打包、封面与缩略图

## What each setting of the configuration is for

section-transcode = 清晰度阶梯与转码任务
setting-transcode-express_work_ms_max = 作者没有任务在运行时，预计处理时间不超过此值的小任务可使用专用位置。
setting-transcode-work_base_ms = 任何文件都可使用的处理器时间。
setting-transcode-work_per_kib_ms = 文件每 KiB 可另外使用的处理器时间。
setting-transcode-slots = 同时进行的任务数；0 表示每两个处理器一个。
setting-transcode-fps_max = 帧率上限，超过的会被抽帧。
setting-transcode-preset = 编码器预设：越慢，同等画质所需码率越低。
setting-transcode-threads = 每档清晰度的编码线程数；0 表示由编码器决定。
setting-transcode-gop_ms = 两个关键帧的间隔（GOP），播放器可从关键帧开始播放。
setting-transcode-segment_ms = 单个媒体分段的时长，至少一个 GOP。
setting-transcode-audio_kbps = 立体声音频的码率。
setting-transcode-audio_mono_kbps = 单声道音频的码率。
setting-transcode-retries_max = 遇到可能自行消失的问题时，每个阶段的重试次数。
setting-transcode-crashes_max = 任务连续丢失工作进程多少次后搁置。
setting-transcode-lease_ms = 任务认领的有效期，用于显示谁在处理。
setting-transcode-beat_ms = 工作进程每隔多久报告一次存活并保存进度。
setting-transcode-failed_kept_ms = 失败任务的半成品文件保留多久以待重试。
setting-transcode-replaced_kept_ms = 旧的转码结果被替换后保留多久。
setting-transcode-watchers_max = 可同时跟踪任务进度的页面数。
setting-transcode-appear_ms_max = 页面最长等待一个尚未出现的任务多久。
setting-transcode-ladder = 清晰度阶梯：只缩小不放大，不高于源视频的档位才会生成。
