/// One HTTP request and the bounds within which its answer is accepted.
package struct HTTPExchange: Sendable {
    /// What is asked for; other methods do not occur between nodes.
    package enum Method: Sendable {
        /// Reads; the body is not sent.
        case get
        /// Sends the body.
        case post
    }

    /// A header line that is sent as it is.
    package struct Header: Sendable {
        /// The name without the colon.
        package let name: String
        /// The value, without line ends.
        package let value: String

        /// Makes a header; line ends in it would smuggle in further ones and are a caller's bug.
        package init(name: String, value: String) {
            let clean = (name + value).utf8.allSatisfy { $0 != 10 && $0 != 13 && $0 != 0 }
            precondition(clean && !name.isEmpty, "header \(name) has control characters or no name")
            self.name = name
            self.value = value
        }
    }

    /// What is asked for.
    package var method: Method
    /// An absolute address with scheme `http` or `https`.
    package var url: String
    /// The bytes to send with `post`.
    package var body: [UInt8]
    /// Headers besides `Host` and `Content-Length`; no others are sent, each byte counts.
    package var headers: [Header]
    /// How long name look-up, connecting and the TLS greeting may take together, in milliseconds.
    package var connectMillisecondsMax = 15_000
    /// The lowest average speed, both ways together, in bytes per second.
    package var lowSpeedBytesPerSecond = 64
    /// For how many seconds the speed may stay below the lowest, and the other side think.
    package var lowSpeedSeconds = 60
    /// The longest body that is accepted; one more byte ends the exchange.
    package var responseByteCountMax = 16 << 20

    /// Makes an exchange with limits for a slow rural line; change them before sending if needed.
    package init(
        _ method: Method,
        url: String,
        body: [UInt8] = [],
        headers: [Header] = []
    ) {
        self.method = method
        self.url = url
        self.body = body
        self.headers = headers
    }
}

/// What came back: any status is an answer, also 404 and 500.
package struct HTTPAnswer: Sendable {
    /// The status code, for example 200.
    package let status: Int
    /// What the other end says that the body is, as sent; empty if it does not say.
    package let contentType: String
    /// The body as sent, not decompressed.
    package let body: [UInt8]
    /// Bytes of request line, headers and body that were sent, without those of TCP and TLS.
    package let byteCountSent: Int
    /// Bytes of status line, headers and body that were received, without those of TCP and TLS.
    package let byteCountReceived: Int
}
