import Bookkeeping
import Catalogue
import Causality
import Records
import Store

/// Tables: all of it up to the store, on a node in memory that keeps nothing of it.
enum ImportFuzzing {
    private static let registers = ["complaint", "village-agency", "unit", "staff"]

    private static let books: Bookkeeping? = {
        guard let key = NodeKey(bytes: Array(1...32)),
            let registers = try? ShippedCatalogue.registers(),
            let store = try? Store.inMemory(
                identity: NodeIdentity(
                    node: key,
                    sign: { _ in Array(repeating: 0, count: 64) },
                    random: { Array(repeating: 7, count: $0) },
                    now: { 1_774_000_000 }
                ),
                shelf: DefinitionShelf(current: registers),
                isValid: { _, _, _ in true }
            )
        else { return nil }
        let place = RecordID.rootPlace(of: key)
        try? store.write { session in
            try session.found(rootKey: key, place: place, incarnation: 1)
            try session.append(region(place))
        }
        return Bookkeeping(store: store)
    }()

    private static func region(_ place: RecordID) -> Draft {
        Draft(
            register: SystemRegister.region,
            audience: Audience(.under, place),
            record: place,
            type: .create,
            actor: "",
            entry: .live
        ) { _ in
            let values = [("code", "330110000000"), ("from", "2000-01-01"), ("level", "county")]
            let writes = (values + [("name", "某县")]).map { field, text in
                CellWrite(.field(field), .text(text))
            }
            return (EventPayload(writes: writes), [])
        }
    }

    /// The first byte says the register and the format.
    static func read(_ bytes: [UInt8]) {
        guard let books else { preconditionFailure("no store to import into") }
        guard let first = bytes.first else { return }
        _ = try? books.importRows(
            registers[Int(first >> 1) % registers.count],
            Array(bytes.dropFirst()),
            format: first.isMultiple(of: 2) ? .csv : .jsonl,
            dryRun: true
        )
    }
}
