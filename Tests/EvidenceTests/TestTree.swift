import Assessment
import Causality
import Documents
import EvidenceGathering
import Records
import Store
import Testing

/// A county with a township of two villages and one village of its own, and two windows.
struct TestTree {
    static let month = "2024-03"

    let clock = TestClock("2024-03-15T09:00:00+08:00")
    let county: TestNode
    let township: RecordID
    let hekou: RecordID
    let shanqian: RecordID
    let liulin: RecordID

    init() throws {
        county = try TestNode(1, place: nil, root: nil, clock: clock)
        let root = county.place
        let under = Audience(.under, root)
        func place(_ code: String, _ name: String, _ level: String, in parent: RecordID?)
            -> [String: FieldValue]
        {
            var fields: [String: FieldValue] = [
                "code": .text(code), "name": .text(name), "level": .text(level),
                "from": .text("2000-01-01"),
            ]
            fields["parent"] = parent.map { .reference($0) }
            return fields
        }
        let county = county
        func make(_ code: String, _ name: String, _ level: String, in parent: RecordID) throws
            -> RecordID
        {
            try county.record("region", under, place(code, name, level, in: parent))
        }
        try county.record("region", under, place("330102000000", "县", "county", in: nil), id: root)
        township = try make("330102001000", "东镇", "township", in: root)
        hekou = try make("330102001001", "河口", "village", in: township)
        shanqian = try make("330102001002", "山前", "village", in: township)
        liulin = try make("330102900001", "柳林", "village", in: root)
    }

    /// A unit of the directory.
    @discardableResult
    func unit(_ id: String, _ kind: String, at place: RecordID? = nil) throws -> RecordID {
        let audience = Audience(.under, county.place)
        return try county.record(
            "unit",
            audience,
            [
                "id": .text(id), "name": .text("\(id)窗口"), "kind": .text(kind),
                "region": .reference(place ?? county.place), "from": .text("2020-01-01"),
            ],
            id: .keyed(register: "unit", audience: audience, key: [.text(id)])
        )
    }

    /// A matter at a village, its dates in 2024-03 given as `MM-DD` or in full.
    @discardableResult
    func matter(
        _ village: RecordID,
        _ dates: [String: String],
        _ more: [String: FieldValue] = [:],
        hasRuns: Bool = false,
        by node: TestNode? = nil
    ) throws -> RecordID {
        var fields: [String: FieldValue] = ["village": .reference(village), "state": .text("受理")]
        for (field, day) in dates {
            let full = day.count == 5 ? "2024-\(day)" : day
            fields[field] = .text(field == "promisedDate" ? full : full + "T10:00:00+08:00")
        }
        return try (node ?? county).record(
            "village-agency",
            Audience(.at, village),
            fields.merging(more) { $1 },
            personal: ["villager": .text("村民")],
            rows: hasRuns ? ["runs": "step"] : [:]
        )
    }

    /// The shipped scheme of an id.
    static func scheme(_ id: String) throws -> Scheme {
        try #require(try Shipped.schemes.get().first { $0.id == id })
    }

    func run(
        _ scheme: String = "village-monthly",
        _ period: String = TestTree.month,
        kind: String? = nil,
        at node: TestNode? = nil
    ) throws -> AssessmentRun {
        let request = try EvidenceRequest(
            scheme: try TestTree.scheme(scheme),
            period: period,
            kind: kind
        )
        return try clock.afterTheYear {
            try (node ?? county).store.read { try AssessmentRun.run(request, $0) }
        }
    }

    /// The statistics of one subject, by name.
    func counts(_ code: String, kind: String = "village") throws
        -> [String: Int]
    {
        let document = try run(kind: kind).evidence.document
        let members = document["statistics"]?[code]?.objectValue?.members ?? []
        return Dictionary(
            members.map { ($0.key, $0.value.integerValue ?? -1) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

extension DocumentValue {
    /// The findings of an evidence document, as `rule subject date event`.
    var findingTexts: [String] {
        (self["findings"]?.listValue ?? []).map { finding in
            ["rule", "subject", "date"].compactMap { finding[$0]?.textValue }.joined(separator: " ")
        }
    }

    /// The row of a subject in a result document.
    func subject(_ id: String) -> DocumentValue? {
        self["subjects"]?.listValue?.first { $0["id"]?.textValue == id }
    }
}
