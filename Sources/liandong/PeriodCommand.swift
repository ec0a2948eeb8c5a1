import ArgumentParser
import Bookkeeping
import Documents
import EvidenceGathering
import NodeAssembly
import Records

/// `period`: closing marks.
struct PeriodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "period",
        abstract: "封账标记：告诉上级本期数据到哪里为止",
        subcommands: [PeriodCloseCommand.self]
    )
}

/// `period close`: confirms the mark that the node else writes by itself.
struct PeriodCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "为一个期间封账；之后又有登记时可以再封一次"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("期间，如 2024-03", valueName: "期间"))
    var period: String

    func run() async throws {
        guard let closed = Period(text: period) else {
            let sentence = "“\(period)”不是期间，请写成 2024、2024-H1、2024-Q1 或 2024-03。"
            throw Failure(status: .usage, sentence: sentence)
        }
        let (node, person) = try shared.openNode(for: .closePeriod)
        try PeriodClosing(store: node.store).close(closed, actor: person.id)
        if shared.format == .json {
            Printing.json(["period": .text(closed.text)])
        } else {
            Printing.line("\(closed.text) 已封账，下次同步时送给上级。")
        }
    }
}
