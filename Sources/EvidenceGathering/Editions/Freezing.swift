internal import Assessment
internal import Causality
internal import Documents
internal import Merge
internal import Records
package import Store

/// Freezes a trial run: evidence, scheme, result and provenance are kept as a numbered draft.
package struct Freezing: Sendable {
    private let request: EvidenceRequest
    private let reason: String
    private let actor: String
    private let replaced: String?

    /// Describes what is frozen.
    ///
    /// `reason` says why it is frozen over what is not settled, empty refuses to; `actor` is a
    /// staff id or account, empty for the node's operator; `replaces` names the edition that this
    /// one is to replace, nil for none.
    package init(_ request: EvidenceRequest, reason: String, actor: String, replaces: String?) {
        self.request = request
        self.reason = reason
        self.actor = actor
        replaced = replaces
    }

    /// Freezes what the node holds now, in one transaction.
    ///
    /// Throws `EditionError`, or an `EvidenceError` if the request fits neither scheme nor node;
    /// then nothing was written.
    package func freeze(in store: Store) throws -> Edition {
        try store.write { session in
            let run = try AssessmentRun.run(request, session)
            let replaced = try replacedEdition(session)
            let late = try OpenLateData.sentences(
                request,
                kind: run.evidence.kind,
                replacing: replaced,
                session
            )
            let unsettled = run.evidence.unsettled + late
            try check(run, unsettled)
            let number = try nextNumber(session)
            let record = try appendDraft(number, run, replaces: replaced?.record, session)
            let documents: [(EditionDocument, DocumentValue)] = [
                (.evidence, run.evidence.document), (.scheme, request.scheme.document),
                (.result, run.result.document),
                (.provenance, try provenance(run, unsettled, session)),
            ]
            let audience = Audience(.only, try session.ownPlace())
            for (kind, document) in documents {
                try kind.append(document, to: record, audience: audience, actor: actor, session)
            }
            guard let stored = try session.record(record),
                let edition = Edition(stored, drafts: [])
            else { throw StoreError.damaged(Edition.register) }
            return edition
        }
    }

    private func check(_ run: AssessmentRun, _ unsettled: [String]) throws {
        guard !run.result.exitIsError else {
            let first = run.result.document["errors"]?.listValue?.first
            throw EditionError.refusedEvidence(first?["message"]?.textValue ?? "")
        }
        let personal = PersonalDataScan.places(in: run.evidence.document)
        let told = run.evidence.notes.enumerated()
            .filter { !PersonalDataScan.places(in: .text($0.element)).isEmpty }
            .map { "说明第 \($0.offset + 1) 条" }
        guard personal.isEmpty, told.isEmpty else {
            throw EditionError.personalData(personal + told)
        }
        if reason.allSatisfy(\.isWhitespace), !unsettled.isEmpty {
            throw EditionError.unsettled(unsettled)
        }
    }

    private func nextNumber(_ session: StoreSession) throws -> Int {
        // Numbers of what was typed in are taken, too.
        let held = try EditionShelf.listed(session).filter {
            $0.scheme == request.scheme.id && $0.period == request.period.text
        }
        return (held.map(\.number).max() ?? 0) + 1
    }

    private func replacedEdition(_ session: StoreSession) throws -> Edition? {
        guard let replaced else { return nil }
        let edition = try EditionShelf.edition(replaced, session)
        guard edition.scheme == request.scheme.id, edition.period == request.period.text else {
            throw EditionError.otherAssessment(replaced)
        }
        return edition
    }

    private func appendDraft(
        _ number: Int,
        _ run: AssessmentRun,
        replaces: RecordID?,
        _ session: StoreSession
    ) throws -> RecordID {
        let definition = try session.definition(Edition.register)
        let audience = Audience(.only, try session.ownPlace())
        let level = run.evidence.kindTitle.map { "（\($0)）" } ?? ""
        let title = "\(request.scheme.title) \(request.period.text)\(level) 第 \(number) 版"
        var fields: [(String, FieldValue)] = [
            ("scheme", .text(request.scheme.id)), ("period", .text(request.period.text)),
            ("edition", .integer(Int64(number))), ("title", .text(title)),
        ]
        let key = fields.prefix(3).map { Optional($0.1) }
        if let replaces { fields.append(("replaces", .reference(replaces))) }
        if let first = definition.workflow?.initial {
            fields.append((RegisterDefinition.stateField, .text(first)))
        }
        let why = reason.allSatisfy(\.isWhitespace) ? nil : reason
        return try session.append(
            Draft(
                register: definition.id,
                audience: audience,
                record: .keyed(register: definition.id, audience: audience, key: key),
                type: .create,
                actor: actor,
                entry: .live
            ) { [fields] _ in
                let writes = fields.map { CellWrite(.field($0.0), $0.1) }
                return (EventPayload(writes: writes, reason: why), [])
            }
        ).record
    }

    private func provenance(
        _ run: AssessmentRun,
        _ unsettled: [String],
        _ session: StoreSession
    ) throws -> DocumentValue {
        let document = run.document
        func text(_ value: String) -> DocumentValue { .text(value) }
        return [
            "place": .text(try session.ownPlace().text),
            "period": .text(run.evidence.period.text), "kind": document["kind"] ?? .null,
            "provisional": document["provisional"] ?? [],
            "completeness": document["completeness"] ?? [],
            "provenance": document["provenance"] ?? [:],
            "unsettled": .list(unsettled.map(text)), "reason": .text(reason),
            "notes": .list(run.evidence.notes.map(text)),
        ]
    }
}

/// Looks for what no evidence may hold: numbers of citizens.
enum PersonalDataScan {
    /// Where a text of a document looks like a citizen's or a mobile number: JSON Pointers.
    static func places(in document: DocumentValue) -> [String] { places(document, "") }

    private static func places(_ value: DocumentValue, _ path: String) -> [String] {
        if let list = value.listValue {
            return list.enumerated().flatMap { places($1, "\(path)/\($0)") }
        }
        if let object = value.objectValue {
            return object.members.flatMap { member in
                (isPersonal(member.key) ? ["\(path)/…"] : [])
                    + places(member.value, "\(path)/\(member.key)")
            }
        }
        guard let text = value.textValue, isPersonal(text) else { return [] }
        return [path]
    }

    private static func isPersonal(_ text: String) -> Bool {
        text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
            .contains { word in
                if case .success = CitizenID.read(word) { return true }
                let digits = Array(word.utf8)
                return digits.count == 11 && digits[0] == UInt8(ascii: "1")
                    && digits[1] >= UInt8(ascii: "3") && word.allSatisfy(\.isNumber)
            }
    }
}
