package import Documents
package import Records

/// Why what was shipped with the program cannot be used; each is a fault of the installation.
package enum CatalogueError: Error, Equatable, Sendable {
    /// There is no catalogue in any of the folders where it is looked for.
    case missing
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
        case .missing:
            "找不到程序自带的登记簿和考核办法。请重新安装：把目录 \(CatalogueFolder.nameBesideProgram) "
                + "放在程序旁边，或者把其中的内容放到 /usr/share/liandong。"
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
