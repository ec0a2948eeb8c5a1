package import Ambient
package import Causality
internal import Records
package import Store
internal import SyncEngine
package import SyncWire

/// One round of a child's exchange, answered from a store.
package struct ParentRound: Sendable {
    /// What became of a request.
    package struct Result: Hashable, Sendable {
        /// The bytes of the answer, to be sealed.
        package let encoded: [UInt8]
        /// Events of the request that were sent, new here or not.
        package let receivedEventCount: Int
        /// Events of the answer.
        package let sentEventCount: Int
        /// Segments that were refused.
        package let refusals: [SegmentRefusal]
    }

    /// Contact is noted at most this often, in seconds, so that quiet exchanges write nothing.
    private static let contactSeconds: Int64 = 60

    private let store: Store
    private let clock: WallClock

    /// Answers from this store.
    package init(store: Store, clock: WallClock) {
        self.store = store
        self.clock = clock
    }

    /// Takes a request of a child that was admitted; on return everything acknowledged is durable.
    ///
    /// Throws what the store throws; nothing is acknowledged then.
    package func answer(
        _ request: Request,
        from child: NodeKey,
        places: Set<RecordID>
    ) throws -> Result {
        let end = try end(of: child, request, places: places)
        var byteCountMax = MessageLimits.eventByteCountMax
        while true {
            let answer = try run(request, end, byteCountMax)
            let bytes = answer.encoded(sender: store.node)
            // What compresses badly is made again with less; doing a round twice does no harm.
            guard bytes.count > MessageLimits.byteCountMax else {
                return Result(
                    encoded: bytes,
                    receivedEventCount: count(request.cargo),
                    sentEventCount: count(answer.cargo),
                    refusals: answer.cargo.refusals
                )
            }
            byteCountMax /= 2
        }
    }

    private func count(_ cargo: Cargo) -> Int {
        cargo.segments.reduce(0) { $0 + $1.events.count }
    }

    private func end(
        of child: NodeKey,
        _ request: Request,
        places: Set<RecordID>
    ) throws -> LinkEnd {
        let now = clock.now.secondsSince1970
        let incarnation = request.incarnation
        // Any time may stand in a request; a difference that is no number says nothing.
        let (offset, overflow) = request.time.subtractingReportingOverflow(now)
        let known = try store.read { session in
            let link = try session.knownLink(node: child, incarnation: incarnation)
            return (
                link: link,
                contact: try link.flatMap { try session.lastContact(of: $0) },
                offset: try link.flatMap { try session.clockOffset(of: $0) }
            )
        }
        let isOffsetKnown = known.offset.map {
            overflow
                || (-ParentRound.contactSeconds...ParentRound.contactSeconds)
                    .contains(offset &- $0)
        }
        if let link = known.link, let contact = known.contact, isOffsetKnown == true,
            (0..<ParentRound.contactSeconds).contains(now - contact)
        {
            return LinkEnd(link: link, places: places, isChild: false)
        }
        let link = try store.write { session in
            let link = try session.link(node: child, incarnation: incarnation)
            try session.noteContact(of: link, error: nil)
            if !overflow { try session.noteClock(offset, of: link) }
            return link
        }
        return LinkEnd(link: link, places: places, isChild: false)
    }

    private func run(_ request: Request, _ end: LinkEnd, _ byteCountMax: Int) throws -> Answer {
        var exchange = ParentExchange(
            request: request,
            incarnation: try store.read { try $0.incarnation() },
            clock: clock,
            eventByteCountMax: byteCountMax
        )
        var isWorn = false
        var action = exchange.start()
        while true {
            let event: ParentEvent
            switch action {
            case .answer(var answer):
                let lacking = try store.read {
                    try $0.lackingAttachmentCount(sharedWith: end.places)
                }
                answer.cargo = answer.cargo.lackingAttachments(lacking)
                if isWorn { try store.write { try $0.settle(end.link, places: end.places) } }
                return answer
            case .readOutlook(let query):
                let read = try store.read { try $0.outlook(query, of: end) }
                isWorn = isWorn || read.isWorn
                event = .outlook(read.outlook)
            case .compare(let range, let dots):
                event = .compared(try store.read { try $0.compare(range, dots, of: end) })
            case .commit(let commit):
                event = .committed(try store.write { try $0.commit(commit, of: end) })
            }
            guard let next = exchange.handle(event) else {
                preconditionFailure("each action is answered by its own event")
            }
            action = next
        }
    }
}
