# Starts, stops and asks nodes; sourced by deploy/demo and deploy/hard-case.sh, which set `program`,
# `home` and `data` (the folder of scripts for example data).

declare -A process peer_address page_address peer_port

# A file of the run, by name.
log_of() { printf '%s/log/%s' "$home" "$1"; }

# Runs the program on a node's data folder: `on NODE COMMAND…`. A failure names the command, its
# status and what it wrote to standard error, and ends the demo.
on() {
    local node=$1 status=0 errors
    shift
    errors=$(log_of "$node.errors.$BASHPID")
    "$program" "$@" --data "$home/$node" 2>"$errors" || status=$?
    if [ "$status" != 0 ]; then
        {
            printf '\n命令失败，退出码 %s：liandong %s --data %s\n' "$status" "$*" "$home/$node"
            sed 's/^/   /' "$errors"
        } >&2
        exit 1
    fi
    rm -f "$errors"
}

# The same as JSON, flattened to lines of path and value.
ask() { on "$@" --format json | LC_ALL=C awk -f "$data/json.awk"; }

# One value out of flattened JSON on standard input. It reads to the end: a reader that stops early
# would break the pipe, and the failure would be taken for the program's.
pick() { awk -F '\t' -v path="$1" '$1 == path && !found++ { sub(/^[^\t]*\t/, ""); print }'; }

# Prints the command as a person would type it, then runs it.
show() {
    local node=$1
    shift
    printf '\n$ liandong %s --data %s\n' "$*" "$home/$node"
    on "$node" "$@"
}

# Starts a node's `serve`; the port for its children stays the same when it comes back.
start_node() {
    local node=$1 out
    shift
    out=$(log_of "$node.serve")
    : >"$out"
    "$program" serve --data "$home/$node" --listen "127.0.0.1:${peer_port[$node]:-0}" \
        --pages 127.0.0.1:0 "$@" >"$out" 2>"$out.errors" &
    process[$node]=$!
    await_lines "$node" "$out"
    peer_address[$node]=$(sed -n '/^peers /{s///p;q;}' "$out")
    page_address[$node]=$(sed -n '/^pages /{s///p;q;}' "$out")
    peer_port[$node]=${peer_address[$node]##*:}
}

await_lines() {
    local node=$1 out=$2 tries
    for ((tries = 0; tries < 300; tries++)); do
        if grep -q '^peers http' "$out" && grep -q '^pages http' "$out"; then return 0; fi
        if ! kill -0 "${process[$node]}" 2>/dev/null; then break; fi
        sleep 0.1
    done
    {
        printf '\n节点 %s 没有启动起来：liandong serve --data %s\n' "$node" "$home/$node"
        sed 's/^/   /' "$out" "$out.errors"
    } >&2
    exit 1
}

# Asks politely, waits ten seconds, then insists: a node must survive both.
stop_node() {
    local node=$1 pid=${process[$1]:-} tries
    [ -n "$pid" ] || return 0
    unset "process[$node]"
    kill -TERM "$pid" 2>/dev/null || true
    for ((tries = 0; tries < 100; tries++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}

stop_all() {
    local node
    for node in "${!process[@]}"; do
        kill -TERM "${process[$node]}" 2>/dev/null || true
    done
    for node in "${!process[@]}"; do stop_node "$node"; done
}

# Imports a file and checks that every row was taken: `load NODE REGISTER FILE ROWS [option…]`.
# The ids of the records go to the file FILE.ids, one a line.
load() {
    local node=$1 register=$2 file=$3 rows=$4 answer accepted
    shift 4
    answer=$(ask "$node" import "$register" "$file" "$@")
    accepted=$(pick accepted <<<"$answer")
    [ "$accepted" = "$rows" ] || {
        printf '\n%s 的 %s：应收 %s 行，实收 %s 行。\n%s\n' "$node" "$file" "$rows" "$accepted" "$answer" >&2
        exit 1
    }
    awk -F '\t' '$1 ~ /^ids\.[0-9]+$/ { print $2 }' <<<"$answer" >"$file.ids"
}

# Number of records in an import file.
rows_of() {
    case $1 in
        *.csv) echo $(($(wc -l <"$1") - 1)) ;;
        *) wc -l <"$1" ;;
    esac
}

# Puts the ids that an import gave in the place of @{row} in another file.
with_ids() { # ids, file
    awk -v ids="$1" '
        BEGIN { while ((getline line < ids) > 0) id[++count] = line }
        {
            while (match($0, /@\{[0-9]+\}/))
                $0 = substr($0, 1, RSTART - 1) id[substr($0, RSTART + 2, RLENGTH - 3)] \
                    substr($0, RSTART + RLENGTH)
            print
        }' "$2"
}

table() { LC_ALL=C awk -f "$data/table.awk"; }
