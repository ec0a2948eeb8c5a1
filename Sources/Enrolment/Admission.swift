internal import Ambient
package import Causality
package import Credentials
package import Records
internal import Store

/// What a joining node gets: its certificate and the chain above it, ending with the root's own.
package struct Admission: Hashable, Sendable {
    /// The new node's certificate.
    package let certificate: NodeCertificate
    /// The certificates above it, the issuer's first, the root's last.
    package let chain: [NodeCertificate]
    /// The place's code, for the person who joins.
    package let code: String
    /// The place's name.
    package let name: String
    /// When it was admitted by the parent's clock, seconds since 1970 UTC: this device's may not be
    /// set yet.
    package let time: Int64

    /// Puts together what a joining answer carried.
    package init(
        certificate: NodeCertificate,
        chain: [NodeCertificate],
        code: String,
        name: String,
        time: Int64
    ) {
        self.time = time
        self.certificate = certificate
        self.chain = chain
        self.code = code
        self.name = name
    }
}

extension Enrolment {
    /// The code behind a public invitation name, so that a joining request can be opened.
    ///
    /// Throws `unknownInvitation` or `invitationExpired`.
    package func joiningCode(_ id: [UInt8]) throws -> JoiningCode {
        let now = clock.now.secondsSince1970
        return try store.read { session in
            guard let open = try session.openInvitation(id) else {
                throw EnrolmentError.unknownInvitation
            }
            guard now <= open.expiresAt else { throw EnrolmentError.invitationExpired }
            return JoiningCode(secret: open.secret, root: try session.rootKey())
        }
    }

    /// Certifies the node that proved to know an invitation's secret.
    ///
    /// The same node may ask again and gets its certificate again; any other is refused, as is one
    /// whose key was withdrawn. Durable on return.
    package func admit(
        invitation id: [UInt8],
        node: NodeKey,
        agreement: [UInt8]
    ) throws -> Admission {
        try store.write { session in
            guard let open = try session.openInvitation(id) else {
                throw EnrolmentError.unknownInvitation
            }
            guard open.node == nil || open.node == node else {
                throw EnrolmentError.invitationUsed
            }
            // Its key opens nothing any more, whoever has it now.
            guard try !session.isWithdrawn(node, for: open.place) else {
                throw EnrolmentError.keyWithdrawn
            }
            let issuer = secrets.signing.nodeKey
            let known = try session.certificates(of: node).first {
                $0.place == open.place && $0.issuer == issuer && $0.agreement == agreement
            }
            let certificate = known ?? certificate(for: node, agreement, open.place)
            if known == nil {
                try session.note(certificate)
                try append(certificate, issuedAt: try session.ownPlace(), to: session)
            }
            // Also by a node that was here before: a code opens the door once.
            if open.node == nil { try session.use(open, by: node) }
            let place = try session.place(open.place)
            let chain = try session.certificateChain(of: issuer)
            guard !chain.isEmpty else { throw EnrolmentError.brokenChain }
            return Admission(
                certificate: certificate,
                chain: chain,
                code: place?.code ?? "",
                name: place?.name ?? "",
                time: clock.now.secondsSince1970
            )
        }
    }

    /// Makes this store the node's that was admitted.
    ///
    /// Checks that every certificate is signed by the next and that the chain ends at the root that
    /// the joining code names.
    package func takeUp(_ admission: Admission, code: JoiningCode) throws {
        let all = [admission.certificate] + admission.chain
        guard let root = all.last, root.node == root.issuer, code.names(root.node),
            admission.certificate.node == secrets.signing.nodeKey,
            root.place == .rootPlace(of: root.node)
        else { throw EnrolmentError.brokenChain }
        for (certificate, above) in zip(all, admission.chain + [root]) {
            let isSigned = SignatureCheck.isValid(
                signature: certificate.signature,
                of: certificate.statement,
                by: certificate.issuer
            )
            guard certificate.issuer == above.node, isSigned else {
                throw EnrolmentError.brokenChain
            }
        }
        try store.write { session in
            if !(try session.isFounded()) {
                try session.found(
                    rootKey: root.node,
                    place: admission.certificate.place,
                    incarnation: random.word() >> 1,
                    joinedAt: admission.time
                )
            } else if try session.rootKey() != root.node {
                throw EnrolmentError.alreadyAtWork
            } else {
                try session.setMeta(.ownPlace, admission.certificate.place.text)
            }
            for (certificate, above) in zip(all, admission.chain) {
                try session.noteParent(above.place, of: certificate.place)
            }
            for certificate in all { try session.note(certificate) }
            try session.setMeta(
                .parentKey,
                Base32.encode(admission.certificate.issuer.bytes)
            )
        }
    }
}
