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
    /// Open and personal writes together, in the order of their cells.
    package let writes: [Write]

    /// Reads an event's payloads.
    ///
    /// Throws if the bytes are not canonical, if personal values do not fit the cells that the open
    /// payload names, or if a cell is written twice: such an event is kept and relayed, not folded.
    package init(_ event: Event) throws(EventContentError) {
        do {
            payload = try PayloadCodec.decode(event.open, author: event.dot)
            let personal = try EventContent.personalWrites(of: event, payload.personalCells)
            writes = try EventContent.writes(of: event, payload, personal)
        } catch let error as ByteFormatError {
            throw .unreadable(error)
        } catch let error as EventContentError {
            throw error
        } catch {
            preconditionFailure("only the two errors above are thrown: \(error)")
        }
    }

    /// The content of an event that was made of a payload and personal writes just now: what
    /// reading its bytes gives, without reading them where it is plain that they can be read.
    ///
    /// The caller vouches that the event's bytes are those of the two; `personal` is in the order
    /// of the cells.
    package init(
        of event: Event,
        madeOf payload: EventPayload,
        _ personal: [CellWrite]
    ) throws(EventContentError) {
        guard PayloadCodec.isPlainlyReadable(payload, personal) else {
            self = try EventContent(event)
            return
        }
        self.payload = payload
        writes = try EventContent.writes(of: event, payload, personal)
    }

    private static func personalWrites(
        of event: Event,
        _ cells: [Cell]
    ) throws -> [CellWrite] {
        guard (event.personal == nil) == cells.isEmpty else {
            throw EventContentError.personalMismatch
        }
        guard case .held(_, let bytes)? = event.personal else {
            return cells.map { CellWrite($0, nil) }
        }
        let writes = try PayloadCodec.decodePersonal(bytes, author: event.dot)
        guard writes.lazy.map(\.cell).elementsEqual(cells) else {
            throw EventContentError.personalMismatch
        }
        return writes
    }

    /// Puts open and personal writes together; each of the two is in order.
    private static func writes(
        of event: Event,
        _ payload: EventPayload,
        _ personal: [CellWrite]
    ) throws(EventContentError) -> [Write] {
        var writes: [Write] = []
        writes.reserveCapacity(payload.writes.count + personal.count)
        let hash = event.personal?.hash
        let isErased = event.personal?.isErased ?? false
        func add(_ write: CellWrite, isPersonal: Bool) {
            let sibling = Sibling(
                dot: event.dot,
                value: write.value,
                payloadHash: isPersonal ? hash : nil,
                isErased: isPersonal && isErased
            )
            writes.append(Write(cell: write.cell, sibling: sibling, isPersonal: isPersonal))
        }
        var next = 0
        for write in payload.writes {
            while next < personal.count, personal[next].cell < write.cell {
                add(personal[next], isPersonal: true)
                next += 1
            }
            if next < personal.count, personal[next].cell == write.cell { throw .cellTwice }
            add(write, isPersonal: false)
        }
        for write in personal[next...] { add(write, isPersonal: true) }
        return writes
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
