import Causality
import Documents
import EvidenceGathering
import Merge
import Records
import Store
import Testing

@Suite("conflicts in rows of lists")
struct LateRowsTests {
    @Test("a record that was left out or is not asked makes nobody provisional by its rows")
    func asked() throws {
        let tree = try TestTree()
        let recorded = try RecordedEvidence(
            ["scheme": "openness-plan-2", "subjects": []],
            in: tree
        )
        let id = try recorded.record(
            "green-channel",
            [
                "reason": .text("重点项目"), "approvedAt": .text("2024-03-04"),
                "state": .text("已列入"),
            ],
            rows: ["rules": [["rule": .text("专人负责"), "kept": .boolean(true)]]]
        )
        let held = try #require(try tree.county.store.read { try $0.record(id) })
        let row = try #require(held.state.rows(of: "rules").first)
        for isKept in [true, false] {
            try tree.county.store.write { session in
                _ = try session.append(
                    Draft(
                        register: held.register,
                        audience: held.audience,
                        record: id,
                        type: .change,
                        context: held.state.version,
                        actor: "S1",
                        entry: .live
                    ) { _ in
                        let cell = Cell.item(list: "rules", row: row.id, item: "kept")
                        let write = CellWrite(cell, .boolean(isKept))
                        return (EventPayload(writes: [write], reason: "更正"), [])
                    }
                )
            }
        }
        #expect(try count(tree) == 1)
        #expect(try count(tree, only: [id]) == 1)
        #expect(try count(tree, without: [id]) == 0)
        #expect(try count(tree, only: [tree.county.place]) == 0)
    }

    private func count(
        _ tree: TestTree,
        without: Set<RecordID> = [],
        only: Set<RecordID>? = nil
    ) throws -> Int {
        let month = try #require(Period(text: "2024-03"))
        let question = EvidenceQuestion(
            register: "green-channel",
            subject: [],
            period: month,
            without: without,
            only: only
        )
        let found: [UndecidedRecord] = try tree.county.store.read { session in
            let definition = try session.definition("green-channel")
            let templates = definition.evidence.compactMap(\.finding)
            return try session.undecided(question, making: templates[0])
        }
        return found.count
    }
}
