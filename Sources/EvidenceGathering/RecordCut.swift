package import Causality
internal import Documents
internal import Records
package import Store

/// Up to where records count in a comparison.
package struct RecordCut: Sendable {
    /// The last sequence of each stream.
    package let positions: VersionVector
    /// What people call it.
    package let title: String

    /// Reads a cut: an edition's name or record, a date or moment at which this node knew it, or
    /// the JSON that `provenance.cut` prints, alone or inside a result.
    ///
    /// A date means its end. Throws `EditionError` or `RecordCutError`.
    package init(_ text: String, _ session: StoreSession) throws {
        if text.first(where: { !$0.isWhitespace }) == "{" {
            guard let document = try? JSONReader.read(Array(text.utf8)),
                let cut = VersionVector(cut: RecordCut.inner(of: document))
            else { throw RecordCutError.unreadable }
            positions = cut
            title = "给出的截止"
        } else if let moment = RecordCut.moment(text) {
            switch try session.past(knownAt: moment.seconds) {
            case .upTo(let cut): positions = cut
            case .untold: throw RecordCutError.timesUnknown
            case .clockWasWrong: throw RecordCutError.clockWasWrong
            }
            title = " \(moment.title) "
        } else {
            let content = try EditionContent(EditionShelf.edition(text, session), session)
            positions = try content.cut()
            title = "“\(content.edition.name)”定稿时"
        }
    }

    private static func inner(of document: DocumentValue) -> DocumentValue? {
        document["provenance"]?["cut"] ?? document["cut"] ?? document
    }

    private static func moment(_ text: String) -> (seconds: Int64, title: String)? {
        if let date = CivilDate(text: text),
            let end = CivilDateTime(text: "\(date.text)T23:59:59+08:00")
        {
            return (end.secondsSince1970, date.text)
        }
        return CivilDateTime(text: text).map { ($0.secondsSince1970, $0.text) }
    }
}

/// Why records cannot be counted up to a cut.
package enum RecordCutError: Error, Equatable, Sendable {
    /// It is no cut in the form that results print.
    case unreadable
    /// This node does not take down when it received what others wrote.
    case timesUnknown
    /// This node's clock was wrong meanwhile: what it wrote before and after cannot be told apart.
    case clockWasWrong
    /// Not everything up to the cut is held here.
    case notHeld

    /// One plain sentence: what is wrong and what to do.
    package var sentence: String {
        switch self {
        case .unreadable:
            "读不懂这个截止：请给结果里 provenance.cut 那一段（或整份结果的文件）、一版的名称，或日期时间。"
        case .timesUnknown:
            "本机没有记下别处的记录什么时候收到，不能按时间截止；请到县里原来的主机运行，或写一版的名称。"
        case .clockWasWrong:
            "这段时间本机的时钟走错过，分不清哪些记录在先，不能按时间截止；请写一版的名称，"
                + "或给结果里 provenance.cut 那一段。"
        case .notHeld: "截止以前的记录在本机不全，不能重算。请先同步，或到定稿的地方运行。"
        }
    }
}

extension RecordCut {
    /// Assesses what the records were at the cut, by the scheme that counted then.
    ///
    /// Throws `RecordCutError.notHeld` where not everything is here, and whatever `request` throws.
    package func run(
        in store: Store,
        _ request: (StoreSession) throws -> EvidenceRequest
    ) throws -> ComputedResult {
        guard let past = try store.refolded(upTo: positions) else { throw RecordCutError.notHeld }
        return try past.read { session in
            ComputedResult(try AssessmentRun.run(try request(session), session), records: title)
        }
    }
}
