package import Causality
internal import Merge
internal import Records
package import Store

/// How far the erasure of one record's personal data has come.
package struct ErasureStatus: Hashable, Sendable {
    /// A node that holds the record, and its receipt; nil while there is none here.
    package struct Holder: Hashable, Sendable {
        /// The node.
        package let node: NodeKey
        /// The place that it serves, by its present code; nil while unknown here.
        package let placeCode: String?
        /// The place's name; nil while unknown here.
        package let placeName: String?
        /// Its word that nothing is left.
        package let receipt: ErasureReceipt?
        /// Whether its key is withdrawn for all places by which it held the record: nothing goes to
        /// it any more, so that it will never say.
        package let isWithdrawn: Bool
    }

    /// The record.
    package let record: RecordID
    /// Whether the data was erased at this node.
    package let isErased: Bool
    /// All nodes that are known to hold the record.
    package let holders: [Holder]
}

/// An erasure that is not confirmed by every computer that has the record.
package struct UnconfirmedErasure: Hashable, Sendable {
    /// The record.
    package let record: RecordID
    /// The title of its register.
    package let title: String
    /// When it was erased, seconds since 1970 by the clock of the device that did it.
    package let erasedAt: Int64
    /// The computers that have not said yet that they have erased it.
    package let lacking: [ErasureStatus.Holder]
}

extension Bookkeeping {
    /// Erases the personal data of one record, here and wherever the record is held.
    ///
    /// Chains still verify and digests stay equal. Durable on return; the file still has the bytes
    /// until `Store.scrub`. Personal values of the record are blotted out of the reason. The letter
    /// that the record was made of is erased with it. Returns the event, nil if it was erased
    /// before. Throws `unknownRecord`, `reasonMissing`, `notPermitted`, `nothingPersonal` or
    /// `letterOfOthers`.
    @discardableResult
    package func erase(
        _ register: String,
        _ id: RecordID,
        reason: String,
        actor: ActingPerson = .nodeOperator
    ) throws -> Dot? {
        try Reasons.check(reason)
        return try store.write { session in
            let desk = try Desk(session)
            let isLetter = register == SystemRegister.sealedLetter
            let definition =
                isLetter
                ? try desk.definition(register) : try desk.writableDefinition(register, actor)
            let record = try desk.held(id, of: definition)
            if isLetter {
                try desk.checkLetterIsOurs(record)
                let letters = try desk.letterRegisters()
                try Permission.check(
                    actor,
                    desk.isRead(record) ? .eraseReadLetter(letters) : .eraseWrittenLetter
                )
            } else {
                try Permission.check(actor, .erase(definition))
            }
            guard definition.hasPersonalFields || !record.state.attachments.isEmpty else {
                throw BookkeepingError.nothingPersonal(definition.title)
            }
            for letter in try desk.letters(recordedAs: id) {
                try desk.erase(letter, reason: Desk.reasonForLetters, actor: .node)
            }
            return try desk.erase(
                record,
                reason: isLetter
                    ? Desk.reasonForLetters
                    : desk.withoutPersonal(reason, record.state, definition),
                actor: actor
            )
        }
    }

    /// Who has erased the record's personal data, and who has not said so yet.
    package func erasureStatus(of id: RecordID) throws -> ErasureStatus {
        try store.read { session in
            let desk = try Desk(session)
            guard let record = try desk.held(id) else {
                throw StoreError.unknownRecord(id.text)
            }
            let receipts = Dictionary(
                try session.erasureReceipts(of: id).map { ($0.node, $0) },
                uniquingKeysWith: { first, _ in first }
            )
            return ErasureStatus(
                record: id,
                isErased: try session.isErased(id),
                holders: try session.nodes(holding: record.audience).map { node in
                    try desk.holder(
                        node,
                        receipt: receipts[node],
                        isWithdrawn: session.isWithdrawn(node, from: record.audience)
                    )
                }
            )
        }
    }

    /// The erasures that a receipt is still missing of, the oldest first.
    package func unconfirmedErasures() throws -> [UnconfirmedErasure] {
        try store.read { session in
            let desk = try Desk(session)
            return try session.unconfirmedErasures().map { open in
                UnconfirmedErasure(
                    record: open.record,
                    title: try desk.definition(open.register).title,
                    erasedAt: open.erasedAt,
                    lacking: try open.nodes.map {
                        try desk.holder($0, receipt: nil, isWithdrawn: false)
                    }
                )
            }
        }
    }
}

extension Desk {
    fileprivate func holder(
        _ node: NodeKey,
        receipt: ErasureReceipt?,
        isWithdrawn: Bool
    ) throws -> ErasureStatus.Holder {
        let place = try place(of: node)
        return ErasureStatus.Holder(
            node: node,
            placeCode: try place.flatMap { try code(of: $0) },
            placeName: try place.flatMap { try caption(of: $0).name },
            receipt: receipt,
            isWithdrawn: isWithdrawn
        )
    }

    /// Writes the event that erases a record's personal data; nil if it was erased before.
    @discardableResult
    func erase(
        _ record: StoredRecord,
        reason: String,
        actor: ActingPerson
    ) throws -> Dot? {
        guard try !session.isErased(record.id) else { return nil }
        return try append(
            Draft(
                register: record.register,
                audience: record.audience,
                record: record.id,
                type: .erase,
                actor: actor.id,
                entry: .live
            ) { _ in (EventPayload(writes: [], reason: reason), []) }
        ).dot
    }
}

extension RegisterDefinition {
    fileprivate var hasPersonalFields: Bool {
        fields.contains { field in field.isPersonal || field.items.contains(where: \.isPersonal) }
    }
}
