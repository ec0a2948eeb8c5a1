/// A second of civil time, always told in UTC+08:00 whatever the machine's zone is (interface).
package struct CivilDateTime: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00 UTC, as events carry them.
    package let secondsSince1970: Int64

    /// How far the one zone of the product lies before UTC, in seconds.
    package static let zoneSeconds: Int64 = 8 * 3_600

    private static let secondsOfDay: Int64 = 86_400

    /// The moment so many seconds after 1970 UTC; nil outside the years 1 to 9999 of UTC+08:00.
    package init?(secondsSince1970 seconds: Int64) {
        let (local, overflow) = seconds.addingReportingOverflow(CivilDateTime.zoneSeconds)
        guard !overflow, CivilDateTime.date(ofLocalSeconds: local) != nil else { return nil }
        secondsSince1970 = seconds
    }

    /// The moment on a day; nil unless hour, minute and second are of a day's clock.
    package init?(date: CivilDate, hour: Int, minute: Int, second: Int) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else {
            return nil
        }
        let ofDay = Int64(hour * 3_600 + minute * 60 + second)
        let local = Int64(date.daysSince1970) * CivilDateTime.secondsOfDay + ofDay
        secondsSince1970 = local - CivilDateTime.zoneSeconds
    }

    /// Reads `YYYY-MM-DDTHH:MM[:SS][+08:00]`, with a space for the T too; nil for anything else.
    ///
    /// Another offset is refused: whoever writes one means another zone, and the product has one.
    package init?(text: String) {
        var bytes = Array(text.utf8)
        let offset = Array("+08:00".utf8)
        if bytes.count > 16, bytes.suffix(6) == offset[...] { bytes.removeLast(6) }
        guard bytes.count == 16 || bytes.count == 19,
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
            let date = CivilDate(text: String(decoding: bytes[..<10], as: UTF8.self)),
            bytes[13] == UInt8(ascii: ":"), let hour = decimal(bytes[11..<13]),
            let minute = decimal(bytes[14..<16])
        else { return nil }
        var second = 0
        if bytes.count == 19 {
            guard bytes[16] == UInt8(ascii: ":"), let given = decimal(bytes[17..<19]) else {
                return nil
            }
            second = given
        }
        self.init(date: date, hour: hour, minute: minute, second: second)
    }

    /// The day in UTC+08:00.
    package var date: CivilDate {
        guard let date = CivilDateTime.date(ofLocalSeconds: localSeconds) else {
            preconditionFailure("second \(secondsSince1970) was checked when it was made")
        }
        return date
    }

    /// The hour in UTC+08:00, 0 to 23.
    package var hour: Int { secondOfDay / 3_600 }
    /// The minute, 0 to 59.
    package var minute: Int { secondOfDay / 60 % 60 }
    /// The second, 0 to 59.
    package var second: Int { secondOfDay % 60 }

    /// The one canonical text: `YYYY-MM-DDTHH:MM:SS+08:00`.
    package var text: String {
        let time = [hour, minute, second].map { padded($0, to: 2) }.joined(separator: ":")
        return date.text + "T" + time + "+08:00"
    }

    package static func < (left: CivilDateTime, right: CivilDateTime) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }

    private var localSeconds: Int64 { secondsSince1970 + CivilDateTime.zoneSeconds }

    private var secondOfDay: Int {
        let rest = localSeconds % CivilDateTime.secondsOfDay
        return Int(rest < 0 ? rest + CivilDateTime.secondsOfDay : rest)
    }

    private static func date(ofLocalSeconds seconds: Int64) -> CivilDate? {
        let days = seconds / secondsOfDay - (seconds % secondsOfDay < 0 ? 1 : 0)
        return CivilDate(daysSince1970: Int(days))
    }
}

extension CivilDate {
    /// The day that a field's value names: of a date itself, of a date and time its day in
    /// UTC+08:00.
    package init?(of value: FieldValue?) {
        guard case .text(let text)? = value else { return nil }
        if let date = CivilDate(text: text) {
            self = date
        } else if let moment = CivilDateTime(text: text) {
            self = moment.date
        } else {
            return nil
        }
    }
}
