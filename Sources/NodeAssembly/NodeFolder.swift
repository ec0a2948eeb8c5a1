package import Credentials
internal import Foundation

/// The data folder of a node: keys, store and lock, all that a node is but its last positions.
package struct NodeFolder: Sendable {
    /// The folder's path.
    package let path: String
    /// Where a sentence goes that a person should see although the work goes on.
    package var warn: @Sendable (String) -> Void = { _ in }

    /// Names a folder.
    package init(path: String) { self.path = path }

    /// What of a node is in the folder.
    enum Contents {
        case nothing
        case storeOnly
        case keysOnly
        case whole
    }

    var contents: Contents {
        switch (keyFile.exists, FileManager.default.fileExists(atPath: storePath)) {
        case (false, false): .nothing
        case (false, true): .storeOnly
        case (true, false): .keysOnly
        case (true, true): .whole
        }
    }

    /// Whether something is there that is no folder, or that this user may not look into.
    var isClosed: Bool {
        let files = FileManager.default
        guard files.fileExists(atPath: path) else { return false }
        return !files.isExecutableFile(atPath: path)
            || (try? files.contentsOfDirectory(atPath: path)) == nil
    }

    /// `$LIANDONG_DATA`, else a folder in the user's home.
    package static var standard: NodeFolder {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["LIANDONG_DATA"], !path.isEmpty { return NodeFolder(path: path) }
        return NodeFolder(path: NSHomeDirectory() + "/liandong")
    }

    /// The file of the private keys.
    package var keyFile: KeyFile { KeyFile(path: path + "/keys") }

    /// The file with the code that opens this node's backups.
    var recoveryCodePath: String { path + "/recovery-code" }

    /// What a request to join by file has to remember until its answer comes.
    var joiningPath: String { path + "/joining" }

    /// Whether a request to join was made here and its answer has not come.
    var awaitsAnswer: Bool { FileManager.default.fileExists(atPath: joiningPath) }

    var storePath: String { path + "/liandong.sqlite" }

    /// The file that the one exchange at a time is locked by.
    package var exchangeLockPath: String { path + "/exchange.lock" }

    /// Where the last positions are kept, outside every data folder.
    static var positionsFolder: String {
        let environment = ProcessInfo.processInfo.environment
        let state = environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        return (state ?? NSHomeDirectory() + "/.local/state") + "/liandong"
    }

    /// Makes the folder, for its owner alone, if it is not there.
    ///
    /// Throws `NodeError.folderUnusable`, also for one that cannot be written.
    func make() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw NodeError.folderUnusable(path)
        }
        guard FileManager.default.isWritableFile(atPath: path) else {
            throw NodeError.folderUnusable(path)
        }
    }

    func warnOfRenewal() {
        warn(
            "注意：数据文件夹“\(path)”是复制来的，或者被换成了旧的一份：本机已改用新的写入编号，不会重号；"
                + "缺少的记录同步时自动取回。如果另一份还在别处运行，请停掉一份。"
        )
    }

    func warnOfState() {
        warn(
            "注意：状态文件夹“\(NodeFolder.positionsFolder)”不能写，数据文件夹若被换成旧的，本机可能察觉不到；"
                + "工作照常进行。请让运行本程序的用户能写这个文件夹。"
        )
    }
}
