import Assessment
import Documents
import ExactNumbers

/// A seeded generator, so that a failure is found again from its seed.
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[next(below: elements.count)]
    }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var rest = elements
        var result: [Element] = []
        while !rest.isEmpty { result.append(rest.remove(at: next(below: rest.count))) }
        return result
    }
}

/// Random evidence documents that are free of faults.
struct RandomEvidence {
    var numbers: SeededNumbers
    let ids = ["甲", "乙", "丙", "丁", "戊"]

    init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

    mutating func document(for scheme: Scheme) -> DocumentValue {
        scheme.id == SchemeFixtures.windowID
            ? EvidenceFixtures.window(
                findings: findings(scheme, month: "2022-03"),
                subjects: ids.map { ["id": .text($0)] },
                parameters: [
                    "floor": .text(numbers.pick(["section", "total", "none"])),
                    "tie_rank": .text(numbers.pick(["competition", "dense"])),
                ]
            )
            : EvidenceFixtures.village(
                ids,
                statistics: statistics(scheme),
                findings: findings(scheme, month: "2024-03"),
                parameters: villageParameters(),
                missing: numbers.next(below: 3) == 0 ? [.text(numbers.pick(ids))] : []
            )
    }

    private mutating func villageParameters() -> DocumentValue {
        [
            "empty_part": .text(numbers.pick(["redistribute", "open", "full"])),
            "honours": .number(String(numbers.next(below: 4))),
            "cap.VM-P": .number(String(numbers.next(below: 12))),
            "weights.duty": .number(String(numbers.next(below: 3) * 10)),
            "points.VM-L": .text("\(numbers.next(below: 9))/7"),
        ]
    }

    private mutating func findings(_ scheme: Scheme, month: String) -> [DocumentValue] {
        (0..<numbers.next(below: 40)).map { _ in
            let pairs = ["DW-N11d", "DW-N11e", "DW-N16a", "DW-N16b"].compactMap(scheme.rule)
            let fromPairs = !pairs.isEmpty && numbers.next(below: 3) == 0
            let rule = fromPairs ? numbers.pick(pairs) : numbers.pick(scheme.rules)
            var more = DocumentObject()
            if numbers.next(below: 2) == 0 { more["event"] = .text("T\(numbers.next(below: 3))") }
            if numbers.next(below: 3) == 0 {
                more["count"] = .number(String(1 + numbers.next(below: 6)))
            }
            if rule.isDiscretionary { more["points"] = .text("0.\(1 + numbers.next(below: 3))") }
            more["ref"] = .text("R\(numbers.next(below: 1_000))")
            let day = 1 + numbers.next(below: 28)
            let isOutside = numbers.next(below: 10) == 0
            let date = "\(isOutside ? "2023-07" : month)-\(day < 10 ? "0" : "")\(day)"
            return EvidenceFixtures.finding(rule.id, numbers.pick(ids), date: date, .object(more))
        }
    }

    private mutating func statistics(_ scheme: Scheme) -> DocumentValue {
        let pairs = [
            ("due", "onTime"), ("booked", "matched"), ("valid", "satisfied"),
            ("rostered", "present"), ("accepted", "closedLocal"), ("closed", "published"),
        ]
        var statistics = DocumentObject()
        for id in ids {
            var counts = DocumentObject()
            for (base, good) in pairs where numbers.next(below: 5) > 0 {
                let count = numbers.next(below: 23)
                counts[base] = .number(String(count))
                counts[good] = .number(String(numbers.next(below: count + 1)))
            }
            statistics[id] = .object(counts)
        }
        return .object(statistics)
    }
}
