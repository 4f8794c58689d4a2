## The start page of administrators

admin-title = 站点管理
admin-lead = 与整个站点有关的一切。
admin-overview = 概览
admin-gallery = 组件库
admin-gallery-lead = 站内所有组件的各种状态，供开发页面时参考。
admin-settings = 设置
admin-settings-lead = 当前生效的值、每个值的来源，以及哪些可以在运行时修改。
admin-history = 设置历史
admin-history-lead = 谁在何时、为何改了什么；任何版本都可以恢复。
admin-domains = 服务模块
admin-domains-lead = 站点各部分如何协作：各自在哪里运行、有多忙、有多快，实时更新。
admin-events = 事件
admin-events-lead = 因无法处理而被搁置的事件，可在此重试。
admin-metrics = 指标
admin-metrics-lead = 本服务器的计数与耗时，Prometheus 格式。将监控系统指向此地址即可。

## Settings that change while the site runs, and their history

settings-lead = 本服务器当前生效的值，以及每个值的来源。
settings-version = 版本 { $n }
settings-never = 运行期间还没有修改过设置。
settings-sections = 分组
settings-search = 查找设置
settings-search-empty = 没有符合的设置。
settings-edit = 修改
settings-clear = 清除
settings-edit-title = 修改 { $section }
settings-edit-lead = 修改会在一秒内在全站所有服务器上生效。应用之前，你会先看到改动对比。
settings-on = 开
settings-off = 关
settings-unset = 未设置
settings-source-default = 默认
settings-source-file = 配置文件
settings-source-environment = 环境变量
settings-source-live = 运行时，版本 { $n }
settings-source-flag = 启动参数
settings-fixed-at-start = 只在服务器启动时读取，请在配置文件中设置。
settings-fixed-by-owner = 它决定站点信任谁，只有机器的所有者可以在配置文件中设置。
settings-next-start = 下次启动将使用 { $value }。
settings-covers = 覆盖了 { $value }（{ $source }）。
settings-follow = 重置为 { $value }（{ $source }）
settings-aside = 未生效
settings-aside-lead = 这些运行时设置无法在本服务器上生效。请清除它们，或重新设置。
settings-damage = 历史记录有一部分无法读取：
settings-one-a-line = 每行一项。
settings-note = 备注
settings-note-hint = 为什么要做这项改动
settings-preview = 查看改动
settings-preview-title = 确认改动
settings-preview-lead = 尚未应用任何改动。以下是与当前设置的差别。
settings-apply = 应用
settings-change-more = 返回修改
settings-refused = 没有改动任何设置。
settings-changed-meanwhile = { $who } 刚刚创建了版本 { $n }。你填写的内容还在，请再确认一次改动。
settings-history = 历史记录
settings-history-lead = 每次修改都是一个版本；恢复旧版本也会产生新版本，什么都不会丢。
settings-history-empty = 运行期间还没有修改过设置。第一次修改会出现在这里。
settings-older = 更早的版本
settings-setting = 设置
settings-before = 之前
settings-after = 之后
settings-not-live = 未在此设置
settings-back-to = 恢复到版本 { $n }
settings-in-force = 当前生效
settings-compare = 对比与恢复
settings-first = 首次修改之前
settings-first-lead = 只有配置文件和环境变量，没有运行时设置。
settings-what-it-changed = 这个版本改了什么
settings-what-back-changes = 现在恢复它会改变什么
settings-nothing-to-bring-back = 当前设置已与这个版本一致，无需恢复。
settings-roll-back = 恢复这个版本
settings-site-preview = 预览
settings-site-logo-file = 站点标志：选择图片
settings-site-logo-too-large = 图片太大，请选择 18 KB 以内的图片。

## The page that draws the domains

domains-title = 服务模块
domains-lead = 站点的每个部分在哪里运行、有多忙、有多快。
domains-graph = 调用与事件关系
domains-calls = 调用
domains-hears = 事件
domains-front = 入口
domains-front-lead = 接收 HTTP 请求，并调用各个服务模块。
domains-requests-per-s = 请求/秒
domains-figures = 数据
domains-domain = 服务模块
domains-placement = 位置
domains-local = 本进程
domains-mailbox-wire = 队列
domains-calls-per-s = 调用/秒
domains-mailbox = 队列等待
domains-store = 存储等待
domains-refused = 拒绝/秒
domains-faulted = 故障/秒
domains-events = 事件/秒
domains-in-flight = 处理中
domains-parked = 搁置
domains-restarts = 重启
domains-starting = 启动中
domains-running = 运行中
domains-restarting = 重启中
domains-stopped = 已停止
domains-unreached = 无法连接
domains-window = 最近 { $n } 秒
domains-live = 实时
domains-lost = 连接中断
domains-note = 统计最近十秒。p50 和 p99 为处理耗时，等待为 p50 / p99；CPU 以单个核心计。拒绝由调用方引起，故障由本站引起；搁置指多次处理失败后暂不处理的事件；重启次数自服务器启动起累计。

