package import Ambient
internal import Causality
internal import Records
package import Store
package import SyncEngine
package import SyncWire

/// A child's exchange of attachments with its parent over a store: everything but the network.
///
/// Each side says what it lacks, the other sends what it has of that, a part each way a round. The
/// receiver's parts are the truth: whatever was cut, the next exchange goes on behind the last part
/// that is held.
package struct ChildAttachmentRound {
    /// What came of it.
    package struct Summary: Hashable, Sendable {
        /// Contents that the parent holds now and did not before.
        package var sentCount = 0
        /// Contents that are whole here now and were not before.
        package var receivedCount = 0
        /// What a person should learn of.
        package var notices: [SyncNotice] = []

        /// Nothing yet.
        package init() {}
    }

    /// How many attachments are asked for at a time.
    private static let wantedCountMax = 16
    /// The most lists of what the parent lacks: one that never ends is no list.
    private static let listCountMax = 1_024

    /// What came of it so far.
    package private(set) var summary = Summary()
    private let store: Store
    private let end: LinkEnd
    private let clock: WallClock
    private let random: RandomSource
    private var nonce: UInt64 = 0
    /// What is asked for, from the store's list; the first is being sent if `isServed`.
    private var wanted: [WantedPart] = []
    private var wantedCursor: Dot?
    private var hasWanted = true
    private var isServed = false
    /// What the parent lacks and was not looked for here yet.
    private var queue: [WantedPart] = []
    private var sent: AttachmentPart?
    private var question = AttachmentRequest.Question.all
    private var listCount = 0
    /// All that the parent lacks and did not get.
    private var lacking: Set<Dot> = []

    /// Prepares an exchange with the parent at the other end of a link.
    package init(store: Store, end: LinkEnd, clock: WallClock, random: RandomSource) {
        self.store = store
        self.end = end
        self.clock = clock
        self.random = random
    }

    /// The next request; nil when neither side has anything that the other lacks.
    package mutating func next() throws -> AttachmentRequest? {
        let (refilled, part) = try store.read { (try refill($0), try nextPart($0)) }
        if let refilled { (wanted, hasWanted) = (refilled, !refilled.isEmpty) }
        wantedCursor = wanted.last?.dot ?? wantedCursor
        sent = part.found
        queue.removeFirst(part.skipped)
        guard question != .none || !wanted.isEmpty || sent != nil else {
            try store.write { session in
                try session.noteContentsAbove(
                    end.link,
                    places: end.places,
                    lacking: lacking.sorted()
                )
            }
            return nil
        }
        nonce = random.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
        return AttachmentRequest(
            time: clock.now.secondsSince1970,
            nonce: nonce,
            question: question,
            wanted: isServed ? Array(wanted.prefix(1)) : wanted,
            part: sent
        )
    }

    /// More of what is lacking here, once all that was asked for is done with.
    private func refill(_ session: StoreSession) throws -> [WantedPart]? {
        guard wanted.isEmpty, hasWanted else { return nil }
        return try session.lackingAttachments(
            sharedWith: end.places,
            after: wantedCursor,
            limit: ChildAttachmentRound.wantedCountMax
        ).map { WantedPart(dot: $0.dot, number: $0.part) }
    }

    /// The next part that the parent lacks and this node has; those before it are passed over.
    private func nextPart(
        _ session: StoreSession
    ) throws -> (found: AttachmentPart?, skipped: Int) {
        for (index, item) in queue.enumerated() {
            let bytes = try session.attachmentPart(item.dot, item.number, for: end.places)
            guard let bytes else { continue }
            return (AttachmentPart(dot: item.dot, number: item.number, bytes: bytes), index)
        }
        return (nil, queue.count)
    }

    // MARK: - Answers

    /// Takes the answer to the last request; false if it is not one.
    package mutating func take(_ answer: AttachmentAnswer) throws -> Bool {
        guard answer.nonce == nonce else { return false }
        noteSent(answer)
        noteList(answer)
        try noteReceived(answer.part)
        return true
    }

    private mutating func noteSent(_ answer: AttachmentAnswer) {
        guard let sent, let first = queue.first, first.dot == sent.dot else { return }
        switch answer.result {
        case .taken where answer.next > first.number:
            queue[0].number = answer.next
            return
        case .whole:
            summary.sentCount += 1
            lacking.remove(sent.dot)
        case .wrongSize, .wrongContent: note(.attachmentWrongAtParent(sent.dot))
        case .none, .taken, .later, .refused: break
        }
        queue.removeFirst()
    }

    private mutating func noteList(_ answer: AttachmentAnswer) {
        if question == .none { return }
        let new = answer.wanted.filter { lacking.insert($0.dot).inserted }
        queue += new
        listCount += 1
        guard answer.more, let last = new.last,
            listCount < ChildAttachmentRound.listCountMax
        else { return question = .none }
        question = .behind(last.dot)
    }

    private mutating func noteReceived(_ part: AttachmentPart?) throws {
        guard let part, let index = wanted.firstIndex(where: { $0.dot == part.dot }),
            wanted[index].number == part.number
        else {
            // The parent has none of what was asked for.
            if isServed { wanted.removeFirst() } else { wanted = [] }
            return isServed = false
        }
        wanted.removeFirst(index)
        let outcome = try store.write {
            try $0.takePart(part.dot, part.number, part.bytes, from: end.places)
        }
        isServed = false
        switch outcome {
        case .next(let number) where number > part.number:
            wanted[0].number = number
            return isServed = true
        case .whole: summary.receivedCount += 1
        case .wrongSize, .wrongContent: note(.attachmentWrongHere(part.dot))
        case .next, .later, .refused: break
        }
        wanted.removeFirst()
    }

    private mutating func note(_ notice: SyncNotice) {
        if !summary.notices.contains(notice) { summary.notices.append(notice) }
    }
}
