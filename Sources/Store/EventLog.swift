internal import Causality
internal import GRDB
internal import Hashing
internal import Records

/// Writes and reads event rows. Streams, records and definitions stand in them as local numbers;
/// the chain of hashes, made from their full names, guards the translation.
extension StoreSession {
    /// Stores an event behind the last of its stream.
    ///
    /// The caller has checked that it belongs there.
    func insert(_ event: Event, stream number: Int64, hash: Digest256) throws {
        let id = try LocalNumber(stream: number, sequence: event.dot.sequence)
        let definition = try definitionNumber(
            DefinitionKey(register: event.register, version: event.definition)
        )
        let kind = definition << 16 | Int64(event.type.rawValue) << 8 | Int64(event.entry.rawValue)
        let context = try contextData(event.context)
        let personal = event.personal.map(personalData)
        let record = try self.number(of: event.record)
        noteArrival(of: record, stream: number)
        let statement = try insertionOfEvents()
        // The marks in the order of `insertionOfEvents`.
        statement.beginRow()
        try statement.put(id.rawValue, at: 0)
        try statement.put(record.rawValue, at: 1)
        try statement.put(kind, at: 2)
        try statement.put(event.deviceTime, at: 3)
        try statement.put(nameNumber(event.actor), at: 4)
        if let context { try statement.put(context, at: 5) }
        try statement.put(event.open, at: 6)
        if let personal { try statement.put(personal, at: 7) }
        do {
            try statement.execute()
        } catch {
            // A statement that failed must not be bound again.
            eventInsertion = nil
            throw error
        }
        try noteClock(of: event, at: id)
        let size = event.open.count + (personal?.count ?? 0) + (context?.count ?? 0)
        streams.changed.insert(number)
        streams.rows[number]?.grow(to: event.dot.sequence, hash: hash, byteCount: size)
    }

    /// What an event adds to its stream's byte count.
    func storedByteCount(_ event: Event) throws -> Int64 {
        let personal = event.personal.map(personalData)
        let context = try contextData(event.context)
        return Int64(event.open.count + (personal?.count ?? 0) + (context?.count ?? 0))
    }

    private func insertionOfEvents() throws -> Statement {
        if let eventInsertion { return eventInsertion }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO event(id, record, kind, time, actor, context, open, personal)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        eventInsertion = statement
        return statement
    }

    /// The events of a stream from one sequence through another, in order.
    func events(stream number: Int64, from first: UInt64, through last: UInt64) throws -> [Event] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM event WHERE id BETWEEN ? AND ? ORDER BY id"
        )
        let low = try LocalNumber(stream: number, sequence: first).rawValue
        let high = try LocalNumber(stream: number, sequence: last).rawValue
        let rows = try Row.fetchCursor(statement, arguments: [low, high])
        var events: [Event] = []
        while let row = try rows.next() { events.append(try event(row)) }
        return events
    }

    /// The events of a record that this node holds, by stream and sequence.
    func events(record: LocalNumber) throws -> [Event] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM event WHERE record = ? ORDER BY id"
        )
        let rows = try Row.fetchCursor(statement, arguments: [record.rawValue])
        var events: [Event] = []
        while let row = try rows.next() { events.append(try event(row)) }
        return events
    }

    func event(at number: LocalNumber) throws -> Event? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM event WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [number.rawValue]).map(event)
    }

    func event(_ row: Row) throws -> Event {
        let number = LocalNumber(rawValue: row["id"])
        let kind: Int64 = row["kind"]
        let definition = try definitionKey(kind >> 16)
        guard let entry = EntryKind(rawValue: UInt8(truncatingIfNeeded: kind)) else {
            throw StoreError.damaged("事件 \(number.rawValue)")
        }
        let actor = try name(row["actor"])
        return Event(
            dot: try dot(number),
            record: try recordID(LocalNumber(rawValue: row["record"])),
            register: definition.register,
            definition: definition.version,
            type: EventType(rawValue: UInt8(truncatingIfNeeded: kind >> 8)),
            context: try context(row["context"]),
            actor: actor,
            deviceTime: row["time"],
            entry: entry,
            open: [UInt8](row["open"] as Data),
            personal: try (row["personal"] as Data?).map { try personal($0) }
        )
    }

    private func contextData(_ context: EventContext) throws -> Data? {
        guard case .seen(let vector) = context else { return nil }
        var writer = ByteWriter()
        for entry in vector.entries {
            writer.varint(UInt64(try streamNumber(entry.stream)))
            writer.varint(entry.sequence)
        }
        return Data(writer.bytes)
    }

    private func context(_ data: Data?) throws -> EventContext {
        guard let data else { return .own }
        var reader = ByteReader([UInt8](data))
        var vector = VersionVector()
        while reader.remaining > 0 {
            let number = Int64(bitPattern: try reader.varint())
            vector.advance(try stream(number).name, to: try reader.varint())
        }
        return .seen(vector)
    }

    func personalData(_ personal: PersonalPayload) -> Data {
        switch personal {
        case .held(let salt, let bytes): Data([1] + salt + bytes)
        case .erased(let hash): Data([0] + hash.bytes)
        }
    }

    private func personal(_ data: Data) throws -> PersonalPayload {
        let bytes = [UInt8](data)
        if bytes.first == 1, bytes.count >= 17 {
            return .held(salt: Array(bytes[1..<17]), bytes: Array(bytes[17...]))
        }
        guard bytes.first == 0, let hash = Digest256(bytes: bytes.dropFirst()) else {
            throw StoreError.damaged("个人信息")
        }
        return .erased(hash: hash)
    }
}
