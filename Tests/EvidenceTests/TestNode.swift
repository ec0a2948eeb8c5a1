import Assessment
import Catalogue
import Causality
import Records
import Store
import Synchronization

/// A clock that a test sets by hand.
final class TestClock: Sendable {
    private let seconds = Mutex<Int64>(0)

    init(_ text: String) { set(text) }

    var now: Int64 { seconds.withLock { $0 } }

    /// Sets the clock to a moment in the spelling of fields.
    func set(_ text: String) {
        let time = CivilDateTime(text: text)?.secondsSince1970 ?? 0
        seconds.withLock { $0 = time }
    }

    /// Does something when the year of the tests is over, and everything in it has ended.
    func afterTheYear<Result>(_ body: () throws -> Result) rethrows -> Result {
        let then = now
        set("2025-01-05T09:00:00+08:00")
        defer { seconds.withLock { $0 = then } }
        return try body()
    }
}

/// What comes with the program, read once for all tests.
enum Shipped {
    static let registers = Result { try ShippedCatalogue.registers() }
    static let schemes = Result {
        try ShippedCatalogue.schemes().map { try SchemeReader.read(yaml: $0.text) }
    }
}

/// A node of a test's tree: a store in memory whose signatures everybody believes.
struct TestNode {
    let key: NodeKey
    let place: RecordID
    let store: Store

    init(
        _ number: UInt8,
        place: RecordID?,
        root: NodeKey?,
        clock: TestClock,
        without missing: Set<String> = []
    ) throws {
        guard let key = NodeKey(bytes: [UInt8](repeating: number, count: 32)) else {
            throw TestFault.badKey
        }
        self.key = key
        self.place = place ?? .rootPlace(of: key)
        store = try Store.inMemory(
            identity: NodeIdentity(
                node: key,
                sign: { _ in [UInt8](repeating: 1, count: 64) },
                random: { count in [UInt8](repeating: number, count: count) },
                now: { clock.now }
            ),
            shelf: DefinitionShelf(
                current: try Shipped.registers.get().filter { !missing.contains($0.id) }
            ),
            isValid: { _, _, _ in true }
        )
        let ownPlace = self.place
        try store.write { session in
            try session.found(rootKey: root ?? key, place: ownPlace, incarnation: UInt64(number))
        }
    }

    /// Writes a new record; `list` fields get so many empty-handed rows with the column given.
    @discardableResult
    func record(
        _ register: String,
        _ audience: Audience,
        _ fields: [String: FieldValue],
        personal: [String: FieldValue] = [:],
        rows: [String: String] = [:],
        id: RecordID? = nil
    ) throws -> RecordID {
        try store.write { session in
            try session.append(
                Draft(
                    register: register,
                    audience: audience,
                    record: id,
                    type: .create,
                    actor: "S1",
                    entry: .live
                ) { dot in
                    let plain = fields.map { CellWrite(.field($0.key), $0.value) }
                    let items = rows.map { list, column in
                        CellWrite(
                            .item(list: list, row: RowID(dot: dot, index: 0), item: column),
                            .text("1")
                        )
                    }
                    let kept = personal.map { CellWrite(.field($0.key), $0.value) }
                    return (EventPayload(writes: plain + items), kept)
                }
            ).record
        }
    }

    /// Changes fields of a record, having seen what `context` says; nil for its present state.
    func change(
        _ record: RecordID,
        _ register: String,
        _ audience: Audience,
        _ fields: [String: FieldValue?],
        seen context: VersionVector? = nil,
        transition: TransitionName? = nil
    ) throws {
        try store.write { session in
            _ = try session.append(
                Draft(
                    register: register,
                    audience: audience,
                    record: record,
                    type: .change,
                    context: context,
                    actor: "S2",
                    entry: .live
                ) { _ in
                    let writes = fields.map { CellWrite(.field($0.key), $0.value) }
                    return (EventPayload(writes: writes, transition: transition, reason: "更正"), [])
                }
            )
        }
    }

    /// Gives all that the node of another place may hold to that node.
    func send(to other: TestNode) throws {
        let (segments, isComplete) = try store.write { session in
            let link = try session.link(node: other.key, incarnation: 0)
            try session.replace(.agreed, of: link, with: [])
            return try session.outgoing(
                .agreed,
                of: link,
                place: other.place,
                byteBudget: 1 << 30
            )
        }
        guard isComplete else { throw TestFault.tooMuch }
        let outcome = try other.store.write { try $0.merge(segments) }
        guard outcome.refusals.isEmpty else { throw TestFault.refused("\(outcome.refusals)") }
    }
}

enum TestFault: Error {
    case badKey
    case tooMuch
    case refused(String)
}
