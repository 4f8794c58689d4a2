## Sign-in, sign-up and first set-up

user-name = 用户名
user-name-hint = 会显示在你的视频旁边，注册后不能更改。{ $min } 到 { $max } 个字符，可使用文字、数字、_ 和 -。
user-password = 密码
user-password-hint = 至少 { $min } 个字符，且不能与用户名相同，建议使用一句好记的话。
user-show-password = 显示密码
user-hide-password = 隐藏密码
user-sign-in-title = 登录
user-sign-in-lead = 欢迎回来
user-sign-in = 登录
user-no-account = 还没有账号？
user-forgot = 忘记密码？
user-sign-up-title = 注册账号
user-sign-up-lead = 注册后即可投稿，还能接着上次的进度继续看。
user-sign-up = 注册
user-have-account = 已有账号？
user-closed-title = 暂未开放注册
user-closed-lead = 本站目前不接受新用户注册。如需账号，请联系管理员开通。不登录也可以看视频。
user-closed-home = 去看视频
sign-up-address = 电子邮箱
sign-up-address-hint = 忘记密码时需要用它重设。我们会发送确认链接。
sign-up-question = 你为什么想加入本站？
sign-up-question-hint = 管理员会阅读你的回答并决定是否通过，最多 { $max } 个字符。
sign-up-invited = 你收到了邀请，请设置用户名和密码。
sign-up-invitation-title = 仅限受邀注册
sign-up-invitation-lead = 请向本站管理员索取邀请链接。不登录也可以看视频。
sign-up-gone-title = 邀请已失效
sign-up-gone-lead = 该邀请已用完、已被撤销或已过期，请向邀请你的人重新索取。
sign-up-waiting-title = 账号正在等待审核
sign-up-waiting-lead = 管理员会阅读你的回答。审核通过后，即可用用户名和密码登录。如果暂时无法登录，请过几天再试。
user-setup-title = 初始化站点
user-setup-lead = 创建第一个账号，它将成为本站管理员。
user-setup = 创建管理员

## Two-step sign-in, and the password asked once more

second-step-title = 输入验证码
second-step-lead = 请打开身份验证器应用，输入本站对应的验证码。
second-step-code = 验证码
second-step-use-recovery = 改用恢复代码
second-step-recovery-lead = 请输入你保存的恢复代码，每个只能使用一次。
second-step-recovery = 恢复代码
second-step-use-code = 改用应用中的验证码
prove-title = 确认身份
prove-lead = 请再次输入密码以继续，之后一段时间内无需重复输入。
prove-submit = 继续
account-two-step = 管理验证码和通行密钥
two-step-title = 两步验证
two-step-lead = 登录时除了密码，还需要只有你才有的凭证。即使密码泄露，他人也无法登录。
two-step-app = 身份验证器应用
two-step-app-lead = 手机上的应用每 30 秒生成一个新的验证码，无需联网。
two-step-on = 已开启
two-step-since = 开启于
two-step-begin = 开始设置
two-step-remove = 关闭…
two-step-codes = 恢复代码
two-step-codes-lead = 手机不在身边时，可用恢复代码登录，每个只能使用一次。
two-step-codes-left =
    { $left ->
        [0] 恢复代码已用完，请重新生成。
       *[other] 还剩 { $left } 个恢复代码。
    }
two-step-renew = 重新生成…
totp-setup-title = 设置身份验证器应用
totp-setup-lead = 请用应用扫描二维码，然后输入应用显示的验证码。
totp-setup-picture = 包含密钥的二维码
totp-setup-secret = 如果无法扫描，请在应用中手动输入以下密钥：
totp-setup-open = 在本设备的应用中打开
totp-setup-code = 应用显示的验证码
totp-setup-confirm = 开启
recovery-codes-lead = 请将这些代码保存在安全的地方，不要与应用放在同一部手机上。离开后将无法再次查看，每个代码只能使用一次。
recovery-codes-save = 保存为文件
recovery-codes-kept = 我已保存

passkeys-title = 通行密钥
passkeys-lead = 使用设备的指纹、面容或 PIN 码即可登录，无需密码和验证码。
passkeys-none = 还没有通行密钥。
passkeys-added = 添加于
passkeys-rename = 重命名
passkeys-remove = 删除
passkeys-label = 名称
passkeys-label-hint = 是哪台设备？例如：手机
passkeys-make = 添加通行密钥
passkeys-enter = 使用通行密钥登录
passkeys-cancelled = 操作未完成或已取消，请重试。

