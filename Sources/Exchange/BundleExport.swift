package import Causality
package import Records
package import Store
internal import SyncEngine
internal import SyncWire

/// For whom a bundle is.
package struct BundleAddress: Hashable, Sendable {
    /// The place.
    package let place: RecordID
    /// The place's code, for people.
    package let code: String
    /// The place's name, for people.
    package let name: String

    /// Names a place.
    package init(place: RecordID, code: String, name: String) {
        self.place = place
        self.code = code
        self.name = name
    }
}

/// Writes a bundle: what a place may hold and is not known to hold, in one read transaction.
package struct BundleExport {
    /// What is to be done with one message: it begins a new part, or goes on with one.
    package enum Step {
        /// A part begins; the bytes of what stands before its messages are to be given back.
        case beginPart(Int)
        /// A message of the present part.
        case message([UInt8])
    }

    /// What was written.
    package struct Summary: Hashable, Sendable {
        /// Events in it.
        package var eventCount = 0
        /// Attachments in it.
        package var attachmentCount = 0
        /// Parts.
        package var partCount = 1
    }

    private let session: StoreSession
    private let place: RecordID
    private let node: NodeKey
    private let time: Int64
    private let incarnation: UInt64
    private let sink: (Step) throws -> Int
    private let eventByteCountMax: Int
    private let attachments: [(dot: Dot, partCount: Int)]
    private var split: BundleSplit
    private var start: [StreamID: UInt64]
    private var told: Set<NodeKey> = []
    private var summary = Summary()

    /// Prepares a bundle for a place.
    ///
    /// `start` says what the place is known to hold. `sink` is told each step in order; it returns
    /// the bytes that a part has before its first message, else 0. `eventByteCountMax` bounds the
    /// events of one message; nil for what the protocol allows. `attachments` are whole ones, which
    /// stand behind the events.
    package init(
        session: StoreSession,
        node: NodeKey,
        place: RecordID,
        start: [StreamID: UInt64],
        partByteCountMax: Int?,
        eventByteCountMax: Int? = nil,
        attachments: [(dot: Dot, partCount: Int)] = [],
        sink: @escaping (Step) throws -> Int
    ) throws {
        self.session = session
        self.node = node
        self.place = place
        self.start = start
        self.sink = sink
        self.eventByteCountMax = eventByteCountMax ?? MessageLimits.eventByteCountMax
        self.attachments = attachments
        time = session.now
        incarnation = try session.incarnation()
        split = BundleSplit(byteCountMax: partByteCountMax)
    }

    /// Writes the whole bundle.
    package mutating func run() throws -> Summary {
        split.note(headerByteCount: try sink(.beginPart(1)))
        try writeFrontier()
        var isComplete = false
        while !isComplete { isComplete = try writeEvents() }
        for (index, attachment) in attachments.enumerated() {
            try write(attachment, isLast: index == attachments.count - 1)
        }
        summary.partCount = split.part
        return summary
    }

    /// First what is held here, so that the other side's next bundle begins behind it.
    private mutating func writeFrontier() throws {
        let positions = try session.frontier(sharedWith: [place])
        let lacking = try session.lackingAttachmentCount(sharedWith: [place])
        var after: StreamID?
        repeat {
            let part = FrontierPart.first(of: positions, after: after)
            after = part.range.through
            let cargo = Cargo(more: true, frontier: part).lackingAttachments(lacking)
            try write(cargo, ending: nil)
        } while after != nil
    }

    /// One message of events; whether it was the last of the bundle.
    private mutating func writeEvents() throws -> Bool {
        var byteCountMax = eventByteCountMax
        while true {
            let collected = try session.collect(
                LinkCollection(
                    places: [place],
                    beyond: start,
                    byteCountMax: byteCountMax,
                    eventCountMax: MessageLimits.eventCountMax,
                    segmentCountMax: MessageLimits.segmentCountMax
                ),
                for: .none
            )
            let segments = collected.segments
            let cargo = Cargo(
                segments: segments.map { WireSegment($0) },
                more: !collected.isComplete || !attachments.isEmpty
            )
            // What compresses badly is made again with less.
            if encoded(cargo).count > MessageLimits.byteCountMax, byteCountMax > 1 {
                byteCountMax /= 2
                continue
            }
            try tell(authors: segments.map(\.description.node))
            try write(cargo, ending: segments.last?.events.last?.dot)
            for segment in segments { start[segment.stream] = segment.events.last?.dot.sequence }
            summary.eventCount += segments.reduce(0) { $0 + $1.events.count }
            return collected.isComplete
        }
    }

    /// The certificates of authors go before what they wrote, whatever stream has them: a part
    /// must not wait for a later one.
    private mutating func tell(authors: [NodeKey]) throws {
        var certificates: [NodeCertificate] = []
        var open = authors
        while let author = open.popLast() {
            guard told.insert(author).inserted else { continue }
            for certificate in try session.certificates(of: author) {
                certificates.append(certificate)
                open.append(certificate.issuer)
            }
        }
        while !certificates.isEmpty {
            let some = Array(certificates.prefix(MessageLimits.certificateCountMax))
            certificates.removeFirst(some.count)
            try write(Cargo(more: true, certificates: some), ending: nil)
        }
    }

    private func encoded(_ cargo: Cargo, marks: [StreamPosition?] = []) -> [UInt8] {
        BundleMessage(incarnation: incarnation, time: time, marks: marks, cargo: cargo)
            .encoded(sender: node)
    }

    private mutating func write(
        _ attachment: (dot: Dot, partCount: Int),
        isLast: Bool
    ) throws {
        for number in 0..<attachment.partCount {
            let bytes = try session.attachmentPart(attachment.dot, number, for: [place])
            guard let bytes else { throw StoreError.damaged("附件") }
            let message = BundledPart(
                incarnation: incarnation,
                time: time,
                part: AttachmentPart(dot: attachment.dot, number: number, bytes: bytes),
                more: !isLast || number < attachment.partCount - 1
            )
            try write(message.encoded, ending: nil)
        }
        summary.attachmentCount += 1
    }

    private mutating func write(_ cargo: Cargo, ending last: Dot?) throws {
        try write(encoded(cargo), ending: last)
    }

    private mutating func write(_ bytes: [UInt8], ending last: Dot?) throws {
        let byteCount = bytes.count + BundleFile.pieceOverhead
        if split.isFull(for: byteCount) { try beginPart() }
        _ = try sink(.message(bytes))
        let position = try last.flatMap { try session.position(notAfter: $0) }
        split.note(messageByteCount: byteCount, last: position)
    }

    private mutating func beginPart() throws {
        split.beginPart()
        guard split.part <= BundleMessage.partCountMax else { throw BundleExportError.tooManyParts }
        split.note(headerByteCount: try sink(.beginPart(split.part)))
        let bytes = encoded(Cargo(more: true), marks: split.marks)
        _ = try sink(.message(bytes))
        split.note(headerByteCount: bytes.count + BundleFile.pieceOverhead)
    }
}

