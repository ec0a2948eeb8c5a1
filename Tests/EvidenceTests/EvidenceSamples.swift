/// For each register whose records prove something, what they prove.
enum EvidenceSamples {
    static let month = "district-2022-window-month"
    static let staff = "county-window-staff"
    static let hall = "huozhou-hall"

    static let all = attendance + meetings + cards + joint + disputes + services + filings + times

    private static let attendance = [
        EvidenceSample(
            "attendance",
            month,
            "date=2024-03-08 kind=迟到 person=@staff window=@window",
            not: "kind=外出 permittedBy=@staff standIn=@staff",
            "DW-D1 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "attendance",
            month,
            "date=2024-03-08 kind=外出 person=@staff permittedBy=@staff",
            not: "standIn=@staff",
            "DW-D4 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "attendance",
            staff,
            "date=2024-03-08 kind=早退 person=@staff",
            not: "kind=年休",
            "CW-D1a 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "attendance",
            staff,
            "date=2024-03-08 kind=请假 person=@staff state=申请",
            not: "state=不予批准",
            "CW-D1b 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "attendance",
            staff,
            "date=2024-03-08 kind=离岗 person=@staff",
            not: "permittedBy=@staff",
            "CW-D1c 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "attendance",
            staff,
            "date=2024-03-08 kind=缺岗 person=@staff halfDays=2",
            not: "kind=补休",
            "CW-D1d 发改 2024-03-08 S9 halfDays 2"
        ),
        EvidenceSample(
            "attendance",
            hall,
            "date=2024-03-08 kind=缺岗 person=@staff",
            not: "kind=到岗",
            "HZ-L1 发改 2024-03-08 S9"
        ),
    ]

    private static let meetings = [
        EvidenceSample(
            "hall-events",
            month,
            "date=2024-03-08 kind=中心会议 state=已举办",
            rows: "attendance: person=@staff present=true lateMinutes=3",
            not: "attendance: person=@staff present=true lateMinutes=2",
            "DW-D2a 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "hall-events",
            month,
            "date=2024-03-08 kind=中心会议",
            rows: "attendance: person=@staff present=false",
            not: "attendance: person=@staff present=false reason=出差",
            "DW-D2b 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "hall-events",
            month,
            "date=2024-03-08 kind=例会",
            rows: "attendance: person=@staff present=false windowHead=true",
            not: "state=已取消",
            "DW-D2c 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "training",
            month,
            "date=2024-03-08 kind=政策",
            rows: "attendance: person=@staff present=true leftEarly=true",
            not: "attendance: person=@staff present=true leftEarly=true reason=急事",
            "DW-D2a 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "training",
            month,
            "date=2024-03-08 kind=政策",
            rows: "attendance: person=@staff present=false",
            not: "state=已取消",
            "DW-D2b 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "training",
            staff,
            "date=2024-03-08 kind=政策",
            rows: "attendance: person=@staff present=false",
            not: "attendance: person=@staff present=true",
            "CW-D5 发改 2024-03-08 S9"
        ),
    ]

