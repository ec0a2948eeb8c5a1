internal import Bookkeeping
internal import Causality
internal import Enrolment
internal import Records
internal import Store

extension PagesNode {
    /// The letters here, and what a person may do with them.
    func letterList(for visitor: Visitor) async throws -> LetterList {
        let box = letters
        return try await withBooks { books in
            let definitions = try PagesNode.letterRegisters(books)
            let level = try books.store.read { try $0.servedPlace()?.level }
            let readable = definitions.filter { Permission.handles(visitor.role, $0) }
            return LetterList(
                letters: try box.letters(),
                receiver: try box.receiver(),
                writable: definitions.filter { Permission.records(visitor.role, $0, at: level) },
                readable: Set(readable.map(\.id))
            )
        }
    }

    /// A letter that this node can open, for a person who handles what it is about.
    ///
    /// Throws `unknownPage`, `letterClosed` or `notAllowed`.
    func letterModel(_ id: String, for visitor: Visitor) async throws -> LetterModel {
        let box = letters
        return try await withBooks { books in
            guard let letter = try RecordID(text: id).flatMap(box.letter) else {
                throw PageError.unknownPage
            }
            guard case .open(let register, let given) = letter.contents,
                let definition = try books.knownDefinition(register)
            else { throw PageError.letterClosed }
            guard Permission.handles(visitor.role, definition) else {
                throw PageError.notAllowed("打开“\(definition.title)”的密件")
            }
            let choices = try ReferenceChoices(for: [definition], in: books)
            return LetterModel(
                letter: letter,
                definition: definition,
                given: given,
                form: EntryForm(definition, given: given),
                choices: choices,
                warnings: try books.warnings(register, given)
            )
        }
    }

    /// Makes the record that a letter is meant for; the one that was made of it before where one
    /// was.
    func record(_ model: LetterModel, by visitor: Visitor) async throws -> RecordID {
        try await withBooks { books in
            let register = model.definition.id
            let (letter, given) = (model.letter.id, model.given)
            switch try books.record(letter: letter, register, given, actor: visitor.person) {
            case .made(let recorded): return recorded.id
            case .before(let record): return record
            }
        }
    }

    /// What the first page says of letters to a person; nil where there is nothing to say.
    func letterTile(for visitor: Visitor) async throws -> HomeModel.Letters? {
        let box = letters
        return try await withBooks { books in
            let definitions = try PagesNode.letterRegisters(books)
            let mayRead = definitions.contains { Permission.handles(visitor.role, $0) }
            let count = mayRead ? try books.unrecordedLetterCount() : 0
            if count > 0 { return .toRead(openCount: count) }
            switch try box.receiver() {
            case .here: return mayRead ? .toRead(openCount: 0) : nil
            case .place(let name):
                let level = try books.store.read { try $0.servedPlace()?.level }
                let mayWrite = definitions.contains {
                    Permission.records(visitor.role, $0, at: level)
                }
                return mayWrite ? .toWrite(to: name) : nil
            case .unknown: return nil
            }
        }
    }

    /// The registers that may be written as letters.
    private static func letterRegisters(_ books: Bookkeeping) throws -> [RegisterDefinition] {
        try books.store.read { session in
            session.definitions.filter { !$0.letterFields.isEmpty }
        }
    }
}
