internal import Bookkeeping
internal import EvidenceGathering
internal import Records

/// The books' sentences as a page says them: what speaks of commands there speaks of pages here.
enum PlainSentence {
    static func of(_ error: BookkeepingError) -> String {
        switch error {
        case .undecidedState:
            "这条记录的状态有几个并存的值，请先在记录页上作出决定，再继续办理。"
        case .undecidedField(let label, _):
            "“\(label)”有几个并存的值，请先在记录页上看清各个值并作出决定。"
        case .alreadyRecorded(let register, let key, _):
            "“\(register)”中已有“\(key)”，请打开那条记录更改，不要重复登记。"
        case .reasonMissing: "更改要写明原因，请在最后一栏写上。"
        case .unknownConflict: "这处冲突已经不在了：有人决定过，或者内容已经删除；请打开记录查看现在的内容。"
        case .notStanding: "这个值刚刚有了变化，请打开记录重新查看后再决定。"
        case .erasedValue: "这个值已按规定删除，不能再采用，请另外写明要采用的值。"
        case .ambiguousRecord(let text, _): "“\(text)”对应几条记录，请从台账中打开要找的那一条。"
        case .noRole(_, let transition, let role):
            "您的角色不能办理“\(transition)”，请由\(role.label)办理。"
        case .notPermitted(_, _, let act, let roles) where !roles.isEmpty:
            "您的角色不能\(act)，请由\(roles.map(\.label).joined(separator: "、"))办理。"
        default: error.sentence
        }
    }

    /// What went wrong with the parent: of its address nobody at a counter can make anything.
    static func ofContact(_ sentence: String) -> String {
        sentence.replacing(/“https?:[^”]*”/, with: "上级")
    }

    static func of(_ error: EvidenceError) -> String {
        switch error {
        case .unknownScheme: "没有这个考核办法，请重新选择。"
        case .badPeriod: "这个办法不按这样的期间考核，请选一个月份。"
        case .unknownKind, .kindNotTaken: "这个办法不考核这一类单位，请重新选择。"
        case .noSubjects: "本级之下没有这个办法可以考核的单位，请到管着它们的上级查看。"
        case .nobodyNamed: "这一期还没有作准的记录写明考核谁；评分要先封存再看。"
        case .unknownSubject: "本次考核中没有这个单位，请从名次表中重新打开。"
        }
    }
}
