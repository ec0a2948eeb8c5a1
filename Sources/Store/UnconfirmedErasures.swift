package import Causality
internal import GRDB
internal import Records

/// An erasure that not every computer with the record has confirmed.
package struct OpenErasure: Hashable, Sendable {
    /// The record.
    package let record: RecordID
    /// Its register's id.
    package let register: String
    /// When it was erased, seconds since 1970 by the clock of the device that did it.
    package let erasedAt: Int64
    /// The nodes without a receipt here, by their keys; never one whose key is withdrawn: nothing
    /// goes to it any more.
    package let nodes: [NodeKey]
}

extension StoreSession {
    /// The erasures that a receipt is still missing of, the oldest first.
    ///
    /// Only of records that others hold as well: of `only` records nobody gives one.
    package func unconfirmedErasures() throws -> [OpenErasure] {
        let numbers = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT record FROM erasure ORDER BY record")
        )
        var holders: [Audience: [NodeKey]] = [:]
        let open = try numbers.compactMap { number -> OpenErasure? in
            let number = LocalNumber(rawValue: number)
            let id = try recordID(number)
            guard let record = try record(id), record.audience.kind == .at else { return nil }
            let asked = try holders[record.audience] ?? askedForReceipts(record.audience)
            holders[record.audience] = asked
            let said = Set(try erasureReceipts(of: id, at: record.audience, by: asked).map(\.node))
            let nodes = asked.filter { !said.contains($0) }
            guard !nodes.isEmpty else { return nil }
            return OpenErasure(
                record: id,
                register: record.register,
                erasedAt: try firstErasure(number) ?? 0,
                nodes: nodes
            )
        }
        return open.sorted { ($0.erasedAt, $0.record) < ($1.erasedAt, $1.record) }
    }

    private func askedForReceipts(_ audience: Audience) throws -> [NodeKey] {
        try nodes(holding: audience).filter { try !isWithdrawn($0, from: audience) }
    }

    private func firstErasure(_ record: LocalNumber) throws -> Int64? {
        let statement = try db.cachedStatement(
            sql: "SELECT MIN(time) FROM event WHERE record = ? AND (kind >> 8) & 255 = ?"
        )
        return try Int64.fetchOne(
            statement,
            arguments: [record.rawValue, EventType.erase.rawValue]
        )
    }
}
