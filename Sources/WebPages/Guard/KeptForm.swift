/// A form that came after its session had ended: what was typed is carried through signing in, so
/// that nobody types it again.
///
/// It travels in hidden inputs of the pages in between, never in the node's memory, so that it
/// outlives a restart, the most common reason for an ended session.
struct KeptForm: Sendable {
    /// Where it was sent.
    let path: PagePath
    /// What was typed, without the tokens of the ended session.
    let items: [(name: String, value: String)]

    private static let prefix = "kept."
    private static let pathField = "kept-path"

    /// Takes a form that was sent to an address; nil where nothing was typed that is worth keeping.
    init?(_ form: SentForm, sentTo address: String) {
        guard let path = PagePath(returning: address), KeptForm.isKept(path) else { return nil }
        self.path = path
        items = form.items.filter {
            $0.name != PostForm.tokenField && $0.name != PostForm.stepField
        }
        if items.isEmpty { return nil }
    }

    /// Reads what a page in between carried.
    init?(carriedBy form: SentForm) {
        guard let path = form[KeptForm.pathField].flatMap(PagePath.init(returning:)),
            KeptForm.isKept(path)
        else { return nil }
        self.path = path
        items = form.items.filter { $0.name.hasPrefix(KeptForm.prefix) }.map {
            (String($0.name.dropFirst(KeptForm.prefix.count)), $0.value)
        }
    }

    /// Only forms that can be opened again with what was typed.
    private static func isKept(_ path: PagePath) -> Bool {
        let parts = path.text.split(separator: "/")
        switch parts.first {
        case "entry", "seal": return parts.count == 3
        case "record": return parts.count >= 4 && ["change", "step"].contains(parts[3])
        default: return false
        }
    }

    /// Hidden inputs for the page on which the person signs in.
    var carried: Markup {
        .sequence(
            [PostForm.hidden(KeptForm.pathField, path.text)]
                + items.map { PostForm.hidden(KeptForm.prefix + $0.name, $0.value) }
        )
    }

    /// The way back into the form, for whoever is signed in now.
    func content(for visitor: Visitor) -> Markup {
        Tag.div(.class("card")) {
            Tag.h1 { "刚才填的内容还在" }
            Tag.p { "登录中断过，刚才填的内容没有保存，也没有丢。请打开看一遍，再提交。" }
            PostForm(to: path, visitor).markup {
                .sequence(items.map { PostForm.hidden($0.name, $0.value) })
                Tag.div(.class("actions")) {
                    PostForm.button("edit", "打开刚才填的内容")
                    Pieces.button(.home, "不要了，回到首页", isPlain: true)
                }
            }
        }
    }
}
