internal import Causality
internal import Hashing
internal import Records

/// Reads the two lanes of a message; names the lane in every error.
struct LaneReader {
    private var body: ByteReader
    private var raw: ByteReader

    init(body: [UInt8], raw: ArraySlice<UInt8>) {
        self.body = ByteReader(body)
        self.raw = ByteReader(raw)
    }

    /// A fault at the present place of the compressed lane.
    func malformed(_ what: String) -> WireError {
        .body(.malformed(offset: body.offset, what: what))
    }

    /// One byte of the compressed lane.
    mutating func byte() throws(WireError) -> UInt8 {
        do { return try body.byte() } catch { throw .body(error) }
    }

    /// A number of the compressed lane.
    mutating func varint() throws(WireError) -> UInt64 {
        do { return try body.varint() } catch { throw .body(error) }
    }

    /// A bounded count of the compressed lane.
    mutating func count(max: Int, _ what: String) throws(WireError) -> Int {
        do { return try body.count(max: max, what) } catch { throw .body(error) }
    }

    /// A signed number of the compressed lane.
    mutating func signed() throws(WireError) -> Int64 {
        do { return try body.signed() } catch { throw .body(error) }
    }

    /// A text of the compressed lane.
    mutating func text(max: Int, _ what: String) throws(WireError) -> String {
        do { return try body.text(max: max, what) } catch { throw .body(error) }
    }

    /// A name of the compressed lane.
    mutating func name(max: Int, _ what: String) throws(WireError) -> String {
        do { return try body.name(max: max, what) } catch { throw .body(error) }
    }

    /// Counted bytes of the compressed lane.
    mutating func counted(max: Int, _ what: String) throws(WireError) -> [UInt8] {
        do { return Array(try body.counted(max: max, what)) } catch { throw .body(error) }
    }

    /// A sequence of the compressed lane: from 1 to the largest that a stream can have.
    mutating func sequence() throws(WireError) -> UInt64 {
        let value = try varint()
        guard value > 0, value <= Dot.sequenceMax else { throw malformed("sequence") }
        return value
    }

    /// A record id of the compressed lane.
    mutating func record() throws(WireError) -> RecordID {
        do { return try body.record() } catch { throw .body(error) }
    }

    /// Bytes of the raw lane.
    mutating func rawBytes(_ count: Int) throws(WireError) -> [UInt8] {
        do { return Array(try raw.raw(count)) } catch { throw .raw(error) }
    }

    /// A digest of the raw lane.
    mutating func digest() throws(WireError) -> Digest256 {
        do { return try raw.digest() } catch { throw .raw(error) }
    }

    /// A stream's name of the raw lane.
    mutating func stream() throws(WireError) -> StreamID {
        do { return try raw.stream() } catch { throw .raw(error) }
    }

    /// A node key of the raw lane.
    mutating func nodeKey() throws(WireError) -> NodeKey {
        do { return try raw.nodeKey() } catch { throw .raw(error) }
    }

    /// A certificate of the raw lane.
    mutating func certificate() throws(WireError) -> NodeCertificate {
        do { return try NodeCertificate(reading: &raw) } catch { throw .raw(error) }
    }

    /// An eight-byte number of the raw lane, most significant byte first.
    mutating func word() throws(WireError) -> UInt64 {
        try rawBytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Ends the reading: both lanes must be used up.
    func end() throws(WireError) {
        do { try body.end() } catch { throw .body(error) }
        do { try raw.end() } catch { throw .raw(error) }
    }
}
