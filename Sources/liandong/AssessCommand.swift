import ArgumentParser
import Assessment
import Defining
import Documents
import EvidenceGathering
import NodeAssembly
import Records
import Store

/// `assess`: the assessment of the node's own records.
struct AssessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess",
        abstract: "用本节点的记录考核，并说明每一分的来历",
        subcommands: [
            AssessRunCommand.self, AssessExplainCommand.self, AssessFreezeCommand.self,
            AssessListCommand.self, AssessShowCommand.self, AssessProveCommand.self,
            AssessCompareCommand.self, AssessWhatIfCommand.self, AssessTableCommand.self,
            AwardCommand.self,
        ]
    )
}

/// What is assessed, as the command line says it.
struct AssessmentOptions: ParsableArguments {
    @Option(help: ArgumentHelp("考核办法的编号", valueName: "编号"))
    var scheme: String

    @Option(help: ArgumentHelp("期间，如 2024-03", valueName: "期间"))
    var period: String

    @Option(help: ArgumentHelp("考核哪一级或哪一类，如 village；不写时取办法的第一类", valueName: "类别"))
    var kind: String?

    func request(_ node: Node) throws -> EvidenceRequest {
        try AssessmentOptions.named {
            let known = try node.store.read {
                try NodeSchemes().scheme(scheme, for: period, $0)
            }
            return try EvidenceRequest(scheme: known, period: period, kind: kind)
        }
    }

    /// Lets an error of the evidence end the command with its sentence.
    static func named<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as EvidenceError {
            throw Failure(status: error.isUsage ? .usage : .refused, sentence: error.sentence)
        }
    }
}

/// The schemes that a node assesses by.
struct NodeSchemes {
    private let library: SchemeLibrary

    init() throws { library = try SchemeLibrary() }

    /// The scheme by which a period is assessed; throws `EvidenceError.unknownScheme`.
    func scheme(_ id: String, for period: String, _ session: StoreSession) throws -> Scheme {
        let known = try library.scheme(id, for: Records.Period(text: period), session)
        guard let known else { throw EvidenceError.unknownScheme(id) }
        return known
    }
}

/// `assess run`: the result, with where it comes from and what is missing.
struct AssessRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "试算一个期间的结果"
    )

    @OptionGroup var shared: SharedOptions
    @OptionGroup var options: AssessmentOptions

    @Option(help: ArgumentHelp("把证据文件写到这里", valueName: "文件"))
    var evidenceOutput: String?

    func run() async throws {
        let node = try shared.openNode()
        let request = try options.request(node)
        let run = try AssessmentOptions.named {
            try node.store.read { try AssessmentRun.run(request, $0) }
        }
        if let evidenceOutput {
            let bytes = JSONWriter.write(run.evidence.document, pretty: true, sortedKeys: false)
            try FileBytes.write(bytes + [10], to: evidenceOutput)
        }
        if shared.format == .json {
            Printing.json(run.document)
        } else {
            printText(run)
        }
        if run.result.exitIsError { throw ExitCode(Failure.Status.badData.rawValue) }
    }

    private func printText(_ run: AssessmentRun) {
        let evidence = run.evidence
        Printing.line("\(evidence.scheme.title) \(evidence.period.text)（试算）")
        Printing.line()
        ResultText.lines(of: run.document, scheme: evidence.scheme).forEach { Printing.line($0) }
        Printing.line()
        let count = evidence.completeness.count { !$0.isMissing }
        if !evidence.completeness.isEmpty {
            Printing.line("数据到齐：\(count)/\(evidence.completeness.count) 处")
        }
        let version = AssessmentRun.version(of: evidence.scheme).prefix(12)
        Printing.line("办法版本 \(version)，证据 \(run.evidenceHash.prefix(12))")
    }
}

/// `assess explain`: one subject's total, down to the signed events.
struct AssessExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "说明一个对象的得分：条款、次数、记录、事件，以及没有计入的"
    )

    @OptionGroup var shared: SharedOptions
    @OptionGroup var options: AssessmentOptions

    @Option(help: ArgumentHelp("考核对象的编号（区划代码或单位编号）", valueName: "编号"))
    var subject: String

    func run() async throws {
        let node = try shared.openNode()
        let request = try options.request(node)
        let explanation = try AssessmentOptions.named {
            try node.store.read { session in
                let run = try AssessmentRun.run(request, naming: subject, session)
                return try SubjectExplanation.explain(run, subject: subject, session)
            }
        }
        if shared.format == .json {
            Printing.json(explanation.document)
        } else {
            explanation.lines.forEach { Printing.line($0) }
        }
    }
}