## The account page

account-title = 账号设置
account-member-since = 注册于
account-tokens = API 令牌
account-tokens-lead = 令牌可以让程序以你的身份操作，例如命令行工具或自己写的脚本。请只交给你信任的程序。
account-tokens-empty = 还没有 API 令牌。
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
account-bio = 个人简介
account-bio-lead = 所有人都能在你的主页看到。
account-bio-label = 简介
account-bio-hint = 最多 { $max } 个字符，网址会自动变成链接。
account-avatar = 头像
account-avatar-lead = 显示在你的名字旁边。图片会按正中的正方形裁剪，文件里的其他数据会被清除。
account-avatar-choose = 选择图片
account-avatar-hint = 支持 JPEG、PNG、WebP 和 GIF，动图只保留第一帧。
account-avatar-send = 设为头像
account-avatar-remove = 移除头像
account-avatar-none = 你还没有设置头像。
account-avatar-script = 上传图片需要启用 JavaScript。
account-password = 登录密码
account-password-lead = 修改密码后，其他设备都会退出登录，API 令牌不受影响。
account-password-current = 当前密码
account-password-new = 新密码
account-password-change = 修改密码
account-sessions = 登录设备
account-sessions-lead = 如果有不认识的设备，请让它退出登录，并修改密码。
account-session-here = 当前设备
account-session-used = 最近活动
account-session-since = 登录于
account-session-end = 退出登录
account-sign-out-everywhere = 退出其他所有设备
account-device = { $system } · { $browser }
account-device-unknown = 未知设备
account-erase = 注销账号
account-erase-lead = 永久删除你的账号，以及你在本站发布的全部内容。
account-erase-go = 注销账号…
account-preferences-lead = 仅对当前浏览器生效。

## E-mail: the address of an account, and the links in messages

account-blocks = 查看名单
account-blocks-lead = 列表中不会显示这些人的视频，对方不会收到通知。
account-data = 你的数据
account-data-lead = 下载本站保存的与你有关的全部内容：个人资料、视频及上传的原文件，以及审核结果。
account-data-size = 下载大小约为 { $size }。
account-data-note = 下载中断后可以重新开始，届时会从头下载。每天可以下载几次。
account-data-get = 下载我的数据
account-address = 邮箱
account-address-lead = 用于重置密码，以及通知账号的重要变动和审核结果。其他人看不到。
account-address-none = 还没有绑定邮箱。
account-address-new = 新邮箱
account-address-set = 发送验证链接
account-address-waits = 已向 { $address } 发送邮件，请打开其中的链接。
account-address-until = 验证完成后将使用 { $address }。
mail-not-sent = 本站没有配置邮件服务器，邮件只保存在服务器上，需由管理员转交。
confirm-address-title = 验证邮箱
confirm-address-lead = 将 { $address } 用作账号 { $name } 的邮箱？
confirm-address = 验证
confirm-address-gone-title = 链接已失效
confirm-address-gone-lead = 链接已使用、已被取代或已过期。可以在账号页面重新发送。
confirm-address-half-title = 还差一步
confirm-address-half-lead = 请再打开发送到另一个邮箱的链接。
confirm-address-done-title = 邮箱已验证
confirm-address-done-lead = 今后与账号有关的邮件会发送到这个邮箱。
forgot-title = 重置密码
forgot-lead = 请输入账号的用户名或邮箱，我们会发送一个设置新密码的链接。
forgot-name = 用户名或邮箱
forgot-send = 发送链接
forgot-again = 再试一次
forgot-asked-title = 请查收邮件
forgot-asked-lead = 如果该账号存在且邮箱已验证，含有链接的邮件会很快送达。几分钟后仍未收到时，请查看垃圾邮件，或联系管理员获取链接。

## The end of an account

