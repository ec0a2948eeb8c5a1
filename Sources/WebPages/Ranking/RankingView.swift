internal import Records

extension RankingModel {
    /// The page: what to assess, and below it the table that is put up.
    func content(at place: String) -> Markup {
        .sequence([
            Tag.h1 { heading },
            form,
            refusal.map { reason in
                Pieces.notice("暂时算不出来", .care) { Tag.p { reason } }
            } ?? .nothing,
            sheet.map { sheetContent($0, at: place) } ?? hint,
        ])
    }

    private var heading: String {
        guard let sheet, let period else { return "考核" }
        return "\(sheet.title)　\(ChineseDate.text(period))"
    }

    private var hint: Markup {
        refusal != nil ? .nothing : Tag.p(.class("hint")) { "选好办法和月份，点“算出名次”。这里算出的是试算结果，没有公示。" }
    }

    private var form: Markup {
        Tag.form(.get, .action(PagePath(["ranking"])), .class("filter card screen")) {
            Tag.div {
                Tag.label(.for("scheme")) { "考核办法" }
                Tag.select(.id("scheme"), .name("scheme")) {
                    for option in choices {
                        Tag.option(
                            .value(
                                [option.scheme, option.kind].compactMap(\.self).joined(
                                    separator: " "
                                )
                            ),
                            option == choice ? .selected : nil
                        ) {
                            [option.title, option.kindTitle].compactMap(\.self).joined(
                                separator: "："
                            )
                        }
                    }
                }
            }
            Tag.div {
                Tag.label(.for("period")) { "月份" }
                Tag.input(
                    .type(.month),
                    .id("period"),
                    .name("period"),
                    .value(period?.text ?? "")
                )
            }
            Tag.button(.submit, .class("button")) { "算出名次" }
        }
    }

    private func sheetContent(_ sheet: RankingSheet, at place: String) -> Markup {
        .sequence([
            sheet.missing.isEmpty ? .nothing : missing(sheet.missing),
            Tag.div(.class("card")) { table(sheet) },
            notes(sheet),
            Tag.p(.class("signs")) {
                Tag.span { "\(place)　\(ChineseDate.text(today))" }
                Tag.span { "（试算结果，未公示）" }
            },
            provenance(sheet),
        ])
    }

    private func missing(_ places: [RankingSheet.Missing]) -> Markup {
        Pieces.notice("有 \(places.count) 个地方的内容没有到齐，名次还会变", .care) {
            Tag.ul {
                for place in places {
                    Tag.li {
                        Tag.bdi { place.name }; "：\(place.why)"
                    }
                }
            }
        }
    }

    private func table(_ sheet: RankingSheet) -> Markup {
        let rows = sheet.rows.enumerated().sorted { left, right in
            (left.element.rank ?? .max, left.offset) < (right.element.rank ?? .max, right.offset)
        }.map(\.element)
        return Pieces.scrolling("名次表") {
            Tag.table(.class("stack ranking")) {
                Tag.thead {
                    Tag.tr {
                        Tag.th(.columnHeader) { "序号" }
                        Tag.th(.columnHeader) { "单位" }
                        for section in sheet.sections {
                            Tag.th(.columnHeader, .class("right")) {
                                section.title
                                if let marks = section.fullMarks { "（\(marks)分）" }
                            }
                        }
                        Tag.th(.columnHeader, .class("right")) { "总分（分）" }
                        Tag.th(.columnHeader, .class("right")) { "名次" }
                        Tag.th(.columnHeader) { "备注" }
                    }
                }
                Tag.tbody {
                    for (index, row) in rows.enumerated() {
                        self.row(row, index + 1, sheet.sections)
                    }
                }
            }
        }
    }

    private func row(
        _ row: RankingSheet.Row,
        _ number: Int,
        _ sections: [RankingSheet.Section]
    ) -> Markup {
        Tag.tr {
            Tag.td(.class("right"), .label("序号")) { String(number) }
            Tag.th(.rowHeader) {
                if row.explanation != nil {
                    Tag.a(.class("whole"), .href(path(explaining: row.id))) { Tag.bdi { row.name } }
                } else {
                    Tag.bdi { row.name }
                }
            }
            for section in sections {
                Tag.td(.class("right"), .label(section.title)) {
                    row.sections[section.id].map(RankingWords.figure) ?? "—"
                }
            }
            Tag.td(.class("right"), .label("总分（分）")) { row.total ?? "—" }
            Tag.td(.class("right"), .label("名次")) { row.rank.map(String.init) ?? "—" }
            Tag.td(.label("备注")) {
                row.remarks.map(RankingWords(sections: sections).remark).joined(separator: "；")
            }
        }
    }

    @MarkupBuilder private func notes(_ sheet: RankingSheet) -> Markup {
        if !sheet.notes.isEmpty {
            let words = RankingWords(sections: sheet.sections)
            Tag.div(.class("card")) {
                Tag.h2 { "说明" }
                Tag.ul { for note in sheet.notes { Tag.li { Tag.bdi { words.sentence(note) } } } }
            }
        }
    }

    private func provenance(_ sheet: RankingSheet) -> Markup {
        Tag.details(.class("card")) {
            Tag.summary(.class("back")) { "这些数字从哪里来" }
            Tag.p { "按下面的版本和证据，任何时候都能重新算出同样的结果。点单位的名字，可以看到每一分的来由。" }
            Pieces.facts(sheet.provenance.map { line in (line.label, Tag.bdi { line.text }) })
        }
    }
}

/// How one subject's score came about, in sentences with links to the records.
struct ExplanationView: Sendable {
    let row: RankingSheet.Row
    let ranking: RankingModel
    let words: RankingWords

    var content: Markup {
        .sequence([
            Pieces.back(ranking.path(), "返回名次表"),
            Tag.h1 {
                Tag.bdi { row.name }; "：得分说明"
            },
            Tag.p {
                [ranking.choice?.title, ranking.period.map(ChineseDate.text)].compactMap(\.self)
                    .joined(separator: "　")
            },
            Tag.div(.class("card")) {
                if let explanation = row.explanation {
                    Tag.p(.class("big")) { Tag.bdi { words.sentence(explanation.text) } }
                    Tag.ul(.class("tree")) {
                        for reason in explanation.reasons { item(reason, depth: 0) }
                    }
                } else {
                    Tag.p { "这个单位没有得分。" }
                }
            },
        ])
    }

    private func item(_ sentence: RankingSheet.Sentence, depth: Int) -> Markup {
        Tag.li {
            Tag.bdi { words.sentence(sentence.text, about: sentence.record) }
            if let record = sentence.record {
                " "
                Tag.a(.href(PagePath(["find"], query: [("text", record)]))) { "看这条记录" }
            }
            if !sentence.reasons.isEmpty {
                Tag.ul { for reason in sentence.reasons { item(reason, depth: depth + 1) } }
            }
        }
    }
}
