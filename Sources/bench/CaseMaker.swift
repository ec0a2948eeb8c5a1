import Ambient
import Causality
import Records
import Store

/// Makes agency cases of eight events each, with the fields that an agent fills in; names, numbers
/// and times differ as they do in life.
struct CaseMaker {
    static let eventsPerCase = 8
    private static let casesPerTransaction = 100

    private let node: BenchNode
    private var generator: SeededGenerator
    private var number = 0

    init(_ node: BenchNode, seed: UInt64) {
        self.node = node
        generator = SeededGenerator(seed: seed)
    }

    /// Appends so many whole cases, a hundred to a transaction.
    mutating func appendCases(_ count: Int) throws {
        try inParts(count) { maker, session, place in
            let record = try maker.open(session, place)
            for step in 1..<CaseMaker.eventsPerCase {
                try maker.go(step, of: record, session, place)
            }
        }
    }

    /// Appends cases that were only taken in: one event each, with four personal fields.
    mutating func appendOpenings(_ count: Int) throws {
        try inParts(count) { maker, session, place in _ = try maker.open(session, place) }
    }

    /// Appends steps of one case: no personal fields.
    mutating func appendSteps(_ count: Int, of record: RecordID) throws {
        var done = 0
        try inParts(count) { maker, session, place in
            try maker.go(1 + done % 3, of: record, session, place)
            done += 1
        }
    }

    /// Appends the first event of a case and tells its record.
    mutating func appendRecord() throws -> RecordID {
        var record: RecordID?
        try inParts(1) { maker, session, place in record = try maker.open(session, place) }
        guard let record else { preconditionFailure("one case was made") }
        return record
    }

    private mutating func inParts(
        _ count: Int,
        _ body: (inout CaseMaker, StoreSession, RecordID) throws -> Void
    ) throws {
        for start in stride(from: 0, to: count, by: CaseMaker.casesPerTransaction) {
            try node.store.write { session in
                let place = try session.ownPlace()
                for _ in start..<min(count, start + CaseMaker.casesPerTransaction) {
                    try body(&self, session, place)
                }
            }
        }
    }

    private mutating func whole(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    private mutating func pick(_ texts: [String]) -> String { texts[whole(0...texts.count - 1)] }

    /// Some minutes pass; the moment as a record has it.
    private mutating func moment() -> String {
        let now = node.clock.advance(Int64(whole(60...900)))
        return CivilDateTime(secondsSince1970: now)?.text ?? ""
    }

    private static let surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗".map(String.init)
    private static let given = "国志强秀英桂兰玉梅海燕小红文军永春花明华伟芳敏静丽".map(String.init)

    private mutating func person() -> [CellWrite] {
        let name = pick(Self.surnames) + pick(Self.given) + pick(Self.given)
        let group = pick(["一组", "二组", "三组", "四组", "五组"])
        let born = 19_500_101 + whole(0...55) * 10_000 + whole(0...11) * 100 + whole(0...27)
        return [
            CellWrite(.field("address"), .text(group + "\(whole(1...99))号")),
            CellWrite(.field("documentNo"), .text("330126\(born)\(whole(1_000...9_999))")),
            CellWrite(.field("phone"), .text("13\(whole(100_000_000...999_999_999))")),
            CellWrite(.field("villager"), .text(name)),
        ]
    }

    private mutating func open(_ session: StoreSession, _ place: RecordID) throws -> RecordID {
        try session.append(opening(at: place)).record
    }

    /// A case that is only taken in, drawn beforehand: to draw it costs as much as many a step of
    /// what is measured.
    mutating func opening(at place: RecordID) -> Draft {
        number += 1
        let accepted = moment()
        let writes: [(String, FieldValue)] = [
            ("number", .text("330126001001-2026-A7K2X-\(number)-\(whole(0...9))")),
            ("village", .reference(place)), ("state", .text("受理")),
            ("question", .text(pick(["医保报销", "建房审批", "老年证", "低保申请", "宅基地确权"]))),
            ("group", .text(pick(["证照审批", "缴费报销", "公益服务"]))),
            ("acceptedAt", .text(accepted)),
            ("promisedDate", .text(String(accepted.prefix(10)))), ("backDated", .boolean(false)),
        ]
        return CaseMaker.draft(nil, writes, personal: person(), place)
    }

    private mutating func go(
        _ step: Int,
        of record: RecordID,
        _ session: StoreSession,
        _ place: RecordID
    ) throws {
        let at = FieldValue.text(moment())
        let writes: [(String, FieldValue)] =
            switch step {
            case 1: [("bookedAt", at)]
            case 2: [("slipPrintedAt", at)]
            case 3: [("sentUpAt", at), ("slipSigned", .boolean(true))]
            case 4: [("state", .text("承办")), ("filedOnline", .boolean(false))]
            case 5:
                [
                    ("state", .text("回复")), ("repliedAt", at),
                    ("result", .text("已办妥")), ("signed", .boolean(true)),
                ]
            case 6:
                [
                    ("state", .text("建档")), ("fileNo", .text("2026-\(whole(1...9_999))")),
                    ("pages", .integer(Int64(whole(2...9)))),
                ]
            default: [("state", .text("公示")), ("publishedAt", at)]
            }
        try session.append(CaseMaker.draft(record, writes, personal: [], place))
    }

    private static func draft(
        _ record: RecordID?,
        _ values: [(String, FieldValue)],
        personal: [CellWrite],
        _ place: RecordID
    ) -> Draft {
        let open = values.map { CellWrite(.field($0.0), $0.1) }
        return Draft(
            register: "village-agency",
            audience: Audience(.at, place),
            record: record,
            type: record == nil ? .create : .change,
            actor: "D001",
            entry: .live
        ) { _ in (EventPayload(writes: open), personal) }
    }
}
