/// Why an edition cannot be made, found or proven.
package enum EditionError: Error, Equatable, Sendable {
    /// Something is not settled, and nobody has given a reason for going on; the sentences say
    /// what.
    case unsettled([String])
    /// The evidence document was refused by the scheme, so there is no result to freeze.
    case refusedEvidence(String)
    /// The evidence holds what looks like a citizen's number, at these places.
    case personalData([String])
    /// No edition goes by that name here.
    case unknownEdition(String)
    /// The edition to be replaced is another scheme's or period's.
    case otherAssessment(String)
    /// A stored document is incomplete, in conflict or damaged.
    case damaged(edition: String, document: String)
    /// The stored scheme is not understood by this program.
    case unreadableScheme(edition: String, String)
    /// The result is too large to be stored.
    case tooLarge
    /// Nobody has decided on the edition yet.
    case undecided(String)
    /// There is a result of that name, typed in and without evidence.
    case notFrozen(String)
    /// The edition was made elsewhere: what came late is decided there.
    case lateElsewhere(String)
    /// An edition that was frozen later takes the place of this one.
    case outdated(String, by: String)
    /// The record did not come after the edition, or changes nothing in its period.
    case notLate(record: String, edition: String)
    /// What the edition counted can neither be put into another period nor left out.
    case alreadyCounted(String)
    /// The record gives marks, votes or tasks, which belong to their period.
    case boundToPeriod(String)
    /// What somebody wrote down holds what looks like a citizen's number.
    case personalReason
    /// Nobody has said why.
    case reasonMissing
    /// The period is none, not of the edition's kind, or not behind its period.
    case badTarget(String)
    /// The result of the period to count in is decided already.
    case targetDecided(String, edition: String)
    /// A decided edition has taken the place of this one.
    case replaced(String, by: String)

    /// One plain sentence, or a list: what is wrong and what to do.
    package var sentence: String {
        switch self {
        case .unsettled(let points):
            "还有没定的事，没有定稿：\n" + points.map { "· \($0)\n" }.joined()
                + "请先处理；确实要照现状定稿，请用 --reason 写明理由。"
        case .refusedEvidence(let message): "证据不能计分，没有定稿：\(message)"
        case .personalData(let places):
            "证据里有像身份证号或手机号的内容，没有定稿。请先改正这些记录：\(places.joined(separator: "、"))。"
        case .unknownEdition(let name):
            "没有“\(name)”这一版，请用 assess list 查看，写成 办法/期间/版次 或记录号。"
        case .otherAssessment(let name): "“\(name)”是另一个办法或期间的结果，不能由这一版替代，请核对。"
        case .damaged(let edition, let document):
            "“\(edition)”存档的\(document)不全或已损坏，请先同步；仍不行请从备份恢复。"
        case .unreadableScheme(let edition, let message):
            "“\(edition)”存档的考核办法本程序读不懂，请用当时的程序版本：\(message)"
        case .tooLarge: "考核结果太大，存不下，请分级别定稿。"
        case .undecided(let name): "“\(name)”还没有决定，不能登记奖惩；请先由领导办理“决定”。"
        case .notFrozen(let name): "“\(name)”没有存档的证据，不是定稿的一版，没有迟到数据可言；请用 assess list 查看定稿的各版。"
        case .lateElsewhere(let name): "“\(name)”不是本级定的，迟到数据由定稿的那一级决定。"
        case .outdated(let name, let newer):
            "“\(name)”以后又定了“\(newer)”，请看 assess late \(newer)，对它决定。"
        case .notLate(let record, let edition):
            "记录“\(record)”不是“\(edition)”的迟到数据，没有保存；请用 assess late \(edition) 核对记录号。"
        case .alreadyCounted(let title):
            "“\(title)”在定稿时已经算过，后来改了或撤了，不能算到下期；请写 restate（更正本期）或 omit（不更正，写明理由）。"
        case .boundToPeriod(let title):
            "“\(title)”是评分、满意率、投票、任务一类，只属于它那一期，不能算到下期；请写 restate（更正本期）或 omit（不采用）。"
        case .personalReason: "理由或内容里有像身份证号或手机号的文字，没有保存；请去掉以后再办。"
        case .reasonMissing: "没有写理由，没有保存；请用 --reason 写明为什么算到下期或不采用。"
        case .badTarget(let text):
            "“\(text)”不能写在这里：要算到的期间请写成与本期同一种、在本期以后的，例如 2026-11。"
        case .targetDecided(let period, let edition):
            "\(period) 的结果“\(edition)”已经决定，不能再往里加，也不能再取出来，没有保存；"
                + "请用 --period 另写以后的期间，或写 restate 更正本期。"
        case .replaced(let name, let newer): "“\(name)”已由“\(newer)”更正，请用更正后的一版登记奖惩。"
        }
    }
}
