package import Credentials
internal import Foundation

/// The data folder of a node: keys, store and lock, all that a node is but its last positions.
package struct NodeFolder: Sendable {
    /// The folder's path.
    package let path: String

    /// Names a folder.
    package init(path: String) { self.path = path }

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

    var storePath: String { path + "/liandong.sqlite" }

    /// The file that the one exchange at a time is locked by.
    package var exchangeLockPath: String { path + "/exchange.lock" }

    /// Where the last positions are kept, outside every data folder.
    static var positionsFolder: String {
        let environment = ProcessInfo.processInfo.environment
        let state = environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        return (state ?? NSHomeDirectory() + "/.local/state") + "/liandong"
    }

    /// Makes the folder, for its owner alone, if it is not there; throws `FileTrouble`.
    func make() throws {
        try FileTrouble.explaining(path) {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
    }
}
