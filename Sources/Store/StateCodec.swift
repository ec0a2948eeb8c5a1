internal import Causality
internal import GRDB
internal import Hashing
internal import Merge
internal import Records

/// The stored form of a record's state: dots and contexts by local numbers.
///
/// A value that stands alone in a plain field is in its own column and not repeated here.
///
/// Typical cost: four bytes a cell.
struct StateCodec {
    let session: StoreSession
    let record: LocalNumber

    private static let form: UInt8 = 2
    private static let single: UInt8 = 1
    private static let ownContext: UInt8 = 2
    private static let inColumn: UInt8 = 4
    private static let personal: UInt8 = 1
    private static let erased: UInt8 = 2
    private static let sameHash: UInt8 = 4

    /// Encodes a state; `place`, asked for each cell in order, gives the number of the field's name
    /// and says whether the projection's columns hold the value.
    func encode(
        _ state: RecordState,
        place: (Cell, CellState) throws -> (name: Int64, isInColumn: Bool)
    ) throws -> [UInt8] {
        var writer = ByteWriter(capacity: 256)
        writer.byte(StateCodec.form)
        try write(state.version, to: &writer)
        try write(state.origin, to: &writer)
        writer.varint(UInt64(state.passed.count))
        for name in state.passed.sorted() {
            writer.varint(UInt64(try session.nameNumber(name)))
        }
        writer.varint(UInt64(state.cells.entries.count))
        var lastHash: Digest256?
        // By index: to take an entry out of its array copies all that it holds.
        let entries = state.cells.entries
        for index in entries.indices {
            let (name, isInColumn) = try place(entries[index].cell, entries[index].state)
            try write(entries[index].cell, name: name, to: &writer)
            try write(entries[index].state, inColumn: isInColumn, after: &lastHash, to: &writer)
        }
        return writer.bytes
    }

    /// Decodes a state; `column` gives the values that the projection's columns hold.
    func decode(_ bytes: [UInt8], column: (Cell) throws -> FieldValue?) throws -> RecordState {
        var reader = ByteReader(bytes)
        guard try reader.byte() == StateCodec.form else {
            throw StoreError.damaged("记录 \(record.rawValue) 的状态")
        }
        let version = try readVector(from: &reader)
        let origin = try readOrigin(from: &reader)
        var passed: Set<String> = []
        for _ in 0..<(try reader.count(max: reader.remaining, "passed")) {
            passed.insert(try session.name(Int64(try reader.varint())))
        }
        var cells = CellTable()
        var lastHash: Digest256?
        for _ in 0..<(try reader.count(max: reader.remaining, "cells")) {
            let cell = try readCell(from: &reader)
            let state = try readCellState(
                from: &reader,
                after: &lastHash,
                column: { try column(cell) }
            )
            guard cells.append(cell, state) else {
                throw StoreError.damaged("记录 \(record.rawValue) 的状态")
            }
        }
        try reader.end()
        return RecordState(cells: cells, version: version, origin: origin, passed: passed)
    }

    private func write(_ vector: VersionVector, to writer: inout ByteWriter) throws {
        writer.varint(UInt64(vector.entries.count))
        for entry in vector.entries {
            writer.varint(UInt64(try session.streamNumber(entry.stream)))
            writer.varint(entry.sequence)
        }
    }

    private func readVector(from reader: inout ByteReader) throws -> VersionVector {
        var vector = VersionVector()
        for _ in 0..<(try reader.count(max: reader.remaining, "vector")) {
            let stream = try session.stream(Int64(try reader.varint())).name
            vector.advance(stream, to: try reader.varint())
        }
        return vector
    }

    private func write(_ origin: RecordOrigin?, to writer: inout ByteWriter) throws {
        guard let origin else { return writer.byte(0) }
        writer.byte(1)
        try write(origin.dot, to: &writer)
        writer.signed(origin.deviceTime)
        writer.byte(origin.entry.rawValue)
        writer.varint(UInt64(try session.nameNumber(origin.actor)))
    }

    private func readOrigin(from reader: inout ByteReader) throws -> RecordOrigin? {
        guard try reader.count(max: 1, "origin") == 1 else { return nil }
        let dot = try readDot(from: &reader)
        let time = try reader.signed()
        guard let entry = EntryKind(rawValue: try reader.byte()) else {
            throw StoreError.damaged("记录 \(record.rawValue) 的来源")
        }
        let actor = try session.name(Int64(try reader.varint()))
        return RecordOrigin(dot: dot, deviceTime: time, entry: entry, actor: actor)
    }

