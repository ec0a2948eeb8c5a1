internal import Causality
internal import Hashing
internal import Records
internal import GRDB
internal import Merge

/// One transaction on a store.
///
/// Not to be kept beyond the closure that it is handed to.
///
/// Names, streams and audiences looked up are remembered for the length of the transaction, and for
/// the next one if nobody else writes between; records that events were folded into are written out
/// once, by `finish`.
package final class StoreSession {
    let db: Database
    let identity: NodeIdentity
    let shelves: ShelfKeeper
    /// The definitions that this transaction goes by: those that were here when it began, and at
    /// its end those that it brought.
    var shelf: DefinitionShelf
    /// A defect that only the simulation plants.
    let defect: StoreDefect?
    let isValid: SignatureVerifier
    let sharedAudiences: SharedAudienceMemory
    /// Whether the transaction may change anything.
    let isWriting: Bool
    /// What a writing transaction worked out of shared audiences: it may yet be undone.
    var sharedAnswers: [Set<RecordID>: SharedAudienceMemory.Answer] = [:]
    var sharedGrounds: SharedAudienceMemory.Grounds?

    var streams = StreamCache()
    var names = NameCache()
    var audiences = AudienceCache()
    var definitionKinds: [DefinitionKey: Int64] = [:]
    var definitionKeys: [Int64: DefinitionKey] = [:]
    /// The definition asked for last: mostly the next one, too.
    var lastDefinition: (key: DefinitionKey, number: Int64)?
    var eventInsertion: Statement?
    var folds: [LocalNumber: OpenFold] = [:]
    var trust = TrustCache()
    /// Whether this transaction may have changed what authority rests upon.
    var changesTrust = false
    /// Nodes of which a withdrawal came in this transaction and is not applied yet.
    var openRevocations: Set<NodeKey> = []
    /// Whether a certificate or what is above a place has changed, and with that who may withdraw
    /// what.
    var changesAuthority = false
    var ownIncarnation: UInt64?
    /// Own streams for which a new incarnation was taken, to be told of.
    var grownElsewhere: Set<StreamID> = []
    /// The own streams of an incarnation by the audiences known when somebody asked.
    var presentNames: (incarnation: UInt64, streams: Set<StreamID>)?
    var knownRoot: NodeKey?
    var knownRootPlace: RecordID?
    /// Records that this transaction brought erasures of.
    var openErasures: Set<RecordID> = []
    /// Whether this transaction brought definitions, or took some away.
    var changesDefinitions = false
    /// Whether events may name a version that was not asked for before.
    var meetsDefinition = false
    /// Whether anything was ever erased here; nil until somebody asks.
    var knowsErasures: Bool?
    /// Whether any event waits for what has not arrived; nil if all that do are to be looked at.
    var knowsWaiting: Bool?
    var arrived = Arrivals()
    /// Whether any attachment is known here; nil until somebody asks.
    var knowsAttachments: Bool?
    /// Attachments, by their events' numbers, that this transaction took out and did not put back.
    var lostAttachments: Set<Int64> = []
    var rowWriters: [String: RowWriter] = [:]
    /// The registers' tables that were made; nil until somebody asks.
    var knownTables: Set<String>?
    var cachedPlace: RecordID?
    /// The last numbers of series that this transaction gave, and whether they are in the table.
    var seriesNumbers: [String: (last: Int, isWritten: Bool)] = [:]
    var commitNumber: Int64?
    /// Whether an audience's row says already that there was this commit.
    var isCommitWritten = false
    /// The number of the last commit, this one if it is counted already; nil until somebody asks.
    var knownCommit: Int64?
    /// The mark of the definitions in force; nil until somebody asks.
    var knownMark: String?
    /// What SQLite counts of other connections' commits; nil in reading sessions.
    var dataVersion: Int64?
    /// Whether the next transaction may go by what this one looked up; not where rows were changed
    /// past what is remembered of them.
    var keepsLookups = true
    /// Nil until somebody asks for the newest bulletin.
    var knownBulletin: KnownBulletin?
    /// Nil until somebody asks for the rulings on clocks.
    var knownRulings: [ClockRuling]?
    /// How far bulletins list the streams that were asked for.
    var listedReaches: [Int64: UInt64] = [:]

    init(
        db: Database,
        identity: NodeIdentity,
        shelves: ShelfKeeper,
        defect: StoreDefect?,
        isValid: @escaping SignatureVerifier,
        sharedAudiences: SharedAudienceMemory,
        isWriting: Bool
    ) {
        self.db = db
        self.identity = identity
        self.shelves = shelves
        shelf = shelves.shipped
        self.defect = defect
        self.isValid = isValid
        self.sharedAudiences = sharedAudiences
        self.isWriting = isWriting
    }

    /// Writes out what the transaction changed, signs the heads of the streams it appended to, and
    /// counts the commit.
    ///
    /// Returns the commit's number, 0 if nothing was changed, and the store's incarnation, nil
    /// before the node was founded.
    func finish() throws -> (commit: Int64, incarnation: UInt64?) {
        try settleAside()
        try flushFolds()
        try publishFormerDefinitions()
        try applyDefinitions()
        try applyRevocations()
        try applyDefinitions()
        try applyErasures()
        try settleAttachments()
        try flushSeries()
        try signHeads()
        try flushStreams()
        try flushAudiences()
        if let commitNumber, !isCommitWritten { try setMeta(.commit, String(commitNumber)) }
        return (commitNumber ?? 0, try isFounded() ? try incarnation() : nil)
    }

    /// Commits are counted up to here at most: who made a thousand a second would need 285,000
    /// years, so that a number beyond it is damage.
    static let commitMax: Int64 = 1 << 53

    /// The number of the last commit that changed anything but what links remember.
    ///
    /// Throws `damaged` where a number is stored that no count of commits reaches.
    package func lastCommit() throws -> Int64 {
        if let knownCommit { return knownCommit }
        let statement = try db.cachedStatement(sql: "SELECT MAX(changed) FROM audience")
        let last = max(try metaNumber(.commit) ?? 0, try Int64.fetchOne(statement) ?? 0)
        guard last < StoreSession.commitMax else { throw StoreError.damaged("提交的编号") }
        knownCommit = last
        return last
    }

    /// The number of this commit, counted the first time something changes; `finish` writes it.
    func commit() throws -> Int64 {
        if let commitNumber { return commitNumber }
        let next = try lastCommit() + 1
        (knownCommit, commitNumber) = (next, next)
        return next
    }
}

/// A definition as events name it.
struct DefinitionKey: Hashable {
    let register: String
    let version: Digest256
}
