internal import Causality
internal import Exchange
internal import Hashing
internal import Records
internal import Store
internal import SyncEngine
internal import SyncWire

/// Thrown inside a transaction to lose it, as a power cut would.
struct PowerCut: Error {}

/// What stands between an engine's actions and a node's store; with a defect if one is planted.
struct LinkGlue {
    let store: Store
    let end: LinkEnd
    let defect: PlantedDefect?

    func outlook(_ query: OutlookQuery) throws -> (outlook: LinkOutlook, isWorn: Bool) {
        try store.read { try $0.outlook(query, of: end) }
    }

    func compare(_ range: StreamRange, _ dots: [Dot]) throws -> LinkComparison {
        try store.read { try $0.compare(range, dots, of: end) }
    }

    /// Makes a commit.
    ///
    /// `isCut` loses it at the last moment and throws `PowerCut`.
    func commit(_ commit: LinkCommit, isCut: Bool) throws -> LinkCommitted {
        try store.write { session in
            let result = try session.commit(commit, of: end)
            if isCut { throw PowerCut() }
            return result
        }
    }

    func settle() throws {
        try store.write { try $0.settle(end.link, places: end.places) }
    }

    // MARK: - Defects

    /// What a commit would give, with nothing stored.
    func pretend(_ commit: LinkCommit) throws -> LinkCommitted {
        var result: LinkCommitted?
        do {
            try store.write { session in
                result = try session.commit(commit, of: end)
                throw PowerCut()
            }
        } catch is PowerCut {}
        guard let result else { preconditionFailure("the transaction ran") }
        return result
    }

    /// A commit after which whoever sent events may write where they say.
    func trust(_ commit: LinkCommit, isCut: Bool) throws -> LinkCommitted {
        try store.write { session in
            for segment in commit.segments {
                guard case .described(let description) = segment.name else { continue }
                for place in try session.places(of: description.node) {
                    try session.noteParent(place, of: description.audience.place)
                }
            }
        }
        return try self.commit(commit, isCut: isCut)
    }

    /// A commit that leaves out its last segment and reports it as stored.
    func skip(_ commit: LinkCommit, isCut: Bool) throws -> LinkCommitted {
        var shortened = commit
        guard let skipped = shortened.segments.popLast() else {
            return try self.commit(commit, isCut: isCut)
        }
        var result = try self.commit(shortened, isCut: isCut)
        result.outcome.positions.append(
            StreamPosition(
                stream: skipped.stream,
                sequence: skipped.lastSequence,
                hash: .zero
            )
        )
        return result
    }
}
