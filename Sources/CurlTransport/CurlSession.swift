import CLibcurl
import Foundation

/// libcurl's handles and the thread that owns them: exchanges one by one over a kept connection.
struct CurlSession {
    /// What is the same for all exchanges of a transport.
    struct Settings: Sendable {
        /// Empty means none, whatever the environment says.
        let proxy: String
        let certificateAuthorityFile: String?
    }

    private let inbox: ExchangeInbox
    private let settings: Settings
    private let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer

    /// The body of the transport's thread; returns once the inbox is closed.
    static func serve(_ inbox: ExchangeInbox, settings: Settings) {
        blockBrokenPipeSignal()
        guard let multi = inbox.multi, let easy = curl_easy_init() else {
            preconditionFailure("no memory for libcurl")
        }
        let session = CurlSession(
            inbox: inbox,
            settings: settings,
            easy: easy,
            multi: UnsafeMutableRawPointer(multi)
        )
        while let (job, continuation) = inbox.next() {
            continuation.resume(returning: session.perform(job))
        }
        curl_easy_cleanup(easy)
        curl_multi_cleanup(session.multi)
    }

    /// With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE to its caller, and OpenSSL writes raise it.
    private static func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func perform(_ job: ExchangeJob) -> Result<HTTPAnswer, TransportError> {
        let exchange = job.exchange
        let reception = Reception(bodyByteCountMax: exchange.responseByteCountMax)
        let headers = exchange.headerList()
        defer { curl_slist_free_all(headers) }
        // A reset keeps the connection. The reception outlives the transfer: it is held here until
        // the handle is out of the multi handle, after which no callback comes.
        curl_easy_reset(easy)
        return withExtendedLifetime(reception) {
            let code = configure(for: exchange, headers: headers, reception: reception)
            guard code == CURLE_OK else { return .failure(other(code)) }
            guard let code = transfer(job) else { return .failure(.cancelled) }
            guard code == CURLE_OK else {
                return .failure(fault(code, in: exchange, reception))
            }
            return .success(answer(reception))
        }
    }

    /// Runs the transfer to its end; nil if it was cancelled.
    private func transfer(_ job: ExchangeJob) -> CURLcode? {
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else { return CURLE_FAILED_INIT }
        defer { curl_multi_remove_handle(multi, easy) }
        var runningCount: Int32 = 1
        while !job.isCancelled {
            guard curl_multi_perform(multi, &runningCount) == CURLM_OK else {
                return CURLE_FAILED_INIT
            }
            if runningCount == 0 { return result() }
            // Woken by traffic, by a cancellation, or at the latest after a second.
            curl_multi_poll(multi, nil, 0, 1000, nil)
        }
        return nil
    }

    private func result() -> CURLcode {
        var messageCount: Int32 = 0
        while let message = curl_multi_info_read(multi, &messageCount) {
            if message.pointee.msg == CURLMSG_DONE { return liandong_curl_result(message) }
        }
        return CURLE_FAILED_INIT
    }

    private func configure(
        for exchange: HTTPExchange,
        headers: UnsafeMutablePointer<curl_slist>?,
        reception: Reception
    ) -> CURLcode {
        var options = CurlOptions(easy)
        options.setSafety(settings)
        options.setRequest(exchange, headers: headers)
        options.setCallbacks(Unmanaged.passUnretained(reception).toOpaque())
        return options.code
    }

    private func answer(_ reception: Reception) -> HTTPAnswer {
        var status = 0
        liandong_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        var type: UnsafePointer<CChar>?
        liandong_curl_get_text(easy, CURLINFO_CONTENT_TYPE, &type)
        return HTTPAnswer(
            status: status,
            contentType: type.map { String(cString: $0) } ?? "",
            body: reception.body,
            byteCountSent: reception.byteCountSent,
            byteCountReceived: reception.byteCountReceived
        )
    }

    private func other(_ code: CURLcode) -> TransportError {
        .other(code: Int(code.rawValue), reason: String(cString: curl_easy_strerror(code)))
    }

    private func fault(
        _ code: CURLcode,
        in exchange: HTTPExchange,
        _ reception: Reception
    ) -> TransportError {
        let received = reception.byteCountReceived
        guard !reception.isTooLarge else {
            return .responseTooLarge(byteCountMax: exchange.responseByteCountMax)
        }
        switch code {
        case CURLE_FILESIZE_EXCEEDED:
            return .responseTooLarge(byteCountMax: exchange.responseByteCountMax)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return .hostNotFound(url: exchange.url)
        case CURLE_COULDNT_CONNECT:
            return .refused(url: exchange.url)
        case CURLE_OPERATION_TIMEDOUT:
            let hasConnected = reception.byteCountSent > 0
            return hasConnected
                ? .tooSlow(byteCountReceived: received) : .timedOut(url: exchange.url)
        case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING:
            return .interrupted(byteCountReceived: received)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            // The scheme was checked before, so code 1 is an answer without a status line.
            return .answerNotHTTP(url: exchange.url)
        case CURLE_URL_MALFORMAT:
            return .unsupportedAddress(url: exchange.url)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
            return .notSecure(url: exchange.url, code: Int(code.rawValue))
        default:
            return other(code)
        }
    }
}
