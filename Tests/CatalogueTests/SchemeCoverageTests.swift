import Catalogue
import Documents
import Foundation
import Records
import Testing

/// For every rule of every scheme the register that yields it.
@Suite("every rule has a register that yields it")
struct SchemeCoverageTests {
    /// Rules that the program cannot tell from records yet; an inspector enters them as findings.
    private static let inWords: [String: String] = [
        "CW-F1": "a product of two fields is not compared",
        "CW-H2a": "the order of steps is not compared with that of the matter",
        "CW-H2d": "steps and papers are not compared with those of the matter",
        "CW-H3b": "what was printed is no field",
        "CW-K3": "whether others were harmed is no field",
        "DW-C1": "the history of the matter is not looked up",
        "DW-C10b": "rows of two lists are not compared",
        "DW-C3": "the matter does not say whether it needs a document",
        "DW-C5": "signatures are not compared with filings",
    ]

    /// Rules that the engine works out itself, of statistics or tasks.
    private static let derived: Set = ["CW-R2", "KW-outstanding", "KW-poor", "KW-unfinished"]

    /// Statistics of schemes that no register yields: they are counted for villages and for
    /// windows' months under other names.
    private static let statisticsByHand: Set = [
        "good-bad-review:positive", "good-bad-review:reviews",
    ]

    /// What a register yields by mark or as a fact and no template gathers, and why.
    private static let notGathered: [String: String] = [
        "city-performance:score": "the sample of a scheme has no such indicator",
        "village-monthly:missing": "what has not arrived is told by closing marks, not by records",
        "tonglu-2018:year":
            "whom the group names is no evidence: the proposal is confirmed by hand",
    ]

    private let registers: [RegisterDefinition]
    private let rules: [EvidenceRule]
    private let schemes: [ShippedScheme]

    init() throws {
        registers = try ShippedCatalogue.registers()
        rules = registers.flatMap(\.evidence)
        schemes = try ShippedCatalogue.schemes()
    }

    private func ids(_ scheme: ShippedScheme) -> [String] {
        (scheme.document["rules"]?.listValue ?? []).compactMap { $0["id"]?.textValue }
    }

    @Test("the program makes it of records, a person enters it, or the reason is written down")
    func yielded() throws {
        let made = Set(rules.filter { $0.finding != nil }.map(\.yields))
        let byHand = Set(rules.filter { $0.source == .hand }.map(\.yields))
        var left: Set<String> = []
        for scheme in schemes {
            left.formUnion(Set(ids(scheme)).subtracting(made).subtracting(byHand))
        }
        #expect(left.subtracting(Self.derived) == Set(Self.inWords.keys))
        #expect(left.isSuperset(of: Self.derived))
    }

    @Test("what a register says it yields is a rule or a part of a scheme that is shipped")
    func known() {
        // Marks of a form without rules stand for its thirteen questions.
        let known = Set(schemes.flatMap(ids) + (1...13).map { "JO-\($0)" })
        let names = Set(schemes.map(\.id))
        for rule in rules {
            let parts = rule.yields.split(separator: ":").map(String.init)
            #expect(parts.count == 2 ? names.contains(parts[0]) : known.contains(rule.yields))
        }
    }

    @Test("each statistic of a scheme is counted by a register, or comes by hand")
    func statistics() {
        let sums = registers.flatMap(\.gathers).filter { $0.role == .sum }.flatMap(\.names)
        let counted = Set(rules.filter { $0.count != nil }.map(\.yields) + sums)
        let wanted = schemes.flatMap { scheme in
            (scheme.document["statistics"]?.objectValue?.keys ?? []).map { "\(scheme.id):\($0)" }
        }
        #expect(Set(wanted).subtracting(counted) == Self.statisticsByHand)
    }

    @Test("marks, votes, tasks, answers and facts are gathered, or the reason is written down")
    func gathered() {
        var left: Set<String> = []
        for register in registers {
            let marked = register.evidence.filter { $0.source == .mark }.map(\.yields)
            let facts = register.evidence.filter { $0.source == .statistic && $0.count == nil }
            let isGathered = register.gathers.contains { $0.names.isEmpty }
            let named = register.gathers.flatMap(\.names)
            left.formUnion(isGathered ? [] : Set(marked).subtracting(named))
            left.formUnion(Set(facts.map(\.yields)).subtracting(named))
        }
        #expect(left == Set(Self.notGathered.keys))
    }

    @Test("every role that a record may have is in the manual, with what else it needs")
    func manual() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "deploy/manual/登记簿和方案怎么改.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        for role in PartTemplate.Role.allCases {
            #expect(text.contains("`\(role.rawValue)`"), "\(role.rawValue)")
        }
        for slot in PartTemplate.Slot.allCases {
            #expect(text.contains("`\(slot.rawValue)`"), "\(slot.rawValue)")
        }
    }

    @Test("no two registers count one statistic, so that no record counts twice")
    func once() {
        let counted = rules.filter { $0.count != nil }.map(\.yields)
        #expect(Set(counted).count == counted.count)
    }
}
