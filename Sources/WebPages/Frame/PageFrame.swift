internal import Bookkeeping
internal import Credentials
internal import Records
internal import Store

/// The places of the page's head that a person goes to.
enum Way: String, CaseIterable, Sendable {
    case home, ledger, entry, conflicts, ranking

    var label: String {
        switch self {
        case .home: "首页"
        case .ledger: "台账"
        case .entry: "登记"
        case .conflicts: "待决定"
        case .ranking: "考核"
        }
    }

    var path: PagePath { self == .home ? .home : PagePath([rawValue]) }
}

/// What the head of every page says of the node.
struct NodeCaption: Sendable {
    /// The place's name; nil while its record has not arrived.
    var placeName: String?
    /// Its level.
    var level: PlaceLevel?
    /// Records that wait for a decision.
    var conflictCount = 0
    /// Whether the visitor has anything to record here.
    var mayRecord = true

    /// What speaks against the device's clock, in one sentence; nil if nothing does.
    var clockWarning: String?

    /// The name to show, in plain words where it is not known.
    var shownName: String { placeName ?? "地方信息尚未从上级到达" }
}

/// Head, ways and foot around what a page says.
struct PageFrame: Sendable {
    let title: String
    var way: Way?
    var visitor: Visitor?
    var node = NodeCaption()
    var textSize = TextSize.standard
    /// Where the switch of the text size leads back to.
    var path = PagePath.home
    /// Set where the page is one form: what the Enter key asks of it.
    ///
    /// Nothing around such a form leads away from what is typed in it: the switch of the text size
    /// sends it along, and the ways to other pages are left out.
    var formStep: String?

    /// The id of the form of such a page.
    static let formID = "filled"

    /// The whole document.
    func document(@MarkupBuilder _ content: () -> Markup) -> Markup {
        Tag.html(.lang("zh-CN"), .class(textSize.className)) {
            head
            Tag.body(.class(node.level == .village ? "village" : "")) {
                // The Enter key presses the first button of a form, so this one stands before all.
                if let formStep { PageFrame.firstButton(formStep) }
                Tag.a(.class("skip"), .anchor("main")) { "跳到正文" }
                bar
                if visitor != nil, formStep == nil { ways }
                Tag.main(.id("main"), .class("inside")) {
                    if let warning = node.clockWarning {
                        Pieces.notice("请看一下本机的钟", .care) { Tag.p { warning } }
                    }
                    content()
                }
                foot
            }
        }
    }

    private static func firstButton(_ step: String) -> Markup {
        Tag.button(
            .submit,
            .form(formID),
            .class("first"),
            .name(PostForm.stepField),
            .value(step),
            .skippedByTab,
            .hiddenFromReaders
        ) { "下一步" }
    }

    private var head: Markup {
        Tag.head {
            Tag.meta(.utf8)
            Tag.meta(.metaName("viewport"), .content("width=device-width, initial-scale=1"))
            Tag.title { "\(title) · \(node.shownName)" }
            Tag.link(.stylesheet, .href(Stylesheet.path))
        }
    }

    private var bar: Markup {
        Tag.header(.class("bar")) {
            Tag.div(.class("inside")) {
                Tag.div(.class("place")) {
                    Tag.bdi { node.shownName }
                    if let level = node.level {
                        Tag.span { "（\(level.label)）" }
                    }
                }
                Tag.ul(.class("tools")) {
                    Tag.li { "字体：" }
                    for size in TextSize.allCases { sizeSwitch(size) }
                    if let visitor {
                        Tag.li { Tag.bdi { "\(visitor.account.name)（\(visitor.role.label)）" } }
                        if formStep == nil {
                            Tag.li { Tag.a(.href(PagePath(["password"]))) { "改密码" } }
                            Tag.li { signOut(visitor) }
                        }
                    }
                }
            }
        }
    }

    private func sizeSwitch(_ size: TextSize) -> Markup {
        if formStep != nil {
            return Tag.li {
                Tag.button(
                    .submit,
                    .form(PageFrame.formID),
                    .name(PostForm.stepField),
                    .value(TextSize.step + size.rawValue),
                    size == textSize ? .currentPage : nil
                ) { size.label }
            }
        }
        let target = PagePath(["text"], query: [("size", size.rawValue), ("back", path.text)])
        return Tag.li {
            Tag.a(.href(target), size == textSize ? .currentPage : nil) { size.label }
        }
    }

    private func signOut(_ visitor: Visitor) -> Markup {
        PostForm(to: PagePath(["logout"]), visitor).markup {
            Tag.button(.submit) { "退出" }
        }
    }

    private var ways: Markup {
        Tag.nav(.class("ways"), .ariaLabel("主要页面")) {
            Tag.ul {
                for way in Way.allCases where isOpen(way) {
                    Tag.li {
                        Tag.a(.href(way.path), way == self.way ? .currentPage : nil) {
                            way == .conflicts && node.conflictCount > 0
                                ? "\(way.label)（\(node.conflictCount)）" : way.label
                        }
                    }
                }
            }
        }
    }

    private func isOpen(_ way: Way) -> Bool {
        switch way {
        case .home, .ledger, .conflicts: true
        case .entry: node.mayRecord
        case .ranking: visitor.map { Permission.assesses($0.role, at: node.level) } ?? false
        }
    }

    private var foot: Markup {
        Tag.footer(.class("foot")) {
            Tag.div(.class("inside")) { "本页由本机提供，不联网也能办理；登记的内容都先保存在本机。" }
        }
    }
}

/// A form that is posted, with the token that proves it came from a page of this session.
struct PostForm {
    // The names of what a form carries besides a register's fields; their hyphen keeps them apart
    // from every field's id.

    /// The proof that the form is of this session.
    static let tokenField = "form-token"
    /// What the pressed button asks for.
    static let stepField = "form-step"
    /// Why a record is changed.
    static let reasonField = "form-reason"
    /// The version that was shown.
    static let shownField = "form-shown"
    /// The one field that is corrected.
    static let onlyField = "form-only"
    /// What tells two forms of one register apart.
    static let markField = "form-mark"
    /// How a record is entered.
    static let entryField = "form-entry"

    let path: PagePath
    let visitor: Visitor
    let id: String?

    init(to path: PagePath, _ visitor: Visitor, id: String? = nil) {
        self.path = path
        self.visitor = visitor
        self.id = id
    }

    /// The form around its fields.
    ///
    /// The browser's own checks are off: they would speak its language, and the node's say what to
    /// do.
    func markup(@MarkupBuilder _ content: () -> Markup) -> Markup {
        Tag.form(.post, .action(path), .noValidation, id.map(Attribute.id)) {
            PostForm.hidden(PostForm.tokenField, visitor.token.formToken(for: path.text))
            content()
        }
    }

    /// A button that sends the form and says what for.
    static func button(
        _ step: String,
        _ label: String,
        isPlain: Bool = false,
        _ more: Attribute?...
    ) -> Markup {
        let common: [Attribute?] = [
            .submit, .class(isPlain ? "button plain" : "button"), .name(stepField), .value(step),
        ]
        return Tag.button.with(common + more) { label }
    }

    /// A value that goes along unseen.
    static func hidden(_ name: String, _ value: String) -> Markup {
        Tag.input(.type(.hidden), .name(name), .value(value))
    }
}
