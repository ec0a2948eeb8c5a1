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
    /// The groups under `assesses`; empty where the scheme says nothing.
    func assessedGroups() -> [AssessedGroup] {
        guard has("assesses") else { return [] }
        let names = texts("assesses")
        if names.isEmpty { report("“assesses”是空的，请写明考核谁，或删去", at: "assesses") }
        return names.compactMap { name in
            let group = AssessedGroup(rawValue: name)
            if group == nil {
                let known = AssessedGroup.allCases.map(\.rawValue).joined(separator: "、")
                report("不认识“\(name)”，考核谁只能写 \(known)", at: "assesses")
            }
            return group
        }
    }
}
