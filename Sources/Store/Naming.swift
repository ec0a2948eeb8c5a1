internal import Causality
internal import GRDB
internal import Hashing
internal import Records

/// Field ids, actors and other short texts that occur in thousands of rows.
struct NameCache {
    var numbers: [String: Int64] = [:]
    var texts: [Int64: String] = [:]
    var derivedNumbers: [StreamID: Int64] = [:]
    var derivedNames: [Int64: StreamID] = [:]
}

extension StoreSession {
    /// The number of a text, given one if it has none.
    func nameNumber(_ text: String) throws -> Int64 {
        if let number = names.numbers[text] { return number }
        let find = try db.cachedStatement(sql: "SELECT id FROM name WHERE text = ?")
        let number: Int64
        if let known = try Int64.fetchOne(find, arguments: [text]) {
            number = known
        } else {
            try db.cachedStatement(sql: "INSERT INTO name(text) VALUES (?)")
                .execute(arguments: [text])
            number = db.lastInsertedRowID
        }
        names.numbers[text] = number
        names.texts[number] = text
        return number
    }

    func name(_ number: Int64) throws -> String {
        if let text = names.texts[number] { return text }
        let statement = try db.cachedStatement(sql: "SELECT text FROM name WHERE id = ?")
        guard let text = try String.fetchOne(statement, arguments: [number]) else {
            throw StoreError.damaged("名称 \(number)")
        }
        names.numbers[text] = number
        names.texts[number] = text
        return text
    }

    /// The number of a record, given one if it has none.
    func number(of record: RecordID) throws -> LocalNumber {
        switch record {
        case .dot(let dot):
            return try LocalNumber(
                stream: try streamNumber(dot.stream),
                sequence: dot.sequence
            )
        case .derived(let name):
            if let number = try knownDerived(name) { return LocalNumber(rawValue: number) }
            try db.cachedStatement(sql: "INSERT INTO derived(name) VALUES (?)")
                .execute(arguments: [name.data])
            let number = db.lastInsertedRowID
            names.derivedNumbers[name] = number
            names.derivedNames[number] = name
            return LocalNumber(rawValue: number)
        }
    }

    /// The number of a record, nil if nothing here ever named it: for reading sessions.
    func knownNumber(of record: RecordID) throws -> LocalNumber? {
        switch record {
        case .dot(let dot):
            guard let stream = try knownStream(dot.stream) else { return nil }
            return try LocalNumber(stream: stream, sequence: dot.sequence)
        case .derived(let name):
            return try knownDerived(name).map(LocalNumber.init(rawValue:))
        }
    }

    func recordID(_ number: LocalNumber) throws -> RecordID {
        if number.stream > 0 { return .dot(try dot(number)) }
        if let name = names.derivedNames[number.rawValue] { return .derived(name) }
        let statement = try db.cachedStatement(sql: "SELECT name FROM derived WHERE id = ?")
        guard let data = try Data.fetchOne(statement, arguments: [number.rawValue]),
            let name = StreamID(bytes: data)
        else { throw StoreError.damaged("记录 \(number.rawValue)") }
        names.derivedNames[number.rawValue] = name
        names.derivedNumbers[name] = number.rawValue
        return .derived(name)
    }

    func dot(_ number: LocalNumber) throws -> Dot {
        guard number.sequence > 0 else { throw StoreError.damaged("事件 \(number.rawValue)") }
        return Dot(stream: try stream(number.stream).name, sequence: number.sequence)
    }

    private func knownDerived(_ name: StreamID) throws -> Int64? {
        if let number = names.derivedNumbers[name] { return number }
        let find = try db.cachedStatement(sql: "SELECT id FROM derived WHERE name = ?")
        guard let number = try Int64.fetchOne(find, arguments: [name.data]) else { return nil }
        names.derivedNumbers[name] = number
        names.derivedNames[number] = name
        return number
    }

    /// The number under which events name a definition.
    func definitionNumber(_ key: DefinitionKey) throws -> Int64 {
        if let last = lastDefinition, last.key == key { return last.number }
        let number = try foundNumber(key)
        lastDefinition = (key, number)
        return number
    }

    private func foundNumber(_ key: DefinitionKey) throws -> Int64 {
        if let number = definitionKinds[key] { return number }
        let find = try db.cachedStatement(
            sql: "SELECT id FROM definition WHERE register = ? AND version = ?"
        )
        let arguments: StatementArguments = [key.register, key.version.data]
        let number: Int64
        if let known = try Int64.fetchOne(find, arguments: arguments) {
            number = known
        } else {
            try db.cachedStatement(sql: "INSERT INTO definition(register, version) VALUES (?, ?)")
                .execute(arguments: arguments)
            number = db.lastInsertedRowID
            meetsDefinition = true
        }
        definitionKinds[key] = number
        definitionKeys[number] = key
        return number
    }

    func definitionKey(_ number: Int64) throws -> DefinitionKey {
        if let key = definitionKeys[number] { return key }
        let statement = try db.cachedStatement(
            sql: "SELECT register, version FROM definition WHERE id = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [number]),
            let version = Digest256(bytes: row["version"] as Data)
        else { throw StoreError.damaged("定义 \(number)") }
        let key = DefinitionKey(register: row["register"], version: version)
        definitionKeys[number] = key
        definitionKinds[key] = number
        return key
    }
}
