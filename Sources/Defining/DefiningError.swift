/// Why a definition was not taken; nothing was written.
package enum DefiningError: Error, Equatable, Sendable {
    /// This node is not of the place that owns definitions; that place's name where it is known.
    case notOwner(String?)
    /// The file is not to be used as it is: all sentences, most with their lines.
    case badFile([String])
    /// A period was given for a register, which counts at once.
    case periodForRegister
    /// There is no register or scheme of that id.
    case unknownDefinition(String)
    /// A register and a scheme both have that id.
    case ambiguous(String)
    /// The scheme counts only from a later day on.
    case notYet(id: String, from: String)
    /// Another version counts from that very day, and the day has come.
    case alreadyCounts(id: String, from: String)
    /// This program does not understand the version that counts.
    case unreadable(id: String)

    /// What sort of fault it is, for the status with which a command ends.
    package enum Kind: Sendable {
        /// Refused or failed.
        case refused
        /// The command was written wrongly.
        case usage
        /// The file is at fault.
        case badData
    }

    /// What sort of fault it is.
    package var kind: Kind {
        switch self {
        case .notOwner, .notYet, .alreadyCounts, .unreadable: .refused
        case .periodForRegister, .unknownDefinition, .ambiguous: .usage
        case .badFile: .badData
        }
    }

    /// Plain sentences: what is wrong and what to do.
    package var sentence: String {
        switch self {
        case .notOwner(let name):
            "登记簿和考核办法由\(name.map { "“\($0)”" } ?? "最上级")统一修改，本机不能改，没有保存；"
                + "请把文件交给那里的信息技术人员，在那里的电脑上运行 define，改动会随同步到本机。"
        case .badFile(let sentences):
            "文件不能使用，没有保存：\n" + sentences.joined(separator: "\n")
        case .periodForRegister: "登记簿改了马上起用，不分期间；请去掉 --from 再试。"
        case .unknownDefinition(let id):
            "没有编号为“\(id)”的登记簿或考核办法，请用 define --list 查看编号。"
        case .ambiguous(let id):
            "“\(id)”既是登记簿又是考核办法，请加上 --kind register 或 --kind scheme。"
        case .notYet(let id, let from): "考核办法“\(id)”从 \(from) 起才执行，不能用来算以前的期间。"
        case .alreadyCounts(let id, let from):
            "考核办法“\(id)”从 \(from) 起的版本已经开始执行，不能再换内容，没有保存；"
                + "请用 --from 写明以后的期间，作为新的一版。"
        case .unreadable(let id): "考核办法“\(id)”的现行版本本机程序读不懂，请先升级程序。"
        }
    }
}
