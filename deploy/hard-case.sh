# The words that the hard cases are written in; each file of deploy/hard-case-scripts sources it.
# Every node is a computer of its own: its data in $home/NODE, what it notes outside in
# $home/NODE.state, the error of its clock in $home/NODE.clock, a program of its own in
# $home/NODE.program.

set -euo pipefail
source deploy/machine.sh
data=deploy/demo-data
home=$(mktemp -d "${TMPDIR:-/tmp}/liandong-hard-case.XXXXXX")
mkdir "$home/log"
source deploy/nodes.sh

declare -A region=(
    [county]=690125000000 [qingshi]=690125100000 [baisha]=690125101000
    [hekou]=690125100201 [liulin]=690125100202 [dongping]=690125101201
)
declare -A title=(
    [county]=临溪县 [qingshi]=青石镇 [baisha]=白沙镇 [hekou]=河口村 [liulin]=柳林村 [dongping]=东坪村
)
declare -A parent=(
    [qingshi]=county [baisha]=county [hekou]=qingshi [liulin]=qingshi [dongping]=baisha
)
output= status=0

clean_up() {
    local ended=$?
    trap - EXIT
    case $ended in 0 | 77) if [ "$faults" != 0 ]; then ended=1; fi ;; esac
    stop_all 2>/dev/null || true
    stop_false_parent
    if declare -F clean_up_more >/dev/null; then clean_up_more || true; fi
    if [ -n "${KEEP:-}" ]; then say "   （留着：$home）"; else rm -rf "$home"; fi
    exit "$ended"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The program as the computer runs it that the data folder belongs to.
program=$home/liandong
{
    printf '#!/usr/bin/env bash\nreal=%q\n' "$LIANDONG_PROGRAM"
    cat <<'WRAPPER'
previous=
for word in "$@"; do
    if [ "$previous" = --data ]; then folder=$word; fi
    previous=$word
done
export XDG_STATE_HOME=$folder.state
if [ -s "$folder.program" ]; then real=$(cat "$folder.program"); fi
if [ -s "$folder.clock" ]; then
    TZ=CST-8 exec faketime --exclude-monotonic -f "$(cat "$folder.clock")" "$real" "$@"
fi
exec "$real" "$@"
WRAPPER
} >"$program"
chmod +x "$program"

# ---- What is told ----

# What is done, or what happened.
step() { say "" "  ◆ $*"; }
# What a person reads out of it.
person() { say "  → $*"; }
# What is not as it should be: the case goes on, to show the rest, and does not hold.
faults=0
broken() {
    say "  ✘ $*"
    faults=$((faults + 1))
}
# The machine lacks what the case needs.
cannot() {
    say "  没有测：$*"
    exit 77
}

# ---- What is run ----

# Runs a command on a node and shows it with its output; `output` and `status` keep them.
run() { # node command…
    local node=$1
    shift
    say "" "  [${title[$node]:-$node}] \$ liandong ${*//$home/优盘}"
    status=0
    output=$("$program" "$@" --data "$home/$node" 2>&1) || status=$?
    if [ -n "$output" ]; then sed -n -e '1,24s/^/      /p' -e '25s/.*/      ……/p' <<<"${output//$home/优盘}"; fi
    if [ "$status" != 0 ]; then say "      （退出码 $status）"; fi
}

# The same; the case does not hold if the command fails.
must() {
    run "$@"
    [ "$status" = 0 ] || broken "这条命令应当成功。"
}

ends() { [ "$status" = "$1" ] || broken "退出码应为 $1，实为 $status。"; }
# What a person must find in the last output, in these words.
sees() {
    local words
    for words in "$@"; do
        grep -qF -- "$words" <<<"$output" || broken "应当看到“$words”，没有看到。"
    done
}
sees_not() {
    if grep -qF -- "$1" <<<"$output"; then broken "不应看到“$1”。"; fi
}
equal() { # what, expected, found
    if [ "$2" = "$3" ]; then say "  ✓ $1：$3"; else broken "$1：应为 $2，实为 $3。"; fi
}

# ---- The county ----

make_county() {
    on county init --region "${region[county]}" --name "${title[county]}" >"$(log_of init)"
    local file
    for file in region:townships region:villages unit:units matter:matters calendar:calendar-2026 \
        staff:staff; do
        on county import "${file%:*}" "$data/directory/${file#*:}.csv" >>"$(log_of import)"
    done
    start_node county
}

join() { # node
    local node=$1 code
    code=$(ask "${parent[$node]}" invite --region "${region[$node]}" | pick code)
    on "$node" join --parent "${peer_address[${parent[$node]}]}" --code "$code" >"$(log_of join)"
    sync "$node"
}

# A county with these nodes; townships before their villages. Those that have children serve.
make_tree() { # node…
    local node
    make_county
    for node in "$@"; do
        join "$node"
        if [ "${parent[$node]}" = county ]; then start_node "$node"; fi
    done
    say "  （已建好：${title[county]}$(for node in "$@"; do printf '、%s' "${title[$node]}"; done)，各一台电脑）"
}

