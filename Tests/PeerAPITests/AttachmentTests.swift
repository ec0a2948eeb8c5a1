import Causality
import Exchange
import Hashing
import Merge
import Records
import Store
import SyncClient
import SyncWire
import Testing

@Suite("Attachments between two nodes")
struct AttachmentTests {
    private let partByteCount = AttachmentForm.partByteCount

    @Test("a photo goes up part by part after its event, and a quiet exchange asks for nothing")
    func upwards() throws {
        let world = try AttachmentWorld()
        let photo = AttachmentWorld.photo(3 * partByteCount + 5)
        let (dot, address) = try world.village.attach(photo, to: try world.village.complaint())
        let moved = try world.village.exchangeAttachments(with: world.township)
        #expect(moved.summary.sentCount == 1 && moved.rounds == 5)
        #expect(try world.township.content(dot) == photo)
        let up = try world.township.exchangeAttachments(with: world.county)
        #expect(up.summary.sentCount == 1)
        #expect(try world.county.content(dot) == photo)
        let state = try world.county.store.read { session in
            try session.records(of: "complaint", where: []).flatMap(\.state.attachments)
        }
        #expect(state.map(\.address) == [address])
        for (child, parent) in [
            (world.village, world.township), (world.township, world.county),
        ] {
            #expect(try child.exchangeAttachments(with: parent).rounds == 0)
            #expect(try child.counts().waitingOut == 0)
        }
        for node in [world.village, world.township, world.county] {
            #expect(try node.faults() == [])
            try node.store.write { try $0.rebuild() }
            #expect(try node.content(dot) == photo)
            #expect(try node.faults() == [])
        }
    }

    @Test("what was cut goes on behind the last part that is held")
    func cut() throws {
        let world = try AttachmentWorld()
        let photo = AttachmentWorld.photo(6 * partByteCount)
        let (dot, _) = try world.village.attach(photo, to: try world.village.complaint())
        try world.village.exchangeAttachments(with: world.township, roundCountMax: 4)
        #expect(try world.township.held(dot) == 3 * partByteCount)
        #expect(try world.township.content(dot) == nil)
        #expect(try world.township.faults() == [])
        let rest = try world.village.exchangeAttachments(with: world.township)
        #expect(rest.rounds == 4 && rest.summary.sentCount == 1)
        #expect(try world.township.content(dot) == photo)
    }

    @Test("over a real line the photo follows the events of the same sync")
    func overTheLine() async throws {
        let world = try AttachmentWorld()
        let photo = AttachmentWorld.photo(50_000)
        let (dot, _) = try world.village.attach(photo, to: try world.village.complaint())
        try await world.township.serving { url in
            _ = try world.village.client.setAddress(url)
            let report = try await world.village.client.sync()
            #expect(report.upToDate && report.attachmentsSent == 1)
            #expect(!report.attachmentsWait && report.roundTrips == 4)
            let quiet = try await world.village.client.sync()
            #expect(quiet.roundTrips == 1 && quiet.bytesSent + quiet.bytesReceived <= 600)
        }
        #expect(try world.township.content(dot) == photo)
    }

    @Test("two of the same file have different addresses")
    func salted() throws {
        let world = try AttachmentWorld()
        let record = try world.village.complaint()
        let photo = AttachmentWorld.photo(100)
        let first = try world.village.attach(photo, to: record)
        let second = try world.village.attach(photo, to: record)
        #expect(first.1 != second.1 && first.1 != SHA256Hasher.hash(photo))
    }

    @Test("a township's photo on a village's record comes down, and a new computer gets all back")
    func downwards() throws {
        let world = try AttachmentWorld()
        let record = try world.village.complaint()
        let own = try world.village.attach(AttachmentWorld.photo(40_000), to: record).0
        try world.village.exchangeAttachments(with: world.township)
        let photo = AttachmentWorld.photo(70_000, seed: 8)
        let (dot, _) = try world.township.attach(photo, to: record)
        let down = try world.village.exchangeAttachments(with: world.township)
        #expect(down.summary.receivedCount == 1)
        #expect(try world.village.content(dot) == photo)
        let fresh = try PeerTestNode(seed: 45)
        try fresh.join(world.township, try world.township.invite("330110101201"))
        let back = try fresh.exchangeAttachments(with: world.township)
        #expect(back.summary.receivedCount == 2)
        #expect(try fresh.content(own) != nil && fresh.content(dot) == photo)
    }

    @Test("a part of the wrong size, wrong content and a part before its event are not kept")
    func damagedParts() throws {
        let world = try AttachmentWorld()
        let photo = AttachmentWorld.photo(partByteCount + 9)
        let (dot, _) = try world.village.attach(photo, to: try world.village.complaint())
        let first = AttachmentPart(dot: dot, number: 0, bytes: Array(photo[..<partByteCount]))
        let last = AttachmentPart(dot: dot, number: 1, bytes: Array(photo[partByteCount...]))
        #expect(try world.township.result(of: first, from: world.village) == .later)
        try world.village.exchange(with: world.township)
        var wrong = first
        wrong.bytes.removeLast()
        #expect(try world.township.result(of: wrong, from: world.village) == .wrongSize)
        wrong = first
        wrong.bytes[5] ^= 1
        #expect(try world.township.result(of: wrong, from: world.village) == .taken)
        var long = last
        long.bytes.append(0)
        #expect(try world.township.result(of: long, from: world.village) == .wrongSize)
        #expect(try world.township.result(of: last, from: world.village) == .wrongContent)
        #expect(try world.township.held(dot) == 0)
        #expect(try world.township.counts().wrongCount == 1)
        #expect(try world.township.faults() == [])
        // It is asked for again, and the right one is taken.
        let again = try world.village.exchangeAttachments(with: world.township)
        #expect(again.summary.sentCount == 1)
        #expect(try world.township.content(dot) == photo)
        #expect(try world.township.result(of: first, from: world.village) == .whole)
    }

