import Ambient
import Catalogue
import Causality
import Documents
import Foundation
import Records
import Store

/// A county's records of one year, written at the county itself: assessments read the same tables
/// whoever wrote, and this is the quickest way to fill them honestly.
struct CountyRecords {
    static let seed: UInt64 = 1
    static let year = "2026"
    static let month = "2026-06"
    private static let townshipCount = 20
    private static let villageCount = 299
    private static let windowCount = 33
    private static let perTransaction = 10_000

    private let node: BenchNode
    /// What inspectors may find: the rules of the shipped schemes that a patrol proves.
    private let rules: [String]
    private var generator = SeededGenerator(seed: 11)
    private var villages: [RecordID] = []
    private var windows: [RecordID] = []
    private var matter: RecordID?
    private var lastCase: RecordID?
    private var lastVillage: RecordID?

    /// Fills the store of a folder, unless it is full already.
    static func prepare(_ count: Int, in folder: String) throws {
        let mark = folder + "/filled"
        if FileManager.default.fileExists(atPath: mark) { return }
        try? FileManager.default.removeItem(atPath: folder)
        let world = try BenchWorld(countyFolder: folder, seed: seed)
        var records = try CountyRecords(node: world.county)
        try records.makeDirectory()
        for start in stride(from: 0, to: count, by: perTransaction) {
            progress("  preparing records: \(start) of \(count)")
            try world.county.store.write { session in
                for index in start..<min(count, start + perTransaction) {
                    try records.append(index, of: count, session)
                }
            }
        }
        try Data().write(to: URL(fileURLWithPath: mark))
    }

    private init(node: BenchNode) throws {
        self.node = node
        let all = try ShippedCatalogue.schemes().flatMap {
            $0.document["rules"]?.listValue ?? []
        }
        let found = all.filter { rule in
            rule["per"] == "occurrence" && rule["deduct"] != nil
                && rule["evidence"]?.listValue?.contains("patrol_finding") == true
        }
        rules = Set(found.compactMap { $0["id"]?.textValue }).sorted()
    }

    private mutating func makeDirectory() throws {
        let root = try node.place
        let under = Audience(.under, root)
        try node.store.write { session in
            func place(_ code: Int, _ level: String, in parent: RecordID) throws -> RecordID {
                try record(
                    "region",
                    under,
                    [
                        ("code", .text(String(code))), ("name", .text("\(level)\(code)")),
                        ("level", .text(level)), ("from", .text("2000-01-01")),
                        ("parent", .reference(parent)),
                    ],
                    session
                )
            }
            let townships = try (1...CountyRecords.townshipCount).map { number in
                try place(330_126_000_000 + number * 1_000, "township", in: root)
            }
            villages = try (0..<CountyRecords.villageCount).map { number in
                let (row, township) = (number / townships.count, number % townships.count)
                let code = 330_126_000_000 + (township + 1) * 1_000 + row + 1
                return try place(code, "village", in: townships[township])
            }
            windows = try (1...CountyRecords.windowCount).map { number in
                let key = [FieldValue.text("W\(number)")]
                return try record(
                    "unit",
                    under,
                    [
                        ("id", key[0]), ("name", .text("窗口\(number)")), ("kind", .text("single")),
                        ("region", .reference(root)), ("from", .text("2020-01-01")),
                    ],
                    id: .keyed(register: "unit", audience: under, key: key),
                    session
                )
            }
            matter = try record(
                "matter",
                under,
                [("id", .text("M1")), ("name", .text("医保报销")), ("kind", .text("承诺件"))],
                id: .keyed(register: "matter", audience: under, key: [.text("M1")]),
                session
            )
        }
    }

    /// One record: of twenty, sixteen cases of villages, two reviews of them, one of a window, and
    /// of a hundred one finding.
    private mutating func append(_ index: Int, of count: Int, _ session: StoreSession) throws {
        let day = index * 365 / count
        switch index % 20 {
        case 17, 18: try appendReview(day, session)
        case 19 where index % 100 == 19: try appendFinding(day, session)
        case 19: try appendWindowCase(day, session)
        default: try appendVillageCase(index, day, session)
        }
    }

