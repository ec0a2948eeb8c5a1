import Assessment
import Bookkeeping
import Causality
import Documents
import EvidenceGathering
import ExactNumbers
import Records
import Spreadsheets
import Store
import Testing

@Suite("editions: frozen, numbered, provable")
struct EditionTests {
    private let tree: TestTree
    private static let why = "村里断网，领导同意先定"

    init() throws {
        tree = try TestTree()
        for day in ["03-04", "03-05"] {
            try tree.matter(
                tree.hekou,
                [
                    "acceptedAt": day, "promisedDate": day, "repliedAt": "03-05", "bookedAt": day,
                    "slipPrintedAt": day, "publishedAt": "03-06",
                ],
                ["result": .text("已办"), "backDated": .boolean(day == "03-05")]
            )
        }
    }

    private func request(kind: String? = "village") throws -> EvidenceRequest {
        try EvidenceRequest(
            scheme: try TestTree.scheme("village-monthly"),
            period: TestTree.month,
            kind: kind
        )
    }

    private func freeze(reason: String = "", replaces: String? = nil) throws -> Edition {
        let freezing = Freezing(try request(), reason: reason, actor: "S9", replaces: replaces)
        return try tree.clock.afterTheYear { try freezing.freeze(in: tree.county.store) }
    }

    private func prove(_ name: String, at store: Store? = nil) throws -> EditionProof {
        try EditionProof.prove(name, in: store ?? tree.county.store)
    }

    private func change(
        _ edition: Edition,
        _ transition: String,
        _ fields: [(String, String)] = []
    ) throws -> RecordID {
        try Bookkeeping(store: tree.county.store).change(
            "publication",
            edition.record,
            fields.map { RecordValidation.Given($0.0, $0.1) },
            reason: "按会议决定",
            transition: transition
        ).id
    }

