internal import Bookkeeping
internal import Causality
internal import Records

/// The letters of a node, and what a person may do with them.
struct LetterList: Sendable {
    let letters: [SealedLetter]
    /// To whom letters go from here.
    let receiver: LetterBox.Receiver
    /// The registers that the person may write a letter for.
    let writable: [RegisterDefinition]
    /// Those whose letters the person may read.
    let readable: Set<String>
    /// The letter that was sealed just now.
    var sealed: String?

    /// The page.
    var content: Markup {
        .sequence([
            Pieces.back(.home, "返回首页"),
            Tag.h1 { "密件" },
            sealedNotice,
            explanation,
            choice,
            letters.isEmpty ? Tag.p { "现在没有密件。" } : table,
        ])
    }

    private var sealedNotice: Markup {
        guard let sealed, let letter = letters.first(where: { $0.id.text == sealed }),
            case .closed = letter.contents
        else { return .nothing }
        return Pieces.notice("已经封好", .good) {
            Tag.p {
                "编号 \(letter.id.text)，会随同步送给"
                Tag.bdi { letter.to }
                "；送到以前也都保存在本机。"
            }
        }
    }

    private var explanation: Markup {
        switch receiver {
        case .here: Tag.p { "各地写给本级的密件，只有本级打得开，中间经过的地方看不到内容。" }
        case .unknown: Tag.p { "本机还没有收到上级的资料，同步一次以后才能写密件。" }
        case .place(let name):
            Tag.p {
                "密件只有"
                Tag.bdi { name }
                "打得开。别处只转送，看得到是谁写给谁的，看不到写了什么。本机封好以后也打不开，请自己记住写过什么。"
            }
        }
    }

    private var choice: Markup {
        guard case .place = receiver, !writable.isEmpty else { return .nothing }
        return .sequence([
            Tag.h2 { "写一件密件" },
            Tag.p(.class("actions")) {
                for register in writable {
                    let path = EntryPurpose.letter(to: "").path(register.id)
                    Pieces.button(path, register.title)
                }
            },
        ])
    }

    private var table: Markup {
        Tag.table(.class("stack")) {
            Tag.caption { "共 \(letters.count) 件，新的在前" }
            Tag.thead {
                Tag.tr {
                    for label in ["何时写的", "谁写的", "写给谁", "现在怎样"] {
                        Tag.th(.columnHeader) { label }
                    }
                }
            }
            Tag.tbody {
                for letter in letters.reversed() {
                    Tag.tr {
                        Tag.th(.rowHeader) {
                            ChineseDate.moment(letter.writtenAt)
                            Tag.br()
                            Tag.span(.class("hint")) { "编号 \(letter.id.text)" }
                        }
                        Tag.td(.label("谁写的")) { Tag.bdi { letter.from } }
                        Tag.td(.label("写给谁")) { Tag.bdi { letter.to } }
                        Tag.td(.label("现在怎样")) { state(of: letter) }
                    }
                }
            }
        }
    }

    private func state(of letter: SealedLetter) -> Markup {
        switch letter.contents {
        case .erased: return .sequence(["已按规定删除".asMarkup, recordLink(letter)])
        case .stripped:
            return "内容在路上被去掉了，请写的地方做一个优盘直接送来，或另写一件".asMarkup
        case .closed where letter.record != nil:
            return .sequence(["在另一台电脑上打开的".asMarkup, recordLink(letter)])
        case .closed where letter.isToHere:
            return "本机打不开：它是这台电脑加入以前写的，请用当时已有的那一台打开".asMarkup
        case .closed: return letter.closedWords.asMarkup
        case .open(let register, _):
            guard readable.contains(register) else { return "由管这件事的同事打开".asMarkup }
            return opened(letter)
        }
    }

    private func opened(_ letter: SealedLetter) -> Markup {
        let moment = ChineseDate.moment(letter.writtenAt)
        return .sequence([
            Tag.a(
                .class("back"),
                .href(PagePath(["letters", letter.id.text])),
                .ariaLabel("打开\(letter.from)\(moment)写的密件")
            ) { "打开" },
            letter.record == nil ? "，还没有登记".asMarkup : recordLink(letter),
        ])
    }

    private func recordLink(_ letter: SealedLetter) -> Markup {
        guard let record = letter.record else { return .nothing }
        return .sequence([
            "，".asMarkup,
            Tag.a(
                .class("back"),
                .href(PagePath(["find"], query: [("text", record.text)])),
                .ariaLabel("由\(letter.from)\(ChineseDate.moment(letter.writtenAt))的密件登记成的记录")
            ) { "已登记" },
        ])
    }
}
