import Ambient
import Causality
import Credentials
import Exchange
import Foundation
import Hashing
import Records
import SyncWire

/// A peer that knows the protocol and breaks its rules: with a member's stolen keys, or with none.
struct HostileNode {
    /// What a member tries to have stored.
    enum Forgery: CaseIterable {
        /// An event in the parent's own stream, signed by the child.
        case inTheParentsName
        /// An event under the county, rightly signed by a village.
        case aboveItsPlace
        /// An event of a node that nobody certified.
        case ofAStranger

        /// What the parent must say to it.
        var reason: RefusalReason {
            switch self {
            case .inTheParentsName: .signature
            case .aboveItsPlace: .authority
            case .ofAStranger: .unknownAuthor
            }
        }
    }

    private let secrets: NodeSecrets
    private let parent: NodeSecrets

    private var key: NodeKey { secrets.signing.nodeKey }
    private var parentKey: NodeKey { parent.signing.nodeKey }

    /// Someone with keys of its own that no parent ever saw.
    static func stranger(to county: NodeHome) throws -> HostileNode {
        HostileNode(
            secrets: NodeSecrets(random: .seeded(66)),
            parent: try KeyFile(path: county.data + "/keys").read()
        )
    }

    /// Someone with a village's keys.
    static func member(_ village: NodeHome, of county: NodeHome) throws -> HostileNode {
        HostileNode(
            secrets: try KeyFile(path: village.data + "/keys").read(),
            parent: try KeyFile(path: county.data + "/keys").read()
        )
    }

    /// A request as the parent must take it, were its sender admitted.
    func quietRequest(_ cargo: Cargo = .empty) -> Request {
        Request(incarnation: 66, time: 1_790_000_000, nonce: 7, agreed: nil, cargo: cargo)
    }

    func sealed(_ request: Request) -> [UInt8] { sealed(request.encoded(sender: key)) }

    private func sealed(_ message: [UInt8]) -> [UInt8] {
        MessageSeal.sealRequest(
            message,
            child: key,
            parent: parentKey,
            to: parent.agreement.agreementKey,
            from: secrets.agreement
        )
    }

    /// Why the parent did not take what was sent, read out of its sealed answer.
    func refusals(in answer: [UInt8]) throws -> [RefusalReason] {
        let message = try MessageSeal.openAnswer(
            answer,
            child: key,
            parent: parentKey,
            by: secrets.agreement,
            from: parent.agreement.agreementKey
        )
        return try Answer(message, sender: parentKey).cargo.refusals.map(\.reason)
    }

    /// A sealed message of few bytes that would become very many.
    func bomb(byteCount: Int) -> [UInt8] {
        sealed(
            MessageFrame.encode(
                .request,
                body: [UInt8](repeating: 0, count: byteCount),
                raw: []
            )
        )
    }

    /// A request with one forged segment.
    func request(_ forgery: Forgery) throws -> Request {
        let root = RecordID.rootPlace(of: parentKey)
        let under = Audience(.under, root)
        let stranger = NodeSecrets(random: .seeded(67)).signing
        let (author, signer) =
            switch forgery {
            case .inTheParentsName: (parentKey, secrets.signing)
            case .aboveItsPlace: (key, secrets.signing)
            case .ofAStranger: (stranger.nodeKey, stranger)
            }
        let description = StreamDescription(node: author, incarnation: 66, audience: under)
        let dot = Dot(stream: description.streamID, sequence: 1)
        let payload = EventPayload(writes: [CellWrite(.field("name"), .text("假村"))])
        let event = Event(
            dot: dot,
            record: .dot(dot),
            register: "region",
            definition: .zero,
            type: .create,
            context: .own,
            actor: "",
            deviceTime: 1_790_000_000,
            entry: .live,
            open: PayloadCodec.encode(payload, author: dot),
            personal: nil
        )
        let statement = HeadStatement.bytes(
            stream: dot.stream,
            sequence: 1,
            hash: event.hash(previous: .zero)
        )
        let segment = StreamSegment(
            description: description,
            events: [event],
            heads: [SignedHead(sequence: 1, signature: signer.sign(statement))]
        )
        return quietRequest(Cargo(segments: [WireSegment(segment)]))
    }
}
