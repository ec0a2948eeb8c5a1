package import Ambient
package import Causality
internal import Records
package import Store
package import SyncWire

/// One round about attachments, answered from a store (SPEC 18.6).
package struct ParentAttachmentRound: Sendable {
    private let store: Store
    private let clock: WallClock

    /// Answers from this store.
    package init(store: Store, clock: WallClock) {
        self.store = store
        self.clock = clock
    }

    /// Takes a request of a child that was admitted and serves these places; on return what is
    /// said to be kept is durable.
    package func answer(
        _ request: AttachmentRequest,
        places: Set<RecordID>
    ) throws -> AttachmentAnswer {
        var answer = AttachmentAnswer(
            time: clock.now.secondsSince1970,
            nonce: request.nonce
        )
        if let part = request.part {
            let outcome = try store.write {
                try $0.takePart(part.dot, part.number, part.bytes, from: places)
            }
            (answer.result, answer.next) = ParentAttachmentRound.result(of: outcome)
        }
        try store.read { session in
            try list(for: request.question, places, session, into: &answer)
            for wanted in request.wanted {
                let bytes = try session.attachmentPart(wanted.dot, wanted.number, for: places)
                guard let bytes else { continue }
                answer.part = AttachmentPart(
                    dot: wanted.dot,
                    number: wanted.number,
                    bytes: bytes
                )
                break
            }
        }
        return answer
    }

    private func list(
        for question: AttachmentRequest.Question,
        _ places: Set<RecordID>,
        _ session: StoreSession,
        into answer: inout AttachmentAnswer
    ) throws {
        let after: Dot?
        switch question {
        case .none: return
        case .all: after = nil
        case .behind(let dot): after = dot
        }
        let limit = AttachmentLimits.wantedCountMax
        let lacking = try session.lackingAttachments(
            sharedWith: places,
            after: after,
            limit: limit + 1
        )
        answer.wanted = lacking.prefix(limit).map { WantedPart(dot: $0.dot, number: $0.part) }
        answer.more = lacking.count > limit
    }

    private static func result(
        of outcome: PartOutcome
    ) -> (result: AttachmentAnswer.Result, next: Int) {
        switch outcome {
        case .next(let part): (.taken, part)
        case .whole: (.whole, 0)
        case .later: (.later, 0)
        case .refused: (.refused, 0)
        case .wrongSize: (.wrongSize, 0)
        case .wrongContent: (.wrongContent, 0)
        }
    }
}
