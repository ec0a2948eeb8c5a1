package import Ambient
package import Causality
internal import Records
package import Store
package import SyncEngine
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
        /// What a person here should learn of, no notice twice.
        package let notices: [SyncNotice]
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
        let caller = try caller(child, request, places: places)
        var byteCountMax = MessageLimits.eventByteCountMax
        var grown: Set<StreamID> = []
        while true {
            let answer = try run(request, caller, byteCountMax, &grown)
            let bytes = answer.encoded(sender: store.node)
            // What compresses badly is made again with less; doing a round twice does no harm.
            guard bytes.count > MessageLimits.byteCountMax else {
                return Result(
                    encoded: bytes,
                    receivedEventCount: count(request.cargo),
                    sentEventCount: count(answer.cargo),
                    refusals: answer.cargo.refusals,
                    notices: grown.sorted().map { .grownElsewhere($0) }
                )
            }
            byteCountMax /= 2
        }
    }

    private func count(_ cargo: Cargo) -> Int {
        cargo.segments.reduce(0) { $0 + $1.events.count }
    }

    /// Whom a request is from, as the store knows it.
    private struct Caller {
        let end: LinkEnd
        /// This node's incarnation.
        let incarnation: UInt64
        /// Whether contact, and the clock's offset in seconds if it could be told, are still to be
        /// noted.
        let isContactDue: Bool
        let offset: Int64?
    }

    private func caller(
        _ child: NodeKey,
        _ request: Request,
        places: Set<RecordID>
    ) throws -> Caller {
        let now = clock.now.secondsSince1970
        // Any time may stand in a request; a difference that is no number says nothing.
        let (offset, overflow) = request.time.subtractingReportingOverflow(now)
        let known = try store.read { session in
            let link = try session.knownLink(node: child, incarnation: request.incarnation)
            return (
                link: link,
                contact: try link.flatMap { try session.lastContact(of: $0) },
                offset: try link.flatMap { try session.clockOffset(of: $0) },
                incarnation: try session.incarnation()
            )
        }
        let isOffsetKnown = known.offset.map {
            overflow
                || (-ParentRound.contactSeconds...ParentRound.contactSeconds)
                    .contains(offset &- $0)
        }
        let isNoted = known.contact.map {
            (0..<ParentRound.contactSeconds).contains(now - $0)
        }
        let link =
            try known.link
            ?? store.write { try $0.link(node: child, incarnation: request.incarnation) }
        return Caller(
            end: LinkEnd(link: link, places: places, isChild: false),
            incarnation: known.incarnation,
            isContactDue: isNoted != true || isOffsetKnown != true,
            offset: overflow ? nil : offset
        )
    }

    private func noteContact(of caller: Caller, in session: StoreSession) throws {
        try session.noteContact(of: caller.end.link, error: nil)
        if let offset = caller.offset { try session.noteClock(offset, of: caller.end.link) }
    }

    private func run(
        _ request: Request,
        _ caller: Caller,
        _ byteCountMax: Int,
        _ grown: inout Set<StreamID>
    ) throws -> Answer {
        let end = caller.end
        var exchange = ParentExchange(
            request: request,
            incarnation: caller.incarnation,
            clock: clock,
            eventByteCountMax: byteCountMax
        )
        var isWorn = false
        // Noted with what the exchange brings, if it brings anything: a transaction less.
        var isContactDue = caller.isContactDue
        var action = exchange.start()
        while true {
            let event: ParentEvent
            switch action {
            case .answer(var answer):
                let lacking = try store.read {
                    try $0.lackingAttachmentCount(sharedWith: end.places)
                }
                answer.cargo = answer.cargo.lackingAttachments(lacking)
                if isWorn || isContactDue {
                    try store.write { session in
                        if isContactDue { try noteContact(of: caller, in: session) }
                        if isWorn { try session.settle(end.link, places: end.places) }
                    }
                }
                return answer
            case .readOutlook(let query):
                let read = try store.read { try $0.outlook(query, of: end) }
                isWorn = isWorn || read.isWorn
                event = .outlook(read.outlook)
            case .compare(let range, let dots):
                event = .compared(try store.read { try $0.compare(range, dots, of: end) })
            case .commit(let commit):
                let notesContact = isContactDue
                isContactDue = false
                let result = try store.write { session in
                    if notesContact { try noteContact(of: caller, in: session) }
                    return try session.commit(commit, of: end)
                }
                grown.formUnion(result.outcome.grownElsewhere)
                event = .committed(result)
            }
            guard let next = exchange.handle(event) else {
                preconditionFailure("each action is answered by its own event")
            }
            action = next
        }
    }
}
