internal import Causality
internal import Documents
internal import Merge
internal import Records
internal import Store

/// A record behind a figure, with the signed events that made it what it is.
struct RecordTrail {
    /// One event: who, where, when, what, and where it stands among the author's events.
    struct Step {
        let stream: String
        let sequence: UInt64
        let place: String
        let actor: String
        let time: CivilDateTime?
        let entry: EntryKind
        let deed: String
        /// Why the event is not folded, if it is not.
        let asideReason: String?
        /// What bulletins prove against the device's clock, nil if nothing.
        let clock: ClockContradiction?
        /// Whether it came after the cut of the edition that is explained.
        let isLater: Bool
    }

    let record: RecordID
    /// The register's title.
    let register: String
    /// The number on paper, if there is one.
    let number: String?
    /// Whether the record counts for the figure.
    let isCounted: Bool
    let steps: [Step]
}

/// Follows records to their events.
struct TrailReader {
    let session: StoreSession
    let tree: PlaceTree
    /// Up to where the events stand behind what is explained; nil for all.
    let cut: VersionVector?

    /// Nil if nothing of the record is held here.
    func trail(_ id: RecordID, isCounted: Bool) throws -> RecordTrail? {
        guard let record = try session.record(id) else { return nil }
        let definition = try session.definition(record.register)
        let clocks = try session.clockContradictions(of: id)
        return RecordTrail(
            record: id,
            register: definition.title,
            number: record.state["number"]?.value?.text,
            isCounted: isCounted,
            steps: try session.history(of: id).map {
                try step($0, definition, clocks[$0.dot])
            }
        )
    }

    private func step(
        _ event: Event,
        _ definition: RegisterDefinition,
        _ clock: ClockContradiction?
    ) throws -> RecordTrail.Step {
        let author = try session.author(of: event.dot)
        let places = try author.map { try session.places(of: $0.node) } ?? []
        return RecordTrail.Step(
            stream: Base32.encode(event.dot.stream.bytes),
            sequence: event.dot.sequence,
            place: places.min().map(tree.name) ?? "未知的地方",
            actor: event.actor,
            time: CivilDateTime(secondsSince1970: event.deviceTime),
            entry: event.entry,
            deed: deed(event, definition),
            asideReason: try session.asideReason(event.dot),
            clock: clock,
            isLater: cut.map { !$0.contains(event.dot) } ?? false
        )
    }

    /// What the event did, with labels and never with values: they may be a citizen's.
    private func deed(_ event: Event, _ definition: RegisterDefinition) -> String {
        guard let payload = try? EventContent(event).payload else { return "内容无法识别" }
        let word =
            switch event.type {
            case .create: "登记"
            case .decide: "裁定冲突"
            default: "修改"
            }
        let move = payload.transition.map { "（\($0.name)：\($0.from)→\($0.to)）" } ?? ""
        let cells = payload.writes.map(\.cell) + payload.personalCells
        let labels = Set(cells.map(\.field)).subtracting([RegisterDefinition.stateField])
        let ordered = definition.fields.filter { labels.contains($0.id) }.map(\.label)
        let fields = ordered.isEmpty ? "" : "，写入\(ordered.joined(separator: "、"))"
        let reason = payload.reason.map { "，理由：\($0)" } ?? ""
        return word + move + fields + reason
    }
}

extension RecordTrail {
    /// The record in one sentence.
    var sentence: String {
        let name = number.map { "\(register) \($0)，" } ?? "\(register)，"
        return "\(name)记录 \(record.text)："
    }

    var document: DocumentValue {
        var object = DocumentObject()
        object["recordID"] = .text(record.text)
        object["register"] = .text(register)
        object["number"] = number.map(DocumentValue.text) ?? .null
        object["counted"] = .boolean(isCounted)
        object["events"] = .list(steps.map(\.document))
        return .object(object)
    }
}

extension RecordTrail.Step {
    /// Who, where, when, what, and the event's stream and sequence.
    var sentence: String {
        let who = actor.isEmpty ? "" : "，经办人 \(actor)"
        let aside = asideReason.map { "（未采用：\($0)）" } ?? ""
        let doubt = clock.map { "（\($0.sentence)）" } ?? ""
        let later = isLater ? "（定稿以后，没有算进这一版）" : ""
        return "\(timeText)，\(place)\(who)，\(entry.title)：\(deed)；"
            + "流 \(stream) 第 \(sequence) 号\(aside)\(doubt)\(later)"
    }

    private var timeText: String {
        guard let time else { return "时间不明" }
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let date = time.date
        return "\(date.year)年\(date.month)月\(date.day)日 \(two(time.hour)):\(two(time.minute))"
    }

    fileprivate var document: DocumentValue {
        [
            "stream": .text(stream), "sequence": .number(String(sequence)),
            "place": .text(place), "actor": .text(actor),
            "at": time.map { .text($0.text) } ?? .null, "entry": .text(entry.name),
            "deed": .text(deed), "clock": clock.map { .text($0.sentence) } ?? .null,
            "afterCut": .boolean(isLater),
        ]
    }
}

extension EntryKind {
    fileprivate var title: String {
        switch self {
        case .live: "当场录入"
        case .offline: "离线登记"
        case .backfill: "补录"
        }
    }

    fileprivate var name: String {
        switch self {
        case .live: "live"
        case .offline: "offline"
        case .backfill: "backfill"
        }
    }
}
