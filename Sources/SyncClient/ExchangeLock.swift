internal import Glibc

/// The lock under which a store dials: at most one exchange at a time, whatever processes there
/// are.
///
/// `flock` is given back by the kernel when the process dies, also by kill −9; a file with a
/// process id is not.
struct ExchangeLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock; throws `alreadyRunning` if another process or task has it.
    init(path: String) throws(SyncClientError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .lockUnusable(path: path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EWOULDBLOCK ? .alreadyRunning : .lockUnusable(path: path, code: code)
        }
        self.descriptor = descriptor
    }

    /// Gives the lock back; once.
    func release() { close(descriptor) }
}
