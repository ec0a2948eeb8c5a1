internal import Bookkeeping
internal import Causality
internal import Records
internal import Store

/// The computers whose clock does not fit the county's bulletins, spell by spell, and the form in
/// which a person decides what counts.
struct ClockList: Sendable {
    /// One computer in one spell.
    struct Line: Sendable {
        let spell: ClockSpell
        /// Its first records.
        let records: [Record]
        /// How many records it is about.
        let recordCount: Int
        /// In how many of them a day that was ruled not to count still stands.
        let uncorrectedCount: Int
    }

    /// A record, as a link names it.
    struct Record: Sendable {
        let title: String
        /// Its page; nil for what the program keeps for itself.
        let path: PagePath?
    }

    /// A ruling that was not taken, to be shown again.
    struct Refusal: Sendable {
        let sentence: String
        let sent: SentForm
    }

    let lines: [Line]
    /// Whether rulings are made at this place.
    let isCounty: Bool
    /// Whether the person may make them.
    let mayRule: Bool
    var refusal: Refusal?
    /// What was ruled just now.
    var ruled: ClockRuling.Verdict?

    /// Of more records than this the rest is counted.
    static let recordCountMax = 5

    /// The page.
    func content(for visitor: Visitor) -> Markup {
        .sequence([
            Pieces.back(Way.conflicts.path, "返回待决定"),
            Tag.h1 { "钟对不上的电脑" },
            notices,
            Tag.p {
                "县里每天的公告记着时间。哪台电脑登记的时间和公告对不上，它的钟那时就不准。"
                    + "一台电脑、一段时间由县里决定一次，决定以前分数照填写的算，结果标“暂定”。"
            },
            lines.isEmpty ? Tag.p(.class("card")) { "现在没有和公告对不上的登记。" } : .nothing,
            .sequence(lines.enumerated().map { card($0.element, number: $0.offset, visitor) }),
        ])
    }

    @MarkupBuilder private var notices: Markup {
        if let refusal {
            Pieces.notice("没有保存", .alarm) { Tag.p { refusal.sentence } }
        }
        if let ruled {
            Pieces.notice("已经裁定：\(ruled.title)", .good) {
                if ruled == .bounded {
                    Tag.p { "靠这个钟填的日期还在记录里，请打开记录逐条更正，更正以前结果仍是暂定的。" }
                }
            }
        }
    }

    private func card(_ line: Line, number: Int, _ visitor: Visitor) -> Markup {
        let spell = line.spell
        return Tag.div(.class("card")) {
            Tag.h2 { Tag.bdi { spell.placeName ?? spell.placeCode ?? "来源地尚未到达" } }
            Tag.p {
                if let ruling = spell.ruling {
                    Pieces.mark("已裁定：\(ruling.verdict.title)", .good)
                    "　理由："
                    Tag.bdi { ruling.reason }
                } else {
                    Pieces.mark("还没有裁定", .care)
                }
            }
            if line.uncorrectedCount > 0 {
                Tag.p {
                    Pieces.mark("还有 \(line.uncorrectedCount) 条记录里的日期没有更正", .care)
                }
            }
            Pieces.facts(facts(line))
            if mayRule {
                form(spell, number, visitor)
            } else if spell.ruling == nil {
                Tag.p(.class("hint")) {
                    isCounty ? "请有这项职责的同事决定。" : "由县里决定；知道实情的，请告诉县里。"
                }
            }
        }
    }

    private func facts(_ line: Line) -> [(String, Markup)] {
        let (from, to) = (line.spell.span.lowerBound, line.spell.span.upperBound)
        return [
            ("那台电脑的钟", ClockList.words(from: from, to: to).asMarkup),
            ("公告证明", (line.spell.events.first?.bound ?? "").asMarkup),
            ("涉及的登记", "\(line.spell.events.count) 笔，\(line.recordCount) 条记录".asMarkup),
            ("哪些记录", records(line)),
            ("电脑编号", String(Base32.encode(line.spell.node.bytes).prefix(12)).asMarkup),
        ]
    }

    @MarkupBuilder private func records(_ line: Line) -> Markup {
        for (index, record) in line.records.enumerated() {
            if index > 0 { Tag.br() }
            if let path = record.path {
                Tag.a(.class("back"), .href(path)) { Tag.bdi { record.title } }
            } else {
                Tag.bdi { record.title }
            }
        }
        if line.recordCount > line.records.count {
            Tag.br()
            "还有 \(line.recordCount - line.records.count) 条"
        }
    }

    private func form(_ spell: ClockSpell, _ number: Int, _ visitor: Visitor) -> Markup {
        let sent = refusal?.sent
        let isSent = sent?["node"] == spell.key && sent?["from"] == spell.firstDay
        let chosen = isSent ? sent?["as"] : spell.ruling?.verdict.rawValue
        return PostForm(to: PagePath(["clocks", "rule"]), visitor).markup {
            PostForm.hidden("node", spell.key)
            PostForm.hidden("from", spell.firstDay)
            PostForm.hidden("to", spell.lastDay)
            Tag.h3 { "这段时间登记的时间算不算？" }
            for verdict in ClockRuling.Verdict.allCases {
                let id = "\(verdict.rawValue)\(number)"
                Tag.div(.class("choice")) {
                    Tag.input(
                        .type(.radio),
                        .id(id),
                        .name("as"),
                        .value(verdict.rawValue),
                        chosen == verdict.rawValue ? .checked : nil
                    )
                    Tag.label(.for(id)) { ClockList.words(verdict) }
                }
            }
            Tag.div(.class("field")) {
                Tag.label(.for("reason\(number)")) { "理由，如 主板电池没电，有纸质台账为证" }
                Tag.input(
                    .type(.text),
                    .id("reason\(number)"),
                    .name("reason"),
                    .value(isSent ? sent?["reason"] ?? "" : "")
                )
            }
            Tag.div(.class("actions")) {
                Tag.button(.submit, .class("button")) {
                    spell.ruling == nil ? "就这样裁定" : "改为这样裁定"
                }
            }
        }
    }

    private static func words(from: Int64, to: Int64) -> String {
        let (first, last) = (ChineseDate.moment(from), ChineseDate.moment(to))
        return first == last ? first : "\(first) 至 \(last)"
    }

    private static func words(_ verdict: ClockRuling.Verdict) -> String {
        switch verdict {
        case .recorded: "登记的时间算：查过了，填的是真的"
        case .bounded: "登记的时间不算：以公告为准，填的日期另行更正"
        }
    }
}

extension ClockSpell {
    /// The node's whole key.
    var key: String { Base32.encode(node.bytes) }

    /// The first and the last day by the device's clock: a ruling covers whole days.
    var firstDay: String { ClockSpell.day(span.lowerBound) }
    var lastDay: String { ClockSpell.day(span.upperBound) }

    private static func day(_ seconds: Int64) -> String {
        CivilDateTime(secondsSince1970: seconds)?.date.text ?? ""
    }
}
