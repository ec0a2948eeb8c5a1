import Foundation
import Spreadsheets
import Testing

@Suite("tables out")
struct TableTests {
    private static let table = Spreadsheet(
        title: "月度考核表",
        columns: ["名次", "名称", "总分"],
        rows: [
            [.number("1"), .text("=HYPERLINK(\"http://x\")"), .number("92.90")],
            [.number("2"), .text("甲,\"乙\"\n窗口"), .number("-0.50")],
            [.empty, .text("@丙"), .empty], [.empty, .text("-1+1"), .empty],
        ],
        notes: ["共 4 行。"]
    )

    private func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        return path.path(percentEncoded: false)
    }

    @Test("csv opens as it is: mark, quotes, and no text that counts as a formula")
    func csv() {
        let bytes = CSVTable.bytes(TableTests.table)
        #expect(bytes.prefix(3) == [0xEF, 0xBB, 0xBF])
        let text = String(decoding: bytes.dropFirst(3), as: UTF8.self)
        #expect(
            text == """
                月度考核表\r
                名次,名称,总分\r
                1,"'=HYPERLINK(""http://x"")",92.90\r
                2,"甲,""乙""\n窗口",-0.50\r
                ,'@丙,\r
                ,'-1+1,\r
                共 4 行。\r

                """
        )
    }

    @Test("a workbook holds every row; texts are texts, numbers numbers")
    func workbook() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/表.xlsx"
        try XLSXTable.write(TableTests.table, to: file)
        let sheet = try unpacked(file, "xl/worksheets/sheet1.xml")
        #expect(sheet.ranges(of: "<row ").count == 2 + 4 + 1)
        #expect(sheet.contains("<v>92.9"))
        #expect(!sheet.contains("<f>"))
        #expect(try unpacked(file, "xl/sharedStrings.xml").contains("=HYPERLINK"))
    }

    @Test("what does not fit is refused, never cut")
    func tooLong() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let long = String(repeating: "长", count: 32_768)
        let wide = Spreadsheet(title: "", columns: ["a"], rows: [[.text("b")], [.text(long)]])
        #expect(throws: SpreadsheetError.tooLongCell(row: 2)) {
            try XLSXTable.write(wide, to: folder + "/a.xlsx")
        }
        #expect(!FileManager.default.fileExists(atPath: folder + "/a.xlsx"))
        #expect(CSVTable.bytes(wide).count > 3 * 32_768)
        let none = folder + "/none/a.xlsx"
        #expect(throws: SpreadsheetError.unwritable(none)) {
            try XLSXTable.write(TableTests.table, to: none)
        }
    }

    /// A file of the workbook, unpacked by the tool that `deploy/test` installs.
    private func unpacked(_ file: String, _ member: String) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["unzip", "-p", file, member]
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