## The page of the events between domains

events-title = 事件
events-lead = 各服务模块之间的消息：各自读到哪里，以及哪些因无法处理而被搁置。
events-nothing = 没有被搁置的事件。
events-parked = { $n } 个被搁置
events-retry = 立即重试
events-tries = 已尝试 { $n } 次
events-behind = 在等待同一对象的前一个事件
events-unreachable = 该服务模块运行在另一个进程中，该进程没有响应。它的事件会保留到恢复响应为止。
events-readings = 事件来源
events-hears = 监听
events-position = 已读到 { $n }
events-replay = 重放
events-replaying = 正在重放
events-note = 处理失败的事件会尝试三次，然后连同它的对象一起搁置，其他事件照常处理；被搁置的事件会不时自动重试。重放会再次应用每种事件的最新一条，不会改变正确的数据。

## What each setting of the configuration is for

section-serve = 站点的监听地址
section-log = 服务器输出到标准错误的日志
section-trace = 链路追踪数据发往哪里
section-scoring = 画面评分：ONNX Runtime 及其模型，首次需要时才加载
setting-scoring-folder = 存放运行库、模型及其清单的文件夹；留空则在程序旁边查找。
setting-scoring-manifest = 该文件夹中模型清单的文件名。
setting-scoring-workers_max = 评分线程数。
setting-scoring-waiting_max = 可排队的画面数；超出则拒绝。
setting-scoring-answer_ms_max = 等待评分结果的最长时间。
section-mail = 发给站内用户的邮件
setting-mail-transport = smtp 发送邮件；files 将每封邮件写入文件夹，适合没有邮件服务器的站点。
setting-mail-folder = 该文件夹；留空则为数据目录中的 mail。
setting-mail-files_max = 文件夹中保留的邮件数。
setting-mail-server = 邮件服务器及端口，starttls 通常为 587，tls 通常为 465；其证书须与此名称一致。
setting-mail-security = starttls、tls，或 none（仅限本机上的服务器）。
setting-mail-user = 邮件服务器上的账号；留空则不登录。
setting-mail-password_file = 密码文件，密码在第一行。
setting-mail-authority_file = 公共证书机构之外的证书机构（PEM）；留空则没有。
setting-mail-from = 发件地址。
setting-mail-from_name = 发件人名称；留空则为站点名称。
section-media = ffmpeg、它的隔离环境与限制
section-config = 运行时设置的历史记录
section-storage = 数据库的存储方式
section-backup = 备份
section-host = 每个服务模块的上限
section-wire = 其他进程如何找到本进程
section-placement = 每个服务模块运行在哪里：本进程（local）或其他进程的地址
section-connections = 进程之间的连接
section-breaker = 防止对其他进程请求过多
setting-serve-listen = 监听的地址和端口。
setting-log-format = 日志格式：text 供人阅读，json 供程序处理。
setting-log-filter = 记录哪些部分、哪些级别的日志。
setting-trace-otlp_endpoint = OTLP over HTTP 地址；留空则不导出。
setting-media-ffmpeg = 编码程序；留空则在 PATH 中查找。
setting-media-ffprobe = 读取文件内容信息的程序；留空则在 PATH 中查找。
setting-media-memory_bytes_max = 单次运行可占用的内存。
setting-media-output_bytes_max = 单次运行可写入的数据量。
setting-media-stall_ms_max = 没有进展多久后结束运行。
setting-media-short_ms_max = 短任务（检测、截图）的最长时间。
setting-media-wall_factor = 运行时间最多为源视频时长的多少倍。
setting-media-wall_ms_max = 任何源视频的最长运行时间。
setting-config-versions_max = 为回滚保留的版本数。
setting-config-table_bytes_max = 所有运行时设置合计的大小上限。
setting-config-note_chars_max = 修改说明的最大字符数。
setting-config-poll_every_ms = 服务器每隔多久查看其他服务器所做的修改。
setting-host-mailbox_max = 每个服务模块的队列中可等待的调用数。
setting-host-in_flight_max = 每个服务模块同时处理的调用数。
setting-host-panics_max = 时间窗内允许的崩溃次数，超出则不再重启。
setting-host-panic_window_ms = 统计崩溃次数的时间窗。
setting-host-restart_backoff_ms_max = 服务模块重启前的最长等待时间。
setting-host-drain_ms_max = 进程停止时，进行中的调用最多可用多久结束。
setting-host-heavy_max = 所有服务模块同时进行的高负载计算数。
setting-host-parked_retry_every_ms = 每隔多久重试被搁置的事件。
setting-wire-listen = 为其他进程监听的地址；留空则不监听。
setting-wire-keys = 密钥与证书所在的文件夹；留空为数据目录中的 keys。
setting-connections-per_peer_max = 到每个其他进程的连接数。
setting-connections-taken_max = 同时接受的连接数。
setting-connections-streams_max = 单个连接上同时进行的调用数。
setting-connections-message_bytes_max = 单条消息的大小上限。
setting-connections-connect_ms_max = 建立连接的最长时间。
setting-connections-handshake_ms_max = 新连接完成握手的最长时间。
setting-connections-keep_alive_ms = 连接静默多久后确认其是否存活。
setting-connections-keep_alive_answer_ms_max = 确认存活时等待应答的最长时间。
setting-breaker-failures_max = 连续失败多少次后暂停发送。
setting-breaker-pause_ms = 首次暂停的时间；对方仍不可用时每次加倍。
setting-breaker-pause_ms_max = 最长的暂停时间。
setting-breaker-retry_percent = 重试占全部调用的比例。
setting-breaker-in_flight_min = 始终允许的同时调用数。
setting-breaker-in_flight_max = 对方应答良好时允许的最多同时调用数。
setting-storage-synchronous = full 断电不丢数据；normal 断电可能丢失最后片刻的数据。
setting-storage-units_waiting_max = 每个服务模块可等待的写入单元数。
setting-storage-reads_waiting_max = 每个服务模块可等待的读取数。
setting-storage-reader_threads = 每个服务模块的读取线程数。
setting-storage-reply_kept_ms = 带幂等键的命令，其应答保留多久，以应对重复请求。
setting-storage-event_kept_ms = 事件完整保留多久；之后每个对象的每类事件只留最新一条。
setting-storage-check_bytes_max = 启动时完整检查不超过此大小的数据库。
setting-storage-postgres_lanes = PostgreSQL：每个服务模块执行写入的线程数，各有一个连接。
setting-storage-postgres_connect_ms_max = 建立数据库连接的最长时间。
setting-storage-postgres_statement_ms_max = 单条语句等待应答的最长时间。
setting-storage-postgres_doubt_ms_max = 提交的应答丢失时，确认结果的最长时间。
setting-storage-postgres_backoff_ms_max = 重连数据库前的最长等待时间。
setting-storage-urls = 各服务模块的 PostgreSQL 数据库地址；没有地址的使用 SQLite 文件。
setting-backup-barrier_ms_max = 备份时最多暂停所有写入多久，以便取得同一时刻的快照。

