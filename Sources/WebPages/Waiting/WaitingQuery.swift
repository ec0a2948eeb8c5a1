internal import Bookkeeping
internal import Causality
internal import Enrolment
internal import Records
internal import Store

extension PagesNode {
    /// Reads what waits to be sent.
    func waitingModel() async throws -> WaitingModel {
        let now = now
        return try await withBooks { books in
            try books.store.read { session in
                let place = try session.servedPlace()
                return WaitingModel(
                    parentName: try place?.parent.flatMap { try session.place($0) }?.name,
                    lines: try session.pendingRecords(limit: WaitingModel.lineCountMax).map {
                        try WaitingModel.line($0, session, books)
                    },
                    totalCount: try session.pendingToParent(),
                    lastSync: try session.metaNumber(.lastSync),
                    lastError: try session.meta(.lastError).flatMap { $0.isEmpty ? nil : $0 },
                    now: now
                )
            }
        }
    }
}

extension WaitingModel {
    fileprivate static func line(
        _ pending: PendingRecord,
        _ session: StoreSession,
        _ books: Bookkeeping
    ) throws -> Line {
        let register = try session.record(pending.id)?.register
        let definition = register.flatMap { id in session.definitions.first { $0.id == id } }
        guard let definition, !definition.isSystem else {
            return Line(
                registerTitle: definition?.title ?? "程序自己的记录",
                title: nil,
                path: nil,
                changeCount: pending.eventCount,
                since: pending.since
            )
        }
        return Line(
            registerTitle: definition.title,
            title: try books.show(definition.id, pending.id).row.title(definition),
            path: PagePath(["record", definition.id, pending.id.text]),
            changeCount: pending.eventCount,
            since: pending.since
        )
    }
}
