import Ambient
import Causality
import Credentials
import Documents
import Exchange
import Hashing
import Records
import SyncWire

/// Section 17: bundle messages, headers and whole files, good and damaged.
///
/// Sealing draws a fresh key each time, so files are only read; messages and headers both ways.
enum BundleVectors {
    static let file = VectorFile(name: "bundle.json")

    static func make() throws -> [Vector] {
        let world = try VectorWorld()
        return try messages(world) + headers(world) + files(world)
    }

    // MARK: - Messages

    private static func messages(_ world: VectorWorld) throws -> [Vector] {
        let frontier = FrontierPart(positions: [world.position(4)])
        let segment = world.segment(1...4, heads: [2, 4])
        let cases: [(String, String, BundleMessage)] = [
            (
                "SYNC-17.7", "the frontier first",
                message(world, Cargo(more: true, frontier: frontier))
            ),
            (
                "SYNC-17.7", "then certificates",
                message(world, Cargo(more: true, certificates: [world.certificate()]))
            ),
            (
                "SYNC-17.6", "events, the last",
                message(world, Cargo(segments: [WireSegment(segment)]))
            ),
            (
                "SYNC-17.8", "marks of three parts, one without events",
                message(
                    world,
                    Cargo(more: true),
                    marks: [world.position(2), nil, world.position(4)]
                )
            ),
        ]
        return try cases.map { requirement, name, message in
            let frame = message.encoded(sender: world.village.nodeKey)
            let lanes = try MessageVectors.lanes(.bundle, frame)
            return Vector(
                requirement,
                name,
                "bundleMessage",
                [
                    ("sender", Hex.text(world.village.nodeKey.bytes)),
                    ("body", Hex.text(lanes.body)), ("raw", Hex.text(lanes.raw)),
                    ("frame", Hex.text(frame)), ("expect", MessageRendering.document(message)),
                ]
            )
        }
    }

    private static func message(
        _ world: VectorWorld,
        _ cargo: Cargo,
        marks: [StreamPosition?] = []
    ) -> BundleMessage {
        BundleMessage(
            incarnation: world.villageIncarnation,
            time: 1_793_500_300,
            marks: marks,
            cargo: cargo
        )
    }

    // MARK: - Headers

    static func header(_ world: VectorWorld) -> BundleHeader {
        BundleHeader(
            sender: world.village.nodeKey,
            bundle: [UInt8](repeating: 7, count: 16),
            part: 1,
            place: world.rootPlace,
            code: "330110000000",
            name: "某县",
            chain: [world.certificate(), world.rootCertificate()]
        )
    }

    private static func headers(_ world: VectorWorld) -> [Vector] {
        var good = header(world)
        good.receivers = [
            BundleHeader.Receiver(
                node: world.county.nodeKey,
                sealedKey: [UInt8](repeating: 5, count: 80)
            )
        ]
        var latePart = good
        latePart.part = 1_025
        var longCode = good
        longCode.code = String(repeating: "1", count: 65)
        var longChain = good
        longChain.chain = (0..<17).map { _ in world.certificate() }
        var manyReceivers = good
        manyReceivers.receivers = (0..<65).map { _ in good.receivers[0] }
        var otherVersion = good.bytes
        otherVersion[0] = 2
        var partZero = good.bytes
        partZero[49] = 0
        let cases: [(String, String, [UInt8])] = [
            ("SYNC-17.3", "good", good.bytes), ("SYNC-17.3", "another version", otherVersion),
            ("SYNC-17.3", "part 0", partZero), ("SYNC-17.3", "cut off", good.bytes.dropLast()),
            ("SYNC-17.3", "a byte too many", good.bytes + [0]),
            ("SYNC-9.18", "part 1,025", latePart.bytes),
            ("SYNC-9.17", "a code of 65 bytes", longCode.bytes),
            ("SYNC-9.17", "17 certificates", longChain.bytes),
            ("SYNC-9.17", "65 receivers", manyReceivers.bytes),
        ]
        return cases.map { requirement, name, bytes in
            Vector(
                requirement,
                name,
                "bundleHeader",
                [("bytes", Hex.text(bytes)), ("expect", read(header: bytes))]
            )
        }
    }