    /// Moves an edition from its draft to the notice; returns it as published.
    private func publish(_ edition: Edition) throws -> Edition {
        let today = "2024-04-01"
        _ = try change(edition, "初评", [("proposedBy", "S9")])
        _ = try change(edition, "审核", [("reviewedBy", #"[{"person": "S8"}]"#)])
        _ = try change(edition, "决定", [("decidedBy", "主任会议"), ("decidedAt", today)])
        _ = try change(
            edition,
            "公示",
            [("place", #"[{"channel": "公示栏"}]"#), ("publishedAt", today)]
        )
        return try tree.county.store.read { try EditionShelf.edition(edition.name, $0) }
    }

    @Test("an edition is a draft with a number, and keeps what it was made of")
    func frozen() throws {
        let edition = try freeze()
        #expect(edition.name == "village-monthly/2024-03/1")
        #expect(edition.state == "算分" && edition.frozenBy == "S9")
        let run = try tree.run(kind: "village")
        let content = try tree.county.store.read { try EditionContent(edition, $0) }
        #expect(content.evidence == run.evidence.document)
        #expect(content.result == run.result.document)
        #expect(try content.scheme().id == "village-monthly")
        #expect(try freeze().number == 2)
        let proof = try prove(edition.name)
        #expect(proof.resultEqual && proof.evidenceEqual == true)
        #expect(proof.differences.isEmpty)
    }

    @Test("new events, new places, new certificates and another incarnation change nothing")
    func stands() throws {
        let edition = try freeze()
        try tree.matter(tree.hekou, ["acceptedAt": "03-09", "bookedAt": "03-09"])
        try tree.county.change(
            tree.shanqian,
            "region",
            Audience(.under, tree.county.place),
            ["name": .text("山前新村")]
        )
        let certified = try tree.county.record(
            "invitation",
            Audience(.at, tree.liulin),
            [
                "place": .reference(tree.liulin), "invitationID": .text("x"),
                "expiresAt": .text("2024-04-01T00:00:00+08:00"),
            ],
            id: .keyed(
                register: "invitation",
                audience: Audience(.at, tree.liulin),
                key: [.text("x")]
            )
        )
        _ = certified
        let now = try tree.run(kind: "village")
        #expect(now.evidence.document != (try content(edition)).evidence)
        let proof = try prove(edition.name)
        #expect(proof.resultEqual && proof.evidenceEqual == true, "\(proof.differences)")
        let moved = try tree.county.store.copiedInMemory()
        #expect(try prove(edition.name, at: moved).evidenceEqual == true)
        // Proving writes nothing.
        #expect(try tree.run(kind: "village").evidenceHash == now.evidenceHash)
    }

    private func content(_ edition: Edition) throws -> EditionContent {
        try tree.county.store.read { try EditionContent(edition, $0) }
    }

    @Test("evidence larger than an event is kept in parts, and comes back as it was")
    func large() throws {
        let window = try tree.unit("W1", "single")
        var state: UInt64 = 1
        for day in 0..<900 {
            let event = (0..<12).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return String(state ^ (state >> 29), radix: 36)
            }
            try tree.county.record(
                "hall-patrol",
                Audience(.at, tree.county.place),
                [
                    "date": .text("2024-03-\(10 + day % 20)"), "window": .reference(window),
                    "rule": .text("DW-D1"), "event": .text(event.joined()), "state": .text("登记"),
                ]
            )
        }
        let scheme = try TestTree.scheme("district-2022-window-month")
        let request = try EvidenceRequest(scheme: scheme, period: TestTree.month)
        let freezing = Freezing(request, reason: "", actor: "", replaces: nil)
        let edition = try tree.clock.afterTheYear { try freezing.freeze(in: tree.county.store) }
        let parts = try tree.county.store.read { session in
            try session.records(of: "edition-document", where: [("kind", .text("证据"))])
        }
        #expect(parts.count > 2)
        let proof = try prove(edition.name)
        #expect(proof.resultEqual && proof.evidenceEqual == true, "\(proof.differences)")
    }

    @Test("an edition is scored by the scheme that it was frozen with, whatever is in force now")
    func schemeChanged() throws {
        var document = try #require(try TestTree.scheme("village-monthly").document.objectValue)
        document["edition"] = "县里 2024 年试行"
        let parameters = try #require(document["parameters"]?.objectValue)
        var changed = parameters
        var cap = try #require(parameters["cap.VM-L"]?.objectValue)
        cap["default"] = 2
        changed["cap.VM-L"] = .object(cap)
        document["parameters"] = .object(changed)
        let scheme = try SchemeReader.read(.object(document))
        // Six entered afterwards cost 3 points, of which this scheme takes 2.
        for day in 11...15 {
            try tree.matter(
                tree.hekou,
                ["acceptedAt": "03-\(day)"],
                ["backDated": .boolean(true)]
            )
        }
        let request = try EvidenceRequest(scheme: scheme, period: "2024-03", kind: "village")
        let freezing = Freezing(request, reason: "", actor: "", replaces: nil)
        let edition = try tree.clock.afterTheYear { try freezing.freeze(in: tree.county.store) }
        let proof = try prove(edition.name)
        #expect(proof.resultEqual && proof.evidenceEqual == true, "\(proof.differences)")
        let frozen = try ComputedResult(try content(edition))
        let now = frozen.scored(by: try TestTree.scheme("village-monthly"))
        let change = ResultDifference(frozen.result, now.result).rows.first?.total.change
        #expect(change?.text == "-1")
    }

    @Test("a period that has not ended, or in which nobody wrote anything down, needs a reason too")
    func early() throws {
        let scheme = try TestTree.scheme("district-2022-window-month")
        try tree.unit("A1", "single")
        let request = try EvidenceRequest(scheme: scheme, period: "2024-03")
        let freezing = Freezing(request, reason: "", actor: "S9", replaces: nil)
        let ended = ["本期没有一条与本办法有关的登记，按办法人人不扣分；请先确认检查做过、数据到了。"]
        #expect(throws: EditionError.unsettled(ended)) {
            try tree.clock.afterTheYear { try freezing.freeze(in: tree.county.store) }
        }
        let early = ["本期到 2024-03-31 才结束，现在算的只是到今天为止的，结果还会变。"]
        #expect(throws: EditionError.unsettled(early + ended)) {
            try freezing.freeze(in: tree.county.store)
        }
    }

    @Test("nothing is frozen over what is not settled, unless a person says why")
    func unsettled() throws {
        _ = try VillageWorld(tree, place: tree.shanqian)
        #expect {
            _ = try freeze()
        } throws: { error in
            guard case EditionError.unsettled(let points) = error else { return false }
            return points.count == 1 && points[0].contains("山前")
        }
        #expect(try tree.county.store.read { try EditionShelf.editions($0) }.isEmpty)
        let edition = try freeze(reason: EditionTests.why)
        let content = try content(edition)
        #expect(content.provenance["reason"]?.textValue == EditionTests.why)
        #expect(content.provenance["unsettled"]?.listValue?.count == 1)
        #expect(content.fullResult["completeness"]?.listValue?.count == 1)
    }

    @Test("evidence that holds a citizen's number is not frozen")
    func personal() throws {
        try tree.county.record(
            "complaint",
            Audience(.at, tree.county.place),
            [
                "received": .text("2024-03-05"), "state": .text("登记"),
                "window": .reference(try tree.unit("W1", "single", at: tree.hekou)),
                "verified": .boolean(true), "atFault": .boolean(true),
                "event": .text("身份证11010519491231002X"),
            ]
        )
        #expect(throws: EditionError.personalData(["/findings/0/event"])) { try freeze() }
    }

    @Test("a published edition goes down, and a township can score it again")
    func published() throws {
        let audience = Audience(.under, tree.county.place)
        try tree.county.record(
            "calendar",
            audience,
            ["date": .text("2024-04-03"), "working": .boolean(false)],
            id: .keyed(register: "calendar", audience: audience, key: [.text("2024-04-03")])
        )
        let world = try VillageWorld(tree, place: tree.township, number: 20)
        let draft = try freeze(reason: EditionTests.why)
        try tree.county.send(to: world.village)
        #expect(try world.village.store.read { try EditionShelf.editions($0) }.isEmpty)
        let edition = try publish(draft)
        #expect(edition.state == "公示" && edition.record != draft.record)
        let books = Bookkeeping(store: tree.county.store)
        #expect(try books.find("publication", edition.name) == edition.record)
        #expect(edition.dates.objectionUntil == "2024-04-09")
        #expect(try tree.county.store.read { try EditionShelf.editions($0) }.count == 1)
        try tree.county.send(to: world.village)
        let proof = try prove(edition.name, at: world.village.store)
        #expect(proof.resultEqual && proof.evidenceEqual == nil)
        #expect(try prove(edition.name).evidenceEqual == true)
        #expect(try prove(draft.record.text).evidenceEqual == true)
        let code = "330102001001"
        let (above, below) = (
            try explained(edition, code, at: tree.county.store),
            try explained(edition, code, at: world.village.store)
        )
        #expect(above.first == below.first)
        #expect(!above.contains { $0.contains("别处定的") })
        #expect(below.contains { $0.contains("别处定的") })
    }

    private func explained(_ edition: Edition, _ subject: String, at store: Store) throws
        -> [String]
    {
        try store.read { session in
            let content = try EditionContent(EditionShelf.edition(edition.name, session), session)
            return try SubjectExplanation.explain(content, subject: subject, session).lines
        }
    }

    @Test("a ruling makes edition n+1; the old one stays, and both are proven")
    func restated() throws {
        let old = try publish(try freeze())
        let late = try tree.matter(
            tree.hekou,
            ["acceptedAt": "03-09", "promisedDate": "03-10", "bookedAt": "03-09"]
        )
        try tree.decide(.restate, late, of: old)
        _ = try change(old, "异议")
        _ = try change(old, "复核")
        let new = try freeze(replaces: old.name)
        #expect(new.number == 2 && new.replaces == old.record)
        _ = try change(old, "更正", [("replaces", new.record.text)])
        let published = try publish(new)
        let states = try tree.county.store.read { try EditionShelf.editions($0) }.map(\.state)
        #expect(states == ["更正", "公示"])
        for name in [old.name, published.name] {
            let proof = try prove(name)
            #expect(proof.resultEqual && proof.evidenceEqual == true, "\(proof.differences)")
        }
        let (before, after) = try tree.county.store.read { session in
            (
                try ComputedResult(
                    EditionContent(EditionShelf.edition(old.name, session), session)
                ),
                try ComputedResult(EditionContent(published, session))
            )
        }
        let comparison = ResultComparison(before, after)
        #expect(comparison.figures.rows.map(\.name) == ["河口"])
        #expect(comparison.evidence.statistics.contains { $0.name == "due" && $0.after == "3" })
        #expect(comparison.lines.contains { $0.contains("河口") })
        #expect(ResultComparison(after, after).lines == ["两份结果完全相同。"])
        #expect(throws: EditionError.unknownEdition("village-monthly/2024-03/9")) {
            try freeze(replaces: "village-monthly/2024-03/9")
        }
    }

