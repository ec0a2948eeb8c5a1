import Documents
import ExactNumbers

extension EvidenceReader {
    private static let subjectKeys: Set<String> = ["id", "name", "kind", "attributes"]

    /// Reads who is assessed; from here on the ids are known.
    mutating func readSubjects() -> [EvidenceSubject] {
        let path = DocumentPath.root.appending("subjects")
        guard let value = object["subjects"] else {
            faults.add(.missing, path, "缺少 subjects,请写明考核谁。")
            return []
        }
        guard let list = faults.list(value, path) else { return [] }
        if list.isEmpty { faults.add(.missing, path, "subjects 是空的,请写明考核谁。") }
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
        if let id, !subjectIDs.insert(id).inserted {
            faults.add(.duplicate, path.appending("id"), "“\(id)”写了两次。")
        }
        let name = faults.optionalText("name", of: object, path)
        let kind = readKind(object, path, firstKind: &firstKind)
        if let attributes = object["attributes"] {
            _ = faults.object(attributes, path.appending("attributes"))
        }
        return id.map { EvidenceSubject(id: $0, name: name, kind: kind) }
    }

    private mutating func readKind(
        _ object: DocumentObject,
        _ path: DocumentPath,
        firstKind: inout String?
    ) -> String? {
        let path = path.appending("kind")
        guard let value = object["kind"] else {
            if scheme?.kinds?.isRequired == true {
                faults.add(.missing, path, "缺少“kind”,请写明单位类别。")
            }
            return nil
        }
        guard let kind = faults.text(value, path), let scheme else { return nil }
        guard scheme.kinds?.titles[kind] != nil else {
            faults.add(.unknownKind, path, "本办法没有“\(kind)”这个单位类别。")
            return nil
        }
        if scheme.kinds?.isSingle == true, let firstKind, firstKind != kind {
            faults.add(.conflicting, path, "一份证据只能有一类单位,前面的是“\(firstKind)”。")
        }
        firstKind = firstKind ?? kind
        return kind
    }

    /// Reads which subjects each fact names.
    mutating func readFacts() -> [String: Set<String>] {
        var facts: [String: Set<String>] = [:]
        for member in members(of: "facts") {
            let path = DocumentPath(["facts", member.key])
            guard let scheme else { continue }
            guard scheme.facts[member.key] != nil else {
                faults.add(.unknownFact, path, "本办法没有“\(member.key)”这个事实。")
                continue
            }
            var named: Set<String> = []
            for (index, value) in (faults.list(member.value, path) ?? []).enumerated() {
                let path = path.appending(index: index)
                if let id = faults.text(value, path), checkSubject(id, path) { named.insert(id) }
            }
            facts[member.key] = named
        }
        return facts
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
