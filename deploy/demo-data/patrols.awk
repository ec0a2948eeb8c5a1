# The inspectors' month: two patrols each working day, some missed, each with what was found.
#   awk -f functions.awk -f patrols.awk -v seed=… -v calendar=… -v units=… -v out=DIR

BEGIN {
    seed_with(seed)
    read_calendar(calendar)
    list_workdays("2026-10-08", "2026-10-30")
    read_windows(units)
    fields = "date,slot,window,rule,count,points,item,source,inspector,seenAt,note,toldAt,correctBy," \
        "correctedAt,recheckedAt,recheckResult,state"
    name = out "/hall-patrol-county.csv"
    print fields > name
    # Clause, what is patrolled, what the sheet says.
    finding_count = split("DW-D1/到岗/十点整无人在岗 DW-D5a/行为/窗口内吃早点 DW-D5b/行为/有人等候时打私人电话 " \
        "DW-N9a/行为/未着工装 DW-N10a/行为/未佩戴工作证 DW-N10b/到岗/离岗未摆暂停受理牌 " \
        "DW-N13a/服务/评价器被文件挡住 DW-N14a/卫生/办事指南和样表散乱 DW-N14b/卫生/申请资料堆放杂乱 " \
        "DW-N14c/设施/桌下线缆缠绕 DW-N14d/卫生/水杯和零食放在台面 DW-N14e/卫生/台面有污渍 " \
        "DW-N14f/其他/桌牌与当班人员不符 DW-N15a/安全/昨晚电脑未关机 DW-N12/服务/应答生硬", finding, " ")
    for (day = 1; day <= workday_count; day++) {
        # Two patrols fell out: a meeting in the afternoon, a flooded entrance in the morning.
        if (workday[day] != "2026-10-20") patrol(day, "10:00", 600)
        if (workday[day] != "2026-10-14") patrol(day, "16:00", 960)
    }
}

function read_windows(file, line, part) {
    while ((getline line < file) > 0) {
        split(line, part, ",")
        if (part[3] == "single" || part[3] == "comprehensive") window[++window_count] = part[1]
    }
    close(file)
}

function patrol(day, slot, minutes, found, i, row) {
    found = draw(4)
    for (i = 1; i <= found; i++) {
        split("", row)
        describe(row, day, slot, minutes + 2 + 5 * i)
        print csv_row(fields, row) > name
    }
    if (found > 0) return
    split("", row)
    row["date"] = workday[day]; row["slot"] = slot; row["source"] = "现场巡查"
    row["inspector"] = "D0" (1 + draw(2)); row["note"] = "全场巡查一遍，没有发现问题。"
    row["state"] = "闭合"
    print csv_row(fields, row) > name
}

function describe(row, day, slot, minutes, part) {
    split(finding[1 + draw(finding_count)], part, "/")
    row["date"] = workday[day]; row["slot"] = slot
    row["window"] = window[1 + draw(window_count)]
    row["rule"] = part[1]; row["item"] = part[2]; row["note"] = part[3]
    row["count"] = 1
    if (part[1] == "DW-N14f") row["points"] = "0.2"
    row["source"] = draw(6) ? "现场巡查" : "远程视频"
    row["inspector"] = "D0" (1 + draw(2))
    row["seenAt"] = at(workday[day], minutes)
    row["state"] = choose("登记 告知 整改 闭合 闭合")
    if (row["state"] == "登记") return
    row["toldAt"] = at(workday[day], minutes + 3)
    row["correctBy"] = after_working_days(workday[day], 3)
    if (row["state"] == "告知") return
    row["correctedAt"] = at(workday[day], minutes + 40)
    if (row["state"] == "整改") return
    row["recheckedAt"] = at(after_working_days(workday[day], 1), 605)
    row["recheckResult"] = "已整改"
}
