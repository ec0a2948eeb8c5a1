import ArgumentParser
import Bookkeeping
import Causality
import Documents
import NodeAssembly
import Records

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
            let state = letter.register.map { "\($0)，用 letters open 打开" } ?? "本机打不开"
            let moment = Printing.moment(letter.writtenAt)
            let way = "\(letter.from)给\(letter.to)（\(moment)）"
            Printing.line("\(letter.id.text)  \(way)：\(state)")
        }
        Printing.line(letters.isEmpty ? "没有密件。" : "共 \(letters.count) 件。")
    }

    private func document(of letter: SealedLetter) -> DocumentValue {
        [
            "id": .text(letter.id.text), "from": .text(letter.from), "to": .text(letter.to),
            "register": letter.register.map { .text($0) } ?? .null,
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
        let node = try shared.openNode()
        guard let letter = try node.sealedLetters().first(where: { $0.id.text == id }),
            let register = letter.register
        else { throw SealedLetterError.notOpened(id) }
        if record {
            let recorded = try shared.keepBooks { books, actor in
                // What was sealed past the places between is not to come down to them.
                try books.record(register, letter.fields, actor: actor, staysHere: true)
            }
            Printing.attention(recorded.warnings, recorded.notes)
            if shared.format == .json {
                return Printing.json(["recordID": .text(recorded.id.text)])
            }
            Printing.line("已登记。")
            return Printing.line(recorded.id.text)
        }
        if shared.format == .json {
            var fields = DocumentObject()
            for field in letter.fields { fields[field.field] = .text(field.text) }
            return Printing.json(["register": .text(register), "fields": .object(fields)])
        }
        Printing.line("\(letter.from)给\(letter.to)，登记簿 \(register)：")
        for field in letter.fields { Printing.line("  \(field.field)：\(field.text)") }
    }
}
