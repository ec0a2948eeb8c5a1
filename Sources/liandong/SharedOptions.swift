import ArgumentParser
import NodeAssembly

/// How a command prints.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case csv
    case jsonl
    case xlsx
}

/// The options that every command takes.
struct SharedOptions: ParsableArguments {
    @Option(help: ArgumentHelp("节点的数据文件夹", valueName: "文件夹"))
    var data: String?

    @Option(help: ArgumentHelp("输出格式：text、json（导出另有 csv、jsonl）", valueName: "格式"))
    var format: OutputFormat = .text

    @Option(help: ArgumentHelp("经办人工号或账号", valueName: "编号"))
    var actor: String?

    /// The folder that the command works on.
    var folder: NodeFolder {
        var folder = data.map(NodeFolder.init(path:)) ?? .standard
        folder.warn = { Printing.note($0) }
        return folder
    }

    /// Opens the folder's node for a command that prints text or JSON, or tables, too.
    func openNode(takesTables: Bool = false) throws -> Node {
        let isTaken = takesTables ? format != .xlsx : format == .text || format == .json
        guard isTaken else {
            throw Failure(
                status: .usage,
                sentence: "这个命令只能输出 text 或 json，不能输出 \(format.rawValue)；列表、导出和 assess table 才有表格。"
            )
        }
        return try Node.open(folder)
    }
}
