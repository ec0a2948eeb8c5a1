import Foundation

/// The built program: `LIANDONG_PROGRAM`, else what `swift build` last left in this repository.
enum Program {
    static let path: String? = {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["LIANDONG_PROGRAM"], !named.isEmpty { return named }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return ["release", "debug"].map { root.path + "/.build/\($0)/liandong" }
            .filter { FileManager.default.isExecutableFile(atPath: $0) }
            .max { age(of: $0) > age(of: $1) }
    }()

    private static func age(of path: String) -> TimeInterval {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return -((attributes?[.modificationDate] as? Date)?.timeIntervalSinceNow ?? 0)
    }

    /// What a test says when it is left out.
    static let absence: String =
        "build the program first (swift build -c release) or set LIANDONG_PROGRAM"

    /// How often, or with how many events, a long test runs; a number from the environment.
    static func number(_ name: String, or standard: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? standard
    }
}

/// What became of one command.
struct Outcome {
    let arguments: [String]
    let status: Int32
    let output: String
    let errors: String

    /// The JSON object that was printed; empty if it was none.
    var json: [String: Any] {
        let value = try? JSONSerialization.jsonObject(with: Data(output.utf8))
        return value as? [String: Any] ?? [:]
    }

    /// The JSON array of objects that was printed; empty if it was none.
    var rows: [[String: Any]] {
        let value = try? JSONSerialization.jsonObject(with: Data(output.utf8))
        return value as? [[String: Any]] ?? []
    }

    /// The last line, where `record` prints the new record's id.
    var lastLine: String {
        String(output.split(separator: "\n").last ?? "")
    }
}

/// A command that failed where it must not.
struct CommandFailed: Error, CustomStringConvertible {
    let outcome: Outcome

    var description: String {
        """
        liandong \(outcome.arguments.joined(separator: " ")): status \(outcome.status)
        \(outcome.output.suffix(400))\(outcome.errors.suffix(800))
        """
    }
}

/// One node's data folder, and the folder where its positions are kept outside.
struct NodeHome {
    let data: String
    let state: String
    /// The program that is run on it.
    var program = Program.path ?? ""

    var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["XDG_STATE_HOME"] = state
        environment["LIANDONG_DATA"] = data
        return environment
    }

    /// Starts a command without waiting for it; both outputs go to files.
    func start(_ arguments: [String], input: String = "") throws -> RunningCommand {
        try RunningCommand(arguments, self, input: input)
    }

    /// Runs a command to its end.
    @discardableResult
    func run(_ arguments: String...) throws -> Outcome { try start(arguments).finish() }

    /// Runs a command that must succeed.
    @discardableResult
    func must(_ arguments: String...) throws -> Outcome { try must(arguments) }

    /// Runs a command of parts that must succeed.
    @discardableResult
    func must(_ arguments: [String]) throws -> Outcome {
        let outcome = try start(arguments).finish()
        guard outcome.status == 0 else { throw CommandFailed(outcome: outcome) }
        return outcome
    }

    /// `status` as JSON.
    func status() throws -> [String: Any] { try must("status", "--format", "json").json }

    /// A whole number of `status`.
    func count(_ key: String) throws -> Int { try status()[key] as? Int ?? -1 }

    /// The state digest of a place, empty if there is none.
    func digest(of region: String) throws -> String {
        let status = try must("status", "--region", region, "--format", "json").json
        return status["stateDigest"] as? String ?? ""
    }

    /// A copy of the data folder under another name; the state folder stays the same if shared.
    func copied(to data: String, state: String? = nil) throws -> NodeHome {
        try FileManager.default.copyItem(atPath: self.data, toPath: data)
        return NodeHome(data: data, state: state ?? self.state)
    }
}

/// A command under way.
final class RunningCommand {
    private let process = Process()
    private let arguments: [String]
    private let files: [String]

    init(_ arguments: [String], _ home: NodeHome, input: String) throws {
        self.arguments = arguments
        let stem = NSTemporaryDirectory() + "liandong-command-\(UUID().uuidString)"
        files = [stem + ".out", stem + ".err", stem + ".in"]
        for file in files { _ = FileManager.default.createFile(atPath: file, contents: nil) }
        try Data(input.utf8).write(to: URL(fileURLWithPath: files[2]))
        process.executableURL = URL(fileURLWithPath: home.program)
        process.arguments = arguments
        process.environment = home.environment
        process.standardOutput = FileHandle(forWritingAtPath: files[0])
        process.standardError = FileHandle(forWritingAtPath: files[1])
        process.standardInput = FileHandle(forReadingAtPath: files[2])
        try process.run()
    }

    var processID: Int32 { process.processIdentifier }

    func finish() -> Outcome {
        process.waitUntilExit()
        let texts = files.map { file in
            String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
        }
        for file in files { try? FileManager.default.removeItem(atPath: file) }
        return Outcome(
            arguments: arguments,
            status: process.terminationReason == .exit ? process.terminationStatus : -9,
            output: texts[0],
            errors: texts[1]
        )
    }
}
