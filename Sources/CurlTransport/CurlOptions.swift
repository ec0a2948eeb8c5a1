import CLibcurl

/// Sets options on an easy handle and keeps the first failure.
struct CurlOptions {
    private let easy: UnsafeMutableRawPointer
    private(set) var code = CURLE_OK

    init(_ easy: UnsafeMutableRawPointer) {
        self.easy = easy
    }

    /// What protects this machine, whatever is asked and answered.
    mutating func setSafety(_ settings: CurlSession.Settings) {
        note(liandong_curl_limit_to_web(easy))
        set(CURLOPT_FOLLOWLOCATION, 0)
        // Signals of the resolver would hit some other thread.
        set(CURLOPT_NOSIGNAL, 1)
        // HTTP/2 would cost more bytes for one request than it saves.
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        set(CURLOPT_PROXY, settings.proxy)
        if let file = settings.certificateAuthorityFile { set(CURLOPT_CAINFO, file) }
    }

    /// What this exchange asks for, and its bounds.
    mutating func setRequest(
        _ exchange: HTTPExchange,
        headers: UnsafeMutablePointer<curl_slist>?
    ) {
        set(CURLOPT_URL, exchange.url)
        note(liandong_curl_set_list(easy, CURLOPT_HTTPHEADER, headers))
        set(CURLOPT_CONNECTTIMEOUT_MS, exchange.connectMillisecondsMax)
        set(CURLOPT_LOW_SPEED_LIMIT, exchange.lowSpeedBytesPerSecond)
        set(CURLOPT_LOW_SPEED_TIME, exchange.lowSpeedSeconds)
        // Refuses by the announced length; the write callback refuses by the real one.
        setOffset(CURLOPT_MAXFILESIZE_LARGE, exchange.responseByteCountMax)
        guard exchange.method == .post else { return set(CURLOPT_HTTPGET, 1) }
        setOffset(CURLOPT_POSTFIELDSIZE_LARGE, exchange.body.count)
        if exchange.body.isEmpty {
            set(CURLOPT_COPYPOSTFIELDS, "")
        } else {
            // libcurl copies as many bytes as the size set before.
            note(liandong_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, exchange.body))
        }
    }

    /// Where the answer goes; `context` is an unretained `Reception` that the caller keeps alive.
    mutating func setCallbacks(_ context: UnsafeMutableRawPointer) {
        note(
            liandong_curl_set_data_function(easy, CURLOPT_WRITEFUNCTION) {
                bytes,
                size,
                count,
                context in
                guard let reception = reception(context) else { return 0 }
                let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return reception.addBody(piece) ? piece.count : 0
            }
        )
        note(
            liandong_curl_set_data_function(easy, CURLOPT_HEADERFUNCTION) {
                _,
                size,
                count,
                context in
                guard let reception = reception(context) else { return 0 }
                return reception.addHeader(byteCount: size * count) ? size * count : 0
            }
        )
        note(
            liandong_curl_set_trace_function(easy) { _, kind, _, count, context in
                reception(context)?.count(kind, byteCount: count)
                return 0
            }
        )
        set(CURLOPT_VERBOSE, 1)
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_DEBUGDATA] {
            note(liandong_curl_set_pointer(easy, option, context))
        }
    }

    private mutating func set(_ option: CURLoption, _ value: Int) {
        note(liandong_curl_set_long(easy, option, value))
    }

    private mutating func setOffset(_ option: CURLoption, _ value: Int) {
        note(liandong_curl_set_offset(easy, option, curl_off_t(value)))
    }

    private mutating func set(_ option: CURLoption, _ value: String) {
        note(liandong_curl_set_text(easy, option, value))
    }

    private mutating func note(_ code: CURLcode) {
        if self.code == CURLE_OK { self.code = code }
    }
}

/// The reception that a callback was given; it lives as long as the transfer.
private func reception(_ context: UnsafeMutableRawPointer?) -> Reception? {
    context.map { Unmanaged<Reception>.fromOpaque($0).takeUnretainedValue() }
}

extension HTTPExchange {
    /// The header lines for libcurl, which the caller frees.
    ///
    /// A name without a value takes away a header that libcurl would add: `Accept` and
    /// `Content-Type` cost bytes, and `Expect` costs a second, as servers do not answer it.
    func headerList() -> UnsafeMutablePointer<curl_slist>? {
        let given = Set(headers.map { $0.name.lowercased() })
        let removed = ["Accept", "Content-Type", "Expect"]
            .filter { !given.contains($0.lowercased()) }
            .map { "\($0):" }
        // An empty value needs a semicolon, else libcurl takes the line for a removal.
        let added = headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        return (removed + added).reduce(nil) { curl_slist_append($0, $1) }
    }
}
