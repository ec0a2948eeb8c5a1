import Assessment
import Causality
import Defining
import Merge
import Records
import Store
import Testing

@Suite("Versions of a scheme")
struct SchemeVersionTests {
    @Test("a new scheme is for any period, a change from the next one or the one named on")
    func periods() throws {
        let world = try DefiningWorld()
        #expect(try world.title(for: "2026-10") == nil)
        let first = try world.define(DefiningWorld.scheme("一"))
        #expect(first.effect == .new && first.from?.text == "2000-01-01")
        let second = try world.define(DefiningWorld.scheme("二"))
        #expect(second.effect == .changed && second.from?.text == "2026-12-01")
        let third = try world.define(DefiningWorld.scheme("三"), from: "2027-Q2")
        #expect(third.from?.text == "2027-04-01" && third.replaced == second.version)
        let titles = try ["2020-01", "2026-11", "2026-12", "2027-03", "2027-04"].map {
            try world.title(for: $0)
        }
        #expect(titles == ["一", "一", "二", "二", "三"])
    }

    @Test("a change for an earlier period leaves a later one that was stored, and says so")
    func earlierPeriod() throws {
        let world = try DefiningWorld()
        _ = try world.define(DefiningWorld.scheme("一"))
        _ = try world.define(DefiningWorld.scheme("二"), from: "2027")
        let mended = try world.define(DefiningWorld.scheme("三"), from: "2026-10")
        #expect(mended.warnings.contains { $0.contains("已经定稿的结果不变") })
        #expect(mended.warnings.contains { $0.contains("2027-01-01") })
        let titles = try ["2026-09", "2026-10", "2027-01"].map { try world.title(for: $0) }
        #expect(titles == ["一", "三", "二"])
    }

