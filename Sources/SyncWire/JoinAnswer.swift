package import Records

/// What makes a new node one of the tree; sealed under the joining code by the caller.
package struct JoinAnswer: Hashable, Sendable {
    /// The inviting node's incarnation.
    package let incarnation: UInt64
    /// Its clock, seconds since 1970 UTC.
    package let time: Int64
    /// The nonce of the request.
    package let nonce: UInt64
    /// The new node's certificate, issued by the inviting node.
    package let certificate: NodeCertificate
    /// The inviting node's certificate, that of its issuer, and so on; the last is the root's own.
    package let chain: [NodeCertificate]
    /// The present 12-digit code of the place that the new node serves.
    package let regionCode: String
    /// The place's present name.
    package let regionName: String

    /// The longest code or name, in bytes.
    package static let textByteCountMax = 256

    /// Makes an answer; the chain has at least the root's certificate.
    ///
    /// Of a name that is too long what fits is told: it is only read out to the person who joins.
    package init(
        incarnation: UInt64,
        time: Int64,
        nonce: UInt64,
        certificate: NodeCertificate,
        chain: [NodeCertificate],
        regionCode: String,
        regionName: String
    ) {
        precondition(!chain.isEmpty, "a chain ends at the root")
        self.incarnation = incarnation
        self.time = time
        self.nonce = nonce
        self.certificate = certificate
        self.chain = chain
        self.regionCode = regionCode
        self.regionName = JoinAnswer.fitting(regionName)
    }

    private static func fitting(_ name: String) -> String {
        var name = name
        while name.utf8.count > textByteCountMax { name.removeLast() }
        return name
    }

    /// The bytes of the message, to be sealed by the caller.
    package var encoded: [UInt8] {
        var lanes = LaneWriter()
        lanes.word(incarnation)
        lanes.word(nonce)
        lanes.raw.raw(certificate.bytes)
        for link in chain { lanes.raw.raw(link.bytes) }
        lanes.body.signed(time)
        lanes.count(chain.count)
        lanes.body.text(regionCode)
        lanes.body.text(regionName)
        return MessageFrame.encode(.joinAnswer, lanes)
    }

    /// Reads a message; signatures and the pinned root are not checked here.
    package init(_ bytes: [UInt8]) throws(WireError) {
        var lanes = try MessageFrame.decode(.joinAnswer, bytes)
        incarnation = try lanes.word()
        nonce = try lanes.word()
        certificate = try lanes.certificate()
        time = try lanes.signed()
        let count = try lanes.count(max: MessageLimits.certificateCountMax, "chain")
        guard count > 0 else { throw lanes.malformed("chain") }
        var chain: [NodeCertificate] = []
        for _ in 0..<count { chain.append(try lanes.certificate()) }
        self.chain = chain
        regionCode = try lanes.text(max: JoinAnswer.textByteCountMax, "code")
        regionName = try lanes.text(max: JoinAnswer.textByteCountMax, "name")
        try lanes.end()
    }
}
