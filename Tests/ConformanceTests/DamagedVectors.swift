import Causality
import Credentials
import Documents
import Hashing
import Records
import SyncWire

/// Messages that a receiver must refuse, each for one reason.
enum DamagedVectors {
    private struct Lanes {
        var body: [UInt8]
        var raw: [UInt8]
    }

    static func make() throws -> [Vector] {
        let world = try VectorWorld()
        let request = world.request(
            Cargo(segments: [WireSegment(world.segment(1...2, heads: [2]))])
        )
        let bytes = request.encoded(sender: world.village.nodeKey)
        let lanes = try MessageVectors.lanes(.request, bytes)
        let good = Lanes(body: lanes.body, raw: lanes.raw)
        return frames(world, bytes) + parts(world, good) + counts(world)
    }

    private static func frames(_ world: VectorWorld, _ bytes: [UInt8]) -> [Vector] {
        func frame(_ requirement: String, _ name: String, _ bytes: [UInt8]) -> Vector {
            finished(
                requirement,
                name,
                [
                    ("sender", Hex.text(world.village.nodeKey.bytes)), ("frame", Hex.text(bytes)),
                ],
                bytes,
                world
            )
        }
        var version = bytes
        version[0] = 2
        var kind = bytes
        kind[1] = 2
        let zeros = [UInt8](repeating: 0, count: MessageLimits.bodyByteCountMax + 1)
        let bomb = MessageFrame.encode(.request, body: zeros, raw: [])
        return [
            frame("SYNC-13.1", "another version", version),
            frame("SYNC-8.1", "another kind", kind),
            frame("SYNC-8.1", "cut off in the raw lane", Array(bytes.prefix(40))),
            frame("SYNC-8.1", "cut off in the frame", Array(bytes.dropLast(3))),
            frame("SYNC-8.1", "a byte behind the frame", bytes + [0]),
            frame("SYNC-8.1", "no frame at all", [1, 1, 0]),
            frame("SYNC-9.3", "a bomb of 4 MiB and one byte", bomb),
        ]
    }

    private static func parts(_ world: VectorWorld, _ good: Lanes) -> [Vector] {
        func changed(
            _ requirement: String,
            _ name: String,
            _ change: (inout Lanes) -> Void
        ) -> Vector {
            var lanes = good
            change(&lanes)
            return self.lanes(requirement, name, lanes, world)
        }
        let flags = 6  // Five bytes of time, one of the digest's form.
        return [
            changed("SYNC-8.2", "a byte left over in the raw lane") { $0.raw.append(0) },
            changed("SYNC-8.2", "a byte left over in the body lane") { $0.body.append(0) },
            changed("SYNC-8.2", "the raw lane cut off") { $0.raw.removeLast() },
            changed("SYNC-8.2", "the body lane cut off") { $0.body.removeLast() },
            changed("SYNC-8.3", "an unknown flag") { $0.body[flags] |= 0x40 },
            changed("SYNC-8.10", "a digest's form of 2") { $0.body[flags - 1] = 2 },
            changed("SYNC-8.4", "a stream's form of 3") { $0.body[flags + 2] = 3 },
            changed("SYNC-8.4", "an audience of kind 3") { $0.body[flags + 3] = 3 },
        ]
    }

    /// One stream by name, one kind, no actor name.
    private static let tables: [UInt8] = [1, 0, 1, 1, 0x61, 1, 1, 0]
    private static let tablesRaw = [UInt8](repeating: 7, count: 48)

    /// Lanes up to the cargo's flags, then whatever a vector claims.
    private static func claim(
        _ requirement: String,
        _ name: String,
        flags: UInt8,
        _ body: [UInt8],
        raw: [UInt8] = []
    ) -> (VectorWorld) -> Vector {
        let zeros = [UInt8](repeating: 0, count: 16)
        let start = Lanes(body: [0, 0, flags] + body, raw: zeros + raw)
        return { lanes(requirement, name, start, $0) }
    }

    /// A claim that begins after the tables: what a segment says of itself.
    private static func segment(
        _ requirement: String,
        _ name: String,
        _ bytes: [UInt8]
    ) -> (VectorWorld) -> Vector {
        claim(requirement, name, flags: 2, tables + bytes, raw: tablesRaw)
    }

    /// A claim that begins after the head of a segment of stream 0 at sequence 1: one event.
    private static func event(
        _ requirement: String,
        _ name: String,
        _ bytes: [UInt8],
        salt: [UInt8] = []
    ) -> (VectorWorld) -> Vector {
        let signature = [UInt8](repeating: 9, count: 64)
        let body: [UInt8] = tables + [1, 0, 1, 1, 0] + bytes
        return claim(requirement, name, flags: 2, body, raw: tablesRaw + signature + salt)
    }

