internal import Hummingbird
internal import ServiceLifecycle
internal import Synchronization

/// Why a node cannot serve.
package enum ServeError: Error, Equatable, Sendable {
    /// Nobody can be heard at the address: another program has it, or it is not this machine's.
    case cannotListen(ListenAddress)

    /// One sentence in Chinese: what happened and what to do next.
    package var sentence: String {
        switch self {
        case .cannotListen(let address):
            "不能在 \(address.host):\(address.port) 上接待：端口可能已被别的程序占用，或这个地址不是本机的；请换一个再试。"
        }
    }
}

/// Whether a listener accepts, so that what fails before is told from what fails later.
final class ListenerState: Sendable {
    private let accepts = Mutex(false)

    var isAccepting: Bool { accepts.withLock { $0 } }

    func noteAccepting() { accepts.withLock { $0 = true } }
}

/// A listener whose failure to begin names its address.
struct Listener: Service {
    let address: ListenAddress
    let state: ListenerState
    let base: any Service

    func run() async throws {
        do {
            try await base.run()
        } catch {
            guard !state.isAccepting, !(error is CancellationError) else { throw error }
            throw ServeError.cannotListen(address)
        }
    }
}
