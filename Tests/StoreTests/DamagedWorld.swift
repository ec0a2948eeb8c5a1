import Causality
import Credentials
import Foundation
import GRDB
import Hashing
import Records
import Store

/// A county's store in a file with something in every table: places, certificates, a village's
/// merged work, an event that waits, a photo, and the proof of a fork.
struct DamagedWorld {
    let folder: TestFolder
    let root: TestNode
    /// Reads and writes the county's file past the store.
    let queue: DatabaseQueue

    init() throws {
        folder = try TestFolder()
        let file = folder.path + "/store.sqlite"
        root = try TestNode.root(seed: 1, file: file)
        let town = try TestNode.child(seed: 2, of: root, root: root, code: "330110001000")
        let village = try TestNode.child(seed: 3, of: town, root: root, code: "330110001001")
        for number in 0..<5 {
            for node in [root, village] {
                let id = try node.complaint(about: "第\(number)件")
                try node.change(id, about: "改\(number)")
                try node.assign(id)
            }
        }
        // So much that a head on the way is kept.
        for _ in 0..<2 { _ = try root.complaint(about: String(repeating: "长", count: 15_000)) }
        _ = try root.attach(40_000, to: try root.complaint(about: "有照片"))
        let place = RecordID.rootPlace(of: root.key)
        let segments = try village.segments(for: place) + [town.unknownEvent(above: place)]
        let outcome = try root.store.write { try $0.merge(segments) }
        precondition(outcome.refusals.isEmpty)
        let places = try [root, town, village].map { node in
            try node.store.read { try $0.ownPlace() }
        }
        try root.publish(root.certificate(for: root, at: places[0]))
        try root.publish(root.certificate(for: town, at: places[1]))
        try root.publish(town.certificate(for: village, at: places[2]))
        queue = try DatabaseQueue(path: file)
        try keepFork()
    }

    func faults() throws -> [StoreFault] { try root.store.read { try $0.verify() } }

    /// Another head that the county's key signed in the place of one that is held.
    private func keepFork() throws {
        let hash = SHA256Hasher.hash([1, 2, 3])
        try queue.write { db in
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: "SELECT id, name FROM stream WHERE node = ? AND sequence > 2",
                    arguments: [Data(root.key.bytes)]
                ), let name = StreamID(bytes: row["name"] as Data)
            else { return }
            let statement = HeadStatement.bytes(stream: name, sequence: 2, hash: hash)
            try db.execute(
                sql: "INSERT INTO fork(stream, sequence, hash, signature) VALUES (?, 2, ?, ?)",
                arguments: [
                    row["id"] as Int64, Data(hash.bytes),
                    Data(root.secrets.signing.sign(statement)),
                ]
            )
        }
    }
}

extension TestNode {
    /// Moves a complaint on, so that its row names a transition.
    fileprivate func assign(_ record: RecordID) throws {
        try store.write { session in
            _ = try session.append(
                Draft(
                    register: "complaint",
                    audience: Audience(.at, try session.ownPlace()),
                    record: record,
                    type: .change,
                    actor: "李",
                    entry: .live
                ) { _ in
                    let move = TransitionName(name: "转窗口", from: "登记", to: "转窗口")
                    let writes = [
                        CellWrite(.field("state"), .text("转窗口")),
                        CellWrite(.field("toWindowAt"), .text("2026-10-09T09:00:00+08:00")),
                    ]
                    return (EventPayload(writes: writes, transition: move), [])
                }
            )
        }
    }

    /// A segment of one event that goes by a definition which nobody here has.
    fileprivate func unknownEvent(above place: RecordID) throws -> StreamSegment {
        let description = StreamDescription(
            node: key,
            incarnation: 77,
            audience: Audience(.at, try store.read { try $0.ownPlace() })
        )
        let dot = Dot(stream: description.streamID, sequence: 1)
        let event = Event(
            dot: dot,
            record: .dot(dot),
            register: "complaint",
            definition: SHA256Hasher.hash([9]),
            type: .create,
            context: .own,
            actor: "",
            deviceTime: 5,
            entry: .live,
            open: PayloadCodec.encode(EventPayload(writes: []), author: dot),
            personal: nil
        )
        let hash = event.hash(previous: .zero)
        let statement = HeadStatement.bytes(stream: dot.stream, sequence: 1, hash: hash)
        let head = SignedHead(sequence: 1, signature: secrets.signing.sign(statement))
        return StreamSegment(description: description, events: [event], heads: [head])
    }

    /// Writes a certificate as a record, as enrolment does.
    fileprivate func publish(_ certificate: NodeCertificate) throws {
        let audience = Audience(.under, .rootPlace(of: key))
        let name = Base32.encode(certificate.node.bytes)
        try store.write { session in
            _ = try session.append(
                Draft(
                    register: SystemRegister.certificate,
                    audience: audience,
                    record: .keyed(
                        register: SystemRegister.certificate,
                        audience: audience,
                        key: [.text(name)]
                    ),
                    type: .create,
                    actor: "",
                    entry: .live
                ) { _ in
                    let writes = [
                        CellWrite(.field("node"), .text(name)),
                        CellWrite(
                            .field("agreement"),
                            .text(Base32.encode(certificate.agreement))
                        ),
                        CellWrite(.field("place"), .reference(certificate.place)),
                        CellWrite(
                            .field("issuer"),
                            .text(Base32.encode(certificate.issuer.bytes))
                        ),
                        CellWrite(.field("issuedAt"), .text("2026-10-08T09:00:00+08:00")),
                        CellWrite(
                            .field(SystemRegister.certificateField),
                            .text(Base32.encode(certificate.bytes))
                        ),
                    ]
                    return (EventPayload(writes: writes), [])
                }
            )
        }
    }
}
