import Assessment
import Causality
import Documents
import Records
import Store
import Testing

/// Writes an evidence document down as records of the registers that yield it.
struct RecordedEvidence {
    let tree: TestTree
    let evidence: DocumentValue
    /// The period that is asked for.
    let period: String
    private let scheme: String
    private var records: [String: RecordID] = [:]

    /// The kinds of unit that stand for subjects, where not people do.
    private static let unitKinds = [
        "district-2022-window": "single", "district-2022-subcenter": "subcenter",
        "mutual-review": "single",
    ]
    private static let ofStaff: Set = ["district-2022-staff", "huozhou-staff", "exam"]

    init(_ evidence: DocumentValue, in tree: TestTree) throws {
        self.tree = tree
        self.evidence = evidence
        scheme = evidence["scheme"]?.textValue ?? ""
        period = evidence["period"]?.textValue ?? TestTree.month
        for subject in evidence["subjects"]?.listValue ?? [] { try writeSubject(subject) }
        for mark in evidence["marks"]?.listValue ?? [] { try writeMark(mark) }
        try writeVotes()
        try writeTasks()
        try writeAnswers()
        try writeNumbers()
        try writeFacts()
    }

    /// A record of the county's, as its register says who holds it.
    @discardableResult
    func record(
        _ register: String,
        _ fields: [String: FieldValue],
        rows: [String: [[String: FieldValue]]] = [:]
    ) throws -> RecordID {
        let county = tree.county
        return try county.store.write { session in
            let isOwn = try session.definition(register).audience.kind == .only
            return try session.append(
                Draft(
                    register: register,
                    audience: Audience(isOwn ? .only : .at, county.place),
                    record: nil,
                    type: .create,
                    actor: "S1",
                    entry: .live
                ) { dot in
                    let plain = fields.map { CellWrite(.field($0.key), $0.value) }
                    let items = rows.flatMap { list, rows in
                        rows.enumerated().flatMap { index, row in
                            row.map { item, value in
                                CellWrite(
                                    .item(
                                        list: list,
                                        row: RowID(dot: dot, index: UInt32(index)),
                                        item: item
                                    ),
                                    value
                                )
                            }
                        }
                    }
                    return (EventPayload(writes: plain + items), [])
                }
            ).record
        }
    }

