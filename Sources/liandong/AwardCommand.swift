import ArgumentParser
import Bookkeeping
import Causality
import Documents
import EvidenceGathering
import NodeAssembly
import Records
import Store

/// `assess award`: what a decided edition gave becomes records: flags, honours, orders to mend, and
/// whatever else in the register that takes the rest.
struct AwardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "award",
        abstract: "把决定了的一版结果中的奖项、后果和按名额评定的等次登记入册"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("办法/期间/版次，或记录号", valueName: "版本"))
    var edition: String

    @Argument(help: ArgumentHelp("各条记录都要填的，例如 limit=2026-12-31", valueName: "字段=值"))
    var fields: [String] = []

    func run() async throws {
        let given = try FieldArguments.read(fields)
        let name = edition
        let report = try shared.keepBooks { books, actor in
            let plan = try books.store.read { try AwardPlan(name, $0) }
            return AwardReport(
                plan: plan,
                outcomes: try books.record(
                    together: plan.entries.map(RecordingEntry.init),
                    more: given,
                    actor: actor
                ),
                held: try books.held(plan.entries.map(RecordingEntry.init)),
                gone: try books.held(plan.withdrawn.map(RecordingEntry.init))
            )
        }
        if shared.format == .json { return Printing.json(report.document) }
        report.lines.forEach { Printing.line($0) }
    }
}

extension RecordingEntry {
    fileprivate init(_ entry: AwardPlan.Entry) {
        self.init(
            register: entry.register,
            fields: entry.fields,
            identity: entry.identity,
            origins: entry.origins,
            takenBack: entry.takenBack
        )
    }
}

/// What was recorded, and what is to be taken back.
private struct AwardReport {
    let plan: AwardPlan
    let outcomes: [RecordedTogether]
    /// The records of the entries as they stand.
    let held: [(id: RecordID, state: String?)?]
    /// Those of what is given no more.
    let gone: [(id: RecordID, state: String?)?]

    var lines: [String] {
        var lines = ["\(plan.edition.title)（\(plan.edition.name)）"]
        for (index, entry) in plan.entries.enumerated() {
            let state = held[index]?.state.map { "（\($0)）" } ?? ""
            lines.append("· \(entry.award)　\(entry.subject)：\(sentence(index))\(state)")
        }
        if plan.entries.isEmpty { lines.append("这一版没有要登记的奖项或后果。") }
        if !plan.unregistered.isEmpty {
            let names = plan.unregistered.joined(separator: "、")
            lines.append("没有登记簿接收的：\(names)。请另行办理。")
        }
        for (entry, record) in zip(plan.withdrawn, gone) {
            lines.append("更正前给过、这一版没有的：\(entry.award)　\(entry.subject)。\(advice(entry, record))")
        }
        for (award, subject) in plan.withdrawnUnregistered {
            lines.append("更正前给过、这一版没有的：\(award)　\(subject)。请另行收回。")
        }
        return lines
    }

    private func advice(_ entry: AwardPlan.Entry, _ record: (id: RecordID, state: String?)?)
        -> String
    {
        guard let record else { return "没有登记过，不用收回。" }
        if let state = record.state, entry.takenBack.contains(state) {
            return "已登记 \(entry.register) \(record.id.text)（\(state)），不用再办。"
        }
        let state = record.state.map { "（\($0)）" } ?? ""
        return "已登记 \(entry.register) \(record.id.text)\(state)，请收回或撤销；已经办过的不用再办。"
    }

    private func sentence(_ index: Int) -> String {
        let register = plan.entries[index].register
        switch outcomes[index] {
        case .made(let recorded): return "已登记 \(register) \(recorded.id.text)"
        case .held(let id, let differing) where differing.isEmpty:
            return "早已登记 \(register) \(id.text)"
        case .held(let id, let differing):
            let labels = differing.joined(separator: "、")
            return "早已登记，“\(labels)”与这一版不同，请核对 \(register) \(id.text)"
        }
    }

    var document: DocumentValue {
        let rows = plan.entries.indices.map { index -> DocumentValue in
            let entry = plan.entries[index]
            let (id, made, differing): (String, Bool, [String]) =
                switch outcomes[index] {
                case .made(let recorded): (recorded.id.text, true, [])
                case .held(let id, let differing): (id.text, false, differing)
                }
            return [
                "register": .text(entry.register), "award": .text(entry.award),
                "subject": .text(entry.subject), "recordID": .text(id), "made": .boolean(made),
                "state": held[index]?.state.map(DocumentValue.text) ?? .null,
                "differing": .list(differing.map(DocumentValue.text)),
            ]
        }
        let withdrawn = zip(plan.withdrawn, gone).map { entry, record -> DocumentValue in
            [
                "register": .text(entry.register), "award": .text(entry.award),
                "subject": .text(entry.subject),
                "recordID": record.map { .text($0.id.text) } ?? .null,
                "state": record?.state.map(DocumentValue.text) ?? .null,
            ]
        }
        let rest = plan.withdrawnUnregistered.map { award, subject -> DocumentValue in
            ["award": .text(award), "subject": .text(subject)]
        }
        return [
            "edition": .text(plan.edition.name), "records": .list(rows),
            "unregistered": .list(plan.unregistered.map(DocumentValue.text)),
            "withdrawn": .list(withdrawn + rest),
        ]
    }
}