    private mutating func appendVillageCase(
        _ index: Int,
        _ day: Int,
        _ session: StoreSession
    ) throws {
        let village = villages[Int.random(in: 0..<villages.count, using: &generator)]
        let isLate = Int.random(in: 0..<20, using: &generator) == 0
        let isPublished = Int.random(in: 0..<10, using: &generator) > 0
        var fields: [(String, FieldValue)] = [
            ("number", .text("330126001001-2026-A7K2X-\(index)-1")),
            ("village", .reference(village)), ("state", .text("建档")),
            ("group", .text("缴费报销")), ("acceptedAt", moment(day)),
            ("bookedAt", moment(day)), ("slipPrintedAt", moment(day)),
            ("promisedDate", .text(CountyRecords.date(day + 5))),
            ("repliedAt", moment(isLate ? day + 8 : day + 3)), ("result", .text("已办妥")),
            ("backDated", .boolean(false)),
        ]
        if let matter { fields.append(("matter", .reference(matter))) }
        if isPublished { fields.append(("publishedAt", moment(day + 6))) }
        lastVillage = village
        lastCase = try record(
            "village-agency",
            Audience(.at, village),
            fields,
            personal: [("villager", .text("王甲\(index)")), ("phone", .text("13800000000"))],
            session
        )
    }

    private mutating func appendReview(_ day: Int, _ session: StoreSession) throws {
        guard let lastCase, let lastVillage else { return }
        let grades = ["非常满意", "满意", "基本满意", "不满意"]
        let audience = Audience(.at, lastVillage)
        let key = [FieldValue.reference(lastCase)]
        let fields: [(String, FieldValue)] = [
            ("case", .reference(lastCase)), ("at", moment(day)), ("state", .text("已评")),
            ("grade", .text(grades[Int.random(in: 0..<grades.count, using: &generator)])),
        ]
        let id = RecordID.keyed(register: "good-bad-review", audience: audience, key: key)
        _ = try record("good-bad-review", audience, fields, id: id, session)
    }

    private mutating func appendWindowCase(_ day: Int, _ session: StoreSession) throws {
        let window = windows[Int.random(in: 0..<windows.count, using: &generator)]
        let fields: [(String, FieldValue)] = [
            ("kind", .text("承诺件")), ("window", .reference(window)), ("state", .text("办结")),
            ("receivedAt", moment(day)), ("finishedAt", moment(day + 3)),
            ("earlyDays", .integer(Int64.random(in: 0...5, using: &generator))),
        ]
        _ = try record("case-handling", Audience(.at, try session.ownPlace()), fields, session)
    }

    private mutating func appendFinding(_ day: Int, _ session: StoreSession) throws {
        let window = windows[Int.random(in: 0..<windows.count, using: &generator)]
        let fields: [(String, FieldValue)] = [
            ("date", .text(CountyRecords.date(day))), ("slot", .text("10:00")),
            ("window", .reference(window)), ("state", .text("告知")),
            ("rule", .text(rules[Int.random(in: 0..<rules.count, using: &generator)])),
            ("count", .integer(1)),
        ]
        _ = try record("hall-patrol", Audience(.at, try session.ownPlace()), fields, session)
    }

    private static func date(_ day: Int) -> String {
        CivilDate(year: 2026, month: 1, day: 1)?.adding(days: min(day, 364))?.text ?? ""
    }

    private func moment(_ day: Int) -> FieldValue {
        .text(CountyRecords.date(day) + "T09:30:00+08:00")
    }

    private func record(
        _ register: String,
        _ audience: Audience,
        _ fields: [(String, FieldValue)],
        personal: [(String, FieldValue)] = [],
        id: RecordID? = nil,
        _ session: StoreSession
    ) throws -> RecordID {
        let open = fields.map { CellWrite(.field($0.0), $0.1) }
        let hidden = personal.map { CellWrite(.field($0.0), $0.1) }
        return try session.append(
            Draft(
                register: register,
                audience: audience,
                record: id,
                type: .create,
                actor: "D001",
                entry: .live
            ) { _ in (EventPayload(writes: open), hidden) }
        ).record
    }
}
