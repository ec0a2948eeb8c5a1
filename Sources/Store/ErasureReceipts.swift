package import Causality
internal import GRDB
internal import Merge
internal import Records

/// A node's word that no byte of a record's personal data is left in its data folder.
package struct ErasureReceipt: Hashable, Sendable {
    /// The node.
    package let node: NodeKey
    /// Seconds since 1970 by its clock.
    package let doneAt: Int64
    /// The backups that it had made before, a line for each: they may still have the data.
    package let backups: String
}

extension StoreSession {
    /// The receipts that are here for a record's erasure, by node.
    package func erasureReceipts(of record: RecordID) throws -> [ErasureReceipt] {
        guard let home = try self.record(record)?.audience else { return [] }
        return try erasureReceipts(of: record, at: home, by: nodes(holding: home))
    }

    /// The receipts that some nodes gave for a record of an audience.
    func erasureReceipts(
        of record: RecordID,
        at audience: Audience,
        by nodes: [NodeKey]
    ) throws -> [ErasureReceipt] {
        try nodes.compactMap { node in
            let id = receiptID(record, node, audience)
            guard let state = try state(of: id, register: SystemRegister.erasureReceipt),
                case .text(let text)? = state["doneAt"]?.value,
                let doneAt = CivilDateTime(text: text)?.secondsSince1970
            else { return nil }
            var backups = ""
            if case .text(let text)? = state["backups"]?.value { backups = text }
            return ErasureReceipt(node: node, doneAt: doneAt, backups: backups)
        }
    }

    /// The certified nodes of all places that hold an audience, as far as they are known here.
    package func nodes(holding audience: Audience) throws -> [NodeKey] {
        try Set(allCertificates().map(\.node)).sorted().filter { node in
            try places(of: node).contains { try holds(audience, place: $0) }
        }
    }

    /// Whether a node's key is withdrawn for every place by which it holds an audience.
    package func isWithdrawn(_ node: NodeKey, from audience: Audience) throws -> Bool {
        try places(of: node).filter { try holds(audience, place: $0) }
            .allSatisfy { try isWithdrawn(node, for: $0) }
    }

    private func receiptID(
        _ record: RecordID,
        _ node: NodeKey,
        _ audience: Audience
    ) -> RecordID {
        .keyed(
            register: SystemRegister.erasureReceipt,
            audience: audience,
            key: [.text(record.text), .text(Base32.encode(node.bytes))]
        )
    }

    /// Whether the file still has bytes of what was erased.
    package func needsScrub() throws -> Bool {
        try meta(.needsScrub)?.hasPrefix(MetaKey.needsRewriting) ?? false
    }

    /// Takes down that this commit freed bytes in the file that must not be left there.
    func noteScrubNeeded() throws {
        try setMeta(.needsScrub, "\(MetaKey.needsRewriting) \(commit())")
    }

    /// Writes this node's receipts that are still missing; what was freed is overwritten already.
    ///
    /// Returns whether all are written: of a record that has not come yet nobody knows who holds
    /// it.
    ///
    /// Only for records that others hold as well: of `only` records there is nobody to tell. Where
    /// this node may write no more, that holds up nothing else.
    func writeErasureReceipts() throws -> Bool {
        guard shelf.current(SystemRegister.erasureReceipt) != nil else { return true }
        var isComplete = true
        let again = try erasedAgain()
        let numbers = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT record FROM erasure ORDER BY record")
        )
        for number in numbers {
            let record = try recordID(LocalNumber(rawValue: number))
            guard let audience = try self.record(record)?.audience else {
                isComplete = false
                continue
            }
            guard audience.kind == .at else { continue }
            let id = receiptID(record, identity.node, audience)
            let isHeld = try state(of: id, register: SystemRegister.erasureReceipt) != nil
            guard !isHeld || again.contains(number) else { continue }
            let doneAt = CivilDateTime(secondsSince1970: now)?.text ?? ""
            let backups = try meta(.backups) ?? ""
            let name = Base32.encode(identity.node.bytes)
            let receipt = Draft(
                register: SystemRegister.erasureReceipt,
                audience: audience,
                record: id,
                type: isHeld ? .change : .create,
                actor: "",
                entry: .live
            ) { _ in
                var writes = [CellWrite(.field("doneAt"), .text(doneAt))]
                if !isHeld {
                    writes.append(CellWrite(.field("record"), .text(record.text)))
                    writes.append(CellWrite(.field("node"), .text(name)))
                }
                if !backups.isEmpty { writes.append(CellWrite(.field("backups"), .text(backups))) }
                return (EventPayload(writes: writes), [])
            }
            do {
                try append(receipt)
            } catch StoreError.noAuthority, StoreError.revoked {
                continue
            }
        }
        try setMeta(.erasedAgain, "")
        return isComplete
    }

    /// Takes down of which records data came back after this node had said that it was gone: what
    /// was copied meanwhile may have it.
    func noteErasedAgain(_ records: [RecordID]) throws {
        let numbers = try records.map { try number(of: $0).rawValue }
        let all = try erasedAgain().union(numbers)
        try setMeta(.erasedAgain, all.sorted().map(String.init).joined(separator: " "))
    }

    private func erasedAgain() throws -> Set<Int64> {
        Set((try meta(.erasedAgain) ?? "").split(separator: " ").compactMap { Int64($0) })
    }
}

extension Store {
    /// Overwrites what erasures freed in the file, and writes the receipts; does nothing where
    /// no erasure came since the last time.
    ///
    /// Afterwards no byte of the erased data is left in the store's files. Costs a copy of the
    /// file. Throws `StoreError`; the next call tries again.
    ///
    /// What is erased while the file is written anew may be in it still: then it is done again, and
    /// nobody gets a receipt before. `meanwhile` is for tests: what happens between the two.
    package func scrub(meanwhile: () throws -> Void = {}) throws {
        while true {
            let mark = try read { try $0.meta(.needsScrub) ?? "" }
            guard !mark.isEmpty else { return }
            if mark.hasPrefix(MetaKey.needsRewriting) { try rewriteFile() }
            try meanwhile()
            let isDone = try write { session in
                guard try session.meta(.needsScrub) == mark else { return false }
                let isComplete = try session.writeErasureReceipts()
                try session.setMeta(.needsScrub, isComplete ? "" : MetaKey.needsReceipts)
                _ = try session.commit()
                return true
            }
            if isDone { return }
        }
    }
}
