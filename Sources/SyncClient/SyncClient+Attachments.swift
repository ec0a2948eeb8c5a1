internal import Ambient
internal import Causality
internal import Credentials
internal import CurlTransport
internal import Exchange
internal import Store
internal import SyncEngine
internal import SyncWire

extension SyncClient {
    /// The path of attachments at a parent's address.
    private static let attachmentPath = "/v1/attachments"
    /// How long attachments go on before events are exchanged again, in seconds.
    private static let turnSeconds: Int64 = 60

    /// Exchanges attachments after the events, if either side lacks any and it is their time.
    ///
    /// The events are done and durable: what goes wrong here is told in the report and undoes
    /// nothing. A parent of an earlier program knows no attachments; then they wait.
    func exchangeAttachments(
        _ round: ChildRound,
        with parent: Parent,
        _ timing: AttachmentTiming,
        _ report: inout SyncReport
    ) async throws {
        guard try round.lacksAttachments() else { return }
        guard isTime(timing) else { return report.attachmentsWait = true }
        let turnEnd = clock.now.secondsSince1970 + SyncClient.turnSeconds
        var attachments = round.attachments(clock: clock, random: random)
        do {
            while let request = try attachments.next() {
                let answer = try await send(request.encoded, to: parent, &report)
                guard try attachments.take(answer) else {
                    throw SyncClientError.wrongAnswer(status: 200)
                }
                let isOver = timing != .now && clock.now.secondsSince1970 >= turnEnd
                if isOver || !isTime(timing) {
                    report.attachmentsWait = true
                    report.attachmentsAdvance = isTime(timing)
                    break
                }
            }
        } catch SyncClientError.wrongAnswer(404) {
            report.attachmentsWait = true
        } catch let fault as SyncClientError {
            report.attachmentsWait = true
            report.attachmentFault = fault
        }
        report.attachmentsSent = attachments.summary.sentCount
        report.attachmentsReceived = attachments.summary.receivedCount
        report.notices += attachments.summary.notices
    }

    private func isTime(_ timing: AttachmentTiming) -> Bool {
        switch timing {
        case .now: true
        case .within(let window): window.contains(clock.now.secondsSince1970)
        }
    }

    private func send(
        _ encoded: [UInt8],
        to parent: Parent,
        _ report: inout SyncReport
    ) async throws -> AttachmentAnswer {
        let answer = try await exchange(
            encoded,
            with: parent,
            path: SyncClient.attachmentPath,
            byteCountMax: AttachmentLimits.messageByteCountMax + MessageSeal.answerOverhead,
            &report
        )
        guard let opened = try? AttachmentAnswer(answer.message) else {
            throw SyncClient.unopened(answer.answer)
        }
        return opened
    }
}
