import Causality
import Credentials
import Documents
import Hashing
import Merge
import Records
import SyncWire

/// What is hashed and signed: names, events, heads, positions, cells, certificates.
enum HashVectors {
    static let file = VectorFile(name: "hashes.json")

    static func make() throws -> [Vector] {
        let world = try VectorWorld()
        return try names(world) + events(world) + vectors(world) + cells(world) + trust(world)
    }

    private static func names(_ world: VectorWorld) -> [Vector] {
        let streams = [world.countyStream, world.villageStream].map { stream in
            Vector(
                "SYNC-3.1",
                "stream name",
                "streamName",
                [
                    ("node", Hex.text(stream.node.bytes)),
                    ("incarnation", .text(String(stream.incarnation))),
                    ("audience", .text(String(stream.audience.kind.rawValue))),
                    ("place", .text(stream.audience.place.text)),
                    ("expect", Hex.text(stream.streamID.bytes)),
                ]
            )
        }
        let root = Vector(
            "SYNC-3.3",
            "root place",
            "rootPlace",
            [
                ("node", Hex.text(world.county.nodeKey.bytes)),
                ("expect", .text(world.rootPlace.text)),
            ]
        )
        let keyed = Vector(
            "SYNC-3.4",
            "keyed record",
            "keyedRecord",
            [
                ("register", "matter"), ("audience", "1"), ("place", .text(world.rootPlace.text)),
                ("key", "0.1"),
                (
                    "expect",
                    .text(
                        RecordID.keyed(
                            register: "matter",
                            audience: Audience(.under, world.rootPlace),
                            key: [.text("0.1")]
                        ).text
                    )
                ),
            ]
        )
        return streams + [root, keyed]
    }

    private static func events(_ world: VectorWorld) throws -> [Vector] {
        let request = world.request(
            Cargo(segments: [WireSegment(world.segment(1...4, heads: [2, 4]))])
        )
        let lanes = try MessageVectors.lanes(
            .request,
            request.encoded(sender: world.village.nodeKey)
        )
        return [
            Vector(
                "SYNC-4.2",
                "hashes of four events: personal, changed, erased, with context",
                "eventHashes",
                [
                    ("sender", Hex.text(world.village.nodeKey.bytes)),
                    ("body", Hex.text(lanes.body)), ("raw", Hex.text(lanes.raw)),
                    ("expect", .list(world.hashes.map { Hex.text($0.bytes) })),
                ]
            ),
            Vector(
                "SYNC-4.3",
                "personal hash",
                "personalHash",
                [
                    ("salt", Hex.text([UInt8](repeating: 7, count: 16))), ("bytes", "0100"),
                    (
                        "expect",
                        Hex.text(
                            PersonalPayload.held(
                                salt: [UInt8](repeating: 7, count: 16),
                                bytes: [1, 0]
                            ).hash.bytes
                        )
                    ),
                ]
            ),
            Vector(
                "SYNC-4.4",
                "head statement and its signature",
                "head",
                [
                    ("node", Hex.text(world.village.nodeKey.bytes)),
                    ("stream", Hex.text(world.villageStream.streamID.bytes)), ("sequence", "4"),
                    ("hash", Hex.text(world.hashes[3].bytes)),
                    ("signature", Hex.text(world.head(4).signature)),
                    ("expect", "valid"),
                ]
            ),
            Vector(
                "SYNC-4.4",
                "a head signed for another sequence",
                "head",
                [
                    ("node", Hex.text(world.village.nodeKey.bytes)),
                    ("stream", Hex.text(world.villageStream.streamID.bytes)), ("sequence", "3"),
                    ("hash", Hex.text(world.hashes[3].bytes)),
                    ("signature", Hex.text(world.head(4).signature)),
                    ("expect", "refused"),
                ]
            ),
        ]
    }

    private static func vectors(_ world: VectorWorld) -> [Vector] {
        var sum = DigestSum.zero
        for sequence in [2, 4] as [UInt64] { sum.add(world.position(sequence).digest) }
        let members: ([UInt64]) -> DocumentValue = { sequences in
            .list(
                sequences.map { sequence in
                    let position = world.position(sequence)
                    return [
                        "stream": Hex.text(position.stream.bytes),
                        "sequence": .text(String(sequence)),
                        "hash": Hex.text(position.hash.bytes),
                    ]
                }
            )
        }
        return [
            Vector(
                "SYNC-5.2",
                "one position",
                "vectorDigest",
                [
                    ("positions", members([4])),
                    ("expect", Hex.text(world.position(4).digest.bytes)),
                ]
            ),
            Vector(
                "SYNC-5.2",
                "the sum of two",
                "vectorDigest",
                [("positions", members([4, 2])), ("expect", Hex.text(sum.digest.bytes))]
            ),
            Vector(
                "SYNC-2.8",
                "the sum of nothing",
                "vectorDigest",
                [("positions", []), ("expect", Hex.text(Digest256.zero.bytes))]
            ),
        ]
    }

    private static func cells(_ world: VectorWorld) -> [Vector] {
        let dots = [1, 3].map { Dot(stream: world.villageStream.streamID, sequence: $0) }
        var cell = CellState()
        for (dot, text) in zip(dots, ["受理", "承办"]) {
            cell.add(
                Sibling(dot: dot, value: .text(text), payloadHash: nil),
                context: VersionVector()
            )
        }
        let digest = cell.digest(
            audience: Audience(.at, world.villagePlace),
            record: .dot(dots[0]),
            cell: .field("state")
        )
        return [
            Vector(
                "SYNC-6.2",
                "two values side by side in one cell",
                "cellDigest",
                [
                    ("place", .text(world.villagePlace.text)),
                    ("record", .text(RecordID.dot(dots[0]).text)), ("field", "state"),
                    (
                        "siblings",
                        .list(
                            zip(dots, ["受理", "承办"]).map {
                                ["dot": .text(RecordID.dot($0).text), "text": .text($1)]
                            }
                        )
                    ),
                    ("expect", digest.map { Hex.text($0.bytes) } ?? .null),
                ]
            ),
            Vector(
                "SYNC-6.3",
                "hash of a personal value",
                "personalValueHash",
                [
                    ("field", "villager"), ("personalHash", Hex.text(Digest256.zero.bytes)),
                    (
                        "expect",
                        Hex.text(
                            FieldValueCodec.personalHash(.field("villager"), payloadHash: .zero)
                                .bytes
                        )
                    ),
                ]
            ),
        ]
    }

    private static func trust(_ world: VectorWorld) throws -> [Vector] {
        let code = JoiningCode(
            secret: [UInt8](repeating: 9, count: 10),
            root: world.county.nodeKey
        )
        let good = world.certificate().bytes
        var bad = good
        bad[40] ^= 1
        let certificates = [(good, "valid"), (bad, "refused")].map { bytes, expect in
            Vector(
                "SYNC-7.1",
                "a certificate, \(expect)",
                "certificate",
                [("bytes", Hex.text(bytes)), ("expect", .text(expect))]
            )
        }
        return certificates + [
            Vector(
                "SYNC-7.5",
                "invitation id of a code",
                "invitation",
                [("code", .text(code.text)), ("expect", Hex.text(code.invitationID))]
            )
        ]
    }
}
