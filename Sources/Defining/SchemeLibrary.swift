package import Assessment
package import Catalogue
internal import Documents
internal import Hashing
package import Records
package import Store
internal import Synchronization

/// The schemes that a node assesses by: those that came with the program and those that were
/// written for the tree, each version for the periods that begin while it counts.
///
/// Nothing is kept across transactions but what was read from a text: a version never changes.
package final class SchemeLibrary: Sendable {
    private let shipped: [ShippedScheme]
    private let read = Mutex<[Digest256: Scheme]>([:])

    /// Takes over what came with the program; nothing is checked before it is asked for.
    package init(shipped: [ShippedScheme]) { self.shipped = shipped }

    /// The schemes of this program.
    package convenience init() throws(CatalogueError) {
        self.init(shipped: try ShippedCatalogue.schemes())
    }

    /// One version of a scheme.
    struct Version {
        let id: String
        let version: Digest256
        /// Nil for what came with the program: it counts for all periods before the first that was
        /// written.
        let written: DefinitionVersion?
        let text: String
    }

    /// All versions of all schemes, by id and then in the order of SPEC 19.3.
    func versions(_ session: StoreSession) throws -> [Version] {
        let written = try session.definitionVersions().filter { $0.kind == .scheme }
        let own = shipped.map { scheme in
            Version(
                id: scheme.id,
                version: SchemeLibrary.version(of: scheme.document),
                written: nil,
                text: scheme.text
            )
        }
        let changed = written.map {
            Version(id: $0.id, version: $0.version, written: $0, text: $0.text)
        }
        let all = own + changed
        return Set(all.map(\.id)).sorted().flatMap { id in all.filter { $0.id == id } }
    }

    /// The version of a scheme that decides a period which begins on a day.
    func version(of id: String, on day: CivilDate, _ session: StoreSession) throws -> Version? {
        try versions(session).last { $0.id == id && ($0.written?.from ?? day) <= day }
    }

    /// The scheme by which a period is assessed: the version that counts on its first day.
    ///
    /// Without a period the one that counts last. Nil where there is no scheme of that id. Throws
    /// `DefiningError.notYet` where it counts only later, `unreadable` where this program does not
    /// understand the version that counts.
    package func scheme(
        _ id: String,
        for period: Records.Period?,
        _ session: StoreSession
    ) throws -> Scheme? {
        let known = try versions(session).filter { $0.id == id }
        guard let first = known.first, let last = known.last else { return nil }
        guard let period else { return try scheme(last) }
        if let counting = known.last(where: { ($0.written?.from ?? period.first) <= period.first })
        {
            return try scheme(counting)
        }
        throw DefiningError.notYet(id: id, from: first.written?.from.text ?? "")
    }

    /// Every scheme as it counts on a day, by id; those that this program does not understand, or
    /// that count only later, are left out.
    package func schemes(on day: CivilDate, _ session: StoreSession) throws -> [Scheme] {
        let all = try versions(session)
        return Set(all.map(\.id)).sorted().compactMap { id in
            all.last { $0.id == id && ($0.written?.from ?? day) <= day }.flatMap { try? scheme($0) }
        }
    }

    /// Reads a version, or takes it as it was read before.
    func scheme(_ version: Version) throws(DefiningError) -> Scheme {
        if let known = read.withLock({ $0[version.version] }) { return known }
        guard let scheme = try? SchemeReader.read(yaml: version.text), scheme.id == version.id,
            SchemeLibrary.version(of: scheme.document) == version.version
        else { throw .unreadable(id: version.id) }
        read.withLock { $0[version.version] = scheme }
        return scheme
    }

    /// SHA-256 of a scheme's canonical form.
    static func version(of document: DocumentValue) -> Digest256 {
        SHA256Hasher.hash(JSONWriter.canonical(document))
    }
}
