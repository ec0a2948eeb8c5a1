/// Why a key, seal, code, password or key file is not accepted; no case carries a secret.
package enum CredentialError: Error, Equatable, Sendable {
    /// Bytes that are no key of their kind; `byteCount` is what was given.
    case malformedKey(byteCount: Int)
    /// A seal that does not open: changed, cut off, for someone else, from someone else, or of
    /// another context. Which of these cannot be told.
    case sealBroken
    /// A joining code has too few or too many letters and digits.
    case joiningCodeLength(found: Int, expected: Int)
    /// A joining code has a character that none contains, in the group counted from 1.
    case joiningCodeCharacter(String, group: Int)
    /// A joining code is mistyped, most likely in these groups counted from 1; empty if unknown.
    case joiningCodeMistyped(groups: [Int])
    /// A recovery code has other letters or another length than one that was given out.
    case recoveryCodeMistyped
    /// A backup that does not open: another code, changed, or cut off. Which cannot be told.
    case backupBroken
    /// A new password is shorter than this many characters.
    case passwordTooShort(characterCountMin: Int)
    /// A password is longer than this many bytes of UTF-8.
    case passwordTooLong(byteCountMax: Int)
    /// A stored password hash is not of a known form.
    case passwordHashDamaged
    /// There is no key file; the node has not been made yet.
    case keyFileMissing(path: String)
    /// There is a key file already; it is never overwritten by a new one.
    case keyFileExists(path: String)
    /// Other users of the machine may read the key file; `mode` are its permission bits.
    case keyFileExposed(path: String, mode: UInt32)
    /// The key file's contents are not what was written.
    case keyFileDamaged(path: String)
    /// The operating system refused; `code` is its errno.
    case keyFileUnusable(path: String, code: Int32)
}

extension CredentialError {
    /// One sentence in Chinese: what happened and what to do next.
    package var sentence: String {
        switch self {
        case .malformedKey(let byteCount):
            "密钥格式不对（\(byteCount)字节），没有采用；请重新交换密钥。"
        case .sealBroken:
            "数据打不开：不是发给本机的、不是对方发的或已被改动；请重新传送。"
        case .joiningCodeLength(let found, let expected):
            "加入码应有\(expected)个字母和数字，现在有\(found)个；请对照原文重新输入。"
        case .joiningCodeCharacter(let character, let group):
            "加入码第\(group)组里的“\(character)”不是加入码用的字符；请对照原文改正。"
        case .joiningCodeMistyped(let groups) where groups.isEmpty:
            "加入码有几处输错了；请对照原文逐组检查。"
        case .joiningCodeMistyped(let groups):
            "加入码输错了，很可能在第\(groups.map { String($0) }.joined(separator: "、"))组；请对照原文改正。"
        case .recoveryCodeMistyped:
            "恢复码应是六组、每组四个字母或数字；请对照原文重新输入。"
        case .backupBroken:
            "备份打不开：恢复码不是这份备份的，或文件不完整、已被改动；请核对恢复码或换一份备份。"
        case .passwordTooShort(let characterCountMin):
            "密码太短：至少要\(characterCountMin)个字符；请换一个长些的密码。"
        case .passwordTooLong(let byteCountMax):
            "密码太长：最多\(byteCountMax)字节；请换一个短些的密码。"
        case .passwordHashDamaged:
            "这个账号保存的密码记录已损坏；请管理员重设密码。"
        default:
            keyFileSentence
        }
    }

    private var keyFileSentence: String {
        switch self {
        case .keyFileMissing(let path):
            "没有密钥文件“\(path)”；请先建立节点，或从备份恢复。"
        case .keyFileExists(let path):
            "密钥文件“\(path)”已经存在，没有覆盖；如要新建节点，请换一个空的数据文件夹。"
        case .keyFileExposed(let path, let mode):
            "密钥文件“\(path)”别的用户也能读（权限\(String(mode, radix: 8))），没有使用；"
                + "请执行 chmod 600 '\(path)' 后再试，并考虑更换密钥。"
        case .keyFileDamaged(let path):
            "密钥文件“\(path)”已损坏，没有使用；请从备份恢复，或作为新节点重新加入。"
        case .keyFileUnusable(let path, let code):
            "密钥文件“\(path)”不能读写（系统错误\(code)）；请检查磁盘空间和文件夹权限。"
        default:
            ""
        }
    }
}
