import Ambient
import Causality
import Hashing
import Records
import SyncEngine
import SyncWire
import Testing

/// What both exchanges do together, over model stores and real messages.
@Suite struct ExchangeTests {
    static func key(_ number: UInt8) -> NodeKey {
        guard let key = NodeKey(bytes: [UInt8](repeating: number, count: 32)) else {
            preconditionFailure("32 bytes are a key")
        }
        return key
    }

    static let village = Audience(.at, .rootPlace(of: key(1)))
    static let county = Audience(.under, .rootPlace(of: key(2)))

    static func link() -> ModelLink {
        ModelLink(
            child: ModelNode(node: key(1), incarnation: 10),
            parent: ModelNode(node: key(2), incarnation: 500)
        )
    }

    @Test("nothing new takes one round trip and stores nothing")
    func quiet() throws {
        var link = Self.link()
        link.child.write(Self.village, count: 3)
        link.parent.write(Self.county, count: 3)
        _ = try link.sync()
        _ = try link.sync()
        let summary = try link.sync()
        #expect(summary.roundCount == 1)
        #expect(summary.isUpToDate)
        #expect(summary.sentEventCount == 0 && summary.receivedEventCount == 0)
        #expect(link.isConverged)
    }

    @Test("all that is new goes both ways in one round trip if it fits one message")
    func oneRound() throws {
        var link = Self.link()
        link.parent.write(Self.county)
        _ = try link.sync()
        link.child.write(Self.village, count: 5)
        link.parent.write(Self.county, count: 7)
        let summary = try link.sync()
        #expect(summary.roundCount == 1)
        #expect(summary.sentEventCount == 5 && summary.receivedEventCount == 7)
        #expect(summary.isUpToDate && link.isConverged)
    }

    @Test("what does not fit goes on in further rounds, each event once")
    func manyRounds() throws {
        var link = Self.link()
        link.budget = 400
        link.child.write(Self.village, count: 60)
        link.parent.write(Self.county, count: 80)
        let summary = try link.sync()
        #expect(summary.roundCount > 5)
        #expect(summary.sentEventCount == 60 && summary.receivedEventCount == 80)
        #expect(summary.isUpToDate && link.isConverged)
    }

    @Test("after a lost answer the next exchange says so by its digest and goes on")
    func lostAnswer() throws {
        var link = Self.link()
        link.parent.write(Self.county, count: 2)
        _ = try link.sync()
        link.child.write(Self.village, count: 5)
        link.parent.write(Self.county, count: 2)
        let lost = try link.sync { _ in .answerLost }
        #expect(lost.fault == .unreachable)
        let summary = try link.sync()
        #expect(summary.roundCount == 1)
        #expect(summary.receivedEventCount == 2)
        #expect(summary.isUpToDate && link.isConverged)
    }

    @Test("a parent restored from an older copy gets again what it had acknowledged")
    func parentRestored() throws {
        var link = Self.link()
        link.child.write(Self.village, count: 2)
        _ = try link.sync()
        let backup = link.parent
        link.child.write(Self.village, count: 4)
        _ = try link.sync()
        _ = try link.sync()
        link.parent = backup
        link.parent.incarnation += 1
        let summary = try link.sync()
        #expect(summary.notices.contains { if case .restoredParent = $0 { true } else { false } })
        #expect(summary.sentEventCount >= 4)
        #expect(link.isConverged)
    }

    @Test("a child restored from an older copy takes a new incarnation and its own stream back")
    func childRestored() throws {
        var link = Self.link()
        link.child.write(Self.village, count: 2)
        _ = try link.sync()
        let backup = link.child
        link.child.write(Self.village, count: 4)
        _ = try link.sync()
        _ = try link.sync()
        link.child = backup
        let summary = try link.sync()
        #expect(link.child.incarnation == 11)
        #expect(summary.receivedEventCount == 4)
        #expect(summary.notices.contains { if case .restoredHere = $0 { true } else { false } })
        link.child.write(Self.village)
        _ = try link.sync()
        #expect(link.isConverged)
        #expect(link.parent.streams.count == 2)
    }