    private func write(_ dot: Dot, to writer: inout ByteWriter) throws {
        writer.varint(UInt64(try session.streamNumber(dot.stream)))
        writer.varint(dot.sequence)
    }

    private func readDot(from reader: inout ByteReader) throws -> Dot {
        let stream = try session.stream(Int64(try reader.varint())).name
        let sequence = try reader.varint()
        guard sequence > 0 else { throw StoreError.damaged("记录 \(record.rawValue) 的状态") }
        return Dot(stream: stream, sequence: sequence)
    }

    private func write(_ cell: Cell, name: Int64, to writer: inout ByteWriter) throws {
        switch cell {
        case .field: writer.varint(UInt64(name) << 1)
        case .item(_, let row, let item):
            writer.varint(UInt64(name) << 1 | 1)
            try write(row.dot, to: &writer)
            writer.varint(UInt64(row.index))
            writer.varint(UInt64(try session.nameNumber(item)))
        }
    }

    private func readCell(from reader: inout ByteReader) throws -> Cell {
        let head = try reader.varint()
        let field = try session.name(Int64(head >> 1))
        if head & 1 == 0 { return .field(field) }
        let dot = try readDot(from: &reader)
        let index = UInt32(try reader.count(max: 65_535, "row"))
        let item = try session.name(Int64(try reader.varint()))
        return .item(list: field, row: RowID(dot: dot, index: index), item: item)
    }
}

extension StateCodec {
    private func write(
        _ state: CellState,
        inColumn: Bool,
        after lastHash: inout Digest256?,
        to writer: inout ByteWriter
    ) throws {
        let first = state.siblings.first
        let isSingle = state.siblings.count == 1
        let isOwn =
            isSingle
            && first.map { state.seen.isExactly($0.dot.stream, $0.dot.sequence - 1) } ?? false
        writer.byte(
            (isSingle ? StateCodec.single : 0) | (isOwn ? StateCodec.ownContext : 0)
                | (inColumn ? StateCodec.inColumn : 0)
        )
        if !isSingle { writer.varint(UInt64(state.siblings.count)) }
        for sibling in state.siblings {
            try write(sibling.dot, to: &writer)
            // The personal values of one event have one hash, written with the first of them.
            let isAgain = sibling.payloadHash != nil && sibling.payloadHash == lastHash
            writer.byte(
                (sibling.payloadHash == nil ? 0 : StateCodec.personal)
                    | (sibling.isErased ? StateCodec.erased : 0)
                    | (isAgain ? StateCodec.sameHash : 0)
            )
            if let hash = sibling.payloadHash, !isAgain {
                writer.digest(hash)
                lastHash = hash
            }
            if !inColumn { FieldValueCodec.write(sibling.value, to: &writer) }
        }
        if !isOwn { try write(state.seen, to: &writer) }
    }

    private func readCellState(
        from reader: inout ByteReader,
        after lastHash: inout Digest256?,
        column: () throws -> FieldValue?
    ) throws -> CellState {
        let flags = try reader.byte()
        let known = StateCodec.single | StateCodec.ownContext | StateCodec.inColumn
        guard flags & ~known == 0 else {
            throw StoreError.damaged("记录 \(record.rawValue) 的状态")
        }
        let count =
            flags & StateCodec.single != 0 ? 1 : try reader.count(max: reader.remaining, "siblings")
        var siblings: [Sibling] = []
        for _ in 0..<count {
            let dot = try readDot(from: &reader)
            let kind = try reader.byte()
            let hash = try readHash(kind, from: &reader, after: &lastHash)
            let value =
                flags & StateCodec.inColumn != 0
                ? try column() : try FieldValueCodec.read(from: &reader)
            siblings.append(
                Sibling(
                    dot: dot,
                    value: value,
                    payloadHash: hash,
                    isErased: kind & StateCodec.erased != 0
                )
            )
        }
        let seen: VersionVector
        if flags & StateCodec.ownContext != 0, let dot = siblings.first?.dot {
            seen = VersionVector(dot.stream, dot.sequence - 1)
        } else {
            seen = try readVector(from: &reader)
        }
        return CellState(siblings: siblings, seen: seen)
    }

    private func readHash(
        _ kind: UInt8,
        from reader: inout ByteReader,
        after lastHash: inout Digest256?
    ) throws -> Digest256? {
        switch kind & ~StateCodec.erased {
        case 0: return nil
        case StateCodec.personal: lastHash = try reader.digest()
        case StateCodec.personal | StateCodec.sameHash where lastHash != nil: break
        default: throw StoreError.damaged("记录 \(record.rawValue) 的状态")
        }
        return lastHash
    }
}
