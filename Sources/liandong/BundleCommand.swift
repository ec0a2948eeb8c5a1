import ArgumentParser
import Documents
import Enrolment
import NodeAssembly
import SyncEngine

/// `bundle`: the same exchange by file.
struct BundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "没有网络时用优盘同步",
        subcommands: [BundleExportCommand.self, BundleImportCommand.self]
    )

    @OptionGroup var shared: SharedOptions
}

/// `bundle export`: what another place is not known to hold, sealed to it.
struct BundleExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "把对方还没有的内容加密导出到文件"
    )

    @OptionGroup var shared: SharedOptions

    @Option(name: .customLong("for"), help: ArgumentHelp("给哪里：上级或下级的区划代码", valueName: "代码"))
    var region: String

    @Option(help: ArgumentHelp("写到哪个文件", valueName: "文件"))
    var output: String

    @Option(help: ArgumentHelp("每份最大多少，如 4MB；分成 文件.1、文件.2……", valueName: "大小"))
    var split: String?

    @Flag(help: "连同照片和扫描件；不写则只有登记的内容")
    var attachments = false

    @Flag(help: "从头导出，不管对方已有什么")
    var full = false

    func run() async throws {
        let size = try split.map(byteCount)
        let node = try shared.openNode()
        try node.upkeep()
        let exported = try node.exportBundle(
            for: region,
            to: output,
            splitByteCount: size,
            isFull: full,
            withAttachments: attachments
        )
        if shared.format == .json { return Printing.json(document(of: exported)) }
        Printing.line(
            "已导出给\(exported.place.name)（\(exported.place.code)）：\(exported.eventCount) 个事件，"
                + (attachments ? "\(exported.attachmentCount) 个附件，" : "")
                + "\(exported.byteCount) 字节，已加密。"
        )
        for file in exported.files { Printing.line(file) }
        Printing.line("请在\(exported.place.name)的机器上用 liandong bundle import 导入。")
    }

    private func document(of exported: ExportedBundle) -> DocumentValue {
        .object(
            DocumentObject(members: [
                ("region", .text(exported.place.code)), ("name", .text(exported.place.name)),
                ("files", .list(exported.files.map { .text($0) })),
                ("events", StatusDocument.number(Int64(exported.eventCount))),
                ("attachments", StatusDocument.number(Int64(exported.attachmentCount))),
                ("bytes", StatusDocument.number(Int64(exported.byteCount))),
            ])
        )
    }

    /// Reads 4MB, 500KB, 1G or a number of bytes; thousands, so that a stick of that name has room.
    private func byteCount(_ text: String) throws -> Int {
        let upper = text.uppercased()
        let digits = upper.prefix { $0.isASCII && $0.isNumber }
        let units = [
            "": 1, "B": 1, "K": 1_000, "KB": 1_000, "M": 1_000_000, "MB": 1_000_000,
            "G": 1_000_000_000, "GB": 1_000_000_000,
        ]
        guard let count = Int(digits), let unit = units[String(upper.dropFirst(digits.count))],
            case let (size, isOver) = count.multipliedReportingOverflow(by: unit), !isOver,
            size >= Node.bundlePartByteCountMin
        else {
            throw Failure(
                status: .usage,
                sentence: "--split 应写成 4MB、500KB 这样的大小，至少 "
                    + "\(Node.bundlePartByteCountMin / 1_000)KB，现在是“\(text)”。"
            )
        }
        return size
    }
}

/// `bundle import`: takes bundle files, all of each or nothing.
struct BundleImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "导入对方给的优盘同步文件；导入两次没有害处"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("文件，分成几份的可以一起写", valueName: "文件"))
    var files: [String]

    func run() async throws {
        let imported = try shared.openNode().importBundles(files)
        if shared.format == .json {
            Printing.json(
                .object(
                    DocumentObject(members: [
                        ("received", StatusDocument.number(Int64(imported.received))),
                        ("attachments", StatusDocument.number(Int64(imported.attachments))),
                        ("files", StatusDocument.number(Int64(imported.fileCount))),
                        ("whole", .boolean(imported.isWhole)),
                        ("notices", .list(imported.notices.map { .text($0.sentence) })),
                    ])
                )
            )
        } else {
            Printing.line("已导入 \(imported.fileCount) 个文件，新收到 \(imported.received) 个事件。")
            if imported.attachments > 0 {
                Printing.line("新收到 \(imported.attachments) 个附件。")
            }
            Printing.line(imported.isWhole ? wholeSentence(imported) : "后面还有一份，请接着导入下一份。")
        }
        Printing.notices(imported.notices)
    }

    private func wholeSentence(_ imported: ImportedBundles) -> String {
        if imported.notices.contains(where: \.leavesOut) {
            return "这一套文件已读完，有的内容没有收下，见下面的说明。"
        }
        guard let part = imported.unprovenPart else { return "这一套文件已全部导入。" }
        return "这是最后一份，已导入；第 \(part) 份只有照片和扫描件，导入过没有请看一看，没有的请补上。"
    }
}
