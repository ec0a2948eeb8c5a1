import Ambient
import Causality
import Records
import Store

/// Makes agency cases of eight events each, with the fields that an agent fills in.
enum CaseMaker {
    static let eventsPerCase = 8

    /// Appends so many cases, a hundred to a transaction.
    static func append(_ count: Int, to node: BenchNode, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for start in stride(from: 0, to: count, by: 100) {
            try node.store.write { session in
                let place = try session.ownPlace()
                for number in start..<min(count, start + 100) {
                    try appendCase(number, place, to: session, using: &generator)
                }
            }
        }
    }

    private static func appendCase(
        _ number: Int,
        _ place: RecordID,
        to session: StoreSession,
        using generator: inout SeededGenerator
    ) throws {
        let day = 10 + number % 20
        let names = ["张秀英", "王建国", "李桂兰", "刘德福", "陈玉梅"]
        let name = names[Int.random(in: 0..<names.count, using: &generator)]
        let phone = "13\(Int.random(in: 100_000_000...999_999_999, using: &generator))"
        let record = try append(
            nil,
            [
                ("number", .text("330110001001-2026-A7K2X-\(number)-\(number % 10)")),
                ("village", .reference(place)), ("state", .text("受理")),
                ("matter", .text("医保报销")), ("group", .text("缴费报销")),
                ("acceptedAt", .text("2026-10-\(day)T09:0\(number % 10):00+08:00")),
                ("promisedDate", .text("2026-10-\(day)")), ("backDated", .boolean(false)),
            ],
            personal: [("villager", .text(name)), ("phone", .text(phone))],
            place,
            session
        )
        let steps: [[(String, FieldValue)]] = [
            [("bookedAt", .text("2026-10-\(day)T09:20:00+08:00"))],
            [("slipPrintedAt", .text("2026-10-\(day)T09:21:00+08:00"))],
            [("slipSigned", .boolean(true))],
            [("state", .text("承办")), ("filedOnline", .boolean(false))],
            [
                ("state", .text("回复")), ("repliedAt", .text("2026-10-\(day)T16:00:00+08:00")),
                ("result", .text("已办妥")), ("signed", .boolean(true)),
            ],
            [("state", .text("建档")), ("fileNo", .text("2026-\(number)")), ("pages", .integer(3))],
            [("state", .text("公示")), ("publishedAt", .text("2026-10-28T08:00:00+08:00"))],
        ]
        for step in steps { _ = try append(record, step, personal: [], place, session) }
    }

    private static func append(
        _ record: RecordID?,
        _ values: [(String, FieldValue)],
        personal: [(String, FieldValue)],
        _ place: RecordID,
        _ session: StoreSession
    ) throws -> RecordID {
        let open = values.map { CellWrite(.field($0.0), $0.1) }
        let hidden = personal.map { CellWrite(.field($0.0), $0.1) }
        return try session.append(
            Draft(
                register: "village-agency",
                audience: Audience(.at, place),
                record: record,
                type: record == nil ? .create : .change,
                actor: "D001",
                entry: .live
            ) { _ in (EventPayload(writes: open), hidden) }
        ).record
    }
}
