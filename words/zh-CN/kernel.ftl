## Why something was not done, by the codes of the contract

refusal-NOT_OWNER = 这不属于你的账号，无法进行此操作。
refusal-SIGN_IN_FIRST = 请先登录。
refusal-NOT_ALLOWED = 只有管理员可以进行此操作。
refusal-PAGE_INVALID = 页码无效，请返回第一页。
refusal-KEY_REUSED = 这个表单已用不同的内容提交过，请刷新页面后再试。
refusal-CONFIG_INVALID = 这些设置无效，没有做任何改动。请按提示修改后再试。
refusal-CONFIG_CHANGED = 刚才有人改动了设置。请查看现在的值，再决定是否修改。
refusal-CONFIG_VERSION_UNKNOWN = 这个版本已不在历史记录中，请另选一个。
refusal-NUL_IN_TEXT = 文字中含有无法保存的空字符（U+0000），请删除后重试。
refusal-NOT_FOUND = 这个地址没有内容，请检查地址后再试。
refusal-CREATORS_ONLY = 该账号不是 UP 主，只能观看，不能投稿。
refusal-TOO_MANY_IDS = ID 太多，一次最多查询 { $most } 个，请分批查询。
