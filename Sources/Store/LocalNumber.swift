internal import Causality

/// An event's or record's number in this store: local stream number << 40 | sequence.
///
/// A derived record has stream number 0 and the number of its name. Meaningless outside this store.
struct LocalNumber: Hashable, Comparable {
    let rawValue: Int64

    /// Sequences above 2^40 would need a century of a million events a day in one stream.
    static let sequenceBitCount: Int64 = 40
    static let streamMax: Int64 = 1 << 22

    init(rawValue: Int64) { self.rawValue = rawValue }

    init(stream: Int64, sequence: UInt64) throws {
        guard sequence < 1 << UInt64(LocalNumber.sequenceBitCount), stream < LocalNumber.streamMax
        else { throw StoreError.tooLarge("流水号超出本机可存范围") }
        rawValue = stream << LocalNumber.sequenceBitCount | Int64(sequence)
    }

    var stream: Int64 { rawValue >> LocalNumber.sequenceBitCount }
    var sequence: UInt64 {
        UInt64(rawValue & ((1 << LocalNumber.sequenceBitCount) - 1))
    }

    static func < (left: LocalNumber, right: LocalNumber) -> Bool { left.rawValue < right.rawValue }
}

/// What goes wrong in the store.
///
/// Every case is the world's fault, never the caller's bug.
package enum StoreError: Error, Equatable, Sendable {
    /// The folder has no store yet.
    case notInitialised
    /// The folder has a store already.
    case alreadyInitialised
    /// The store was written by a newer program.
    case newerSchema
    /// Something kept here contradicts itself; `verify` names the place.
    case damaged(String)
    /// The file is no database, or its pages are damaged.
    case noDatabase
    /// The file cannot be opened or written.
    case unwritable
    /// The disk is full; nothing was saved.
    case diskFull
    /// The disk did not read or write what it should.
    case diskFailed
    /// A number, text or batch is beyond what a store takes.
    case tooLarge(String)
    /// The node may not write for this audience; the name of the place that may, nil while that is
    /// not known here.
    case noAuthority(String?)
    /// The definition that a change goes by is not here.
    case unknownRegister(String)
    /// There is no such record.
    case unknownRecord(String)
    /// This node's key was withdrawn.
    case revoked
    /// The record's personal data was erased, and nobody may write any to it again.
    case erased
    /// What is to be written passes for seen already by the word of others, too often to take
    /// another incarnation each time.
    case forestalled
    /// Another process holds the store for longer than one waits; try again.
    case busy
    /// The file is no longer that which was opened: what is written would be nowhere.
    case replaced

    /// One plain sentence: what happened and what to do.
    package var sentence: String {
        switch self {
        case .notInitialised: "这个数据文件夹里还没有节点，请先运行 init 或 join。"
        case .alreadyInitialised: "这个数据文件夹里已有节点，请换一个文件夹，或直接使用它。"
        case .newerSchema: "数据由更新版本的程序写成，请先升级程序再打开。"
        case .damaged(let what): "数据自相矛盾（\(what)），请运行 verify 找出位置，再从备份或上级恢复。"
        case .noDatabase:
            "数据库文件已损坏，或不是联动的数据库；没有改动它。请用 restore 把备份恢复到一个空文件夹，"
                + "或把数据库移开，用新的加入码重新 join，上级收到过的内容会取回来。"
        case .unwritable: "数据库文件不能打开或不能写入；请检查数据文件夹的权限，再试一次。"
        case .diskFull: "磁盘已满，没有保存；请腾出空间后再试。"
        case .diskFailed:
            "读写磁盘时出错，没有保存；请先看磁盘是不是满了，腾出空间后再试；没有满的，请检查硬盘，并尽快做备份。"
        case .tooLarge(let what): "\(what)，未保存。"
        case .noAuthority(let place):
            "这条记录由\(place.map { "“\($0)”" } ?? "其他地方")登记，本机不能登记或更改，没有保存；"
                + "请到那里的电脑上办理，或请那里的人办理，内容会随同步到本机。"
        case .unknownRegister(let register): "没有名为“\(register)”的登记簿，请核对名称。"
        case .unknownRecord(let id): "没有找到记录“\(id)”，请核对编号。"
        case .revoked: "本机的密钥已被上级停用，没有保存；请联系上级，用新的加入码在空文件夹里重新 join。"
        case .erased: "这条记录的个人信息已按规定删除，不能再填，没有保存；请另外登记一条。"
        case .forestalled:
            "下面有电脑把本机还没有写的登记说成已经看过，写了也不算数，没有保存；这个月已换过几次写入编号，不再换。"
                + "请在这条记录的经过里看是哪台电脑，告诉县里的信息技术人员。"
        case .busy: "另一个程序正在读写本机的数据，请稍后再试。"
        case .replaced:
            "数据文件夹在程序运行时被换掉或删除了，这一次没有保存；请停止并重新启动程序，再做一次。"
        }
    }
}
