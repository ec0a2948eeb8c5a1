internal import Foundation

/// A file or folder that cannot be used.
package struct FileTrouble: Error, Equatable, Sendable {
    /// Its path.
    package let path: String
    /// Why, in a few Chinese words; nil where the system gives no reason that is known here.
    package let reason: String?

    /// One sentence in Chinese: what happened and what to do next.
    package var sentence: String {
        "“\(path)”不能读写\(reason.map { "：\($0)" } ?? "")；请检查路径、磁盘空间和权限。"
    }

    /// Lets what the system says of a file name the file and the remedy.
    package static func explaining<Value>(_ path: String, _ body: () throws -> Value) throws
        -> Value
    {
        do {
            return try body()
        } catch let error as CocoaError {
            throw FileTrouble(path: path, reason: reason(of: error))
        }
    }

    private static func reason(of error: CocoaError) -> String? {
        switch error.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: "没有这个文件或文件夹"
        case .fileWriteFileExists: "已有同名的文件"
        case .fileReadNoPermission, .fileWriteNoPermission: "没有权限，或没有这个文件夹"
        case .fileWriteOutOfSpace: "磁盘已满"
        case .fileWriteVolumeReadOnly: "磁盘只能读"
        default: nil
        }
    }
}
