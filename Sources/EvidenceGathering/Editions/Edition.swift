package import Assessment
package import Causality
package import Documents
internal import Merge
internal import Records
package import Store

/// A frozen result of one scheme and period, with what it needs to be recomputed.
package struct Edition: Sendable {
    /// The record that people move along: the published one where there is one, else the draft.
    package let record: RecordID
    /// The scheme's id.
    package let scheme: String
    /// The period.
    package let period: String
    /// The number within scheme and period, from 1.
    package let number: Int
    /// What it is called.
    package let title: String
    /// Where it stands in the workflow; nil while several states stand side by side.
    package let state: String?
    /// When it was frozen, in seconds since 1970 by the device's clock.
    package let frozenAt: Int64
    /// Who froze it; empty for the node's operator.
    package let frozenBy: String
    /// The date of the decision, of publication, the end of objections, and the first day in force.
    package let dates: Dates
    /// The edition that this one replaces, or is replaced by.
    package let replaces: RecordID?
    /// Who holds it.
    let audience: Audience
    /// Whether it was decided on, not only dated.
    let isDecided: Bool
    /// Other records of the same edition: the draft of a published one.
    let drafts: [RecordID]

    /// Dates of the workflow as the record has them.
    package struct Dates: Sendable {
        /// The decision.
        package let decided: String?
        /// Who decided: the meeting.
        package let decidedBy: String?
        /// The publication.
        package let published: String?
        /// The last day for objections.
        package let objectionUntil: String?
        /// The first day in force.
        package let effective: String?
    }

    static let register = "publication"

    /// The place that made it.
    var place: RecordID { audience.place }

    /// What people call it: `scheme/period/number`.
    package var name: String { "\(scheme)/\(period)/\(number)" }

    /// `deciding` names the transitions by which people decide.
    init?(_ record: StoredRecord, drafts: [RecordID], deciding: Set<String> = []) {
        let state = record.state
        guard let scheme = state["scheme"]?.value?.text, let period = state["period"]?.value?.text,
            case .integer(let number)? = state["edition"]?.value, let origin = state.origin
        else { return nil }
        self.record = record.id
        self.scheme = scheme
        self.period = period
        self.number = Int(number)
        self.drafts = drafts
        audience = record.audience
        // What is published was decided on before it was made.
        let hasPassed = record.audience.kind != .only || !deciding.isDisjoint(with: state.passed)
        isDecided = hasPassed && state["decidedAt"]?.value != nil
        title = state["title"]?.value?.text ?? ""
        self.state = state[RegisterDefinition.stateField]?.value?.text
        frozenAt = origin.deviceTime
        frozenBy = origin.actor
        replaces = state["replaces"]?.value?.record
        dates = Dates(
            decided: state["decidedAt"]?.value?.text,
            decidedBy: state["decidedBy"]?.value?.text,
            published: state["publishedAt"]?.value?.text,
            objectionUntil: state["objectionUntil"]?.value?.text,
            effective: state["effectiveAt"]?.value?.text
        )
    }

    func isOfSameAssessment(as other: Edition) -> Bool {
        scheme == other.scheme && period == other.period && place == other.place
    }

    /// Whether a record is this edition's: its own, or the draft's.
    func isKnown(as record: RecordID) -> Bool {
        self.record == record || drafts.contains(record)
    }

    /// For programs.
    package var document: DocumentValue {
        func text(_ value: String?) -> DocumentValue { value.map(DocumentValue.text) ?? .null }
        return [
            "edition": .text(name), "recordID": .text(record.text), "scheme": .text(scheme),
            "period": .text(period), "number": .number(String(number)), "title": .text(title),
            "state": text(state),
            "frozenAt": text(CivilDateTime(secondsSince1970: frozenAt)?.text),
            "frozenBy": .text(frozenBy), "decidedAt": text(dates.decided),
            "publishedAt": text(dates.published), "objectionUntil": text(dates.objectionUntil),
            "effectiveAt": text(dates.effective), "replaces": text(replaces?.text),
        ]
    }
}

