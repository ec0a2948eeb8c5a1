package import Causality
package import Records

extension StoreSession {
    /// The certificates from a node up to the one that the root gave itself, the node's first: the
    /// shortest way, each issuer's certificate for the same place or one above it; empty if none is
    /// known.
    ///
    /// `place`, where it is given, is that of the first. The root may be certified by others, too,
    /// as the second computer of its place is: what ends the chain is its word for itself.
    package func certificateChain(
        of node: NodeKey,
        at place: RecordID? = nil
    ) throws -> [NodeCertificate] {
        let root = try rootKey()
        func isEnd(_ certificate: NodeCertificate) -> Bool {
            certificate.node == root && certificate.issuer == root
                && certificate.place == .rootPlace(of: root)
        }
        var ways = try certificates(of: node).filter { place == nil || $0.place == place }
            .map { [$0] }
        var met: Set<NodeCertificate> = []
        var next = 0
        while next < ways.count {
            let way = ways[next]
            next += 1
            guard let last = way.last, met.insert(last).inserted else { continue }
            if isEnd(last) { return way }
            let above = try ancestors(of: last.place).union([last.place])
            // The newest first: an earlier parent's place may be merged by now.
            let issuers = try certificates(of: last.issuer)
                .sorted { $0.issuedAt > $1.issuedAt }
                .filter { above.contains($0.place) }
            for issuer in issuers where try isInForce(issuer, below: last) {
                ways.append(way + [issuer])
            }
        }
        return []
    }

    /// Whether what an issuer certified still stands by its own certificate.
    private func isInForce(
        _ issuer: NodeCertificate,
        below certificate: NodeCertificate
    ) throws -> Bool {
        guard let withdrawn = try revocation(of: issuer.node)?.places,
            withdrawn.contains(issuer.place)
        else { return true }
        return try isRecorded(certificate)
    }
}
