/// Why a node cannot be made, opened or served.
package enum NodeError: Error, Equatable, Sendable {
    /// The folder has a store but no keys.
    case keysMissing(folder: String)
    /// The folder has keys but no store, or one that was emptied.
    case storeMissing(folder: String)
    /// A request to join was made in the folder, and its answer has not been taken.
    case answerAwaited
    /// The folder cannot be made or written.
    case folderUnusable(String)
    /// Another program listens at the address.
    case addressInUse(String)
    /// The machine does not let this program listen at the address.
    case addressForbidden(String)
    /// The machine has no such address.
    case addressUnknown(String)

    /// One or two sentences in Chinese: what happened and what to do next.
    package var sentence: String {
        switch self {
        case .keysMissing(let folder):
            "“\(folder)”里有数据库，但密钥文件 keys 不见了；什么都没有改动。"
                + "请把原来的 keys 放回去，找不到时请用 restore 把备份恢复到一个空文件夹。"
        case .storeMissing(let folder):
            "“\(folder)”里有密钥文件 keys，但数据库 liandong.sqlite 不见了或是空的；什么都没有改动。"
                + "请把数据库放回去，或用 restore 把备份恢复到一个空文件夹；"
                + "加入过上级的，也可以用新的加入码 join，上级收到过的内容会取回来。"
        case .answerAwaited:
            "这个数据文件夹做过加入申请，还没有收到上级的回执，在这以前不能登记；"
                + "请用 join --accept 回执文件 完成加入，或重新 join。要另建一个县，请换一个空文件夹。"
        case .folderUnusable(let folder):
            "文件夹“\(folder)”不能建立或不能读写；请检查路径、权限和磁盘空间，或用 --data 指定别的文件夹。"
        case .addressInUse(let address):
            "“\(address)”的端口已被别的程序占用，没有启动；请停掉那个程序（也许是已在运行的 serve），或换一个端口。"
        case .addressForbidden(let address):
            "没有权限使用“\(address)”，没有启动；请换一个 1024 以上的端口。"
        case .addressUnknown(let address):
            "这台电脑没有“\(address)”这个地址，没有启动；请改用本机的地址，如 127.0.0.1 或 0.0.0.0。"
        }
    }
}
