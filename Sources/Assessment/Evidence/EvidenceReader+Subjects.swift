import Documents
import ExactNumbers

extension EvidenceReader {
    private static let subjectKeys: Set<String> = ["id", "name", "kind", "attributes"]

    /// Reads who is assessed; from here on the ids are known.
    mutating func readSubjects() -> [EvidenceSubject] {
        let path = DocumentPath.root.appending("subjects")
        guard let value = object["subjects"] else {
            faults.add(.missing, path, "缺少 subjects，请写明考核谁。")
            return []
        }
        guard let list = faults.list(value, path) else { return [] }
        if list.isEmpty { faults.add(.missing, path, "subjects 是空的，请写明考核谁。") }
        var subjects: [EvidenceSubject] = []
        var firstKind: String?
        for (index, value) in list.enumerated() {
            let path = path.appending(index: index)
            guard let object = faults.object(value, path) else { continue }
            if let subject = readSubject(object, path, firstKind: &firstKind) {
                subjects.append(subject)
            }
        }
        return subjects
    }

    private mutating func readSubject(
        _ object: DocumentObject,
        _ path: DocumentPath,
        firstKind: inout String?
    ) -> EvidenceSubject? {
        faults.checkKeys(of: object, path, known: EvidenceReader.subjectKeys)
        let id = faults.requiredText("id", of: object, path)
        if let id { noteSubject(id, path.appending("id")) }
        let name = faults.optionalText("name", of: object, path)
        let kind = readKind(object, path, firstKind: &firstKind)
        let attributes = readAttributes(object, path.appending("attributes"))
        if let id { subjectKinds[id] = kind }
        return id.map {
            EvidenceSubject(id: $0, name: name, kind: kind, attributes: attributes)
        }
    }

    /// Ids that look alike but are other bytes cannot both be printed and told apart.
    private mutating func noteSubject(_ id: String, _ path: DocumentPath) {
        guard let declared = subjectIDs[id] else {
            subjectIDs[id] = id
            return
        }
        let message =
            declared.isExactly(id)
            ? "“\(id)”写了两次。"
            : "“\(id)”与前面的一个编号看上去相同，字符的编码却不同，打印出来分不清，请改掉其中一个。"
        faults.add(.duplicate, path, message)
    }

    private mutating func readAttributes(
        _ object: DocumentObject,
        _ path: DocumentPath
    ) -> [String: Bool] {
        guard let value = object["attributes"], let members = faults.object(value, path)?.members
        else { return [:] }
        var attributes: [String: Bool] = [:]
        for member in members {
            let path = path.appending(member.key)
            if let scheme, scheme.attributes[member.key] == nil {
                faults.add(.unknownKey, path, "本办法不问“\(member.key)”，请检查拼写或删去。")
                continue
            }
            attributes[member.key] = faults.truth(member.value, path)
        }
        return attributes
    }

    private mutating func readKind(
        _ object: DocumentObject,
        _ path: DocumentPath,
        firstKind: inout String?
    ) -> String? {
        let path = path.appending("kind")
        guard let value = object["kind"] else {
            if scheme?.kinds?.isRequired == true {
                faults.add(.missing, path, "缺少“kind”，请写明单位类别。")
            }
            return scheme?.kinds?.standard
        }
        guard let kind = faults.text(value, path), let scheme else { return nil }
        guard scheme.kinds?.titles[kind] != nil else {
            faults.add(.unknownKind, path, "本办法没有“\(kind)”这个单位类别。")
            return nil
        }
        if scheme.kinds?.isSingle == true, let firstKind, firstKind != kind {
            faults.add(.conflicting, path, "一份证据只能有一类单位，前面的是“\(firstKind)”。")
        }
        firstKind = firstKind ?? kind
        return kind
    }

    /// Reads the facts: which subjects they name, or whether they hold.
    mutating func readFacts() -> ([String: Set<String>], [String: Bool]) {
        var facts: [String: Set<String>] = [:]
        var truths: [String: Bool] = [:]
        for member in members(of: "facts") {
            let path = DocumentPath(["facts", member.key])
            guard let scheme else { continue }
            switch scheme.factTerms[member.key]?.content {
            case .subjects?: facts[member.key] = readSubjectList(member.value, path)
            case .truth?: truths[member.key] = faults.truth(member.value, path)
            case nil: faults.add(.unknownFact, path, "本办法没有“\(member.key)”这个事实。")
            }
        }
        return (facts, truths)
    }

    /// A list of subjects; each that is none is a fault.
    mutating func readSubjectList(_ value: DocumentValue, _ path: DocumentPath) -> Set<String> {
        var named: Set<String> = []
        for (index, value) in (faults.list(value, path) ?? []).enumerated() {
            let path = path.appending(index: index)
            if let id = faults.text(value, path), checkSubject(id, path) { named.insert(id) }
        }
        return named
    }

    /// Reads the persons of subjects.
    mutating func readPeople() -> [EvidencePerson] {
        guard takes("people", { !$0.peopleSteps.isEmpty }) else { return [] }
        var people: [EvidencePerson] = []
        var seen: Set<[ExactText]> = []
        for (index, value) in items(of: "people").enumerated() {
            let path = DocumentPath(["people"]).appending(index: index)
            guard let object = faults.object(value, path) else { continue }
            faults.checkKeys(of: object, path, known: ["id", "subject", "name"])
            let id = faults.requiredText("id", of: object, path)
            let subject = faults.requiredText("subject", of: object, path)
            if let subject { _ = checkSubject(subject, path.appending("subject")) }
            let name = faults.optionalText("name", of: object, path)
            guard let id, let subject else { continue }
            if !seen.insert([ExactText(subject), ExactText(id)]).inserted {
                faults.add(.duplicate, path.appending("id"), "“\(subject)”的“\(id)”写了两次。")
            }
            people.append(EvidencePerson(id: id, subject: subject, name: name))
        }
        return people
    }

    /// The members of a part that is an object, none where the part is absent or no object.
    mutating func members(of key: String) -> [DocumentObject.Member] {
        guard let value = object[key] else { return [] }
        return faults.object(value, DocumentPath.root.appending(key))?.members ?? []
    }

    /// The items of a part that is a list, none where the part is absent or no list.
    mutating func items(of key: String) -> [DocumentValue] {
        guard let value = object[key] else { return [] }
        return faults.list(value, DocumentPath.root.appending(key)) ?? []
    }
}
