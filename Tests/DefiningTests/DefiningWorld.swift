import Ambient
import Assessment
import Catalogue
import Causality
import Credentials
import Defining
import Records
import Store

/// A county's node in memory with one shipped scheme, and the day in the test's hand.
struct DefiningWorld {
    let store: Store
    let library: SchemeLibrary
    let key: NodeKey

    init(seed: UInt64 = 1) throws {
        let random = RandomSource.seeded(seed)
        let secrets = NodeSecrets(random: random)
        key = secrets.signing.nodeKey
        store = try Store.inMemory(
            identity: NodeIdentity(
                node: secrets.signing.nodeKey,
                sign: { secrets.signing.sign($0) },
                random: { random.bytes($0) },
                now: { 1_795_226_400 }
            ),
            shelf: DefinitionShelf(current: try ShippedCatalogue.registers()),
            isValid: { SignatureCheck.isValid(signature: $0, of: $1, by: $2) }
        )
        let place = RecordID.rootPlace(of: secrets.signing.nodeKey)
        let key = key
        try store.write {
            try $0.found(rootKey: key, place: place, incarnation: seed)
        }
        library = SchemeLibrary(shipped: [])
    }

    /// Loads a text on a day.
    func define(
        _ text: String,
        on today: String = "2026-11-21",
        from period: String? = nil,
        isTrial: Bool = false
    ) throws -> DefinitionChange {
        try Defining(
            store: store,
            library: library,
            today: CivilDate(text: today) ?? Period.year(2026).first,
            actor: ""
        ).define(text, from: period.flatMap(Period.init(text:)), isTrial: isTrial)
    }

    /// The title of the scheme that a period goes by; nil where there is none.
    func title(for period: String) throws -> String? {
        try store.read { session in
            try library.scheme("my-month", for: Period(text: period), session)?.title
        }
    }

    /// A scheme of that title with its worked cases; late arrivals cost so many points.
    static func scheme(_ title: String, costs points: String = "0.5") -> String {
        """
        id: my-month
        title: \(title)
        edition: "1"
        source: 县政务办
        fullMarks: 100
        policies:
          ties: competition
          rounding: {mode: halfUp, decimals: 2, at: display}
          missingData: complete
        sections:
          - {id: discipline, title: 工作纪律, marks: 60}
          - {id: service, title: 服务, marks: 40}
        rules:
          - id: R1
            section: discipline
            clause: 第一条
            title: 迟到
            deduct: \(points)
            per: occurrence
            evidence: [patrol_finding]
        periods:
          month:
            steps:
              - {operator: deductFromMarks, sections: [discipline, service], floor: section}
              - {operator: sumSections, floor: section}
              - {operator: rank}
        cases:
          - name: 没有发现
            why: 满分
            evidence: {scheme: my-month, period: 2026-10, subjects: [{id: 甲}]}
            expected: {status: ok, subjects: [{id: 甲, total: "100", rank: 1}]}
          - name: 迟到三次
            why: 60 - 3 × 0.5 = 58.5，加 40
            evidence:
              scheme: my-month
              period: 2026-10
              subjects: [{id: 甲}]
              findings: [{rule: R1, subject: 甲, date: 2026-10-08, count: 3}]
            expected: {status: ok, subjects: [{id: 甲, total: "98.5", rank: 1}]}
          - name: 扣完为止
            why: 迟到 200 次应扣 100 分，本部分只有 60 分
            evidence:
              scheme: my-month
              period: 2026-10
              subjects: [{id: 甲}]
              findings: [{rule: R1, subject: 甲, date: 2026-10-08, count: 200}]
            expected: {status: ok, subjects: [{id: 甲, total: "40", rank: 1}]}
        """
    }
}
