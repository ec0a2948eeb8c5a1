# What the machine must have; sourced by deploy/test and deploy/demo. Speaks Chinese to the person.

say() { printf "%s\n" "$@"; }
fail() {
    printf '\n失败：%s\n' "$*" >&2
    exit 1
}

# The Swift toolchain is the one thing that these scripts do not bring.
require_toolchain() {
    command -v swift >/dev/null ||
        fail "没有找到 Swift 工具链。请先按 https://www.swift.org/install 安装 6.2 或更新的版本，让 swift 命令可用，再运行本脚本。"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p')
    case "$version" in
        [0-5].* | 6.0 | 6.1 | '')
            fail "Swift 版本是 ${version:-未知}，需要 6.2 或更新，请更新 Swift 工具链后再运行。"
            ;;
    esac
}

# Runs as the superuser, directly or through sudo.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Installs the named Debian packages that are absent. apt can break half way: mended and repeated once.
install_missing() {
    command -v dpkg-query >/dev/null ||
        fail "这台机器不是 Debian 一类的系统，请自行安装：$*"
    local missing=() package
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
        fail "缺少软件包，而当前用户不能安装。请用管理员身份运行：apt-get install ${missing[*]}"
    say "安装缺少的软件包：${missing[*]}"
    as_root apt-get update -q || say "软件源没有全部更新成功，先用已有的目录继续。"
    as_root apt-get install -q -y --no-install-recommends "${missing[@]}" && return 0
    say "安装中断，修复后再试一次。"
    as_root apt-get -f install -q -y || true
    as_root apt-get update -q || true
    as_root apt-get install -q -y --no-install-recommends "${missing[@]}" ||
        fail "软件包装不上：${missing[*]}。请检查网络和软件源后重新运行。"
}
