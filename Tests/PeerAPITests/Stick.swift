import Ambient
import Causality
import Credentials
import Enrolment
import Exchange
import PeerAPI
import Records
import Store
import SyncClient
import SyncWire

/// The parts of a bundle, as they lie on sticks.
struct Stick {
    let place: RecordID
    var parts: [[UInt8]]
}

/// Joining and bundles without files and without a network.
extension PeerTestNode {
    /// Joins below a parent in this process.
    func join(_ parent: PeerTestNode, _ code: JoiningCode) throws {
        let request = JoiningMessages.request(
            code: code,
            secrets: secrets,
            clock: Self.clock,
            random: random
        )
        let peer = PeerNode(
            store: parent.store,
            secrets: parent.secrets,
            clock: Self.clock,
            random: parent.random
        )
        let answer = try JoiningMessages.open(
            answer: try peer.join(request.bytes),
            node: store.node,
            code: code,
            nonce: request.nonce
        )
        _ = try client.takeUp(answer, code: code)
    }

    /// Writes a bundle for a place.
    func bundle(
        for place: RecordID,
        partByteCountMax: Int? = nil,
        eventByteCountMax: Int? = nil,
        isFull: Bool = false,
        withAttachments: Bool = false
    ) throws -> Stick {
        try store.read { session in
            let nodes = try session.nodes(at: place)
            guard !nodes.isEmpty else { throw BundleExportError.nobodyThere }
            let writing = WritingStick(
                header: BundleHeader(
                    sender: store.node,
                    bundle: random.bytes(BundleHeader.bundleByteCount),
                    part: 1,
                    place: place,
                    code: "330110",
                    name: "某地",
                    chain: try session.bundleChain(of: store.node)
                ),
                receivers: nodes.compactMap { node in
                    AgreementKey(bytes: node.agreement).map { (node.node, $0) }
                },
                node: self
            )
            var export = try BundleExport(
                session: session,
                node: store.node,
                place: place,
                start: isFull ? [:] : try session.bundleStart(for: nodes),
                partByteCountMax: partByteCountMax,
                eventByteCountMax: eventByteCountMax,
                attachments: withAttachments
                    ? try session.attachments(forBundleTo: place, isFull: isFull) : [],
                sink: { try writing.take($0) }
            )
            _ = try export.run()
            try writing.writer?.end()
            return Stick(place: place, parts: writing.parts)
        }
    }

    /// Takes one part as `bundle import` does: read twice, checked before anything is stored.
    @discardableResult
    func take(_ part: [UInt8]) throws -> BundleIntake.Summary {
        let (first, sender) = try open(part)
        var intake = BundleIntake(
            store: store,
            sender: sender,
            isSigned: { SignatureCheck.isValid(signature: $2, of: $1, by: $0) }
        )
        var reader = first
        while let next = try reader.next() { try intake.check(next.content) }
        reader = try open(part).reader
        while let next = try reader.next() { try intake.take(next.content) }
        return try intake.finish()
    }

    private func open(
        _ part: [UInt8]
    ) throws -> (reader: BundleFileReader, sender: BundleSender) {
        var place = 0
        var reader = try BundleFileReader { count in
            defer { place = min(place + count, part.count) }
            return Array(part[place..<min(place + count, part.count)])
        }
        let sender = try store.read { session in
            guard try reader.header.place == session.ownPlace() else {
                throw BundleFault.otherPlace(code: "", name: "")
            }
            return try session.bundleSender(reader.header) {
                SignatureCheck.isValid(signature: $0, of: $1, by: $2)
            }
        }
        try reader.unlock(as: store.node, by: secrets.agreement, from: sender.keys)
        return (reader, sender)
    }
}

/// Parts that are being written.
private final class WritingStick {
    var parts: [[UInt8]] = []
    var writer: BundleFileWriter?
    private var header: BundleHeader
    private let receivers: [(node: NodeKey, key: AgreementKey)]
    private let node: PeerTestNode

    init(
        header: BundleHeader,
        receivers: [(node: NodeKey, key: AgreementKey)],
        node: PeerTestNode
    ) {
        self.header = header
        self.receivers = receivers
        self.node = node
    }

    func take(_ step: BundleExport.Step) throws -> Int {
        switch step {
        case .message(let bytes):
            try writer?.write(bytes)
            return 0
        case .beginPart(let part):
            try writer?.end()
            header.part = part
            parts.append([])
            let made = try BundleFileWriter(
                header,
                to: receivers,
                from: node.secrets.agreement,
                random: node.random,
                sink: { [unowned self] in parts[parts.count - 1] += $0 }
            )
            writer = made
            return made.headerByteCount
        }
    }
}
