internal import Foundation
internal import Glibc

/// Keeps the number of a store's last commit outside the data folder, so that a restored or copied
/// folder is noticed before anything is written (design section 3, Node).
package struct PositionKeeper: Sendable {
    private let file: URL

    /// Keeps the position in a file of a folder, made if it is not there; nil if that cannot be
    /// written: the caller warns and goes on without.
    ///
    /// The name is the node's own, free of path separators.
    package init?(folder: String, name: String) {
        let url = URL(fileURLWithPath: folder, isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            return nil
        }
        guard FileManager.default.isWritableFile(atPath: url.path) else { return nil }
        file = url.appendingPathComponent(name)
    }

    /// Notes a commit's number after the commit.
    ///
    /// Written over in place: a torn write reads as nothing known, which only costs the warning.
    func note(commit: Int64) throws {
        guard commit > 0, commit > (read() ?? 0) else { return }
        try Foundation.Data("\(commit)\n".utf8).write(to: file)
    }

    /// The last number noted, nil if there is none.
    func read() -> Int64? {
        guard let data = try? Foundation.Data(contentsOf: file) else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        return Int64(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}

/// Which file a store is: device and inode.
///
/// A copy has others.
///
/// The birth time would tell more, but the platform's module does not offer `statx`, and what
/// Foundation calls the creation date changes with every write.
enum FileMark {
    static func read(path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return "\(status.st_dev) \(status.st_ino)"
    }
}
