package import Assessment
package import Records

/// In which order schemes are offered.
package enum SchemeOrder {
    /// Those first for which some register here yields evidence, then those that assess months,
    /// then by title and id.
    package static func sorted(
        _ schemes: [Scheme],
        _ registers: [RegisterDefinition]
    ) -> [Scheme] {
        let yielded = Set(registers.flatMap(\.evidence).map(\.yields))
        return schemes.map { (key($0, yielded), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private static func key(
        _ scheme: Scheme,
        _ yielded: Set<String>
    ) -> (Int, Int, String, String) {
        let rules = scheme.rules.lazy.map(\.id)
        let hasParts = yielded.contains { yields in
            yields.hasPrefix(scheme.id + ":") || scheme.hasIndicator(yields)
        }
        let hasEvidence = hasParts || rules.contains(where: yielded.contains)
        let isMonthly = scheme.periodKinds.contains(.month)
        return (hasEvidence ? 0 : 1, isMonthly ? 0 : 1, scheme.title, scheme.id)
    }
}
