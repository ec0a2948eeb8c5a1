import ArgumentParser
import Assessment
import Catalogue
import Documents
import EvidenceGathering
import Foundation

/// `score`: an evidence document in, a result document out; needs no store.
struct ScoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "按考核办法给一份证据文件计分，不需要数据文件夹"
    )

    @OptionGroup var shared: SharedOptions

    @Option(help: ArgumentHelp("证据文件（JSON）", valueName: "文件"))
    var evidence: String

    @Option(help: ArgumentHelp("考核办法文件（YAML），不给则用随程序发布的办法", valueName: "文件"))
    var scheme: String?

    func run() async throws {
        let schemes = try scheme.map { [try SchemeFile.read($0)] } ?? ShippedSchemes.all()
        let result = Assessor.score(evidenceJSON: try FileBytes.read(evidence), schemes: schemes)
        // The result document is the command's contract: text only where a person asks for it.
        if isTextAsked {
            let applied = schemes.first { $0.id == result.schemeID }
            ResultText.lines(of: result.document, scheme: applied).forEach { Printing.line($0) }
        } else {
            Printing.json(result.document)
        }
        if result.exitIsError { throw ExitCode(Failure.Status.badData.rawValue) }
    }

    private var isTextAsked: Bool {
        shared.format == .text
            && CommandLine.arguments.contains { $0 == "--format" || $0.hasPrefix("--format=") }
    }
}

/// Reads files that are named on the command line.
enum FileBytes {
    static func exist(at path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(status: .refused, sentence: "读不出文件“\(path)”，请核对路径和权限。")
        }
        return [UInt8](data)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure(status: .refused, sentence: "写不了文件“\(path)”，请核对路径和权限。")
        }
    }
}

/// Reads a scheme that an office has written.
enum SchemeFile {
    static func read(_ path: String) throws -> Scheme {
        guard let text = String(validating: try FileBytes.read(path), as: UTF8.self) else {
            throw Failure(status: .badData, sentence: "“\(path)”不是 UTF-8 文字，请另存后再试。")
        }
        do {
            return try SchemeReader.read(yaml: text)
        } catch {
            let faults = error.sentences.joined(separator: "\n")
            throw Failure(status: .badData, sentence: "“\(path)”不能使用：\n" + faults)
        }
    }
}

/// The schemes that come with the program.
enum ShippedSchemes {
    static func all() throws -> [Scheme] {
        try ShippedCatalogue.schemes().map(read)
    }

    private static func read(_ shipped: ShippedScheme) throws -> Scheme {
        do {
            return try SchemeReader.read(yaml: shipped.text)
        } catch {
            let faults = error.sentences.joined(separator: "\n")
            let sentence = "程序自带的考核办法“\(shipped.id)”不能使用，请重新安装：\n\(faults)"
            throw Failure(status: .refused, sentence: sentence)
        }
    }
}
