# Aligns tab-separated rows in columns; a Chinese character is two columns wide. Run under LC_ALL=C.

BEGIN {
    FS = "\t"
    for (code = 1; code < 256; code++) number_of[sprintf("%c", code)] = code
}
function width(text, i, code, total) {
    for (i = 1; i <= length(text); i++) {
        code = number_of[substr(text, i, 1)]
        if (code < 128 || (code >= 194 && code < 227)) total++
        else if (code >= 227) total += 2
    }
    return total + 0
}
{
    row[NR] = $0
    for (i = 1; i <= NF; i++) if (width($i) > widest[i]) widest[i] = width($i)
}
END {
    for (r = 1; r <= NR; r++) {
        count = split(row[r], part, "\t")
        line = "   "
        for (i = 1; i <= count; i++) {
            line = line part[i]
            if (i < count) for (pad = widest[i] - width(part[i]) + 2; pad > 0; pad--) line = line " "
        }
        print line
    }
}
