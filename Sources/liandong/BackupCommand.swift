import ArgumentParser
import Credentials
import Documents
import Enrolment
import NodeAssembly
import Store

/// `backup`: the whole node in one sealed file.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "把整个节点备份到一个加密文件，服务不用停"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("备份文件", valueName: "文件"))
    var file: String

    func run() async throws {
        let (code, byteCount) = try shared.openNode().backUp(to: file)
        if shared.format == .json {
            Printing.json(
                .object(
                    DocumentObject(members: [
                        ("file", .text(file)), ("bytes", .number(String(byteCount))),
                        ("recoveryCode", .text(code.text)),
                    ])
                )
            )
            return
        }
        Printing.line("已备份到 \(file)（\(byteCount) 字节，已加密）。")
        Printing.line("恢复码：\(code.text)")
        Printing.line("请把恢复码抄下来另处存放：换一台电脑恢复时要用；本节点以后的备份都用它。")
    }
}

/// `restore`: a node from a backup.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "用备份文件恢复节点；恢复后换一个新的写入编号继续"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("备份文件", valueName: "文件"))
    var file: String

    @Option(help: ArgumentHelp("做备份时给出的恢复码；在原来的电脑上可以不写", valueName: "恢复码"))
    var code: String?

    func run() async throws {
        let code = try code.map { try RecoveryCode(text: $0) }
        let node = try Node.restore(shared.folder, from: file, code: code)
        let status = try node.status()
        if shared.format == .json { return Printing.json(StatusDocument.document(of: status)) }
        Printing.line("已恢复：\(status.place?.name ?? "节点")，事件 \(status.counts.events) 个。")
        Printing.line("备份以后的内容，上级和下级有的，同步时会取回；请现在运行 liandong sync，并请下级各同步一次。")
    }
}
