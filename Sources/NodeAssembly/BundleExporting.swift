internal import Ambient
internal import Causality
internal import Credentials
package import Enrolment
internal import Exchange
internal import Records
internal import Store
internal import SyncEngine
internal import SyncWire

/// What `bundle export` wrote.
package struct ExportedBundle: Sendable {
    /// The place that it is for.
    package let place: Place
    /// The files, in the order of the parts.
    package let files: [String]
    /// Their bytes together.
    package let byteCount: Int
    /// Events in them.
    package let eventCount: Int
    /// Attachments in them.
    package let attachmentCount: Int
}

extension Node {
    /// The smallest size of a part, in bytes.
    package static let bundlePartByteCountMin = BundleSplit.byteCountMin

    /// Writes to files what the nodes of a place may hold and are not known to hold, sealed to
    /// them.
    ///
    /// With `splitByteCount` the files are `path.1`, `path.2` and so on, none of them longer;
    /// `isFull` begins at the beginning whatever is known; `withAttachments` puts photos and scans
    /// behind the events. Throws `BundleExportError`,
    /// `EnrolmentError` or `FileTrouble`; no file has been made or changed then.
    package func exportBundle(
        for code: String,
        to path: String,
        splitByteCount: Int? = nil,
        isFull: Bool = false,
        withAttachments: Bool = false
    ) throws -> ExportedBundle {
        let exported = try makeBundle(code, path, splitByteCount, isFull, withAttachments)
        if exported.eventCount > 0 {
            // Where the disk is full, a stick is the more needed.
            try? noteCopy(path, as: "（优盘，给\(exported.place.name)）")
        }
        return exported
    }

    private func makeBundle(
        _ code: String,
        _ path: String,
        _ splitByteCount: Int?,
        _ isFull: Bool,
        _ withAttachments: Bool
    ) throws -> ExportedBundle {
        try store.read { session in
            let place = try bundlePlace(code, session)
            let nodes = try Node.computers(at: place.id, session)
            guard !nodes.isEmpty else { throw BundleExportError.nobodyThere }
            let files = BundleFiles(
                path: path,
                isSplit: splitByteCount != nil,
                header: try bundleHeader(for: place.id, place.code, place.name, session),
                receivers: Node.receivers(nodes),
                sender: secrets.agreement,
                random: random
            )
            let start = isFull ? [:] : try session.bundleStart(for: nodes)
            let summary = try write(
                files,
                path,
                for: place.id,
                from: start,
                attachments: withAttachments
                    ? try session.attachments(forBundleTo: place.id, isFull: isFull) : [],
                splitByteCount,
                session
            )
            return ExportedBundle(
                place: place,
                files: files.paths,
                byteCount: files.byteCount,
                eventCount: summary.eventCount,
                attachmentCount: summary.attachmentCount
            )
        }
    }

    /// The place of a code, if something may be sent there.
    func bundlePlace(_ code: String, _ session: StoreSession) throws -> Place {
        guard let region = RegionCode(text: code) else { throw EnrolmentError.badCode(code) }
        let today =
            CivilDateTime(secondsSince1970: clock.now.secondsSince1970)?.date ?? .earliest
        guard let place = try session.place(code: region.text, on: today) else {
            throw EnrolmentError.unknownPlace(region.text)
        }
        let own = try session.ownPlace()
        let isRelated =
            try place.id == own || session.presentAncestors(of: own).contains(place.id)
            || session.presentAncestors(of: place.id).contains(own)
        guard isRelated else { throw BundleExportError.otherBranch }
        return place
    }

    func bundleHeader(
        for place: RecordID,
        _ code: String,
        _ name: String,
        _ session: StoreSession
    ) throws -> BundleHeader {
        let chain = try session.bundleChain(of: store.node)
        guard !chain.isEmpty else { throw BundleExportError.notCertified }
        return BundleHeader(
            sender: store.node,
            bundle: random.bytes(BundleHeader.bundleByteCount),
            part: 1,
            place: place,
            code: code,
            name: name,
            chain: chain
        )
    }

    /// The computers of a place that may read what is sent there: the key of a stolen one opens
    /// nothing that is sealed after its withdrawal.
    static func computers(
        at place: RecordID,
        _ session: StoreSession
    ) throws -> [NodeCertificate] {
        try session.nodes(at: place).filter { try !session.isWithdrawn($0.node, for: place) }
    }

    static func receivers(
        _ nodes: [NodeCertificate]
    ) -> [(node: NodeKey, key: AgreementKey)] {
        nodes.prefix(BundleHeader.receiverCountMax).compactMap { certificate in
            AgreementKey(bytes: certificate.agreement).map { (certificate.node, $0) }
        }
    }

    /// Writes the files; returns what is in them.
    func write(
        _ files: BundleFiles,
        _ path: String,
        for place: RecordID,
        from start: [StreamID: UInt64],
        attachments: [(dot: Dot, partCount: Int)] = [],
        _ splitByteCount: Int?,
        _ session: StoreSession
    ) throws -> BundleExport.Summary {
        defer { files.discard() }
        return try FileTrouble.explaining(path) {
            var export = try BundleExport(
                session: session,
                node: store.node,
                place: place,
                start: start,
                partByteCountMax: splitByteCount,
                attachments: attachments,
                sink: { try files.take($0) }
            )
            let summary = try export.run()
            try files.finish()
            return summary
        }
    }
}
