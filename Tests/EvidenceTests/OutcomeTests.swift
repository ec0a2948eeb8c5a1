import Assessment
import Bookkeeping
import Causality
import Documents
import EvidenceGathering
import Merge
import Records
import Store
import Testing

@Suite("awards and consequences that have no register of their own")
struct OutcomeTests {
    private static let register = "assessment-outcome"

    private static func give(_ plan: AwardPlan, in tree: TestTree) throws -> [RecordedTogether] {
        try Bookkeeping(store: tree.county.store).record(
            together: plan.entries.map {
                RecordingEntry(
                    register: $0.register,
                    fields: $0.fields,
                    identity: $0.identity,
                    origins: $0.origins
                )
            },
            more: [.init("limit", "2025-03-31"), .init("level", "县级"), .init("giver", "中心")]
        )
    }

    private static func plan(_ edition: Edition, in tree: TestTree) throws -> AwardPlan {
        try tree.county.store.read { try AwardPlan(edition.name, $0) }
    }

    private static func outcomes(in tree: TestTree) throws -> [[String]] {
        try tree.county.store.read { session in
            try session.records(of: register).map { record in
                ["what", "subject", "grade", "place", "score", "group", "state"].map { field in
                    switch record.state[field]?.value {
                    case .text(let text)?: text
                    case .integer(let number)?: String(number)
                    default: ""
                    }
                }
            }
        }
    }

    @Test(
        "every award, consequence and rationed grade of the worked cases finds its register",
        arguments: [
            "district-2022-window", "district-2022-subcenter", "district-2022-staff",
            "district-2022-window-month", "huozhou-hall", "huozhou-staff", "jiamusi-openness",
            "tonglu-2018", "village-monthly", "key-work-monthly",
        ]
    )
    func nothingIsLeft(id: String) throws {
        let scheme = try TestTree.scheme(id)
        let registers = try Shipped.registers.get()
        let named = registers.flatMap(\.awards).reduce(into: Set<String>()) {
            $0.formUnion($1.names)
        }
        #expect(registers.flatMap(\.awards).count(where: \.takesRest) == 1)
        var rest: Set<String> = []
        for worked in scheme.document["cases"]?.listValue ?? [] {
            guard let evidence = worked["evidence"] else { continue }
            let result = Assessor.score(evidence: evidence, schemes: [scheme]).document
            let quotas = result["quota"]?.listValue?.compactMap { $0["name"]?.textValue } ?? []
            for row in result["subjects"]?.listValue ?? [] {
                rest.formUnion(row["awards"]?.listValue?.compactMap(\.textValue) ?? [])
                if let grade = row["grade"]?.textValue, quotas.contains(grade) {
                    rest.insert(grade)
                }
            }
        }
        rest.subtract(named)
        let expected: [String: Set<String>] = [
            "district-2022-window": ["考绩先进窗口", "考绩良好窗口"],
            "district-2022-subcenter": ["考绩先进分中心", "考绩良好分中心"],
            "district-2022-staff": ["优秀"], "district-2022-window-month": [],
            "huozhou-hall": ["优秀"], "huozhou-staff": ["优秀", "调整回原单位"],
            "jiamusi-openness": ["通报批评", "取消综合荣誉", "责任人当年不得评先"],
            "tonglu-2018": [], "village-monthly": ["月度先进"], "key-work-monthly": [],
        ]
        // What the cases give is what the register of the rest is to take.
        #expect(rest == expected[id], "\(rest)")
    }

    @Test(
        "an edition of the worked cases leaves nothing without a register",
        arguments: [
            "district-2022-subcenter", "district-2022-staff", "huozhou-staff", "jiamusi-openness",
        ]
    )
    func recorded(id: String) throws {
        let scheme = try TestTree.scheme(id)
        var count = 0
        for worked in scheme.document["cases"]?.listValue ?? [] {
            guard let evidence = worked["evidence"],
                worked["expected"]?["status"]?.textValue != "error"
            else { continue }
            let tree = try TestTree()
            let recorded = try RecordedEvidence(evidence, in: tree)
            let edition = try tree.freeze(id, recorded.period)
            try tree.decide(edition)
            let plan = try Self.plan(edition, in: tree)
            #expect(plan.unregistered == [])
            let made = try Self.give(plan, in: tree)
            count += made.count
            #expect(
                try Self.outcomes(in: tree).count
                    == plan.entries.count { $0.register == Self.register }
            )
            // Twice is once.
            for outcome in try Self.give(plan, in: tree) {
                guard case .held(_, differing: []) = outcome else {
                    Issue.record("\(outcome) was made again")
                    continue
                }
            }
        }
        #expect(count > 0)
    }

    @Test("a month's awards are recorded with place, score and level; what is taken back is named")
    func monthly() throws {
        let tree = try TestTree()
        func matters(_ place: RecordID, inTime: Int, late: Int) throws {
            for index in 0..<(inTime + late) {
                let day = index < inTime ? "03-06" : "03-16"
                try tree.matter(place, ["promisedDate": "03-08", "repliedAt": day])
            }
        }
        let fourth = try tree.county.record(
            "region",
            Audience(.under, tree.county.place),
            [
                "code": .text("330102900002"), "name": .text("杏林"), "level": .text("village"),
                "from": .text("2000-01-01"), "parent": .reference(tree.county.place),
            ]
        )
        try matters(fourth, inTime: 9, late: 1)
        try matters(tree.hekou, inTime: 1, late: 0)
        try matters(tree.liulin, inTime: 1, late: 1)
        try matters(tree.shanqian, inTime: 0, late: 1)
        let first = try tree.freeze("village-monthly", TestTree.month, kind: "village")
        try tree.decide(first)
        let plan = try Self.plan(first, in: tree)
        #expect(plan.entries.map(\.award) == ["月度先进", "月度先进", "月度先进"])
        #expect(plan.entries.map(\.subject) == ["330102001001", "330102900002", "330102900001"])
        _ = try Self.give(plan, in: tree)
        let rows = try Self.outcomes(in: tree)
        #expect(rows.contains(["月度先进", "330102001001", "", "1", "100", "村", "已登记"]), "\(rows)")

        // What was replied to late turns the places round.
        try matters(tree.hekou, inTime: 0, late: 3)
        try matters(tree.shanqian, inTime: 3, late: 0)
        let second = try tree.freeze(
            "village-monthly",
            TestTree.month,
            kind: "village",
            replaces: first.name
        )
        try tree.correct(first, by: second)
        try tree.decide(second)
        let newer = try Self.plan(second, in: tree)
        #expect(newer.entries.map(\.subject) == ["330102900002", "330102001002", "330102900001"])
        #expect(newer.withdrawn.map(\.subject) == ["330102001001"])
        _ = try Self.give(newer, in: tree)
        let books = Bookkeeping(store: tree.county.store)
        let gone = try books.held(
            newer.withdrawn.map {
                RecordingEntry(register: $0.register, fields: $0.fields, identity: $0.identity)
            }
        )
        let record = try #require(gone.first ?? nil)
        #expect(record.state == "已登记")
        let fields: [RecordValidation.Given] = [
            .init("revokedAt", "2025-01-08"), .init("revokedReason", "更正后不是第一"),
        ]
        #expect(throws: BookkeepingError.self) {
            try books.change(Self.register, record.id, [.init("score", "1")], reason: "改分")
        }
        _ = try books.change(Self.register, record.id, fields, reason: "更正", transition: "撤销")
        #expect(try Self.outcomes(in: tree).map { $0[6] }.sorted() == ["已撤销", "已登记", "已登记", "已登记"])
    }
}
