package import Causality

/// One cell's new value; nil clears it.
package struct CellWrite: Hashable, Sendable {
    /// What is written.
    package let cell: Cell
    /// The value, nil for none.
    package let value: FieldValue?

    /// Makes a write.
    package init(_ cell: Cell, _ value: FieldValue?) {
        self.cell = cell
        self.value = value
    }
}

/// A named move of the record's state.
package struct TransitionName: Hashable, Sendable {
    /// The transition's name in the definition.
    package let name: String
    /// The state that the person saw, empty for a record's first state.
    package let from: String
    /// The state after it.
    package let to: String

    /// Names a transition.
    package init(name: String, from: String, to: String) {
        self.name = name
        self.from = from
        self.to = to
    }
}

/// What an event says in the open: everything but the values of personal fields.
package struct EventPayload: Hashable, Sendable {
    /// The writes in the order of their cells, no cell twice.
    package var writes: [CellWrite]
    /// The personal cells that the event writes too, in order; their values stand apart.
    package var personalCells: [Cell]
    /// The move of the state, if it moved; the new state is also a write of the field `state`.
    package var transition: TransitionName?
    /// Why, as the person gave it.
    package var reason: String?

    /// Makes a payload; writes and cells are put in order.
    package init(
        writes: [CellWrite],
        personalCells: [Cell] = [],
        transition: TransitionName? = nil,
        reason: String? = nil
    ) {
        self.writes = writes.sorted { $0.cell < $1.cell }
        self.personalCells = personalCells.sorted()
        self.transition = transition
        self.reason = reason
    }
}

/// The byte form of open payloads and of personal payloads.
package enum PayloadCodec {
    /// The largest open payload, in bytes: a segment between two signed heads stays below 64 KiB.
    package static let openByteCountMax = 57_344
    /// The largest personal payload, in bytes without its salt.
    package static let personalByteCountMax = 16_384
    /// The longest reason, in bytes.
    package static let reasonByteCountMax = 4_096
    /// The most cells that one event writes.
    package static let cellCountMax = 1_024

    private static let hasTransition: UInt8 = 1
    private static let hasReason: UInt8 = 2

    /// The bytes of an open payload of the event at `author`.
    package static func encode(_ payload: EventPayload, author: Dot) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(
            (payload.transition == nil ? 0 : hasTransition)
                | (payload.reason == nil ? 0 : hasReason)
        )
        write(payload.writes, author: author, to: &writer)
        writer.varint(UInt64(payload.personalCells.count))
        for cell in payload.personalCells { CellCodec.write(cell, author: author, to: &writer) }
        if let transition = payload.transition {
            writer.text(transition.name)
            writer.text(transition.from)
            writer.text(transition.to)
        }
        if let reason = payload.reason { writer.text(reason) }
        return writer.bytes
    }

    /// Reads the bytes of an open payload; cells out of order or twice are refused.
    package static func decode(
        _ bytes: [UInt8],
        author: Dot
    ) throws(ByteFormatError) -> EventPayload {
        var reader = ByteReader(bytes)
        let flags = try reader.byte()
        guard flags & ~(hasTransition | hasReason) == 0 else {
            throw .malformed(offset: 0, what: "flags")
        }
        let writes = try readWrites(from: &reader, author: author)
        let count = try reader.count(max: cellCountMax, "cells")
        var cells: [Cell] = []
        cells.reserveCapacity(min(count, 64))
        for _ in 0..<count {
            let cell = try CellCodec.read(from: &reader, author: author)
            if let last = cells.last, !(last < cell) {
                throw .malformed(offset: reader.offset, what: "order")
            }
            cells.append(cell)
        }
        var payload = EventPayload(writes: [], personalCells: [])
        payload.writes = writes
        payload.personalCells = cells
        if flags & hasTransition != 0 {
            payload.transition = TransitionName(
                name: try reader.text(max: 256, "transition"),
                from: try reader.text(max: 256, "state"),
                to: try reader.text(max: 256, "state")
            )
        }
        if flags & hasReason != 0 {
            payload.reason = try reader.text(max: reasonByteCountMax, "reason")
        }
        try reader.end()
        return payload
    }

    /// Whether the bytes of a payload and of personal writes, each in the order of its cells, are
    /// such that `decode` and `decodePersonal` give back the same.
    ///
    /// False also where that would take a closer look: fields and plain values only.
    package static func isPlainlyReadable(
        _ payload: EventPayload,
        _ personal: [CellWrite]
    ) -> Bool {
        payload.transition == nil && payload.reason == nil
            && isPlain(payload.writes) && isPlain(personal)
            && payload.personalCells.elementsEqual(personal.lazy.map(\.cell))
    }

    private static func isPlain(_ writes: [CellWrite]) -> Bool {
        guard writes.count <= cellCountMax else { return false }
        for index in writes.indices {
            guard case .field(let name) = writes[index].cell, CellCodec.isName(name),
                FieldValueCodec.isReadable(writes[index].value)
            else { return false }
            // By index: to take a write out of its array copies all that it holds.
            guard index == 0 || writes[index - 1].cell < writes[index].cell else { return false }
        }
        return true
    }

    /// The bytes of the personal writes of the event at `author`.
    package static func encodePersonal(_ writes: [CellWrite], author: Dot) -> [UInt8] {
        var writer = ByteWriter()
        write(writes.sorted { $0.cell < $1.cell }, author: author, to: &writer)
        return writer.bytes
    }

    /// Reads the bytes of personal writes.
    package static func decodePersonal(
        _ bytes: [UInt8],
        author: Dot
    ) throws(ByteFormatError) -> [CellWrite] {
        var reader = ByteReader(bytes)
        let writes = try readWrites(from: &reader, author: author)
        try reader.end()
        return writes
    }

    private static func write(_ writes: [CellWrite], author: Dot, to writer: inout ByteWriter) {
        writer.varint(UInt64(writes.count))
        for write in writes {
            CellCodec.write(write.cell, author: author, to: &writer)
            FieldValueCodec.write(write.value, to: &writer)
        }
    }

    private static func readWrites(
        from reader: inout ByteReader,
        author: Dot
    ) throws(ByteFormatError) -> [CellWrite] {
        let count = try reader.count(max: cellCountMax, "writes")
        var writes: [CellWrite] = []
        writes.reserveCapacity(min(count, 64))
        for _ in 0..<count {
            let cell = try CellCodec.read(from: &reader, author: author)
            if let last = writes.last, !(last.cell < cell) {
                throw .malformed(offset: reader.offset, what: "order")
            }
            writes.append(CellWrite(cell, try FieldValueCodec.read(from: &reader)))
        }
        return writes
    }
}
