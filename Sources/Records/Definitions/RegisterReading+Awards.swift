internal import Documents

extension RegisterReading {
    mutating func readAwards(_ root: DefinitionScan.Located) -> [AwardRule] {
        var rules: [AwardRule] = []
        for entry in scan.list(root, "awards", countMax: 20) {
            let keys: Set<String> = ["names", "rest", "fields", "texts", "takenBack"]
            guard let at = scan.object(entry.value, entry.path, keys: keys) else { continue }
            let names = scan.texts(at, "names", countMax: 50)
            let takesRest = scan.flag(at, "rest")
            if names.isEmpty, !takesRest {
                scan.fault(at.path("names"), "要写考核办法中奖项或后果的名称，或写 rest: true 接收其余的")
            }
            if takesRest, rules.contains(where: \.takesRest) {
                scan.fault(at.path("rest"), "“rest”写了两次")
            }
            for name in names where rules.contains(where: { $0.names.contains(name) }) {
                scan.fault(at.path("names"), "“\(name)”写了两次")
            }
            var parts: [String: AwardRule.Part] = [:]
            readMembers(at, "fields") { reading, inner, field in
                parts[field] = reading.scan.choice(inner, field, as: AwardRule.Part.self)
            }
            var texts: [String: String] = [:]
            readMembers(at, "texts") { reading, inner, field in
                texts[field] = reading.scan.text(inner, field)
            }
            if !parts.values.contains(.subject) {
                scan.fault(at.path("fields"), "要有一个字段填获得者（subject）")
            }
            rules.append(
                AwardRule(
                    names: Set(names),
                    takesRest: takesRest,
                    parts: parts,
                    texts: texts,
                    takenBack: readTakenBack(at, isKeyed: root.has("key"))
                )
            )
        }
        return rules
    }

    private mutating func readTakenBack(
        _ at: DefinitionScan.Located,
        isKeyed: Bool
    ) -> Set<String> {
        let states = scan.texts(at, "takenBack", countMax: 64)
        for state in states where !scope.states.contains(state) {
            scan.fault(at.path("takenBack"), "没有状态“\(state)”")
        }
        if isKeyed, !states.isEmpty {
            scan.fault(at.path("takenBack"), "写了主键（key）的登记簿同一项只能有一条记录，不能写“takenBack”")
        }
        return Set(states)
    }

    private mutating func readMembers(
        _ at: DefinitionScan.Located,
        _ key: String,
        _ read: (inout RegisterReading, DefinitionScan.Located, String) -> Void
    ) {
        guard at.has(key) else { return }
        guard let object = at.object[key]?.objectValue else {
            return scan.fault(at.path(key), "“\(key)”要写成“字段编号: 内容”")
        }
        let inner = DefinitionScan.Located(object: object, path: at.path(key))
        for field in object.keys {
            guard let known = scope.field(field), !known.isComputed, known.type != .list else {
                scan.fault(inner.path(field), "没有可以填的字段“\(field)”")
                continue
            }
            read(&self, inner, field)
        }
    }
}
