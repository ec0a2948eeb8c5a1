package import Causality
package import Records

/// A record that only the nodes of one place can read, whoever passes it on: a village's complaint
/// about its own township.
package struct SealedLetter: Sendable {
    /// What this node can do with a letter.
    package enum Contents: Sendable {
        /// It is for others, or older than this node.
        case closed
        /// What was sealed: the register that it is meant for, and the fields as they were typed.
        case open(register: String, fields: [RecordValidation.Given])
        /// Its text was erased, here and wherever it was held.
        case erased
        /// Its text did not come with it: somebody on the way took it out.
        case stripped
    }

    /// The record that carries it.
    package let id: RecordID
    /// The place where it was written, by its present name.
    package let from: String
    /// The computer that wrote it; nil while its stream is not described here.
    package let author: NodeKey?
    /// How many computers are certified for that place.
    package let computerCount: Int
    /// The place whose nodes can read it, by its present name.
    package let to: String
    /// Whether that is this node's place.
    package let isToHere: Bool
    /// Whether a bulletin of the root names it: then the root has it.
    package let isConfirmed: Bool
    /// When it was written, by the device's clock, in seconds since 1970.
    package let writtenAt: Int64
    /// What it says, if this node can open it.
    package let contents: Contents
    /// The record that was made of it here; nil if none was.
    package let record: RecordID?

    /// Where it is closed here: whether it has arrived, as far as is known.
    package var closedWords: String {
        isConfirmed ? "本机打不开，县里已经收到" : "本机打不开，县里还没有确认收到（一天确认一次）"
    }

    /// Which computer wrote it, where that is not said by the place alone: whoever may certify
    /// computers for a place could have written in its name.
    package var authorWords: String? {
        guard computerCount > 1, let author else { return nil }
        return "\(from)登记过 \(computerCount) 台电脑，这件是 \(Base32.encode(author.bytes).prefix(12)) 写的；"
            + "要紧的请打电话核实"
    }

    /// Describes one.
    package init(
        id: RecordID,
        from: String,
        author: NodeKey?,
        computerCount: Int,
        to: String,
        isToHere: Bool,
        isConfirmed: Bool,
        writtenAt: Int64,
        contents: Contents,
        record: RecordID?
    ) {
        self.id = id
        self.from = from
        self.author = author
        self.computerCount = computerCount
        self.to = to
        self.isToHere = isToHere
        self.isConfirmed = isConfirmed
        self.writtenAt = writtenAt
        self.contents = contents
        self.record = record
    }
}

/// Why a record is not sealed.
package enum SealedLetterError: Error, Equatable, Sendable {
    /// Sealed to every node of the place it is more than one record takes.
    case tooLong
    /// The place that should read it is not above this one.
    case notAbove
    /// This node holds no letter of that id that it can open.
    case notOpened(String)
    /// The letter's text was erased.
    case erased
    /// The letter's text was taken out on the way.
    case stripped
    /// It cannot be sealed to the place for another reason, in a sentence.
    case refused(String)

    /// What happened and what to do.
    package var sentence: String {
        switch self {
        case .tooLong: "内容太长，密件装不下（大约三千字），请缩短，或分成几件写。"
        case .notAbove: "密件只能写给上级，请写上级的区划代码。"
        case .notOpened(let id): "没有编号是“\(id)”、本机打得开的密件，请用 letters list 核对。"
        case .refused(let sentence): sentence
        case .stripped: "这件密件的内容在路上被去掉了，请写的地方做一个优盘（bundle export --full）直接送来，或另写一件。"
        case .erased: "这件密件已按规定删除，内容不能恢复。"
        }
    }
}
