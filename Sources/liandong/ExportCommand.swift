import ArgumentParser
import Bookkeeping

/// `export`: all rows of a register, full values.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "导出登记簿（--format csv 或 jsonl），含个人信息全文"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("登记簿", valueName: "登记簿"))
    var register: String

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("只导出字段等于这个值的，可以写几个", valueName: "字段=值")
    )
    var conditions: [String] = []

    func run() async throws {
        let given = try FieldArguments.read(conditions)
        let format: RowFormat = shared.format == .jsonl ? .jsonl : .csv
        let count = try shared.keepBooks(writesTables: true) { books, _ in
            try books.export(register, where: given, format: format, Printing.raw)
        }
        Printing.note("共导出 \(count) 条。")
    }
}