    /// What a header says, or `refused`.
    static func read(header bytes: [UInt8]) -> DocumentValue {
        guard let header = try? BundleHeader(bytes) else { return "refused" }
        return [
            "sender": Hex.text(header.sender.bytes), "bundle": Hex.text(header.bundle),
            "part": .text(String(header.part)), "place": .text(header.place.text),
            "code": .text(header.code), "name": .text(header.name),
            "chain": .list(header.chain.map { Hex.text($0.bytes) }),
            "receivers": .list(
                header.receivers.map {
                    ["node": Hex.text($0.node.bytes), "sealedKey": Hex.text($0.sealedKey)]
                }
            ),
        ]
    }

    // MARK: - Files

    private static func files(_ world: VectorWorld) throws -> [Vector] {
        let messages = [
            message(
                world,
                Cargo(more: true, frontier: FrontierPart(positions: [world.position(4)]))
            ),
            message(world, Cargo(segments: [WireSegment(world.segment(1...4, heads: [2, 4]))])),
        ]
        var pieces: [[UInt8]] = []
        var writer = try BundleFileWriter(
            header(world),
            to: [(world.county.nodeKey, world.countySealing.agreementKey)],
            from: world.villageSealing,
            random: .seeded(17),
            sink: { pieces.append($0) }
        )
        for message in messages {
            try writer.write(message.encoded(sender: world.village.nodeKey))
        }
        try writer.end()
        let good = Array(pieces.joined())
        let first = pieces[0].count
        let second = first + pieces[1].count
        func changed(_ place: Int) -> [UInt8] {
            var bytes = good
            bytes[place] ^= 1
            return bytes
        }
        let cases: [(String, String, [UInt8])] = [
            ("SYNC-17.2", "good", good), ("SYNC-17.2", "another heading", changed(0)),
            ("SYNC-17.2", "cut in the heading", Array(good.prefix(9))),
            ("SYNC-17.2", "cut in the header", Array(good.prefix(first - 60))),
            ("SYNC-17.2", "a byte behind the last piece", good + [0]),
            ("SYNC-9.17", "a header of 32,769 bytes", longHeader(good)),
            ("SYNC-17.4", "a changed name of the bundle", changed(22 + 40)),
            ("SYNC-17.4", "a changed sealed key", changed(first - 30)),
            ("SYNC-17.4", "a changed tag", changed(first - 1)),
            ("SYNC-17.5", "a changed first piece", changed(first + 9)),
            ("SYNC-17.5", "the first piece called the last", changed(first)),
            ("SYNC-17.5", "a changed last piece", changed(good.count - 1)),
            ("SYNC-17.5", "cut between the pieces", Array(good.prefix(second))),
            ("SYNC-17.5", "cut in the last piece", Array(good.dropLast())),
            ("SYNC-17.5", "pieces exchanged", pieces[0] + pieces[2] + pieces[1]),
        ]
        return try cases.map { requirement, name, bytes in
            Vector(
                requirement,
                name,
                "bundleFile",
                [("bytes", Hex.text(bytes)), ("expect", try read(file: bytes))]
            )
        }
    }

    private static func longHeader(_ good: [UInt8]) -> [UInt8] {
        Array(good.prefix(18)) + [0, 0, 0x80, 1] + good.dropFirst(22)
    }

    /// The messages of a file for the county, or the fault and where it is.
    static func read(file bytes: [UInt8]) throws -> DocumentValue {
        let world = try VectorWorld()
        var rest = bytes[...]
        do {
            var reader = try BundleFileReader { count in
                let some = Array(rest.prefix(count))
                rest = rest.dropFirst(count)
                return some
            }
            try reader.unlock(
                as: world.county.nodeKey,
                by: world.countySealing,
                from: [world.villageSealing.agreementKey]
            )
            var documents: [DocumentValue] = []
            while let next = try reader.next() {
                guard case .message(let message) = next.content else { continue }
                documents.append(MessageRendering.document(message))
            }
            return .list(documents)
        } catch let fault as BundleFault {
            return .text(word(fault))
        }
    }

    private static func word(_ fault: BundleFault) -> String {
        switch fault {
        case .notABundle: "heading 0"
        case .header(let offset): "header \(offset)"
        case .cut(let offset): "cut \(offset)"
        case .changed(let offset): "changed \(offset)"
        case .malformed(let offset): "malformed \(offset)"
        case .trailing(let offset): "trailing \(offset)"
        default: "refused"
        }
    }
}
