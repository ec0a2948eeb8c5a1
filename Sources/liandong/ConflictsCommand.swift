import ArgumentParser
import Bookkeeping
import Causality
import Documents
import Records

/// `conflicts`: what waits for a person's decision.
struct ConflictsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts",
        abstract: "几个值并存、等人决定的地方",
        subcommands: [ListConflicts.self, ResolveConflict.self],
        defaultSubcommand: ListConflicts.self
    )
}

/// `conflicts list`: every open conflict with its values.
struct ListConflicts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出全部冲突"
    )

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let conflicts = try shared.keepBooks { books, _ in try books.conflicts() }
        if shared.format == .json { return Printing.json(.list(conflicts.map(\.json))) }
        for conflict in conflicts {
            Printing.line(
                "\(conflict.title) \(conflict.number)·\(conflict.label)  \(conflict.id)"
                    + "（\(conflict.placeName ?? conflict.placeCode ?? "地方尚未到达")）"
            )
            for value in conflict.values {
                let shown = words(value.value, of: conflict)
                let by = value.by.isEmpty ? "操作员" : value.by
                let place = value.placeName ?? value.placeCode ?? "来源未知"
                let dot = RecordID.dot(value.dot).text
                let seen = conflict.seenWords(value) { words($0, of: conflict) }
                Printing.line(
                    "  \(dot)：\(shown)（\(place) \(by) \(Printing.moment(value.at))"
                        + (seen.map { "，\($0)" } ?? "") + "）"
                )
                guard !value.changes.isEmpty else { continue }
                let changes = value.changes.map { "\($0.label)“\($0.field.masked)”" }
                Printing.line("    没有看到已经办结，还在改：\(changes.joined(separator: "，"))")
            }
        }
        Printing.line(
            conflicts.isEmpty ? "没有冲突。" : "共 \(conflicts.count) 处，请用 conflicts resolve 决定。"
        )
    }

    private func words(_ value: ShownValue, of conflict: Conflict) -> String {
        if value.isEmpty { return "（空）" }
        if conflict.isPersonal { return Masking.value(value.plain, of: conflict.type) }
        if conflict.isRow { return value == .boolean(true) ? "删去这一行" : "保留这一行" }
        return value.words(conflict.choiceLabels)
    }
}

/// `conflicts resolve`: a person's decision.
struct ResolveConflict: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "决定采用哪个值"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("冲突的编号，见 conflicts list", valueName: "冲突"))
    var id: String

    @Option(help: ArgumentHelp("采用哪个值，写它的编号", valueName: "编号"))
    var keep: String?

    @Option(help: ArgumentHelp("采用另一个值", valueName: "值"))
    var value: String?

    @Option(help: ArgumentHelp("为什么这样决定", valueName: "原因"))
    var reason: String

    func run() async throws {
        let resolved = try shared.keepBooks { books, actor in
            switch (keep, value) {
            case (let keep?, nil):
                guard case .dot(let dot)? = RecordID(text: keep) else {
                    throw Failure(
                        status: .usage,
                        sentence: "“\(keep)”不是值的编号，请从 conflicts list 中照抄。"
                    )
                }
                return try books.resolve(id, keep: dot, reason: reason, actor: actor)
            case (nil, let value?):
                return try books.resolve(id, value: value, reason: reason, actor: actor)
            default:
                throw Failure(status: .usage, sentence: "请写 --keep 或 --value，只写其中一个。")
            }
        }
        Printing.attention(resolved.warnings)
        if shared.format == .json {
            Printing.json([
                "recordID": .text(resolved.id.text),
                "event": .text(RecordID.dot(resolved.dot).text),
                "warnings": .list(resolved.warnings.map { .text($0) }),
            ])
        } else {
            Printing.line("已决定。")
        }
    }
}
