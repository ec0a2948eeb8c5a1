import Bookkeeping
import Causality
import EvidenceGathering
import Records
import Store
import Testing

@Suite("an award that was taken back may be given again")
struct AwardAgainTests {
    private static let register = "assessment-outcome"
    private static let village = "330102001001"
    private let tree: TestTree

    init() throws { tree = try TestTree() }

    private var books: Bookkeeping { Bookkeeping(store: tree.county.store) }

    private func matters(_ place: RecordID, inTime: Int, late: Int) throws {
        for index in 0..<(inTime + late) {
            let day = index < inTime ? "03-06" : "03-16"
            try tree.matter(place, ["promisedDate": "03-08", "repliedAt": day])
        }
    }

    private func decided(replaces former: Edition? = nil) throws -> Edition {
        let edition = try tree.freeze(
            "village-monthly",
            TestTree.month,
            kind: "village",
            replaces: former?.name
        )
        if let former { try tree.correct(former, by: edition) }
        try tree.decide(edition)
        return edition
    }

    /// What became of the award of the village that wins and loses.
    private func give(_ edition: Edition) throws -> RecordedTogether? {
        let plan = try tree.county.store.read { try AwardPlan(edition.name, $0) }
        let outcomes = try books.record(together: plan.entries.map(RecordingEntry.init))
        return zip(plan.entries, outcomes).first { $0.0.subject == Self.village }?.1
    }

    private func revoke(_ record: RecordID) throws {
        let fields: [RecordValidation.Given] = [
            .init("revokedAt", "2025-01-08"), .init("revokedReason", "更正"),
        ]
        _ = try books.change(Self.register, record, fields, reason: "更正", transition: "撤销")
    }

    private func made(_ outcome: RecordedTogether?) throws -> RecordID {
        guard case .made(let recorded)? = outcome else {
            throw TestFault.refused("\(outcome as Any)")
        }
        return recorded.id
    }

    @Test("by a later edition it becomes a new record, by the same edition it does not")
    func again() throws {
        try matters(tree.hekou, inTime: 1, late: 0)
        try matters(tree.liulin, inTime: 1, late: 1)
        try matters(tree.shanqian, inTime: 1, late: 2)
        let fourth = try tree.county.record(
            "region",
            Audience(.under, tree.county.place),
            [
                "code": .text("330102900002"), "name": .text("杏林"), "level": .text("village"),
                "from": .text("2000-01-01"), "parent": .reference(tree.county.place),
            ]
        )
        try matters(fourth, inTime: 9, late: 1)
        let first = try decided()
        let old = try made(give(first))
        try revoke(old)
        // Whoever took it back meant what this edition gave.
        #expect(try give(first) == .held(old, differing: []))

        try matters(tree.hekou, inTime: 0, late: 9)
        let second = try decided(replaces: first)
        #expect(try give(second) == nil)
        let plan = try tree.county.store.read { try AwardPlan(second.name, $0) }
        let gone = try books.held(plan.withdrawn.map(RecordingEntry.init))
        #expect(gone.map(\.?.id) == [old] && gone.map(\.?.state) == ["已撤销"])

        try matters(tree.hekou, inTime: 90, late: 0)
        let third = try decided(replaces: second)
        let new = try made(give(third))
        #expect(new != old)
        #expect(try give(third) == .held(new, differing: []))
        let entries = try tree.county.store.read { try AwardPlan(third.name, $0) }.entries
        let held = try books.held(
            entries.filter { $0.subject == Self.village }.map(RecordingEntry.init)
        )
        #expect(held.map(\.?.id) == [new] && held.map(\.?.state) == ["已登记"])
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
