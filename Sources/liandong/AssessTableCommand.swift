import ArgumentParser
import Assessment
import EvidenceGathering
import Foundation
import NodeAssembly
import Records
import Spreadsheets
import Store

/// `assess table`: a result as a paper, in a file.
struct AssessTableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "把结果导成表：月度考核表、扣分单、公示表、年度汇总、奖项名单"
    )

    @OptionGroup var shared: SharedOptions

    @OptionGroup var choice: ResultChoice

    @Option(help: ArgumentHelp("哪一种表", valueName: "表名"))
    var form: String

    @Option(help: ArgumentHelp("写到哪个文件；名字以 .xlsx 或 .csv 结尾时可不写 --format", valueName: "文件"))
    var output: String

    func run() async throws {
        guard let form = ResultForm(rawValue: form) else {
            let known = ResultForm.allCases.map(\.rawValue).joined(separator: "、")
            throw Failure(status: .usage, sentence: "没有“\(form)”这种表，请写 \(known) 之一。")
        }
        let file = try TableFile(output, shared.format)
        let node = try Node.open(shared.folder)
        let table: Spreadsheet = try AssessmentOptions.named {
            try node.store.read { session in try self.table(form, session) }
        }
        try file.write(table)
    }

    private func table(_ form: ResultForm, _ session: StoreSession) throws -> Spreadsheet {
        if let content = try choice.content(session) {
            return form.table(try ComputedResult(content), units: try ResultForm.units(session))
        }
        let (scheme, period) = try choice.named()
        let year = Records.Period(text: period)
        // A year's table is made of months: by the scheme that the last of them goes by.
        let last = form == .year ? year?.months.last?.text : nil
        let known = try NodeSchemes().scheme(scheme, for: last ?? period, session)
        let isForMonthsOnly = !known.periodKinds.contains { $0.rawValue == "year" }
        if form == .year, isForMonthsOnly, let year, year.months.count == 12 {
            let months = try ResultForm.months(of: year, scheme: known, kind: choice.kind, session)
            return ResultForm.year("\(known.title) \(period)", months: months)
        }
        let request = try EvidenceRequest(scheme: known, period: period, kind: choice.kind)
        let run = try AssessmentRun.run(request, session)
        return form.table(ComputedResult(run), units: try ResultForm.units(session))
    }
}

/// A file that a table is written to, whole.
struct TableFile {
    private let path: String
    private let isWorkbook: Bool

    /// Throws where neither the format nor the file's name says what it is.
    init(_ path: String, _ format: OutputFormat) throws {
        let known: Bool? =
            switch format {
            case .xlsx: true
            case .csv: false
            case .text: path.hasSuffix(".xlsx") ? true : path.hasSuffix(".csv") ? false : nil
            case .json, .jsonl: nil
            }
        guard let known else {
            throw Failure(status: .usage, sentence: "请用 --format csv 或 --format xlsx 写明文件的格式。")
        }
        self.path = path
        isWorkbook = known
    }

    /// Writes the table and says how many rows it has.
    func write(_ table: Spreadsheet) throws {
        if isWorkbook {
            try XLSXTable.write(table, to: path)
        } else {
            try FileBytes.write(CSVTable.bytes(table), to: path)
        }
        Printing.note("\(table.title)，共 \(table.rows.count) 行，已写到 \(path)。")
    }
}
