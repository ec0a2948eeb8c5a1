import Causality
import Credentials
import Merge
import Records
import Store
import SyncWire
import Testing

/// What one certified computer can write to do harm above it.
@Suite("What one computer below can do to those above")
struct HostileAuthorTests {
    private let root: TestNode
    private let village: TestNode
    private let place: RecordID

    init() throws {
        root = try TestNode.root(seed: 1)
        village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        place = try village.store.read { try $0.ownPlace() }
    }

    private func give() throws {
        let segments = try village.segments(for: .rootPlace(of: root.key))
        #expect(try root.store.write { try $0.merge(segments) }.refusals.isEmpty)
    }

    /// Streams of which nobody has ever heard.
    private func strangers(_ count: Int, from first: Int) -> [StreamID] {
        (first..<first + count).compactMap { number in
            StreamID(bytes: (0..<16).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
        }
    }

    @Test("a record with ever more contexts stays readable, and so does its register")
    func manyContexts() throws {
        let record = try village.complaint(about: "起头")
        try village.store.write { session in
            for round in 0..<99 {
                var shown = VersionVector()
                for stream in strangers(1_020, from: 1 + round * 1_020) {
                    shown.advance(stream, to: 1)
                }
                try session.append(
                    Draft(
                        register: "complaint",
                        audience: Audience(.at, place),
                        record: record,
                        type: .change,
                        context: shown,
                        actor: "",
                        entry: .live
                    ) { _ in
                        (EventPayload(writes: [CellWrite(.field("about"), .text("又"))]), [])
                    }
                )
            }
        }
        _ = try village.complaint(about: "别的")
        #expect(try village.store.read { try $0.records(of: "complaint") }.count == 2)
    }

    @Test("chains of certificates that cross at every link are soon looked through")
    func crossingChains() throws {
        var issuer = village
        var last = village
        for seed in 10..<50 {
            last = try TestNode(seed: UInt64(seed), file: nil)
            for place in [place, RecordID.rootPlace(of: root.key)] {
                let certificate = issuer.certificate(for: last, at: place)
                _ = try root.store.write { try $0.note(certificate) }
            }
            issuer = last
        }
        // A village certifies at its own place alone.
        #expect(try root.store.read { try $0.places(of: last.key) } == [place])
    }

    @Test("who claims to have seen what is yet to be written takes nothing away by it")
    func forestalling() throws {
        let record = try village.complaint(about: "甲")
        let before = try root.store.read { try $0.incarnation() }
        var shown = try #require(try village.store.read { try $0.record(record) }).state.version
        let roots = StreamDescription(
            node: root.key,
            incarnation: before,
            audience: Audience(.at, place)
        )
        shown.advance(roots.streamID, to: 1 << 39)
        try village.change(record, about: "乙", shown: shown)
        try give()
        try root.change(record, about: "县里更正")
        let state = try #require(try root.store.read { try $0.record(record) }).state
        #expect(state["about"]?.siblings.map(\.value) == [.text("县里更正")])
        #expect(try root.store.read { try $0.incarnation() } != before)
        #expect(try root.store.read { try $0.verify() } == [])
    }

    @Test("those below cannot use up the incarnations of those above")
    func forestallingOften() throws {
        let record = try village.complaint(about: "起头")
        try give()
        func forestall(_ number: Int) throws {
            let now = try root.store.read { try $0.incarnation() }
            let stream = StreamDescription(
                node: root.key,
                incarnation: now,
                audience: Audience(.at, place)
            ).streamID
            var shown = try #require(try village.store.read { try $0.record(record) }).state.version
            shown.advance(stream, to: 1 << 39)
            try village.change(record, about: "又一次\(number)", shown: shown)
            try give()
        }
        for number in 0..<10 {
            try forestall(number)
            try root.change(record, about: "更正\(number)")
        }
        try forestall(10)
        let last = try root.store.read { try $0.incarnation() }
        #expect(throws: StoreError.forestalled) { try root.change(record, about: "更正") }
        #expect(try root.store.read { try $0.incarnation() } == last)
        root.clock.advance(days: 31)
        try root.change(record, about: "下个月更正")
        let state = try #require(try root.store.read { try $0.record(record) }).state
        #expect(state["about"]?.siblings.map(\.value) == [.text("下个月更正")])
    }

    @Test("a mark of a month that names what nobody could have written counts as far as it can")
    func impossibleMarks() throws {
        try village.store.write { session in
            let names = strangers(2, from: 7).map { Base32.encode($0.bytes) }
            try session.append(
                Draft(
                    register: "period-closing",
                    audience: Audience(.at, place),
                    record: nil,
                    type: .create,
                    actor: "",
                    entry: .live
                ) { dot in
                    let rows = names.enumerated().flatMap { index, name in
                        let row = RowID(dot: dot, index: UInt32(index))
                        return [
                            CellWrite(
                                .item(list: "positions", row: row, item: "stream"),
                                .text(name)
                            ),
                            CellWrite(
                                .item(list: "positions", row: row, item: "sequence"),
                                .integer(.max)
                            ),
                        ]
                    }
                    return (EventPayload(writes: rows), [])
                }
            )
        }
        try give()
        #expect(try root.store.read { try $0.eventsBehindMarks(of: place) } == .max)
    }

    @Test("what could never be handed on, for want of signed heads, is not taken")
    func unsignedRun() throws {
        try village.store.write { session in
            for _ in 0..<5 {
                _ = try session.complaint(about: String(repeating: "长", count: 10_000))
            }
        }
        let whole = try #require(try village.segments(for: .rootPlace(of: root.key)).first)
        #expect(whole.heads.count > 1)
        let bare = StreamSegment(
            description: whole.description,
            events: whole.events,
            heads: whole.heads.suffix(1)
        )
        let outcome = try root.store.write { try $0.merge([bare]) }
        #expect(outcome.refusals.map(\.reason) == [.malformed] && outcome.newEventCount == 0)
        #expect(try root.store.write { try $0.merge([whole]) }.newEventCount == 5)
    }

    @Test("what no reader takes is not written: who acts, and how much was seen")
    func limits() throws {
        func act(as actor: String) throws {
            _ = try village.store.write { try $0.complaint(about: "件", actor: actor) }
        }
        try act(as: String(repeating: "甲", count: 42))
        #expect(throws: StoreError.self) { try act(as: String(repeating: "甲", count: 43)) }
        let record = try village.complaint(about: "起头")
        var shown = try #require(try village.store.read { try $0.record(record) }).state.version
        for stream in strangers(1_023, from: 1) { shown.advance(stream, to: 1) }
        try village.change(record, about: "一", shown: shown)
        shown.advance(try #require(strangers(1, from: 9_999).first), to: 1)
        #expect(throws: StoreError.self) { try village.change(record, about: "二", shown: shown) }
        try give()
    }
}
