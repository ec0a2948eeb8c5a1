import Foundation
import Testing

extension SystemTests {
    @Suite("Sealed letters") struct LettersTests {
        @Test(
            "what a village seals for the county passes through the township, which cannot read it"
        )
        func aboutTheParent() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let countyServe = try ServedNode(county)
            let township = try tree.join(
                "清水镇",
                region: Code.township,
                to: county,
                at: countyServe.address
            )
            let place = ["--region", Code.village, "--name", "上村", "--parent", Code.township]
            _ = try county.start(["invite"] + place).finish()
            try township.must("sync")
            let townshipServe = try ServedNode(township)
            let village = try tree.join(
                "上村",
                region: Code.village,
                to: township,
                at: townshipServe.address
            )
            let words = ["record", "complaint", "window=镇中心", "about=镇里压件不报"]
            let sealed = ["--sealed-for", Code.county]
            let refused = try village.start(words + ["received=十月"] + sealed).finish()
            #expect(refused.status == 65, "\(refused.errors)")
            let letter = try village.start(words + ["received=2026-10-12"] + sealed).finish()
            #expect(letter.status == 0, "\(letter.errors)")
            let id = letter.lastLine
            let long = "about=" + String(repeating: "压", count: 15_000)
            let rest = ["received=2026-10-12", long] + sealed
            let tooLong = try village.start(Array(words.prefix(3)) + rest).finish()
            #expect(tooLong.status == 1 && tooLong.errors.contains("分成几件写"))
            try village.must("sync")
            try township.must("sync")
            #expect(try township.must("letters", "list").output.contains("本机打不开"))
            #expect(try township.run("letters", "open", id).status == 1)
            #expect(try township.must("list", "complaint", "--format", "json").rows.isEmpty)
            #expect(try county.must("letters", "open", id).output.contains("镇里压件不报"))
            let record = try county.must("letters", "open", id, "--record").lastLine
            #expect(try county.must("show", "complaint", record).output.contains("镇里压件不报"))
            #expect(try county.must("letters", "open", id, "--record").lastLine == record)
            #expect(try county.must("letters", "list").output.contains("已登记：\(record)"))
            try township.must("sync")
            #expect(try township.run("show", "complaint", record).status == 1)
            let below = words + ["received=2026-10-12", "--sealed-for", Code.village]
            let notAbove = try county.start(below).finish()
            #expect(notAbove.status == 1 && notAbove.errors.contains("只能写给上级"))
            let erase = ["erase", "sealed-letter", id, "--reason", "压下"]
            #expect(try township.start(erase).finish().errors.contains("不能删除"))
            try county.must("erase", "complaint", record, "--reason", "本人申请")
            for home in [township, village] { try home.must("sync") }
            for home in [county, township, village] {
                #expect(try home.must("letters", "list").output.contains("已删除"))
                #expect(try home.run("letters", "open", id).errors.contains("不能恢复"))
            }
            for home in [county, township, village] { try home.must("verify") }
            townshipServe.stop()
            countyServe.stop()
        }
    }
}