    @Test("a version that counts already is not replaced from the same day; again it is harmless")
    func startedVersion() throws {
        let world = try DefiningWorld()
        _ = try world.define(DefiningWorld.scheme("一"))
        _ = try world.define(DefiningWorld.scheme("二"), from: "2026-09")
        for isTrial in [true, false] {
            #expect(throws: DefiningError.alreadyCounts(id: "my-month", from: "2026-09-01")) {
                try world.define(DefiningWorld.scheme("三"), from: "2026-09", isTrial: isTrial)
            }
        }
        #expect(try world.title(for: "2026-09") == "二")
        let again = try world.define(DefiningWorld.scheme("二"), from: "2026-09")
        #expect(again.effect == .unchanged)
        #expect(try world.store.read { try $0.definitionVersions().count } == 2)
        // The very first version counts from its own day, too.
        #expect(throws: DefiningError.alreadyCounts(id: "my-month", from: "2000-01-01")) {
            try world.define(DefiningWorld.scheme("三"), from: "2000")
        }
        // From its first day on it is in force, the day before it is not.
        _ = try world.define(DefiningWorld.scheme("三"), from: "2027")
        let text = DefiningWorld.scheme("四")
        let mended = try world.define(text, on: "2026-12-31", from: "2027")
        #expect(mended.warnings.contains { $0.contains("还没有开始执行，由这一版代替") })
        #expect(try world.title(for: "2027-01") == "四")
        #expect(throws: DefiningError.alreadyCounts(id: "my-month", from: "2027-01-01")) {
            try world.define(DefiningWorld.scheme("五"), on: "2027-01-01", from: "2027")
        }
    }

    @Test("two versions that were written at once for one day may be settled by a third")
    func writtenAtOnce() throws {
        let (world, other) = (try DefiningWorld(), try DefiningWorld(seed: 2))
        _ = try world.define(DefiningWorld.scheme("一"), from: "2026")
        let second = try other.define(DefiningWorld.scheme("二"), from: "2026")
        let cells = try other.store.read { session in
            try session.record(#require(second.record))?.state
        }
        // Neither has a number above the other's, as when two nodes write without a network.
        try world.store.write { session in
            let fields = ["kind", "register", "version", "number", "from", "content"]
            let writes = fields.compactMap { field in
                cells?[field]?.value.map { CellWrite(.field(field), $0) }
            }
            _ = try session.append(
                Draft(
                    register: SystemRegister.definition,
                    audience: Audience(.under, RecordID.rootPlace(of: world.key)),
                    record: nil,
                    type: .create,
                    actor: "",
                    entry: .live
                ) { _ in (EventPayload(writes: writes), []) }
            )
        }
        let numbers = try world.store.read { try $0.definitionVersions().map(\.number) }
        #expect(numbers == [1, 1])
        #expect(try world.define(DefiningWorld.scheme("三"), from: "2026").effect == .changed)
        #expect(try world.title(for: "2026-01") == "三")
        #expect(throws: DefiningError.alreadyCounts(id: "my-month", from: "2026-01-01")) {
            try world.define(DefiningWorld.scheme("四"), from: "2026")
        }
    }

    @Test("a scheme that takes another's results needs that other one")
    func namedScheme() throws {
        let world = try DefiningWorld()
        let text = DefiningWorld.scheme("一").replacing("id: my-month", with: "id: my-other")
            .replacing("scheme: my-month", with: "scheme: my-other")
            .replacing(
                "cases:\n",
                with: "  year:\n    steps:\n      - {operator: meanOfPeriods, of: month, "
                    + "planned: 12, resultsOf: my-month, missing: assessed, "
                    + "flagFewer: \"n{n}\", flagNone: x}\n"
                    + "      - {operator: rank}\ncases:\n"
            )
            .replacing("missingData: complete", with: "missingData: open")
        #expect {
            try world.define(text)
        } throws: { error in
            let sentence = (error as? DefiningError)?.sentence ?? ""
            return sentence.contains("行：没有编号为“my-month”的考核办法")
        }
        _ = try world.define(DefiningWorld.scheme("一"))
        #expect(try world.define(text).effect == .new)
    }

    @Test("the same text again changes nothing, also while a change is on its way")
    func again() throws {
        let world = try DefiningWorld()
        _ = try world.define(DefiningWorld.scheme("一"))
        #expect(try world.define(DefiningWorld.scheme("一")).effect == .unchanged)
        _ = try world.define(DefiningWorld.scheme("二"))
        let again = try world.define("# 另一句注释\n" + DefiningWorld.scheme("二"))
        #expect(again.effect == .unchanged && again.record == nil)
        #expect(try world.store.read { try $0.definitionVersions().count } == 2)
        // Back to what was before is a change.
        let back = try world.define(DefiningWorld.scheme("一"), from: "2027")
        #expect(back.effect == .changed)
        #expect(try world.title(for: "2027-01") == "一")
    }

    @Test("a scheme whose worked cases do not come out is refused, with line and figures")
    func workedCases() throws {
        let world = try DefiningWorld()
        #expect {
            try world.define(DefiningWorld.scheme("一", costs: "2"))
        } throws: { error in
            guard let error = error as? DefiningError else { return false }
            return error.kind == .badData && error.sentence.contains("行")
                && error.sentence.contains("应为 98.5，算得 94")
        }
        #expect(try world.store.read { try $0.definitionVersions() } == [])
    }

    @Test("a trial says what would change, and writes nothing")
    func trial() throws {
        let world = try DefiningWorld()
        _ = try world.define(DefiningWorld.scheme("一"))
        let trial = try world.define(DefiningWorld.scheme("二"), isTrial: true)
        #expect(trial.effect == .changed && trial.record == nil)
        #expect(trial.differences == ["名称：由“一”改为“二”"])
        #expect(try world.title(for: "2027-01") == "一")
    }

    @Test("a scheme that begins later is not used before, and the sentence says from when")
    func notYet() throws {
        let world = try DefiningWorld()
        _ = try world.define(DefiningWorld.scheme("一"), from: "2027")
        #expect(throws: DefiningError.notYet(id: "my-month", from: "2027-01-01")) {
            try world.title(for: "2026-12")
        }
        #expect(try world.title(for: "2027-01") == "一")
    }

    @Test("a version that this program does not understand is said to be so, never passed over")
    func notUnderstood() throws {
        let world = try DefiningWorld()
        let known = try world.define(DefiningWorld.scheme("一"))
        let newer = DefiningWorld.scheme("二").replacing("deductFromMarks", with: "laterOperator")
        _ = try world.store.write { session in
            try session.appendDefinition(
                .scheme,
                id: "my-month",
                version: known.version,
                from: Period.year(2027).first,
                text: newer,
                actor: ""
            )
        }
        #expect(throws: DefiningError.unreadable(id: "my-month")) {
            _ = try world.freshTitle(for: "2027-01")
        }
        #expect(try world.title(for: "2026-12") == "一")
    }
}

extension DefiningWorld {
    /// As another process sees it, which has read nothing before.
    func freshTitle(for period: String) throws -> String? {
        try store.read { session in
            try SchemeLibrary(shipped: []).scheme(
                "my-month",
                for: Period(text: period),
                session
            )?.title
        }
    }
}
