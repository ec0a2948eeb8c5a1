internal import Documents
/// Whom of the directories a scheme assesses; raw values are the spellings of schemes, most of them
/// kinds of unit.
///
/// Schemes whose kinds are levels of places assess places and say nothing of this.
package enum AssessedGroup: String, CaseIterable, Hashable, Sendable {
    /// Windows of one department.
    case single
    /// Windows of several.
    case comprehensive
    /// Centres apart from the main one.
    case subcenter
    /// Departments.
    case department
    /// Halls of townships.
    case townshipHall = "township-hall"
    /// Points in villages.
    case villagePoint = "village-point"
    /// People who work at windows.
    case staff
    /// Nobody but those whom the records name.
    case named

    /// What people call them.
    package var title: String {
        switch self {
        case .single, .comprehensive: "窗口"
        case .subcenter: "分中心"
        case .department: "部门"
        case .townshipHall: "乡镇便民服务中心"
        case .villagePoint: "村便民服务站"
        case .staff: "窗口人员"
        case .named: "记录中写明的对象"
        }
    }
}

extension SchemeFields {
    /// The groups under `assesses`; empty where the scheme says nothing, or says it by kind.
    func assessedGroups() -> [AssessedGroup] {
        guard has("assesses"), value("assesses")?.objectValue == nil else { return [] }
        return groups("assesses")
    }

    /// The groups under `assesses` where each kind of subject has its own; empty elsewhere.
    func assessedGroups(ofKinds kinds: SchemeKinds?) -> [String: [AssessedGroup]] {
        guard let value = value("assesses"), value.objectValue != nil else { return [:] }
        let fields = SchemeFields(value, at: path.appending("assesses"), in: reading)
        var groups: [String: [AssessedGroup]] = [:]
        for kind in fields.keys {
            if kinds?.titles[kind] == nil {
                fields.report("没有名为“\(kind)”的类别，请在 kinds 中写明", at: kind)
            }
            groups[kind] = fields.groups(kind)
        }
        if groups.isEmpty { report("“assesses”是空的，请写明考核谁，或删去", at: "assesses") }
        fields.close()
        return groups
    }

    private func groups(_ key: String) -> [AssessedGroup] {
        let names = texts(key)
        if names.isEmpty { report("“\(key)”是空的，请写明考核谁，或删去", at: key) }
        return names.compactMap { name in
            let group = AssessedGroup(rawValue: name)
            if group == nil {
                let known = AssessedGroup.allCases.map(\.rawValue).joined(separator: "、")
                report("不认识“\(name)”，考核谁只能写 \(known)", at: key)
            }
            return group
        }
    }
}
