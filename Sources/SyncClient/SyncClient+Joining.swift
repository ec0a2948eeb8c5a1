internal import Causality
package import Credentials
package import Enrolment
internal import Exchange
internal import Store
internal import SyncWire

extension SyncClient {
    /// Joins the tree below a parent: keys go up, the certificate comes back, and the address is
    /// kept. The first `sync` is the caller's.
    ///
    /// The store may be empty, only founded, or that of a node which moves to another parent. Throws
    /// `SyncClientError`, `EnrolmentError`, or what the store throws; nothing has changed then.
    package func join(parentURL: String, code: JoiningCode) async throws -> Admission {
        let request = JoiningMessages.request(
            code: code,
            secrets: secrets,
            clock: clock,
            random: random
        )
        let address = SyncClient.trimmed(parentURL)
        var report = SyncReport()
        let body: [UInt8]
        do {
            body = try await post(
                request.bytes,
                to: address + SyncClient.joinPath,
                byteCountMax: JoiningMessages.byteCountMax,
                &report
            )
        } catch .wrongAnswer(404) {
            throw SyncClientError.invitationUnknown
        }
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
