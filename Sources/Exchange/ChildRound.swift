package import Causality
package import Ambient
internal import Records
package import Store
package import SyncEngine
package import SyncWire

/// What the driver of a child's exchange has to do itself.
package enum ChildStep: Hashable, Sendable {
    /// Seal these bytes, send them, and give `answered`, or `failed`.
    case send(Request, encoded: [UInt8])
    /// The exchange is over.
    case finish(ExchangeSummary)
}

/// A child's exchange over a store: everything but the network.
package struct ChildRound {
    private let store: Store
    private let end: LinkEnd
    private var exchange: ChildExchange
    private var isWorn = false
    /// How many attachments the parent lacks, as its last answer says; nil where it says nothing.
    private var lackingAbove: Int?

    /// Prepares an exchange with the parent, whose link is made if there is none.
    package init(
        store: Store,
        parent: NodeKey,
        clock: WallClock,
        random: RandomSource
    ) throws {
        self.store = store
        let node = store.node
        let known = try store.read { session in
            (
                incarnation: try session.incarnation(),
                places: try session.places(of: parent),
                link: try session.knownLink(node: parent, incarnation: 0)
            )
        }
        let link = try known.link ?? store.write { try $0.link(node: parent, incarnation: 0) }
        end = LinkEnd(link: link, places: known.places, isChild: true)
        exchange = ChildExchange(
            node: node,
            incarnation: known.incarnation,
            clock: clock,
            random: random
        )
    }

    /// Begins the exchange.
    package mutating func start() throws -> ChildStep { try run(exchange.start()) }

    /// Goes on after a request was sent.
    package mutating func resume(_ event: ChildEvent) throws -> ChildStep {
        if case .answered(let answer) = event {
            lackingAbove = answer.cargo.lackingAttachmentCount
        }
        guard let action = exchange.handle(event) else {
            preconditionFailure("the driver answers a request, nothing else")
        }
        return try run(action)
    }

    private mutating func run(_ first: ChildAction) throws -> ChildStep {
        var action = first
        while true {
            let event: ChildEvent
            switch action {
            case .finish(let summary):
                if isWorn { try store.write { try $0.settle(end.link, places: end.places) } }
                return .finish(summary)
            case .send(let request):
                let bytes = request.encoded(sender: store.node)
                exchange.note(requestByteCount: bytes.count)
                guard bytes.count > MessageLimits.byteCountMax else {
                    return .send(request, encoded: bytes)
                }
                event = .tooLarge(byteCount: bytes.count)
            case .readOutlook(let query):
                let read = try store.read { try $0.outlook(query, of: end) }
                isWorn = isWorn || read.isWorn
                event = .outlook(read.outlook)
            case .compare(let range, let dots):
                event = .compared(try store.read { try $0.compare(range, dots, of: end) })
            case .renewIncarnation:
                let next = store.drawIncarnation()
                try store.write { try $0.renewIncarnation(to: next) }
                event = .renewed(next)
            case .commit(let commit):
                event = .committed(try store.write { try $0.commit(commit, of: end) })
            }
            guard let next = exchange.handle(event) else {
                preconditionFailure("each action is answered by its own event")
            }
            action = next
        }
    }

    // MARK: - Attachments

    /// Whether either side lacks an attachment, once the events are exchanged; if the parent lacks
    /// none, that is noted.
    package func lacksAttachments() throws -> Bool {
        let lacking = try store.read {
            try $0.lackingAttachmentCount(sharedWith: end.places)
        }
        if lackingAbove == 0, try store.read({ try $0.hasContentsUnknownAbove() }) {
            try store.write {
                try $0.noteContentsAbove(end.link, places: end.places, lacking: [])
            }
        }
        return lackingAbove ?? 0 > 0 || lacking ?? 0 > 0
    }

    /// The exchange of attachments that follows.
    package func attachments(
        clock: WallClock,
        random: RandomSource
    ) -> ChildAttachmentRound {
        ChildAttachmentRound(store: store, end: end, clock: clock, random: random)
    }
}
