internal import Documents

extension RegisterReading {
    private static let audienceKeys: Set<String> = ["kind", "place", "of", "ceiling"]

    /// Who holds a record; nil after a fault.
    mutating func readAudience(_ value: DocumentValue?, _ path: DocumentPath) -> AudienceRule? {
        let keys = RegisterReading.audienceKeys
        guard let at = scan.object(value, path, keys: keys) else { return nil }
        return readAudience(at)
    }

    private mutating func readAudience(_ at: DefinitionScan.Located) -> AudienceRule? {
        let kind = scan.choice(at, "kind", as: AudienceRule.Kind.self)
        let place = scan.choice(at, "place", as: AudienceRule.Place.self)
        let paths = readPaths(at, "of")
        let ceiling =
            at.has("ceiling") ? scan.choice(at, "ceiling", as: PlaceLevel.self) : .county
        if let ceiling, ceiling > .county {
            scan.fault(at.path("ceiling"), "最高到达级别只能写 county、city 或 province")
        }
        guard let kind, let place, let ceiling else { return nil }
        if kind == .authorOrSubject, paths.isEmpty {
            scan.fault(at.path("of"), "这种范围要写明地方取自哪个字段（of）")
        }
        if place == .village, scope.field("village")?.type != .reference {
            scan.fault(at.path("place"), "没有引用类字段“village”，不能按村确定范围")
        }
        return AudienceRule(
            kind: kind,
            place: place,
            paths: paths,
            ceiling: ceiling,
            namesCeiling: at.has("ceiling")
        )
    }

    /// A list of paths, or a single one; empty where it is absent.
    mutating func readPaths(_ at: DefinitionScan.Located, _ key: String) -> [ValuePath] {
        guard at.has(key), let value = at.object[key] else { return [] }
        guard let list = value.listValue else {
            return readPath(value, at.path(key)).map { [$0] } ?? []
        }
        guard list.count <= 10 else {
            scan.fault(at.path(key), "这里最多写 10 个字段")
            return []
        }
        var paths: [ValuePath] = []
        for (index, item) in list.enumerated() {
            let itemPath = at.path(key).appending(index: index)
            if let path = readPath(item, itemPath) { paths.append(path) }
        }
        return paths
    }

    mutating func readDraft(_ root: DefinitionScan.Located) -> DraftRule? {
        guard root.has("draft") else { return nil }
        let keys = RegisterReading.audienceKeys.union(["states", "reference", "optional"])
        let path = root.path("draft")
        guard let at = scan.object(root.object["draft"], path, keys: keys),
            let audience = readAudience(at)
        else { return nil }
        let states = scan.texts(at, "states", countMax: 64)
        for state in states where !scope.states.contains(state) {
            scan.fault(at.path("states"), "没有状态“\(state)”")
        }
        return DraftRule(
            audience: audience,
            states: states,
            reference: readOwnField(at, "reference", required: false),
            isOptional: scan.flag(at, "optional")
        )
    }

    mutating func readPassOn(_ root: DefinitionScan.Located) -> PassOnRule? {
        guard root.has("passOn") else { return nil }
        let keys = RegisterReading.audienceKeys.union(["reference", "without"])
        let path = root.path("passOn")
        guard let at = scan.object(root.object["passOn"], path, keys: keys),
            let audience = readAudience(at), let reference = readOwnField(at, "reference")
        else { return nil }
        let without = scan.texts(at, "without", countMax: 50)
        for id in without where scope.field(id) == nil {
            scan.fault(at.path("without"), "没有字段“\(id)”")
        }
        return PassOnRule(audience: audience, reference: reference, without: without)
    }

    private mutating func readOwnField(
        _ at: DefinitionScan.Located,
        _ key: String,
        required: Bool = true
    ) -> String? {
        guard let id = scan.fieldID(at, key, required: required) else { return nil }
        if scope.field(id) == nil { scan.fault(at.path(key), "没有字段“\(id)”") }
        return id
    }
}
