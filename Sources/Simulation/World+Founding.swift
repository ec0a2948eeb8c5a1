internal import Ambient
internal import Causality
internal import Records
internal import Store

/// How a world's nodes come to be: as `init`, `invite` and `join` leave them.
extension World {
    /// Name, parent and level of the nodes; a world has the first three to six.
    ///
    /// Some are below a city: then each stands a level higher.
    private static let shape: [(name: String, parent: Int?, level: String, higherLevel: String)] =
        [
            ("county", nil, "county", "city"), ("township", 0, "township", "county"),
            ("village", 1, "village", "township"), ("other village", 1, "village", "township"),
            ("other township", 0, "township", "county"),
            ("third village", 4, "village", "township"),
        ]

    mutating func found() throws {
        let counts = [3, 3, 4, 5, 5, World.shape.count]
        let count = counts.randomElement(using: &random) ?? 3
        for (index, form) in World.shape.prefix(count).enumerated() {
            let node = try SimulatedNode(
                name: form.name,
                seed: random.next(),
                parent: form.parent,
                time: time,
                isOlder: plan.isOlder(using: &random),
                defect: defect
            )
            nodes.append(node)
            checks.addNode()
            if let parent = form.parent {
                try join(index, to: parent, level: isBelowCity ? form.higherLevel : form.level)
            } else {
                try foundRoot(index, level: isBelowCity ? form.higherLevel : form.level)
            }
        }
    }

    var root: Audience { Audience(.under, nodes[0].place) }

    private mutating func foundRoot(_ index: Int, level: String) throws {
        let node = nodes[index]
        let incarnation = random.next() >> 1
        let certificate = certificate(for: index, by: index)
        try node.store.write { session in
            try session.found(rootKey: node.key, place: node.place, incarnation: incarnation)
            try session.note(certificate)
        }
        checks.incarnations[index] = incarnation
        try writeRegion(index, record: node.place, parent: nil, level: level)
        tree.note(level, of: node.place)
        try publish(certificate, at: index, for: index)
    }

    private mutating func join(_ index: Int, to parent: Int, level: String) throws {
        let above = nodes[parent].place
        let place = try writeRegion(index, record: nil, parent: above, level: level)
        nodes[index].place = place
        tree.add(place, below: above)
        tree.note(level, of: place)
        let certificate = certificate(for: index, by: parent)
        let rootKey = nodes[0].key
        let rootPlace = nodes[0].place
        let incarnation = random.next() >> 1
        let chain = try nodes[parent].store.write { session in
            // The region record may still be on its way to a township; the invitation names it.
            try session.noteParent(above, of: place)
            try session.note(certificate)
            return try certificates(above: parent, session)
        }
        let parentIsRoot = parent == 0
        try nodes[index].store.write { session in
            try session.found(rootKey: rootKey, place: place, incarnation: incarnation)
            try session.noteParent(above, of: place)
            if !parentIsRoot { try session.noteParent(rootPlace, of: above) }
            for known in chain + [certificate] { try session.note(known) }
        }
        checks.incarnations[index] = incarnation
        try publish(certificate, at: parent, for: index)
    }

    /// The certificates that a node which joins below `parent` gets, the root's own with them: what
    /// says of the places that one is below the other, as long as no record does.
    func certificates(above parent: Int, _ session: StoreSession) throws -> [NodeCertificate] {
        let own = try session.certificates(of: nodes[parent].key)
        return parent == 0 ? own : try own + session.certificates(of: nodes[0].key)
    }

    func certificate(for index: Int, by issuer: Int) -> NodeCertificate {
        let agreement = [UInt8](repeating: UInt8(index), count: 32)
        let statement = NodeCertificate.statement(
            node: nodes[index].key,
            agreement: agreement,
            place: nodes[index].place,
            issuer: nodes[issuer].key,
            issuedAt: VirtualTime.beginning
        )
        return NodeCertificate(
            node: nodes[index].key,
            agreement: agreement,
            place: nodes[index].place,
            issuer: nodes[issuer].key,
            issuedAt: VirtualTime.beginning,
            signature: SimulatedNode.signature(of: statement, by: nodes[issuer].key)
        )
    }

    @discardableResult
    private mutating func writeRegion(
        _ index: Int,
        record: RecordID?,
        parent: RecordID?,
        level: String
    ) throws -> RecordID {
        let above = parent.map { [CellWrite(.field("parent"), .reference($0))] } ?? []
        let written = try write(
            Writing(
                record: record,
                register: SystemRegister.region,
                audience: root,
                type: .create,
                open: [
                    CellWrite(.field("code"), .text("33011000\(1_000 + index)")),
                    CellWrite(.field("name"), .text(nodes[index].name)),
                    CellWrite(.field("level"), .text(level)),
                    CellWrite(.field("from"), .text("2000-01-01")),
                ] + above
            ),
            at: 0
        )
        guard let written else { preconditionFailure("the root may write regions") }
        return written
    }

    mutating func publish(
        _ certificate: NodeCertificate,
        at issuer: Int,
        for index: Int
    ) throws {
        let audience = issuer == 0 ? root : Audience(.at, certificate.place)
        let name = Base32.encode(certificate.node.bytes)
        let record = RecordID.keyed(
            register: SystemRegister.certificate,
            audience: audience,
            key: [.text(name)]
        )
        try write(
            Writing(
                record: record,
                register: SystemRegister.certificate,
                audience: audience,
                type: .create,
                open: [
                    CellWrite(.field("node"), .text(name)),
                    CellWrite(.field("agreement"), .text(Base32.encode(certificate.agreement))),
                    CellWrite(.field("place"), .reference(certificate.place)),
                    CellWrite(.field("issuer"), .text(Base32.encode(certificate.issuer.bytes))),
                    CellWrite(.field("issuedAt"), .text("2026-03-20T00:00:00+08:00")),
                    CellWrite(.field("certificate"), .text(Base32.encode(certificate.bytes))),
                ],
                shown: Set(ledger.events(of: record, in: view(of: issuer)))
            ),
            at: issuer
        )
    }
}
