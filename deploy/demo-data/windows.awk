# A month at the counters of the county hall or of a township hall: cases and their reviews.
#   awk -f functions.awk -f windows.awk -v count=… -v seed=… -v calendar=… -v hall=county|ID
#       -v clerk=… -v out=DIR
# hall=county: the thirty-three windows with their own staff; else the one hall named by its id.

BEGIN {
    seed_with(seed)
    read_calendar(calendar)
    list_workdays("2026-10-08", "2026-10-30")
    fields = "kind,matter,window,applicant,applicantKind,documentNo,creditCode,phone,channel,papers," \
        "missingPapers,askedAt,receivedAt,receivedBy,lead,helpers,steps,upperUnit,sentUpAt,upperReply," \
        "repliedAt,result,resultReason,decidedBy,decidedAt,finishedAt,notifiedAt,deliveredAt," \
        "deliveredHow,decidedAtWindow,trips,state"
    name = out "/case-handling-" hall ".csv"
    reviews = out "/good-bad-review-" hall ".csv"
    print fields > name
    review_fields = "case,grade,at,window,source,invited,reason,handler,handledAt,measure," \
        "calledBackAt,calledBackResult,state"
    print review_fields > reviews
    plan = "即办件/发放 即办件/办结 承诺件/发放 即办件/发放 即办件/办结 承诺件/决定 联办件/汇总 即办件/发放 " \
        "承诺件/流转 即办件/办结 上报件/上报 即办件/发放 承诺件/发放 补办件/待补 即办件/办结 承诺件/审核 " \
        "即办件/发放 联办件/分发 承诺件/通知 即办件/办结 退件/退件 上报件/批复 即办件/发放 承诺件/受理"
    plan_count = split(plan, course, " ")
    for (number = 1; number <= count; number++) make_case(number)
}

function make_case(number, row, part, day, minutes) {
    split("", row)
    split(course[(number - 1) % plan_count + 1], part, "/")
    row["kind"] = part[1]; row["state"] = part[2]
    day = 1 + draw(workday_count - 7)
    # The first case is of the first day, so that its bad mark can be late within the month.
    if (number == 1) day = 1
    minutes = 510 + draw(420)
    choose_matter(row)
    if (number % 4 == 0) {
        row["applicantKind"] = "法人"
        row["applicant"] = person() "便民商店"
        row["creditCode"] = credit_code(seed + number)
    } else {
        row["applicantKind"] = "自然人"
        row["applicant"] = person()
        row["documentNo"] = citizen_id("690125", 100 + (seed + number) % 900)
    }
    row["phone"] = phone(70000 + seed % 1000 * 10 + number)
    row["channel"] = choose("窗口 窗口 窗口 网上 自助终端")
    row["askedAt"] = at(workday[day], minutes)
    row["trips"] = 1
    if (part[1] == "退件") { refuse(row, day, minutes); finish(number, row); return }
    row["papers"] = "[{\"name\":\"申请表\",\"form\":\"原件\",\"copies\":1},{\"name\":\"身份证明\",\"form\":\"复印件\",\"copies\":1}]"
    row["receivedAt"] = at(workday[day], minutes + 8)
    row["receivedBy"] = clerk != "" ? clerk : sprintf("W%02d", order[row["window"]])
    if (part[1] == "即办件") instant(row, day, minutes)
    else if (part[1] == "补办件") row["missingPapers"] = "[{\"name\":\"经营场所证明\",\"reason\":\"只带了复印件\"}]"
    else follow(row, day)
    finish(number, row)
}

# Which window does which matter; a township hall does all of its own.
function choose_matter(row, list, part) {
    list = row["kind"] == "承诺件" ? "SX204:发改 SX205:不动产登记 SX206:交通运输" : \
        row["kind"] == "联办件" ? "SX207:住建" : \
        row["kind"] == "上报件" ? "SX208:退役军人" : \
        row["kind"] == "补办件" ? "SX201:市场监管" : "SX201:市场监管 SX202:税务 SX203:公安"
    split(choose(list), part, ":")
    row["matter"] = part[1]
    row["window"] = hall == "county" ? part[2] : hall
    split("发改 2 公安 3 住建 6 市场监管 12 税务 14 不动产登记 21 交通运输 30 退役军人 32", part, " ")
    for (list = 1; list in part; list += 2) order[part[list]] = part[list + 1]
}

