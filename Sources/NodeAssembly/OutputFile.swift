internal import Foundation

/// Where a file is to be written that somebody named.
enum OutputFile {
    /// What every file begins with that this program seals for others.
    private static let heading = Array("liandong ".utf8)

    /// Checks that nothing is at a path that would be lost: nothing at all, an empty file, or one
    /// that this program sealed before.
    ///
    /// A file takes its name by being put in the place of what is there, be that the node's own
    /// store, a device or somebody's photos. Throws `FileTrouble`.
    static func check(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileTrouble(path: path, reason: "那里不是普通文件，没有动它")
        }
        guard status.st_size > 0 else { return }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw FileTrouble(path: path, reason: "那里已有别的文件，没有动它")
        }
        defer { try? file.close() }
        guard try file.read(upToCount: heading.count).map(Array.init) == heading else {
            throw FileTrouble(path: path, reason: "那里已有别的文件，没有动它，请换一个文件名")
        }
    }
}
