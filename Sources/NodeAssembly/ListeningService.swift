internal import Foundation
internal import NIOCore
internal import ServiceLifecycle

/// A listener that says in plain words why it cannot listen.
struct ListeningService<Listener: Service>: Service {
    let address: ListenAddress
    let listener: Listener

    init(_ address: ListenAddress, _ listener: Listener) {
        self.address = address
        self.listener = listener
    }

    func run() async throws {
        do {
            try await listener.run()
        } catch let error as IOError {
            throw explanation(of: error.errnoCode) ?? error
        } catch is SocketAddressError {
            throw NodeError.addressUnknown(address.text)
        } catch is SocketAddressError.UnknownHost {
            throw NodeError.addressUnknown(address.text)
        }
    }

    private func explanation(of code: CInt) -> (any Error)? {
        switch code {
        case EADDRINUSE: NodeError.addressInUse(address.text)
        case EACCES, EPERM: NodeError.addressForbidden(address.text)
        case EADDRNOTAVAIL, EAFNOSUPPORT: NodeError.addressUnknown(address.text)
        default: nil
        }
    }
}
