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
        case .replaced(let name, let newer): "“\(name)”已由“\(newer)”更正，请用更正后的一版登记奖惩。"
        }
    }
}
