package import Causality
package import Credentials
internal import SyncWire

/// What is wrong with sealed bytes before anything in them can be believed.
package enum SealFault: Error, Hashable, Sendable {
    /// Too short to be a sealed message, or of a protocol version that this program does not speak.
    case malformed
    /// The clear first byte names another version.
    case unsupportedVersion(UInt8)
    /// It does not open: changed, for another node, or not from the one that it names.
    case broken
}

/// The sealed form of requests and answers (SPEC 10): HPKE in authenticated mode.
///
/// A request begins with two things in the clear, protocol version and the sender's node key, so
/// that the receiver knows with which key to open it. The keys of both ends stand in the context: a
/// message opens between these two nodes and in this direction only.
package enum MessageSeal {
    /// Bytes in the clear before a sealed request.
    package static let prefixByteCount = 33
    /// How many bytes longer a sealed request is than its message.
    package static let requestOverhead = prefixByteCount + Sealing.overheadByteCount
    /// How many bytes longer a sealed answer is than its message.
    package static let answerOverhead = Sealing.overheadByteCount
    /// The longest sealed request.
    package static let requestByteCountMax = MessageLimits.byteCountMax + requestOverhead
    /// The longest sealed answer.
    package static let answerByteCountMax = MessageLimits.byteCountMax + answerOverhead

    private enum Direction: UInt8 {
        case request = 1
        case answer = 2
    }

    private static func context(_ way: Direction, child: NodeKey, parent: NodeKey) -> [UInt8] {
        [MessageLimits.protocolVersion, way.rawValue] + child.bytes + parent.bytes
    }

    /// Seals a request.
    package static func sealRequest(
        _ message: [UInt8],
        child: NodeKey,
        parent: NodeKey,
        to receiver: AgreementKey,
        from sender: AgreementIdentity
    ) -> [UInt8] {
        [MessageLimits.protocolVersion] + child.bytes
            + Sealing.seal(
                message,
                to: receiver,
                from: sender,
                context: context(.request, child: child, parent: parent)
            )
    }

    /// The sender that a sealed request names in the clear; not to be believed until it opens.
    package static func sender(of sealed: [UInt8]) throws(SealFault) -> NodeKey {
        guard let version = sealed.first else { throw .malformed }
        guard MessageFrame.supportedVersions.contains(version) else {
            throw .unsupportedVersion(version)
        }
        guard sealed.count > requestOverhead,
            let key = NodeKey(bytes: sealed[1..<prefixByteCount])
        else { throw .malformed }
        return key
    }

    /// Opens a request that one of the sender's certified keys sealed.
    package static func openRequest(
        _ sealed: [UInt8],
        child: NodeKey,
        parent: NodeKey,
        by receiver: AgreementIdentity,
        from senders: [AgreementKey]
    ) throws(SealFault) -> (message: [UInt8], key: AgreementKey) {
        let context = context(.request, child: child, parent: parent)
        let bytes = Array(sealed[prefixByteCount...])
        for sender in senders {
            if let message = try? Sealing.open(
                bytes,
                by: receiver,
                from: sender,
                context: context
            ) {
                return (message, sender)
            }
        }
        throw .broken
    }

    /// Seals an answer.
    package static func sealAnswer(
        _ message: [UInt8],
        child: NodeKey,
        parent: NodeKey,
        to receiver: AgreementKey,
        from sender: AgreementIdentity
    ) -> [UInt8] {
        Sealing.seal(
            message,
            to: receiver,
            from: sender,
            context: context(.answer, child: child, parent: parent)
        )
    }

    /// Opens an answer of the parent's.
    package static func openAnswer(
        _ sealed: [UInt8],
        child: NodeKey,
        parent: NodeKey,
        by receiver: AgreementIdentity,
        from sender: AgreementKey
    ) throws(SealFault) -> [UInt8] {
        do {
            return try Sealing.open(
                sealed,
                by: receiver,
                from: sender,
                context: context(.answer, child: child, parent: parent)
            )
        } catch {
            throw .broken
        }
    }
}
