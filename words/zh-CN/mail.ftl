## On every mail

letter-hello = { $name }，你好！
letter-fact = { $label }：{ $value }
letter-link = 如果按钮无法打开，请将以下链接复制到浏览器中打开：
letter-footer = 本邮件由 { $site } 自动发送，请勿直接回复。
letter-device = 设备
letter-place = 地点
letter-time = 时间
letter-reason = 原因
letter-minutes = { $n } 分钟
letter-hours = { $n } 小时
letter-days = { $n } 天

## To confirm an address

letter-verify-subject = 验证你的 { $site } 邮箱
letter-verify-lead = 请确认这是你的邮箱。验证后可以用它重置密码，账号有重要变动时，我们也会发邮件通知你。
letter-verify-button = 验证邮箱
letter-verify-note = 链接只能使用一次，{ $time }内有效。如果你没有在 { $site } 填写过这个邮箱，请忽略本邮件，未经验证的邮箱不会被使用。

## To set a new password

letter-reset-subject = 重置你的 { $site } 密码
letter-reset-lead = 我们收到了重置账号密码的请求，请通过以下链接设置新密码。
letter-reset-button = 设置新密码
letter-reset-note = 链接只能使用一次，{ $time }内有效。如果不是你本人操作，请忽略本邮件，你的密码不会改变。

## To the old address, before it is left

letter-leave-subject = 请确认更换你的 { $site } 邮箱
letter-leave-lead = 你申请把账号邮箱更换为 { $address }。为防止他人盗用账号，请在这里也确认一次。
letter-leave-button = 确认更换
letter-leave-note = 链接只能使用一次，{ $time }内有效。如果不是你本人操作，请不要打开链接，并立即修改密码：可能有人知道了你的密码。

## After the address was changed: to the old one and to the new one

letter-address-left-subject = 你的 { $site } 账号已更换邮箱
letter-address-left-lead = 你的 { $site } 账号已改用邮箱 { $address }，今后的邮件只会发送到新邮箱。
letter-address-left-note = 如果不是你本人操作，账号可能已被他人登录，请立即联系 { $site } 的管理员。
letter-address-joined-subject = 你的 { $site } 账号已更换邮箱
letter-address-joined-lead = 你的 { $site } 账号已改用这个邮箱，我们也已通知原来的邮箱。
letter-address-joined-note = 如果不是你本人操作，请联系 { $site } 的管理员。

## After a sign-in from an unknown place

letter-new-sign-in-subject = 你的 { $site } 账号有新的登录
letter-new-sign-in-lead = 你的账号在新的设备或地点登录了：
letter-new-sign-in-button = 查看登录设备
letter-new-sign-in-note = 如果是你本人操作，请忽略本邮件；如果不是，请立即让该设备退出登录，并修改密码。

## After an account was suspended

letter-suspended-subject = 你的 { $site } 账号已被封禁
letter-suspended-lead = 你的账号已被封禁，所有设备均已退出登录，API 令牌已全部吊销，已发布的视频不受影响。
letter-suspended-note = 如果你对处理结果有异议，请联系 { $site } 的管理员。

## After two-step sign-in was turned on or off, and after a recovery code was used

letter-second-factor-on-subject = 你的 { $site } 账号已开启两步验证
letter-second-factor-on-lead = 今后登录账号时，输入密码后还需输入身份验证器应用中的验证码。请妥善保管恢复代码，手机丢失时可凭它登录。
letter-second-factor-on-button = 查看登录设置
letter-second-factor-on-note = 如果不是你本人操作，说明有人知道了你的密码。请修改密码，并立即联系 { $site } 的管理员。
letter-second-factor-off-subject = 你的 { $site } 账号已关闭两步验证
letter-second-factor-off-lead = 登录账号时不再需要身份验证器应用中的验证码，原有的恢复代码已全部失效。
letter-second-factor-off-button = 打开账号页面
letter-second-factor-off-note = 如果不是你本人操作，请立即修改密码，并重新开启两步验证。
letter-second-factor-reset-subject = 管理员已关闭你的 { $site } 账号的两步验证
letter-second-factor-reset-lead = 为了让你能够重新登录，{ $site } 的管理员已关闭你的账号除密码以外的所有验证方式。你可以在账号页面重新设置。
letter-second-factor-reset-button = 打开账号页面
letter-second-factor-reset-note = 如果这不是你请求的，请立即联系 { $site } 的管理员。
letter-passkey-added-subject = 你的 { $site } 账号已添加一个通行密钥
letter-passkey-added-lead = 现在可以使用通行密钥“{ $label }”登录你的账号，无需输入密码。
letter-passkey-added-button = 查看通行密钥
letter-passkey-added-note = 如果不是你本人操作，请立即删除它，并修改密码。
letter-passkey-removed-subject = 你的 { $site } 账号已删除一个通行密钥
letter-passkey-removed-lead = 已无法再用通行密钥“{ $label }”登录你的账号。
letter-passkey-removed-button = 打开账号页面
letter-passkey-removed-note = 如果不是你本人操作，请立即修改密码。
letter-recovery-code-subject = 有人使用恢复代码登录了你的 { $site } 账号
letter-recovery-code-lead =
    { $n ->
        [0] 有人使用最后一个恢复代码登录了你的账号。请立即生成新的恢复代码，以免手机丢失后无法登录。
       *[other] 有人使用恢复代码登录了你的账号，该代码已失效，还剩 { $n } 个恢复代码。
    }
