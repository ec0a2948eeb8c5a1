internal import Causality
internal import Hashing
package import Records

/// An event's payloads, read and ready to fold.
package struct EventContent: Hashable, Sendable {
    /// One cell and what the event puts there.
    package struct Write: Hashable, Sendable {
        /// The cell.
        package let cell: Cell
        /// The value with its dot and hash.
        package let sibling: Sibling
        /// Whether the value belongs to the personal payload.
        package let isPersonal: Bool
    }

    /// The open payload.
    package let payload: EventPayload
    /// Open and personal writes.
    package let writes: [Write]

    /// Reads an event's payloads.
    ///
    /// Throws if the bytes are not canonical, if personal values do not fit the cells that the open
    /// payload names, or if a cell is written twice: such an event is kept and relayed, not folded.
    package init(_ event: Event) throws(EventContentError) {
        do {
            payload = try PayloadCodec.decode(event.open, author: event.dot)
            writes = try EventContent.writes(of: event, payload)
        } catch let error as ByteFormatError {
            throw .unreadable(error)
        } catch let error as EventContentError {
            throw error
        } catch {
            preconditionFailure("only the two errors above are thrown: \(error)")
        }
    }

    private static func writes(of event: Event, _ payload: EventPayload) throws -> [Write] {
        var writes: [Write] = []
        writes.reserveCapacity(payload.writes.count + payload.personalCells.count)
        for write in payload.writes {
            let sibling = Sibling(dot: event.dot, value: write.value, payloadHash: nil)
            writes.append(Write(cell: write.cell, sibling: sibling, isPersonal: false))
        }
        guard !payload.personalCells.isEmpty || event.personal != nil else { return writes }
        guard let personal = event.personal, !payload.personalCells.isEmpty else {
            throw EventContentError.personalMismatch
        }
        guard isDisjoint(payload) else { throw EventContentError.cellTwice }
        let hash = personal.hash
        func add(_ cell: Cell, _ value: FieldValue?, isErased: Bool) {
            let sibling = Sibling(
                dot: event.dot,
                value: value,
                payloadHash: hash,
                isErased: isErased
            )
            writes.append(Write(cell: cell, sibling: sibling, isPersonal: true))
        }
        switch personal {
        case .erased: for cell in payload.personalCells { add(cell, nil, isErased: true) }
        case .held(_, let bytes):
            let values = try PayloadCodec.decodePersonal(bytes, author: event.dot)
            guard values.lazy.map(\.cell).elementsEqual(payload.personalCells) else {
                throw EventContentError.personalMismatch
            }
            for write in values { add(write.cell, write.value, isErased: false) }
        }
        return writes
    }

    /// Whether no cell is written both in the open and as a personal value; both are in order.
    private static func isDisjoint(_ payload: EventPayload) -> Bool {
        let personal = payload.personalCells
        var next = 0
        for write in payload.writes {
            while next < personal.count, personal[next] < write.cell { next += 1 }
            if next < personal.count, personal[next] == write.cell { return false }
        }
        return true
    }
}

/// Why an event's payloads cannot be folded.
package enum EventContentError: Error, Equatable, Sendable {
    /// The bytes are not in canonical form.
    case unreadable(ByteFormatError)
    /// The personal payload does not hold the cells that the open payload names.
    case personalMismatch
    /// One cell is written in the open and as a personal value.
    case cellTwice
}

extension PersonalPayload {
    /// Whether only the hash is left.
    package var isErased: Bool {
        if case .erased = self { return true }
        return false
    }
}
