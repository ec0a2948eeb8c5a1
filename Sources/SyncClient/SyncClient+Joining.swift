internal import Causality
package import Credentials
internal import CurlTransport
package import Enrolment
internal import Exchange
internal import Store
package import SyncWire

extension SyncClient {
    /// Joins the tree below a parent: keys go up, the certificate comes back, and the address is
    /// kept.
    ///
    /// The first `sync` is the caller's.
    ///
    /// The store may be empty, only founded, or that of a node which moves to another parent.
    /// Throws `SyncClientError`, `EnrolmentError`, or what the store throws; nothing has changed
    /// then.
    package func join(parentURL: String, code: JoiningCode) async throws -> Admission {
        let request = JoiningMessages.request(
            code: code,
            secrets: secrets,
            clock: clock,
            random: random
        )
        let address = SyncClient.trimmed(parentURL)
        let received = try await ask(request.bytes, address + SyncClient.joinPath)
        guard
            let answer = try? JoiningMessages.open(
                answer: received.body,
                node: store.node,
                code: code,
                nonce: request.nonce
            )
        else { throw SyncClient.unopened(received) }
        let admission = try takeUp(answer, code: code)
        try store.write { try $0.setMeta(.parentURL, address) }
        return admission
    }

    /// Takes up an answer that came by whatever way.
    ///
    /// Another parent's address is forgotten, and no address is known until one is given.
    package func takeUp(_ answer: JoinAnswer, code: JoiningCode) throws -> Admission {
        let admission = SyncClient.admission(answer)
        let before = try store.read { try $0.meta(.parentKey) }
        try Enrolment(store: store, secrets: secrets, clock: clock, random: random)
            .takeUp(admission, code: code)
        try store.write { session in
            if try session.meta(.parentKey) != before { try session.setMeta(.parentURL, "") }
        }
        return admission
    }

    /// Sets where the parent is dialled; returns what was set before, empty if nothing.
    package func setAddress(_ url: String) throws -> String {
        try store.write { session in
            guard try session.meta(.parentKey) != nil else { throw SyncClientError.noParent }
            let old = try session.meta(.parentURL) ?? ""
            try session.setMeta(.parentURL, SyncClient.trimmed(url))
            return old
        }
    }

    private func ask(_ request: [UInt8], _ url: String) async throws -> HTTPAnswer {
        do {
            return try await post(request, to: url, byteCountMax: JoiningMessages.byteCountMax)
        } catch SyncClientError.notAdmitted {
            throw EnrolmentError.keyWithdrawn
        }
    }

    /// What a joining answer admits to.
    private static func admission(_ answer: JoinAnswer) -> Admission {
        Admission(
            certificate: answer.certificate,
            chain: answer.chain,
            code: answer.regionCode,
            name: answer.regionName,
            time: answer.time
        )
    }

    private static func trimmed(_ url: String) -> String {
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}
