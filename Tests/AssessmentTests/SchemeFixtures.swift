import Assessment
import Documents
import Foundation
import Testing

/// The schemes and cases of the repository, found from this file's own place.
enum SchemeFixtures {
    static let windowID = "district-2022-window-month"
    static let windowYearID = "district-2022-window"
    static let countyID = "county-window-staff"
    static let villageID = "village-monthly"

    private static let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent()

    static let sourcesFolder = here.appendingPathComponent("../../Sources").standardized

    static func text(of id: String) throws -> String {
        let path = "Catalogue/schemes/\(id).yaml"
        return try String(
            contentsOf: sourcesFolder.appendingPathComponent(path),
            encoding: .utf8
        )
    }

    /// The ids of all shipped schemes, sorted.
    static func schemeIDs() throws -> [String] {
        let folder = sourcesFolder.appendingPathComponent("Catalogue/schemes")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// Read once: schemes are values, so that tests cannot disturb one another through them.
    private static let readSchemes = Result {
        try schemeIDs().map { try SchemeReader.read(yaml: text(of: $0)) }
    }

    static func scheme(_ id: String) throws -> Scheme {
        try #require(try allSchemes().first { $0.id == id })
    }

    static func allSchemes() throws -> [Scheme] { try readSchemes.get() }

    /// Names of the worked cases beside this file.
    static func caseNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: here.path + "/cases")
            .filter { $0.hasSuffix(".json") }.sorted()
    }

    static func document(ofCase name: String) throws -> DocumentValue {
        let data = try Data(contentsOf: here.appendingPathComponent("cases/\(name)"))
        return try JSONReader.read(Array(data))
    }
}

/// Short ways to build evidence documents.
enum EvidenceFixtures {
    static func window(
        findings: [DocumentValue] = [],
        subjects: [DocumentValue] = [["id": "甲"]],
        parameters: DocumentValue = [:]
    ) -> DocumentValue {
        [
            "scheme": .text(SchemeFixtures.windowID), "period": "2022-03",
            "subjects": .list(subjects), "parameters": parameters, "findings": .list(findings),
        ]
    }

    static func village(
        _ ids: [String] = ["甲"],
        statistics: DocumentValue = [:],
        findings: [DocumentValue] = [],
        parameters: DocumentValue = [:],
        missing: [DocumentValue] = []
    ) -> DocumentValue {
        [
            "scheme": .text(SchemeFixtures.villageID), "period": "2024-03",
            "subjects": .list(ids.map { ["id": .text($0), "kind": "village"] }),
            "statistics": statistics, "findings": .list(findings), "parameters": parameters,
            "facts": ["missing": .list(missing)],
        ]
    }

    static func year(
        _ ids: [String] = ["甲"],
        scores: DocumentValue = [:],
        parameters: DocumentValue = [:],
        missing: [DocumentValue] = []
    ) -> DocumentValue {
        [
            "scheme": .text(SchemeFixtures.villageID), "period": "2024",
            "subjects": .list(ids.map { ["id": .text($0), "kind": "village"] }),
            "periodScores": scores, "parameters": parameters,
            "facts": ["missing": .list(missing)],
        ]
    }

    static func finding(
        _ rule: String,
        _ subject: String = "甲",
        date: String = "2022-03-07",
        _ more: DocumentValue = [:]
    ) -> DocumentValue {
        var object = DocumentObject(members: [
            ("rule", .text(rule)), ("subject", .text(subject)), ("date", .text(date)),
        ])
        for member in more.objectValue?.members ?? [] { object[member.key] = member.value }
        return .object(object)
    }

    /// All twelve counts of a village, each part with a base of 10 and `good` of them.
    static func counts(good: Int) -> DocumentValue {
        let pairs = [
            ("due", "onTime"), ("booked", "matched"), ("valid", "satisfied"),
            ("rostered", "present"), ("accepted", "closedLocal"), ("closed", "published"),
        ]
        var object = DocumentObject()
        for (base, part) in pairs {
            object[base] = 10
            object[part] = .number(String(good))
        }
        return .object(object)
    }
}

extension AssessmentResult {
    /// The result's row of a subject.
    func row(_ id: String = "甲") throws -> DocumentValue {
        let rows = document["subjects"]?.listValue ?? []
        return try #require(rows.first { $0["id"] == .text(id) }, "\(document)")
    }

    /// The errors as `path reason`, sorted.
    var errorLines: [String] {
        (document["errors"]?.listValue ?? []).map {
            "\($0["path"]?.textValue ?? "?") \($0["reason"]?.textValue ?? "?")"
        }
        .sorted()
    }
}
