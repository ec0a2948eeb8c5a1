extension EvidenceSamples {
    static let disputes = [
        EvidenceSample(
            "dispute",
            month,
            "at=2024-03-08T09:00 window=@window person=@staff toldHeadAt=2024-03-08T09:31"
                + " handledAt=2024-03-08T10:00",
            not: "toldHeadAt=2024-03-08T09:30",
            "DW-N17a 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "dispute",
            month,
            "at=2024-03-08T09:00 window=@window toldHeadAt=2024-03-08T09:10",
            not: "handledAt=2024-03-08T17:00",
            "DW-N17b 发改 2024-03-08"
        ),
        EvidenceSample(
            "dispute",
            month,
            "at=2024-03-08T09:00 window=@window toldHeadAt=2024-03-08T09:10 grew=true"
                + " handledAt=2024-03-08T10:00",
            not: "grew=false",
            "DW-N17c 发改 2024-03-08"
        ),
        EvidenceSample(
            "dispute",
            month,
            "at=2024-03-08T09:00 window=@window toldHeadAt=2024-03-08T09:10 passive=true"
                + " handledAt=2024-03-08T10:00",
            not: "passive=false",
            "DW-N17d 发改 2024-03-08"
        ),
    ]

    static let services = [
        EvidenceSample(
            "evaluator",
            month,
            "window=@window inSight=false checkedOn=2024-03-08",
            not: "inSight=true",
            "DW-N13a 发改 2024-03-08"
        ),
        EvidenceSample(
            "fee-window",
            staff,
            "entry=收费单 department=@window item=工本费 paidAt=2024-03-08T09:00 cashier=@staff",
            not: "basis=发改价格〔2023〕1号",
            "CW-F2 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "first-asked",
            month,
            "askedAt=2024-03-08T16:50 firstPerson=@staff acceptedAt=2024-03-09T08:30",
            not: "acceptedAt=2024-03-08T17:20",
            "DW-N11c 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "one-time-notice",
            month,
            "kind=否决双告知 givenBy=@staff givenAt=2024-03-08T09:00 refusalReason=不在范围",
            not: "remedy=可以申请复议",
            "DW-C8a 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "one-time-notice",
            staff,
            "givenBy=@staff givenAt=2024-03-01T09:00 returnedAt=2024-03-08T09:00 roundTrips=2",
            not: "roundTrips=1",
            "CW-H3d 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "online-consult",
            staff,
            "kind=建议 receivedAt=2024-03-08T09:00 adopted=true suggestionBy=@staff",
            not: "kind=咨询",
            "CW-B2 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "opinion-survey",
            staff,
            "at=2024-03-08 adopted=true suggestedBy=@staff",
            not: "adopted=false",
            "CW-B2 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "openness-display",
            month,
            "department=@window checkedOn=2024-03-08",
            rows: "elements: element=依据 shown=false|element=条件 shown=true correct=false",
            not: "elements: element=依据 shown=true correct=true",
            "DW-C2 发改 2024-03-08"
        ),
        EvidenceSample(
            "project-agency",
            month,
            "requestedAt=2024-03-08 refusedHelp=@window",
            not: "refusedHelp",
            "DW-C9 发改 2024-03-08"
        ),
        EvidenceSample(
            "service-desk",
            month,
            "at=2024-03-08T09:00 copyRefusedBy=@window",
            not: "copyRefusedBy",
            "DW-N16a 发改 2024-03-08"
        ),
        EvidenceSample(
            "third-party-callback",
            month,
            "case=@case window=@window calledAt=2024-03-08T09:00 problem=跑了三次 state=问题已转",
            not: "state=已回访",
            "DW-D8b 发改 2024-03-08"
        ),
    ]

    static let filings = [
        EvidenceSample(
            "staff-filing",
            month,
            "unit=@window termFrom=2024-02-29 filedOn=2024-03-08",
            not: "filedOn=2024-03-07",
            "DW-N18a 发改 2024-03-08"
        ),
        EvidenceSample(
            "staff-filing",
            month,
            "unit=@window termFrom=2022-06-01 changedOn=2024-03-08 changeReason=单位要求"
                + " reviewAccount=已交接",
            not: "changeReason=提拔",
            "DW-N18b 发改 2024-03-08"
        ),
        EvidenceSample(
            "staff-filing",
            month,
            "unit=@window termFrom=2024-03-08 uniformHad=false",
            not: "uniformFiled=2024-03-08",
            "DW-N9b 发改 2024-03-08"
        ),
        EvidenceSample(
            "staff-filing",
            month,
            "unit=@window termFrom=2024-02-05 uniformReceived=2024-03-08",
            not: "termFrom=2024-02-06",
            "DW-N9c 发改 2024-03-08"
        ),
        EvidenceSample(
            "staff-filing",
            month,
            "unit=@window termFrom=2024-03-08 reviewAccount=未申请",
            not: "reviewAccount=已申请",
            "DW-N19a 发改 2024-03-08"
        ),
    ]

    static let times = [
        EvidenceSample(
            "case-handling",
            staff,
            "kind=即办件 window=@window state=办结 finishedAt=2024-03-08T09:00",
            not: "result=准予",
            "CW-H2c 发改 2024-03-08"
        ),
        EvidenceSample(
            "case-handling",
            staff,
            "kind=退件 window=@window state=退件 finishedAt=2024-03-08T09:00",
            not: "resultReason=不在受理范围",
            "CW-H3c 发改 2024-03-08"
        ),
        EvidenceSample(
            "hall-patrol",
            staff,
            "date=2024-03-08 window=@window item=卫生 toldAt=2024-03-08T09:00 recheckResult=未整改",
            not: "recheckResult=已整改",
            "CW-D4 发改 2024-03-08"
        ),
        EvidenceSample(
            "task-breakdown",
            month,
            "unit=@window due=2024-03-08",
            not: "doneOn=2024-03-08",
            "DW-D3 发改 2024-03-08"
        ),
        EvidenceSample(
            "time-limit",
            month,
            "case=@late",
            not: "excused=true",
            "DW-C8b 发改 2024-03-12"
        ),
        EvidenceSample(
            "time-limit",
            staff,
            "case=@late",
            not: "case=@case",
            "CW-H6 发改 2024-03-12 days 2"
        ),
        EvidenceSample(
            "time-limit",
            hall,
            "case=@late",
            not: "extensionDate=2024-03-12",
            "HZ-S2 发改 2024-03-12"
        ),
        EvidenceSample(
            "evaluator",
            month,
            "window=@window case=@case person=@staff",
            not: "invited=true",
            "DW-N13b 发改 2024-03-08 S9"
        ),
    ]
}