    /// The record that stands for a subject.
    func subject(_ id: String) throws -> FieldValue { .reference(try #require(records[id])) }

    private mutating func writeSubject(_ subject: DocumentValue) throws {
        let id = try #require(subject["id"]?.textValue)
        let kind = subject["kind"]?.textValue
        guard Self.ofStaff.contains(scheme) else {
            let isOwnKind = scheme == "district-2022-window"
            let unitKind = Self.unitKinds[scheme] ?? "department"
            records[id] = try unit(id, isOwnKind ? kind ?? unitKind : unitKind)
            if subject["attributes"]?["rectified"]?.booleanValue == false {
                try record(
                    "correction-order",
                    [
                        "unit": try self.subject(id), "issuedAt": .text("\(period)-12-01"),
                        "outcome": .text("未整改"), "state": .text("未整改"),
                    ]
                )
            }
            return
        }
        let window = try unit("W-\(kind ?? "single")", kind ?? "single")
        let under = Audience(.under, tree.county.place)
        records[id] = try tree.county.record(
            "staff",
            under,
            ["id": .text(id), "name": .text(id), "unit": .reference(window)],
            id: .keyed(register: "staff", audience: under, key: [.text(id)])
        )
    }

    /// A unit that has always been there.
    private func unit(_ id: String, _ kind: String) throws -> RecordID {
        let audience = Audience(.under, tree.county.place)
        return try tree.county.record(
            "unit",
            audience,
            [
                "id": .text(id), "name": .text(id), "kind": .text(kind),
                "region": .reference(tree.county.place),
            ],
            id: .keyed(register: "unit", audience: audience, key: [.text(id)])
        )
    }

    private func writeMark(_ mark: DocumentValue) throws {
        let id = try #require(mark["subject"]?.textValue)
        let value = try #require(mark["value"]).plain
        var fields: [String: FieldValue] = [
            "subject": try subject(id), "state": .text("已封存"),
        ]
        if scheme == "mutual-review" {
            fields["mark"] = .text(value)
            fields["rater"] = try subject(try #require(mark["rater"]?.textValue))
            fields["month"] = .text(period)
            try record(scheme, fields)
            return
        }
        let indicator = mark["indicator"]?.textValue ?? ""
        guard Self.unitKinds[scheme] == nil else {
            try record(
                "district-votes",
                vote(indicator).merging(["record": .text("评分")]) { $1 },
                rows: ["marks": [["subject": try subject(id), "value": .text(value)]]]
            )
            return
        }
        fields["indicator"] = .text(indicator)
        fields["period"] = .text(mark["period"]?.textValue ?? period)
        fields["value"] = .text(value)
        for key in ["source", "rater"] { fields[key] = mark[key]?.textValue.map(FieldValue.text) }
        let subject = evidence["subjects"]?.listValue?.first { $0["id"]?.textValue == id }
        if scheme == "openness-plan-1" || scheme == "district-2022-staff" {
            fields["kind"] = .text(subject?["kind"]?.textValue ?? "single")
            fields["stationed"] = subject?["attributes"]?["stationed"]?.booleanValue
                .map(FieldValue.boolean)
        }
        try record(scheme, fields)
    }

    private func vote(_ indicator: String) -> [String: FieldValue] {
        [
            "round": .text(period), "scheme": .text(scheme), "indicator": .text(indicator),
            "state": .text("已计票"), "voter": .text("投票人甲"),
        ]
    }

    private func writeVotes() throws {
        for ballot in evidence["ballots"]?.listValue ?? [] {
            let rows = try (ballot["marks"]?.objectValue?.members ?? []).map { member in
                [
                    "subject": try subject(member.key),
                    "grade": FieldValue.text(member.value.textValue ?? ""),
                ]
            }
            try record(
                "district-votes",
                vote(ballot["indicator"]?.textValue ?? "").merging(["record": .text("选票")]) { $1 },
                rows: ["marks": rows]
            )
        }
        for tally in evidence["tallies"]?.listValue ?? [] {
            let id = try #require(tally["subject"]?.textValue)
            let rows = try (tally["counts"]?.objectValue?.members ?? []).map { member in
                [
                    "subject": try subject(id), "grade": FieldValue.text(member.key),
                    "count": .integer(Int64(member.value.integerValue ?? 0)),
                ]
            }
            try record(
                "district-votes",
                vote(tally["indicator"]?.textValue ?? "").merging(["record": .text("汇总")]) { $1 },
                rows: ["tally": rows]
            )
        }
    }

    private func writeTasks() throws {
        for task in evidence["tasks"]?.listValue ?? [] {
            let ids = (task["subjects"]?.listValue ?? []).compactMap(\.textValue)
            var fields: [String: FieldValue] = [
                "number": .text(task["id"]?.textValue ?? ""), "month": .text(period),
                "leadUnit": try subject(try #require(ids.first)),
                "outcome": .text(task["outcome"]?.textValue ?? ""), "state": .text("核实"),
            ]
            fields["report"] = task["report"]?.textValue.map(FieldValue.text)
            let rows = try ids.dropFirst().map { ["unit": try subject($0)] }
            try record("key-work-monthly", fields, rows: ["units": rows])
        }
    }

    private func writeAnswers() throws {
        guard let answers = evidence["answers"] else { return }
        func record(_ kind: String, _ fields: [String: FieldValue]) throws {
            try self.record(
                "exam",
                ["session": .text("春季"), "record": .text(kind)].merging(fields) { $1 }
            )
        }
        try record("场次", ["date": .text("2024-03-05")])
        for answer in answers["key"]?.objectValue?.members ?? [] {
            let number = try #require(Int64(answer.key))
            let sign = FieldValue.text(answer.value.textValue ?? "")
            try record("题目", ["questionNo": .integer(number), "key": sign])
        }
        for subject in evidence["subjects"]?.listValue ?? [] {
            let id = try #require(subject["id"]?.textValue)
            let sheet = answers["sheets"]?[id]?.objectValue
            if sheet == nil { try record("答卷", ["person": try self.subject(id)]) }
            for answer in sheet?.members ?? [] {
                var fields = ["person": try self.subject(id)]
                fields["questionNo"] = .integer(try #require(Int64(answer.key)))
                if let text = answer.value.textValue, !text.isEmpty {
                    fields["answer"] = .text(text)
                }
                try record("答卷", fields)
            }
        }
    }

    private func writeNumbers() throws {
        for subject in evidence["periodScores"]?.objectValue?.members ?? [] {
            for score in subject.value.objectValue?.members ?? [] {
                try writeScore(subject.key, score.key, score.value.plain)
            }
        }
        for subject in evidence["statistics"]?.objectValue?.members ?? [] {
            for number in subject.value.objectValue?.members ?? [] {
                try writeStatistic(subject.key, number.key, number.value.plain)
            }
        }
    }

    private func writeScore(_ id: String, _ part: String, _ value: String) throws {
        let isMonth = scheme == "tonglu-2018"
        // A month's score is 100 and what is added to it, or less what is taken off.
        let number = try #require(Int(value))
        try record(
            scheme,
            [
                "subject": try subject(id), "period": .text(part), "state": .text("已采用"),
                "indicator": .text(isMonth ? (number < 100 ? "deducted" : "extra") : "quarter"),
                "value": .text(isMonth ? String(abs(number - 100)) : value),
            ]
        )
    }

    private func writeStatistic(_ id: String, _ name: String, _ value: String) throws {
        switch name {
        case "red_flags":
            for month in 1...(Int(value) ?? 0) {
                try record(
                    "red-flag",
                    [
                        "flag": .text("红旗部门"), "period": .text("\(period)-0\(month)"),
                        "holder": try subject(id), "state": .text("已批准"),
                    ]
                )
            }
        case "volume":
            for _ in 0..<(Int(value) ?? 0) {
                try record(
                    "case-handling",
                    [
                        "window": try subject(id), "kind": .text("即办件"),
                        "receivedAt": .text("\(period)-05-05T10:00:00+08:00"),
                        "state": .text("受理"),
                    ]
                )
            }
        default:
            try record(
                scheme,
                [
                    "subject": try subject(id), "period": .text(period), "state": .text("已封存"),
                    "indicator": .text(name), "value": .text(value),
                ]
            )
        }
    }

    private func writeFacts() throws {
        for id in (evidence["facts"]?["barred"]?.listValue ?? []).compactMap(\.textValue) {
            try record(
                "hall-patrol",
                [
                    "window": try subject(id), "rule": .text("DW-M1"), "state": .text("登记"),
                    "date": .text("\(period)-06-05"), "points": .text("0"),
                ]
            )
        }
        if evidence["facts"]?["district_excellent"]?.booleanValue == true {
            try record(
                "honours",
                [
                    "honour": .text("考绩优秀单位"), "date": .text("\(period)-12-20"),
                    "confirmed": .boolean(true),
                ]
            )
        }
    }
}

extension DocumentValue {
    /// A text, or a number as it was written.
    var plain: String { textValue ?? numberLiteral ?? "" }
}
