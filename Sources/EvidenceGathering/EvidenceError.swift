/// Why an assessment cannot be made from this node's records.
package enum EvidenceError: Error, Equatable, Sendable {
    /// No scheme of that id is known here.
    case unknownScheme(String)
    /// Not a period, or not of a kind that the scheme is applied to.
    case badPeriod(String)
    /// The scheme does not assess places of such a kind.
    case unknownKind(String, known: [String])
    /// The scheme assesses windows: it takes no kind.
    case kindNotTaken
    /// There is nobody of that kind to be assessed here.
    case noSubjects(String)
    /// Only those are assessed whom records name, and none names anybody in the period.
    case nobodyNamed
    /// Nobody of that id is assessed.
    case unknownSubject(String)

    /// Whether the command line was wrong, rather than what the node holds.
    package var isUsage: Bool {
        switch self {
        case .unknownScheme, .badPeriod, .unknownKind, .kindNotTaken: true
        case .noSubjects, .nobodyNamed, .unknownSubject: false
        }
    }

    /// One plain sentence: what is wrong and what to do.
    package var sentence: String {
        switch self {
        case .unknownScheme(let id): "没有编号为“\(id)”的考核办法，请核对编号。"
        case .badPeriod(let text): "“\(text)”不是本办法可用的期间，请写成 2024-03 这样的月份或办法规定的期间。"
        case .unknownKind(let kind, let known):
            "本办法不考核“\(kind)”，--kind 请写 \(known.joined(separator: "、")) 之一。"
        case .kindNotTaken: "本办法考核窗口，不分级别，请去掉 --kind。"
        case .noSubjects(let kind): "本节点下没有可考核的\(kind)，请到管着它们的上级节点运行。"
        case .nobodyNamed: "本期没有作准的记录写明考核谁，请先登记；评分的要先封存再算。"
        case .unknownSubject(let id): "本次考核中没有“\(id)”，请核对编号。"
        }
    }
}
