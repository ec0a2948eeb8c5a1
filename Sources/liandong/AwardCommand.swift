import ArgumentParser
import Bookkeeping
import Causality
import Documents
import EvidenceGathering
import NodeAssembly
import Records
import Store

/// `assess award`: what a decided edition gave becomes records: flags, honours, orders to mend.
struct AwardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "award",
        abstract: "把决定了的一版结果中的奖项和后果登记入册：红旗、荣誉、整改"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("办法/期间/版次，或记录号", valueName: "版本"))
    var edition: String

    @Argument(help: ArgumentHelp("各条记录都要填的，例如 limit=2026-12-31", valueName: "字段=值"))
    var fields: [String] = []

    func run() async throws {
        let given = try FieldArguments.read(fields)
        let name = edition
        let (plan, outcomes) = try shared.keepBooks { books, actor in
            let plan = try books.store.read { try AwardPlan(name, $0) }
            let entries = plan.entries.map {
                RecordingEntry(register: $0.register, fields: $0.fields, identity: $0.identity)
            }
            return (plan, try books.record(together: entries, more: given, actor: actor))
        }
        if shared.format == .json { return Printing.json(document(plan, outcomes)) }
        Printing.line("\(plan.edition.title)（\(plan.edition.name)）")
        for (entry, outcome) in zip(plan.entries, outcomes) {
            Printing.line("· \(entry.award)　\(entry.subject)：\(sentence(entry, outcome))")
        }
        if plan.entries.isEmpty { Printing.line("这一版没有要登记的奖项或后果。") }
        if !plan.unregistered.isEmpty {
            let names = plan.unregistered.joined(separator: "、")
            Printing.line("没有登记簿接收的：\(names)。请另行办理。")
        }
        for (award, subject) in plan.withdrawn {
            Printing.line("更正前给过、这一版没有的：\(award)　\(subject)。已登记的请收回或更正。")
        }
    }

    private func sentence(_ entry: AwardPlan.Entry, _ outcome: RecordedTogether) -> String {
        switch outcome {
        case .made(let recorded): return "已登记 \(entry.register) \(recorded.id.text)"
        case .held(let id, let differing) where differing.isEmpty:
            return "早已登记 \(entry.register) \(id.text)"
        case .held(let id, let differing):
            let labels = differing.joined(separator: "、")
            return "早已登记，“\(labels)”与这一版不同，请核对 \(entry.register) \(id.text)"
        }
    }

    private func document(_ plan: AwardPlan, _ outcomes: [RecordedTogether]) -> DocumentValue {
        let rows = zip(plan.entries, outcomes).map { entry, outcome -> DocumentValue in
            let (id, made, differing): (String, Bool, [String]) =
                switch outcome {
                case .made(let recorded): (recorded.id.text, true, [])
                case .held(let id, let differing): (id.text, false, differing)
                }
            return [
                "register": .text(entry.register), "award": .text(entry.award),
                "subject": .text(entry.subject), "recordID": .text(id), "made": .boolean(made),
                "differing": .list(differing.map(DocumentValue.text)),
            ]
        }
        let withdrawn = plan.withdrawn.map { award, subject -> DocumentValue in
            ["award": .text(award), "subject": .text(subject)]
        }
        return [
            "edition": .text(plan.edition.name), "records": .list(rows),
            "unregistered": .list(plan.unregistered.map(DocumentValue.text)),
            "withdrawn": .list(withdrawn),
        ]
    }
}
