internal import Records

/// What a person may begin to record, in the order in which it is likely: a county has a hundred
/// registers and uses a dozen.
struct EntryChoice {
    /// So many of each group stand on the page; the others open below.
    private static let countMax = 8

    private let groups: [(title: String, registers: [RegisterDefinition])]

    /// Groups registers by kind, each group in the order given.
    init(_ registers: [RegisterDefinition]) {
        let named: [(String, (RegisterDefinition) -> Bool)] = [
            ("要一步步办的事", { $0.kind == .workflow }),
            ("登记簿", { $0.kind != .workflow && $0.kind != .directory }),
            ("名录和日历", { $0.kind == .directory }),
        ]
        groups = named.map { title, belongs in (title, registers.filter(belongs)) }
            .filter { !$0.registers.isEmpty }
    }

    /// The list; groups are named where there are several.
    var content: Markup {
        .sequence(
            groups.map { title, registers in
                let first = registers.prefix(EntryChoice.countMax)
                let others = registers.dropFirst(EntryChoice.countMax)
                return .sequence([
                    groups.count > 1 ? Tag.h2 { title } : .nothing,
                    list(first),
                    others.isEmpty ? .nothing : folded(others),
                ])
            }
        )
    }

    private func folded(_ registers: ArraySlice<RegisterDefinition>) -> Markup {
        Tag.details(.class("screen")) {
            Tag.summary(.class("back")) { "其他（\(registers.count)）" }
            list(registers)
        }
    }

    private func list(_ registers: ArraySlice<RegisterDefinition>) -> Markup {
        Tag.ul(.class("tabs")) {
            for register in registers {
                Tag.li { Tag.a(.href(PagePath(["entry", register.id]))) { register.title } }
            }
        }
    }
}
