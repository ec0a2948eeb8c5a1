import ArgumentParser
import Bookkeeping
import Foundation

/// `import`: rows of a file, all or none.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "导入表格（.csv）或 JSON 行（.jsonl），要么全部收下，要么一行不收"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("登记簿", valueName: "登记簿"))
    var register: String

    @Argument(help: ArgumentHelp("文件，以 .csv 或 .jsonl 结尾", valueName: "文件"))
    var file: String

    @Flag(help: "只检查，不写入")
    var dryRun = false

    @Flag(help: "以前导入过的行也再导入一次")
    var again = false

    @Option(help: ArgumentHelp("live 当场、offline 离线登记、backfill 补录", valueName: "方式"))
    var entry = EntryOption.offline

    func run() async throws {
        let format = try rowFormat()
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure(status: .badData, sentence: "读不到文件“\(file)”，请核对文件名和权限。")
        }
        let progress = Progress("正在导入")
        let report = try shared.keepBooks { books, actor in
            try books.importRows(
                register,
                [UInt8](data),
                format: format,
                entry: entry.kind,
                dryRun: dryRun,
                again: again,
                actor: actor,
                progress: { progress.show($0, of: $1) }
            )
        }
        progress.end()
        for warning in report.warnings { Printing.note("注意：\(warning)") }
        if shared.format == .json { Printing.json(report.json) } else { printText(report) }
        guard let first = report.errors.first else { return }
        throw Failure(
            status: .badData,
            sentence: "文件没有导入，\(report.rejected) 行有误；第 \(first.line) 行：\(first.fault.message)"
        )
    }

    private func rowFormat() throws -> RowFormat {
        let name = file.lowercased()
        if name.hasSuffix(".csv") { return .csv }
        if name.hasSuffix(".jsonl") { return .jsonl }
        throw Failure(status: .usage, sentence: "只能导入 .csv 和 .jsonl 文件，请用表格软件另存为 CSV 后再导入。")
    }

    private func printText(_ report: ImportReport) {
        for error in report.errors { Printing.line("第 \(error.line) 行：\(error.fault.message)") }
        for note in report.notes.prefix(20) {
            Printing.note("说明：第 \(note.line) 行：\(note.fault.message)")
        }
        guard report.errors.isEmpty else { return }
        let verb = report.isDryRun ? "检查无误，可以收下" : "已收下"
        Printing.line("\(verb) \(report.accepted) 行，\(report.unchanged) 行以前导入过。")
    }
}
