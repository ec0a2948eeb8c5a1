internal import Causality
internal import GRDB
internal import Records
internal import Synchronization

/// What a transaction looked up and the next one may go by.
struct Lookups {
    let streams: StreamCache
    let names: NameCache
    let audiences: AudienceCache
    let definitionKinds: [DefinitionKey: Int64]
    let definitionKeys: [Int64: DefinitionKey]
    let lastDefinition: (key: DefinitionKey, number: Int64)?
    /// Nil if what authority rests upon may have changed since it was worked out.
    let trust: TrustCache?
    let ownIncarnation: UInt64?
    let root: NodeKey?
    let rootPlace: RecordID?
    let place: RecordID?
    let tables: Set<String>?
    let commit: Int64?
    let definitionMark: String?
    let erasures: Bool?
    let waiting: Bool?
    let attachments: Bool?
    let listedReaches: [Int64: UInt64]

    /// How many entries there are, of those that a long life could make many of.
    var count: Int {
        streams.rows.count + names.numbers.count + names.derivedNumbers.count
            + audiences.rows.count + definitionKinds.count + listedReaches.count
    }
}

/// Keeps what the last writing transaction looked up for the next one, if nobody else has written
/// meanwhile: to look up a dozen names costs as much as to write a record.
///
/// Only the writing connection's transactions use it, one after the other, and what one that failed
/// looked up is dropped. SQLite tells of any other connection's commit, of whatever process, by
/// another data version.
final class LookupMemory: Sendable {
    private struct Kept {
        let version: Int64
        let lookups: Lookups
    }

    /// More than this is looked up anew rather than kept.
    private static let countMax = 16_384

    private let kept = Mutex<Kept?>(nil)

    /// Hands what is kept to a session that has begun to write, if it still holds.
    func carry(into session: StoreSession) throws {
        let version = try Int64.fetchOne(session.db.cachedStatement(sql: "PRAGMA data_version"))
        session.dataVersion = version
        let known = kept.withLock { kept in
            defer { kept = nil }
            return kept
        }
        if let known, known.version == version { session.take(known.lookups) }
    }

    /// Keeps what a session looked up whose transaction is durable, before any other begins.
    func keep(_ session: StoreSession) {
        let lookups = session.lookups
        guard session.keepsLookups, lookups.count <= LookupMemory.countMax,
            let version = session.dataVersion
        else { return }
        kept.withLock { $0 = Kept(version: version, lookups: lookups) }
    }
}

extension StoreSession {
    /// What later transactions may go by, once this one has written out what it changed.
    var lookups: Lookups {
        Lookups(
            streams: streams,
            names: names,
            audiences: audiences,
            definitionKinds: definitionKinds,
            definitionKeys: definitionKeys,
            lastDefinition: lastDefinition,
            trust: changesTrust ? nil : trust,
            ownIncarnation: ownIncarnation,
            root: knownRoot,
            rootPlace: knownRootPlace,
            place: cachedPlace,
            tables: knownTables,
            commit: knownCommit,
            definitionMark: knownMark,
            erasures: knowsErasures,
            waiting: hasSettled ? knowsWaiting : nil,
            attachments: knowsAttachments,
            listedReaches: listedReaches
        )
    }

    /// Whether all that came, and all that it changed, was followed up to what waited for it.
    private var hasSettled: Bool { !changesTrust && arrived.records.isEmpty }

    func take(_ lookups: Lookups) {
        streams = lookups.streams
        names = lookups.names
        audiences = lookups.audiences
        definitionKinds = lookups.definitionKinds
        definitionKeys = lookups.definitionKeys
        lastDefinition = lookups.lastDefinition
        if let trust = lookups.trust { self.trust = trust }
        ownIncarnation = lookups.ownIncarnation
        knownRoot = lookups.root
        knownRootPlace = lookups.rootPlace
        cachedPlace = lookups.place
        knownTables = lookups.tables
        knownCommit = lookups.commit
        knownMark = lookups.definitionMark
        knowsErasures = lookups.erasures
        knowsWaiting = lookups.waiting
        knowsAttachments = lookups.attachments
        listedReaches = lookups.listedReaches
    }
}
