package import Ambient
package import Causality
package import Credentials
internal import Records
package import SyncWire

/// The two sealed messages of joining (SPEC 7), the same over HTTP and in files.
///
/// A request begins in the clear with the protocol version and the eight bytes that name the
/// invitation; all else of both messages is sealed under the code's secret.
package enum JoiningMessages {
    /// Bytes in the clear before a sealed joining request.
    package static let prefixByteCount = 9
    /// The longest joining message, either way: a chain of certificates is far below it.
    package static let byteCountMax = 16_384

    /// A request for the code's invitation, and the nonce that its answer must repeat.
    package static func request(
        code: JoiningCode,
        secrets: NodeSecrets,
        clock: WallClock,
        random: RandomSource
    ) -> (bytes: [UInt8], nonce: UInt64) {
        let node = secrets.signing.nodeKey
        let agreement = secrets.agreement.agreementKey.bytes
        let nonce = random.word()
        let statement = JoinRequest.statement(
            node: node,
            agreement: agreement,
            incarnation: 0,
            nonce: nonce
        )
        let request = JoinRequest(
            node: node,
            agreement: agreement,
            incarnation: 0,
            time: clock.now.secondsSince1970,
            nonce: nonce,
            proof: secrets.signing.sign(statement)
        )
        let prefix = [MessageLimits.protocolVersion] + code.invitationID
        let sealed = JoiningSeal(code).seal(request.encoded, .request, context: prefix)
        return (prefix + sealed, nonce)
    }

    /// The invitation that a sealed request names in the clear.
    package static func invitation(of sealed: [UInt8]) throws(SealFault) -> [UInt8] {
        guard let version = sealed.first else { throw .malformed }
        guard MessageFrame.supportedVersions.contains(version) else {
            throw .unsupportedVersion(version)
        }
        guard sealed.count > prefixByteCount else { throw .malformed }
        return Array(sealed[1..<prefixByteCount])
    }

    /// Opens a request with the invitation's code, and checks that the sender owns its key.
    package static func open(
        request sealed: [UInt8],
        code: JoiningCode
    ) throws(SealFault) -> JoinRequest {
        let prefix = Array(sealed.prefix(prefixByteCount))
        let bytes = Array(sealed.dropFirst(prefixByteCount))
        guard let message = try? JoiningSeal(code).open(bytes, .request, context: prefix) else {
            throw .broken
        }
        guard let request = try? JoinRequest(message),
            AgreementKey(bytes: request.agreement) != nil,
            SignatureCheck.isValid(
                signature: request.proof,
                of: request.statement,
                by: request.node
            )
        else { throw .malformed }
        return request
    }

    /// Seals the answer to a request.
    package static func seal(_ answer: JoinAnswer, code: JoiningCode) -> [UInt8] {
        JoiningSeal(code).seal(answer.encoded, .answer, context: context(answer.certificate.node))
    }

    /// Opens the answer to this node's request; `nonce` is that of the request, nil if it is not
    /// remembered, as with files.
    ///
    /// The chain of certificates is checked by whoever takes it up.
    package static func open(
        answer sealed: [UInt8],
        node: NodeKey,
        code: JoiningCode,
        nonce: UInt64?
    ) throws(SealFault) -> JoinAnswer {
        guard let message = try? JoiningSeal(code).open(sealed, .answer, context: context(node))
        else { throw .broken }
        guard let answer = try? JoinAnswer(message), answer.certificate.node == node,
            nonce == nil || answer.nonce == nonce
        else { throw .malformed }
        return answer
    }

    private static func context(_ node: NodeKey) -> [UInt8] {
        [MessageLimits.protocolVersion] + node.bytes
    }
}
