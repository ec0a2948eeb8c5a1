import Documents
import Foundation
import Records
import SyncEngine

/// Writes results to standard output and messages to standard error.
enum Printing {
    /// A line for people; what somebody typed must not move the cursor of who reads it.
    static func line(_ text: String = "") {
        Output.result((VisibleText.printable(text) + "\n").utf8)
    }

    /// A value of several lines, each but the first so far to the right that it does not look like
    /// a line of the program's own.
    static func indented(_ value: String, by count: Int) -> String {
        value.replacing("\n", with: "\n" + String(repeating: " ", count: count))
    }

    /// A message that is no result: standard error, so that scripts never read it as one.
    static func note(_ text: String) { Failure.complain(text) }

    /// What people should learn of an exchange, each sentence once: it may be about many streams.
    static func notices(_ notices: [SyncNotice]) {
        var said: Set<String> = []
        for notice in notices where said.insert(notice.sentence).inserted { note(notice.sentence) }
    }

    /// A JSON document, indented, with a line break behind it.
    static func json(_ value: DocumentValue) {
        let bytes = JSONWriter.write(value, pretty: true, sortedKeys: false)
        Output.result(bytes + [10])
    }

    /// A moment as people read it, `—` if there was none.
    static func moment(_ seconds: Int64?) -> String {
        guard let seconds, let time = CivilDateTime(secondsSince1970: seconds) else { return "—" }
        let date = time.date
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(date.year)年\(date.month)月\(date.day)日 \(two(time.hour)):\(two(time.minute))"
    }

    /// A moment as scripts read it, null if there was none.
    static func momentValue(_ seconds: Int64?) -> DocumentValue {
        guard let seconds, let time = CivilDateTime(secondsSince1970: seconds) else { return .null }
        return .text(time.text)
    }
}
