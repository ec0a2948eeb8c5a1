import Catalogue
import Documents
import Records
import Testing

@Suite("the registers that come with the program")
struct ShippedRegistersTests {
    @Test("all are read, those of the contract, the outcomes of assessments, and the program's own")
    func readsAll() throws {
        let registers = try ShippedCatalogue.registers()
        let own = registers.filter { !$0.isSystem }.map(\.id)
        #expect(
            own == [
                "ab-post", "agency-window", "approval-chop", "assessment-bodies",
                "assessment-outcome", "assessment-report", "attendance", "booking-queue",
                "calendar", "case-handling",
                "case-statistics", "chief-representative", "complaint", "correction-order",
                "credit-restraint", "data-sharing", "department-visits", "display-screens",
                "dispute", "district-2022-staff", "district-2022-subcenter", "district-votes",
                "double-random", "dual-management", "duty-roster", "e-supervision", "evaluator",
                "exam", "fee-window", "first-asked", "four-level-network", "good-bad-review",
                "green-channel", "green-pass", "hall-assets", "hall-events",
                "hall-managers-year", "hall-patrol", "hall-report-2004", "honours",
                "huozhou-staff", "intermediaries", "jiamusi-openness", "joint-approval",
                "key-work-monthly", "late-data", "leader-visits", "mail-delivery", "matter",
                "matter-adjustment", "matter-catalogue", "matter-packages", "matter-survey",
                "money-sheet", "mutual-review", "network-upkeep", "objection", "one-time-notice",
                "one-trip-lists", "one-window", "online-application", "online-consult",
                "online-hall", "onsite-rate", "openness-display", "openness-plan-1",
                "openness-plan-2", "openness-plan-3", "opinion-survey", "own-halls",
                "party-groups", "performance-generic", "project-agency",
                "public-resource-trading", "publication", "publicity", "red-flag", "region",
                "regional-assessment", "residency",
                "residency-form", "rule-book", "self-service", "service-app", "service-desk",
                "sme-loans", "staff", "staff-filing", "standards-check", "task-breakdown",
                "third-party-callback", "time-limit", "tolerant-acceptance", "tonglu-2018",
                "training", "unified-login", "unit", "video-monitoring", "village-agency",
                "village-monthly", "web-news", "window-layout",
            ]
        )
        #expect(
            registers.filter(\.isSystem).map(\.id) == [
                "bulletin", "clock-ruling", "definition-version", "edition-document",
                "erasure-receipt", "invitation", "letter-record",
                "node-certificate", "node-revocation", "period-closing",
                "sealed-letter",
            ]
        )
    }

    @Test("all schemes that are shipped are documents that name themselves")
    func readsSchemes() throws {
        let schemes = try ShippedCatalogue.schemes()
        #expect(!schemes.isEmpty)
        for scheme in schemes {
            #expect(scheme.document["id"]?.textValue == scheme.id)
            #expect(!scheme.text.isEmpty)
        }
    }

    @Test("each register's canonical form fits one event and reads back as the same version")
    func carriesItself() throws {
        for register in try ShippedCatalogue.registers() {
            let again = try DefinitionReader.read(json: register.canonicalBytes)
            #expect(again == register)
            #expect(DefinitionChangeCheck.problems(from: register, to: again).isEmpty)
        }
    }
}
