import ArgumentParser
import Bookkeeping
import Causality
import Documents
import Records

/// `change`: fields of a record, or its state along a transition.
struct ChangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change",
        abstract: "更改一条记录，或让它流转到下一个状态"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("登记簿", valueName: "登记簿"))
    var register: String

    @Argument(help: ArgumentHelp("记录号、编码或编号", valueName: "记录"))
    var id: String

    @Argument(help: ArgumentHelp("字段和新值；“字段=”清空", valueName: "字段=值"))
    var fields: [String] = []

    @Option(help: ArgumentHelp("为什么更改", valueName: "原因"))
    var reason = ""

    @Option(help: ArgumentHelp("流转的名称", valueName: "名称"))
    var transition: String?

    func run() async throws {
        let given = try FieldArguments.read(fields)
        guard !given.isEmpty || transition != nil else {
            throw Failure(status: .usage, sentence: "没有写要改什么，请写上 字段=值 或 --transition。")
        }
        let changed = try shared.keepBooks { books, actor in
            try books.change(
                register,
                try books.find(register, id),
                given,
                reason: reason,
                transition: transition,
                actor: actor
            )
        }
        Printing.attention(changed.warnings, changed.notes)
        if shared.format == .json { return Printing.json(document(of: changed)) }
        if changed.dot == nil {
            Printing.line("与原来一样，没有更改。")
        } else if let move = changed.transition {
            Printing.line("已办理“\(move.name)”：\(move.from) → \(move.to)")
        } else {
            Printing.line("已更改 \(changed.fields.count) 个字段。")
        }
        Printing.line(changed.id.text)
    }

    private func document(of changed: Changed) -> DocumentValue {
        let move: DocumentValue =
            changed.transition.map {
                ["name": .text($0.name), "from": .text($0.from), "to": .text($0.to)]
            } ?? .null
        return .object(
            DocumentObject(members: [
                ("event", changed.dot.map { .text(RecordID.dot($0).text) } ?? .null),
                ("fields", .list(changed.fields.map { .text($0) })),
                ("transition", move),
                ("warnings", .list(changed.warnings.map { .text($0) })),
                ("notes", .list(changed.notes.map { .text($0.message) })),
                ("recordID", .text(changed.id.text)),
            ])
        )
    }
}
