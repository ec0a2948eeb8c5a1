import Causality
import Documents
import Hashing
import Merge
import Records

/// 5.3 and 6.1: who has seen whom, and what then stands.
enum FoldVectors {
    static let file = VectorFile(name: "fold.json")

    private static let a = "000000000000000000000000a4"
    private static let b = "000000000000000000000000b4"

    fileprivate struct Write {
        let dot: String
        /// Nil for the context 0 of 4.5.
        let seen: [String]?
        let value: String?

        var document: DocumentValue {
            [
                "dot": .text(dot), "seen": seen.map { .list($0.map { .text($0) }) } ?? .null,
                "value": value.map { .text($0) } ?? .null,
            ]
        }
    }

    static func make() -> [Vector] { seen + folds }

    private static var seen: [Vector] {
        let cases: [(String, String, Write, Bool)] = [
            ("an earlier event of the own stream", "\(a)-1", Write("\(a)-2", nil), true),
            ("the event itself", "\(a)-2", Write("\(a)-2", nil), false),
            ("another stream, of which nothing is said", "\(b)-1", Write("\(a)-2", nil), false),
            ("another stream up to there", "\(b)-3", Write("\(a)-2", ["\(b)-3"]), true),
            ("another stream, less far", "\(b)-4", Write("\(a)-2", ["\(b)-3"]), false),
            ("the own stream, which the vector leaves out", "\(a)-1", Write("\(a)-2", []), false),
        ]
        return cases.map { name, dot, write, expect in
            Vector(
                "SYNC-5.3",
                name,
                "seen",
                [("of", .text(dot)), ("by", write.document), ("expect", .boolean(expect))]
            )
        }
    }

    private static var folds: [Vector] {
        let cases: [(String, [Write], [String])] = [
            ("one write", [Write("\(a)-1", nil, "甲")], ["\(a)-1"]),
            (
                "a later one of the same stream",
                [Write("\(a)-1", nil, "甲"), Write("\(a)-2", nil, "乙")], ["\(a)-2"]
            ),
            (
                "two that had not seen each other",
                [Write("\(a)-1", nil, "甲"), Write("\(b)-1", nil, "乙")], ["\(a)-1", "\(b)-1"]
            ),
            (
                "two forms of one stream that showed the same",
                [
                    Write("\(a)-1", nil, "甲"), Write("\(a)-2", ["\(a)-1"], "乙"),
                    Write("\(a)-3", ["\(a)-1"], "丙"),
                ], ["\(a)-2", "\(a)-3"]
            ),
            (
                "a decision that has seen both",
                [
                    Write("\(a)-1", nil, "甲"), Write("\(b)-1", nil, "乙"),
                    Write("\(a)-2", ["\(a)-1", "\(b)-1"], "乙"),
                ], ["\(a)-2"]
            ),
            (
                "a decision that has seen one of three",
                [
                    Write("\(a)-1", nil, "甲"), Write("\(b)-1", nil, "乙"),
                    Write("\(b)-2", [], "丁"), Write("\(a)-2", ["\(a)-1", "\(b)-1"], "乙"),
                ], ["\(a)-2", "\(b)-2"]
            ),
            (
                "cleared, unseen by a writer",
                [
                    Write("\(a)-1", nil, "甲"), Write("\(a)-2", nil, nil),
                    Write("\(b)-1", ["\(a)-1"], "乙"),
                ], ["\(a)-2", "\(b)-1"]
            ),
        ]
        return cases.map { name, writes, expect in
            Vector(
                "SYNC-6.1",
                name,
                "fold",
                [
                    ("writes", .list(writes.map(\.document))),
                    ("expect", .list(expect.map { .text($0) })),
                ]
            )
        }
    }

    // MARK: - Checking

    static func result(of vector: Vector) -> DocumentValue {
        if vector.kind == "seen" {
            guard let dot = dot(vector.text("of")), let by = vector.value["by"].map(Vector.init),
                let reader = self.dot(by.text("dot"))
            else { return .null }
            return .boolean(context(by).vector(of: reader).contains(dot))
        }
        let writes = (vector.value["writes"]?.listValue ?? []).map(Vector.init)
        let results = orders(of: writes).map(standing)
        guard let first = results.first, results.allSatisfy({ $0 == first }) else { return .null }
        return .list(first.map { .text($0) })
    }

    /// The dots that stand in the cell after the writes were folded in this order.
    private static func standing(_ writes: [Vector]) -> [String] {
        var state = RecordState()
        for write in writes {
            guard let dot = dot(write.text("dot")) else { return [] }
            let value = write.value["value"]?.textValue.map { FieldValue.text($0) }
            let payload = EventPayload(writes: [CellWrite(.field("about"), value)])
            let event = Event(
                dot: dot,
                record: .dot(dot),
                register: "complaint",
                definition: .zero,
                type: .change,
                context: context(write),
                actor: "",
                deviceTime: 0,
                entry: .live,
                open: PayloadCodec.encode(payload, author: dot),
                personal: nil
            )
            guard let content = try? EventContent(event) else { return [] }
            state.fold(event, content)
        }
        let dots = state["about"]?.siblings.map(\.dot) ?? []
        return dots.sorted().map { RecordID.dot($0).text }
    }

    private static func orders(of writes: [Vector]) -> [[Vector]] {
        guard !writes.isEmpty else { return [[]] }
        return writes.indices.flatMap { index in
            var rest = writes
            let first = rest.remove(at: index)
            return orders(of: rest).map { [first] + $0 }
        }
    }

    private static func context(_ write: Vector) -> EventContext {
        guard let seen = write.value["seen"]?.listValue else { return .own }
        var vector = VersionVector()
        for entry in seen {
            guard let dot = dot(entry.textValue ?? "") else { continue }
            vector.advance(dot.stream, to: dot.sequence)
        }
        return .seen(vector)
    }

    private static func dot(_ text: String) -> Dot? {
        guard case .dot(let dot)? = RecordID(text: text) else { return nil }
        return dot
    }
}

extension FoldVectors.Write {
    fileprivate init(_ dot: String, _ seen: [String]?, _ value: String? = nil) {
        self.init(dot: dot, seen: seen, value: value)
    }
}
