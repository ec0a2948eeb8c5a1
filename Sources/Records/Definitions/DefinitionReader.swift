package import Documents
internal import Hashing

/// Reads a register's definition; definitions come from offices and other nodes and are hostile
/// bytes.
///
/// All faults are found before anything is refused, and nothing half-read is ever returned.
package enum DefinitionReader {
    /// Longest canonical form, in bytes: it must fit into one event that carries it.
    package static let byteCountMax = FieldValueCodec.textByteCountMax

    /// Reads a YAML file.
    package static func read(yaml text: String) throws(DefinitionError) -> RegisterDefinition {
        let document: DocumentValue
        do {
            document = try YAMLReader.read(text)
        } catch {
            throw .unreadable(error)
        }
        do {
            return try read(document)
        } catch .malformed {
            // Lines are asked for by faults alone, and there are none in nearly all files.
            guard let located = try? YAMLReader.readLocated(text) else { throw .malformed([]) }
            return try read(located.value) { located.line(of: $0) }
        }
    }

    /// Reads the canonical form, or any JSON.
    package static func read(json bytes: [UInt8]) throws(DefinitionError) -> RegisterDefinition {
        let document: DocumentValue
        do {
            document = try JSONReader.read(bytes, byteCountMax: 4 * byteCountMax)
        } catch {
            throw .unreadable(error)
        }
        return try read(document)
    }

    /// Reads a document; `lineOf` tells the line of a place where the document came from a file.
    package static func read(
        _ document: DocumentValue,
        lineOf: @escaping (DocumentPath) -> Int? = { _ in nil }
    ) throws(DefinitionError) -> RegisterDefinition {
        let canonicalBytes = JSONWriter.canonical(document)
        guard canonicalBytes.count <= byteCountMax else {
            throw .tooLarge(byteCount: canonicalBytes.count, byteCountMax: byteCountMax)
        }
        var reading = RegisterReading(scan: DefinitionScan(lineOf: lineOf))
        let definition = reading.read(document, canonicalBytes: canonicalBytes)
        guard let definition, reading.scan.faults.isEmpty else {
            throw .malformed(reading.scan.faults)
        }
        return definition
    }
}

/// One reading of one document, from the head to the evidence; parts stand in other files.
struct RegisterReading {
    var scan: DefinitionScan
    var scope = DefinitionScope()

    private static let keys: Set<String> = [
        "id", "title", "kind", "system", "levels", "audience", "draft", "passOn", "key", "uses",
        "settings", "fields", "states", "retiredStates", "initial", "alsoInitial", "final",
        "transitions", "documents", "lists", "statistics", "evidence", "findings", "gathers",
        "awards", "recordedBy", "changes", "letter", "source", "note",
    ]

    init(scan: DefinitionScan) { self.scan = scan }

    mutating func read(
        _ document: DocumentValue,
        canonicalBytes: [UInt8]
    ) -> RegisterDefinition? {
        guard let root = scan.object(document, .root, keys: RegisterReading.keys) else {
            return nil
        }
        let id = readID(root)
        let title = scan.text(root, "title")
        let kind = scan.choice(root, "kind", as: RegisterDefinition.Kind.self)
        let settings = readSettings(root)
        scope.names(of: root)
        scope.fields = readFields(root)
        readRules(root)
        let workflow = readWorkflow(root)
        let audience = readAudience(root.object["audience"], root.path("audience"))
        let (draft, passOn) = (readDraft(root), readPassOn(root))
        let key = readKey(root)
        let lists = readLists(root)
        let statistics = readStatistics(root)
        let evidence = readEvidence(root)
        let findings = readFindings(root)
        let awards = readAwards(root)
        let gathers = readParts(root, evidence: evidence)
        checkShape(root, kind: kind, hasWorkflow: workflow != nil)
        guard let id, let title, let kind, let audience else { return nil }
        return RegisterDefinition(
            id: id,
            title: title,
            kind: kind,
            isSystem: scan.flag(root, "system"),
            levels: readLevels(root),
            audience: audience,
            draft: draft,
            passOn: passOn,
            key: key,
            uses: readRegisterIDs(root, "uses"),
            settings: settings,
            fields: scope.fields,
            fieldIndices: Dictionary(
                scope.fields.enumerated().map { ($0.element.id, $0.offset) },
                uniquingKeysWith: { first, _ in first }
            ),
            recordedBy: readRecorders(root),
            openFields: readOpenFields(root),
            letterFields: readLetterFields(root),
            workflow: workflow,
            documents: scan.texts(root, "documents", countMax: 50),
            lists: lists,
            statistics: statistics,
            evidence: evidence,
            findings: findings,
            awards: awards,
            gathers: gathers,
            source: scan.text(root, "source", required: false) ?? "",
            notes: scan.textOrTexts(root, "note", countMax: 50),
            canonicalBytes: canonicalBytes,
            version: SHA256Hasher.hash(canonicalBytes)
        )
    }

