internal import Glibc

/// A store's file, as it was when it was opened.
struct OpenedFile {
    let path: String
    private let mark: String?

    init(path: String) {
        self.path = path
        mark = FileMark.read(path: path)
    }

    /// Throws `replaced` where another file stands at the path, or none: this program would go on
    /// with one that nobody finds again.
    func check() throws(StoreError) {
        guard FileMark.read(path: path) == mark else { throw .replaced }
    }
}

/// The lock under which the tables of a store are made or changed, whatever processes open it.
///
/// The kernel gives it back when a process dies.
struct OpeningLock {
    private let path: String
    private let descriptor: Int32

    /// Waits for the lock; nil where there can be no file for it: then one goes on without.
    init?(beside store: String) {
        path = store + ".opening"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        _ = flock(descriptor, LOCK_EX)
    }

    /// Gives the lock back, once: who waits for it finds the work done.
    func release() {
        unlink(path)
        close(descriptor)
    }
}
