import Ambient
import Causality
import Hashing
import Records
import SyncWire

/// Realistic events of a village's agency register: names, numbers and times differ as they do in
/// life, nothing is repeated that a real ledger would not repeat.
struct VillageSample {
    private var generator: SeededGenerator
    let description: StreamDescription
    let county: StreamID
    let stream: StreamID
    private(set) var events: [Event] = []
    private var time: Int64 = 1_793_000_000
    private let definition: Digest256

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        let rootKey = Self.key(&generator)
        county =
            StreamDescription(
                node: rootKey,
                incarnation: generator.next(),
                audience: Audience(.under, .rootPlace(of: rootKey))
            ).streamID
        description = StreamDescription(
            node: Self.key(&generator),
            incarnation: generator.next(),
            audience: Audience(.at, .dot(Dot(stream: county, sequence: 17)))
        )
        stream = description.streamID
        definition = SHA256Hasher.hash(Array("village-agency".utf8))
    }

    static func key(_ generator: inout SeededGenerator) -> NodeKey {
        NodeKey(bytes: (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
            ?? NodeKey(bytes: Array(repeating: 0, count: 32)).unsafelyUnwrapped
    }

    func segment(from first: Int = 0) -> StreamSegment {
        var generator = SeededGenerator(seed: UInt64(first) + 99)
        let signature = (0..<64).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let last = events.last?.dot.sequence ?? 0
        return StreamSegment(
            description: description,
            events: Array(events[first...]),
            heads: [SignedHead(sequence: last, signature: signature)]
        )
    }

    private var next: Dot { Dot(stream: stream, sequence: UInt64(events.count) + 1) }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &generator)]
    }

    private mutating func digits(_ count: Int) -> String {
        String((0..<count).map { _ in Character(String(Int.random(in: 0...9, using: &generator))) })
    }

    private mutating func reference(_ range: ClosedRange<UInt64>) -> FieldValue {
        let sequence = UInt64.random(in: range, using: &generator)
        return .reference(.dot(Dot(stream: county, sequence: sequence)))
    }

    private func stamp(_ time: Int64) -> String {
        let (days, rest) = ((time + 28_800) / 86_400, (time + 28_800) % 86_400)
        return "\(Self.date(days))T\(two(rest / 3_600)):\(two(rest / 60 % 60)):00+08:00"
    }

    private func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func date(_ days: Int64) -> String {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let day = shifted - era * 146_097
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let ofYear = day - (365 * year + year / 4 - year / 100)
        let part = (5 * ofYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        let dayOfMonth = ofYear - (153 * part + 2) / 5 + 1
        let fullYear = year + era * 400 + (month <= 2 ? 1 : 0)
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(fullYear)-\(two(month))-\(two(dayOfMonth))"
    }

    private mutating func passTime() {
        time += Int64.random(in: 240...14_000, using: &generator)
        if (time + 28_800) % 86_400 > 64_800 { time += 50_000 }
    }

    /// A case is taken in: all that the receipt needs, four personal fields.
    mutating func addCase() {
        passTime()
        let dot = next
        let accepted = time - Int64.random(in: 20...600, using: &generator)
        let names = ["身份证", "户口簿", "一寸照片", "银行卡复印件", "医疗费用发票"]
        var writes = [
            CellWrite(.field("acceptedAt"), .text(stamp(accepted))),
            CellWrite(.field("agent"), reference(40...42)),
            CellWrite(.field("group"), .text(pick(["证照审批", "缴费报销", "公益服务"]))),
            CellWrite(.field("matter"), reference(60...95)),
            CellWrite(.field("number"), .text("140722103205-2026-A-\(dot.sequence)-\(digits(1))")),
            CellWrite(.field("promisedDate"), .text(Self.date(time / 86_400 + Int64(5)))),
            CellWrite(.field("state"), .text("受理")),
            CellWrite(.field("village"), .reference(description.audience.place)),
        ]
        for index in 0..<UInt32.random(in: 1...2, using: &generator) {
            let row = RowID(dot: dot, index: index)
            writes.append(CellWrite(.item(list: "papers", row: row, item: "copies"), .integer(1)))
            let form = FieldValue.text(pick(["原件", "复印件"]))
            writes.append(CellWrite(.item(list: "papers", row: row, item: "form"), form))
            let name = FieldValue.text(pick(names))
            writes.append(CellWrite(.item(list: "papers", row: row, item: "name"), name))
        }
        append(dot, record: .dot(dot), type: .create, writes: writes, personal: person())
    }

    private mutating func person() -> [CellWrite] {
        let surname = pick("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗".map(String.init))
        let given = "国志强秀英桂兰玉梅海燕小红文军永春花明华伟芳娜敏静丽艳杰涛超霞平刚勇".map(String.init)
        let name = surname + pick(given) + pick(given)
        let birth = Int64.random(in: -9_000...12_000, using: &generator)
        let born = Self.date(birth).filter { $0 != "-" }
        let group = pick(["一组", "二组", "三组", "四组", "五组"])
        return [
            CellWrite(.field("address"), .text(group + digits(2) + "号")),
            CellWrite(.field("documentNo"), .text("140722" + born + digits(4))),
            CellWrite(
                .field("phone"),
                .text(pick(["138", "139", "150", "186", "135"]) + digits(8))
            ),
            CellWrite(.field("villager"), .text(name)),
        ]
    }

    /// A step of an earlier case: no personal fields.
    mutating func addStep() {
        passTime()
        let dot = next
        let earlier = Dot(
            stream: stream,
            sequence: UInt64.random(in: 1...max(1, dot.sequence - 1), using: &generator)
        )
        let at = stamp(time - Int64.random(in: 0...600, using: &generator))
        let steps: [(String, String, String, [CellWrite])] = [
            ("上转", "承办", "上转", [CellWrite(.field("sentUpAt"), .text(at))]),
            (
                "上级办结", "上转", "已办",
                [
                    CellWrite(.field("doneAboveAt"), .text(at)),
                    CellWrite(.field("result"), .text("已办结，发证")),
                ]
            ),
            (
                "回复", "已办", "回复",
                [
                    CellWrite(.field("repliedAt"), .text(at)),
                    CellWrite(.field("resultWhat"), .text("证件1本")),
                    CellWrite(.field("signed"), .boolean(true)),
                ]
            ),
            (
                "建档", "回复", "建档",
                [
                    CellWrite(.field("fileNo"), .text("2026-\(digits(3))")),
                    CellWrite(.field("pages"), .integer(Int64(dot.sequence % 7) + 2)),
                ]
            ),
        ]
        let step = pick(steps)
        append(
            dot,
            record: .dot(earlier),
            type: .change,
            writes: step.3 + [CellWrite(.field("state"), .text(step.2))],
            personal: [],
            transition: TransitionName(name: step.0, from: step.1, to: step.2)
        )
    }

    private mutating func append(
        _ dot: Dot,
        record: RecordID,
        type: EventType,
        writes: [CellWrite],
        personal: [CellWrite],
        transition: TransitionName? = nil
    ) {
        let payload = EventPayload(
            writes: writes,
            personalCells: personal.map(\.cell),
            transition: transition
        )
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let bytes = PayloadCodec.encodePersonal(personal, author: dot)
        events.append(
            Event(
                dot: dot,
                record: record,
                register: "village-agency",
                definition: definition,
                type: type,
                context: .own,
                actor: "d0317",
                deviceTime: time,
                entry: .live,
                open: PayloadCodec.encode(payload, author: dot),
                personal: personal.isEmpty ? nil : .held(salt: salt, bytes: bytes)
            )
        )
    }
}
