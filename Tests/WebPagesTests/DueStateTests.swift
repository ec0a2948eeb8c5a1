import Bookkeeping
import Records
import Testing

@testable import WebPages

@Suite("When something is late")
struct DueStateTests {
    private let today = CivilDate(text: "2026-11-21") ?? .earliest

    private func state(_ fields: [(String, String)], _ steps: [(String, [(String, String)])]) throws
        -> DueState
    {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let given = fields.map { RecordValidation.Given($0.0, $0.1) }
        let id = try pages.books.record("village-agency", given).id
        for (name, needs) in steps {
            _ = try pages.books.change(
                "village-agency",
                id,
                needs.map { RecordValidation.Given($0.0, $0.1) },
                reason: "",
                transition: name
            )
        }
        let view = try pages.books.show("village-agency", id)
        return DueState.of(view.row, in: view.definition, today: today)
    }

    private func accepted(_ at: String) -> [(String, String)] {
        [("villager", "甲"), ("village", "350102003001"), ("matter", "M1"), ("acceptedAt", at)]
    }

    @Test("a case past its promise is late, one of today or the next two days is soon")
    func days() throws {
        #expect(try state(accepted("2026-11-02T09:00"), []) == .late(date("2026-11-05")))
        #expect(try state(accepted("2026-11-18T09:00"), []) == .soon(date("2026-11-23")))
        #expect(try state(accepted("2026-11-20T09:00"), []) == .due(date("2026-11-25")))
    }

    @Test("a question, a closed case and a case that waits for papers are not late")
    func notLate() throws {
        let question = [("villager", "甲"), ("village", "350102003001")]
        #expect(try state(question, []) == .none)
        let waiting = (
            "受理后退回补正", [("returnReason", "缺照片"), ("missingPapers", "[{\"name\":\"照片\"}]")]
        )
        #expect(try state(accepted("2026-11-02T09:00"), [waiting]) == .paused)
        let work = ("承办", [("runs", "[{\"step\":\"送镇里\"}]")])
        let reply = (
            "回复", [("result", "办好"), ("repliedAt", "2026-11-20T09:00"), ("signed", "true")]
        )
        #expect(try state(accepted("2026-11-02T09:00"), [work, reply]) == .none)
    }

    private func date(_ text: String) -> CivilDate { CivilDate(text: text) ?? .latest }
}