erase-title = 注销账号
erase-lead = 注销后无法撤销，任何人都不能恢复账号，包括管理员。
erase-goes = 将会删除
erase-goes-videos = 你的全部视频（无论是否发布）、草稿和上传的文件，以及由它们生成的内容，原有链接随即失效。
erase-goes-account = 你的用户名、个人简介、邮箱、密码、通行密钥和两步验证、登录设备和 API 令牌，所有设备都会退出登录。
erase-goes-deeds = 你的拉黑和屏蔽名单、观看进度，以及举报时填写的说明。
erase-stays = 将会保留
erase-stays-name = 为防止冒充，你的用户名在一段时间内不能被其他人使用，期间仅保存其哈希值。
erase-stays-log = 如果你审核过他人的视频，审核结果会保留，但不再显示由你作出。
erase-stays-backups = 本站的备份中仍有你的账号，直到站长删除这些备份。
erase-confirm = 确认注销
erase-confirm-lead = 如果你绑定了邮箱，我们会向它发送最后一封邮件。
erase-name = 用户名
erase-name-hint = 请输入 { $name } 以确认。
erase = 注销我的账号
erased-title = 账号已注销
erased-lead = 你已退出登录。视频可能需要片刻才会从各处消失。

## Asked once more before something ends

confirm-revoke-title = 确定吊销令牌“{ $name }”？
confirm-revoke-lead = 使用该令牌的程序将立即无法访问，此操作不可撤销。
confirm-end-title = 确定让“{ $name }”退出登录？
confirm-end-lead = 该设备需要重新输入密码才能登录。
confirm-everywhere = 全部退出
confirm-everywhere-lead = 其他所有设备都需要重新输入密码才能登录，当前设备不受影响。
confirm-everywhere-tokens = 同时吊销我的 API 令牌
confirm-role = 更改角色
confirm-role-title = 更改 { $name } 的角色
confirm-role-lead = 更改后立即生效，对方无需重新登录。
confirm-erase = 删除账号
confirm-erase-title = 确定删除 { $name } 的账号？
confirm-erase-lead = 该账号的视频、草稿等全部内容会立即删除，所有设备退出登录，且无法恢复。该用户名在一段时间内不能被其他人使用。
confirm-erase-reason = 删除原因
confirm-erase-reason-hint = 如果对方绑定了邮箱，原因会通过邮件告知；本站不作保留。
confirm-suspend = 封禁
confirm-suspend-title = 确定封禁 { $name }？
confirm-suspend-lead = 该账号会立即在所有设备上退出登录，API 令牌全部吊销，已发布的视频不受影响。对方登录时会看到封禁原因。
confirm-suspend-reason = 封禁原因
confirm-restore = 解封
confirm-restore-title = 确定解封 { $name }？
confirm-restore-lead = 该账号可以重新用密码登录，已吊销的 API 令牌不会恢复。
confirm-two-step = 关闭
confirm-two-step-title = 确定关闭两步验证？
confirm-two-step-lead = 之后仅凭密码即可登录，恢复代码将全部失效。
confirm-codes = 重新生成
confirm-codes-title = 确定重新生成恢复代码？
confirm-codes-lead = 现有的恢复代码将全部失效。
confirm-factor = 关闭
confirm-factor-title = 确定关闭 { $name } 的两步验证？
confirm-factor-lead = 仅用于手机和恢复代码都已丢失的用户。请先确认确实是本人提出的请求：关闭后仅凭密码即可登录。系统会发邮件通知对方。
confirm-passkey = 删除
confirm-passkey-title = 确定删除通行密钥“{ $name }”？
confirm-passkey-lead = 之后无法再用它登录。请同时在设备上删除它。
confirm-reset = 生成链接
confirm-reset-title = 为 { $name } 生成重置密码的链接？
confirm-reset-lead = 打开链接的人可以为该账号设置一次新密码，在此之前原密码仍然有效。之前的链接将会失效。

## The accounts of the site, for administrators

users-title = 用户管理
users-lead = 本站所有账号：角色、封禁，以及为忘记密码的用户生成重置链接。
users-name = 用户名开头
users-role = 筛选
users-role-word = 角色
users-all = 全部
users-suspended = 已封禁
users-search = 搜索
users-none = 还没有账号。
users-none-narrowed = 没有符合条件的账号。
users-show-all = 查看全部
users-you = 你自己
users-joined = 注册于
users-no-password = 仅 API 令牌
users-suspended-since = 封禁于
users-set-role = 更改角色…
users-suspend = 封禁…
users-erase = 删除账号…
users-restore = 解封…
users-reset = 重置密码…
users-second-factor = 关闭两步验证…
role-viewer = 普通用户
role-creator = UP 主
role-moderator = 审核员
role-admin = 管理员
users-waiting = 待审核
users-waiting-lead = 以下用户已提交注册，审核通过后才能登录。长时间未处理的申请会自动删除。
users-waiting-asked = 申请于
users-waiting-ends = 自动删除时间
users-waiting-approve = 通过
users-waiting-refuse = 拒绝…
users-waiting-more = 仅显示最新的 { $n } 条。
users-invitations = 邀请
reset-link-title = { $name } 的重置密码链接
reset-link-lead = 请立即复制并自行发给对方，离开后将无法再次查看。链接只能使用一次，{ $time }内有效。
reset-link-back = 返回列表