    private static let cards = [
        EvidenceSample(
            "e-supervision",
            month,
            "case=@late origin=市 kind=超期 yellowAt=2024-03-08",
            not: "decision=撤销",
            "DW-C8c 发改 2024-03-08"
        ),
        EvidenceSample(
            "e-supervision",
            month,
            "unit=@window origin=省 kind=超期 redAt=2024-03-08",
            not: "origin=本级",
            "DW-C8d 发改 2024-03-08"
        ),
        EvidenceSample(
            "e-supervision",
            month,
            "unit=@window origin=本级 kind=缺痕迹 seenAt=2024-03-08T09:00",
            not: "state=撤销",
            "DW-C7 发改 2024-03-08"
        ),
        EvidenceSample(
            "e-supervision",
            month,
            "unit=@window origin=本级 kind=专网不一致 seenAt=2024-03-08T09:00",
            not: "kind=补录",
            "DW-C4b 发改 2024-03-08"
        ),
        EvidenceSample(
            "network-upkeep",
            month,
            "day=2024-03-08 window=@window problem=违规操作",
            not: "problem=故障",
            "DW-D6 发改 2024-03-08"
        ),
        EvidenceSample(
            "network-upkeep",
            staff,
            "day=2024-03-08 person=@staff problem=禁用软件",
            not: "problem=病毒",
            "CW-K1 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "network-upkeep",
            staff,
            "day=2024-03-08 person=@staff problem=混插网线 cleanedAt=2024-03-08T09:00",
            not: "cleanedAt",
            "CW-K2 发改 2024-03-08 S9"
        ),
    ]
    private static let joint = [
        EvidenceSample(
            "joint-approval",
            month,
            "lead=@window kinds=会审 decidedAt=2024-03-08T09:00",
            rows: "meetings: no=1",
            not: "minutes=纪要.pdf",
            "DW-C10a 发改 2024-03-08"
        ),
        EvidenceSample(
            "joint-approval",
            month,
            "lead=@other acceptedAt=2024-03-08T09:00",
            rows: "attendance: unit=@window absent=true|unit=@window absent=true excused=true",
            not: "attendance: unit=@window absent=true excused=true",
            "DW-C10c 发改 2024-03-08"
        ),
        EvidenceSample(
            "joint-approval",
            staff,
            "lead=@other shirking=@window decidedAt=2024-03-08T09:00",
            not: "shirking",
            "CW-H4a 发改 2024-03-08"
        ),
        EvidenceSample(
            "joint-approval",
            staff,
            "lead=@window serial=true decidedAt=2024-03-08T09:00",
            not: "serial=false",
            "CW-H4b 发改 2024-03-08"
        ),
        EvidenceSample(
            "joint-approval",
            staff,
            "lead=@other dueDate=2024-03-06 finishedAt=2024-03-08T09:00 lateDays=2",
            rows: "opinions: unit=@window due=2024-03-04 givenAt=2024-03-07T09:00"
                + "|unit=@other due=2024-03-04 givenAt=2024-03-04T09:00",
            not: "lateDays=0 dueDate=2024-03-01",
            "CW-H4c 发改 2024-03-08 days 2"
        ),
        EvidenceSample(
            "joint-approval",
            staff,
            "lead=@other decidedAt=2024-03-08T09:00",
            rows: "attendance: unit=@window person=@staff absent=true",
            not: "attendance: unit=@window person=@staff absent=false",
            "CW-H4d 发改 2024-03-08 S9"
        ),
        EvidenceSample(
            "joint-approval",
            staff,
            "lead=@other decidedAt=2024-03-08T09:00",
            rows: "attendance: unit=@window breach=true",
            not: "attendance: unit=@window breach=false",
            "CW-H4e 发改 2024-03-08"
        ),
        EvidenceSample(
            "joint-approval",
            staff,
            "lead=@window dueDate=2024-03-08 finishedAt=2024-03-08T17:00",
            rows: "helpers: unit=@other",
            not: "finishedAt=2024-03-09T09:00",
            "CW-R3a 发改 2024-03-08",
            "CW-R3b 档案 2024-03-08"
        ),
        EvidenceSample(
            "green-channel",
            staff,
            "case=@case approvedAt=2024-03-08",
            rows: "rules: rule=甲 kept=false|rule=乙 kept=false|rule=丙 kept=true",
            not: "rules: rule=甲 kept=true",
            "CW-H5 发改 2024-03-08"
        ),
        EvidenceSample(
            "green-channel",
            staff,
            "case=@case approvedAt=2024-03-01 promisedDate=2024-03-09 doneAt=2024-03-08",
            not: "doneAt=2024-03-09",
            "CW-R4 发改 2024-03-08"
        ),
    ]
}
