package import Ambient
package import Causality
internal import Hashing
internal import Records
package import SyncWire

/// What a child's exchange is told.
package enum ChildEvent: Hashable, Sendable {
    /// Answers `readOutlook`.
    case outlook(LinkOutlook)
    /// Answers `send`: the parent's answer, opened and decoded.
    case answered(Answer)
    /// Answers `send`: encoded, the request has so many bytes that nobody would take it.
    case tooLarge(byteCount: Int)
    /// Answers `send`: there is none.
    case failed(ExchangeFault)
    /// Answers `compare`.
    case compared(LinkComparison)
    /// Answers `renewIncarnation`: the new one.
    case renewed(UInt64)
    /// Answers `commit`, once it is durable.
    case committed(LinkCommitted)
}

/// What a child's exchange wants done; each action but `finish` is answered by one event.
package enum ChildAction: Hashable, Sendable {
    /// Read the link, in one read transaction.
    case readOutlook(OutlookQuery)
    /// Seal and send a request.
    case send(Request)
    /// Tell what is held at these places, and what of the stretch was agreed.
    case compare(StreamRange, [Dot])
    /// Take a new incarnation, durably, before anything else is written.
    case renewIncarnation
    /// Store in one transaction.
    case commit(LinkCommit)
    /// The exchange is over.
    case finish(ExchangeSummary)
}

