import Causality
import EvidenceGathering
import Records
import Store
import Testing

@Suite("an edition is explained by the records that it was made from")
struct EditionExplanationTests {
    private static let moved = "定稿以后这个对象的数有变动"
    private let tree: TestTree

    init() throws { tree = try TestTree() }

    private func lines(_ edition: Edition, _ subject: String) throws -> [String] {
        try tree.county.store.read { session in
            let content = try EditionContent(edition, session)
            return try SubjectExplanation.explain(content, subject: subject, session).lines
        }
    }

    private func matter(_ reply: String) throws -> RecordID {
        try tree.matter(tree.hekou, ["promisedDate": "03-08", "repliedAt": reply])
    }

    private func move(_ record: RecordID, to promised: String) throws {
        try tree.county.change(
            record,
            "village-agency",
            Audience(.at, tree.hekou),
            ["promisedDate": .text(promised)]
        )
    }

    @Test("a record that came in the place of a withdrawn one is not told as counted")
    func exchanged() throws {
        let village = "330102001001"
        let gone = try matter("03-06")
        let kept = try matter("03-16")
        let edition = try tree.freeze("village-monthly", TestTree.month, kind: "village")
        let before = try lines(edition, village)
        #expect(before.contains { $0.contains(gone.text) })
        #expect(before.contains { $0.contains(kept.text) })
        #expect(!before.contains { $0.contains(Self.moved) })
        let new = try matter("03-06")
        try move(gone, to: "2024-04-08")
        let after = try lines(edition, village)
        #expect(after.first == before.first)
        #expect(!after.contains { $0.contains(new.text) })
        #expect(after.contains { $0.contains(Self.moved) })
    }

    @Test("a record that was changed into the place of another one is not told as counted either")
    func changed() throws {
        let village = "330102001001"
        let gone = try matter("03-06")
        let other = try matter("03-06")
        try move(other, to: "2024-04-08")
        let edition = try tree.freeze("village-monthly", TestTree.month, kind: "village")
        try move(gone, to: "2024-04-08")
        try move(other, to: "2024-03-08")
        let after = try lines(edition, village)
        #expect(!after.contains { $0.contains(other.text) })
        #expect(after.contains { $0.contains(Self.moved) })
    }

    @Test("what was changed about a finding after the edition is marked as no part of it")
    func marked() throws {
        let mark = "（定稿以后，没有算进这一版）"
        let window = try tree.unit("甲", "single")
        let finding = try tree.patrol("DW-D1", "2024-03-04", of: window)
        let edition = try tree.freeze("district-2022-window-month", TestTree.month)
        #expect(!(try lines(edition, "甲").contains { $0.contains(mark) }))
        try tree.county.change(
            finding,
            "hall-patrol",
            Audience(.at, tree.county.place),
            ["note": .text("已通报")]
        )
        let marked = try lines(edition, "甲").filter { $0.contains(mark) }
        #expect(marked.count == 1)
        #expect(marked.first?.contains("修改") == true)
    }
}