    @Test("what-if adds and removes findings, and says which record is unknown")
    func whatIf() throws {
        let run = ComputedResult(try tree.run(kind: "village"))
        let ref = run.evidence["findings"]?.listValue?.first?["ref"]?.textValue
        let removed = run.assuming(added: [], removed: [try #require(ref)])
        #expect(removed.unknown.isEmpty)
        let row = ResultDifference(run.result, removed.result.result).rows.first
        #expect(row?.total.change?.text == "0.5")
        let finding: DocumentValue = [
            "rule": "VM-P", "subject": "330102001001", "date": "2024-03-20", "count": 2,
        ]
        let added = run.assuming(added: [finding], removed: ["nobody"])
        #expect(added.unknown == ["nobody"])
        #expect(
            ResultDifference(run.result, added.result.result).rows[0].total.change?.text == "-2"
        )
    }

    @Test("a supposed finding carries whatever findings may carry, and a slip is told by its words")
    func supposed() throws {
        let whole = try AssumedFinding("VM-P:甲:2024-03-20:2:分值=2.5:天数=3:person=S9:办件=G-1")
        let parts: [String: DocumentValue] = [
            "rule": "VM-P", "subject": "甲", "date": "2024-03-20", "count": 2, "points": "2.5",
            "days": 3, "person": "S9", "case": "G-1",
        ]
        for (key, value) in parts { #expect(whole.document[key] == value, "\(key)") }
        for (text, words) in [
            ("VM-P:甲", "要写成"), ("VM-P:甲::2", "要写成"), ("VM-P:甲:2024-03-20:0", "1 以上的整数"),
            ("VM-P:甲:2024-03-20:x", "1 以上的整数"), ("VM-P:甲:2024-03-20:天数=-1", "1 以上的整数"),
            ("VM-P:甲:2024-03-20:分值=-2", "要写数字"), ("VM-P:甲:2024-03-20:2:3", "“3”认不出"),
            ("VM-P:甲:2024-03-20:颜色=红", "认不出"), ("VM-P:甲:2024-03-20:2:次数=3", "写了两次"),
        ] {
            #expect {
                try AssumedFinding(text)
            } throws: { error in
                (error as? AssumedFindingError)?.sentence.contains(words) ?? false
            }
        }
        let run = ComputedResult(try tree.run(kind: "village"))
        let added = try [
            "VM-P:330102001001:2024-03-20", "VM-P:330102001001:2024-03-20:分值=2",
            "VM-X:330102001001:2024-03-20", "VM-P:nobody:2024-03-20",
        ].map { try AssumedFinding($0) }
        let (assumed, _) = run.assuming(added: added.map(\.document), removed: [])
        let refusals = assumed.refusals(of: added)
        #expect(refusals.count == 3 && refusals.allSatisfy { $0.hasPrefix("“VM-") }, "\(refusals)")
        #expect(refusals.contains { $0.hasPrefix("“\(added[1].text)”：这条规则的分值是固定的") })
        let (fine, _) = run.assuming(added: [added[0].document], removed: [])
        #expect(fine.refusals(of: [added[0]]).isEmpty && fine.refusal == nil)
    }

    @Test("every table has every row, and says how many")
    func tables() throws {
        let run = ComputedResult(try tree.run(kind: "village"))
        let units = try tree.county.store.read { try ResultForm.units($0) }
        let month = ResultForm.month.table(run, units: units)
        #expect(month.rows.count == 3 && month.notes == ["共 3 行。"])
        #expect(month.columns.first == "名次" && month.columns.contains("限时办结"))
        let sheet = ResultForm.deductions.table(run, units: units)
        #expect(sheet.rows.count == 1 && sheet.rows[0][5] == .number("-0.50"))
        #expect(ResultForm.notice.table(run, units: units).rows.count == 3)
        let edition = try freeze()
        let months = try tree.county.store.read { session in
            try ResultForm.months(
                of: .year(2024),
                scheme: try TestTree.scheme("village-monthly"),
                kind: "village",
                session
            )
        }
        #expect(months.compactMap(\.result).count == 1)
        let year = ResultForm.year(edition.title, months: months)
        #expect(year.rows.count == 3 && year.columns.count == 14)
        #expect(year.notes.contains { $0.contains("2024-01") })
    }
}
