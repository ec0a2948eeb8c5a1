import Catalogue
import Documents
import Foundation
import Records
import Testing

/// The shipped registers against the contract: every key to the letter, additions only where
/// agreed.
@Suite("the shipped registers are the contract's to the letter")
struct ContractTests {
    private static let fieldAdditions: Set<String> = ["rule", "choiceLabels"]
    private static let workflowAdditions: Set<String> = [
        "condition", "sets", "checks", "othersThan", "recusal",
    ]
    private static let registerAdditions: Set<String> = [
        "awards", "findings", "gathers", "letter", "recordedBy", "changes",
    ]
    private static let evidenceAdditions: Set<String> = [
        "condition", "conditions", "date", "subject", "event", "person", "case", "ref",
        "points", "days", "halfDays", "each", "once",
    ]
    /// Computed fields that no rule can say yet: they stay empty, and nothing hangs on them.
    private static let computedInWords: Set<String> = [
        "attendance.standInOnly", "district-votes.void", "exam.right", "exam.score",
        "fee-window.notesTotal", "fee-window.receiptsTotal", "four-level-network.lastSync",
        "key-work-monthly.firstTerm", "money-sheet.net", "mutual-review.own", "online-consult.days",
        "project-agency.daysSaved", "public-resource-trading.saved", "staff-filing.warning",
        "time-limit.earlyDays", "time-limit.lateDays", "time-limit.legalDate",
        "time-limit.suspendedDays",
    ]
    /// Registers whose key in the contract is the number that the node gives: a computed field
    /// cannot tell which record is meant before there is one, so they are shipped without a key.
    private static let hasNoKey: Set = ["public-resource-trading"]
    private static let audienceAdditions: Set<String> = ["of"]

    private static func contract() throws -> [DocumentValue] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "registers-contract.json")
        return try #require(try JSONReader.read(Array(Data(contentsOf: file))).listValue)
    }

    private static func shipped(_ id: String) throws -> DocumentValue {
        let registers = try ShippedCatalogue.registers()
        let definition = try #require(registers.first { $0.id == id })
        return try JSONReader.read(definition.canonicalBytes)
    }

    private static func additions(to key: String) -> Set<String> {
        switch key {
        case "fields": fieldAdditions
        case "alsoInitial", "transitions": workflowAdditions
        case "evidence": evidenceAdditions
        case "audience", "draft", "passOn": audienceAdditions
        default: []
        }
    }

    /// Where the shipped value differs from the contract's, apart from agreed additions.
    private static func differences(
        _ contract: DocumentValue,
        _ shipped: DocumentValue?,
        at path: String,
        additions: Set<String>
    ) -> [String] {
        switch (contract, shipped) {
        case (.object(let wanted), .object(let found)?):
            let extra = Set(found.keys).subtracting(wanted.keys).subtracting(additions)
            return extra.sorted().map { "\(path)/\($0) is extra" }
                + wanted.members.flatMap {
                    differences(
                        $0.value,
                        found[$0.key],
                        at: "\(path)/\($0.key)",
                        additions: additions
                    )
                }
        case (.list(let wanted), .list(let found)?):
            guard wanted.count == found.count else {
                return ["\(path) has \(found.count) entries, not \(wanted.count)"]
            }
            return zip(wanted, found).enumerated().flatMap {
                differences($1.0, $1.1, at: "\(path)/\($0)", additions: additions)
            }
        default:
            return contract == shipped ? [] : ["\(path) differs"]
        }
    }

    @Test("fields, states, transitions, documents, lists, statistics and evidence are the same")
    func matches() throws {
        let contract = try ContractTests.contract()
        #expect(contract.count == 100)
        for entry in contract {
            let id = try #require(entry["id"]?.textValue)
            let shipped = try ContractTests.shipped(id)
            let found = try #require(shipped.objectValue)
            let wanted = try #require(entry.objectValue)
            let extra = Set(found.keys).subtracting(wanted.keys)
            #expect(extra.isSubset(of: Self.registerAdditions), "\(id): \(extra)")
            let compared = wanted.members.filter {
                $0.key != "key" || !Self.hasNoKey.contains(id)
            }
            for member in compared {
                let differences = ContractTests.differences(
                    member.value,
                    found[member.key],
                    at: "\(id)/\(member.key)",
                    additions: ContractTests.additions(to: member.key)
                )
                #expect(differences == [])
            }
        }
    }

    @Test("the comparison sees a difference of each kind")
    func comparisonCanFail() throws {
        let entry: DocumentValue = ["a": "甲", "b": ["x", "y"], "c": ["d": true]]
        for other: DocumentValue in [
            ["a": "乙", "b": ["x", "y"], "c": ["d": true]],
            ["a": "甲", "b": ["x"], "c": ["d": true]],
            ["a": "甲", "b": ["x", "y"], "c": ["d": true, "e": 1]], ["a": "甲", "b": ["x", "y"]],
        ] {
            let found = ContractTests.differences(entry, other, at: "", additions: [])
            #expect(!found.isEmpty)
        }
    }

    @Test("what was read says the same as the contract, field by field")
    func readsTheSame() throws {
        let registers = try ShippedCatalogue.registers()
        for entry in try ContractTests.contract() {
            let register = try #require(registers.first { $0.id == entry["id"]?.textValue })
            let fields = try #require(entry["fields"]?.listValue)
            #expect(register.fields.count == fields.count)
            for (field, wanted) in zip(register.fields, fields) {
                #expect(field.id == wanted["id"]?.textValue)
                #expect(field.label == wanted["label"]?.textValue)
                #expect(field.type.rawValue == wanted["type"]?.textValue)
                #expect(field.isRequired == wanted["required"]?.booleanValue)
                #expect(field.isPersonal == wanted["personal"]?.booleanValue)
                #expect(
                    field.choices == (wanted["choices"]?.listValue ?? []).compactMap(\.textValue)
                )
                #expect(field.items.count == (wanted["items"]?.listValue ?? []).count)
                #expect(field.computed == wanted["computed"]?.textValue)
                let name = "\(register.id).\(field.id)"
                let isInWords = ContractTests.computedInWords.contains(name)
                #expect((field.rule != nil) == (field.isComputed && !isInWords), "\(name)")
            }
            let states = (entry["states"]?.listValue ?? []).compactMap(\.textValue)
            #expect(register.workflow?.states ?? [] == states)
            #expect(
                register.workflow?.transitions.map(\.name) ?? []
                    == (entry["transitions"]?.listValue ?? []).compactMap { $0["name"]?.textValue }
            )
            #expect(register.evidence.count == (entry["evidence"]?.listValue ?? []).count)
        }
    }
}
