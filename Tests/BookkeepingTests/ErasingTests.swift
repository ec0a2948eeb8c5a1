import Bookkeeping
import Causality
import Enrolment
import Foundation
import Hashing
import Records
import Store
import Testing

@Suite("Erasing personal data")
struct ErasingTests {
    private func digest(_ node: TestNode) throws -> DigestSum {
        try node.store.read { session in
            let place = try session.place(code: TestCounty.villageCodes[0], on: .latest)
            return try session.counts(at: try #require(place).id).state
        }
    }

    private func villager(_ node: TestNode, _ id: RecordID) throws -> ShownValue {
        try node.books.show("village-agency", id).row["villager"]
    }

    @Test("erased data is gone from every node, stays refused, and changes no digest")
    func everywhere() throws {
        let world = try TestCounty()
        let id = try world.village.books.record("village-agency", villageCase()).id
        let other = try world.village.books.record("village-agency", villageCase()).id
        try world.village.send(to: world.township)
        // The county gets nothing yet; the township works on it, the village too.
        try world.village.books.change(
            "village-agency",
            id,
            fields(["phone": "13999999999"]),
            reason: "改"
        )
        try world.township.books.erase("village-agency", id, reason: "本人申请")
        // What the township did not have comes from the village, unerased; the county gets both.
        try world.village.send(to: world.county)
        try world.village.send(to: world.township)
        try world.township.send(to: world.village)
        try world.township.send(to: world.county)
        for node in [world.village, world.township, world.county] {
            #expect(try villager(node, id) == .erased)
            #expect(try node.books.show("village-agency", id).row["phone"] == .erased)
            #expect(try villager(node, other) == .text("张三丰"))
            #expect(try node.store.write { try $0.verify() }.isEmpty)
            #expect(try digest(node) == digest(world.village))
            try node.store.write { try $0.rebuild() }
            #expect(try villager(node, id) == .erased)
            #expect(try digest(node) == digest(world.village))
        }
        #expect(throws: StoreError.erased) {
            try world.village.books.change(
                "village-agency",
                id,
                fields(["villager": "张三丰"]),
                reason: "补回"
            )
        }
        try world.village.books.change(
            "village-agency",
            id,
            fields(["fileNo": "甲"]),
            reason: "归档"
        )
        #expect(try world.village.books.erase("village-agency", id, reason: "再来") == nil)
    }

    @Test("no byte is left in the files, and the receipts say who has done it")
    func files() throws {
        let folder = try TestFolder()
        let world = try TestCounty(file: folder.path + "/county.sqlite")
        let id = try world.village.books.record(
            "village-agency",
            villageCase(["address": "河口组七十七号"])
        ).id
        try world.village.send(to: world.township)
        try world.village.send(to: world.county)
        try world.village.books.erase("village-agency", id, reason: "本人申请")
        try world.village.send(to: world.township)
        try world.village.send(to: world.county)
        try world.county.store.scrub()
        let secrets = ["张三丰", "13812345678", "河口组七十七号"].map { Data($0.utf8) }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let path = folder.path + "/" + name
            let bytes = try #require(FileManager.default.contents(atPath: path))
            for secret in secrets { #expect(bytes.range(of: secret) == nil, "\(name)") }
        }
        let before = try world.county.books.erasureStatus(of: id)
        #expect(before.isErased && before.holders.count == 3)
        #expect(before.holders.compactMap(\.receipt).map(\.node) == [world.county.key])
        try world.village.store.scrub()
        try world.village.send(to: world.county)
        // Only the township has not said so.
        let open = try world.county.books.unconfirmedErasures()
        #expect(open.map(\.record) == [id] && open.first?.title == "村级代办")
        #expect(open.first?.lacking.map(\.node) == [world.township.key])
        let after = try world.county.books.erasureStatus(of: id)
        #expect(
            Set(after.holders.compactMap(\.receipt).map(\.node))
                == [world.county.key, world.village.key]
        )
    }

    @Test("what is erased while the file is written anew is not left in it")
    func meanwhile() throws {
        let folder = try TestFolder()
        let world = try TestCounty(file: folder.path + "/county.sqlite")
        let ids = try ["河口组一号", "河口组七十七号"].map { address in
            try world.village.books.record("village-agency", villageCase(["address": address])).id
        }
        try world.village.send(to: world.county)
        let books = world.county.books
        try books.erase("village-agency", ids[0], reason: "本人申请")
        var isErased = false
        try world.county.store.scrub {
            if !isErased { try books.erase("village-agency", ids[1], reason: "本人申请") }
            isErased = true
        }
        for id in ids {
            let receipts = try books.erasureStatus(of: id).holders.compactMap(\.receipt)
            #expect(receipts.map(\.node) == [world.county.key])
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = FileManager.default.contents(atPath: folder.path + "/" + name)
            #expect(try #require(bytes).range(of: Data("河口组七十七号".utf8)) == nil, "\(name)")
        }
    }

    @Test("who got the record only after its erasure gives a receipt as well")
    func laterHolders() throws {
        let world = try TestCounty()
        let id = try world.village.books.record("village-agency", villageCase()).id
        try world.village.books.erase("village-agency", id, reason: "登记错了人")
        try world.village.store.scrub()
        try world.village.send(to: world.township)
        try world.village.send(to: world.county)
        for node in [world.township, world.county] { try node.store.scrub() }
        try world.township.send(to: world.county)
        let holders = try world.county.books.erasureStatus(of: id).holders
        #expect(holders.count == 3 && holders.allSatisfy { $0.receipt != nil })
        #expect(try world.county.books.unconfirmedErasures().isEmpty)
        // Once is enough.
        let count = try world.county.store.read { try $0.counts().events }
        try world.county.store.scrub()
        #expect(try world.county.store.read { try $0.counts().events } == count)
    }

    @Test("what is to be erased is blotted out of the reason, which stays for ever")
    func namingReason() throws {
        let world = try TestCounty()
        let id = try world.village.books.record("village-agency", villageCase()).id
        let reason = "张三丰（13812345678）本人要求"
        try world.village.books.erase("village-agency", id, reason: reason)
        let said = try world.village.books.show("village-agency", id).history.last?.reason
        #expect(said == "＊＊（＊＊）本人要求")
    }

    @Test("no reason of a change keeps what an erasure is to take away")
    func namesInReasons() throws {
        let world = try TestCounty()
        let books = world.village.books
        let id = try books.record("village-agency", villageCase()).id
        let changed = try books.change(
            "village-agency",
            id,
            fields(["phone": "13999999999"]),
            reason: "张三丰来电，号码 13812345678 换成 13999999999"
        )
        #expect(changed.warnings.contains { $0.contains("＊＊") })
        let said = try books.show("village-agency", id).history.last?.reason
        #expect(said == "＊＊来电，号码 ＊＊ 换成 ＊＊")
    }

    @Test("a register without personal data has nothing to erase; a reason is asked for")
    func refusals() throws {
        let world = try TestCounty()
        let unit = try world.county.books.find("unit", "W1")
        #expect(throws: BookkeepingError.self) {
            try world.county.books.erase("unit", unit, reason: "试")
        }
        let id = try world.village.books.record("village-agency", villageCase()).id
        #expect(throws: BookkeepingError.reasonMissing) {
            try world.village.books.erase("village-agency", id, reason: " ")
        }
    }
}
