# What the makers of the example data share: a seeded generator, working days, people, CSV.
# Written for any awk (mawk, gawk, busybox) under LC_ALL=C; Chinese text is only passed through.

# Park and Miller's generator: every product stays below 2^53, so every awk gives the same numbers.
function seed_with(number) { state = number }
function draw(count) {
    state = (state * 16807) % 2147483647
    return int(state / 2147483647 * count)
}
function choose(list, parts) { return parts[1 + draw(split(list, parts, " "))] }

# Days are counted from 1970-01-01; the calendar file gives the exceptions.
function leap(year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 }
function day_number(text, year, month, day, count, m) {
    year = substr(text, 1, 4) + 0; month = substr(text, 6, 2) + 0; day = substr(text, 9, 2) + 0
    count = (year - 1970) * 365 + int((year - 1969) / 4)
    for (m = 1; m < month; m++) count += month_length(year, m)
    return count + day - 1
}
function month_length(year, month) {
    if (month == 2) return leap(year) ? 29 : 28
    return (month == 4 || month == 6 || month == 9 || month == 11) ? 30 : 31
}
function day_text(number, year, month) {
    year = 1970
    while (number >= 365 + leap(year)) { number -= 365 + leap(year); year++ }
    month = 1
    while (number >= month_length(year, month)) { number -= month_length(year, month); month++ }
    return sprintf("%04d-%02d-%02d", year, month, number + 1)
}
function read_calendar(file, line, part) {
    while ((getline line < file) > 0)
        if (split(line, part, ",") >= 2 && part[1] ~ /^[0-9]/) exception[part[1]] = part[2]
    close(file)
}
function works(number, text) {
    text = day_text(number)
    if (text in exception) return exception[text] == "true"
    return (number + 3) % 7 < 5
}
# Day 1 of a limit is the first working day after receipt.
function after_working_days(text, count, number) {
    number = day_number(text)
    while (count > 0) { number++; if (works(number)) count-- }
    return day_text(number)
}
# The working days from one day to another, both counted, in workday[1..workday_count].
function list_workdays(first, last, number) {
    workday_count = 0
    for (number = day_number(first); number <= day_number(last); number++)
        if (works(number)) workday[++workday_count] = day_text(number)
}
function at(day, minutes) { return sprintf("%sT%02d:%02d", day, int(minutes / 60), minutes % 60) }

function person(list) {
    return choose("何 柳 庄 单 罗 谢 邓 萧 蔡 彭 曾 贺 赖 龚 文 邱 江 尹 薛 段", list) \
        choose("大 小 志 秀 春 桂 玉 金 水 长 兴 国 美 翠 永 福 来 巧 冬 新", list) \
        choose("根 生 兰 英 花 梅 富 贵 林 山 田 芳 凤 云 珍 明 旺 喜 平 娥", list)
}
# A number that is right by GB 11643 in an area that does not exist: nobody's.
function citizen_id(area, order, body, digits, weights, sum, i) {
    body = area sprintf("%04d%02d%02d%03d", 1940 + draw(66), 1 + draw(12), 1 + draw(28), order)
    split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", weights, " ")
    for (i = 1; i <= 17; i++) sum += substr(body, i, 1) * weights[i]
    return body substr("10X98765432", sum % 11 + 1, 1)
}
# A code that is right by GB 32100, in the same area.
function credit_code(order, alphabet, body, sum, weight, i) {
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "92690125MA" sprintf("%07d", order)
    weight = 1
    for (i = 1; i <= 17; i++) {
        sum += (index(alphabet, substr(body, i, 1)) - 1) * weight
        weight = weight * 3 % 31
    }
    return body substr(alphabet, (31 - sum % 31) % 31 + 1, 1)
}
function phone(order) { return sprintf("0000-%07d", 5500000 + order) }

# CSV cells: quoted only where they must be.
function cell(text) {
    if (text !~ /[",]/) return text
    gsub(/"/, "\"\"", text)
    return "\"" text "\""
}
# A row of the fields named in `names`, from the array `row`; absent fields stay empty cells.
function csv_row(names, row, part, count, i, line) {
    count = split(names, part, ",")
    for (i = 1; i <= count; i++) line = line (i > 1 ? "," : "") cell(row[part[i]])
    return line
}
