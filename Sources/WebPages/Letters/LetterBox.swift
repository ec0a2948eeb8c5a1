package import Bookkeeping
package import Causality
package import Records

/// How letters are sealed and opened: whoever assembles the node says so, since the pages hold no
/// keys.
package struct LetterBox: Sendable {
    /// To whom letters go from this node.
    package enum Receiver: Sendable {
        /// This node's place is the one that reads them.
        case here
        /// The root's place is not known here yet.
        case unknown
        /// The root of the tree, by its present name.
        case place(name: String)
    }

    /// Checks a record, or seals it; throws `SealedLetterError`, `BookkeepingError` or
    /// `StoreError`.
    package typealias Sealing<Value> =
        @Sendable (
            _ register: String,
            _ fields: [RecordValidation.Given],
            _ actor: ActingPerson
        ) throws -> Value

    let receiver: @Sendable () throws -> Receiver
    let letters: @Sendable () throws -> [SealedLetter]
    let letter: @Sendable (RecordID) throws -> SealedLetter?
    let check: Sealing<[String]>
    let seal: Sealing<RecordID>

    /// Describes the ways: `letters` gives all that the node holds, the oldest first, `letter` one
    /// of them; `check` gives what to look at again before a record is sealed to the root, `seal`
    /// does it instead of writing the record, and gives the one that carries it, durable.
    package init(
        receiver: @escaping @Sendable () throws -> Receiver,
        letters: @escaping @Sendable () throws -> [SealedLetter],
        letter: @escaping @Sendable (RecordID) throws -> SealedLetter?,
        check: @escaping Sealing<[String]>,
        seal: @escaping Sealing<RecordID>
    ) {
        self.receiver = receiver
        self.letters = letters
        self.letter = letter
        self.check = check
        self.seal = seal
    }

    /// To whom a register's records may be written as letters from here; nil where they may not.
    func name(for definition: RegisterDefinition) throws -> String? {
        guard !definition.letterFields.isEmpty, case .place(let name) = try receiver() else {
            return nil
        }
        return name
    }

    /// A node at which nobody writes or reads letters.
    package static let none = LetterBox(
        receiver: { .unknown },
        letters: { [] },
        letter: { _ in nil },
        check: { _, _, _ in throw SealedLetterError.notAbove },
        seal: { _, _, _ in throw SealedLetterError.notAbove }
    )
}