/// A child's side of an exchange: rounds of one request and one answer until neither side has more.
///
/// Pure: the driver feeds events in and carries out the one action that comes back. Cut off at any
/// point and begun anew it goes on where the last durable commit left it, because the parent's
/// frontier, not this value, is the truth.
package struct ChildExchange: Sendable {
    /// The most parts of a frontier that one exchange compares: more is a parent that never ends.
    package static let frontierRoundCountMax = 64
    /// Rounds in a row that may bring nothing new before the exchange gives up.
    package static let idleRoundCountMax = 2

    enum Phase: Hashable, Sendable {
        case idle
        case reading
        case waiting(Request, LinkOutlook)
        case comparing(Reply, FrontierPart)
        case renewing(Reply)
        case committing(Reply)
        case finished
    }

    /// An answer that is being taken.
    struct Reply: Hashable, Sendable {
        let request: Request
        let outlook: LinkOutlook
        let answer: Answer
        var changes: [AgreementChange] = []
        var setAside: [Dot] = []
        var needsRenewal = false
    }

    let node: NodeKey
    let clock: WallClock
    let random: RandomSource
    var incarnation: UInt64
    /// Whether the store goes on as another incarnation since, because of what others said: what
    /// comes of the one that this exchange goes by is an earlier one's.
    var hasRenewed = false
    var phase = Phase.idle
    var budget = MessageBudget()
    var summary = ExchangeSummary()
    /// Streams that the parent did not take in this exchange.
    var excluded: Set<StreamID> = []
    /// What this node did not take of the last answer, to be told in the next request.
    var untold: [SegmentRefusal] = []
    /// The common positions of the stretch that was just compared, to be sent.
    var commonPart: FrontierPart?
    /// Own positions of that stretch behind which the parent lists more: a copy of this store may
    /// have written on from before them, so they are common only once the parent has not refused
    /// them.
    var doubtful: [StreamPosition] = []
    /// The last answer, nil before the first.
    var last: Answer?
    var frontierRoundCount = 0
    var idleRoundCount = 0

    /// Streams of which the parent showed less than it had acknowledged.
    var lessened: Set<StreamID> = []
    /// Those of them that it lost, as the last outlook has it: an answer may bring the news that a
    /// place was moved away.
    private var lost: Set<StreamID> = []
    /// What was put off for want of a certificate.
    var unknownAuthors = UnknownAuthors()
    /// Whether the parent is asked once more though nothing is left to be told.
    var mustAsk = false
    /// Own streams of which the parent holds another history; where they part is not known yet.
    var ownForks: Set<StreamID> = []

    /// Makes an exchange of this node's; clock and source give the requests' times and nonces.
    package init(
        node: NodeKey,
        incarnation: UInt64,
        clock: WallClock,
        random: RandomSource
    ) {
        self.node = node
        self.incarnation = incarnation
        self.clock = clock
        self.random = random
    }

    /// Begins: the first action.
    package mutating func start() -> ChildAction {
        precondition(phase == .idle, "an exchange is started once")
        return readOutlook()
    }

    /// Learns how long the last request became, so that the next one has a fitting length.
    package mutating func note(requestByteCount: Int) {
        budget.note(messageByteCount: requestByteCount)
    }

    /// Takes an event; nil if it does not belong to the present phase, as late ones do not.
    package mutating func handle(_ event: ChildEvent) -> ChildAction? {
        switch (phase, event) {
        case (.reading, .outlook(let outlook)): return take(outlook)
        case (.waiting(let request, let outlook), .answered(let answer)):
            return take(answer, to: request, outlook: outlook)
        case (.waiting(let request, _), .tooLarge(let byteCount)):
            budget.note(messageByteCount: byteCount)
            untold = request.cargo.refusals
            commonPart = request.cargo.frontier
            return readOutlook()
        case (.waiting, .failed(let fault)): return finish(fault)
        case (.comparing(let reply, let part), .compared(let comparison)):
            return take(comparison, of: part, reply: reply)
        case (.renewing(let reply), .renewed(let incarnation)):
            self.incarnation = incarnation
            hasRenewed = false
            return commit(reply)
        case (.committing(let reply), .committed(let result)): return take(result, reply: reply)
        case (.idle, _), (.reading, _), (.waiting, _), (.comparing, _), (.renewing, _),
            (.committing, _), (.finished, _):
            return nil
        }
    }

    mutating func readOutlook() -> ChildAction {
        phase = .reading
        return .readOutlook(
            OutlookQuery(
                eventByteCountMax: budget.eventByteCountMax,
                excluding: excluded.union(doubtful.map(\.stream)),
                lessened: lessened
            )
        )
    }

    mutating func finish(_ fault: ExchangeFault?) -> ChildAction {
        phase = .finished
        for stream in lost.sorted() { summary.note(.restoredParent(stream)) }
        summary.fault = fault
        return .finish(summary)
    }

    /// The next request, or the end if both sides have everything.
    private mutating func take(_ outlook: LinkOutlook) -> ChildAction {
        lost = outlook.lost
        if let last, isSettled(outlook, after: last) {
            return triesUnknownAuthorsAgain() ? readOutlook() : finish(nil)
        }
        guard idleRoundCount < ChildExchange.idleRoundCountMax else { return finish(.stalled) }
        let request = makeRequest(outlook)
        phase = .waiting(request, outlook)
        return .send(request)
    }

    private func isSettled(_ outlook: LinkOutlook, after answer: Answer) -> Bool {
        outlook.segments.isEmpty && !answer.cargo.more && !mustAsk && untold.isEmpty
            && commonPart == nil
            && outlook.agreed == answer.offered
    }

    private mutating func makeRequest(_ outlook: LinkOutlook) -> Request {
        // An empty vector beside a filled store says nothing: the parent may hold all of it.
        let isBlind =
            outlook.agreed == .zero && !outlook.segments.isEmpty && commonPart == nil
            && last == nil
        let comparesOn = commonPart?.range.through != nil
        let sendsSegments = !comparesOn && (!isBlind || !outlook.more)
        let cargo = Cargo(
            segments: sendsSegments ? outlook.segments.map { WireSegment($0) } : [],
            more: outlook.more || !sendsSegments,
            frontier: commonPart,
            refusals: refusals(standing: outlook.standingRefusals),
            certificates: sendsSegments ? outlook.certificates : []
        )
        untold = []
        commonPart = nil
        mustAsk = false
        var agreed = DigestSum()
        agreed.add(outlook.agreed)
        for position in doubtful { agreed.add(position.digest) }
        return Request(
            incarnation: incarnation,
            time: clock.now.secondsSince1970,
            nonce: random.word(),
            agreed: isBlind ? nil : agreed.digest,
            cargo: cargo
        )
    }

    private func refusals(standing: [SegmentRefusal]) -> [SegmentRefusal] {
        let told = Set(untold.map(\.stream))
        let all = untold + standing.filter { !told.contains($0.stream) }
        return Array(all.prefix(MessageLimits.refusalCountMax))
    }
}
