import ArgumentParser
import Documents
import Enrolment
import NodeAssembly

/// `init`: makes the first node of a tree.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "新建节点；一棵树的第一个节点就是它的根"
    )

    @OptionGroup var shared: SharedOptions

    @Option(help: ArgumentHelp("区划代码，2、4、6、9 或 12 位", valueName: "代码"))
    var region: String

    @Option(help: ArgumentHelp("名称", valueName: "名称"))
    var name: String

    @Option(help: ArgumentHelp("自何日起", valueName: "日期"))
    var from = "2000-01-01"

    func run() async throws {
        // Before anything is made: a refused name leaves no folder behind.
        try Enrolment.check(code: region, name: name, from: from)
        let node = try Node.prepare(shared.folder, for: .founding)
        try node.enrolment.foundRoot(code: region, name: name, from: from)
        let status = try node.status()
        if shared.format == .json {
            Printing.json(StatusDocument.document(of: status))
        } else {
            Printing.line("已建立节点：\(name)（\(status.place?.code ?? region)）")
            Printing.line("数据文件夹：\(shared.folder.path)")
        }
    }
}
