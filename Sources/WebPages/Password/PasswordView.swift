extension PasswordModel {
    /// The page.
    func content(for visitor: Visitor) -> Markup {
        .sequence([
            Pieces.back(.home, "不改了，回到首页"),
            Tag.h1 { "修改密码" },
            fault.map { text in Pieces.notice("没有修改", .alarm) { Tag.p { text } } } ?? .nothing,
            PostForm(to: PagePath(["password"]), visitor, id: PageFrame.formID).markup {
                Tag.div(.class("card")) {
                    input("now", "现在的密码", .currentPassword)
                    input("new", "新的密码", .newPassword, hint: "至少八个字，中文、字母、数字都可以。")
                    input("again", "再输一遍新的密码", .newPassword)
                    Tag.div(.class("actions")) { PostForm.button("save", "修改密码") }
                }
            },
        ])
    }

    private func input(
        _ name: String,
        _ label: String,
        _ kind: Attribute.Completion,
        hint: String? = nil
    ) -> Markup {
        Tag.div(.class("field")) {
            Tag.label(.for(name)) { label }
            if let hint { Tag.span(.class("hint"), .id("h-\(name)")) { hint } }
            Tag.input(
                .type(.password),
                .id(name),
                .name(name),
                .autocomplete(kind),
                hint == nil ? nil : .describedBy("h-\(name)")
            )
        }
    }
}
