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

    @Option(
        name: .customLong("format"),
        help: ArgumentHelp("输出格式：text、json；export 用 csv、jsonl", valueName: "格式")
    )
    var givenFormat: OutputFormat?

    @Option(help: ArgumentHelp("经办人工号或账号", valueName: "编号"))
    var actor: String?

    /// How the command prints; for people unless another format is given.
    var format: OutputFormat { givenFormat ?? .text }

    /// The folder that the command works on.
    var folder: NodeFolder {
        var folder = data.map(NodeFolder.init(path:)) ?? .standard
        folder.warn = { Printing.note($0) }
        return folder
    }

    /// Opens the folder's node for a command that prints text or JSON, or else for one that writes
    /// tables alone.
    ///
    /// With `readsWhenFull` one that reads can do so on a disk without room.
    func openNode(writesTables: Bool = false, readsWhenFull: Bool = false) throws -> Node {
        let taken: [OutputFormat] = writesTables ? [.csv, .jsonl] : [.text, .json]
        if let given = givenFormat, !taken.contains(given) {
            let words = taken.map(\.rawValue).joined(separator: " 或 ")
            let hint =
                writesTables
                ? "要看内容或取 JSON，请用 list。" : "要表格请用 export 或 assess table。"
            throw Failure(
                status: .usage,
                sentence: "这个命令只能输出 \(words)，不能输出 \(given.rawValue)；\(hint)"
            )
        }
        return try Node.open(folder, readsWhenFull: readsWhenFull)
    }
}
