internal import Store

extension WaitingModel {
    /// The page.
    func content(for visitor: Visitor) -> Markup {
        .sequence([
            Pieces.back(.home, "返回首页"),
            Tag.h1 { "等待发往上级的内容" },
            outcome.map(notice) ?? .nothing,
            Tag.p { summary },
            contact.hasParent ? Tag.p { lastContact } : .nothing,
            contact.hasParent ? sendForm(visitor) : .nothing,
            lines.isEmpty ? .nothing : table,
        ])
    }

    private var summary: String {
        guard contact.hasParent else { return "本机是最上级，没有要往上送的。" }
        guard totalCount > 0 else {
            return "没有等待发送的内容，上级已经全部收到\(WaitingModel.ending(attachments))。"
        }
        let parent = parentName.map { "发往\($0)" } ?? "发往上级"
        return "共 \(totalCount) 项变动等待\(parent)。都已安全保存在本机，"
            + (isAutomatic ? "联网后自动发送，不用做别的。" : "联网后按“现在发送”就能送出。")
    }

    /// What is said of photos behind the word that all has arrived.
    static func ending(_ counts: AttachmentCounts) -> String {
        counts.waitingOut == 0 ? "" : "；照片和扫描件还有 \(counts.waitingOut) 个，夜里传送"
    }

    private func notice(_ outcome: ParentContact.Outcome) -> Markup {
        switch outcome {
        case .done(let sent, let received):
            Pieces.notice("与上级联系成功", .good) {
                Tag.p { "送出 \(sent) 项变动，收到 \(received) 项。" }
            }
        case .failed(let sentence):
            Pieces.notice("没有联系上，内容都还在本机", .care) { Tag.p { PlainSentence.ofContact(sentence) } }
        }
    }

    private func sendForm(_ visitor: Visitor) -> Markup {
        PostForm(to: PagePath(["waiting", "send"]), visitor).markup {
            Tag.div(.class("actions")) {
                PostForm.button("send", "现在发送")
                Tag.span(.class("hint")) { "网络慢时要等一会儿，请不要反复按。" }
            }
        }
    }

    private var lastContact: Markup {
        .sequence([
            (contact.succeededAt.map {
                "上次与上级联系成功：\(ChineseDate.moment($0))（\(ChineseDate.ago($0, now: now))）。"
            } ?? "还没有与上级联系成功过。").asMarkup,
            outcome == nil
                ? contact.fault.map { fault in
                    let moment = contact.faultAt.map { "（\(ChineseDate.ago($0, now: now))）" } ?? ""
                    return .sequence([
                        "最近一次没有成功\(moment)：".asMarkup,
                        Tag.bdi { PlainSentence.ofContact(fault) },
                    ])
                } ?? .nothing : .nothing,
        ])
    }

    private var table: Markup {
        Tag.table(.class("stack")) {
            Tag.caption {
                lines.count < WaitingModel.lineCountMax
                    ? "等得最久的在前" : "等得最久的 \(lines.count) 条记录"
            }
            Tag.thead {
                Tag.tr {
                    for label in ["记录", "登记簿", "从何时起等待"] { Tag.th(.columnHeader) { label } }
                    Tag.th(.columnHeader, .class("right")) { "变动（项）" }
                }
            }
            Tag.tbody {
                for line in lines {
                    Tag.tr {
                        Tag.th(.rowHeader) { name(line) }
                        Tag.td(.label("登记簿")) { line.registerTitle }
                        Tag.td(.label("从何时起等待")) { ChineseDate.moment(line.since) }
                        Tag.td(.class("right"), .label("变动（项）")) { String(line.changeCount) }
                    }
                }
            }
        }
    }

    private func name(_ line: Line) -> Markup {
        guard let path = line.path, let title = line.title else { return "不用人管".asMarkup }
        return Tag.a(.class("whole"), .href(path)) { PaperNumberText.markup(title) }
    }
}
