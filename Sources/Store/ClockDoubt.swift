internal import Records

/// What speaks against the device's clock.
///
/// It is said wherever people look and keeps the node from stating anything by itself; what people
/// enter is taken all the same (design section 2, honest time).
package enum ClockDoubt: Hashable, Sendable {
    /// The clock, and the newest bulletin held: it was written before, and by its time later.
    case early(clock: Int64, bulletin: Int64)
    /// The clock, and the newest moment known of bulletins and of the parent: more than 400 days
    /// earlier.
    case late(clock: Int64, known: Int64)

    /// One plain sentence: what is seen and what to do.
    package var sentence: String {
        switch self {
        case .early(let clock, let bulletin):
            "本机的钟是 \(ClockDoubt.moment(clock))，比县里 \(ClockDoubt.moment(bulletin)) 的公告还早，"
                + "多半不对，请校准；登记照收，时间会被标记，在校准以前不自动封账。"
        case .late(let clock, let known):
            "本机的钟是 \(ClockDoubt.moment(clock))，比最近一次得知的时间 \(ClockDoubt.moment(known)) "
                + "晚了 \((clock - known) / 86_400) 天，多半不对，请校准；登记照收，时间会被标记，"
                + "在校准或与上级联系以前不自动封账。"
        }
    }

    /// A moment as people read it.
    package static func moment(_ seconds: Int64) -> String {
        guard let time = CivilDateTime(secondsSince1970: seconds) else { return "时间不明" }
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let date = time.date
        return "\(date.year)年\(date.month)月\(date.day)日 \(two(time.hour)):\(two(time.minute))"
    }
}

/// How far two devices' clocks are apart, in words.
package enum ClockOffset {
    /// Clocks nearer than this, in seconds, need no word.
    package static let toleranceSeconds: Int64 = 300

    /// What is said of the parent's clock minus this device's, in seconds; nil where they are near.
    package static func sentence(parent offset: Int64) -> String? {
        guard let words = words(-offset) else { return nil }
        return "本机的钟比上级的\(words)，请校准；登记照收，登记的时间会被标记。"
    }

    /// What is said of another device's clock minus this one's, in seconds, such as `快 2 小时`; nil
    /// where they are near.
    package static func words(_ offset: Int64) -> String? {
        guard offset.magnitude > UInt64(toleranceSeconds) else { return nil }
        return "\(offset > 0 ? "快" : "慢") \(span(offset.magnitude))"
    }

    /// A length of time in its greatest unit that makes sense.
    private static func span(_ seconds: UInt64) -> String {
        switch seconds {
        case ..<7_200: "\(seconds / 60) 分钟"
        case ..<172_800: "\(seconds / 3_600) 小时"
        default: "\(seconds / 86_400) 天"
        }
    }
}
