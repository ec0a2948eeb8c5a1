import Ambient
import Causality
import Merge
import Records
import Store
import Testing

@Suite("conditions as SQL")
struct ConditionSQLTests {
    private static let dates = ["acceptedAt", "promisedDate", "repliedAt"]
    private static let days = [
        "2024-02-29", "2024-03-01", "2024-03-15", "2024-03-31", "2024-04-01",
    ]

    @Test("a condition counts in SQL what it holds for by itself", arguments: 1...8)
    func agrees(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let tree = try TestTree()
        for _ in 0..<40 { try makeMatter(tree, &random) }
        let records = try tree.county.store.read { try $0.records(of: "village-agency") }
        let question = EvidenceQuestion(
            register: "village-agency",
            subject: [ValuePath("village")],
            period: .month(2024, 3)
        )
        var (conditions, counts) = ([Condition](), [Int]())
        for _ in 0..<70 {
            let condition = condition(depth: 3, &random)
            let expected = try tree.county.store.read { session in
                try records.count { condition.holds(try facts($0, session)) }
            }
            let counted = try tree.county.store.read { session in
                let rows = try session.counts(question, meeting: [condition])
                let listed = try session.countedRecords(question, meeting: [condition]).count
                let sum = rows.reduce(0) { $0 + $1.counts[0] }
                #expect(sum == listed, "seed \(seed): \(condition)")
                return sum
            }
            #expect(counted == expected, "seed \(seed): \(condition)")
            conditions.append(condition)
            counts.append(counted)
        }
        let together = try tree.county.store.read { session in
            try session.counts(question, meeting: conditions)
        }
        let sums = conditions.indices.map { index in
            together.reduce(0) { $0 + $1.counts[index] }
        }
        #expect(sums == counts, "seed \(seed)")
    }

    private func makeMatter(_ tree: TestTree, _ random: inout SeededGenerator) throws {
        var dates: [String: String] = [:]
        for field in ConditionSQLTests.dates where Bool.random(using: &random) {
            dates[field] = ConditionSQLTests.days.randomElement(using: &random)
        }
        var more: [String: FieldValue] = [:]
        if Bool.random(using: &random) { more["backDated"] = .boolean(.random(using: &random)) }
        if Bool.random(using: &random) {
            more["pages"] = .integer(.random(in: 0...2, using: &random))
        }
        if Bool.random(using: &random) { more["result"] = .text("撤回") }
        let names = ["2024", "2024-H1", "2023-H2", "2024-Q1", "2023-Q4", "2024-02", "2024-2月"]
        more["returnReason"] = names.randomElement(using: &random).map { .text($0) }
        if Bool.random(using: &random) {
            let handled = try tree.county.record(
                "case-handling",
                Audience(.at, tree.township),
                Bool.random(using: &random)
                    ? ["sentUpAt": .text("2024-03-31T23:59:59+08:00"), "kind": .text("上报件")] : [:]
            )
            more["townshipCase"] = .reference(handled)
        }
        try tree.matter(tree.hekou, dates, more, hasRuns: .random(using: &random))
    }

    private func facts(_ record: StoredRecord, _ session: StoreSession) throws -> Condition.Facts {
        let handled = try record.state["townshipCase"]?.value.flatMap { value -> StoredRecord? in
            guard case .reference(let id) = value else { return nil }
            return try session.record(id)
        }
        let runCount = Int64(record.state.rows(of: "runs").count)
        return Condition.Facts(
            value: { path in
                if path.reference != nil { return handled?.state[path.field]?.value }
                if path.field == "runs" { return runCount > 0 ? .integer(runCount) : nil }
                return record.state[path.field]?.value
            },
            period: .month(2024, 3),
            register: { _ in handled?.register }
        )
    }