## Invitations, for administrators

invitations-title = 邀请
invitations-lead = 拿到链接的人可以注册账号，在仅限受邀注册或需要审核时同样有效，注册后的角色由你指定。
invitations-new = 新建邀请
invitations-label = 名称
invitations-label-hint = 发给谁？例如：电影社
invitations-uses = 可用次数
invitations-holds = 有效期
invitations-create = 创建邀请
invitations-once = 请立即复制链接，离开后将无法再次查看。
invitations-none = 还没有邀请。
invitations-used = 已使用 { $uses } / { $most } 次
invitations-expires = 有效期至
invitations-ended = 结束于
invitations-state-valid = 有效
invitations-state-used-up = 已用完
invitations-state-expired = 已过期
invitations-state-revoked = 已撤销
invitations-revoke = 撤销…
confirm-invitation = 撤销
confirm-invitation-title = 确定撤销这个邀请？
confirm-invitation-lead = 之后无法再用该链接注册，已注册的账号不受影响。
confirm-refuse = 拒绝
confirm-refuse-title = 确定拒绝 { $name } 的注册申请？
confirm-refuse-lead = 对方登录时会看到原因。该账号会在一段时间后删除，用户名随之释放。

## The new password by a link

reset-title = 为 { $name } 设置新密码
reset-lead = 设置后所有设备都会退出登录，请使用新密码重新登录。
reset-set = 设置密码
reset-gone-title = 链接已失效
reset-gone-lead = 该链接已被使用、已被新链接取代，或已过期。请联系本站管理员重新获取。

## What somebody sees who may not

forbidden-title = 没有访问权限
forbidden-as = 当前登录的账号：{ $name }。
forbidden-switch = 切换账号
forbidden-administrators = 请联系管理员更改你的角色，或使用其他账号登录。
forbidden-creators = 请联系管理员将你设为 UP 主，设置后立即生效，无需重新登录。
forbidden-owner = 请使用该内容所属的账号登录。

## Why something was not done, by the codes of the contract

