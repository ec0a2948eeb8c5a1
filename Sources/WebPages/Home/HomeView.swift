internal import Enrolment
internal import Records
internal import Store

extension HomeModel {
    /// The page.
    var content: Markup {
        Markup.sequence([
            Tag.h1 { Tag.bdi { placeName ?? "地方信息尚未从上级到达" } },
            quickWays,
            Tag.div(.class("tiles")) {
                if !duties.isEmpty { dutyTile }
                if contact.hasParent {
                    waitingTile
                    contactTile
                }
                if conflictCount > 0 { conflictTile }
                if clockSpellCount > 0 { clockTile }
                if case .toRead(let count)? = letters, count > 0 { letterTile(count) }
                if quarantineCount + waitingCount + strippedCount > 0 { asideTile }
            },
            children.isEmpty ? .nothing : childrenTable,
            letterWay,
            Tag.p(.class("hint")) { whereIAm },
        ])
    }

    private func letterTile(_ count: Int) -> Markup {
        Tag.div(.class("card")) {
            Tag.h2 { "各地写来的密件" }
            Tag.p(.class("figure")) { "\(count) 件没有登记" }
            Tag.p { "中间经过的地方看不到内容，要在这里打开、登记。" }
            Tag.p { Pieces.button(PagePath(["letters"]), "去看看", isPlain: true) }
        }
    }

    /// What is not there every day stands below.
    private var letterWay: Markup {
        switch letters {
        case .toRead(0)?: way("各地写来的密件")
        case .toWrite(let receiver)?: way("写给\(receiver)的密件：中间经过的地方看不到内容")
        case .toRead?, nil: .nothing
        }
    }

    private func way(_ label: String) -> Markup {
        Tag.p { Tag.a(.class("back"), .href(PagePath(["letters"]))) { label } }
    }

    private var quickWays: Markup {
        Tag.p(.class("actions")) {
            if mayRecord { Pieces.button(Way.entry.path, "登记新事项") }
            Pieces.button(Way.ledger.path, "查看台账", isPlain: true)
        }
    }

    private var whereIAm: String {
        let code = code.map { "区划代码 \($0)" }
        let parent = parentName.map { "上级是\($0)" }
        return [code, level.map { "\($0.label)一级" }, parent].compactMap(\.self)
            .joined(separator: "，") + "。"
    }

    private var dutyTile: Markup {
        Tag.div(.class("card")) {
            Tag.h2 { "要抓紧办的" }
            for duty in duties {
                Tag.p {
                    Tag.strong { duty.title }
                    Tag.br()
                    if duty.lateCount > 0 {
                        Tag.a(.class("back"), .href(path(duty, isLate: true))) {
                            Pieces.mark("超期 \(duty.lateCount) 件", .alarm)
                        }
                        "　"
                    }
                    if duty.soonCount > 0 {
                        Tag.a(.class("back"), .href(path(duty, isLate: false))) {
                            Pieces.mark("快到期 \(duty.soonCount) 件", .care)
                        }
                    }
                }
            }
        }
    }

    private func path(_ duty: Duty, isLate: Bool) -> PagePath {
        var filter = LedgerFilter()
        filter.onlyLate = isLate
        filter.onlySoon = !isLate
        return filter.path(duty.register)
    }

    private var waitingTile: Markup {
        Tag.div(.class("card")) {
            Tag.h2 { "等待发往上级" }
            if pendingCount == 0 {
                Tag.p(.class("figure")) { "没有" }
                Tag.p { Pieces.mark("都已送达", .good) }
                Tag.p { "上级已经收到这里登记的全部内容\(WaitingModel.ending(attachments))。" }
            } else {
                Tag.p(.class("figure")) { "\(pendingCount) 项变动" }
                Tag.p { Pieces.mark("等待发送", .care) }
                Tag.p {
                    if let pendingSince {
                        "最早的一项从 \(ChineseDate.moment(pendingSince)) 起等待"
                            + "（\(ChineseDate.ago(pendingSince, now: now))）。"
                    }
                    "内容都已安全保存在本机" + (isAutomatic ? "，联网后自动发送。" : "。")
                }
                Tag.p {
                    Tag.a(.class("back"), .href(PagePath(["waiting"]))) { "看看是哪些，现在发送" }
                }
            }
            if pendingCount == 0, pendingRootCount > 0 {
                Tag.p { "其中 \(pendingRootCount) 项县里还没有确认收到。" }
            }
        }
    }

