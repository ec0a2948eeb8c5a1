# Flattens one JSON value into lines of path<TAB>value: subjects.0.id<TAB>690125100201.
# Strings are unescaped, with line ends and tabs as spaces; null gives an empty value.
# Empty objects and lists give no line. Run under LC_ALL=C.

{ text = text $0 "\n" }
END {
    for (code = 1; code < 256; code++) character[code] = sprintf("%c", code)
    length_of_text = length(text)
    position = 1
    value("")
}
function peek() { return substr(text, position, 1) }
function skip_space() { while (position <= length_of_text && index(" \t\r\n", peek())) position++ }
function join(path, key) { return path == "" ? key : path "." key }

function value(path, first, start) {
    skip_space()
    first = peek()
    if (first == "{") { object(path); return }
    if (first == "[") { list(path); return }
    if (first == "\"") { print path "\t" string(); return }
    start = position
    while (position <= length_of_text && !index(",]} \t\r\n", peek())) position++
    first = substr(text, start, position - start)
    print path "\t" (first == "null" ? "" : first)
}
function object(path, key) {
    position++
    for (;;) {
        skip_space()
        if (position > length_of_text || peek() == "}") { position++; return }
        if (peek() == ",") { position++; continue }
        key = string()
        skip_space()
        position++
        value(join(path, key))
    }
}
function list(path, number) {
    position++
    number = 0
    for (;;) {
        skip_space()
        if (position > length_of_text || peek() == "]") { position++; return }
        if (peek() == ",") { position++; continue }
        value(join(path, number++))
    }
}
# Reads the string at the present quote. Runs without an escape are taken in one piece.
function string(result, run, escape) {
    position++
    result = ""
    while (position <= length_of_text) {
        run = match(substr(text, position, 4096), /["\\]/)
        if (run == 0) { result = result substr(text, position, 4096); position += 4096; continue }
        result = result substr(text, position, run - 1)
        position += run
        if (substr(text, position - 1, 1) == "\"") break
        escape = peek()
        position++
        if (escape == "u") { result = result scalar(); continue }
        result = result (index("nrtbf", escape) ? " " : escape)
    }
    gsub(/[\t\n]/, " ", result)
    return result
}
function hex(digits, number, i) {
    for (i = 1; i <= 4; i++)
        number = number * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
    return number
}
function scalar(number) {
    number = hex(substr(text, position, 4))
    position += 4
    if (number >= 55296 && number < 56320 && substr(text, position, 2) == "\\u") {
        number = 65536 + (number - 55296) * 1024 + hex(substr(text, position + 2, 4)) - 56320
        position += 6
    }
    if (number < 128) return number < 32 ? " " : character[number]
    if (number < 2048) return character[192 + int(number / 64)] tail(number, 1)
    if (number < 65536) return character[224 + int(number / 4096)] tail(number, 64) tail(number, 1)
    return character[240 + int(number / 262144)] tail(number, 4096) tail(number, 64) tail(number, 1)
}
function tail(number, step) { return character[128 + int(number / step) % 64] }
