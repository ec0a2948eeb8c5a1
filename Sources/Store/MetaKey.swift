package import Causality
internal import GRDB
internal import Records

/// The single values that a store keeps about its node, as text.
package enum MetaKey: String, Sendable {
    /// The last of this file's commits that changed no stream; each of the others stands with the
    /// audiences that it changed.
    case commit
    /// The present incarnation, 64 random bits in decimal.
    case incarnation
    /// Inode and birth time of the file that the incarnation was drawn for.
    case fileMark
    /// The root node's key in base 32: the anchor of trust.
    case rootKey
    /// The record id of the place that the node serves.
    case ownPlace
    /// Seconds since 1970 when the node joined or was made.
    case joinedAt
    /// Where the parent is dialled.
    case parentURL
    /// The parent's signing key in base 32.
    case parentKey
    /// When the last exchange with the parent succeeded, seconds since 1970.
    case lastSync
    /// What went wrong in the last exchange, empty if nothing.
    case lastError
    /// When that was, seconds since 1970.
    case lastErrorAt
    /// The commit up to which the root has named what it holds.
    case lastBulletinCommit
    /// When the root wrote its last bulletin, seconds since 1970.
    case lastBulletinAt
    /// When this node took the place of the county's first, seconds since 1970; never at the root.
    case leadSince
    /// "1" once the marks of all bulletins held are kept.
    case bulletinMarks
    /// `needsRewriting` with the commit that asks for it after an erasure, until the file was
    /// written anew without what was erased; `needsReceipts` where nothing was to be freed.
    case needsScrub
    /// A month, and how many incarnations were taken in it because others spoke of events that this
    /// node had yet to write.
    case forestalled
    /// The numbers of the records whose data was erased here once more, as in a store restored from
    /// a backup: their receipts are given anew.
    case erasedAgain
    /// The backups made of this store, a line for each: day and file name.
    case backups
    /// Counts the changes of the tree of places: who gets what may be otherwise now.
    case treeChanges
    /// The form that the projections were made in; another form means a rebuild.
    case projectionForm
    /// Stands for the definitions that were written for the tree; another mark, another shelf.
    case definitions
}

extension MetaKey {
    /// Stands for receipts of erasures that are still to be written.
    static let needsReceipts = "2"

    /// Begins what stands for bytes that are still to be overwritten in the file.
    static let needsRewriting = "1"
}

extension StoreSession {
    /// A single value, nil if it was never set.
    package func meta(_ key: MetaKey) throws -> String? {
        let statement = try db.cachedStatement(sql: "SELECT value FROM meta WHERE key = ?")
        return try String.fetchOne(statement, arguments: [key.rawValue])
    }

    /// Sets a single value; durable with the transaction.
    package func setMeta(_ key: MetaKey, _ value: String) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO meta(key, value) VALUES (?, ?)
                ON CONFLICT(key) DO UPDATE SET value = excluded.value
                """
        )
        try statement.execute(arguments: [key.rawValue, value])
        switch key {
        case .rootKey, .ownPlace: (knownRoot, knownRootPlace, cachedPlace) = (nil, nil, nil)
        case .definitions: knownMark = value
        default: break
        }
    }

    /// A single value that is a number.
    package func metaNumber(_ key: MetaKey) throws -> Int64? {
        guard let text = try meta(key) else { return nil }
        guard let number = Int64(text) else { throw StoreError.damaged("meta.\(key.rawValue)") }
        return number
    }

    /// The place that the node serves.
    ///
    /// Throws `notInitialised` before `init` or `join`.
    package func ownPlace() throws -> RecordID {
        if let cachedPlace { return cachedPlace }
        guard let text = try meta(.ownPlace), let place = RecordID(text: text) else {
            throw StoreError.notInitialised
        }
        cachedPlace = place
        return place
    }

    /// The root node's key.
    ///
    /// Throws `notInitialised` before `init` or `join`.
    package func rootKey() throws -> NodeKey {
        if let knownRoot { return knownRoot }
        guard let text = try meta(.rootKey), let bytes = Base32.decode(text),
            let key = NodeKey(bytes: bytes)
        else { throw StoreError.notInitialised }
        knownRoot = key
        return key
    }

    /// The parent's key; nil where this node has none.
    package func parentNode() throws -> NodeKey? {
        guard let text = try meta(.parentKey), let bytes = Base32.decode(text) else { return nil }
        return NodeKey(bytes: bytes)
    }

    /// The place of the root node.
    func rootPlace() throws -> RecordID {
        if let knownRootPlace { return knownRootPlace }
        let place = RecordID.rootPlace(of: try rootKey())
        knownRootPlace = place
        return place
    }

    /// The incarnation that this node writes as.
    package func incarnation() throws -> UInt64 {
        if let ownIncarnation { return ownIncarnation }
        guard let text = try meta(.incarnation), let incarnation = UInt64(text) else {
            throw StoreError.notInitialised
        }
        ownIncarnation = incarnation
        return incarnation
    }
}
