import Causality
import Documents
import EvidenceGathering
import Records
import Store
import Testing

@Suite("counts of the village month")
struct StatisticTests {
    private let hekou = "330102001001"
    private let dongzhen = "330102001000"

    @Test("a matter is due in the month of its promised date and on time until the end of that day")
    func due() throws {
        let tree = try TestTree()
        try tree.matter(
            tree.hekou,
            ["acceptedAt": "02-20", "promisedDate": "03-01", "repliedAt": "03-01"]
        )
        try tree.matter(
            tree.hekou,
            ["acceptedAt": "03-20", "promisedDate": "03-31", "repliedAt": "04-01"]
        )
        try tree.matter(tree.hekou, ["acceptedAt": "03-20", "promisedDate": "03-31"])
        try tree.matter(
            tree.hekou,
            ["acceptedAt": "02-20", "promisedDate": "02-29", "repliedAt": "03-01"]
        )
        try tree.matter(
            tree.hekou,
            ["acceptedAt": "03-20", "promisedDate": "04-01", "repliedAt": "03-25"]
        )
        let counts = try tree.counts(hekou)
        #expect(counts["due"] == 3)
        #expect(counts["onTime"] == 1)
    }

    @Test("a village is not charged with a matter that another village keeps")
    func elsewhere() throws {
        let tree = try TestTree()
        let late = ["acceptedAt": "03-01", "promisedDate": "03-10", "repliedAt": "03-20"]
        try tree.matter(tree.hekou, late, ["village": .reference(tree.shanqian)])
        try tree.matter(tree.hekou, late)
        #expect(try tree.counts(hekou)["due"] == 1)
        #expect(try tree.counts("330102001002")["due"] == 0)
    }

    @Test("a number is booked if it stands in any of the three books, matched if in all")
    func books() throws {
        let tree = try TestTree()
        let all = ["acceptedAt": "03-04", "bookedAt": "03-04", "slipPrintedAt": "03-04"]
        try tree.matter(tree.hekou, all, hasRuns: true)
        try tree.matter(tree.hekou, all)
        try tree.matter(tree.hekou, ["acceptedAt": "03-31"], hasRuns: true)
        try tree.matter(tree.hekou, ["acceptedAt": "03-31"])
        try tree.matter(tree.hekou, ["acceptedAt": "04-01", "bookedAt": "03-31"])
        let counts = try tree.counts(hekou)
        #expect(counts["booked"] == 3)
        #expect(counts["matched"] == 1)
    }

    @Test(
        "a matter ends for its village when it is passed up, for the township when it is answered"
    )
    func local() throws {
        let tree = try TestTree()
        // Closed at the village.
        try tree.matter(tree.hekou, ["acceptedAt": "03-04", "repliedAt": "03-05"])
        // Passed to the township in March, answered in April.
        try tree.matter(
            tree.hekou,
            ["acceptedAt": "03-04", "sentUpAt": "03-06", "repliedAt": "04-02"]
        )
        // Passed up in February, answered in March by the township.
        try tree.matter(
            tree.hekou,
            ["acceptedAt": "02-04", "sentUpAt": "02-06", "repliedAt": "03-02"]
        )
        // Passed to the township, and by the township's case to the county in March.
        let passed = try tree.county.record(
            "case-handling",
            Audience(.at, tree.township),
            ["kind": .text("上报件"), "sentUpAt": .text("2024-03-09T10:00:00+08:00")]
        )
        try tree.matter(
            tree.hekou,
            ["acceptedAt": "03-04", "sentUpAt": "03-06", "repliedAt": "03-20"],
            ["townshipCase": .reference(passed)]
        )
        // Still open.
        try tree.matter(tree.hekou, ["acceptedAt": "03-04"])
        let village = try tree.counts(hekou)
        #expect(village["accepted"] == 3)
        #expect(village["closedLocal"] == 1)
        let township = try tree.counts(dongzhen, kind: "township")
        #expect(township["accepted"] == 3)
        #expect(township["closedLocal"] == 2)
    }

    @Test("what is answered at once or withdrawn need not be shown, what is closed must")
    func published() throws {
        let tree = try TestTree()
        let closed = ["acceptedAt": "03-04", "repliedAt": "03-05"]
        try tree.matter(tree.hekou, closed, ["result": .text("已办")])
        let shown = closed.merging(["publishedAt": "05-01"]) { $1 }
        try tree.matter(tree.hekou, shown, ["result": .text("已办")])
        try tree.matter(tree.hekou, closed, ["result": .text("撤回")])
        try tree.matter(tree.hekou, closed, ["answer": .text("当场答")])
        try tree.matter(tree.hekou, ["repliedAt": "03-05"], ["answer": .text("未受理")])
        let withdrawn = try tree.matter(tree.hekou, closed, ["result": .text("不办了")])
        try tree.county.change(
            withdrawn,
            "village-agency",
            Audience(.at, tree.hekou),
            ["state": .text("回复")],
            transition: TransitionName(name: "办事人撤回", from: "受理", to: "回复")
        )
        let counts = try tree.counts(hekou)
        #expect(counts["closed"] == 2)
        #expect(counts["published"] == 1)
    }

