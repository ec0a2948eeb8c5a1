package import Causality
internal import Merge
internal import Records
internal import Store

/// Whether a place's own evidence for a period has arrived in full.
package struct PlaceCompleteness: Hashable, Sendable {
    /// What is known of a place's closing marks.
    package enum Status: String, Hashable, Sendable {
        /// A mark is held, and everything that it names.
        case complete
        /// A mark is held, and something that it names is not.
        case behind
        /// The place was invited, and no mark of it is held.
        case silent

        /// The status in Chinese.
        package var title: String {
            switch self {
            case .complete: "已到齐"
            case .behind: "未到齐"
            case .silent: "未上报"
            }
        }
    }

    /// The place.
    package let place: RecordID
    /// Its present code.
    package let region: String
    /// Its present name.
    package let name: String
    /// What is known.
    package let status: Status
    /// Other computers of a place that reported, certified before the period's end, of which no
    /// mark is held: the first characters of their keys, in order.
    package let silentNodes: [String]
    /// The months of a longer period of which no mark is held, `2026-03`, though others are.
    package let unmarked: [String]

    /// Whether evidence is lacking.
    package var isMissing: Bool { status != .complete }
}

/// What the marks of a place name, and whose they are.
private struct Marks {
    var named = VersionVector()
    var nodes: Set<String> = []
    var periods: Set<String> = []
}

/// Reads closing marks and compares them with what is held.
struct CompletenessReading {
    private let session: StoreSession
    private let tree: PlaceTree

    init(_ session: StoreSession, _ tree: PlaceTree) {
        self.session = session
        self.tree = tree
    }

    /// All places below the node that were ever invited and exist in the period, by code.
    func places(in period: Period) throws -> [PlaceCompleteness] {
        let invited = try invitedPlaces()
        let marks = try marks(of: period)
        // A month that nobody has closed yet is nobody's to answer for.
        let newest = marks.values.flatMap(\.periods).filter { $0 != period.text }.max() ?? ""
        let joined = try joinedMonths()
        return try tree.below(in: period).filter { invited.contains($0.id) }.map { place in
            let mark = marks[place.id]
            let unmarked =
                mark.map { mark in
                    unmarkedMonths(of: place, mark, period).filter {
                        $0 <= newest && $0 >= joined[place.id] ?? ""
                    }
                } ?? []
            // A mark speaks for all before it: lacking is what should have come after the last.
            let last = mark?.periods.max() ?? ""
            let isBehind = unmarked.contains { $0 > last }
            let status = try status(mark?.named)
            return PlaceCompleteness(
                place: place.id,
                region: place.code ?? place.id.text,
                name: tree.name(of: place.id),
                status: isBehind ? .behind : status,
                silentNodes: try mark.map {
                    try silentNodes(place.id, besides: $0.nodes, period)
                } ?? [],
                unmarked: unmarked
            )
        }
    }

    /// The months in which a place existed, and of which it said nothing; none if it closed the
    /// period as a whole.
    private func unmarkedMonths(
        of place: PlaceTree.Place,
        _ mark: Marks,
        _ period: Period
    ) -> [String] {
        guard !mark.periods.contains(period.text) else { return [] }
        return period.months.filter(place.isInForce).map(\.text).filter {
            !mark.periods.contains($0)
        }
    }

    /// The month in which a computer of each place was first certified.
    private func joinedMonths() throws -> [RecordID: String] {
        var months: [RecordID: String] = [:]
        for certificate in try session.allCertificates() {
            guard let day = CivilDateTime(secondsSince1970: certificate.issuedAt)?.date else {
                continue
            }
            let month = Period(monthOf: day).text
            months[certificate.place] = min(months[certificate.place] ?? month, month)
        }
        return months
    }

    /// A computer that broke and was replaced stays silent for ever, so its place counts as
    /// reported; but whoever reads the result must know of it.
    private func silentNodes(
        _ place: RecordID,
        besides marked: Set<String>,
        _ period: Period
    ) throws -> [String] {
        let nodes = try session.allCertificates().filter { certificate in
            let day = CivilDateTime(secondsSince1970: certificate.issuedAt)?.date
            return certificate.place == place && (day ?? .earliest) <= period.last
        }.map(\.node)
        return try Set(nodes).filter {
            try session.revocation(of: $0)?.places.contains(place) != true
        }
        .map { Base32.encode($0.bytes) }.filter { !marked.contains($0) }
        .map { String($0.prefix(12)) }.sorted()
    }

    private func status(_ named: VersionVector?) throws -> PlaceCompleteness.Status {
        guard let named else { return .silent }
        for entry in named.entries {
            let held = try session.position(of: entry.stream)?.sequence ?? 0
            if held < entry.sequence { return .behind }
        }
        return .complete
    }

    private func invitedPlaces() throws -> Set<RecordID> {
        var places = Set(try session.allCertificates().map(\.place))
        for row in try session.projectedRows(of: "invitation", fields: ["place"]) {
            if let place = row.values[0]?.record { places.insert(place) }
        }
        return places
    }

    /// What each place's marks name, all marks together: sequences only grow, so that the newest is
    /// among them.
    ///
    /// For a period of several months the marks of its months count too.
    private func marks(of period: Period) throws -> [RecordID: Marks] {
        var found: [RecordID: Marks] = [:]
        for text in Set([period.text] + period.months.map(\.text)).sorted() {
            let wanted = [(field: "period", value: FieldValue.text(text))]
            try session.forEachRecord(of: PeriodClosing.register, where: wanted) { record in
                guard record.audience.kind == .at, try isOwn(record) else { return true }
                let named = PeriodClosing.positions(named: record.state)
                found[record.audience.place, default: Marks()].named.join(named)
                found[record.audience.place]?.periods.insert(text)
                if let node = record.state["node"]?.value?.text {
                    found[record.audience.place]?.nodes.insert(node)
                }
                return true
            }
        }
        return found
    }

    /// Only a node itself can say what it has written: its name stands in the mark and over the
    /// stream.
    private func isOwn(_ record: StoredRecord) throws -> Bool {
        guard let dot = record.state.origin?.dot, let author = try session.author(of: dot),
            let node = record.state["node"]?.value?.text
        else { return false }
        return Base32.encode(author.node.bytes) == node
    }
}
