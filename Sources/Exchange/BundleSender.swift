package import Causality
package import Credentials
package import Records
package import Store
package import SyncWire

/// The node that made a bundle, as this store sees it.
package struct BundleSender: Hashable, Sendable {
    /// The node.
    package let node: NodeKey
    /// The places that it serves.
    package let places: Set<RecordID>
    /// Its certified keys.
    package let keys: [AgreementKey]
    /// Whether it is above this node: what it sends counts as a parent's answer.
    package let isAbove: Bool
    /// Certificates that came with the bundle.
    package let chain: [NodeCertificate]

    /// Describes a sender whose certificates were checked.
    package init(
        node: NodeKey,
        places: Set<RecordID>,
        keys: [AgreementKey],
        isAbove: Bool,
        chain: [NodeCertificate]
    ) {
        self.node = node
        self.places = places
        self.keys = keys
        self.isAbove = isAbove
        self.chain = chain
    }
}

extension StoreSession {
    /// Who made a bundle, by the certificates that are held and those that it brings.
    ///
    /// Stores nothing. Throws `BundleFault`, or what the store throws.
    package func bundleSender(
        _ header: BundleHeader,
        isSigned: ([UInt8], [UInt8], NodeKey) -> Bool
    ) throws -> BundleSender {
        let own = try ownPlace()
        guard header.sender != servingNode else { throw BundleFault.ownBundle }
        var places = try places(of: header.sender)
        var certificates = try certificates(of: header.sender).filter { places.contains($0.place) }
        if let first = header.chain.first, first.node == header.sender,
            try isSound(header.chain, isSigned)
        {
            places.insert(first.place)
            certificates.append(first)
        }
        guard !places.isEmpty else { throw BundleFault.unknownSender }
        // A stolen computer of the place above speaks for it no more; what one below wrote before
        // it was withdrawn still counts.
        let withdrawn = try revocation(of: header.sender)?.places ?? []
        let present = places.subtracting(withdrawn)
        let above = try ancestors(of: own)
        let parent = try meta(.parentKey).flatMap { Base32.decode($0) }
        let isAbove =
            !present.isDisjoint(with: above)
            || !present.isEmpty && parent == header.sender.bytes
        let isBelow = try places.contains { try $0 == own || ancestors(of: $0).contains(own) }
        guard isAbove || isBelow else {
            throw present.isEmpty ? BundleFault.withdrawnSender : BundleFault.otherBranch
        }
        return BundleSender(
            node: header.sender,
            places: places,
            keys: Set(certificates.compactMap { AgreementKey(bytes: $0.agreement) }).sorted {
                $0.bytes.lexicographicallyPrecedes($1.bytes)
            },
            isAbove: isAbove,
            chain: header.chain
        )
    }

    /// Whether a chain of certificates leads to the root, each signed by the next, whose place is
    /// its own or above it and whose key is not withdrawn there.
    private func isSound(
        _ chain: [NodeCertificate],
        _ isSigned: ([UInt8], [UInt8], NodeKey) -> Bool
    ) throws -> Bool {
        guard let last = chain.last, last.node == (try rootKey()), last.issuer == last.node,
            last.place == .rootPlace(of: last.node)
        else { return false }
        for (certificate, issuer) in zip(chain, chain.dropFirst() + [last]) {
            guard certificate.issuer == issuer.node,
                isSigned(certificate.signature, certificate.statement, certificate.issuer),
                try issuer.place == certificate.place
                    || ancestors(of: certificate.place).contains(issuer.place),
                try revocation(of: issuer.node)?.places.contains(issuer.place) != true
                    || isRecorded(certificate)
            else { return false }
        }
        return true
    }
}