/// Why a bundle cannot be made.
package enum BundleExportError: Error, Hashable, Sendable {
    /// The parts are so small that there would be too many.
    case tooManyParts
    /// No node is known to serve the place.
    case nobodyThere
    /// The place is neither above nor below this one.
    case otherBranch
    /// This node's certificate does not lead to the root.
    case notCertified

    /// One sentence in Chinese: what happened and what to do next.
    package var sentence: String {
        switch self {
        case .tooManyParts: "每份太小，份数超过了 \(BundleMessage.partCountMax)；请把 --split 写大一些。"
        case .nobodyThere: "还没有机器加入那个地方，不知道该加密给谁；请先让它加入（invite、join）。"
        case .otherBranch: "那个地方既不是本处的上级也不是下级，没有要传给它的内容；请核对代码。"
        case .notCertified: "本机还没有加入上级，不能导出；请先用 join 加入。"
        }
    }
}

extension StoreSession {
    /// What all of a place's nodes are known to hold, by their links; a place without any contact
    /// holds nothing.
    ///
    /// Of nodes without a link only those below count that were certified since any was in
    /// contact: a new computer, which holds nothing yet. Others are standbys or were given up.
    package func bundleStart(for nodes: [NodeCertificate]) throws -> [StreamID: UInt64] {
        let own = try ownPlace()
        let contacts = try nodes.map { ($0, try latestLink(to: $0.node)) }
        let newest = contacts.compactMap { $0.1?.lastContact }.max()
        var least: [StreamID: UInt64]?
        for (certificate, contact) in contacts {
            guard let contact else {
                let isAbove = try ancestors(of: own).contains(certificate.place)
                if let newest, isAbove || certificate.issuedAt < newest { continue }
                return [:]
            }
            let held = Dictionary(
                try positions(.agreed, of: contact.link).map { ($0.stream, $0.sequence) },
                uniquingKeysWith: max
            )
            guard let known = least else {
                least = held
                continue
            }
            least = known.reduce(into: [:]) { $0[$1.key] = min($1.value, held[$1.key] ?? 0) }
        }
        return least ?? [:]
    }

    /// The certificates from this node up to the root's own; empty if they do not lead there.
    package func bundleChain(of node: NodeKey) throws -> [NodeCertificate] {
        let own = try ownPlace()
        let chain = try certificateChain(of: node, at: own)
        let found = try chain.isEmpty ? certificateChain(of: node) : chain
        return found.count <= BundleHeader.chainCountMax ? found : []
    }
}
