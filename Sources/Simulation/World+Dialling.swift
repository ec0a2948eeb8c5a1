internal import Ambient
internal import Causality
internal import Exchange
internal import Records
internal import Store
internal import SyncEngine
internal import SyncWire

/// The child's side of exchanges, one action a step.
extension World {
    /// How long a child waits for an answer, in milliseconds.
    private static let answerMilliseconds: Int64 = 30_000

    mutating func dial(_ index: Int) throws {
        guard let parent = nodes[index].parent, nodes[index].memory?.dialling == nil else { return }
        let node = nodes[index]
        let key = nodes[parent].key
        let (link, places, incarnation) = try node.store.read { session in
            (
                try session.knownLink(node: key, incarnation: 0), try session.places(of: key),
                try session.incarnation()
            )
        }
        var exchange = ChildExchange(
            node: node.key,
            incarnation: incarnation,
            clock: node.clock.wallClock,
            random: node.random
        )
        let end = LinkEnd(
            link: try link ?? node.store.write { try $0.link(node: key, incarnation: 0) },
            places: places,
            isChild: true
        )
        let action = exchange.start()
        nodes[index].memory?.dialling = Dialling(
            glue: LinkGlue(store: node.store, end: end, defect: nil),
            exchange: exchange,
            action: action
        )
        planChildStep(index)
    }

    private mutating func planChildStep(_ index: Int) {
        plan(.childStep(node: index, life: nodes[index].life), within: 1...40)
    }

    /// Carries out the child's pending action.
    mutating func stepChild(_ index: Int) throws {
        guard let dialling = nodes[index].memory?.dialling, !dialling.isWaiting else { return }
        switch dialling.action {
        case .finish(let summary): try finish(index, summary, dialling)
        case .send(let request): send(request, from: index)
        case .readOutlook(var query):
            query.eventByteCountMax = min(query.eventByteCountMax, plan.eventByteCountMax)
            let read = try dialling.glue.outlook(query)
            if read.isWorn { nodes[index].memory?.dialling?.isWorn = true }
            resume(index, .outlook(passedOn(read.outlook, by: index)))
        case .compare(let range, let dots):
            resume(index, .compared(try dialling.glue.compare(range, dots)))
        case .renewIncarnation:
            try renew(index)
        case .commit(let commit): try store(commit, at: index, dialling)
        }
        mayCrash(index)
    }

    private mutating func renew(_ index: Int) throws {
        guard let copying = ledger.copying, copying.isOne(index),
            checks.incarnations[index] == copying.incarnation
        else {
            return find("a node that was never restored took a new incarnation", at: index)
        }
        try renewIncarnation(of: index)
        resume(index, .renewed(checks.incarnations[index] ?? 0))
    }

    private mutating func store(_ commit: LinkCommit, at index: Int, _ dialling: Dialling) throws {
        let isCut = plan.strikes(.lostCommit, using: &random)
        do {
            let result = try dialling.glue.commit(commit, isCut: isCut)
            try check(index, child: index)
            resume(index, .committed(result))
        } catch is PowerCut {
            fire(.lostCommit)
            crash(index)
        }
    }

    /// Feeds an event to the exchange and plans the step that carries out what it wants next.
    private mutating func resume(_ index: Int, _ event: ChildEvent) {
        guard var dialling = nodes[index].memory?.dialling else { return }
        guard let action = dialling.exchange.handle(event) else { return }
        dialling.action = action
        dialling.isWaiting = false
        nodes[index].memory?.dialling = dialling
        planChildStep(index)
    }

    private mutating func send(_ request: Request, from index: Int) {
        guard let parent = nodes[index].parent else { return }
        let bytes = request.encoded(
            sender: nodes[index].key,
            level: SimulatedNetwork.compressionLevel
        )
        nodes[index].memory?.dialling?.exchange.note(requestByteCount: bytes.count)
        guard bytes.count <= MessageLimits.byteCountMax else {
            return resume(index, .tooLarge(byteCount: bytes.count))
        }
        nodes[index].memory?.dialling?.isWaiting = true
        let number = (nodes[index].memory?.dialling?.requestCount ?? 0) + 1
        nodes[index].memory?.dialling?.requestCount = number
        queue.plan(
            .timeout(node: index, life: nodes[index].life, request: number),
            at: now + World.answerMilliseconds
        )
        post(
            Parcel(kind: .request, sender: index, receiver: parent, sentAt: now, bytes: bytes)
        )
    }

    mutating func post(_ parcel: Parcel) {
        report.byteCount += parcel.bytes.count
        for moment in network.arrivals(of: parcel, at: now, using: &random) {
            queue.plan(.arrival(parcel), at: moment)
        }
    }

    /// Gives an answer to the exchange that waits for one, be it this one's or an old one's.
    mutating func takeAnswer(_ parcel: Parcel) throws {
        let index = parcel.receiver
        guard let dialling = nodes[index].memory?.dialling, dialling.isWaiting else { return }
        let answer = try Answer(parcel.bytes, sender: nodes[parcel.sender].key)
        resume(index, .answered(answer))
        mayCrash(index)
    }

    mutating func giveUp(_ index: Int, request: Int) {
        guard let dialling = nodes[index].memory?.dialling, dialling.isWaiting,
            dialling.requestCount == request
        else { return }
        resume(index, .failed(.unreachable))
    }

    private mutating func finish(
        _ index: Int,
        _ summary: ExchangeSummary,
        _ dialling: Dialling
    ) throws {
        if dialling.isWorn { try dialling.glue.settle() }
        nodes[index].memory?.dialling = nil
        report.exchangeCount += 1
        report.roundCount += summary.roundCount
        try check(index, child: index)
        if isHealing { noteHealing(index, summary) }
        let wait = nodes[index].retry.wait(
            afterSuccess: summary.fault == nil,
            random: nodes[index].random
        )
        let moment = now + Int64(wait * 1_000)
        queue.plan(.dial(node: index, life: nodes[index].life), at: moment)
    }
}
