package import Causality

/// Why a bundle file is not taken.
///
/// Nothing of such a file is stored. Offsets count from the file's first byte.
package enum BundleFault: Error, Hashable, Sendable {
    /// The file is no bundle.
    case notABundle
    /// The sender's protocol version is not spoken here.
    case unsupportedVersion(UInt8)
    /// What stands in the clear at the file's beginning was changed or is no header.
    case header(offset: Int)
    /// The file ends before its last piece does.
    case cut(offset: Int)
    /// The piece that begins there was changed.
    case changed(offset: Int)
    /// The piece that begins there opens and is no message.
    case malformed(offset: Int)
    /// Something stands behind the last piece.
    case trailing(offset: Int)
    /// It is for another place.
    case otherPlace(code: String, name: String)
    /// It is for this place, and was made before its maker knew this node.
    case notAddressed
    /// Its maker belongs to another tree, or nobody here knows of its place.
    case unknownSender
    /// Its maker's place is neither above nor below this one.
    case otherBranch
    /// The key of the node above that made the file is withdrawn.
    case withdrawnSender
    /// It was made here.
    case ownBundle
    /// An earlier part of the same bundle must come first.
    case partMissing(Int)
    /// Something between what is held and what it brings is lacking.
    case gap(StreamID, sequence: UInt64)
    /// A signature does not fit the events up to there.
    case signature(StreamID, sequence: UInt64)

    /// What is wrong, in Chinese, to stand behind the file's name.
    package var sentence: String {
        switch self {
        case .notABundle: "不是联动的优盘同步文件，没有导入；请核对文件。"
        case .unsupportedVersion(let version):
            "是用同步协议版本 \(version) 做的，本机还不认识，没有导入；请先升级本机的程序。"
        case .header(let offset):
            "的文件头（从第 \(offset) 字节起）被改动或损坏，没有导入；请重新拷贝，仍不行时请对方重新导出。"
        case .cut(let offset):
            "在第 \(offset) 字节处断了，没有拷贝完整，没有导入；请重新拷贝，拔优盘前先“安全弹出”。"
        case .changed(let offset):
            "从第 \(offset) 字节起的一段被改动或损坏，没有导入；请重新拷贝，仍不行时请对方重新导出。"
        case .malformed(let offset):
            "从第 \(offset) 字节起的一段内容不合规定，没有导入；请联系做文件的单位检查程序。"
        case .trailing(let offset):
            "在第 \(offset) 字节之后多出了内容，没有导入；请重新拷贝，仍不行时请对方重新导出。"
        case .otherPlace(let code, let name):
            "是给\(name.isEmpty ? "别处" : "“\(name)”")（\(code)）的，不是给本处的，没有导入；"
                + "请把它交给那里，或请对方用本处的代码重新导出。"
        case .notAddressed:
            "是给本处的，但做文件的时候对方还不知道这台机器，打不开；请让对方重新导出。"
        case .unknownSender: "的来源不在本机认识的范围内，没有导入；请核对是不是本县的节点导出的。"
        case .otherBranch: "的来源既不是本处的上级也不是下级，没有导入；请让它的上级导入。"
        case .withdrawnSender: "是一台已停用的上级电脑做的，没有导入；请用上级现在的电脑重新导出。"
        case .ownBundle: "就是本机导出的，请拿到对方的机器上导入。"
        case .partMissing(let part): "前面还缺第 \(part) 份，没有导入；请先导入第 \(part) 份。"
        case .gap(let stream, let sequence):
            "中间缺一段（流 \(BundleFault.short(stream)) 从第 \(sequence) 条起），没有导入；"
                + "请先在本机用 bundle export 给对方做一份、让对方导入后再重新导出，或请对方加 --full 从头导出。"
        case .signature(let stream, let sequence):
            "里有签名不对的内容（流 \(BundleFault.short(stream)) 第 \(sequence) 条），没有导入；"
                + "请联系县里的信息技术人员核查。"
        }
    }

    /// Enough of a stream's name to tell it from others.
    static func short(_ stream: StreamID) -> String {
        String(Base32.encode(stream.bytes).prefix(10))
    }
}
