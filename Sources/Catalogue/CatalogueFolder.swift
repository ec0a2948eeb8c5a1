package import Documents
internal import Dispatch
internal import Foundation
package import Records
internal import Synchronization

/// A scheme as it is shipped: not yet understood, for `Assessment` to read.
package struct ShippedScheme: Sendable {
    /// The scheme's id.
    package let id: String
    /// The document.
    package let document: DocumentValue
    /// The text of the file, for lines of faults and for showing it.
    package let text: String
}

/// A folder with `registers`, `registers/system` and `schemes`, each holding one YAML file a
/// definition.
package struct CatalogueFolder: Sendable {
    private let url: URL

    /// Names a folder; nothing is read yet.
    package init(path: String) { url = URL(filePath: path, directoryHint: .isDirectory) }

    /// All registers, those of the program itself too, in the order of their ids.
    package func registers() throws(CatalogueError) -> [RegisterDefinition] {
        let files = try files(in: "registers") + files(in: "registers/system")
        // Every command begins with this, so that all processors take part.
        let found = Mutex<[Int: Result<RegisterDefinition, CatalogueError>]>([:])
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            let result = Result { () throws(CatalogueError) in try register(in: files[index]) }
            found.withLock { $0[index] = result }
        }
        let results = found.withLock { $0 }
        var registers: [RegisterDefinition] = []
        for index in files.indices {
            if let register = try results[index]?.get() { registers.append(register) }
        }
        return registers.sorted { $0.id < $1.id }
    }

    private func register(in file: URL) throws(CatalogueError) -> RegisterDefinition {
        let text = try text(of: file)
        let definition: RegisterDefinition
        do {
            definition = try DefinitionReader.read(yaml: text)
        } catch {
            throw .badRegister(file: file.lastPathComponent, error)
        }
        try check(id: definition.id, of: file)
        return definition
    }

    /// All schemes, in the order of their ids.
    package func schemes() throws(CatalogueError) -> [ShippedScheme] {
        var schemes: [ShippedScheme] = []
        for file in try files(in: "schemes") {
            let text = try text(of: file)
            let document: DocumentValue
            do {
                document = try YAMLReader.read(text)
            } catch {
                throw .badScheme(file: file.lastPathComponent, error)
            }
            let id = document["id"]?.textValue ?? ""
            try check(id: id, of: file)
            schemes.append(ShippedScheme(id: id, document: document, text: text))
        }
        return schemes
    }

    /// The texts of all registers that people keep, by id; nothing is checked.
    package func registerTexts() throws(CatalogueError) -> [String: String] {
        var texts: [String: String] = [:]
        for file in try files(in: "registers") {
            texts[file.deletingPathExtension().lastPathComponent] = try text(of: file)
        }
        return texts
    }

    private func files(in folder: String) throws(CatalogueError) -> [URL] {
        let content: [URL]
        do {
            content = try FileManager.default.contentsOfDirectory(
                at: url.appending(path: folder, directoryHint: .isDirectory),
                includingPropertiesForKeys: nil
            )
        } catch {
            throw .missingFolder(folder)
        }
        return content.filter { $0.pathExtension == "yaml" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    private func text(of file: URL) throws(CatalogueError) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw .unreadable(file: file.lastPathComponent)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .unreadable(file: file.lastPathComponent)
        }
        return text
    }

    private func check(id: String, of file: URL) throws(CatalogueError) {
        guard id + ".yaml" == file.lastPathComponent else {
            throw .wrongName(file: file.lastPathComponent, id: id)
        }
    }
}

extension CatalogueFolder {
    /// What the folder is called that the build leaves beside the program.
    static let nameBesideProgram = "liandong_Catalogue.resources"

    /// The folder that came with this program, wherever the program was copied to.
    ///
    /// The accessor that the build generates is not used: it traps when there is none, and it finds
    /// the folder of the machine that built the program as long as that happens to be there.
    static func shipped() throws(CatalogueError) -> CatalogueFolder {
        let link = "/proc/self/exe"
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
            throw .missing
        }
        return try shipped(with: program)
    }

    /// The folder beside a program, where the build puts it, else the one of an installation:
    /// `share/liandong` beside the program's own folder.
    static func shipped(with program: String) throws(CatalogueError) -> CatalogueFolder {
        let folder = URL(filePath: program).deletingLastPathComponent()
        let candidates = [
            folder.appending(path: nameBesideProgram),
            folder.deletingLastPathComponent().appending(path: "share/liandong"),
        ]
        for candidate in candidates.map({ $0.path(percentEncoded: false) })
        where FileManager.default.fileExists(atPath: candidate + "/registers") {
            return CatalogueFolder(path: candidate)
        }
        throw .missing
    }
}