    private func condition(depth: Int, _ random: inout SeededGenerator) -> Condition {
        if depth > 0, Bool.random(using: &random) {
            let inner = (0..<2).map { _ in condition(depth: depth - 1, &random) }
            switch Int.random(in: 0..<3, using: &random) {
            case 0: return .all(inner)
            case 1: return .any(inner)
            default: return .not(inner[0])
            }
        }
        let day = path(ConditionSQLTests.dates + ["townshipCase.sentUpAt"], &random)
        let field = path(["runs", "result", "townshipCase", "pages", "backDated"], &random)
        switch Int.random(in: 0..<14, using: &random) {
        case 12: return .same(day, path(ConditionSQLTests.dates, &random))
        case 13: return .notAfter(.endOf(ValuePath("returnReason")), .field(day))
        case 0: return .given(field)
        case 1: return .empty(field)
        case 2: return .isOneOf(ValuePath("pages"), [.integer(0), .integer(2)])
        case 3: return .isNot(ValuePath("backDated"), [.boolean(true)])
        case 4: return .notAfter(.field(day), .periodEnd)
        case 5: return .after(.field(day), .field(ValuePath("promisedDate")))
        case 6: return .held(ValuePath("townshipCase"))
        case 7: return .refersTo(ValuePath("townshipCase"), register: "case-handling")
        case 8: return .atLeast(path(["runs", "result", "pages"], &random), 1)
        case 9: return .after(.later(day, days: 14), .field(ValuePath("repliedAt")))
        case 10: return .longer(from: ValuePath("acceptedAt"), to: day, minutes: 20_160)
        default: return .inPeriod(day)
        }
    }

    private func path(_ names: [String], _ random: inout SeededGenerator) -> ValuePath {
        names.randomElement(using: &random).flatMap(ValuePath.init(text:)) ?? ValuePath("pages")
    }

    @Test("a record counts in the month that its date was moved to, in no other one")
    func movedDate() throws {
        let tree = try TestTree()
        let audience = Audience(.at, tree.hekou)
        let matter = try tree.matter(tree.hekou, ["promisedDate": "2023-12-31"])
        func counts() throws -> [String: Int] {
            try tree.county.store.read { session in
                var found: [String: Int] = [:]
                for period in [
                    Period.month(2023, 12), .month(2024, 3), .month(2024, 4), .year(2024),
                ] {
                    let question = EvidenceQuestion(
                        register: "village-agency",
                        subject: [ValuePath("village")],
                        period: period
                    )
                    let condition = Condition.inPeriod(ValuePath("promisedDate"))
                    let rows = try session.counts(question, meeting: [condition])
                    if !rows.isEmpty { found[period.text] = rows.reduce(0) { $0 + $1.counts[0] } }
                }
                return found
            }
        }
        #expect(try counts() == ["2023-12": 1])
        try tree.county.change(
            matter,
            "village-agency",
            audience,
            ["promisedDate": .text("2024-03-01")]
        )
        #expect(try counts() == ["2024-03": 1, "2024": 1])
        try tree.county.store.write { try $0.rebuild() }
        #expect(try counts() == ["2024-03": 1, "2024": 1])
        try tree.county.change(matter, "village-agency", audience, ["promisedDate": nil])
        #expect(try counts().isEmpty)
    }

    @Test("a condition over a register that is not here names it")
    func unknown() throws {
        let clock = TestClock("2024-03-15T09:00:00+08:00")
        let node = try TestNode(1, place: nil, root: nil, clock: clock, without: ["dispute"])
        let names = try node.store.read { session in
            try session.unknownRegisters(.held(ValuePath("dispute")), in: "complaint")
                + session.unknownRegisters(
                    .given(ValuePath(reference: "dispute", field: "date")),
                    in: "complaint"
                )
        }
        #expect(names == ["dispute"])
    }

    @Test("values that look like SQL are values")
    func bound() throws {
        let tree = try TestTree()
        let sly = "x') OR 1=1 --"
        try tree.matter(tree.hekou, [:], ["result": .text(sly)])
        try tree.matter(tree.hekou, [:], ["result": .text("x")])
        let question = EvidenceQuestion(
            register: "village-agency",
            subject: [],
            period: .month(2024, 3)
        )
        let counts = try tree.county.store.read { session in
            try session.counts(question, meeting: [.isOneOf(ValuePath("result"), [.text(sly)])])
        }
        #expect(counts.map(\.counts) == [[1]] && counts.first?.subject == nil)
    }
}