    private mutating func readID(_ root: DefinitionScan.Located) -> String? {
        guard let id = scan.text(root, "id") else { return nil }
        guard DefinitionNames.isRegisterID(id) else {
            scan.fault(root.path("id"), "“\(id)”不能作登记簿编号：只用小写英文字母、数字和连字符，以字母开头")
            return nil
        }
        return id
    }

    private mutating func readLevels(_ root: DefinitionScan.Located) -> [PlaceLevel] {
        var levels: [PlaceLevel] = []
        for (text, index) in zip(scan.texts(root, "levels", countMax: 5), 0...) {
            if let level = PlaceLevel(rawValue: text) {
                levels.append(level)
            } else {
                let known = PlaceLevel.allCases.map(\.rawValue).joined(separator: "、")
                let path = root.path("levels").appending(index: index)
                scan.fault(path, "“\(text)”不是级别，可写：\(known)")
            }
        }
        if levels.isEmpty { scan.fault(root.path("levels"), "至少要写一个级别") }
        return levels
    }

    private mutating func readSettings(_ root: DefinitionScan.Located) -> [String: Int] {
        guard root.has("settings") else { return [:] }
        guard let object = root.object["settings"]?.objectValue, object.count <= 50 else {
            scan.fault(root.path("settings"), "参数要写成“名称: 天数”，不超过 50 个")
            return [:]
        }
        let at = DefinitionScan.Located(object: object, path: root.path("settings"))
        var settings: [String: Int] = [:]
        for name in object.keys {
            guard DefinitionNames.isFieldID(name) else {
                scan.fault(at.path(name), "“\(name)”不能作参数名")
                continue
            }
            settings[name] = scan.integer(at, name, in: 0...10_000)
        }
        return settings
    }

    private mutating func readKey(_ root: DefinitionScan.Located) -> [String] {
        let key = scan.texts(root, "key", countMax: 8)
        for (id, index) in zip(key, 0...) {
            let path = root.path("key").appending(index: index)
            guard let field = scope.field(id) else {
                scan.fault(path, "没有字段“\(id)”，不能作主键")
                continue
            }
            if field.isPersonal || !field.type.fitsKey || field.isComputed {
                scan.fault(path, "“\(field.label)”是个人信息、长文、文件、列表或计算值，不能作主键")
            }
        }
        return key
    }

    /// Names of other registers; whether those exist is for the catalogue to see.
    mutating func readRegisterIDs(_ at: DefinitionScan.Located, _ key: String) -> [String] {
        let ids: [String]
        if case .text(let text)? = at.object[key] {
            ids = [text]
        } else {
            ids = scan.texts(at, key, countMax: 30)
        }
        for id in ids where !DefinitionNames.isRegisterID(id) {
            scan.fault(at.path(key), "“\(id)”不是登记簿编号")
        }
        return ids
    }

    private mutating func checkShape(
        _ root: DefinitionScan.Located,
        kind: RegisterDefinition.Kind?,
        hasWorkflow: Bool
    ) {
        switch kind {
        case .report:
            if !scope.fields.isEmpty { scan.fault(root.path("fields"), "报表没有自己的字段") }
            if !root.has("uses") { scan.fault(root.path("uses"), "报表要写明读取哪些登记簿") }
        case .workflow where !hasWorkflow:
            scan.fault(root.path("states"), "流程类登记簿要写明各个状态")
        default:
            if scope.fields.isEmpty { scan.fault(root.path("fields"), "至少要有一个字段") }
        }
    }
}

/// The names that conditions and rules may use, known before these are read.
struct DefinitionScope {
    var fields: [FieldDefinition] = []
    var states: [String] = []
    var transitionNames: Set<String> = []
    /// The list whose rows the rule being read looks at, so that paths may name its columns.
    var eachList: String?

    func field(_ id: String) -> FieldDefinition? { fields.first { $0.id == id } }

    /// Looks ahead for states and names of transitions; their faults are found when they are read.
    mutating func names(of root: DefinitionScan.Located) {
        states = root.object["states"]?.listValue?.compactMap(\.textValue) ?? []
        let transitions = root.object["transitions"]?.listValue ?? []
        transitionNames = Set(transitions.compactMap { $0["name"]?.textValue })
    }
}