    @Test("only reviews of village cases that are valid and given in the month count")
    func reviews() throws {
        let tree = try TestTree()
        let window = try tree.county.record(
            "case-handling",
            Audience(.at, tree.hekou),
            ["kind": .text("即办件")]
        )
        func review(
            _ grade: String,
            _ at: String,
            of matter: RecordID,
            _ more: [String: FieldValue] = [:]
        ) throws {
            let audience = Audience(.at, tree.hekou)
            let fields: [String: FieldValue] = [
                "case": .reference(matter), "grade": .text(grade),
                "at": .text("2024-\(at)T08:00:00+08:00"), "state": .text("已评"),
            ]
            try tree.county.record(
                "good-bad-review",
                audience,
                fields.merging(more) { $1 },
                id: .keyed(
                    register: "good-bad-review",
                    audience: audience,
                    key: [.reference(matter)]
                )
            )
        }
        for (grade, at) in [
            ("非常满意", "03-01"), ("基本满意", "03-31"), ("不满意", "03-09"), ("满意", "04-01"),
        ] {
            try review(grade, at, of: try tree.matter(tree.hekou, [:]))
        }
        try review(
            "不满意",
            "03-09",
            of: try tree.matter(tree.hekou, [:]),
            ["malicious": .boolean(true)]
        )
        try review("不满意", "03-09", of: try tree.matter(tree.hekou, [:]), ["state": .text("无效")])
        try review("满意", "03-09", of: window)
        let counts = try tree.counts(hekou)
        #expect(counts["valid"] == 3)
        #expect(counts["satisfied"] == 2)
    }

    @Test("counts are pooled over the whole subtree, a place that moved counts where it hangs now")
    func pooled() throws {
        let tree = try TestTree()
        for village in [tree.hekou, tree.shanqian, tree.liulin, tree.township] {
            try tree.matter(village, ["acceptedAt": "03-04", "bookedAt": "03-04"])
        }
        #expect(try tree.counts(hekou)["booked"] == 1)
        #expect(try tree.counts(dongzhen, kind: "township")["booked"] == 3)
        try tree.county.change(
            tree.liulin,
            "region",
            Audience(.under, tree.county.place),
            ["parent": .reference(tree.township)]
        )
        #expect(try tree.counts(dongzhen, kind: "township")["booked"] == 4)
    }

    @Test("a place that ended before the month is no subject, and its heir carries on its counts")
    func merged() throws {
        let tree = try TestTree()
        try tree.matter(tree.shanqian, ["acceptedAt": "03-04", "bookedAt": "03-04"])
        let under = Audience(.under, tree.county.place)
        try tree.county.change(
            tree.shanqian,
            "region",
            under,
            ["to": .text("2024-03-01"), "successor": .reference(tree.hekou)]
        )
        #expect(try tree.counts("330102001002")["booked"] == 1, "it existed on the first of March")
        #expect(try tree.counts(hekou)["booked"] == 0)
        try tree.county.change(tree.shanqian, "region", under, ["to": .text("2024-02-29")])
        #expect(try tree.counts("330102001002").isEmpty)
        #expect(try tree.counts(hekou)["booked"] == 1)
        #expect(try tree.counts(dongzhen, kind: "township")["booked"] == 1)
    }

    @Test("turns on the roster of the month are counted, and those where somebody came")
    func roster() throws {
        let tree = try TestTree()
        let point = try tree.unit("河口站", "village-point", at: tree.hekou)
        let audience = Audience(.at, tree.hekou)
        func turn(_ date: String, came: String?) throws {
            var fields: [String: FieldValue] = ["place": .reference(point), "date": .text(date)]
            fields["came"] = came.map { .text($0) }
            try tree.county.record("duty-roster", audience, fields)
        }
        #expect(try tree.counts(hekou)["rostered"] == 0)
        try turn("2024-03-08", came: "2024-03-08T08:30:00+08:00")
        try turn("2024-03-09", came: nil)
        try turn("2024-04-01", came: "2024-04-01T08:30:00+08:00")
        let counts = try tree.counts(hekou)
        #expect(counts["rostered"] == 2 && counts["present"] == 1)
        #expect(try tree.counts(dongzhen, kind: "township")["rostered"] == 2)
    }
}
