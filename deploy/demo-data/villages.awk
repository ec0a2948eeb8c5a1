# A village's month: its agency cases, the reviews of them, and what the county must count of them.
#   awk -f functions.awk -f villages.awk -v village=… -v place=… -v agent=… -v count=… -v seed=…
#       -v quality=… -v calendar=… -v matters=… -v entry=offline|backfill -v out=DIR
# quality: of 100 cases, how many are answered in time and have all three books.

BEGIN {
    seed_with(seed)
    read_calendar(calendar)
    read_matters(matters)
    list_workdays("2026-10-08", "2026-10-30")
    fields = "village,villager,phone,documentNo,address,group,matter,question,askedAt,answer," \
        "acceptedAt,papers,agent,slipSigned,slipPrintedAt,bookedAt,runs,filedOnline,sentUpAt," \
        "returnReason,missingPapers,doneAboveAt,result,repliedAt,resultWhat,signed,fileNo,pages," \
        "publishedAt,state"
    labels = "村,办事村民,电话,证件号,住址,事项类别,事项,所问事项,问事时间,当场答复," \
        "受理时间,收取材料,代办员,受理单已签字,受理单打印,台账登记,代办清单,网上代填,上转时间," \
        "退回补正原因,缺少材料,上级办结时间,结果,回复时间,交付物,村民签收,档案号,页数," \
        "公示时间,state"
    name = out "/village-agency-" village (entry == "backfill" ? "-backfill" : "") ".csv"
    reviews = out "/good-bad-review-" village ".jsonl"
    # One village writes the labels instead of the ids, as a clerk does who made the table by hand.
    print (heading == "labels" ? labels : fields) > name
    # The states of 26 cases; the order spreads the rare ones over the month.
    plan = "公示 公示 承办 公示 回复 建档 公示 受理 公示 当场 公示 上转 建档 公示 回复 退回补正 " \
        "公示 送镇公示 问事 回复 已办 公示 建档 承办 回复 撤回"
    plan_count = split(plan, course, " ")
    for (number = 1; number <= count; number++) make_case(number)
    report()
}

function read_matters(file, line, part) {
    while ((getline line < file) > 0) {
        split(line, part, ",")
        if (part[1] !~ /^SX1/) continue
        matter_id[++matter_count] = part[1]
        title[part[1]] = part[2]; group_of[part[1]] = part[5]; limit[part[1]] = part[7] + 0
    }
    close(file)
}

function make_case(number, row, kind) {
    split("", row)
    kind = entry == "backfill" ? "公示" : course[(number - 1) % plan_count + 1]
    row["village"] = place
    row["villager"] = person()
    row["phone"] = phone(seed % 1000 * 100 + number)
    if (draw(100) < 80) row["documentNo"] = citizen_id("690125", 100 + (seed + number) % 900)
    row["address"] = title_of_place " " (1 + draw(12)) " 组 " (1 + draw(60)) " 号"
    row["agent"] = agent
    if (kind == "问事" || kind == "当场") ask(row, kind)
    else accept(row, kind)
    count_case(row)
    print csv_row(fields, row) > name
    if (row["repliedAt"] != "" && kind != "当场" && kind != "撤回" && entry != "backfill" && draw(100) < 55)
        review(number, row)
}

function ask(row, kind, day) {
    day = workday[1 + draw(workday_count)]
    row["group"] = choose("证照审批 缴费报销 公益服务")
    row["question"] = choose("外出务工怎么在异地参保？ 老人高龄津贴从几岁开始领？ 宅基地翻建要准备哪些材料？ 残疾人证到期怎么换？")
    row["askedAt"] = at(day, 500 + draw(400))
    row["state"] = "问事"
    if (kind == "问事") return
    row["answer"] = "已当面说明条件和所需材料，并给了办事指南。"
    row["repliedAt"] = at(day, 960 + draw(60))
    row["state"] = "回复"
}

