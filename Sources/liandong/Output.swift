import Foundation
import Synchronization

/// Bytes to the terminal, or to whatever stands in its place: a full stick, a log whose reader is
/// gone.
///
/// Nothing here throws: a result that could not be written makes the command fail at its end, a
/// message is not worth that.
enum Output {
    private static let hasFailed = Mutex(false)

    /// Whether some of the results did not get where they should.
    static var isIncomplete: Bool { hasFailed.withLock { $0 } }

    /// Writes a part of the result to standard output; after a failure nothing more.
    static func result(_ bytes: some Sequence<UInt8>) {
        hasFailed.withLock { hasFailed in
            if !hasFailed { hasFailed = !write(Array(bytes), to: STDOUT_FILENO) }
        }
    }

    /// Writes a message to standard error, if anybody takes it.
    static func message(_ text: String) { _ = write(Array(text.utf8), to: STDERR_FILENO) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
