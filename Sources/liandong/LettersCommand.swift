import ArgumentParser
import Bookkeeping
import Causality
import Documents
import NodeAssembly
import Records
import Store

/// `letters`: what was sealed to one place above, past the places between.
struct LettersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letters",
        abstract: "密件：只有收件的地方打得开的登记（record … --sealed-for）",
        subcommands: [ListLetters.self, OpenLetter.self],
        defaultSubcommand: ListLetters.self
    )
}

/// `letters list`: all letters here.
struct ListLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出全部密件"
    )

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let letters = try shared.openNode().sealedLetters()
        if shared.format == .json { return Printing.json(.list(letters.map(document))) }
        for letter in letters {
            let moment = Printing.moment(letter.writtenAt)
            let way = "\(letter.from)给\(letter.to)（\(moment)）"
            Printing.line("\(letter.id.text)  \(way)：\(state(of: letter))")
        }
        Printing.line(letters.isEmpty ? "没有密件。" : "共 \(letters.count) 件。")
    }

    private func state(of letter: SealedLetter) -> String {
        switch letter.contents {
        case .closed: "本机打不开"
        case .erased: "已删除"
        case .open(let register, _):
            letter.record.map { "\(register)，已登记：\($0.text)" } ?? "\(register)，用 letters open 打开"
        }
    }

    private func document(of letter: SealedLetter) -> DocumentValue {
        var register: String?
        var isErased = false
        switch letter.contents {
        case .closed: break
        case .erased: isErased = true
        case .open(let id, _): register = id
        }
        return [
            "id": .text(letter.id.text), "from": .text(letter.from), "to": .text(letter.to),
            "register": register.map { .text($0) } ?? .null, "erased": .boolean(isErased),
            "recordID": letter.record.map { .text($0.text) } ?? .null,
        ]
    }
}

/// `letters open`: what one says; with `--record` it becomes a record here.
struct OpenLetter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "打开一件密件"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("密件的编号，见 letters list", valueName: "密件"))
    var id: String

    @Flag(help: "登记成本处的记录，下级看不到")
    var record = false

    func run() async throws {
        guard let letter = try RecordID(text: id).flatMap(shared.openNode().sealedLetter) else {
            throw SealedLetterError.notOpened(id)
        }
        guard case .open(let register, let given) = letter.contents else {
            if case .erased = letter.contents { throw SealedLetterError.erased }
            throw SealedLetterError.notOpened(id)
        }
        if record { return try recordIt(letter.id, register, given) }
        if shared.format == .json {
            var fields = DocumentObject()
            for field in given { fields[field.field] = .text(field.text) }
            return Printing.json(["register": .text(register), "fields": .object(fields)])
        }
        try show(letter, register, given)
    }
    private func recordIt(
        _ letter: RecordID,
        _ register: String,
        _ given: [RecordValidation.Given]
    ) throws {
        let outcome = try shared.keepBooks { books, actor in
            try books.record(letter: letter, register, given, actor: actor)
        }
        let id: RecordID
        switch outcome {
        case .made(let recorded):
            Printing.attention(recorded.warnings, recorded.notes)
            id = recorded.id
        case .before(let record): id = record
        }
        if shared.format == .json { return Printing.json(["recordID": .text(id.text)]) }
        if case .before = outcome { Printing.line("这件密件以前已经登记。") } else { Printing.line("已登记。") }
        Printing.line(id.text)
    }
    /// For people: by the names of the fields, in their order, personal ones masked.
    private func show(
        _ letter: SealedLetter,
        _ register: String,
        _ given: [RecordValidation.Given]
    ) throws {
        let definition = try shared.openNode().store.read { session in
            session.definitions.first { $0.id == register }
        }
        Printing.line("\(letter.from)给\(letter.to)，\(definition?.title ?? register)：")
        let texts = Dictionary(given.map { ($0.field, $0.text) }) { first, _ in first }
        for field in definition?.fields ?? [] {
            guard let text = texts[field.id], !text.isEmpty else { continue }
            let shown =
                field.isPersonal ? Masking.value(text, of: field.type) : field.words(for: text)
            Printing.line("  \(field.label)：\(shown)")
        }
        for other in given where definition?.field(other.field) == nil {
            Printing.line("  \(other.field)：\(other.text)")
        }
    }
}
