package import Records

/// Why a page is not shown or a form not taken, or an account not made.
package enum PageError: Error, Equatable, Sendable {
    /// There is no such page.
    case unknownPage
    /// A sealed letter that cannot be opened here, or was erased.
    case letterClosed
    /// The request came by a name or port that is not this node's (DNS rebinding).
    case foreignHost
    /// The form was sent from a page of somewhere else.
    case foreignOrigin
    /// Nobody is signed in, or the session has ended.
    case notSignedIn
    /// The form's token is missing or of another session.
    case formOutdated
    /// The form's bytes cannot be read.
    case formUnreadable
    /// The form is longer than any page of ours sends.
    case formTooLarge
    /// A decision without one.
    case nothingChosen
    /// The role may not do this; what it is about.
    case notAllowed(String)
    /// The assessment cannot be made: what is missing.
    case noAssessment(String)
    /// An account of that name exists.
    case accountExists(String)
    /// No account has that name.
    case unknownAccount(String)
    /// No name, a name over 50 characters or with invisible characters.
    case badAccountName
    /// The role is not one of people who sign in.
    case roleWithoutPages(Role)

    /// The status of the answer.
    var statusCode: Int {
        switch self {
        case .unknownPage, .letterClosed, .unknownAccount: 404
        case .foreignHost: 421
        case .foreignOrigin, .notAllowed: 403
        case .notSignedIn: 401
        case .formOutdated, .accountExists, .noAssessment: 409
        case .formUnreadable, .nothingChosen, .badAccountName, .roleWithoutPages: 400
        case .formTooLarge: 413
        }
    }

    /// What happened, in a few words.
    var title: String {
        switch self {
        case .unknownPage: "没有这个页面"
        case .letterClosed: "密件打不开"
        case .foreignHost, .foreignOrigin: "没有接受"
        case .notSignedIn: "请先登录"
        case .formOutdated: "页面已过期"
        case .formUnreadable, .formTooLarge, .nothingChosen: "没有保存"
        case .notAllowed: "没有权限"
        case .noAssessment: "暂时算不出来"
        case .accountExists, .unknownAccount, .badAccountName, .roleWithoutPages: "账号没有更改"
        }
    }

    /// One plain sentence: what happened and what to do next.
    package var sentence: String {
        switch self {
        case .unknownPage: "这个地址没有内容，请回到首页，从那里重新进入。"
        case .letterClosed: "这件密件本机打不开，或者已按规定删除；请回到首页，在密件的清单里看它现在怎样。"
        case .foreignHost: "这个网址不是本机的网址，请用程序启动时显示的网址打开。"
        case .foreignOrigin: "这份表单不是从本机的页面提交的，没有采用，请回到首页重新填写。"
        case .notSignedIn: "您还没有登录，或登录已经结束，请登录后再试。"
        case .formOutdated: "这个页面是上一次登录时打开的，内容没有保存，请返回上一页刷新后再提交。"
        case .formUnreadable: "提交的内容读不出来，没有保存，请返回上一页重新提交。"
        case .formTooLarge: "提交的内容太长，没有保存，请缩短后再提交。"
        case .nothingChosen: "还没有选定采用哪一个，请先选好，写上原因，再提交。"
        case .notAllowed(let what): "您的角色不能\(what)，请找有这项职责的同事办理。"
        case .noAssessment(let reason): reason
        case .accountExists(let name): "已有名为“\(name)”的账号，请换一个名字，或用 user reset 重设它的密码。"
        case .unknownAccount(let name): "没有名为“\(name)”的账号，请用 user list 查看。"
        case .badAccountName: "账号名要有 1 到 50 个字，中间不能有看不见的字符，请换一个。"
        case .roleWithoutPages(let role): "“\(role.label)”不用登录页面，请选别的角色。"
        }
    }
}
