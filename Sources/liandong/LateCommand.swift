import ArgumentParser
import Bookkeeping
import Causality
import Documents
import EvidenceGathering
import NodeAssembly
import Records
import Store

/// `assess late`: what came after an edition was frozen, and what is decided of it.
struct AssessLateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "late",
        abstract: "列出一版定稿以后才到的数据；写明记录和 --decide 就是决定怎么办"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("办法/期间/版次，或记录号", valueName: "版本"))
    var edition: String

    @Argument(help: ArgumentHelp("要决定的迟到的记录，可以写多条，决定相同", valueName: "记录号"))
    var records: [String] = []

    @Option(help: ArgumentHelp("next 算到下期、omit 不采用、restate 更正本期", valueName: "处理"))
    var decide: LateVerdict?

    @Option(help: ArgumentHelp("算到哪一期，不写时是下一期", valueName: "期间"))
    var period: String?

    @Option(help: ArgumentHelp("理由；算到下期、不采用必须写", valueName: "文字"))
    var reason = ""

    func run() async throws {
        guard records.isEmpty == (decide == nil) else {
            throw Failure(
                status: .usage,
                sentence: "要决定请写明记录号和 --decide（next、omit 或 restate），缺一不可；只看请都不写。"
            )
        }
        guard let decide else { return try list() }
        try shared.keepBooks { books, person in
            let choice = LatePlan.Choice(
                decide.handling,
                target: period,
                reason: reason,
                actor: person.id
            )
            let plans = try AssessmentOptions.named {
                try books.store.read {
                    try LatePlan.plans(edition, records: records, choice, $0)
                }
            }
            let ids = try plans.map { try write($0, books, person) }
            tell(Array(zip(plans, ids)), decide.handling)
        }
    }

    private func write(
        _ plan: LatePlan,
        _ books: Bookkeeping,
        _ person: ActingPerson
    ) throws -> RecordID {
        guard let held = plan.held else {
            return try books.record(LateDecision.register, plan.fields, actor: person).id
        }
        return try books.change(
            LateDecision.register,
            held,
            plan.changes,
            reason: reason,
            transition: "改定",
            actor: person
        ).id
    }

    private func tell(_ made: [(plan: LatePlan, id: RecordID)], _ handling: LateHandling) {
        if shared.format == .json {
            return Printing.json(
                .list(
                    made.map { plan, id in
                        [
                            "edition": .text(plan.edition.name),
                            "treatment": .text(handling.rawValue),
                            "target": plan.target.map(DocumentValue.text) ?? .null,
                            "recordID": .text(id.text),
                        ]
                    }
                )
            )
        }
        for (plan, _) in made {
            switch handling {
            case .next: Printing.line("已决定：\(plan.title) 算到 \(plan.target ?? "")。")
            case .omit where plan.change.isOfCounted:
                Printing.line("已决定：\(plan.title) 不更正，定稿的版照旧。")
            case .omit: Printing.line("已决定：\(plan.title) 不采用。")
            case .restate: Printing.line("已决定：\(plan.title) 更正本期。")
            }
        }
        if handling == .restate, let name = made.first?.plan.edition.name {
            Printing.line("下一步：liandong assess freeze … --replaces \(name)")
        }
        made.forEach { Printing.line($0.id.text) }
    }

    private func list() throws {
        let name = edition
        let review = try AssessmentOptions.named {
            try shared.openNode().store.read { try LateReview(name, $0) }
        }
        if shared.format == .json { return Printing.json(review.document) }
        let edition = review.edition
        Printing.line("\(edition.title)（\(edition.name)，\(edition.state ?? "有冲突")）")
        for line in LateText.lines(review) { Printing.line(line) }
    }
}

/// A review as people read it.
enum LateText {
    static func lines(_ review: LateReview) -> [String] {
        var lines = body(review)
        let name = review.edition.name
        if review.isOfParts {
            lines.append("这一版由各期成绩合成：扣分加分的迟到数据，请对那几期的版查看和决定。")
        }
        if review.rows.contains(where: { $0.effects.contains { $0.points == nil } }) {
            lines.append("没有写几分变几分的，没有逐条试算，请用 assess compare 看合计。")
        }
        if review.restatedCount > 0 {
            lines.append(
                "有 \(review.restatedCount) 条决定更正本期，还没有定新版："
                    + "liandong assess freeze … --replaces \(name)"
            )
        }
        if let newer = review.successor { lines.append("这一版以后已定“\(newer)”，要决定请对那一版办理。") }
        return lines
    }

    private static func body(_ review: LateReview) -> [String] {
        let rows = review.rows
        guard !rows.isEmpty else { return ["定稿以后没有来过改变本期的数据。"] }
        let open = rows.count(where: \.isOpen)
        let standing = open > 0 ? "\(open) 条还没有决定" : "都已决定"
        return ["定稿以后又来了 \(rows.count) 条数据，\(standing)："]
            + rows.enumerated().flatMap { lines($1, number: $0 + 1) }
    }

    private static func lines(_ row: LateReview.Row, number: Int) -> [String] {
        let arrived = row.arrivedBy.map { "，到本级不晚于 \(Printing.moment($0))" } ?? ""
        let writer = row.place.map { place in
            "，\(place)\(row.actor.isEmpty ? "" : "，经办人 \(row.actor)")"
        }
        let origin = row.origin.map { ["   来历：\($0)"] } ?? []
        let effects = row.effects.map(effect)
        let whom = effects.isEmpty ? "" : "；\(effects.joined(separator: "；"))"
        return [
            "\(number). \(row.title)（\(row.change.rawValue)）  记录 \(row.record.text)",
            "   日期 \(row.date ?? "—")，登记 \(Printing.moment(row.recordedAt))"
                + "\(writer ?? "")\(arrived)",
        ] + origin + [
            "   改变：\(row.changes.joined(separator: "、"))\(whom)",
            "   处理：\(handling(row))",
        ]
    }

    private static func handling(_ row: LateReview.Row) -> String {
        guard let words = row.decision?.words(of: row.change) else { return "还没有决定" }
        let isOld = row.isOpen && row.decision?.handling != nil
        return isOld ? "还没有决定；以前的决定管不到现在这样：\(words)" : words
    }

    private static func effect(_ effect: LateReview.Effect) -> String {
        guard let points = effect.points else { return effect.name }
        return "\(effect.name) \(points.before) → \(points.after) 分"
    }
}

/// What `--decide` takes.
enum LateVerdict: String, ExpressibleByArgument, CaseIterable {
    case next
    case omit
    case restate

    var handling: LateHandling {
        switch self {
        case .next: .next
        case .omit: .omit
        case .restate: .restate
        }
    }
}