# Days are chosen so that the whole course of the case fits into the month.
function accept(row, kind, matter, first, spent, isLate, minutes) {
    matter = matter_for(kind)
    row["matter"] = matter
    row["group"] = group_of[matter]
    isLate = draw(100) >= quality
    spent = isLate ? limit[matter] + 1 + draw(2) : draw(limit[matter] + 1)
    if (spent > workday_count - 3) spent = workday_count - 3
    first = 1 + draw(workday_count - spent - 2)
    if (kind ~ /^(受理|承办|上转|已办)$/) first = workday_count - 8 + draw(7)
    if (kind == "退回补正") first = workday_count - 1
    minutes = 495 + draw(180)
    row["acceptedAt"] = at(workday[first], minutes)
    row["papers"] = "[{\"name\":\"身份证\",\"form\":\"复印件\",\"copies\":1}" \
        (draw(2) ? ",{\"name\":\"申请表\",\"form\":\"原件\",\"copies\":1}]" : "]")
    row["slipSigned"] = "true"
    row["bookedAt"] = at(workday[first], minutes + 6)
    if (draw(100) < quality + 4) row["slipPrintedAt"] = at(workday[first], minutes + 3)
    row["filedOnline"] = draw(3) ? "false" : "true"
    row["state"] = kind
    if (kind == "受理") return
    run(row, first, first + (spent > 1 ? 1 : 0))
    if (kind == "承办") return
    if (kind == "退回补正") { send_back(row); return }
    if (kind ~ /^(上转|已办|送镇公示)$/) row["sentUpAt"] = at(workday[first], minutes + 120)
    if (kind == "上转") return
    if (kind == "已办" || kind == "送镇公示") row["doneAboveAt"] = at(workday[first + (spent > 0)], 900)
    row["result"] = kind == "撤回" ? "撤回" : "已办好"
    if (kind == "已办") return
    answer(row, kind, first + spent)
}

# A case that still hangs or was sent back needs a limit that ends after the month or within it.
function matter_for(kind, matter) {
    do matter = matter_id[1 + draw(matter_count)]
    while ((kind == "退回补正" && limit[matter] < 5) || limit[matter] > workday_count - 4)
    return matter
}

function run(row, first, back) {
    if (draw(100) >= quality + 6) return
    row["runs"] = "[{\"step\":\"送镇便民服务中心\",\"handedAt\":\"" at(workday[first], 700) \
        "\",\"backAt\":\"" at(workday[back], 890) "\",\"by\":\"" agent "\"}]"
}

function send_back(row) {
    row["returnReason"] = "申请表没有签字"
    row["missingPapers"] = "[{\"name\":\"签字的申请表\"}]"
}

function answer(row, kind, done) {
    row["repliedAt"] = at(workday[done], 905 + draw(110))
    row["state"] = kind == "撤回" ? "回复" : kind == "送镇公示" ? "公示" : kind
    if (kind == "撤回") return
    row["resultWhat"] = "办理结果" (draw(2) ? "证件" : "通知单")
    row["signed"] = "true"
    if (row["state"] == "回复") return
    row["fileNo"] = "2026-" sprintf("%03d", ++file_count)
    row["pages"] = 2 + draw(9)
    if (row["state"] == "建档") return
    row["publishedAt"] = at(workday[done < workday_count ? done + 1 : done], 1025)
}

function review(number, row, grade) {
    grade = choose("非常满意 非常满意 非常满意 满意 满意 满意 基本满意 基本满意 " \
        (quality < 88 ? "不满意 非常不满意" : "非常满意"))
    counted["valid"]++
    if (grade !~ /^(不满意|非常不满意)$/) counted["satisfied"]++
    printf "{\"case\":\"@{%d}\",\"grade\":\"%s\",\"at\":\"%s\",\"window\":\"%s\",\"source\":\"村级代办\",\"invited\":true%s}\n", \
        number, grade, at(substr(row["repliedAt"], 1, 10), 1030 + draw(20)), point, \
        (grade ~ /不满意/ ? ",\"reason\":\"跑了两趟才办好\"" : "") > reviews
}

function in_month(text) { return text ~ /^2026-10/ }

# What `village-monthly` counts, worked out here a second time and by other means than the engine's.
function count_case(row, promised, isClosed) {
    counted["records"]++
    if (row["acceptedAt"] == "") return
    promised = after_working_days(substr(row["acceptedAt"], 1, 10), limit[row["matter"]])
    if (in_month(promised)) {
        counted["due"]++
        if (row["repliedAt"] != "" && substr(row["repliedAt"], 1, 10) <= promised) counted["onTime"]++
    }
    if (row["bookedAt"] != "" || row["slipPrintedAt"] != "" || row["runs"] != "") counted["booked"]++
    if (row["bookedAt"] != "" && row["slipPrintedAt"] != "" && row["runs"] != "") counted["matched"]++
    isClosed = in_month(row["repliedAt"])
    if (in_month(row["sentUpAt"]) || (row["sentUpAt"] == "" && isClosed)) counted["accepted"]++
    if (row["sentUpAt"] == "" && isClosed) counted["closedLocal"]++
    if (!isClosed || row["result"] == "撤回") return
    counted["closed"]++
    if (row["publishedAt"] != "") counted["published"]++
}

function report(part, total, i) {
    total = split("records due onTime booked matched valid satisfied accepted closedLocal closed published", part, " ")
    for (i = 1; i <= total; i++) printf "%s\t%s\t%d\n", place, part[i], counted[part[i]]
}
