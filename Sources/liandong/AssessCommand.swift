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
            AssessLateCommand.self, AwardCommand.self,
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

/// What is told: an edition, or a trial run of a scheme and period.
struct ResultChoice: ParsableArguments {
    @Argument(help: ArgumentHelp("办法/期间/版次，或记录号；不写则用 --scheme 试算", valueName: "版本"))
    var edition: String?

    @Option(help: ArgumentHelp("考核办法的编号", valueName: "编号"))
    var scheme: String?

    @Option(help: ArgumentHelp("期间，如 2024-03", valueName: "期间"))
    var period: String?

    @Option(help: ArgumentHelp("考核哪一级或哪一类，如 village；不写时取办法的第一类", valueName: "类别"))
    var kind: String?

    /// Scheme and period of a trial run; throws where not both were said.
    func named() throws -> (scheme: String, period: String) {
        guard let scheme, let period else {
            throw Failure(status: .usage, sentence: "请写明哪一版，或用 --scheme 和 --period 写明试算什么。")
        }
        return (scheme, period)
    }

    /// What is to be tried; throws where not everything was said.
    func request(_ session: StoreSession) throws -> EvidenceRequest {
        let (scheme, period) = try named()
        let known = try NodeSchemes().scheme(scheme, for: period, session)
        return try EvidenceRequest(scheme: known, period: period, kind: kind)
    }

    /// The edition, nil where a run is asked for; throws where both are.
    func content(_ session: StoreSession) throws -> EditionContent? {
        guard let edition else { return nil }
        guard scheme == nil, period == nil, kind == nil else {
            throw Failure(
                status: .usage,
                sentence: "写了哪一版，就不用再写 --scheme、--period 和 --kind，请去掉。"
            )
        }
        return try EditionContent(EditionShelf.edition(edition, session), session)
    }
}

/// `assess explain`: one subject's total, down to the signed events; without a subject everybody's
/// in short.
struct AssessExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "说明得分：条款、次数、记录、事件，以及没有计入的；可以是定稿的一版，也可以是试算"
    )

    @OptionGroup var shared: SharedOptions
    @OptionGroup var choice: ResultChoice

    @Option(help: ArgumentHelp("考核对象的编号（区划代码或单位编号）；不写则简要说明全部对象", valueName: "编号"))
    var subject: String?

    func run() async throws {
        let node = try shared.openNode()
        let (lines, document) = try AssessmentOptions.named {
            try node.store.read { try explained($0) }
        }
        if shared.format == .json { return Printing.json(document) }
        lines.forEach { Printing.line($0) }
    }

    private func explained(_ session: StoreSession) throws -> ([String], DocumentValue) {
        if let content = try choice.content(session) {
            guard let subject else {
                let overview = try ResultOverview(content, session)
                return (overview.lines, overview.document)
            }
            let told = try SubjectExplanation.explain(content, subject: subject, session)
            return (told.lines, told.document)
        }
        let request = try choice.request(session)
        guard let subject else {
            let overview = ResultOverview(try AssessmentRun.run(request, session))
            return (overview.lines, overview.document)
        }
        let run = try AssessmentRun.run(request, naming: subject, session)
        let told = try SubjectExplanation.explain(run, subject: subject, session)
        return (told.lines, told.document)
    }
}
