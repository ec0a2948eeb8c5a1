internal import Bookkeeping
internal import Causality
internal import Enrolment
internal import Records
internal import Store

extension PagesNode {
    /// Reads what waits to be sent.
    func waitingModel() async throws -> WaitingModel {
        let now = now
        let isAutomatic = parent.isAutomatic
        return try await withBooks { books in
            let (pending, bare) = try books.store.read { session in
                (try WaitingModel.pending(session), try WaitingModel(session, now: now))
            }
            // Each record is read in a transaction of its own: none may lie in another.
            var model = bare
            model.isAutomatic = isAutomatic
            model.lines = try pending.map { try WaitingModel.line($0.record, $0.definition, books) }
            return model
        }
    }
}

extension WaitingModel {
    fileprivate init(_ session: StoreSession, now: Int64) throws {
        let place = try session.servedPlace()
        self.init(
            parentName: try place?.parent.flatMap { try session.place($0) }?.name,
            lines: [],
            totalCount: try session.pendingToParent(),
            contact: try session.contactState(),
            attachments: try session.attachmentCounts(),
            now: now
        )
    }

    /// The records with their registers; nil where a record has not been made here.
    fileprivate static func pending(
        _ session: StoreSession
    ) throws -> [(record: PendingRecord, definition: RegisterDefinition?)] {
        try session.pendingRecords(limit: lineCountMax).map { pending in
            let register = try session.record(pending.id)?.register
            return (pending, session.definitions.first { $0.id == register })
        }
    }

    fileprivate static func line(
        _ pending: PendingRecord,
        _ definition: RegisterDefinition?,
        _ books: Bookkeeping
    ) throws -> Line {
        guard let definition, !definition.isSystem, definition.kind != .report else {
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
