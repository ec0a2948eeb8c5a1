import Causality
import Records
import Store
import Testing

@Suite("Places that were merged into others")
struct MergedPlaceTests {
    @Test(
        "the successor takes the merged place's records in the batch that tells of the merger",
        arguments: 11...18 as ClosedRange<UInt64>
    )
    func successorTakesAll(incarnation: UInt64) throws {
        let root = try TestNode.root(seed: 1)
        let merged = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        let successor = try TestNode.child(seed: 3, of: root, root: root, code: "330110001002")
        let places = try [merged, successor].map { node in
            try node.store.read { try $0.ownPlace() }
        }
        let complaint = try merged.complaint(about: "路灯不亮")
        let rootPlace = RecordID.rootPlace(of: root.key)
        #expect(
            try root.store.write { try $0.merge(merged.segments(for: rootPlace)) }.refusals == []
        )
        // The stream that tells of the merger may come before that of the places' first events.
        try root.store.write { session in
            try session.renewIncarnation(to: incarnation)
            try session.append(
                Draft(
                    register: SystemRegister.region,
                    audience: Audience(.under, rootPlace),
                    record: places[0],
                    type: .change,
                    actor: "",
                    entry: .live
                ) { _ in
                    let write = CellWrite(.field("successor"), .reference(places[1]))
                    return (EventPayload(writes: [write]), [])
                }
            )
        }
        let segments = try root.segments(for: places[1])
        let outcome = try successor.store.write { try $0.merge(segments) }
        #expect(outcome.refusals == [])
        #expect(try successor.store.read { try $0.record(complaint) } != nil)
    }
}
