internal import Hummingbird
internal import Enrolment
internal import Exchange
internal import NIOCore
internal import Store
internal import SyncWire

/// Why a peer's request gets no answer of its own; the body is one short word.
///
/// A refusal is not sealed: anyone on the line can forge one, so it is only a hint to the person
/// who waits, and nothing of a link changes by it.
package enum PeerRefusal: Error, Equatable, Sendable {
    /// The bytes are not a message of the kind that belongs here.
    case malformed
    /// The message is of a protocol version that this node does not speak.
    case unsupportedVersion
    /// The sender is not certified for a place at or below this node's.
    case notAdmitted
    /// The joining code was not given out here.
    case unknownInvitation
    /// The joining code has expired or was used by another node.
    case invitationSpent
    /// The body is longer than any message.
    case tooLarge
    /// Too much is under way; try again later.
    case busy
    /// This node's disk is full; try again later.
    case full
    /// This node could not do it; its log says why.
    case failed

    var status: HTTPResponse.Status {
        switch self {
        case .malformed, .unsupportedVersion: .badRequest
        case .notAdmitted: .forbidden
        case .unknownInvitation: .notFound
        case .invitationSpent: .gone
        case .tooLarge: .contentTooLarge
        case .busy, .full: .serviceUnavailable
        case .failed: .internalServerError
        }
    }

    /// What stands in the body and in the log.
    package var word: String {
        switch self {
        case .malformed: "malformed"
        case .unsupportedVersion:
            "version \(MessageFrame.supportedVersions.lowerBound)"
                + "-\(MessageFrame.supportedVersions.upperBound)"
        case .notAdmitted: "not-admitted"
        case .unknownInvitation: "unknown-invitation"
        case .invitationSpent: "invitation-spent"
        case .tooLarge: "too-large"
        case .busy: "busy"
        case .full: "full"
        case .failed: "failed"
        }
    }

    var response: Response {
        var response = Response(
            status: status,
            body: ResponseBody(byteBuffer: ByteBuffer(string: word))
        )
        if self == .busy || self == .full { response.headers[.retryAfter] = "30" }
        return response
    }

    /// What an error means to the peer.
    ///
    /// Anything unforeseen is this node's own fault.
    init(_ error: any Error) {
        switch error {
        case let refusal as PeerRefusal: self = refusal
        case let fault as SealFault:
            if case .unsupportedVersion = fault {
                self = .unsupportedVersion
            } else {
                self = .malformed
            }
        case let fault as WireError:
            if case .unsupportedVersion = fault {
                self = .unsupportedVersion
            } else {
                self = .malformed
            }
        case StoreError.busy: self = .busy
        case StoreError.diskFull: self = .full
        case EnrolmentError.unknownInvitation: self = .unknownInvitation
        case EnrolmentError.keyWithdrawn, is StrangeNode: self = .notAdmitted
        case EnrolmentError.invitationExpired, EnrolmentError.invitationUsed:
            self = .invitationSpent
        default: self = .failed
        }
    }
}
