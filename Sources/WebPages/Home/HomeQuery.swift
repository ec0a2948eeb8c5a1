internal import Bookkeeping
internal import Causality
internal import Enrolment
internal import Records
internal import Store

extension PagesNode {
    /// Reads the first page's contents in one transaction.
    func homeModel() async throws -> HomeModel {
        let now = now
        return try await read { session in
            var model = HomeModel()
            let place = try session.servedPlace()
            let counts = try session.counts()
            model.placeName = place?.name
            model.code = place?.code
            model.level = place?.level
            model.parentName = try place?.parent.flatMap { try session.place($0) }?.name
            model.contact = try session.contactState()
            model.pendingCount = try session.pendingToParent()
            model.pendingSince = try session.pendingSince()
            model.pendingRootCount = try session.pendingToRoot()
            model.conflictCount = counts.conflicts
            model.quarantineCount = counts.quarantined
            model.waitingCount = counts.waiting
            model.strippedCount = counts.stripped
            model.children = try session.childSummaries().sorted {
                ($0.lastContact ?? .min, $0.region) < ($1.lastContact ?? .min, $1.region)
            }
            model.attachments = try session.attachmentCounts()
            model.now = now
            return model
        }
    }
}

extension PagesNode {
    /// What is late or soon due in the registers that the person handles.
    ///
    /// Reads open records only, by their state.
    func duties(of visitor: Visitor) async throws -> [HomeModel.Duty] {
        let today = today
        return try await withBooks { books in
            let level = try books.store.read { try $0.servedPlace()?.level }
            return try books.shownDefinitions(at: level).compactMap { definition in
                guard Permission.handles(visitor.role, definition) else { return nil }
                var late = 0
                var soon = 0
                try books.forEachOpenRow(definition) { row in
                    switch DueState.of(row, in: definition, today: today) {
                    case .late: late += 1
                    case .soon: soon += 1
                    case .none, .due, .paused: break
                    }
                }
                guard late + soon > 0 else { return nil }
                return HomeModel.Duty(
                    register: definition.id,
                    title: definition.title,
                    lateCount: late,
                    soonCount: soon
                )
            }
        }
    }
}
