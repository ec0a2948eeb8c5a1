import Foundation

/// Sends HTTP exchanges, one after the other, over one connection that is kept open in between.
///
/// Callers may be many and are served in the order of asking. Cancelling the caller's task ends
/// its exchange at once with `TransportError.cancelled`. The thread and the connection end with
/// the last reference. Only `http` and `https` are spoken, redirects are not followed, and no
/// proxy is taken from the environment.
package final class CurlTransport: Sendable {
    private let inbox: ExchangeInbox

    /// Starts the transport's thread; nothing is dialled yet.
    ///
    /// `proxy` is an address such as `http://10.0.0.1:3128`; nil dials directly. A file of trusted
    /// certificates in PEM replaces the system's.
    package init(proxy: String? = nil, certificateAuthorityFile: String? = nil) {
        let inbox = ExchangeInbox()
        self.inbox = inbox
        let settings = CurlSession.Settings(
            proxy: proxy ?? "",
            certificateAuthorityFile: certificateAuthorityFile
        )
        let thread = Thread {
            CurlSession.serve(inbox, settings: settings)
        }
        thread.name = "liandong-curl"
        thread.start()
    }

    deinit {
        inbox.close()
    }

    /// Sends one exchange and waits for the whole answer.
    ///
    /// Every status is an answer. A broken kept connection is replaced silently, so a request may
    /// reach the other side twice: requests must bear repetition.
    package func send(_ exchange: HTTPExchange) async throws(TransportError) -> HTTPAnswer {
        guard exchange.hasWebAddress else { throw .unsupportedAddress(url: exchange.url) }
        let job = ExchangeJob(exchange)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                inbox.add(job, continuation)
            }
        } onCancel: {
            inbox.cancel(job)
        }
        return try result.get()
    }
}

extension HTTPExchange {
    /// Whether the address names a scheme that is spoken; libcurl would guess a missing one.
    fileprivate var hasWebAddress: Bool {
        let start = url.prefix(8).lowercased()
        return start.hasPrefix("http://") || start == "https://"
    }
}
