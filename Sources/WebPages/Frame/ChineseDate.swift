internal import Records

/// Dates and moments as people read them, always of UTC+08:00.
enum ChineseDate {
    private static let weekdays = ["一", "二", "三", "四", "五", "六", "日"]

    /// `2026年11月21日`.
    static func text(_ date: CivilDate) -> String { "\(date.year)年\(date.month)月\(date.day)日" }

    /// `2026年11月21日（星期六）`, for days that somebody must keep.
    static func withWeekday(_ date: CivilDate) -> String {
        "\(text(date))（星期\(weekdays[date.weekday - 1])）"
    }

    /// `2026年11月21日 09:05`.
    static func text(_ moment: CivilDateTime) -> String {
        "\(text(moment.date)) \(two(moment.hour)):\(two(moment.minute))"
    }

    /// The moment of a device's clock; a dash where there is none or it names no day.
    static func moment(_ seconds: Int64?) -> String {
        seconds.flatMap(CivilDateTime.init(secondsSince1970:)).map(text) ?? "—"
    }

    /// `2026年11月`, `2026年第一季度`.
    static func text(_ period: Period) -> String {
        switch period {
        case .year(let year): "\(year)年"
        case .half(let year, let half): "\(year)年\(half == 1 ? "上" : "下")半年"
        case .quarter(let year, let quarter): "\(year)年第\(["一", "二", "三", "四"][quarter - 1])季度"
        case .month(let year, let month): "\(year)年\(month)月"
        }
    }

    /// A stored text that is a date or a moment; nil for any other.
    static func reading(_ text: String) -> String? {
        if let date = CivilDate(text: text) { return self.text(date) }
        if let moment = CivilDateTime(text: text) { return self.text(moment) }
        return nil
    }

    /// How long ago a moment was, in words for a list: whole days, hours or minutes.
    static func ago(_ seconds: Int64, now: Int64) -> String {
        let passed = now - seconds
        switch passed {
        case ..<0: return "时间在本机时钟之后"
        case ..<120: return "刚刚"
        case ..<7_200: return "\(passed / 60)分钟前"
        case ..<172_800: return "\(passed / 3_600)小时前"
        default: return "\(passed / 86_400)天前"
        }
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}
