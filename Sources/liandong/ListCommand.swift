import ArgumentParser
import Bookkeeping
import Causality
import Documents
import Records

/// `list`: the records of a register.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出登记簿中的记录"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("登记簿", valueName: "登记簿"))
    var register: String

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("只列字段等于这个值的，可以写几个", valueName: "字段=值")
    )
    var conditions: [String] = []

    func run() async throws {
        let given = try FieldArguments.read(conditions)
        try shared.keepBooks { books, _ in
            if shared.format == .json {
                try printJSON(books, given)
            } else {
                try printText(books, given)
            }
        }
    }

    /// One record a line, so that a long list needs no memory.
    private func printJSON(_ books: Bookkeeping, _ given: [RecordValidation.Given]) throws {
        var isFirst = true
        try books.forEachRow(register, where: given) { row in
            let bytes = JSONWriter.write(row.json, sortedKeys: false)
            Printing.raw(Array((isFirst ? "[\n" : ",\n").utf8) + bytes)
            isFirst = false
            return true
        }
        Printing.raw(Array((isFirst ? "[]\n" : "\n]\n").utf8))
    }

    private func printText(_ books: Bookkeeping, _ given: [RecordValidation.Given]) throws {
        var count = 0
        try books.forEachRow(register, where: given) { row in
            count += 1
            let shown = row.fields.filter { !$0.value.isEmpty && $0.type != .list }.prefix(6)
            let parts = shown.map { field in
                let name = field.targetName.map { " \($0)" } ?? ""
                return "\(field.label)：\(field.masked)\(name)"
            }
            Printing.line("\(row.shownID)  " + parts.joined(separator: "，"))
            return true
        }
        Printing.line("共 \(count) 条")
    }
}