    @Test("an attachment of another place's record is neither given nor taken")
    func otherPlace() throws {
        let world = try AttachmentWorld()
        let photo = AttachmentWorld.photo(50_000)
        let record = try world.village.complaint()
        let (dot, _) = try world.village.attach(photo, to: record)
        try world.village.exchange(with: world.township)
        let part = AttachmentPart(dot: dot, number: 0, bytes: Array(photo[..<partByteCount]))
        #expect(try world.township.result(of: part, from: world.other) == .refused)
        #expect(try world.township.held(dot) == 0)
        try world.village.exchangeAttachments(with: world.township)
        let asked = AttachmentRequest(
            time: 0,
            nonce: 1,
            question: .all,
            wanted: [WantedPart(dot: dot, number: 0)]
        )
        let answer = try world.township.answer(asked, as: world.other.store.node)
        #expect(answer.part == nil && answer.wanted == [])
        #expect(try world.township.answer(asked, as: world.village.store.node).part == part)
    }

    @Test("an erasure drops contents everywhere, and parts that come later are refused")
    func erased() throws {
        let world = try AttachmentWorld()
        let photo = AttachmentWorld.photo(3 * partByteCount)
        let record = try world.village.complaint()
        let (dot, _) = try world.village.attach(photo, to: record)
        try world.village.exchangeAttachments(with: world.township)
        // The county has half of it when the township erases.
        try world.township.exchangeAttachments(with: world.county, roundCountMax: 2)
        #expect(try world.county.held(dot) == partByteCount)
        try world.township.erase(record)
        let part = AttachmentPart(dot: dot, number: 0, bytes: Array(photo[..<partByteCount]))
        #expect(try world.township.result(of: part, from: world.village) == .refused)
        try world.village.exchangeAttachments(with: world.township)
        try world.township.exchangeAttachments(with: world.county)
        for node in [world.village, world.township, world.county] {
            #expect(try node.content(dot) == nil && node.held(dot) == nil)
            #expect(try node.counts() == AttachmentCounts())
            #expect(try node.faults() == [])
            try node.store.write { try $0.rebuild() }
            #expect(try node.held(dot) == nil)
        }
        #expect(throws: StoreError.erased) { try world.village.attach(photo, to: record) }
    }

    @Test("a parent that was restored says what it lacks and gets it again")
    func restoredParent() throws {
        let world = try AttachmentWorld()
        let photo = AttachmentWorld.photo(50_000)
        let (dot, _) = try world.village.attach(photo, to: try world.village.complaint())
        try world.village.exchange(with: world.township)
        let before = try world.township.store.copiedInMemory()
        try world.village.exchangeAttachments(with: world.township)
        #expect(try world.village.counts().waitingOut == 0)
        let restored = PeerTestNode(world.township, store: before)
        #expect(try world.village.exchangeAttachments(with: restored).summary.sentCount == 1)
        #expect(try restored.content(dot) == photo)
    }

    @Test("on a stick attachments stand behind the events; taken twice there is no harm")
    func sticks() throws {
        let world = try AttachmentWorld()
        let photo = AttachmentWorld.photo(70_000)
        let (dot, _) = try world.village.attach(photo, to: try world.village.complaint())
        let place = try world.township.place
        let plain = try world.village.bundle(for: place)
        #expect(try world.township.take(plain.parts[0]).attachmentCount == 0)
        #expect(try world.township.held(dot) == 0)
        let full = try world.village.bundle(for: place, withAttachments: true)
        let first = try world.township.take(full.parts[0])
        #expect(first.attachmentCount == 1 && first.isLastPart)
        #expect(try world.township.content(dot) == photo)
        #expect(try world.township.take(full.parts[0]).attachmentCount == 0)
        #expect(try world.township.faults() == [])
        // What comes back tells that nothing is lacking: the next stick is without it.
        let back = try world.township.bundle(for: try world.village.place)
        try world.village.take(back.parts[0])
        #expect(try world.village.counts().waitingOut == 0)
        let next = try world.village.bundle(for: place, withAttachments: true)
        #expect(next.parts[0].count < photo.count)
    }

    @Test("the hours of attachments are those of UTC+08:00, over midnight too")
    func hours() throws {
        let night = try #require(AttachmentWindow(text: "20:00-06:00"))
        // 2026-11-01T12:00:00Z is 20:00 there.
        let evening: Int64 = 1_793_534_400
        #expect(night == .night && night.contains(evening) && !night.contains(evening - 1))
        #expect(night.contains(evening + 36_000 - 1) && !night.contains(evening + 36_000))
        let always = try #require(AttachmentWindow(text: "00:00-24:00"))
        #expect(always.contains(evening) && always.contains(evening + 36_000))
        for text in ["", "20-6", "20:00", "25:00-06:00", "20:60-06:00", "20:00-06:00-07:00"] {
            #expect(AttachmentWindow(text: text) == nil, "\(text)")
        }
    }
}
