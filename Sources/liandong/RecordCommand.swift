import ArgumentParser
import Bookkeeping
import Causality
import Documents
import NodeAssembly
import Records

/// `record`: a new record.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "登记一条新记录"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("登记簿", valueName: "登记簿"))
    var register: String

    @Argument(help: ArgumentHelp("字段和值，例如 name=张三", valueName: "字段=值"))
    var fields: [String] = []

    @Option(help: ArgumentHelp("live 当场、offline 离线登记、backfill 补录", valueName: "方式"))
    var entry = EntryOption.live

    @Option(
        help: ArgumentHelp("加密，只有这个上级地方打得开，经过的地方看不到", valueName: "代码")
    )
    var sealedFor: String?

    func run() async throws {
        let given = try FieldArguments.read(fields)
        if let sealedFor { return try seal(given, for: sealedFor) }
        let recorded = try shared.keepBooks { books, actor in
            try books.record(register, given, entry: entry.kind, actor: actor)
        }
        Printing.attention(recorded.warnings, recorded.notes)
        if shared.format == .json { return Printing.json(document(of: recorded)) }
        if let state = recorded.state { Printing.line("已登记，状态：\(state)") }
        if let number = recorded.number { Printing.line("编号：\(number)") }
        Printing.line(recorded.id.text)
    }

    private func seal(_ given: [RecordValidation.Given], for code: String) throws {
        let node = try shared.openNode()
        let (id, warnings) = try shared.keepBooks { _, actor in
            try node.seal(register, given, for: code, actor: actor)
        }
        Printing.attention(warnings, [])
        if shared.format == .json { return Printing.json(["recordID": .text(id.text)]) }
        Printing.line("已加密，没有登记在本处；对方用 letters open 打开。本机也打不开，请另存底稿。")
        Printing.line(id.text)
    }

    private func document(of recorded: Recorded) -> DocumentValue {
        .object(
            DocumentObject(members: [
                ("number", recorded.number.map { .text($0) } ?? .null),
                ("state", recorded.state.map { .text($0) } ?? .null),
                ("warnings", .list(recorded.warnings.map { .text($0) })),
                ("notes", .list(recorded.notes.map { .text($0.message) })),
                ("recordID", .text(recorded.id.text)),
            ])
        )
    }
}