    @Test("a copy that wrote on alone loses nothing: its events return under a new incarnation")
    func copyWroteOn() throws {
        var link = Self.link()
        link.child.write(Self.village, count: 2)
        _ = try link.sync()
        let copy = link.child
        link.child.write(Self.village, count: 3, text: "first")
        _ = try link.sync()
        _ = try link.sync()
        link.child = copy
        link.child.write(Self.village, count: 2, text: "copy")
        _ = try link.sync()
        _ = try link.sync()
        let summary = try link.sync()
        #expect(summary.isUpToDate)
        #expect(link.isConverged)
        let texts = link.parent.streams.values.flatMap(\.events).map(\.actor).sorted()
        #expect(texts == ["", "", "copy", "copy", "first", "first", "first"])
        #expect(link.child.incarnation > 10)
    }

    @Test("a position behind which the parent lists more is kept only once it was not refused")
    func doubtfulPosition() throws {
        var link = Self.link()
        link.child.write(Self.village, count: 2)
        _ = try link.sync()
        let copy = link.child
        link.child.write(Self.village, count: 3, text: "first")
        _ = try link.sync()
        _ = try link.sync()
        link.child = copy
        link.child.write(Self.village, count: 2, text: "copy")
        let stream = try #require(copy.streams.keys.first)
        // As after a move: nothing is agreed, and not everything fits one message.
        link.child.links = [:]
        link.child.incarnation = 20
        link.child.write(Self.village, count: 30, text: "later")
        link.budget = 200
        _ = try link.sync { $0 == 0 ? .none : .requestLost }
        #expect(link.requests.last?.cargo.segments.isEmpty == true)
        #expect(link.child.links["parent"]?.agreed[stream] == nil)

        link.budget = MessageLimits.eventByteCountMax
        _ = try link.sync()
        for _ in 0..<3 { _ = try link.sync() }
        #expect(link.isConverged)
        let texts = link.parent.streams.values.flatMap(\.events).map(\.actor)
        #expect(texts.count { $0 == "first" } == 3)
        #expect(texts.count { $0 == "copy" } == 2)
        #expect(texts.count { $0 == "later" } == 30)
    }

