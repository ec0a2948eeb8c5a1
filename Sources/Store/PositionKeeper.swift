internal import Foundation
internal import Glibc
internal import Synchronization

/// Keeps the number of a store's last commit outside the data folder, a file for each incarnation,
/// so that a restored or copied folder is noticed before anything is written (design section 3,
/// Node).
///
/// A copy that has taken an incarnation of its own notes its commits apart: neither it nor the
/// original is told again and again that the other has gone on.
package struct PositionKeeper: Sendable {
    private let folder: URL
    private let name: String
    private let failure: FirstFailure

    /// Keeps the positions in a folder, made if it is not there; nil if that cannot be written: the
    /// caller warns and goes on without.
    ///
    /// The name is the node's own, free of path separators. `onFailure` is called the first time
    /// that a position cannot be noted: what was committed is committed, so that this is no error.
    package init?(
        folder: String,
        name: String,
        onFailure: @escaping @Sendable () -> Void
    ) {
        let url = URL(fileURLWithPath: folder, isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            return nil
        }
        guard FileManager.default.isWritableFile(atPath: url.path) else { return nil }
        self.folder = url
        self.name = name
        failure = FirstFailure(onFailure)
    }

    private func path(_ incarnation: UInt64) -> String {
        folder.appendingPathComponent("\(name)-\(incarnation)").path
    }

    /// Notes a commit's number after the commit; a number that is not higher changes nothing.
    ///
    /// Several processes note at once: the file is locked from reading to writing, or a lower
    /// number could replace a higher one.
    func note(commit: Int64, incarnation: UInt64) {
        do {
            try write(commit, incarnation)
        } catch {
            failure.tell()
        }
    }

    private func write(_ commit: Int64, _ incarnation: UInt64) throws {
        guard commit > 0 else { return }
        let file = open(path(incarnation), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw PositionKeeper.fault() }
        defer { close(file) }
        guard flock(file, LOCK_EX) == 0 else { throw PositionKeeper.fault() }
        guard commit > PositionKeeper.number(in: file) ?? 0 else { return }
        // Always as many digits: written over in place, it is never shorter for a moment.
        let digits = String(commit)
        let line = Array((String(repeating: "0", count: 19 - digits.count) + digits + "\n").utf8)
        guard pwrite(file, line, line.count, 0) == line.count else { throw PositionKeeper.fault() }
    }

    /// The last number noted, nil if the incarnation is unknown on this machine.
    ///
    /// A file that cannot be read says 0: it tells nothing, but it is there.
    func read(incarnation: UInt64) -> Int64? {
        let file = open(path(incarnation), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return errno == ENOENT ? nil : 0 }
        defer { close(file) }
        return PositionKeeper.number(in: file) ?? 0
    }

    private static func number(in file: Int32) -> Int64? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        return Int64(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private static func fault() -> POSIXError { POSIXError(.init(rawValue: errno) ?? .EIO) }
}

/// Tells once that something failed.
private final class FirstFailure: Sendable {
    private let isTold = Mutex(false)
    private let action: @Sendable () -> Void

    init(_ action: @escaping @Sendable () -> Void) { self.action = action }

    func tell() {
        let isFirst = isTold.withLock { told in
            defer { told = true }
            return !told
        }
        if isFirst { action() }
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

    /// Makes the file if it is not there, and lets nobody but its owner read it.
    ///
    /// SQLite gives the files beside it the same rights. One that is there is not opened: to close
    /// it again would drop the locks of everybody in this process.
    static func keepToOwner(path: String) {
        if chmod(path, 0o600) == 0 { return }
        let made = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if made >= 0 { close(made) }
    }
}
