import Catalogue
import Causality
import Foundation
import Hashing
import Merge
import Records
import Store

extension TestNode {
    /// A second node of the root's place.
    static func sibling(seed: UInt64, of root: TestNode) throws -> TestNode {
        let node = try TestNode(seed: seed, file: nil)
        let place = RecordID.rootPlace(of: root.key)
        let certificate = root.certificate(for: node, at: place)
        let known = try root.store.read { try $0.allCertificates() }
        for holder in [node, root] {
            try holder.store.write { session in
                if !(try session.isFounded()) {
                    try session.found(rootKey: root.key, place: place, incarnation: seed)
                }
                for certificate in known + [certificate] { try session.note(certificate) }
            }
        }
        return node
    }

    static func systemRegister(_ id: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path + "/Sources/Catalogue/registers/system/\(id).yaml"
    }

    /// Writes another version of complaints, with one more field.
    @discardableResult
    func define(field: String) throws -> RecordID {
        let text = try ShippedCatalogue.registerTexts()["complaint"] ?? ""
        return try define(
            text.replacing(
                "\nfields:\n",
                with: "\nfields:\n  - {id: \(field), label: 来电, type: text}\n"
            )
        )
    }

    /// Writes a register that nobody had.
    @discardableResult
    func define(register: String) throws -> RecordID {
        try define(
            """
            id: \(register)
            title: 茶水间
            kind: register
            levels: [village, township, county]
            audience: {kind: at, place: author}
            key: [title]
            fields:
              - {id: title, label: 名称, type: text, required: true}
              - {id: number, label: 数量, type: integer}
            source: 测试
            """
        )
    }

    /// Writes a register's definition.
    @discardableResult
    func define(_ text: String) throws -> RecordID {
        let definition = try DefinitionReader.read(yaml: text)
        return try store.write { session in
            try session.appendDefinition(
                .register,
                id: definition.id,
                version: definition.version,
                from: CivilDate(text: "2026-03-20") ?? Period.year(2026).first,
                text: text,
                actor: ""
            )
        }
    }

    /// Takes what another node gave; everything must be taken.
    func take(_ segments: [StreamSegment]) throws {
        let outcome = try store.write { try $0.merge(segments) }
        guard outcome.refusals.isEmpty else { throw Refused(refusals: "\(outcome.refusals)") }
    }

    struct Refused: Error {
        let refusals: String
    }

    /// A complaint with the field that `define(field:)` added.
    func complaint(about text: String, line: String) throws -> RecordID {
        let line = CellWrite(.field("lineNo"), .text(line))
        return try store.write { try $0.complaint(about: text, [line]).record }
    }

    /// A record of a register that `define(register:)` made.
    func entry(in register: String, title: String) throws -> RecordID {
        try store.write { session in
            let audience = Audience(.at, try session.ownPlace())
            return try session.append(
                Draft(
                    register: register,
                    audience: audience,
                    record: .keyed(register: register, audience: audience, key: [.text(title)]),
                    type: .create,
                    actor: "王",
                    entry: .live
                ) { _ in
                    (EventPayload(writes: [CellWrite(.field("title"), .text(title))]), [])
                }
            ).record
        }
    }

    /// The withdrawal of a node's key from its first event on.
    static func revocation(of node: NodeKey, at place: RecordID, root: RecordID) -> Draft {
        let audience = Audience(.under, root)
        let name = FieldValue.text(Base32.encode(node.bytes))
        return Draft(
            register: SystemRegister.revocation,
            audience: audience,
            record: .keyed(
                register: SystemRegister.revocation,
                audience: audience,
                key: [name]
            ),
            type: .create,
            actor: "",
            entry: .live
        ) { _ in
            let writes = [
                CellWrite(.field("node"), name), CellWrite(.field("place"), .reference(place)),
                CellWrite(.field("revokedAt"), .text("2026-10-08T09:00:00+08:00")),
            ]
            return (EventPayload(writes: writes), [])
        }
    }
}
