## Sign-in, sign-up and first set-up

user-name = 用户名
user-name-hint = 会显示在你的视频旁边。2 到 24 个字符，可使用文字、数字、_ 和 -。
user-password = 密码
user-password-hint = 至少 { $min } 个字符，建议使用一句好记的话。
user-show-password = 显示密码
user-hide-password = 隐藏密码
user-sign-in-title = 登录
user-sign-in-lead = 欢迎回来~
user-sign-in = 登录
user-no-account = 还没有账号？
user-sign-up-title = 注册账号
user-sign-up-lead = 注册后即可投稿，还能接着上次的进度继续看。
user-sign-up = 注册
user-have-account = 已有账号？
user-setup-title = 初始化站点
user-setup-lead = 创建第一个账号，它将成为本站管理员。
user-setup = 创建管理员

## The account page

account-title = 账号设置
account-member-since = 注册于
account-tokens = API 令牌
account-tokens-lead = 令牌可以让程序以你的身份操作，例如命令行工具或自己写的脚本。请只交给你信任的程序。
account-tokens-empty = 还没有令牌。
account-token-label = 名称
account-token-label-hint = 准备用在哪里？例如：笔记本电脑
account-token-create = 创建令牌
account-token-once = 请立即复制令牌，离开后将无法再次查看。
account-token-copy = 复制
account-token-copied = 已复制
account-token-created = 创建于
account-token-last-used = 最近使用
account-token-never-used = 从未使用
account-token-revoke = 吊销
account-preferences-lead = 设置本浏览器中的语言与外观。

## Why something was not done, by the codes of the contract

refusal-NAME_TAKEN = 这个用户名已被使用，换一个试试吧。
refusal-NAME_INVALID = 用户名须为 { $name_min_chars } 到 { $name_max_chars } 个文字或数字，中间可以使用 _ 和 -，请换一个。
refusal-PASSWORD_TOO_WEAK = 密码须为 { $password_min_chars } 到 { $password_max_chars } 个字符，且不能与用户名相同，请换一个。
refusal-CREDENTIALS_WRONG = 用户名或密码错误，请检查后再试。
refusal-TRY_LATER = 尝试次数过多，请在 { $retry_after_s } 秒后再试。
refusal-SETUP_LINK_INVALID = 初始化链接无效或已过期，请使用服务器最新输出的链接。
refusal-SETUP_DONE = 本站已完成初始化，请直接登录。
refusal-USER_UNKNOWN = 用户不存在。
refusal-TOKEN_UNKNOWN = 令牌不存在或已吊销。
refusal-TOO_MANY_TOKENS = 你已有 { $count } 个令牌（上限 { $most } 个），请先吊销不用的令牌。
refusal-LABEL_INVALID = 请填写令牌名称，{ $label_min_chars } 到 { $label_max_chars } 个字符。
refusal-ROLE_UNKNOWN = 没有这种账号角色，请换一个角色。

## What the domain owns, as the page of the domains says it

purpose = 账号、凭证、会话、角色与 API 令牌

## What each setting of the configuration is for

section-user = 账号与会话
setting-user-sign_up_open = 是否允许任何人注册账号。
setting-user-sign_up_role = 新账号的角色：viewer 只能观看，creator 可以投稿。
setting-user-hash_memory_kib = 计算一次密码哈希占用的内存。
setting-user-hash_passes = 密码哈希遍历内存的次数。
setting-user-hash_lanes = 密码哈希的并行通道数。
setting-user-hashes_waiting_max = 可排队等待计算哈希的密码数。
setting-user-session_idle_ms = 会话闲置多久后失效。
setting-user-sessions_max = 每个账号的会话数；超出时最久未用的先结束。
setting-user-use_stale_ms = 会话或令牌“最近使用时间”允许的滞后。
setting-user-use_noted_every_ms = 每隔多久统一记录一次使用时间。
setting-user-uses_waiting_max = 可等待记录的使用次数。
setting-user-api_tokens_max = 每个账号的 API 令牌数。
setting-user-revoked_kept_ms = 已吊销的 API 令牌保留多久。
setting-user-setup_link_ms = 首位管理员的初始化链接有效多久。
setting-user-try_pause_ms = 首次输错密码后的等待时间，之后每次加倍。
setting-user-try_pause_ms_max = 两次尝试之间的最长等待时间。
setting-user-tries_at_once_max = 同一账号可同时进行的登录尝试数。
setting-user-stranger_tries_at_once_max = 从未登录过某账号的所有地点，合计可连续尝试的次数。
setting-user-stranger_try_every_ms = 上述次数用完后，每隔多久可再尝试一次。
setting-user-known_places_max = 每个账号记住的网络和设备数。
setting-user-known_place_kept_ms = 登录过的网络和设备记住多久。
setting-user-tries_kept_ms = 输错密码的记录保留多久。
setting-user-sweep_every_ms = 每隔多久清理一次过期数据。
setting-user-sweep_rows_max = 清理时每次写入处理的行数。

## What a form did

notice-token-revoked = 令牌已失效
notice-signed-out = 已退出登录
notice-welcome = 欢迎！

## The public page of an account

profile-joined = { $age }加入
profile-empty-title = 暂无视频
profile-empty-text = 该账号发布的视频会显示在这里。