    private static func counts(_ world: VectorWorld) -> [Vector] {
        (tableClaims + segmentClaims + eventClaims).map { $0(world) }
    }

    private static var tableClaims: [(VectorWorld) -> Vector] {
        [
            claim("SYNC-9.6", "too many streams", flags: 2, [0x81, 0x80, 0x01]),
            claim("SYNC-8.4", "a stream twice", flags: 2, [2, 0, 0], raw: tablesRaw),
            claim("SYNC-9.5", "too many segments", flags: 2, [0, 0, 0, 0x81, 0x04]),
            claim("SYNC-9.10", "too many positions", flags: 8, [0, 0x81, 0x20]),
            claim("SYNC-9.10", "too many refusals", flags: 4, [0, 0, 0, 0x81, 0x04]),
            claim("SYNC-9.10", "too many certificates", flags: 16, [0x41]),
            claim("SYNC-9.11", "too many extensions", flags: 32, [0x11]),
            claim("SYNC-13.2", "an odd extension", flags: 32, [1, 3, 0]),
            claim("SYNC-13.2", "extensions out of order", flags: 32, [2, 4, 0, 2, 0]),
            claim("SYNC-9.9", "a register of 65 bytes", flags: 2, [0, 1, 0x41]),
            claim("SYNC-2.9", "a register without a name", flags: 2, [0, 1, 0]),
            claim("SYNC-2.9", "a register beyond ASCII", flags: 2, [0, 1, 2, 0xc3, 0xa9]),
        ]
    }

    private static var segmentClaims: [(VectorWorld) -> Vector] {
        let beyond = [UInt8](repeating: 0x80, count: 5) + [32]
        return [
            segment("SYNC-8.5", "a segment without events", [1, 0, 1, 0]),
            segment("SYNC-8.5", "a stream that is not in the table", [1, 1]),
            segment("SYNC-8.13", "a segment at sequence 0", [1, 0, 0]),
            segment("SYNC-8.13", "a segment at sequence 2^40", [1, 0] + beyond),
            segment("SYNC-9.4", "too many events", [1, 0, 1, 0x81, 0x20]),
            segment("SYNC-8.5", "an inner head outside", [1, 0, 1, 2, 1, 2]),
        ]
    }

    private static var eventClaims: [(VectorWorld) -> Vector] {
        [
            event("SYNC-8.6", "the highest flag of an event", [0x80]),
            event("SYNC-8.6", "entry kind 3", [0x60]),
            event("SYNC-8.6", "personal form 3", [0x18, 0, 0, 0, 0]),
            event("SYNC-8.6", "the record before the first", [3, 0, 0, 0]),
            event("SYNC-8.6", "its own dot in the long form", [1, 0, 0, 0, 0, 1]),
            event("SYNC-8.6", "a kind that is not in the table", [0, 1]),
            event("SYNC-9.7", "a context of 1,025 streams", [4, 0, 0, 0, 0x81, 0x08]),
            event("SYNC-9.8", "an open payload that is too long", [0, 0, 0, 0, 0x81, 0xc0, 0x03]),
            event(
                "SYNC-9.8",
                "a personal payload that is too long",
                [8, 0, 0, 0, 0, 0x81, 0x80, 1],
                salt: [UInt8](repeating: 5, count: 16)
            ),
        ]
    }

    private static func lanes(
        _ requirement: String,
        _ name: String,
        _ lanes: Lanes,
        _ world: VectorWorld
    ) -> Vector {
        finished(
            requirement,
            name,
            [
                ("sender", Hex.text(world.village.nodeKey.bytes)),
                ("body", Hex.text(lanes.body)), ("raw", Hex.text(lanes.raw)),
            ],
            MessageFrame.encode(.request, body: lanes.body, raw: lanes.raw),
            world
        )
    }

    private static func finished(
        _ requirement: String,
        _ name: String,
        _ members: [(String, DocumentValue)],
        _ frame: [UInt8],
        _ world: VectorWorld
    ) -> Vector {
        let word = refusal(of: frame, sender: world.village.nodeKey)
        return Vector(requirement, name, "request", members + [("expect", .text(word))])
    }

    /// The short word of the fault, `read` if there is none.
    static func refusal(of frame: [UInt8], sender: NodeKey) -> String {
        do throws(WireError) {
            _ = try Request(frame, sender: sender)
            return "read"
        } catch {
            return MessageRendering.word(error)
        }
    }
}
