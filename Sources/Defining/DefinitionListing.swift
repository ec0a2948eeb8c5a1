internal import Assessment
internal import Causality
package import Documents
package import Hashing
package import Records
package import Store

/// What counts at a node, for people and programs to see.
package struct DefinitionListing: Sendable {
    /// One version of a register or scheme.
    package struct Entry: Sendable {
        /// A register or a scheme.
        package let kind: DefinitionVersion.Kind
        /// The id.
        package let id: String
        /// The title, empty where this program does not understand the version.
        package let title: String
        /// The version.
        package let version: Digest256
        /// Since when it counts; nil for what came with the program.
        package let from: CivilDate?
        /// How many changes of the id it is; 0 for what came with the program.
        package let number: Int64
        /// Whether it is what new records, or periods that begin today, go by.
        package let isInForce: Bool
        /// Whether another version was written at the same time without knowing of this one.
        package let isConflict: Bool
        /// Whether this program understands it.
        package let isUsable: Bool
        /// The YAML text.
        package let text: String
    }

    /// Everything, registers first, by id and then in the order of SPEC 19.3.
    package let entries: [Entry]

    /// Lists what a node holds; the program's own registers are left out.
    package init(
        _ library: SchemeLibrary,
        registerTexts: [String: String],
        on day: CivilDate,
        _ session: StoreSession
    ) throws {
        let written = try session.definitionVersions().filter { !$0.isFormer }
        let conflicts = DefinitionListing.conflicts(written)
        let registers = DefinitionListing.registers(
            written.filter { $0.kind == .register },
            registerTexts,
            conflicts,
            session
        )
        let schemes = try library.versions(session)
        entries =
            registers
            + schemes.map { version in
                let counting = schemes.last {
                    $0.id == version.id && ($0.written?.from ?? day) <= day
                }
                let scheme = try? library.scheme(version)
                return Entry(
                    kind: .scheme,
                    id: version.id,
                    title: scheme?.title ?? "",
                    version: version.version,
                    from: version.written?.from,
                    number: version.written?.number ?? 0,
                    isInForce: counting?.version == version.version
                        && counting?.written == version.written,
                    isConflict: version.written.map { conflicts.contains($0.record) } ?? false,
                    isUsable: scheme != nil,
                    text: version.text
                )
            }
    }

    private static func registers(
        _ written: [DefinitionVersion],
        _ shippedTexts: [String: String],
        _ conflicts: Set<RecordID>,
        _ session: StoreSession
    ) -> [Entry] {
        let shelf = session.shippedShelf
        let current = Dictionary(
            session.definitions.map { ($0.id, $0.version) },
            uniquingKeysWith: { first, _ in first }
        )
        var entries: [Entry] = shelf.registers.filter { !$0.isSystem }.map { definition in
            let isChanged = written.contains {
                $0.id == definition.id && shelf.definition(of: $0) != nil
            }
            return Entry(
                kind: .register,
                id: definition.id,
                title: definition.title,
                version: definition.version,
                from: nil,
                number: 0,
                isInForce: !isChanged,
                isConflict: false,
                isUsable: true,
                text: shippedTexts[definition.id] ?? ""
            )
        }
        for version in written {
            let definition = shelf.definition(of: version)
            let last = written.last { $0.id == version.id && shelf.definition(of: $0) != nil }
            entries.append(
                Entry(
                    kind: .register,
                    id: version.id,
                    title: definition?.title ?? "",
                    version: version.version,
                    from: version.from,
                    number: version.number,
                    isInForce: last == version && current[version.id] == version.version,
                    isConflict: conflicts.contains(version.record),
                    isUsable: definition != nil,
                    text: version.text
                )
            )
        }
        return entries.sorted { ($0.id, $0.number) < ($1.id, $1.number) }
    }

    /// Records of the newest versions of an id of which neither author knew the other's.
    private static func conflicts(_ written: [DefinitionVersion]) -> Set<RecordID> {
        var found: Set<RecordID> = []
        for version in written {
            let others = written.filter { $0.kind == version.kind && $0.id == version.id }
            let isNewest = !others.contains { $0.number > version.number }
            let rivals = others.filter { $0.number == version.number }
            if isNewest, Set(rivals.map(\.version)).count > 1 { found.insert(version.record) }
        }
        return found
    }
}

extension DefinitionListing {
    /// The text in force, so that an office can change it and load it again.
    ///
    /// Throws `DefiningError.unknownDefinition`, or `ambiguous` where a register and a scheme have
    /// the id and no kind was named.
    package func text(of id: String, _ kind: DefinitionVersion.Kind?) throws(DefiningError)
        -> String
    {
        let found = entries.filter { $0.id == id && $0.isInForce && (kind ?? $0.kind) == $0.kind }
        guard let first = found.first else { throw .unknownDefinition(id) }
        guard found.count == 1 else { throw .ambiguous(id) }
        return first.text
    }
}

extension DefinitionListing.Entry {
    /// For programs.
    package var document: DocumentValue {
        [
            "kind": .text(kind.code), "id": .text(id), "title": .text(title),
            "version": .text(version.hexadecimal), "from": from.map { .text($0.text) } ?? .null,
            "number": .number(String(number)), "source": number == 0 ? "shipped" : "defined",
            "inForce": .boolean(isInForce), "conflict": .boolean(isConflict),
            "understood": .boolean(isUsable),
        ]
    }

    /// What is to be said of it, in words; empty where all is well.
    package var remarks: [String] {
        var remarks: [String] = []
        if !isUsable { remarks.append("本机程序读不懂，请升级") }
        if isConflict { remarks.append("两处同时改过，请核对后再加载一次") }
        return remarks
    }
}