refusal-ADDRESS_INVALID = 邮箱地址格式不正确，请检查后重新输入。
refusal-ADDRESS_TAKEN = 这个邮箱已被其他账号使用，请换一个。
refusal-MAIL_LINK_INVALID = 链接已使用、已被取代或已过期，请在账号页面重新发送。
refusal-MAIL_LATER = 请求邮件的次数过多，请在 { $retry_after_s } 秒后再试。
refusal-NAME_TAKEN = 这个用户名已被使用，请换一个。
refusal-NAME_INVALID = 用户名须为 { $name_min_chars } 到 { $name_max_chars } 个文字或数字，_ 和 - 只能用在中间，请换一个。
refusal-PASSWORD_TOO_WEAK = 密码须为 { $password_min_chars } 到 { $password_max_chars } 个字符，且不能与用户名相同，建议使用一句好记的话。
refusal-CREDENTIALS_WRONG = 用户名或密码错误，请检查后再试。
refusal-TRY_LATER = 尝试次数过多，请在 { $retry_after_s } 秒后再试。
refusal-SETUP_LINK_INVALID = 初始化链接无效或已过期，请使用服务器最新输出的链接。
refusal-SETUP_DONE = 本站已有管理员，请直接登录。
refusal-USER_UNKNOWN = 没有这个账号。
refusal-TOKEN_UNKNOWN = 令牌不存在或已吊销。
refusal-TOO_MANY_TOKENS = 你已有 { $count } 个令牌（上限 { $most } 个），请先吊销不用的令牌。
refusal-LABEL_INVALID = 请填写令牌名称，{ $label_min_chars } 到 { $label_max_chars } 个字符。
refusal-ROLE_UNKNOWN = 没有这个角色，请换一个。
refusal-PASSWORD_WRONG = 当前密码不正确，请重新输入。
refusal-ACCOUNT_SUSPENDED = 该账号已被封禁。原因：{ $reason }
refusal-REASON_INVALID = 请填写 { $reason_min_chars } 到 { $reason_max_chars } 个字符的原因，对方登录时会看到。
refusal-LAST_ADMINISTRATOR = 这是最后一位管理员，请先将其他账号设为管理员。
refusal-NAME_MISTYPED = 与你的用户名不一致，请按上方显示的用户名重新输入。
refusal-ERASE_OWN_ACCOUNT = 这是你自己的账号，请在账号设置中输入密码注销。
refusal-ERASURE_REASON_INVALID = 请填写 { $reason_min_chars } 到 { $reason_max_chars } 个字符的原因，将通过邮件告知对方。
refusal-OWN_ACCOUNT = 不能封禁自己，请由其他管理员操作。
refusal-SIGN_UP_CLOSED = 本站暂未开放注册，请联系管理员开通账号。
refusal-INVITATION_NEEDED = 本站仅限受邀注册，请向管理员索取邀请链接。
refusal-INVITATION_INVALID = 该邀请已用完、已被撤销或已过期，请向邀请你的人重新索取。
refusal-INVITATION_UNKNOWN = 没有这个邀请，请查看邀请列表。
refusal-INVITATION_TERMS_INVALID = 邀请的名称须为 { $label_min_chars } 到 { $label_max_chars } 个字符，可用 1 到 { $uses_max_max } 次，有效期为一小时到一年，角色不能是管理员。请修改后再试。
refusal-TOO_MANY_INVITATIONS = 已有 { $count } 个有效邀请（上限 { $most } 个），请先撤销不再需要的邀请。
refusal-ANSWER_INVALID = 请用 { $answer_min_chars } 到 { $answer_max_chars } 个字符回答问题，管理员会阅读。
refusal-SIGN_UPS_FULL = 等待审核的注册申请过多，请过几天再试。
refusal-SIGN_UP_UNKNOWN = 该申请已不在等待中，可能已由他人处理或已删除。
refusal-ACCOUNT_PENDING = 该账号正在等待审核，管理员尚未处理，请稍后再试。
refusal-SIGN_UP_REFUSED = 注册申请未通过。原因：{ $reason }
refusal-OWN_RELATION = 不能拉黑或屏蔽自己，请选择其他账号。
refusal-TOO_MANY_PROFILE_CHANGES = 24 小时内已更改资料 { $count } 次（上限 { $most } 次），请 { $hours } 小时后再试。
refusal-TOO_MANY_EXPORTS = 24 小时内已导出 { $count } 次（上限 { $most } 次），请明天再试。
refusal-TOO_MANY_RELATIONS = 名单已满：已有 { $count } 个账号（上限 { $most } 个），请先移出一些。
refusal-BIO_INVALID = 个人简介最多 { $bio_max_chars } 个字符，请缩短后再保存。
refusal-PICTURE_INVALID = { $problem ->
    [empty] 没有收到文件，请选择一张图片。
    [bytes] 文件超过 { $most } 字节，请换一张更小的图片。
    [pixels] 图片超过 { $most } 像素，请缩小后重新上传。
    [svg] SVG 可能包含程序，因此不支持。请另存为 PNG 后上传。
    [heic] 不支持 HEIC 和 AVIF，请另存为 JPEG 后上传。
    [moving] 不支持会动的 WebP，请上传静态图片或 GIF。
    [document] 文件里除了图片还有其他内容。请重新保存图片后上传。
    [cut] 文件不完整，请重新上传。
    [damaged] 图片已损坏，请重新保存后上传。
   *[kind] 不是 JPEG、PNG、WebP 或 GIF，请选择其他文件。
}
refusal-AVATAR_UNKNOWN = 没有这张图片，或者你无权查看。
refusal-QUOTA_INVALID = 请输入整数（GB），最大 1,048,576，表示不限；留空则按角色。
refusal-PROOF_NEEDED = 请先再次输入密码。API 令牌不能执行此操作。
refusal-TICKET_INVALID = 登录已超时或验证码输错次数过多，请重新登录。
refusal-CODE_WRONG = 代码不正确或已使用过。请输入应用当前显示的验证码，或一个尚未用过的恢复代码。
refusal-SECOND_FACTOR_ON = 两步验证已开启，如需重新设置，请先关闭。
refusal-SECOND_FACTOR_OFF = 尚未设置两步验证，请先在应用中添加密钥。
refusal-PASSKEY_INVALID = 无法识别该通行密钥，或登录已超时。请重试，或改用密码登录。
refusal-PASSKEY_UNKNOWN = 通行密钥不存在或已删除。
refusal-TOO_MANY_PASSKEYS = 你已有 { $count } 个通行密钥（上限 { $most } 个），请先删除不用的。
refusal-PASSKEY_LABEL_INVALID = 请填写通行密钥的名称，{ $label_min_chars } 到 { $label_max_chars } 个字符。
refusal-PASSKEYS_OFF = 本站没有域名，无法使用通行密钥。
refusal-RESET_LINK_INVALID = 该链接已使用、已被取代或已过期，请联系管理员重新获取。