    @Test("two histories of a foreign stream are refused with proof and block nothing else")
    func foreignFork() throws {
        var link = Self.link()
        var other = ModelNode(node: Self.key(9), incarnation: 1)
        other.write(Self.village, count: 2)
        var twin = other
        other.write(Self.village, count: 2, text: "one")
        twin.write(Self.village, count: 2, text: "two")
        link.child.streams = other.streams
        link.parent.streams = twin.streams
        link.child.write(Self.village, count: 3)
        link.parent.write(Self.county, count: 3)
        let summary = try link.sync()
        #expect(!link.parent.forks.isEmpty || !link.child.forks.isEmpty)
        #expect(summary.notices.contains { if case .fork = $0 { true } else { false } })
        let own = link.child.streams.keys.filter { other.streams[$0] == nil }
        #expect(own.count == 2)
        for stream in own {
            #expect(
                link.child.position(stream, at: .max) == link.parent.position(stream, at: .max)
            )
        }
        #expect(link.child.incarnation == 10)
    }

    @Test("what one side refuses does not hold up the rest, nor is it sent twice in an exchange")
    func refusals() throws {
        var link = Self.link()
        link.child.write(Self.village, count: 3)
        link.child.write(Self.county, count: 3)
        let streams = link.child.streams.keys.sorted()
        link.parent.refused[streams[0]] = .authority
        link.budget = 100
        let summary = try link.sync()
        #expect(!summary.isUpToDate && summary.fault == nil)
        #expect(link.parent.position(streams[1], at: .max)?.sequence == 3)
        let count = link.requests.filter { request in
            request.cargo.segments.contains { $0.stream == streams[0] }
        }.count
        #expect(count == 1)
    }

    @Test("what is over a day's limit waits for the parent's next day, then it goes again")
    func overTheLimit() throws {
        var link = Self.link()
        let midnight: Int64 = 20_000 * 86_400 - CivilDateTime.zoneSeconds
        link.parent.seconds = midnight - 3_600
        link.child.seconds = midnight - 7_200
        link.child.write(Self.village, count: 3)
        let stream = try #require(link.child.streams.keys.first)
        link.parent.refused[stream] = .limit
        #expect(try link.sync().notices.count == 1)
        for _ in 0..<2 {
            link.child.seconds += 1_799
            link.parent.seconds += 1_799
            #expect(try link.sync().notices.isEmpty)
        }
        let sent = link.requests.filter { !$0.cargo.segments.isEmpty }
        #expect(sent.count == 1)
        link.parent.refused = [:]
        link.child.seconds += 2
        link.parent.seconds += 2
        _ = try link.sync()
        #expect(try link.sync().isUpToDate)
        #expect(link.isConverged)
    }

    @Test("what the child refuses is taken out of the parent's vector without a comparison")
    func childRefuses() throws {
        var link = Self.link()
        link.parent.write(Self.county, count: 3)
        link.parent.write(Self.village, count: 3)
        let streams = link.parent.streams.keys.sorted()
        link.child.refused[streams[0]] = .unknownAuthor
        let summary = try link.sync()
        #expect(summary.notices.count == 1)
        #expect(link.child.streams[streams[1]] != nil)
        #expect(link.requests.allSatisfy { $0.cargo.frontier == nil })
        link.child.refused = [:]
        #expect(try link.sync().isUpToDate)
        #expect(link.isConverged)
    }

    @Test("a child that comes with a full store compares frontiers instead of sending all of it")
    func newLink() throws {
        var link = Self.link()
        link.child.write(Self.village, count: 900)
        link.parent.streams = link.child.streams
        link.parent.write(Self.county, count: 2)
        link.budget = 4_000
        let summary = try link.sync()
        #expect(summary.sentEventCount == 0)
        #expect(summary.receivedEventCount == 2)
        #expect(summary.roundCount <= 3)
        #expect(link.isConverged)
    }

    @Test("an answer to another request ends the exchange")
    func wrongAnswer() {
        var exchange = ChildExchange(
            node: Self.key(1),
            incarnation: 1,
            clock: .standing(at: Instant(secondsSince1970: 0)),
            random: .seeded(1)
        )
        _ = exchange.start()
        let zero = Digest256.zero
        guard
            case .send(let request)? = exchange.handle(
                .outlook(LinkOutlook(agreed: zero, offered: zero))
            )
        else {
            Issue.record("no request")
            return
        }
        let answer = Answer(incarnation: 2, time: 0, nonce: request.nonce &+ 1, offered: zero)
        guard case .finish(let summary)? = exchange.handle(.answered(answer)) else {
            Issue.record("not finished")
            return
        }
        #expect(summary.fault == .wrongAnswer)
    }

    @Test("a parent that always wants a frontier, or always says more, is left after a while")
    func endlessParent() {
        for wantsFrontier in [true, false] {
            var exchange = ChildExchange(
                node: Self.key(1),
                incarnation: 1,
                clock: .standing(at: Instant(secondsSince1970: 0)),
                random: .seeded(1)
            )
            let outlook = LinkOutlook(agreed: .zero, offered: .zero)
            var action: ChildAction? = exchange.start()
            var steps = 0
            while let next = action, steps < 1_000 {
                steps += 1
                switch next {
                case .finish(let summary):
                    #expect(summary.fault == .stalled)
                    action = nil
                case .readOutlook: action = exchange.handle(.outlook(outlook))
                case .send(let request):
                    var answer = Answer(
                        incarnation: 2,
                        time: 0,
                        nonce: request.nonce,
                        offered: SHA256Hasher.hash([1])
                    )
                    answer.cargo.more = true
                    if wantsFrontier { answer.cargo.frontier = FrontierPart(positions: []) }
                    action = exchange.handle(.answered(answer))
                case .compare:
                    action = exchange.handle(.compared(LinkComparison(held: [], agreed: [])))
                case .commit:
                    action = exchange.handle(
                        .committed(
                            LinkCommitted(outcome: ApplyOutcome(), agreed: .zero, offered: .zero)
                        )
                    )
                case .renewIncarnation: action = exchange.handle(.renewed(2))
                }
            }
            #expect(steps < 1_000)
        }
    }

    @Test("what a store renewed for in the middle of an exchange, it does not renew for again")
    func renewedMeanwhile() throws {
        var copy = ModelNode(node: Self.key(1), incarnation: 10)
        copy.write(Self.village)
        let all = OutlookQuery(eventByteCountMax: 10_000)
        let own = try #require(copy.outlook("", all, isChild: true).segments.first)
        var county = ModelNode(node: Self.key(2), incarnation: 500)
        county.write(Self.county)
        let word = try #require(county.outlook("", all, isChild: false).segments.first)
        for hasRenewed in [true, false] {
            var exchange = ChildExchange(
                node: Self.key(1),
                incarnation: 10,
                clock: .standing(at: Instant(secondsSince1970: 0)),
                random: .seeded(1)
            )
            _ = exchange.start()
            var outcome = ApplyOutcome(newEventCount: 1)
            if hasRenewed { outcome.grownElsewhere = [own.stream] }
            for segment in [word, own] {
                let outlook = LinkOutlook(agreed: .zero, offered: .zero)
                guard case .send(let request)? = exchange.handle(.outlook(outlook)) else {
                    Issue.record("no request")
                    return
                }
                var answer = Answer(
                    incarnation: 2,
                    time: 0,
                    nonce: request.nonce,
                    offered: SHA256Hasher.hash([1])
                )
                answer.cargo = Cargo(segments: [WireSegment(segment)], more: true)
                let action = exchange.handle(.answered(answer))
                let isOwn = segment.stream == own.stream
                #expect((action == .renewIncarnation) == (isOwn && !hasRenewed))
                let done = LinkCommitted(outcome: outcome, agreed: .zero, offered: .zero)
                _ = exchange.handle(.committed(done))
            }
        }
    }

    /// What an answer brings, and what becomes of it.
    private struct Turn {
        var brings = true
        var isRefused = false
        var newCount = 0
        var more = false
    }

    /// Runs a child against these answers, each with the same segment.
    ///
    /// After so many requests both sides agree. Gives how many requests there were, and the end.
    private func run(
        _ turns: [Turn],
        agreedAfter count: Int
    ) throws -> (requests: Int, summary: ExchangeSummary?) {
        var county = ModelNode(node: Self.key(2), incarnation: 500)
        county.write(Self.county)
        let all = OutlookQuery(eventByteCountMax: 10_000)
        let word = try #require(county.outlook("", all, isChild: false).segments.first)
        let offered = SHA256Hasher.hash([1])
        var exchange = ChildExchange(
            node: Self.key(1),
            incarnation: 10,
            clock: .standing(at: Instant(secondsSince1970: 0)),
            random: .seeded(1)
        )
        var action: ChildAction? = exchange.start()
        var requests = 0
        while let next = action, requests <= turns.count {
            let turn = turns[min(max(requests, 1), turns.count) - 1]
            let agreed = requests < count ? Digest256.zero : offered
            switch next {
            case .finish(let summary): return (requests, summary)
            case .readOutlook:
                action = exchange.handle(.outlook(LinkOutlook(agreed: agreed, offered: .zero)))
            case .send(let request):
                requests += 1
                let now = turns[min(requests, turns.count) - 1]
                var answer = Answer(incarnation: 2, time: 0, nonce: request.nonce, offered: offered)
                let segments = now.brings ? [WireSegment(word)] : []
                answer.cargo = Cargo(segments: segments, more: now.more)
                action = exchange.handle(.answered(answer))
            case .commit:
                var outcome = ApplyOutcome(newEventCount: turn.newCount)
                if turn.isRefused {
                    outcome.refusals = [
                        SegmentRefusal(stream: word.stream, sequence: 1, reason: .unknownAuthor)
                    ]
                }
                let done = LinkCommitted(outcome: outcome, agreed: agreed, offered: .zero)
                action = exchange.handle(.committed(done))
            default: Issue.record("\(next)")
            }
        }
        return (requests, nil)
    }

    @Test("what came before its author's certificate is asked for again before the exchange ends")
    func certificateComesLater() throws {
        let first = Turn(isRefused: true, more: true)
        // In the second the certificate comes, in the third what was waiting for it.
        let later = try run([first, Turn(newCount: 1), Turn(newCount: 1)], agreedAfter: 2)
        #expect(later.requests == 3 && later.summary?.isUpToDate == true)
        let never = try run([first, Turn(brings: false)], agreedAfter: 2)
        #expect(never.requests == 2 && never.summary?.isUpToDate == false)
    }

    @Test("an author who stays unknown makes no exchange fail that went well")
    func unknownForGood() throws {
        // A long pull: the unknown one comes first, is left out once, and comes with the last.
        let turns = [
            Turn(isRefused: true, newCount: 1, more: true), Turn(newCount: 1, more: true),
            Turn(isRefused: true, newCount: 1), Turn(brings: false),
            Turn(isRefused: true), Turn(brings: false),
        ]
        let summary = try #require(try run(turns, agreedAfter: 3).summary)
        #expect(summary.fault == nil && !summary.isUpToDate)
    }
}