## What is wrong with a setting

complaint-unknown = { $key }：没有这个设置
complaint-near = { $key }：没有这个设置；你是指 { $near } 吗？
complaint-at-start = { $key }：只在服务器启动时读取，请在配置文件中设置
complaint-by-owner = { $key }：它决定本站信任谁，只有机器的所有者可以在配置文件中设置
complaint-boolean = { $key } 为 { $given }：请填写 true 或 false
complaint-integer = { $key } 为 { $given }：请填写整数，例如 50
complaint-decimal = { $key } 为 { $given }：请填写数字，例如 0.82
complaint-text = { $key } 为 { $given }：请填写文本
complaint-word = { $key } 为 { $given }：请从以下值中选择：{ $choices }
complaint-integers = { $key } 为 { $given }：请填写用逗号分隔的整数，例如 1000, 3000
complaint-strings = { $key } 为 { $given }：请每行填写一项
complaint-rows = { $key } 为 { $given }：请每行填写一条，例如 height = 720, bitrate_kbps = 2600
complaint-table = { $key } 为 { $given }：请填写表，例如 { "{ video = " }"…"{ " }" }
complaint-between = { $key } 为 { $value }：必须在 { $least } 到 { $most } 之间
complaint-at-least = { $key } 为 { $value }：根据 { $other }，不得小于 { $bound }
complaint-at-most = { $key } 为 { $value }：根据 { $other }，不得大于 { $bound }
complaint-items = { $key } 有 { $count } 项：必须有 { $least } 到 { $most } 项
complaint-twice = { $key }：{ $entry } 重复出现，请只保留一项
complaint-lacks = { $key }：有一条缺少 { $field }
complaint-form = { $key } 为 { $given }：请参照 { $like } 填写
complaint-note-chars = 修改说明有 { $count } 个字符，最多 { $most } 个
complaint-all-bytes = 所有运行时设置合计 { $count } 字节，最多 { $most } 字节
complaint-unread = { $key } 无法读取：{ $cause }

## What a form did

notice-settings-changed = 设置已生效
notice-settings-back = 已恢复到之前的版本
notice-events-retried = 正在重试被搁置的事件
notice-events-replayed = 重放已开始
notice-settings-same = 设置没有变化

## The section `site`

section-site = 站点对外的形象
setting-site-name = 页眉和标题中的站点名称。
setting-site-description = 一句话介绍站点，供搜索引擎和分享链接使用。
setting-site-accent = 按钮和链接的颜色；留空则使用内置颜色。
setting-site-logo = 代替内置标志的图片，以文本形式存放，不超过 24 KiB；留空则不使用。
setting-site-home_text = 显示在最新视频上方的文字。
setting-site-about = “关于本站”页面；空行分段。
setting-site-terms = 使用条款；空行分段。
