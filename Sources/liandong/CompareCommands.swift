import ArgumentParser
import Assessment
import Documents
import EvidenceGathering
import NodeAssembly
import Spreadsheets
import Store

/// `assess compare`: two results side by side, subject by subject.
struct AssessCompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "比较两份结果：两版、两个期间、定稿与现在，或同一份证据换一个办法"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("前一份：办法/期间/版次，或 办法/期间（现在试算）", valueName: "前"))
    var before: String

    @Argument(help: ArgumentHelp("后一份，写法相同；不写时要有 --with-scheme", valueName: "后"))
    var after: String?

    @Option(help: ArgumentHelp("把前一份的证据按这个办法文件（YAML）再算一遍来比", valueName: "文件"))
    var withScheme: String?

    @Option(help: ArgumentHelp("试算时考核哪一级或哪一类，如 village", valueName: "类别"))
    var kind: String?

    @Option(
        help: ArgumentHelp(
            "前一份只算到这里的记录：一版的名称、日期时间（县里），或存着 provenance.cut 的文件",
            valueName: "截止"
        )
    )
    var cut: String?

    @Option(help: ArgumentHelp("后一份只算到这里的记录，写法相同", valueName: "截止"))
    var cutAfter: String?

    @Option(help: ArgumentHelp("把差异写成表，名字以 .xlsx 或 .csv 结尾", valueName: "文件"))
    var output: String?

    func run() async throws {
        guard (after == nil) != (withScheme == nil) else {
            throw Failure(status: .usage, sentence: "请写两份结果，或写一份再加 --with-scheme，二者选一。")
        }
        guard cutAfter == nil || after != nil else {
            throw Failure(status: .usage, sentence: "没有后一份，--cut-after 用不上，请去掉。")
        }
        let file = try output.map { try TableFile($0, shared.format) }
        let node = try shared.openNode()
        let first = try computed(before, cut, node)
        let second =
            if let after {
                try computed(after, cutAfter, node)
            } else {
                first.scored(by: try SchemeFile.read(withScheme ?? ""))
            }
        let report = try ComparisonReport(first, second)
        guard let file else { return report.print(shared.format) }
        try file.write(report.table)
    }

    private func computed(_ name: String, _ cut: String?, _ node: Node) throws -> ComputedResult {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            guard cut == nil else {
                throw Failure(
                    status: .usage,
                    sentence: "“\(name)”是定稿的一版，截止已经定了；要按别的截止算，请写成 办法/期间。"
                )
            }
            return try node.store.read { session in
                try ComputedResult(EditionContent(EditionShelf.edition(name, session), session))
            }
        }
        func request(_ session: StoreSession) throws -> EvidenceRequest {
            try EvidenceRequest(
                scheme: try NodeSchemes().scheme(parts[0], for: parts[1], session),
                period: parts[1],
                kind: kind
            )
        }
        return try AssessmentOptions.named {
            guard let cut else {
                return try node.store.read { session in
                    ComputedResult(try AssessmentRun.run(try request(session), session))
                }
            }
            return try past(cut, node, request)
        }
    }

    private func past(
        _ text: String,
        _ node: Node,
        _ request: (StoreSession) throws -> EvidenceRequest
    ) throws -> ComputedResult {
        let isFile = FileBytes.exist(at: text)
        let given = isFile ? String(decoding: try FileBytes.read(text), as: UTF8.self) : text
        do {
            let cut = try node.store.read { try RecordCut(given, $0) }
            return try cut.run(in: node.store, request)
        } catch let error as RecordCutError {
            let status: Failure.Status = error == .unreadable ? .badData : .refused
            throw Failure(status: status, sentence: error.sentence)
        }
    }
}

/// `assess whatif`: what adding or removing findings would change; nothing is written.
struct AssessWhatIfCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whatif",
        abstract: "假如加上或去掉某些依据，结果会怎样；只算不存"
    )

    @OptionGroup var shared: SharedOptions
    @OptionGroup var options: AssessmentOptions

    @Option(
        help: ArgumentHelp(
            "加上一条依据，可多次；后面可写 次数、分值=、天数=、半天数=、人员=、事件=、办件=，用冒号隔开",
            valueName: "条款:对象:日期[:次数][:分值=…]"
        )
    )
    var add: [String] = []

    @Option(help: ArgumentHelp("去掉依据这条记录的扣分或加分，可多次", valueName: "记录号"))
    var remove: [String] = []

    func run() async throws {
        guard !add.isEmpty || !remove.isEmpty else {
            throw Failure(status: .usage, sentence: "请用 --add 或 --remove 写明假设什么。")
        }
        let node = try shared.openNode()
        let request = try options.request(node)
        let first = try AssessmentOptions.named {
            ComputedResult(try node.store.read { try AssessmentRun.run(request, $0) })
        }
        let added = try add.map { text in
            do {
                return try AssumedFinding(text)
            } catch let error as AssumedFindingError {
                throw Failure(status: .usage, sentence: error.sentence)
            }
        }
        let (second, unknown) = first.assuming(added: added.map(\.document), removed: remove)
        let refusals = second.refusals(of: added)
        guard refusals.isEmpty else {
            throw Failure(status: .badData, sentence: refusals.joined(separator: "\n"))
        }
        guard unknown.isEmpty else {
            throw Failure(
                status: .refused,
                sentence: "本次证据里没有依据记录 \(unknown.joined(separator: "、")) 的条目，请用 assess explain 核对。"
            )
        }
        try ComparisonReport(first, second).print(shared.format)
    }
}

/// Prints what differs between two results.
struct ComparisonReport {
    private let first: ComputedResult
    private let second: ComputedResult

    /// Throws where one of the two was refused.
    init(_ first: ComputedResult, _ second: ComputedResult) throws {
        for result in [first, second] where result.refusal != nil {
            throw Failure(status: .badData, sentence: "不能计分：\(result.refusal ?? "")")
        }
        self.first = first
        self.second = second
    }

    /// Everything that differs.
    var table: Spreadsheet { ResultComparison(first, second).spreadsheet }

    func print(_ format: OutputFormat) {
        let comparison = ResultComparison(first, second)
        if format == .json { return Printing.json(comparison.document) }
        Printing.line("前：\(first.title)")
        Printing.line("后：\(second.title)")
        Printing.line()
        comparison.lines.forEach { Printing.line($0) }
    }
}