## What the domain owns, as the page of the domains says it

purpose = 账号、凭证、会话、角色、API 令牌与邮件

## What each setting of the configuration is for

section-user = 账号与会话
setting-user-sign_up = 谁可以注册账号：任何人（open）、经管理员审核（approval）、持有邀请（invitation），或不开放（closed）。需要审核时，受邀者无需等待。
setting-user-sign_up_question = 向等待审核的人提出的问题，最多 300 个字符；留空则询问加入的原因。
setting-user-sign_ups_waiting_max = 可等待审核的注册申请数。
setting-user-sign_up_kept_ms = 申请等待审核的时长，以及被拒绝后保留原因的时长；之后删除。
setting-user-creator_total_bytes_max = UP 主在本站的视频总字节数；最大值表示不限。
setting-user-creator_day_bytes_max = UP 主24 小时内可上传的字节数；最大值表示不限。
setting-user-moderator_total_bytes_max = 审核员在本站的视频总字节数；最大值表示不限。
setting-user-moderator_day_bytes_max = 审核员24 小时内可上传的字节数；最大值表示不限。
setting-user-admin_total_bytes_max = 管理员在本站的视频总字节数；最大值表示不限。
setting-user-admin_day_bytes_max = 管理员24 小时内可上传的字节数；最大值表示不限。
setting-user-relations_max = 每个账号可拉黑的账号数，可屏蔽的账号数与之相同。
setting-user-invitations_max = 同时有效的邀请数。
setting-user-invitation_kept_ms = 邀请结束后在列表中保留多久。
setting-user-erased_name_kept_ms = 账号注销后，多久之内其他人不能使用原用户名。
setting-user-avatar_bytes_max = 头像文件的最大字节数。
setting-user-avatar_pixels_max = 头像图片的最大像素数。
setting-user-profile_changes_per_day_max = 每个账号 24 小时内可设置简介或头像的次数。
setting-user-exports_per_day_max = 每个账号 24 小时内可导出数据的次数。
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
setting-user-reset_link_ms = 重置密码的链接有效多久。
setting-user-try_pause_ms = 首次输错密码后的等待时间，之后每次加倍。
setting-user-try_pause_ms_max = 两次尝试之间的最长等待时间。
setting-user-tries_at_once_max = 同一账号可同时进行的登录尝试数。
setting-user-stranger_tries_at_once_max = 从未登录过某账号的所有地点，合计可连续尝试的次数。
setting-user-stranger_try_every_ms = 上述次数用完后，每隔多久可再尝试一次。
setting-user-known_places_max = 每个账号记住的网络和设备数。
setting-user-known_place_kept_ms = 登录过的网络和设备记住多久。
setting-user-tries_kept_ms = 输错密码的记录保留多久。
setting-user-proof_ms = 输入密码确认身份后多久内可以执行敏感操作：更换邮箱、创建 API 令牌、更改登录方式、更改角色、生成重置链接。
setting-user-ticket_ms = 输入密码后等待第二步验证的时长。
setting-user-ticket_tries_max = 验证码输错多少次后须重新输入密码。
setting-user-stranger_codes_at_once_max = 从未登录过某账号的所有地点，合计可连续输错验证码的次数。
setting-user-stranger_code_every_ms = 上述次数用完后，每隔多久可再尝试一次。
setting-user-totp_setup_ms = 设置验证器时，密钥等待首个验证码的时长。
setting-user-passkeys_max = 每个账号的通行密钥数。
setting-user-passkey_challenge_ms = 等待通行密钥响应的时长。
setting-user-mailed_reset_link_ms = 邮件中的重置密码链接有效多久。
setting-user-reset_requests_at_once_max = 同一网络可连续请求重置邮件的次数。
setting-user-reset_request_every_ms = 上述次数用完后，每隔多久可再请求一次。
setting-user-address_link_ms = 验证邮箱的链接有效多久。
setting-user-letters_per_hour_max = 每个账号每小时可请求的邮件数。
setting-user-notices_per_hour_max = 每个账号每小时最多收到的通知邮件数，超出的只在站内显示。
setting-user-letter_pause_ms = 邮件首次发送失败后的等待时间，之后每次加倍。
setting-user-letter_pause_ms_max = 两次发送之间的最长等待时间。
setting-user-letter_tried_ms = 一封邮件最多尝试发送多久。
setting-user-letter_kept_ms = 已发送或放弃的邮件的记录（不含内容）保留多久。
setting-user-sweep_every_ms = 每隔多久清理一次过期数据。
setting-user-sweep_rows_max = 清理时每次写入处理的行数。

