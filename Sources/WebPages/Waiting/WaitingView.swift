extension WaitingModel {
    /// The page.
    var content: Markup {
        .sequence([
            Pieces.back(.home, "返回首页"),
            Tag.h1 { "等待发往上级的内容" },
            Tag.p { summary },
            Tag.p { contact },
            lines.isEmpty ? .nothing : table,
        ])
    }

    private var summary: String {
        guard totalCount > 0 else { return "没有等待发送的内容，上级已经全部收到。" }
        let parent = parentName.map { "发往\($0)" } ?? "发往上级"
        return "共 \(totalCount) 项变动等待\(parent)。都已安全保存在本机，联网后自动发送，不用做别的。"
    }

    private var contact: Markup {
        .sequence([
            (lastSync.map {
                "上次与上级联系成功：\(ChineseDate.moment($0))（\(ChineseDate.ago($0, now: now))）。"
            } ?? "还没有与上级联系成功过。").asMarkup,
            lastError.map { error in
                .sequence(["最近一次没有成功：".asMarkup, Tag.bdi { error }])
            } ?? .nothing,
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
