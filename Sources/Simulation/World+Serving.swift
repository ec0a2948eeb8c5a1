internal import Causality
internal import Exchange
internal import Records
internal import Store
internal import SyncEngine
internal import SyncWire

/// The parent's side of exchanges, one action a step.
extension World {
    mutating func take(_ parcel: Parcel) throws {
        guard nodes[parcel.receiver].memory != nil else { return }
        report.deliveryCount += 1
        // What was under way when the faults ended may still disturb an exchange.
        if isHealing, parcel.sentAt <= World.faultyMilliseconds {
            healing.quiet[parcel.line] = nil
        }
        switch parcel.kind {
        case .request: try takeRequest(parcel)
        case .answer: try takeAnswer(parcel)
        }
    }

    /// Begins a round.
    ///
    /// A second request of a child whose first is being answered is dropped, as a busy node would.
    private mutating func takeRequest(_ parcel: Parcel) throws {
        let index = parcel.receiver
        guard nodes[index].memory?.serving[parcel.sender] == nil else { return }
        let node = nodes[index]
        let child = nodes[parcel.sender].key
        var request = try Request(parcel.bytes, sender: child)
        let admitted = try node.store.write { session in
            let places = try session.places(of: child)
            // Another one is refused at the door.
            guard try session.revocation(of: child) == nil,
                try places.contains(where: session.isOwnOrBelow)
            else { return nil as (end: LinkEnd, incarnation: UInt64)? }
            let link = try session.link(node: child, incarnation: request.incarnation)
            try session.noteContact(of: link, error: nil)
            return (
                LinkEnd(link: link, places: places, isChild: false), try session.incarnation()
            )
        }
        guard let (end, incarnation) = admitted else { return }
        try forge(into: &request, from: parcel.sender, to: index)
        var exchange = ParentExchange(
            request: request,
            incarnation: incarnation,
            clock: node.clock.wallClock,
            eventByteCountMax: min(plan.eventByteCountMax, MessageLimits.eventByteCountMax)
        )
        let action = exchange.start()
        nodes[index].memory?.serving[parcel.sender] = Serving(
            glue: LinkGlue(store: node.store, end: end, defect: defect),
            exchange: exchange,
            action: action
        )
        planParentStep(index, child: parcel.sender)
    }

    private mutating func planParentStep(_ index: Int, child: Int) {
        plan(
            .parentStep(node: index, life: nodes[index].life, child: child),
            within: 1...40
        )
    }

    /// Carries out the pending action of the round for a child.
    mutating func stepParent(_ index: Int, child: Int) throws {
        guard let serving = nodes[index].memory?.serving[child] else { return }
        switch serving.action {
        case .answer(let answer): try reply(answer, from: index, to: child, serving)
        case .readOutlook(let query):
            let read = try serving.glue.outlook(query)
            if read.isWorn { nodes[index].memory?.serving[child]?.isWorn = true }
            resume(index, child: child, .outlook(passedOn(read.outlook, by: index)))
        case .compare(let range, let dots):
            resume(index, child: child, .compared(try serving.glue.compare(range, dots)))
        case .commit(let commit): try store(commit, at: index, for: child, serving)
        }
        mayCrash(index)
    }

    private mutating func resume(_ index: Int, child: Int, _ event: ParentEvent) {
        guard let action = nodes[index].memory?.serving[child]?.exchange.handle(event) else {
            return find("an action's own event was not taken", at: index)
        }
        nodes[index].memory?.serving[child]?.action = action
        planParentStep(index, child: child)
    }

    private mutating func reply(
        _ answer: Answer,
        from index: Int,
        to child: Int,
        _ serving: Serving
    ) throws {
        if serving.isWorn { try serving.glue.settle() }
        nodes[index].memory?.serving[child] = nil
        let bytes = answer.encoded(
            sender: nodes[index].key,
            level: SimulatedNetwork.compressionLevel
        )
        post(
            Parcel(kind: .answer, sender: index, receiver: child, sentAt: now, bytes: bytes)
        )
        if nodes[index].memory?.unflushed.isEmpty == false {
            plan(.flush(node: index, life: nodes[index].life), within: 1...60)
        }
    }

    private mutating func store(
        _ commit: LinkCommit,
        at index: Int,
        for child: Int,
        _ serving: Serving
    ) throws {
        let isCut = plan.strikes(.lostCommit, using: &random)
        do {
            let result = try make(commit, at: index, serving.glue, isCut: isCut)
            try check(index, child: child)
            resume(index, child: child, .committed(result))
        } catch is PowerCut {
            fire(.lostCommit)
            crash(index)
        }
    }

    /// Makes a commit as the glue does it, with its defect if it has one.
    private mutating func make(
        _ commit: LinkCommit,
        at index: Int,
        _ glue: LinkGlue,
        isCut: Bool
    ) throws -> LinkCommitted {
        commitCount += 1
        switch glue.defect {
        case .acknowledgesEarly:
            nodes[index].memory?.unflushed.append((commit, glue.end))
            return try glue.pretend(commit)
        case .skipsSegment where commitCount.isMultiple(of: 7):
            return try glue.skip(commit, isCut: isCut)
        case .trustsAnyone: return try glue.trust(commit, isCut: isCut)
        case .settlesByArrival:
            let result = try glue.commit(commit, isCut: isCut)
            try checkHeld(index)
            try settleByArrival(at: index)
            return result
        default: return try glue.commit(commit, isCut: isCut)
        }
    }

    /// Makes up for the commits that a defective glue has only reported.
    mutating func flush(_ index: Int) throws {
        for (commit, end) in nodes[index].memory?.unflushed ?? [] {
            let glue = LinkGlue(store: nodes[index].store, end: end, defect: nil)
            _ = try glue.commit(commit, isCut: false)
        }
        nodes[index].memory?.unflushed = []
        try checkHeld(index)
    }
}
