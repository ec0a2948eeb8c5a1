import Causality
import Hashing
import Records

/// SYNC-5.2, 5.3, 6.2 and 6.3: what two nodes compare.
enum DigestVectors {
    static func all() throws -> [Vector] { try positions() + values() + cells() }

    private static func positions() throws -> [Vector] {
        let hash = SHA256Hasher.hash(Array("head".utf8))
        let all = try [(Samples.under(), UInt64(1)), (Samples.stream(), 300)].map {
            StreamPosition(stream: $0.streamID, sequence: $1, hash: hash)
        }
        let single = all.map { position in
            var writer = ByteWriter()
            writer.byte(2)
            writer.stream(position.stream)
            writer.varint(position.sequence)
            writer.digest(position.hash)
            return Vector(
                "SYNC-5.2",
                "position \(position.sequence)",
                "position",
                [
                    "dot": Notation.text(
                        Dot(stream: position.stream, sequence: position.sequence)
                    ),
                    "hash": hash.hexadecimal,
                ],
                writer.bytes,
                SHA256Hasher.hash(writer.bytes).hexadecimal
            )
        }
        let members = single.map(\.expected)
        return single + [
            try sum("two positions", members), try sum("nothing", []),
            try sum("over 2^256", [String(repeating: "f", count: 64), members[0]]),
        ]
    }

    private static func sum(_ name: String, _ members: [String]) throws -> Vector {
        var sum = DigestSum()
        for member in members { sum.add(try Notation.digest(member)) }
        return Vector(
            "SYNC-5.3",
            name,
            "sum",
            ["members": members.joined(separator: "\n")],
            try Hex.bytes(members.joined()),
            sum.digest.hexadecimal
        )
    }

    private static func values() throws -> [Vector] {
        let values: [FieldValue?] = [
            nil, .text("受理"), .integer(5), .boolean(true), .reference(try Samples.villagePlace()),
        ]
        let open = values.map { value in
            var writer = ByteWriter()
            FieldValueCodec.write(value, to: &writer)
            return Vector(
                "SYNC-6.2",
                "value hash of \(Notation.text(value))",
                "valueHash",
                ["value": Notation.text(value)],
                writer.bytes,
                SHA256Hasher.hash(writer.bytes).hexadecimal
            )
        }
        var writer = ByteWriter()
        writer.raw([6, 0])
        writer.text("phone")
        writer.digest(Samples.definition)
        let personal = Vector(
            "SYNC-6.3",
            "personal value hash",
            "personalHash",
            ["cell": "phone", "payloadHash": Samples.definition.hexadecimal],
            writer.bytes,
            SHA256Hasher.hash(writer.bytes).hexadecimal
        )
        return open + [personal]
    }

    private static func cells() throws -> [Vector] {
        let row = RowID(dot: try Samples.dot(1), index: 2)
        let cells: [Cell] = [
            .field("state"), .item(list: "papers", row: row, item: "name"),
        ]
        let siblings: [(Dot, FieldValue?)] = [
            (Dot(stream: try Samples.under().streamID, sequence: 7), .text("甲")),
            (try Samples.dot(4), nil),
        ].sorted { $0.0 < $1.0 }
        return try cells.flatMap { cell in
            try [Array(siblings.prefix(1)), siblings].map { try vector(cell, $0) }
        }
    }

    private static func vector(
        _ cell: Cell,
        _ siblings: [(Dot, FieldValue?)]
    ) throws -> Vector {
        let place = try Samples.villagePlace()
        let record = RecordID.dot(try Samples.dot(1))
        var writer = ByteWriter()
        writer.byte(3)
        writer.record(place)
        writer.record(record)
        CellCodec.write(cell, author: nil, to: &writer)
        writer.varint(UInt64(siblings.count))
        for (dot, value) in siblings {
            writer.stream(dot.stream)
            writer.varint(dot.sequence)
            var bytes = ByteWriter()
            FieldValueCodec.write(value, to: &bytes)
            writer.digest(SHA256Hasher.hash(bytes.bytes))
        }
        return Vector(
            "SYNC-6.2",
            "\(cell.field) with \(siblings.count) values",
            "cell",
            [
                "audience": "at \(place.text)", "record": record.text,
                "cell": Notation.text(cell),
                "siblings": siblings.map { "\(Notation.text($0))=\(Notation.text($1))" }
                    .joined(separator: "\n"),
            ],
            writer.bytes,
            SHA256Hasher.hash(writer.bytes).hexadecimal
        )
    }
}