# Keeps a node as a snapshot of its whole machine does.
take_snapshot() { # node
    cp -a "$home/$1" "$home/$1.snapshot"
    cp -a "$home/$1.state" "$home/$1.snapshot.state"
}

# Gives the files their older bytes in place, so that nothing tells.
roll_back() { # node
    local file
    for file in keys liandong.sqlite; do cat "$home/$1.snapshot/$file" >"$home/$1/$file"; done
    rm -f "$home/$1"/*-wal "$home/$1"/*-shm
    for file in "$home/$1.snapshot.state"/liandong/*; do
        cat "$file" >"$home/$1.state/liandong/${file##*/}"
    done
}

# Exchanges that are not shown.
sync() {
    local node
    for node in "$@"; do on "$node" sync >>"$(log_of sync)"; done
}

# Takes in a case at a village; prints its recordID.
accept_case() { # node villager [field=value…], else acceptedAt
    local node=$1 name=$2 place=${1%-*}
    shift 2
    on "$node" record village-agency villager="$name" village="${region[$place]}" \
        "${@:-acceptedAt=2026-10-08T09:30}" | awk 'NF { word = $NF } END { print word }'
}

accept_cases() { # node, names
    local node=$1 name
    shift
    for name in "$@"; do accept_case "$node" "$name" >>"$(log_of cases)"; done
    say "  （${title[$node]:-$node}登记：$*）"
}

# The villagers whose cases a node holds, sorted.
names_at() {
    ask "$1" list village-agency | awk -F '\t' '$1 ~ /\.villager$/ { print $2 }' | LC_ALL=C sort |
        paste -sd ' '
}

in_order() { printf '%s\n' "$@" | LC_ALL=C sort | paste -sd ' '; }

# One value out of `status`.
state() { # node value [option…]
    local node=$1 value=$2
    shift 2
    ask "$node" status "$@" | pick "$value"
}

# The same content of a place at these nodes.
same_content() { # place's node, nodes
    local place=$1 node first= digest
    shift
    for node in "$@"; do
        digest=$(state "$node" stateDigest --region "${region[$place]}")
        if [ -z "$digest" ] || [ "$digest" != "${first:=$digest}" ]; then
            broken "${title[$place]}的内容在${title[$node]:-$node}与别处不一样。"
            return 0
        fi
    done
    say "  ✓ ${title[$place]}的内容处处一样（校验码 ${first:0:12}…）"
}

all_sound() {
    local node words bad=
    for node in "$@"; do
        words=$("$program" verify --data "$home/$node" 2>&1) && continue
        bad=1
        broken "${title[$node]}核对（verify）不符：$words"
    done
    if [ -z "$bad" ]; then say "  ✓ 核对（verify）无误：$*"; fi
}

# A folder copied while nothing runs, as people do with a stick.
copy_folder() { cp -a "$home/$1" "$home/$2"; } # from, to

# The error of a computer's clock, as libfaketime writes it: -26y, +10y, "@2000-01-01 08:00:00".
set_clock() { printf '%s' "$2" >"$home/$1.clock"; } # node, error

# How many incarnations of a place's computers a node knows.
incarnations_at() { # node place's node
    ask "$1" node list | awk -F '\t' -v code="${region[$2]}" '
        { number = $1; sub(/\..*/, "", number) }
        $1 ~ /\.region$/ && $2 == code { here[number] = 1 }
        $1 ~ /\.incarnations\./ { count[number]++ }
        END { for (number in here) sum += count[number]; print sum + 0 }'
}

# A newer release: the same program with another catalogue beside it; `newer_program` is its path.
make_newer_program() {
    local folder=$home/newer
    mkdir -p "$folder/liandong_Catalogue.resources"
    cp -l "$LIANDONG_PROGRAM" "$folder/liandong" 2>/dev/null || cp "$LIANDONG_PROGRAM" "$folder/liandong"
    cp -r Sources/Catalogue/registers Sources/Catalogue/schemes "$folder/liandong_Catalogue.resources/"
    newer_program=$folder/liandong
    newer_registers=$folder/liandong_Catalogue.resources/registers
}
upgrade() { printf '%s' "$newer_program" >"$home/$1.program"; } # node

# Somebody else at a node's address: takes in what is sent and answers by these shell commands.
false_parent() { # node, commands
    printf 'timeout 0.5 cat >/dev/null\n%s\nsleep 0.5\n' "$2" >"$home/answer"
    socat "TCP-LISTEN:${peer_port[$1]},fork,reuseaddr,bind=127.0.0.1" \
        EXEC:"bash $home/answer" 2>/dev/null &
    false_pid=$!
    sleep 0.5
}
stop_false_parent() {
    if [ -n "${false_pid:-}" ]; then
        kill "$false_pid" 2>/dev/null || true
        wait "$false_pid" 2>/dev/null || true
    fi
    false_pid=
}

# The recordID that `record` printed last.
printed_id() { awk 'NF { word = $NF } END { print word }' <<<"$output"; }
