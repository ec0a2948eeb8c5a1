import Bookkeeping
import Causality
import Records
import Testing

@Suite("Who may do what, by page and by command alike")
struct PermissionTests {
    private let leader = ActingPerson(id: "L1", roles: [.leader])
    private let stranger = ActingPerson(id: "N9", roles: [])

    /// Expects a refusal with exit status 1 that says who, what and who else may.
    private func refuse(
        _ words: [String],
        location: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        let error = #expect(
            throws: BookkeepingError.self,
            sourceLocation: location,
            performing: body
        )
        #expect(error?.kind == .refused, sourceLocation: location)
        for word in words {
            #expect(
                error?.sentence.contains(word) == true,
                "\(error?.sentence ?? "")",
                sourceLocation: location
            )
        }
    }

    @Test("a named person writes only what the person's roles handle")
    func roles() throws {
        let world = try TestCounty()
        let books = world.village.books
        refuse(["L1", "村级代办", "代办员", "经办人"]) {
            try books.record("village-agency", villageCase(), actor: leader)
        }
        refuse(["L1", "村级代办"]) {
            try books.importRows(
                "village-agency",
                Array("villager,village\n甲,330110001001\n".utf8),
                format: .csv,
                actor: leader
            )
        }
        let agent = ActingPerson(id: "A1", roles: [.agent])
        let id = try books.record("village-agency", villageCase(), actor: agent).id
        refuse(["L1", "更改", "村级代办"]) {
            try books.change(
                "village-agency",
                id,
                fields(["pages": "2"]),
                reason: "改",
                actor: leader
            )
        }
        refuse(["L1", "个人信息", "村级代办"]) {
            try books.erase("village-agency", id, reason: "申请", actor: leader)
        }
        let both = ActingPerson(id: "B1", roles: [.leader, .clerk])
        let pages = fields(["pages": "2"])
        try books.change("village-agency", id, pages, reason: "改", actor: both)
        try books.change("village-agency", id, fields(["pages": "3"]), reason: "改")
        #expect(try books.show("village-agency", id).history.map(\.actor) == ["A1", "B1", ""])
    }

    @Test("somebody unknown here takes in what comes, but no directory, decision or erasure")
    func unknown() throws {
        let world = try TestCounty()
        let books = world.village.books
        let id = try books.record("village-agency", villageCase(), actor: stranger).id
        let pages = fields(["pages": "2"])
        try books.change("village-agency", id, pages, reason: "改", actor: stranger)
        try books.importRows(
            "village-agency",
            Array("villager,village\n甲,330110001001\n".utf8),
            format: .csv,
            actor: stranger
        )
        refuse(["N9", "人员记录", "单位", "信息技术人员", "经办人"]) {
            try world.county.books.record(
                "unit",
                fields(["id": "W9", "name": "窗口", "kind": "single"]),
                actor: stranger
            )
        }
        refuse(["N9"]) {
            try world.county.books.importRows(
                "calendar",
                Array("date,working\n2024-05-01,否\n".utf8),
                format: .csv,
                actor: stranger
            )
        }
        refuse(["N9"]) {
            try books.erase("village-agency", id, reason: "申请", actor: stranger)
        }
    }

    @Test("a window's own staff and somebody unknown do not decide between values")
    func deciding() throws {
        let world = try TestCounty()
        let given = fields([
            "kind": "承诺件", "matter": "M1", "window": "T1", "applicant": "张三",
        ])
        let id = try world.township.books.record("case-handling", given).id
        try world.township.send(to: world.county)
        for (node, value) in [(world.county, "李四"), (world.township, "王五")] {
            let change = fields(["applicant": value])
            try node.books.change("case-handling", id, change, reason: "填")
        }
        try world.township.send(to: world.county)
        let books = world.county.books
        let conflict = try #require(try books.conflicts().first)
        let window = ActingPerson(id: "W7", roles: [.windowStaff, .villager, .external])
        for person in [window, stranger, leader] {
            refuse([person.id, "决定", conflict.title, "窗口负责人"]) {
                try books.resolve(conflict.id, value: "赵六", reason: "查", actor: person)
            }
        }
        // Neither by a form that shows both and takes one.
        let shown = try books.show("case-handling", id).version
        refuse(["W7", "决定"]) {
            try books.change(
                "case-handling",
                id,
                fields(["applicant": "赵六"]),
                reason: "查",
                actor: window,
                shown: shown
            )
        }
        let head = ActingPerson(id: "H1", roles: [.windowHead])
        try books.resolve(conflict.id, value: "赵六", reason: "查", actor: head)
        #expect(try books.conflicts().isEmpty)
    }

    @Test("joining codes, nodes, accounts and closing marks are for those who answer for the node")
    func management() throws {
        for role in [Role.leader, .itOfficer] {
            let person = ActingPerson(id: "P1", roles: [role])
            for act in [Undertaking.invite, .manageNodes, .manageAccounts, .closePeriod] {
                try Permission.check(person, act)
                try Permission.check(.nodeOperator, act)
            }
        }
        for person in [stranger, ActingPerson(id: "N9", roles: [.inspector])] {
            for act in [Undertaking.invite, .manageNodes, .manageAccounts, .closePeriod] {
                refuse(["N9", "领导", "信息技术人员"]) { try Permission.check(person, act) }
            }
        }
        try Permission.check(ActingPerson(id: "A1", roles: [.agent]), .closePeriod)
    }
}
