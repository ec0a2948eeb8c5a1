internal import Bookkeeping
internal import Causality
internal import Records

/// The photos and scans of a record: that they are there for everyone, what they are called and
/// show for those who handle the register.
struct AttachmentList: Sendable {
    private let attachments: [ShownAttachment]
    private let isHandler: Bool
    private let path: @Sendable (ShownAttachment) -> PagePath

    init(_ model: RecordModel) {
        attachments = model.view.attachments
        isHandler = model.isHandler
        path = { model.path("attachment", RecordID.dot($0.dot).text) }
    }

    var markup: Markup {
        guard !attachments.isEmpty else { return .nothing }
        return Tag.div(.class("card")) {
            Tag.h2 { "照片和扫描件" }
            if !isHandler { Tag.p(.class("hint")) { "只对经办的人显示。" } }
            Tag.ul {
                for (index, attachment) in attachments.enumerated() {
                    Tag.li { line(attachment, number: index + 1) }
                }
            }
        }
    }

    @MarkupBuilder private func line(_ attachment: ShownAttachment, number: Int) -> Markup {
        let name = isHandler ? attachment.title ?? attachment.name : nil
        let words = name ?? "第 \(number) 个\(kind(attachment))"
        if attachment.isWhole, isHandler {
            Tag.a(.class("whole"), .href(path(attachment))) { words }
        } else {
            Tag.bdi { words }
        }
        "　\(standing(attachment))".asMarkup
    }

    private func kind(_ attachment: ShownAttachment) -> String {
        AttachmentMedia(rawValue: attachment.media) == .pdf ? "扫描件" : "照片"
    }

    private func standing(_ attachment: ShownAttachment) -> String {
        if attachment.isErased { return "已删除" }
        let size =
            attachment.byteCount < 1_000_000
            ? "\(max(1, attachment.byteCount / 1_000)) KB"
            : "\(attachment.byteCount / 1_000_000) MB"
        return attachment.isWhole ? size : "\(size)，还没有到本机，夜里传送"
    }
}
