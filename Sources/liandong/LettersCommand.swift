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
        let node = try shared.openNode()
        let letters = try node.sealedLetters()
        let titles = try node.store.read { session in
            Dictionary(session.definitions.map { ($0.id, $0.title) }) { first, _ in first }
        }
        if shared.format == .json { return Printing.json(.list(letters.map(document))) }
        for letter in letters {
            let moment = Printing.moment(letter.writtenAt)
            let way = "\(letter.from)给\(letter.to)（\(moment)）"
            Printing.line("\(letter.id.text)  \(way)：\(state(of: letter, titles))")
        }
        Printing.line(letters.isEmpty ? "没有密件。" : "共 \(letters.count) 件。")
    }

    private func state(of letter: SealedLetter, _ titles: [String: String]) -> String {
        switch letter.contents {
        case .closed where letter.record != nil: "已登记：\(letter.record?.text ?? "")"
        case .closed where letter.isToHere: "本机打不开，请用它写好时已有的那台电脑打开"
        case .closed: letter.closedWords
        case .erased: letter.record.map { "已删除，登记成的是：\($0.text)" } ?? "已删除"
        case .stripped: "内容在路上被去掉了，请写的地方做一个优盘（bundle export --full）直接送来"
        case .open(let register, _):
            (titles[register] ?? register)
                + (letter.record.map { "，已登记：\($0.text)" } ?? "，用 letters open 打开")
        }
    }

    private func document(of letter: SealedLetter) -> DocumentValue {
        var register: String?
        var isErased = false
        switch letter.contents {
        case .closed, .stripped: break
        case .erased: isErased = true
        case .open(let id, _): register = id
        }
        return [
            "id": .text(letter.id.text),
            "node": letter.author.map { .text(Base32.encode($0.bytes)) } ?? .null,
            "from": .text(letter.from), "to": .text(letter.to),
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

    @Option(help: ArgumentHelp("已另行登记成这条记录，以后一起删除", valueName: "记录"))
    var recordedAs: String?

    func validate() throws {
        guard !record || recordedAs == nil else {
            throw ValidationError("--record 和 --recorded-as 只写一个。")
        }
    }

    func run() async throws {
        guard let letter = try RecordID(text: id).flatMap(shared.openNode().sealedLetter) else {
            throw SealedLetterError.notOpened(id)
        }
        guard case .open(let register, let given) = letter.contents else {
            if case .erased = letter.contents { throw SealedLetterError.erased }
            if case .stripped = letter.contents { throw SealedLetterError.stripped }
            throw SealedLetterError.notOpened(id)
        }
        try shared.keepBooks { books, actor in try books.checkReading(register, actor: actor) }
        if let madeByHand = recordedAs { return try note(letter.id, register, madeByHand) }
        if record { return try recordIt(letter.id, register, given) }
        if shared.format == .json {
            var fields = DocumentObject()
            for field in given { fields[field.field] = .text(field.text) }
            return Printing.json(["register": .text(register), "fields": .object(fields)])
        }
        try show(letter, register, given)
    }
    private func note(_ letter: RecordID, _ register: String, _ text: String) throws {
        let id = try shared.keepBooks { books, actor in
            let id = try books.find(register, text)
            try books.note(id, madeOf: letter, actor: actor)
            return id
        }
        if shared.format == .json { return Printing.json(["recordID": .text(id.text)]) }
        Printing.line("已记下：这件密件登记成了这条记录，以后一起删除。")
        Printing.line(id.text)
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
        if let words = letter.authorWords { Printing.line("注意：\(words)。") }
        for other in given where definition?.field(other.field) == nil {
            Printing.line("  \(other.field)：****")
        }
    }
}
