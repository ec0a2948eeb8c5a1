import ArgumentParser
import Documents
import Enrolment
import NodeAssembly
import SyncClient

/// `join`: makes this folder's node one of a tree.
struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "用上级给的加入码加入；已加入的节点则改到另一个上级"
    )

    @OptionGroup var shared: SharedOptions

    @Option(help: ArgumentHelp("上级节点的地址，如 http://10.0.0.1:8700", valueName: "地址"))
    var parent: String

    @Option(help: ArgumentHelp("加入码", valueName: "加入码"))
    var code: String

    func run() async throws {
        guard parent.hasPrefix("http://") || parent.hasPrefix("https://") else {
            throw Failure(
                status: .usage,
                sentence: "--parent 应写成 http://主机:端口，如 http://10.0.0.1:8700，现在是“\(parent)”。"
            )
        }
        let joined = try await Node.join(shared.folder, parentURL: parent, code: code)
        if shared.format == .json {
            let status = try joined.node.status()
            Printing.json(StatusDocument.document(of: status))
        } else {
            Printing.line("已加入：\(joined.admission.name)（\(joined.admission.code)）")
            Printing.line("首次同步收到 \(joined.report.received) 个事件。")
        }
    }
}
