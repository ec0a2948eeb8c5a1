import Catalogue
import Documents
import Foundation
import Testing

/// Schemes are data: no id of one, of its rules, no name of its grades stands in the program.
@Suite("nothing of the schemes is in the program")
struct SchemesInCodeTests {
    /// Samples of texts for the compression's fixed dictionary: bytes of the protocol's version
    /// that decide nothing, and among them a few rules as inspectors enter them.
    ///
    /// SYNC-13.3 fixes the dictionary by its hash, so that the two ids stay as long as the version.
    private static let samples = "Sources/SyncWire/DictionarySamples.swift"

    /// Measurements name the schemes that they measure, and no rule of them; no node runs them.
    private static let measurements = "Sources/bench/"

    /// An English word that is a kind of register, too.
    private static let wordsOfSchemes: Set<String> = ["exam"]

    /// Grades that are ordinary words of sentences; they must not be a literal of their own.
    private static let wordsOfGrades: Set<String> = [
        "一般", "不合格", "不满意", "优秀", "先进", "合格", "满意", "良好", "非常满意",
    ]

    private struct Source {
        let path: String
        let text: String
    }

    private static func sources() throws -> [Source] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.appending(path: "Sources").path(percentEncoded: false)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return try paths.filter { $0.hasSuffix(".swift") }.map { path in
            let data = try Data(contentsOf: root.appending(path: "Sources/" + path))
            return Source(path: "Sources/" + path, text: String(decoding: data, as: UTF8.self))
        }
    }

    private static func withoutMeasurements(_ sources: [Source]) -> [Source] {
        sources.filter { !$0.path.hasPrefix(measurements) }
    }

    /// The files in which an id stands by itself: `DW-D1` is not found in `DW-D10`.
    private static func files(with id: String, in sources: [Source]) -> [String] {
        sources.filter { source in
            source.path != samples
                && source.text.ranges(of: id).contains { range in
                    let before = source.text[..<range.lowerBound].last
                    let after = source.text[range.upperBound...].first
                    return ![before, after].contains { $0.map(isOfID) ?? false }
                }
        }.map(\.path)
    }

    private static func isOfID(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-_".contains(character))
    }

    @Test("no id of a scheme or of a rule stands in the program")
    func ids() throws {
        let schemes = try ShippedCatalogue.schemes()
        let rules = schemes.flatMap { scheme in
            (scheme.document["rules"]?.listValue ?? []).compactMap { $0["id"]?.textValue }
        }
        #expect(rules.count > 100)
        let all = try Self.sources()
        let sources = Self.withoutMeasurements(all)
        #expect(sources.count < all.count)
        for id in Set(rules).sorted() {
            let found = Self.files(with: id, in: all)
            #expect(found.isEmpty, "\(id): \(found)")
        }
        // The search itself finds what is there.
        #expect(!Self.files(with: "node-certificate", in: sources).isEmpty)
        for id in Set(schemes.map(\.id)).subtracting(Self.wordsOfSchemes).sorted() {
            let found = Self.files(with: id, in: sources)
            #expect(found.isEmpty, "\(id): \(found)")
        }
    }

    @Test("no name of a grade decides anything in the program")
    func grades() throws {
        var grades: Set<String> = []
        for scheme in try ShippedCatalogue.schemes() {
            Self.collect(scheme.document, into: &grades)
        }
        #expect(grades.isSuperset(of: ["考绩先进窗口", "考绩基本合格分中心", "优秀"]))
        let sources = Self.withoutMeasurements(try Self.sources())
            .filter { $0.path != Self.samples }
        for grade in grades.sorted() {
            let sought = Self.wordsOfGrades.contains(grade) ? "\"\(grade)\"" : grade
            let found = sources.filter { $0.text.contains(sought) }.map(\.path)
            #expect(found.isEmpty, "\(grade): \(found)")
        }
    }

    /// The values of `grade`, the names of quotas that give one, and the keys of `grades`.
    private static func collect(_ value: DocumentValue, into grades: inout Set<String>) {
        value.listValue?.forEach { collect($0, into: &grades) }
        guard let object = value.objectValue else { return }
        if let grade = object["grade"]?.textValue { grades.insert(grade) }
        if object["gives"]?.textValue == "grade", let name = object["name"]?.textValue {
            grades.insert(name)
        }
        grades.formUnion(object["grades"]?.objectValue?.keys ?? [])
        for member in object.members { collect(member.value, into: &grades) }
    }
}
