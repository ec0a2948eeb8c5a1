extension SignInModel {
    /// The page, or where nobody has an account yet, how to make one.
    func content(token: String) -> Markup {
        hasAccounts ? signIn(token: token) : firstVisit
    }

    private func signIn(token: String) -> Markup {
        Tag.div(.class("card")) {
            Tag.h1 { "登录" }
            if kept != nil {
                Pieces.notice("登录已经结束，填的内容还在", .care) {
                    Tag.p { "请重新登录，登录后可以接着填，不用重新输入。" }
                }
            }
            if let fault { Pieces.notice("没有登录成功", .alarm) { Tag.p { fault } } }
            Tag.form(.post, .action(PagePath(["login"])), .noValidation) {
                PostForm.hidden(PostForm.tokenField, token)
                if let next { PostForm.hidden("next", next.text) }
                if let kept { kept.carried }
                Tag.div(.class("field")) {
                    Tag.label(.for("name")) { "账号" }
                    Tag.input(
                        .type(.text),
                        .id("name"),
                        .name("name"),
                        .value(name),
                        .autocomplete(.username),
                        .required
                    )
                }
                Tag.div(.class("field")) {
                    Tag.label(.for("password")) { "密码" }
                    Tag.input(
                        .type(.password),
                        .id("password"),
                        .name("password"),
                        .autocomplete(.currentPassword),
                        .required
                    )
                }
                Tag.div(.class("actions")) {
                    Tag.button(.submit, .class("button")) { "登录" }
                }
            }
            Tag.p(.class("hint")) { "忘记密码请找管理这台电脑的信息技术人员重设。" }
        }
    }

    private var firstVisit: Markup {
        Tag.div(.class("card")) {
            Tag.h1 { "还没有账号" }
            Tag.p { "本机还没有人可以登录。请信息技术人员在这台电脑上运行下面的命令，按提示输入密码，然后刷新本页。" }
            Tag.p { "村级代办员：" }
            Tag.p(.class("command")) { "liandong user add 张三 --role agent" }
            Tag.p { "乡镇、县的经办人：" }
            Tag.p(.class("command")) { "liandong user add 李四 --role clerk" }
            Tag.p { "已在人员登记簿中有工号的，请在后面加上 --staff 和工号；数据不在默认文件夹的，请加上 --data 和文件夹。" }
        }
    }
}
