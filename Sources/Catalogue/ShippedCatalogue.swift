package import Documents
internal import Foundation
package import Records

/// Why what was shipped with the program cannot be used; each is a fault of the installation.
package enum CatalogueError: Error, Equatable, Sendable {
    /// A folder of the catalogue is not there.
    case missingFolder(String)
    /// A file cannot be read as UTF-8 text.
    case unreadable(file: String)
    /// A register's definition is refused.
    case badRegister(file: String, DefinitionError)
    /// A scheme is no YAML document.
    case badScheme(file: String, DocumentError)
    /// The file's name and the id in it differ, so one of them is a slip.
    case wrongName(file: String, id: String)

    /// One Chinese sentence for the IT officer.
    package var sentence: String {
        switch self {
        case .missingFolder(let folder): "程序自带的“\(folder)”目录不见了，请重新安装。"
        case .unreadable(let file): "程序自带的文件“\(file)”读不出来，请重新安装。"
        case .badRegister(let file, let error):
            "程序自带的登记簿“\(file)”不对，请重新安装。\n\(error.sentence)"
        case .badScheme(let file, let error):
            "程序自带的考核办法“\(file)”不对，请重新安装。\n\(error.sentence)"
        case .wrongName(let file, let id): "文件“\(file)”中的编号是“\(id)”，两者应当一致。"
        }
    }
}

/// A scheme as it is shipped: not yet understood, for `Assessment` to read.
package struct ShippedScheme: Sendable {
    /// The scheme's id.
    package let id: String
    /// The document.
    package let document: DocumentValue
    /// The text of the file, for lines of faults and for showing it.
    package let text: String
}

/// The definitions that come with the program: every node knows them without an event.
package enum ShippedCatalogue {
    /// All registers, those of the program itself too, in the order of their ids.
    package static func registers() throws(CatalogueError) -> [RegisterDefinition] {
        var registers: [RegisterDefinition] = []
        for file in try files(in: "registers") + files(in: "registers/system") {
            let definition: RegisterDefinition
            do {
                definition = try DefinitionReader.read(yaml: text(of: file))
            } catch let error as DefinitionError {
                throw .badRegister(file: file.lastPathComponent, error)
            } catch {
                throw .unreadable(file: file.lastPathComponent)
            }
            try check(id: definition.id, of: file)
            registers.append(definition)
        }
        return registers.sorted { $0.id < $1.id }
    }

    /// All schemes, in the order of their ids.
    package static func schemes() throws(CatalogueError) -> [ShippedScheme] {
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

    private static func files(in folder: String) throws(CatalogueError) -> [URL] {
        let url = Bundle.module.bundleURL.appendingPathComponent(folder, isDirectory: true)
        let content: [URL]
        do {
            content = try FileManager.default.contentsOfDirectory(
                at: url,
                includingPropertiesForKeys: nil
            )
        } catch {
            throw .missingFolder(folder)
        }
        return content.filter { $0.pathExtension == "yaml" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    private static func text(of file: URL) throws(CatalogueError) -> String {
        guard let data = try? Data(contentsOf: file),
            let text = String(validating: data, as: UTF8.self)
        else { throw .unreadable(file: file.lastPathComponent) }
        return text
    }

    private static func check(id: String, of file: URL) throws(CatalogueError) {
        guard id + ".yaml" == file.lastPathComponent else {
            throw .wrongName(file: file.lastPathComponent, id: id)
        }
    }
}
