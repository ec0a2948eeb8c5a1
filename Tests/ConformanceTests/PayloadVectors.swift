import Causality
import Records

/// SYNC-4.5 to 4.8: open and personal payloads.
enum PayloadVectors {
    static func all() throws -> [Vector] { try open() + damaged() + personal() }

    static func input(_ payload: EventPayload, author: Dot) -> [String: String] {
        var input = ["author": Notation.text(author), "writes": Notation.text(payload.writes)]
        if !payload.personalCells.isEmpty {
            input["personalCells"] = payload.personalCells.map { Notation.text($0) }
                .joined(separator: "\n")
        }
        if let transition = payload.transition {
            input["transition"] = transition.name
            input["from"] = transition.from
            input["to"] = transition.to
        }
        input["reason"] = payload.reason
        return input
    }

    private static func open() throws -> [Vector] {
        let author = try Samples.dot(9)
        let foreign = Dot(stream: try Samples.under().streamID, sequence: 4)
        let rows = try [author, try Samples.dot(8), foreign].map { dot in
            CellWrite(
                .item(list: "papers", row: RowID(dot: dot, index: 1), item: "name"),
                .reference(try Samples.rootPlace())
            )
        }
        let payloads: [(String, EventPayload)] = [
            ("nothing", EventPayload(writes: [])),
            ("one text", EventPayload(writes: [CellWrite(.field("note"), .text("无"))])),
            ("rows in three forms", EventPayload(writes: rows, reason: "更正")),
            (
                "every value",
                EventPayload(
                    writes: [
                        CellWrite(.field("a"), nil), CellWrite(.field("b"), .integer(-3)),
                        CellWrite(.field("c"), .boolean(false)),
                        CellWrite(.field("d"), .boolean(true)),
                    ],
                    personalCells: [.field("phone")],
                    transition: TransitionName(name: "受理", from: "", to: "受理")
                )
            ),
        ]
        return payloads.map { name, payload in
            Vector(
                "SYNC-4.5",
                name,
                "payload",
                input(payload, author: author),
                PayloadCodec.encode(payload, author: author)
            )
        }
    }

    private static func damaged() throws -> [Vector] {
        let author = try Samples.dot(9)
        let stream = author.stream.bytes
        let tail: [UInt8] = [0x00, 0x01, 0x6C, 0x01, 0x69, 0x00, 0x00]
        let bad: [(String, String, [UInt8], String)] = [
            ("4.5", "unknown flag", [0x04, 0x00, 0x00], "malformed"),
            ("4.5", "cells out of order", [0, 2, 0, 1, 0x62, 0, 0, 1, 0x61, 0, 0], "malformed"),
            ("4.5", "a cell twice", [0, 2, 0, 1, 0x61, 0, 0, 1, 0x61, 0, 0], "malformed"),
            ("4.5", "too many writes", [0, 0x81, 0x08], "tooLarge"),
            ("4.5", "cut inside", [0, 1, 0, 1], "truncated"),
            ("4.5", "a byte behind", [0, 0, 0, 0], "trailing"),
            ("4.6", "unknown value", [0, 1, 0, 1, 0x61, 6, 0], "malformed"),
            ("4.7", "unknown cell", [0, 1, 4] + tail, "malformed"),
            ("4.7", "own row written long", [0, 1, 2, 9] + tail, "malformed"),
            ("4.7", "own stream written long", [0, 1, 3] + stream + [8] + tail, "malformed"),
            ("4.7", "row of sequence 0", [0, 1, 2, 0] + tail, "malformed"),
        ]
        return bad.map { number, name, bytes, word in
            let input = ["author": Notation.text(author)]
            return Vector("SYNC-\(number)", name, "payload", input, bytes, word)
        }
    }

    private static func personal() throws -> [Vector] {
        let author = try Samples.dot(1)
        let writes = [
            CellWrite(.field("phone"), .text("13800000000")),
            CellWrite(.field("villager"), .text("王建国")),
        ]
        let bytes = PayloadCodec.encodePersonal(writes, author: author)
        let input = ["author": Notation.text(author), "writes": Notation.text(writes)]
        let salted = PersonalPayload.held(salt: Samples.salt, bytes: bytes)
        return [
            Vector("SYNC-4.8", "two personal values", "personal", input, bytes),
            Vector(
                "SYNC-4.8",
                "cut short",
                "personal",
                ["author": Notation.text(author)],
                bytes.dropLast(),
                "truncated"
            ),
            Vector(
                "SYNC-4.8",
                "salted hash",
                "saltedHash",
                ["salt": Hex.text(Samples.salt), "bytes": Hex.text(bytes)],
                Samples.salt + bytes,
                salted.hash.hexadecimal
            ),
        ]
    }
}