/// The editions that a node holds.
package enum EditionShelf {
    /// All editions, by scheme, period and number; a draft that was published is not listed apart.
    ///
    /// A record without documents is none: it was not frozen but typed in, or its documents are on
    /// their way.
    package static func editions(_ session: StoreSession) throws -> [Edition] {
        try listed(session).filter { edition in
            try session.holdsEvents(
                of: EditionDocument.evidence.part(1, of: edition.record, edition.audience)
            )
        }
    }

    /// All records of the register that editions are in, frozen or typed in.
    static func listed(_ session: StoreSession) throws -> [Edition] {
        let records = try session.records(of: Edition.register)
        let deciding = try deciding(session)
        let published = Set(
            records.filter { $0.audience.kind != .only }.compactMap {
                $0.state["draft"]?.value?.record
            }
        )
        return records.filter { !published.contains($0.id) }
            .compactMap { record in
                let draft = record.state["draft"]?.value?.record
                return Edition(record, drafts: draft.map { [$0] } ?? [], deciding: deciding)
            }
            .sorted {
                ($0.scheme, $0.period, $0.number, $0.record)
                    < ($1.scheme, $1.period, $1.number, $1.record)
            }
    }

    /// The transitions after which an edition has the date of its decision.
    private static func deciding(_ session: StoreSession) throws -> Set<String> {
        let transitions = try session.definition(Edition.register).workflow?.transitions ?? []
        return Set(transitions.filter { $0.needs.contains("decidedAt") }.map(\.name))
    }

    /// The decided edition that has taken the place of one, if any has.
    ///
    /// An edition that was corrected names the one after it by the same field.
    static func restated(_ edition: Edition, among all: [Edition]) -> Edition? {
        let records = Set([edition.record] + edition.drafts)
        return all.first { other in
            other.isDecided && other.isOfSameAssessment(as: edition)
                && other.number > edition.number && other.replaces.map(records.contains) ?? false
        }
    }

    /// The edition that a name or a record id means; throws `EditionError.unknownEdition`.
    package static func edition(_ name: String, _ session: StoreSession) throws -> Edition {
        let id = RecordID(text: name)
        let meant = try editions(session).filter { edition in
            edition.name == name || edition.record == id
                || id.map(edition.drafts.contains) ?? false
        }
        // Places above and below number theirs alike.
        let ownPlace = try session.ownPlace()
        let found = meant.first { $0.place == ownPlace } ?? meant.first
        guard let found else { throw EditionError.unknownEdition(name) }
        return found
    }
}

/// An edition's documents as they were stored.
package struct EditionContent: Sendable {
    /// The edition.
    package let edition: Edition
    /// The evidence document.
    package let evidence: DocumentValue
    /// The result document, as scored when it was frozen.
    package let result: DocumentValue
    /// What it was made by and from: cut, completeness, what was not settled, and the reason.
    package let provenance: DocumentValue
    /// The scheme's document.
    package let schemeDocument: DocumentValue

    /// The events that the documents were read from.
    let sources: [EditionSource]

    /// Reads the documents from their events, whatever the tables show; throws
    /// `EditionError.damaged`.
    package init(_ edition: Edition, _ session: StoreSession) throws {
        var sources: [EditionSource] = []
        func read(_ kind: EditionDocument) throws -> DocumentValue {
            let kept = try EditionContent.kept(kind, of: edition, session)
            sources.append(kept.source)
            return kept.document
        }
        self.edition = edition
        evidence = try read(.evidence)
        result = try read(.result)
        provenance = try read(.provenance)
        schemeDocument = try read(.scheme)
        self.sources = sources
    }

    /// Reads one of the documents; throws `EditionError.damaged`.
    static func kept(
        _ kind: EditionDocument,
        of edition: Edition,
        _ session: StoreSession
    ) throws -> EditionDocument.Kept {
        // A relayed part of the published record may still be on its way; the draft has all.
        let draft = Audience(.only, edition.place)
        let places = [(edition.record, edition.audience)] + edition.drafts.map { ($0, draft) }
        for (record, audience) in places {
            if let kept = try kind.read(of: record, audience, session) { return kept }
        }
        throw EditionError.damaged(edition: edition.name, document: kind.rawValue)
    }

    /// How far each stream was held when it was frozen; throws `EditionError.damaged`.
    static func cut(
        _ provenance: DocumentValue,
        of edition: Edition
    ) throws(EditionError) -> VersionVector {
        guard let cut = VersionVector(cut: provenance["provenance"]?["cut"]) else {
            let kind = EditionDocument.provenance.rawValue
            throw EditionError.damaged(edition: edition.name, document: kind)
        }
        return cut
    }

    /// How records were gathered when it was frozen; compare `AssessmentRun.foldVersion`.
    var foldVersion: String? { provenance["provenance"]?["fold"]?.textValue }

    /// The stored scheme; throws `EditionError.unreadableScheme`.
    package func scheme() throws(EditionError) -> Scheme {
        try EditionContent.scheme(schemeDocument, of: edition)
    }

    /// A stored scheme; throws `EditionError.unreadableScheme`.
    static func scheme(
        _ document: DocumentValue,
        of edition: Edition
    ) throws(EditionError) -> Scheme {
        do {
            return try SchemeReader.read(document)
        } catch {
            let message = error.sentences.first ?? ""
            throw .unreadableScheme(edition: edition.name, message)
        }
    }

    /// How far each stream was held when it was frozen; throws `EditionError.damaged`.
    func cut() throws(EditionError) -> VersionVector {
        try EditionContent.cut(provenance, of: edition)
    }

    /// The result with completeness, provenance and what stands beside it, as a trial run has it.
    package var fullResult: DocumentValue {
        guard var object = result.objectValue else { return result }
        for key in ["period", "kind", "provisional", "completeness", "provenance"] {
            object[key] = provenance[key]
        }
        object["edition"] = edition.document
        let notes = provenance["notes"]?.listValue ?? []
        object["notes"] = .list(notes + (object["notes"]?.listValue ?? []))
        return .object(object)
    }
}
