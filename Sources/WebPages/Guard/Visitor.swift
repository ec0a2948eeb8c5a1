internal import Bookkeeping
internal import Credentials
internal import Records
internal import Store

/// Who looks at a page.
struct Visitor: Sendable {
    let account: UserAccount
    let token: SessionToken

    var role: Role { account.role }

    /// The person as the books know it: every event of this visitor names it.
    var person: ActingPerson { ActingPerson(id: account.actor, roles: [account.role]) }
}
