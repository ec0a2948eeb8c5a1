internal import Causality
package import Credentials
internal import CurlTransport
package import Enrolment
internal import Exchange
internal import Store
internal import SyncWire

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
        let body = try await ask(request.bytes, address + SyncClient.joinPath)
        guard
            let answer = try? JoiningMessages.open(
                answer: body,
                node: store.node,
                code: code,
                nonce: request.nonce
            )
        else { throw SyncClientError.wrongAnswer(status: 200) }
        let admission = SyncClient.admission(answer)
        try Enrolment(store: store, secrets: secrets, clock: clock, random: random)
            .takeUp(admission, code: code)
        try store.write { try $0.setMeta(.parentURL, address) }
        return admission
    }

    private func ask(_ request: [UInt8], _ url: String) async throws -> [UInt8] {
        do {
            return try await post(request, to: url, byteCountMax: JoiningMessages.byteCountMax).body
        } catch SyncClientError.wrongAnswer(404) {
            throw SyncClientError.invitationUnknown
        }
    }

    /// What a joining answer admits to.
    private static func admission(_ answer: JoinAnswer) -> Admission {
        Admission(
            certificate: answer.certificate,
            chain: answer.chain,
            code: answer.regionCode,
            name: answer.regionName
        )
    }

    private static func trimmed(_ url: String) -> String {
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}
