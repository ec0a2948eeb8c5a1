package import Ambient
internal import Causality
package import Credentials
internal import Enrolment
internal import Exchange
internal import Records
package import Store
internal import SyncEngine
internal import SyncWire

/// Who says to be a node that may not exchange here.
struct StrangeNode: Error {
    let node: NodeKey
    /// The code of a place that it serves or served, empty while unknown here.
    let placeCode: String
}

/// What a node does for the nodes below it, apart from HTTP: bytes in, bytes out, blocking.
package struct PeerNode: Sendable {
    /// What is told of an exchange: no personal data, no content.
    package struct Report: Sendable, Equatable {
        /// The child's node key, as text.
        package var child = ""
        /// The code of the place that the child serves, empty while unknown here.
        package var place = ""
        /// Events that the request carried.
        package var receivedEventCount = 0
        /// Events that the answer carries.
        package var sentEventCount = 0
        /// A photo or scan that came whole with the request.
        package var wholeAttachmentCount = 0
        /// Segments that were refused, and attachments that are not what their record says.
        package var refusalCount = 0
        /// Why, in a few words each, none twice.
        package var refusalReasons: [String] = []
        /// What a person here should learn of, a sentence each.
        package var notices: [String] = []
    }

    private let store: Store
    private let secrets: NodeSecrets
    private let clock: WallClock
    private let random: RandomSource

    /// Serves a node's store with the node's own keys.
    package init(store: Store, secrets: NodeSecrets, clock: WallClock, random: RandomSource) {
        self.store = store
        self.secrets = secrets
        self.clock = clock
        self.random = random
    }

    private var node: NodeKey { secrets.signing.nodeKey }

    /// What became of a request: the sealed answer, and what is told of it.
    package typealias Answered = (answer: [UInt8], report: Report)

    /// Answers sealed requests, in their order, in one transaction.
    ///
    /// Each gets its own answer, a `PeerRefusal`, or what the store throws; what the answers
    /// acknowledge is durable.
    package func exchange(_ sealed: [[UInt8]]) -> [Result<Answered, any Error>] {
        store.together(sealed.map { request in { store in try exchange(request, in: store) } })
    }

    private func exchange(_ sealed: [UInt8], in store: Store) throws -> Answered {
        let child = try MessageSeal.sender(of: sealed)
        let admitted = try admit(child, in: store)
        let opened = try MessageSeal.openRequest(
            sealed,
            child: child,
            parent: node,
            by: secrets.agreement,
            from: admitted.keys
        )
        let request = try Request(opened.message, sender: child)
        let result = try ParentRound(store: store, clock: clock).answer(
            request,
            from: child,
            places: admitted.places
        )
        let answer = MessageSeal.sealAnswer(
            result.encoded,
            child: child,
            parent: node,
            to: opened.key,
            from: secrets.agreement
        )
        let report = Report(
            child: Base32.encode(child.bytes),
            place: admitted.code,
            receivedEventCount: result.receivedEventCount,
            sentEventCount: result.sentEventCount,
            refusalCount: result.refusals.count,
            refusalReasons: Set(result.refusals.map(\.reason.words)).sorted(),
            notices: result.notices.map(\.sentence)
        )
        return (answer, report)
    }

    /// Answers a sealed request about attachments.
    ///
    /// Throws `PeerRefusal`, or what the store throws; what the answer says to be kept is durable.
    package func attachments(_ sealed: [UInt8]) throws -> Answered {
        let child = try MessageSeal.sender(of: sealed)
        let admitted = try admit(child, in: store)
        let opened = try MessageSeal.openRequest(
            sealed,
            child: child,
            parent: node,
            by: secrets.agreement,
            from: admitted.keys
        )
        let answer = try ParentAttachmentRound(store: store, clock: clock).answer(
            try AttachmentRequest(opened.message),
            places: admitted.places
        )
        let sealedAnswer = MessageSeal.sealAnswer(
            answer.encoded,
            child: child,
            parent: node,
            to: opened.key,
            from: secrets.agreement
        )
        var report = Report(child: Base32.encode(child.bytes), place: admitted.code)
        switch answer.result {
        case .whole: report.wholeAttachmentCount = 1
        case .wrongSize, .wrongContent:
            (report.refusalCount, report.refusalReasons) = (1, ["附件与登记不符"])
        case .none, .taken, .later, .refused: break
        }
        return (sealedAnswer, report)
    }

    /// The places and agreement keys of a node that may exchange here: one certified for a place
    /// at or below this node's.
    private func admit(
        _ child: NodeKey,
        in store: Store
    ) throws -> (places: Set<RecordID>, keys: [AgreementKey], code: String) {
        try store.read { session in
            let all = try session.places(of: child)
            let places = all.subtracting(try session.revocation(of: child)?.places ?? [])
            guard try places.contains(where: session.isOwnOrBelow), child != node else {
                let code = try all.sorted().lazy.compactMap { try session.place($0)?.code }.first
                throw StrangeNode(node: child, placeCode: code ?? "")
            }
            let keys = try session.certificates(of: child).filter { places.contains($0.place) }
                .compactMap { AgreementKey(bytes: $0.agreement) }
            let code = try places.sorted().lazy.compactMap { try session.place($0)?.code }.first
            return (
                places, Array(Set(keys)).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) },
                code ?? ""
            )
        }
    }

    /// Answers a sealed joining request: the new node is certified, durably, when this returns.
    package func join(_ sealed: [UInt8]) throws -> [UInt8] {
        let enrolment = Enrolment(store: store, secrets: secrets, clock: clock, random: random)
        let invitation = try JoiningMessages.invitation(of: sealed)
        let code = try enrolment.joiningCode(invitation)
        let request = try JoiningMessages.open(request: sealed, code: code)
        let admission = try enrolment.admit(
            invitation: invitation,
            node: request.node,
            agreement: request.agreement
        )
        let answer = JoinAnswer(
            incarnation: try store.read { try $0.incarnation() },
            time: clock.now.secondsSince1970,
            nonce: request.nonce,
            certificate: admission.certificate,
            chain: admission.chain,
            regionCode: admission.code,
            regionName: admission.name
        )
        return JoiningMessages.seal(answer, code: code)
    }
}
