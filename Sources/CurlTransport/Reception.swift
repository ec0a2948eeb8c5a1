import CLibcurl

/// What libcurl's callbacks gather during one exchange; touched by the transport's thread alone.
final class Reception {
    /// Protects memory: no honest answer has headers beyond this.
    static let headerByteCountMax = 64 << 10

    private(set) var body: [UInt8] = []
    private(set) var byteCountSent = 0
    private(set) var byteCountReceived = 0
    private(set) var isTooLarge = false
    private var headerByteCount = 0
    private let bodyByteCountMax: Int

    init(bodyByteCountMax: Int) {
        self.bodyByteCountMax = bodyByteCountMax
    }

    /// Takes a piece of the body; false tells libcurl to break off.
    func addBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= bodyByteCountMax - body.count else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// Takes a header line; false tells libcurl to break off.
    func addHeader(byteCount: Int) -> Bool {
        headerByteCount += byteCount
        isTooLarge = headerByteCount > Reception.headerByteCountMax
        return !isTooLarge
    }

    /// Counts what passes over the wire.
    ///
    /// From the trace and not from CURLINFO_REQUEST_SIZE, which in libcurl 7.88 counts that part of
    /// the body that leaves together with the headers, a second time after CURLINFO_SIZE_UPLOAD_T.
    func count(_ kind: curl_infotype, byteCount: Int) {
        switch kind {
        case CURLINFO_HEADER_OUT, CURLINFO_DATA_OUT: byteCountSent += byteCount
        case CURLINFO_HEADER_IN, CURLINFO_DATA_IN: byteCountReceived += byteCount
        default: break  // Words about the connection, and TLS records.
        }
    }
}
