import Foundation
import Testing

extension SystemTests {
    @Suite("Several processes on one store") struct TwoProcessesTests {
        @Test("commands that write at once beside serve all succeed, and no number comes twice")
        func atOnce() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let serve = try ServedNode(county)
            let rows = try tree.file(
                "complaints.csv",
                "window,received,about\n"
                    + (0..<200).map { "发改,2026-10-08,第\($0)件\n" }.joined()
            )
            var running = [try county.start(["import", "complaint", rows])]
            for number in 0..<8 {
                let fields = ["window=发改", "received=2026-10-09", "about=同时\(number)"]
                running.append(try county.start(["record", "complaint"] + fields))
            }
            for command in running {
                let outcome = command.finish()
                #expect(outcome.status == 0, "\(CommandFailed(outcome: outcome))")
            }
            let held = try county.must("list", "complaint", "--format", "json").rows
            let numbers = held.compactMap { $0["number"] as? String }
            #expect(held.count == 208)
            #expect(numbers.count == 208 && Set(numbers).count == 208)
            try county.must("verify")
            serve.stop()
        }
    }
}
