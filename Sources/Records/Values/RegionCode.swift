/// The five levels of the administrative tree, from the top.
package enum PlaceLevel: String, Hashable, Sendable, CaseIterable, Comparable {
    /// A province.
    case province
    /// A prefecture or city.
    case city
    /// A county or district.
    case county
    /// A township, town or street.
    case township
    /// A village or residents' committee.
    case village

    /// How far below the top: 0 for the province, 4 for the village.
    package var depth: Int {
        switch self {
        case .province: 0
        case .city: 1
        case .county: 2
        case .township: 3
        case .village: 4
        }
    }

    /// The level's name as people say it.
    package var label: String {
        switch self {
        case .province: "省"
        case .city: "市"
        case .county: "县"
        case .township: "乡镇"
        case .village: "村"
        }
    }

    /// The next level above, nil for the province.
    package var above: PlaceLevel? {
        PlaceLevel.allCases.first { $0.depth == depth - 1 }
    }

    package static func < (left: PlaceLevel, right: PlaceLevel) -> Bool {
        left.depth < right.depth
    }
}

/// A 统计用区划代码: 12 digits, 2 province, 2 city, 2 county, 3 township, 3 village.
///
/// What people type. Codes are renumbered, so nothing routes or decides by them (design section 3).
package struct RegionCode: Hashable, Comparable, Sendable {
    /// The 12 digits.
    package let text: String

    /// Number of digits up to each level, from the province down.
    private static let digitCounts = [2, 4, 6, 9, 12]

    /// Reads 12 digits, or 2, 4, 6 or 9 of them, which are padded with zeros.
    ///
    /// Nil for anything else and for zeros alone.
    package init?(text typed: String) {
        let digits = Array(typed.utf8)
        guard RegionCode.digitCounts.contains(digits.count),
            digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            digits.contains(where: { $0 != UInt8(ascii: "0") })
        else { return nil }
        text = typed + String(repeating: "0", count: 12 - digits.count)
    }

    /// The level: that of the last group which is not all zeros.
    package var level: PlaceLevel {
        let digits = Array(text.utf8)
        var start = 0
        var level = PlaceLevel.province
        for (group, end) in zip(PlaceLevel.allCases, RegionCode.digitCounts) {
            if digits[start..<end].contains(where: { $0 != UInt8(ascii: "0") }) { level = group }
            start = end
        }
        return level
    }

    package static func < (left: RegionCode, right: RegionCode) -> Bool { left.text < right.text }
}