    private var contactTile: Markup {
        Tag.div(.class("card")) {
            Tag.h2 { "上次与上级联系成功" }
            if let lastSync = contact.succeededAt {
                Tag.p(.class("figure")) { ChineseDate.ago(lastSync, now: now) }
                Tag.p { ChineseDate.moment(lastSync) }
            } else {
                Tag.p(.class("figure")) { "还没有" }
            }
            if let fault = contact.fault {
                Tag.p { Pieces.mark(failureTitle, .care) }
                Tag.p { Tag.bdi { PlainSentence.ofContact(fault) } }
            } else if contact.succeededAt != nil {
                Tag.p { Pieces.mark("正常", .good) }
            }
        }
    }

    private var failureTitle: String {
        "最近一次没有成功" + (contact.faultAt.map { "（\(ChineseDate.ago($0, now: now))）" } ?? "")
    }

    private var conflictTile: Markup {
        Tag.div(.class("card")) {
            Tag.h2 { "内容不一致，等人决定" }
            Tag.p(.class("figure")) { "\(conflictCount) 条记录" }
            Tag.p { "同一项内容有人填得不一样，都已保留。" }
            Tag.p { Pieces.button(Way.conflicts.path, "去看看", isPlain: true) }
        }
    }

    private var clockTile: Markup {
        Tag.div(.class("card")) {
            Tag.h2 { "钟对不上，等人裁定" }
            Tag.p(.class("figure")) { "\(clockSpellCount) 段时间" }
            Tag.p { "有电脑登记的时间与公告对不上，裁定以前考核结果是暂定的。" }
            Tag.p { Pieces.button(PagePath(["clocks"]), "去看看", isPlain: true) }
        }
    }

    private var asideTile: Markup {
        Tag.div(.class("card")) {
            Tag.h2 { "暂时没有用上的内容" }
            if quarantineCount > 0 {
                Tag.p { Pieces.mark("已隔离 \(quarantineCount) 项", .alarm) }
                Tag.p { "都原样保存着；为什么，见“待决定”，拿不准的请信息技术人员处理。" }
            }
            if strippedCount > 0 {
                Tag.p { Pieces.mark("个人信息没有送到 \(strippedCount) 项", .alarm) }
                Tag.p { "不是按规定删除的，是路上被去掉的，请信息技术人员处理。" }
            }
            if waitingCount > 0 {
                Tag.p { Pieces.mark("等待补齐 \(waitingCount) 项", .care) }
                Tag.p { "相关内容还没有到达，到达后自动处理。" }
            }
        }
    }

    private var childrenTable: Markup {
        Tag.div(.class("card")) {
            Tag.h2 { "下级各地" }
            Pieces.scrolling("下级各地") {
                Tag.table(.class("stack")) {
                    Tag.thead {
                        Tag.tr {
                            for label in ["地方", "上次联系", "情况"] {
                                Tag.th(.columnHeader) { label }
                            }
                            for label in ["已知未到（项）", "等它确认（项）", "冲突", "隔离"] {
                                Tag.th(.columnHeader, .class("right")) { label }
                            }
                        }
                    }
                    Tag.tbody { for child in children { row(child) } }
                }
            }
        }
    }

    private func row(_ child: ChildSummary) -> Markup {
        Tag.tr {
            Tag.th(.rowHeader) { Tag.bdi { child.name } }
            Tag.td(.label("上次联系")) {
                if let lastContact = child.lastContact {
                    "\(ChineseDate.moment(lastContact))（\(ChineseDate.ago(lastContact, now: now))）"
                } else {
                    "从未"
                }
            }
            Tag.td(.label("情况")) { state(of: child) }
            Tag.td(.class("right"), .label("已知未到")) { String(child.behind) }
            Tag.td(.class("right"), .label("等它确认")) {
                String(child.unsent)
                if let oldest = child.oldestUnsent {
                    Tag.br()
                    "最早\(ChineseDate.ago(oldest, now: now))"
                }
            }
            Tag.td(.class("right"), .label("冲突")) { String(child.conflicts) }
            Tag.td(.class("right"), .label("隔离")) { String(child.quarantine) }
        }
    }

    private func state(of child: ChildSummary) -> Markup {
        if child.isWithdrawn { return Pieces.mark("电脑都已停用", .alarm) }
        guard let lastContact = child.lastContact else { return Pieces.mark("没有联系过", .alarm) }
        let days = (now - lastContact) / 86_400
        if days >= HomeModel.silentDays { return Pieces.mark("\(days)天没有联系", .alarm) }
        if let clock = child.clockOffset.flatMap(ClockOffset.words) {
            return Pieces.mark("钟比这里\(clock)", .care)
        }
        if child.behind > 0 { return Pieces.mark("内容没有到齐", .care) }
        if let lastError = child.lastError {
            return .sequence([Pieces.mark("最近一次没有成功", .care), Tag.br(), Tag.bdi { lastError }])
        }
        return Pieces.mark("正常", .good)
    }
}