## What a form did

notice-address-asked = 邮件已发送，请打开其中的链接验证邮箱
notice-address-cancelled = 已取消更换邮箱
notice-password-changed = 密码已修改，其他设备已退出登录
notice-password-set = 新密码已设置，请重新登录
notice-session-ended = 该设备已退出登录
notice-signed-out-elsewhere = 其他设备已全部退出登录
notice-sign-in-again = 登录已超时，请重新登录
notice-two-step-off = 两步验证已关闭
notice-second-factor-reset = 已关闭该账号的两步验证
notice-passkey-added = 通行密钥已添加
notice-passkey-renamed = 通行密钥已重命名
notice-passkey-removed = 通行密钥已删除
notice-role-set = 角色已更改
notice-suspended = 账号已封禁，并已在所有设备上退出登录
notice-erased = 账号已删除
notice-restored = 账号已解封
notice-invitation-revoked = 邀请已撤销
notice-sign-up-approved = 账号已通过审核，对方现在可以登录
notice-sign-up-refused = 注册申请已拒绝
notice-blocked = 已加入黑名单
notice-unblocked = 已移出黑名单
notice-muted = 已屏蔽
notice-unmuted = 已取消屏蔽
notice-profile-saved = 个人资料已保存
notice-avatar-saved = 头像已保存
notice-avatar-removed = 头像已移除
notice-quota-set = 上传配额已更改
notice-setup-done = 本站已有管理员，请直接登录
notice-token-revoked = 令牌已吊销
notice-signed-out = 已退出登录
notice-welcome = 欢迎！

## The public page of an account

profile-joined = 注册时间：{ $age }
profile-empty-title = 暂无视频
profile-empty-text = 该账号发布的视频会显示在这里。
profile-menu = 更多：{ $name }

## Who is blocked or muted

blocks-title = 黑名单与屏蔽
blocks-lead = 对方不会收到任何提示。
blocks-blocked = 黑名单
blocks-blocked-lead = 列表中不再显示他们的视频。
blocks-blocked-none = 黑名单是空的。
blocks-muted = 已屏蔽
blocks-muted-lead = 列表中同样不显示他们的视频，适合没有过错、只是不想看到的人。
blocks-muted-none = 你没有屏蔽任何人。
blocks-since = 始于
blocks-block = 加入黑名单
blocks-unblock = 移出黑名单
blocks-mute = 屏蔽
blocks-unmute = 取消屏蔽
blocks-is-blocked = 已加入黑名单
blocks-is-muted = 已屏蔽

## The roles with their rights, for administrators

roles-title = 角色
roles-lead = 各角色的权限，表格由实际的权限检查生成。
roles-right = 权限
roles-yes = 有
roles-no = 无
roles-accounts = { $n } 个账号
roles-accounts-suspended = { $n } 个账号，其中 { $suspended } 个已封禁
right-account = 拥有账号：登录设备、API 令牌、黑名单与屏蔽
right-upload = 上传并发布视频
right-moderate = 审核他人的视频
right-act-for-others = 修改和删除他人的视频
right-administer = 管理站点：用户、设置、事件

## How much an account may upload, for administrators

users-quota = 上传配额…
quota-title = { $name } 的上传配额
quota-lead = 留空则按角色。从下一次上传开始生效，已有的内容不受影响。
quota-total = 总量（GB）
quota-day = 24 小时内（GB）

## 导出压缩包中本模块的内容

export-list = blocks.json：你拉黑或屏蔽的账号（只有编号）。
