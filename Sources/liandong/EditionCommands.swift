import ArgumentParser
import Bookkeeping
import Causality
import Documents
import EvidenceGathering
import Foundation
import NodeAssembly
import Records
import Store

/// `assess freeze`: a numbered draft with everything that is needed to recompute it.
struct AssessFreezeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "freeze",
        abstract: "把试算结果定成一版草案，连同证据、办法一起存好"
    )

    @OptionGroup var shared: SharedOptions
    @OptionGroup var options: AssessmentOptions

    @Option(help: ArgumentHelp("还有没定的事（没到齐、有冲突）也要定稿的理由", valueName: "理由"))
    var reason = ""

    @Option(help: ArgumentHelp("这一版更正的是哪一版：办法/期间/版次 或记录号", valueName: "版本"))
    var replaces: String?

    func run() async throws {
        let request = try options.request(shared.openNode())
        let edition = try shared.keepBooks { books, person in
            guard person.may(.inspector) || person.may(.assessmentGroup) else {
                throw Failure(
                    status: .refused,
                    sentence: "“\(person.id)”不是督查人员，也不在考核小组，不能定稿，请由他们办理。"
                )
            }
            let freezing = Freezing(
                request,
                reason: reason,
                actor: person.id,
                replaces: replaces
            )
            return try freezing.freeze(in: books.store)
        }
        if shared.format == .json { return Printing.json(edition.document) }
        Printing.line("已存为 \(edition.name)：\(edition.title)（\(edition.state ?? "—")）")
        Printing.line("下一步：liandong change publication \(edition.record.text) --transition 初评 …")
        Printing.line(edition.record.text)
    }
}

/// `assess list`: the editions that this node holds.
struct AssessListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出已定稿的各版结果"
    )

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let (editions, restated) = try shared.openNode().store.read {
            (try EditionShelf.editions($0), try LateReview.restatements($0))
        }
        if shared.format == .json {
            return Printing.json(.list(editions.map { document($0, restated[$0.record]) }))
        }
        guard !editions.isEmpty else {
            return Printing.line("还没有定稿的结果。用 assess freeze 定一版。")
        }
        let head = ["版本", "状态", "定稿", "经办人", "决定", "公示", "异议截止", "生效"]
        let rows = editions.map { edition in
            [
                edition.name, edition.state ?? "有冲突", Printing.moment(edition.frozenAt),
                edition.frozenBy.isEmpty ? "—" : edition.frozenBy, edition.dates.decided ?? "—",
                edition.dates.published ?? "—", edition.dates.objectionUntil ?? "—",
                edition.dates.effective ?? "—",
            ]
        }
        TextTable.lines([head] + rows).forEach { Printing.line($0) }
        for edition in editions {
            guard let count = restated[edition.record] else { continue }
            Printing.line(
                "\(edition.name) 有 \(count) 条迟到数据决定更正本期，还没有定新版："
                    + "liandong assess freeze … --replaces \(edition.name)"
            )
        }
    }

    /// With how many late records wait for an edition that corrects it.
    private func document(_ edition: Edition, _ restated: Int?) -> DocumentValue {
        guard var object = edition.document.objectValue else { return edition.document }
        object["restate"] = .number(String(restated ?? 0))
        return .object(object)
    }
}

/// `assess show`: the table of an edition.
struct AssessShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "看一版结果"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("办法/期间/版次，或记录号", valueName: "版本"))
    var edition: String

    func run() async throws {
        let name = edition
        let content = try shared.openNode().store.read { session in
            try EditionContent(EditionShelf.edition(name, session), session)
        }
        if shared.format == .json { return Printing.json(content.fullResult) }
        let found = content.edition
        Printing.line("\(found.title)（\(found.name)，\(found.state ?? "有冲突")）")
        Printing.line()
        let scheme = try? content.scheme()
        ResultText.lines(of: content.fullResult, scheme: scheme).forEach { Printing.line($0) }
        if let reason = content.provenance["reason"]?.textValue, !reason.isEmpty {
            Printing.line()
            Printing.line("定稿时有没定的事，理由：\(reason)")
        }
    }
}

/// `assess prove`: recomputes an edition from what it was made of.
struct AssessProveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "重算一版结果：证据重新计分，记录重新取数，逐位核对"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("办法/期间/版次，或记录号", valueName: "版本"))
    var edition: String

    func run() async throws {
        let progress = Progress("正在核对签名")
        let proof = try EditionProof.prove(edition, in: try shared.openNode().store) {
            progress.show($0, of: $1)
        }
        progress.end()
        if shared.format == .json {
            Printing.json(proof.document)
        } else {
            tell(proof)
        }
        guard proof.holds else { throw ExitCode.failure }
    }

    private func tell(_ proof: EditionProof) {
        Printing.line("\(proof.edition.title)（\(proof.edition.name)）")
        let signatures = "\(proof.streamCount) 条流的事件、签名和证书"
        Printing.line("签名：\(signatures)\(proof.signaturesValid ? "都有效" : "不都有效")")
        Printing.line("数据表：\(proof.tablesEqual ? "与签名的事件一致" : "被改过，与签名的事件不一致")")
        Printing.line("证据重新计分：\(proof.resultEqual ? "每一位都相同" : "不同")")
        let evidence = proof.evidenceEqual.map { $0 ? "完全相同" : "不同" } ?? "没有核对"
        Printing.line("记录重新取数：\(evidence)")
        Printing.line("依据的签名事件：")
        for source in proof.sources {
            let event = source.first.map { RecordID.dot($0).text } ?? "—"
            let others = source.eventCount > 1 ? " 起共 \(source.eventCount) 个事件" : ""
            let actor = source.actor.isEmpty ? "" : "，经办人 \(source.actor)"
            let time = Printing.moment(source.deviceTime)
            Printing.line("  \(source.title)：\(event)\(others)（\(time)\(actor)）")
        }
        proof.differences.forEach { Printing.line("· \($0)") }
        Printing.line("结论：\(proof.conclusion)")
    }
}