letter-recovery-code-button = 查看登录设置
letter-recovery-code-note = 如果不是你本人操作，请立即修改密码，并重新生成恢复代码。
## After an account was erased

letter-erased-subject = 你的 { $site } 账号已删除
letter-erased-lead = 你的账号已永久删除，视频、草稿和个人资料也一并清除。这是我们发给你的最后一封邮件，发出后你的邮箱地址也会删除。
letter-erased-note = 如果你对此不知情，请联系 { $site } 的管理员。已删除的账号无法恢复。


## A decision on a video

letter-approved-subject = 稿件《{ $title }》已通过审核
letter-approved-lead = 你的稿件《{ $title }》已通过审核，现已发布。
letter-approved-button = 查看稿件
letter-refused-subject = 稿件《{ $title }》未通过审核
letter-refused-lead = 你的稿件《{ $title }》不符合 { $site } 的规定，未通过审核，因此没有发布。
letter-refused-button = 查看详情
letter-refused-note = 如果你对审核结果有异议，可以在稿件页面提出申诉。

## A part of a profile that others do not see

letter-profile-text-subject = 你在 { $site } 的个人简介未通过审核
letter-profile-text-lead = 你在 { $site } 的个人简介不符合规定，其他人看不到它。你可以随时修改。
letter-profile-text-button = 打开账号页面
letter-profile-text-note = 账号的其他功能不受影响。
letter-profile-picture-subject = 你在 { $site } 的头像未通过审核
letter-profile-picture-lead = 你在 { $site } 的头像不符合规定，其他人看不到它。你可以随时更换。
letter-profile-picture-button = 打开账号页面
letter-profile-picture-note = 账号的其他功能不受影响。

## The decision on an appeal

letter-appeal-granted-subject = 申诉成功：稿件《{ $title }》
letter-appeal-granted-lead = 经复核，我们撤销了对稿件《{ $title }》的处理，稿件已恢复。
letter-appeal-granted-button = 查看稿件
letter-appeal-rejected-subject = 申诉未通过：稿件《{ $title }》
letter-appeal-rejected-lead = 经复核，我们维持对稿件《{ $title }》的处理结果。
letter-appeal-rejected-button = 查看详情
letter-appeal-rejected-note = 此复核结果为最终结果。

## What others do, for those who asked to hear of it by mail

letter-notice-video-subject = { $actor } 发布了新视频
letter-notice-comment-subject = { $actor } 评论了你的视频
letter-notice-reply-subject = { $actor } 回复了你的评论
letter-notice-mention-subject = { $actor } 在评论中提到了你
letter-notice-video-liked-subject = { $actor } 赞了你的视频
letter-notice-comment-liked-subject = { $actor } 赞了你的评论
letter-notice-coins-subject = { $actor } 给你的视频投了币
letter-notice-follower-subject = { $actor } 关注了你
letter-notice-comment-waits-subject = { $actor } 的评论待你审核
letter-notice-comment-shown-subject = 你的评论已通过审核
letter-notice-comment-removed-subject = 你的评论已被删除
letter-notice-published-subject = 你的视频已发布
letter-notice-danmaku-removed-subject = 你的弹幕已被删除
letter-notice-danmaku-shown-subject = 你的弹幕已通过审核
letter-notice-upload-failed-subject = 你的视频上传失败
letter-notice-quota-low-subject = 你的存储空间已使用 90%
letter-notice-sign-up-waits-subject = 有新的注册申请待审批
letter-notice-report-waits-subject = 有新的举报待处理
letter-notice-review-waits-subject = 有内容待审核
letter-notice-button = 前往 { $site } 查看
letter-notice-note = 你在 { $site } 开启了此类通知的邮件提醒，因此收到本邮件。
letter-notice-leave = 不再接收此类邮件
