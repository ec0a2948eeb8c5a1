internal import Causality
internal import Hashing
internal import Merge
package import Records
package import Store

/// Writes a node's closing marks: up to where its own streams had grown when a period was closed.
package struct PeriodClosing: Sendable {
    static let register = "period-closing"
    /// Positions that one mark names: three cells each, below the bound on cells of an event.
    private static let positionCountMax = 300
    /// Months that are closed by themselves: a clock that jumps ahead must not write marks for
    /// ever.
    private static let monthCountMax = 24

    private let store: Store

    /// Works on a store as its node.
    package init(store: Store) { self.store = store }

    /// Writes the mark of a period, also of a running one, and again after more entries: the newest
    /// counts.
    ///
    /// Durable on return; `actor` is empty for the node itself.
    package func close(_ period: Period, actor: String) throws {
        try store.write { session in try close(period, actor: actor, session) }
    }

    /// Writes the marks of all months that ended after the node joined and have none yet.
    ///
    /// Returns the months that were closed, in order; usually none.
    @discardableResult
    package func closeEndedPeriods() throws -> [Period] {
        guard try !store.read({ try unclosedMonths($0) }).isEmpty else { return [] }
        return try store.write { session in
            // Looked at again: another process may have been faster.
            let months = try unclosedMonths(session)
            for month in months { try close(month, actor: "", session) }
            return months
        }
    }

    /// What a mark names.
    static func positions(named state: RecordState) -> VersionVector {
        var named = VersionVector()
        for row in state.rows(of: "positions") {
            guard let text = row.items["stream"]?.value?.text, let bytes = Base32.decode(text),
                let stream = StreamID(bytes: bytes),
                case .integer(let sequence)? = row.items["sequence"]?.value, sequence > 0
            else { continue }
            named.advance(stream, to: UInt64(sequence))
        }
        return named
    }

    private func unclosedMonths(_ session: StoreSession) throws -> [Period] {
        // What a clock that is in doubt says of ended months would be sent on as a fact.
        guard try session.isFounded(), try session.clockDoubt() == nil,
            let joined = try session.metaNumber(.joinedAt),
            let start = CivilDateTime(secondsSince1970: joined)?.date,
            let today = CivilDateTime(secondsSince1970: session.deviceTime)?.date
        else { return [] }
        var months: [Period] = []
        var day = Period(monthOf: today).first
        while months.count < PeriodClosing.monthCountMax, let last = day.adding(days: -1),
            last >= start
        {
            months.append(Period(monthOf: last))
            day = Period(monthOf: last).first
        }
        guard !months.isEmpty else { return [] }
        let own = FieldValue.text(Base32.encode(session.ownNode.bytes))
        return try months.reversed().filter { month in
            try session.records(
                of: PeriodClosing.register,
                where: [("period", .text(month.text)), ("node", own)]
            ).isEmpty
        }
    }

    private func close(_ period: Period, actor: String, _ session: StoreSession) throws {
        // Streams `at` a place are what the places above can hold; they alone can be waited for.
        let positions = try session.heldStreams().filter { stream in
            stream.description.node == session.ownNode && stream.description.audience.kind == .at
        }.map(\.position)
        var rest = positions.sorted { $0.stream < $1.stream }[...]
        repeat {
            try append(period, Array(rest.prefix(PeriodClosing.positionCountMax)), actor, session)
            rest = rest.dropFirst(PeriodClosing.positionCountMax)
        } while !rest.isEmpty
    }

    private func append(
        _ period: Period,
        _ positions: [StreamPosition],
        _ actor: String,
        _ session: StoreSession
    ) throws {
        let now = CivilDateTime(secondsSince1970: session.deviceTime)?.text ?? ""
        let fields: [(String, FieldValue)] = [
            ("period", .text(period.text)),
            ("node", .text(Base32.encode(session.ownNode.bytes))),
            ("incarnation", .text(String(try session.incarnation()))),
            ("closedAt", .text(now)),
        ]
        try session.append(
            Draft(
                register: PeriodClosing.register,
                audience: Audience(.at, try session.ownPlace()),
                record: nil,
                type: .create,
                actor: actor,
                entry: .live
            ) { dot in
                let plain = fields.map { CellWrite(.field($0.0), $0.1) }
                let rows = positions.enumerated().flatMap { PeriodClosing.row($0, $1, of: dot) }
                return (EventPayload(writes: plain + rows), [])
            }
        )
    }

    private static func row(_ index: Int, _ position: StreamPosition, of dot: Dot) -> [CellWrite] {
        let row = RowID(dot: dot, index: UInt32(index))
        func cell(_ item: String) -> Cell { .item(list: "positions", row: row, item: item) }
        return [
            CellWrite(cell("stream"), .text(Base32.encode(position.stream.bytes))),
            CellWrite(cell("sequence"), .integer(Int64(position.sequence))),
            CellWrite(cell("hash"), .text(position.hash.hexadecimal)),
        ]
    }
}
