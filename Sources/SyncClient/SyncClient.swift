package import Ambient
internal import Causality
package import Credentials
package import CurlTransport
internal import Exchange
internal import Records
package import Store
internal import SyncEngine
internal import SyncWire

/// A node's way to its parent: exchanges and joining.
package struct SyncClient: Sendable {
    /// The path of exchanges at a parent's address.
    static let exchangePath = "/v1/exchange"
    /// The path of joining at a parent's address.
    static let joinPath = "/v1/join"

    let store: Store
    let secrets: NodeSecrets
    let transport: CurlTransport
    let clock: WallClock
    let random: RandomSource
    private let lockPath: String

    /// Works for a node; `lockPath` is a file in its data folder, made if it is not there.
    package init(
        store: Store,
        secrets: NodeSecrets,
        transport: CurlTransport,
        clock: WallClock,
        random: RandomSource,
        lockPath: String
    ) {
        self.store = store
        self.secrets = secrets
        self.transport = transport
        self.clock = clock
        self.random = random
        self.lockPath = lockPath
    }

    /// One exchange with the parent, until both sides have everything; at the root the bulletin is
    /// written and nobody is dialled.
    ///
    /// Everything that was acknowledged or received before a fault is durable, and the next call
    /// goes on from there. Throws `SyncClientError`, or what the store throws. The store's status
    /// (last success, last fault) is kept either way. Attachments follow the events, if it is their
    /// time.
    package func sync(attachments timing: AttachmentTiming = .now) async throws -> SyncReport {
        let lock = try ExchangeLock(path: lockPath)
        defer { lock.release() }
        do {
            var report = try await exchange(timing)
            report.refused = try refusedEventCount()
            if report.refused > 0 { report.upToDate = false }
            try noteContact(report)
            return report
        } catch {
            try note(fault: (error as? SyncClientError)?.sentence ?? "\(error)")
            throw error
        }
    }

    /// Does something while no exchange of this node is under way; throws `alreadyRunning` if one
    /// is.
    package func exclusively<Value>(_ body: () throws -> Value) throws -> Value {
        let lock = try ExchangeLock(path: lockPath)
        defer { lock.release() }
        return try body()
    }

    /// What the parent does not take, also of former exchanges: nobody may think that all is well.
    private func refusedEventCount() throws -> Int {
        try store.read { session in
            guard let text = try session.meta(.parentKey), let bytes = Base32.decode(text),
                let parent = NodeKey(bytes: bytes)
            else { return 0 }
            return try session.refusedEventCount(by: parent)
        }
    }

    private func noteContact(_ report: SyncReport) throws {
        try store.write { session in
            try session.noteContact(fault: report.refusal ?? report.attachmentFault?.sentence)
            if let offset = report.clockOffset, let text = try session.meta(.parentKey),
                let bytes = Base32.decode(text), let parent = NodeKey(bytes: bytes)
            {
                try session.noteClock(
                    offset,
                    of: try session.link(node: parent, incarnation: 0)
                )
            }
        }
    }

    private func note(fault: String) throws {
        try store.write { try $0.noteFault(fault) }
    }

    private func exchange(_ timing: AttachmentTiming) async throws -> SyncReport {
        var report = SyncReport()
        guard let parent = try parent() else {
            try store.write { _ = try $0.writeBulletin() }
            report.upToDate = true
            return report
        }
        var round = try ChildRound(
            store: store,
            parent: parent.node,
            clock: clock,
            random: random
        )
        var step = try round.start()
        while case .send(_, let encoded) = step {
            step = try round.resume(.answered(try await send(encoded, to: parent, &report)))
        }
        guard case .finish(let summary) = step else { return report }
        report.take(summary)
        try SyncClient.check(summary.fault)
        try await exchangeAttachments(round, with: parent, timing, &report)
        return report
    }

    private static func check(_ fault: ExchangeFault?) throws(SyncClientError) {
        switch fault {
        case nil: return
        case .busy?, .unreachable?: throw .busy
        case .notAdmitted?: throw .notAdmitted
        case .wrongAnswer?: throw .wrongAnswer(status: 200)
        case .stalled?: throw .stalled
        }
    }

    // MARK: - One message

    /// The parent as it is dialled.
    struct Parent {
        let node: NodeKey
        let url: String
        let key: AgreementKey
    }

    /// The parent as the store knows it; nil at the root.
    private func parent() throws -> Parent? {
        try store.read { session in
            guard let text = try session.meta(.parentKey), let bytes = Base32.decode(text),
                let node = NodeKey(bytes: bytes)
            else {
                guard try session.leads() else { throw SyncClientError.noParent }
                return nil
            }
            guard let url = try session.meta(.parentURL), !url.isEmpty else {
                throw SyncClientError.noAddress
            }
            let places = try session.places(of: node)
            let keys = try session.certificates(of: node).filter { places.contains($0.place) }
                .sorted { $0.issuedAt < $1.issuedAt }
            guard let key = keys.last.flatMap({ AgreementKey(bytes: $0.agreement) }) else {
                throw SyncClientError.parentUnknown
            }
            return Parent(node: node, url: url, key: key)
        }
    }

    private func send(
        _ encoded: [UInt8],
        to parent: Parent,
        _ report: inout SyncReport
    ) async throws -> Answer {
        let answer = try await exchange(
            encoded,
            with: parent,
            path: SyncClient.exchangePath,
            byteCountMax: MessageSeal.answerByteCountMax,
            &report
        )
        guard let opened = try? Answer(answer.message, sender: parent.node) else {
            throw SyncClient.unopened(answer.answer)
        }
        return opened
    }

    /// Seals a message, posts it, and opens what comes back.
    func exchange(
        _ encoded: [UInt8],
        with parent: Parent,
        path: String,
        byteCountMax: Int,
        _ report: inout SyncReport
    ) async throws -> (message: [UInt8], answer: HTTPAnswer) {
        let sealed = MessageSeal.sealRequest(
            encoded,
            child: store.node,
            parent: parent.node,
            to: parent.key,
            from: secrets.agreement
        )
        let answer = try await post(
            sealed,
            to: parent.url + path,
            byteCountMax: byteCountMax
        )
        report.roundTrips += 1
        report.bytesSent += answer.byteCountSent
        report.bytesReceived += answer.byteCountReceived
        do {
            let message = try MessageSeal.openAnswer(
                answer.body,
                child: store.node,
                parent: parent.node,
                by: secrets.agreement,
                from: parent.key
            )
            return (message, answer)
        } catch {
            throw SyncClient.unopened(answer)
        }
    }

    /// What an answer says that does not open: where a network asks people to sign in on a page,
    /// the page comes instead of the answer; anything else is ours, but for some bytes.
    static func unopened(_ answer: HTTPAnswer) -> SyncClientError {
        let blanks: [UInt8] = [0xEF, 0xBB, 0xBF, 9, 10, 13, 32]
        let isPage =
            answer.contentType.lowercased().hasPrefix("text/html")
            || answer.body.first { !blanks.contains($0) } == UInt8(ascii: "<")
        return isPage ? .wrongAnswer(status: answer.status) : .damagedOnTheWay
    }

    /// Posts bytes and gives a good answer; anything else is a `SyncClientError`.
    func post(_ body: [UInt8], to url: String, byteCountMax: Int) async throws -> HTTPAnswer {
        var exchange = HTTPExchange(.post, url: url, body: body)
        exchange.responseByteCountMax = byteCountMax
        let answer = try await transported(exchange)
        switch answer.status {
        case 200: return answer
        case 400 where answer.body.elementsEqual("malformed".utf8):
            throw SyncClientError.damagedOnTheWay
        // A network's own page may refuse, too: only the word is a parent's.
        case 403 where answer.body.elementsEqual("not-admitted".utf8):
            throw SyncClientError.notAdmitted
        case 400 where answer.body.starts(with: "version ".utf8) && answer.body.count < 32:
            throw SyncClientError.otherVersion
        case 413 where answer.body.elementsEqual("too-large".utf8):
            throw SyncClientError.parentFailed
        case 500 where answer.body.elementsEqual("failed".utf8):
            throw SyncClientError.parentFailed
        case 503 where answer.body.elementsEqual("full".utf8): throw SyncClientError.parentFull
        // The pages' port, too, has nothing at that path: only the word is a parent's.
        case 404 where answer.body.elementsEqual("unknown-invitation".utf8):
            throw SyncClientError.invitationUnknown
        case 410: throw SyncClientError.invitationSpent
        case 429, 503: throw SyncClientError.busy
        default: throw SyncClientError.wrongAnswer(status: answer.status)
        }
    }

    private func transported(_ exchange: HTTPExchange) async throws -> HTTPAnswer {
        do {
            return try await transport.send(exchange)
        } catch {
            throw SyncClientError.unreachable(error)
        }
    }
}