function refuse(row, day, minutes) {
    row["resultReason"] = "不属于本中心受理范围，已书面告知应当去的机关和申请复议的期限。"
    row["finishedAt"] = at(workday[day], minutes + 15)
}

function instant(row, day, minutes) {
    row["result"] = "准予"
    row["decidedAtWindow"] = "true"
    row["finishedAt"] = at(workday[day], minutes + 20)
    if (row["state"] == "发放") deliver(row, day, minutes + 25)
}

function deliver(row, day, minutes) {
    row["deliveredAt"] = at(workday[day], minutes)
    row["deliveredHow"] = choose("当场 当场 邮寄")
}

# The stages that a case which is not finished at once has passed.
function follow(row, day) {
    if (row["state"] == "受理") return
    row["steps"] = "[{\"step\":\"初审\",\"opinion\":\"材料齐全\",\"signature\":true,\"start\":\"" \
        at(workday[day], 900) "\",\"end\":\"" at(workday[day], 960) "\"}]"
    if (row["kind"] == "联办件") {
        row["lead"] = row["window"]
        row["helpers"] = "[{\"unit\":\"消防\",\"asked\":\"" at(workday[day], 970) "\"" \
            (row["state"] == "汇总" ? ",\"answered\":\"" at(workday[day + 2], 600) "\",\"opinion\":\"同意\"" : "") "}]"
    }
    if (row["kind"] == "上报件") {
        row["sentUpAt"] = at(workday[day + 1], 600)
        if (row["state"] == "批复") {
            row["upperReply"] = "同意发证"
            row["repliedAt"] = at(workday[day + 4], 620)
        }
    }
    if (row["state"] !~ /^(决定|通知|发放)$/) return
    row["result"] = "准予"
    row["decidedAt"] = at(workday[day + 1], 1000)
    row["finishedAt"] = row["decidedAt"]
    row["decidedBy"] = row["receivedBy"]
    if (row["state"] == "决定") return
    row["notifiedAt"] = at(workday[day + 2], 560)
    if (row["state"] == "发放") deliver(row, day + 3, 640)
}

function finish(number, row) {
    print csv_row(fields, row) > name
    if (row["finishedAt"] != "" && row["kind"] != "退件" && (number == 1 || draw(100) < 75)) review(number, row)
}

# Three bad marks: two put right in time, one after the fifteen working days.
function review(number, case_row, row, day) {
    split("", row)
    day = substr(case_row["finishedAt"], 1, 10)
    row["case"] = "@{" number "}"
    row["grade"] = choose("非常满意 非常满意 非常满意 满意 满意 基本满意")
    row["at"] = at(day, 1025 + draw(25))
    row["window"] = case_row["window"]
    row["source"] = choose("评价器 评价器 二维码")
    row["invited"] = "true"
    row["state"] = "已评"
    review_count++
    if (hall == "county" && (review_count == 4 || review_count == 9)) bad(row, day, 3, "闭合")
    if (hall == "county" && number == 1) bad(row, day, 16, "处理")
    print csv_row(review_fields, row) > reviews
}

function bad(row, day, days, end) {
    row["grade"] = "不满意"
    row["reason"] = choose("等候时间太长 态度不够耐心 没有一次讲清材料")
    row["handler"] = row["window"]
    row["handledAt"] = at(after_working_days(day, days), 660)
    row["measure"] = "向办事人道歉，当班人员补训一次。"
    row["state"] = end
    if (end != "闭合") return
    row["calledBackAt"] = at(after_working_days(day, days + 1), 600)
    row["calledBackResult"] = "满意"
}
