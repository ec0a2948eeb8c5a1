import Foundation

/// The repository on disk, and all rules over it.
struct House: Sendable {
    /// Every file's path from the root, sorted; build folders and `.git` left out.
    let paths: [String]
    /// The text files, in the same order.
    let sources: [SourceText]

    /// A rule over one file.
    typealias FileRule = @Sendable (SourceText) -> [Violation]

    /// The rules that look at one file at a time.
    static let fileRules: [FileRule] = [
        ImportRules.floors, ImportRules.soleImporters, CallRules.bannedCalls, CallRules.pureFloors,
        SizeRules.files(_:), SizeRules.functions, SizeRules.width, NameRules.fileNames,
        NameRules.typeNames, NameRules.unfinishedWords, NameRules.machinePaths, NameRules.ruleIDs,
        DocumentationRules.documented, DocumentationRules.testNames,
    ]

    /// The root: where this file lies, or the folder that `LIANDONG_TIDY_ROOT` names.
    ///
    /// `deploy/test --planted` points it at a copy with planted faults.
    static var root: URL {
        if let folder = ProcessInfo.processInfo.environment["LIANDONG_TIDY_ROOT"], !folder.isEmpty {
            return URL(filePath: folder, directoryHint: .isDirectory)
        }
        return URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    /// Reads every file below the root.
    init(at root: URL) throws {
        let base = root.resolvingSymlinksInPath().path(percentEncoded: false)
        var paths: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: base).sorted()
        where name != ".git" && !name.hasPrefix(".build") && name != "Package.resolved" {
            paths += House.files(in: base, name)
        }
        self.paths = paths
        sources = paths.compactMap { path in
            guard let data = FileManager.default.contents(atPath: base + "/" + path),
                let text = String(validating: data, as: UTF8.self)
            else { return nil }
            return SourceText(path: path, text: text)
        }
    }

    private static func files(in base: String, _ name: String) -> [String] {
        let full = base + "/" + name
        guard let inside = FileManager.default.enumerator(atPath: full),
            (try? FileManager.default.contentsOfDirectory(atPath: full)) != nil
        else { return [name] }
        return inside.compactMap { $0 as? String }.sorted().map { name + "/" + $0 }.filter {
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: base + "/" + $0,
                isDirectory: &isFolder
            )
            return exists && !isFolder.boolValue
        }
    }

    /// The text of one file, empty where there is none.
    func text(_ path: String) -> String {
        sources.first { $0.path == path }?.lines.joined(separator: "\n") ?? ""
    }

    /// Everything that is wrong, in the order of rules and paths.
    func violations() -> [Violation] {
        let manifest = Manifest(text: text("Package.swift"))
        return House.fileRules.flatMap { rule in sources.flatMap(rule) }
            + LayoutRules.top(paths)
            + LayoutRules.targets(paths, manifest)
            + LayoutRules.dependencies(manifest)
            + LayoutRules.map(text("README.md"), paths)
    }
}
