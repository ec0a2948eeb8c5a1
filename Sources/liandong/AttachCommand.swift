import ArgumentParser
import Bookkeeping
import Causality
import Documents
import Foundation
import Hashing
import NodeAssembly
import Records

/// `attach`: a photo or scan for a record.
struct AttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "给一条记录附上照片或扫描件（JPEG、PNG、PDF，最大 10 MB）；夜里传给上级"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("登记簿", valueName: "登记簿"))
    var register: String

    @Argument(help: ArgumentHelp("记录号、编码或编号", valueName: "记录"))
    var id: String

    @Argument(help: ArgumentHelp("照片或扫描件", valueName: "文件"))
    var file: String

    @Option(help: ArgumentHelp("叫什么，如 身份证正面", valueName: "标题"))
    var title: String?

    func run() async throws {
        let content = try read()
        let attached = try shared.keepBooks { books, actor in
            try books.attach(
                content,
                name: URL(fileURLWithPath: file).lastPathComponent,
                title: title,
                to: register,
                try books.find(register, id),
                actor: actor
            )
        }
        if shared.format == .json {
            return Printing.json(
                .object(
                    DocumentObject(members: [
                        ("recordID", .text(attached.record.text)),
                        ("event", .text(RecordID.dot(attached.dot).text)),
                        ("address", .text(attached.address.hexadecimal)),
                        ("size", StatusDocument.number(Int64(content.count))),
                    ])
                )
            )
        }
        Printing.line("已附上，存在本机；夜里传给上级。")
        Printing.line(attached.address.hexadecimal)
    }

    /// One byte more than an attachment may have tells that it is too long, whatever the file is.
    private func read() throws -> [UInt8] {
        try FileTrouble.explaining(file) {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            defer { try? handle.close() }
            return [UInt8](
                try handle.read(upToCount: AttachmentForm.byteCountMax + 1) ?? Data()
            )
        }
    }
}
