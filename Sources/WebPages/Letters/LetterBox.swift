package import Bookkeeping
package import Causality
package import Enrolment
package import Records

/// How letters are sealed and opened: whoever assembles the node says so, since the pages hold no
/// keys.
package struct LetterBox: Sendable {
    /// A record that only the nodes of one place can read.
    package struct Letter: Sendable {
        let id: String
        let from: String
        let to: String
        /// Seconds since 1970 UTC, by the clock of the device on which it was written.
        let writtenAt: Int64
        /// The register that it is meant for; nil where this node cannot open it.
        let register: String?
        let fields: [RecordValidation.Given]

        /// Describes one; `fields` as they were typed, empty where this node cannot open it.
        package init(
            id: String,
            from: String,
            to: String,
            writtenAt: Int64,
            register: String?,
            fields: [RecordValidation.Given]
        ) {
            self.id = id
            self.from = from
            self.to = to
            self.writtenAt = writtenAt
            self.register = register
            self.fields = fields
        }
    }

    /// A letter that was not sealed: why, and what to do, in sentences.
    package struct Refusal: Error {
        let sentence: String

        /// Says why.
        package init(_ sentence: String) { self.sentence = sentence }
    }

    /// The root, to which letters go; nil where nobody writes any: at the root itself.
    let receiver: @Sendable () throws -> Place?
    /// All letters that the node holds, the oldest first.
    let letters: @Sendable () throws -> [Letter]
    /// Checks a record and seals it to the root instead of writing it; gives the record that
    /// carries it, durable.
    let seal: @Sendable (String, [RecordValidation.Given], ActingPerson) throws -> RecordID

    /// Describes the ways; `seal` throws `Refusal`, or what recording throws.
    package init(
        receiver: @escaping @Sendable () throws -> Place?,
        letters: @escaping @Sendable () throws -> [Letter],
        seal:
            @escaping @Sendable (String, [RecordValidation.Given], ActingPerson) throws -> RecordID
    ) {
        self.receiver = receiver
        self.letters = letters
        self.seal = seal
    }

    /// A node at which nobody writes or reads letters.
    package static let none = LetterBox(
        receiver: { nil },
        letters: { [] },
        seal: { _, _, _ in throw Refusal("本机不能写密件，请联系信息技术人员。") }
    )

    /// The root, for a letter that is meant for a register; nil where none is written for it: what
    /// nobody handles step by step, or not at the root, would lie there unread.
    func receiver(for definition: RegisterDefinition) throws -> Place? {
        guard definition.workflow != nil, let root = try receiver(),
            definition.levels.isEmpty || definition.levels.contains(root.level)
        else { return nil }
        return root
    }
}
