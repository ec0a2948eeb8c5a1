import Foundation
import Synchronization

/// A line between child and parent that a test can watch, damage or cut: a relay of TCP bytes.
///
/// Threads of its own move the bytes; what the test gives it is called on them.
final class WireRelay: Sendable {
    /// Sees each piece on its way up (true) or down before it goes on, and may change it; nil cuts
    /// the connection.
    typealias Tap = @Sendable (_ isUpward: Bool, _ bytes: [UInt8]) -> [UInt8]?

    let port: Int
    private let listener: Int32
    private let line: Line

    var address: String { "http://127.0.0.1:\(port)" }

    /// Listens on a port of its own; `upstream` is the parent's port.
    init(upstream: Int) throws {
        listener = try Socket.listening()
        port = Socket.port(of: listener)
        line = Line(upstream: upstream)
        let listener = listener
        let line = line
        Thread.detachNewThread {
            while true {
                let down = accept(listener, nil, nil)
                guard down >= 0 else { return }
                line.open(down)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Where the parent is from now on.
    func redirect(to upstream: Int) { line.redirect(to: upstream) }

    /// What looks at the bytes from now on.
    func tap(_ tap: Tap?) { line.tap(tap) }
}

/// What the threads of a relay share.
private final class Line: Sendable {
    private struct State {
        var upstream: Int
        var tap: WireRelay.Tap?
    }

    private let state: Guarded<State>

    init(upstream: Int) {
        state = Guarded(State(upstream: upstream))
    }

    func redirect(to port: Int) { state.change { $0.upstream = port } }
    func tap(_ tap: WireRelay.Tap?) { state.change { $0.tap = tap } }

    func open(_ down: Int32) {
        guard let up = Socket.connected(to: state.change { $0.upstream }) else {
            close(down)
            return
        }
        let ends = Guarded(2)
        for (from, to, isUpward) in [(down, up, true), (up, down, false)] {
            Thread.detachNewThread { [self] in
                pump(from, to, isUpward)
                shutdown(from, Int32(SHUT_RDWR))
                shutdown(to, Int32(SHUT_RDWR))
                let isLast = ends.change { left in
                    left -= 1
                    return left == 0
                }
                if isLast {
                    close(down)
                    close(up)
                }
            }
        }
    }

    private func pump(_ from: Int32, _ to: Int32, _ isUpward: Bool) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(from, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            let piece = Array(buffer[0..<count])
            let tap = state.change { $0.tap }
            guard let passed = tap == nil ? piece : tap?(isUpward, piece) else { return }
            guard Socket.send(passed, to: to) else { return }
        }
    }
}

/// A value that several threads change, one after the other.
final class Guarded<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    @discardableResult
    func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        mutex.withLock { value in body(&value) }
    }
}
