# lib.sh - what every integration test begins with: a folder and a home of its own, and checks
# that say what they saw. Sourced: . "$(dirname "$0")/lib.sh"
# shellcheck shell=bash
set -euo pipefail

: "${ASSAY:?the path of the assay binary}"
SOURCE=${SOURCE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
# The home lies beside the folder that a script works in: in a target nothing is kept, and each run over that folder
# would compile its patterns anew.
ROOM=$(mktemp -d)
WORK=$ROOM/work
remove_room() {
    chmod -R u+rwX "$ROOM" 2>/dev/null
    rm -rf "$ROOM"
}
trap remove_room EXIT
export HOME="$ROOM/home" LC_ALL=C.UTF-8 TZ=UTC
export XDG_CONFIG_HOME="$HOME/.config" XDG_CACHE_HOME="$HOME/.cache" XDG_DATA_HOME="$HOME/.local/share"
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$HOME/.gitconfig"
export GIT_AUTHOR_DATE="2026-01-02T03:04:05Z" GIT_COMMITTER_DATE="2026-01-02T03:04:05Z"
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE NO_COLOR CLICOLOR_FORCE SOURCE_DATE_EPOCH
mkdir "$WORK" "$HOME"
printf '[user]\n\tname = Test Author\n\temail = author@example.org\n[init]\n\tdefaultBranch = main\n' >"$HOME/.gitconfig"
PATH="$(dirname "$ASSAY"):$PATH"
cd "$WORK"

# Compiled patterns, as a user has them from the first run on: it takes a second, and each script begins
# with a home of its own.
compiled=$(dirname "$ASSAY")/compiled
if mkdir -p "$compiled/home" 2>/dev/null; then
    if [ -z "$(find "$compiled/assay" -name 'patterns-*' -newer "$ASSAY" 2>/dev/null)" ]; then
        echo nothing >tiny.txt
        XDG_CACHE_HOME=$compiled HOME=$compiled/home "$ASSAY" list -q --no-cache tiny.txt >/dev/null 2>&1 || true
        rm tiny.txt
    fi
    mkdir -p "$XDG_CACHE_HOME/assay"
    cp "$compiled"/assay/patterns-* "$XDG_CACHE_HOME/assay/" 2>/dev/null || true
fi

fail() {
    echo "FAILED: $*" >&2
    [ -f "$WORK/out" ] && { echo "--- output" >&2; head -c 4000 "$WORK/out" >&2; }
    [ -f "$WORK/err" ] && { echo "--- errors" >&2; head -c 4000 "$WORK/err" >&2; }
    exit 1
}

# run CODE WORDS...: runs assay, keeps what it printed in $WORK/out and $WORK/err, wants that code
run() {
    local want=$1 code=0
    shift
    "$ASSAY" "$@" >"$WORK/out" 2>"$WORK/err" </dev/null || code=$?
    [ "$code" = "$want" ] || fail "assay $*: exit code $code, wanted $want"
}

# says TEXT...: each text stands in the last run's output or errors
says() {
    local text
    for text in "$@"; do
        grep -qF -- "$text" "$WORK/out" "$WORK/err" || fail "nowhere said: $text"
    done
}

# silent_on TEXT...: none of them does
silent_on() {
    local text
    for text in "$@"; do
        ! grep -qF -- "$text" "$WORK/out" "$WORK/err" || fail "said, but should not be: $text"
    done
}

# verdicts_in FILE: of the assessment in it each rule with the verdicts that some item has; not-applicable where no item
# has another. Taken out here, for jq needs as long to start as a run takes.
verdicts_in() {
    grep -oE '"code":"[A-Z]+-[0-9]+","name"|"verdicts":\{[^}]*\}' "$1" | awk -F'[":{},]+' '
        $2 == "code" { code = $3 }
        $2 == "verdicts" {
            others = ""; none = ""
            for (i = 3; i < NF; i += 2)
                if ($(i + 1) > 0 && $i == "not-applicable") none = " " $i
                else if ($(i + 1) > 0) others = others " " $i
            print code (others == "" ? none : others)
        }'
}

# make_somebody: $WORK/somebody runs assay as one who, other than root, may not read everything; his home is his own
make_somebody() {
    local home=$ROOM/somebody
    if [ "$(id -u)" -ne 0 ]; then
        ln -s "$ASSAY" "$WORK/somebody"
        return
    fi
    mkdir "$home"
    cp "$ASSAY" "$home/copy"
    cp "$GIT_CONFIG_GLOBAL" "$home/"
    cp -R "$XDG_CACHE_HOME" "$home/.cache"
    chown -R 65534 "$home"
    chmod 755 "$ROOM"
    cat >"$WORK/somebody" <<END
#!/bin/sh
export HOME="$home" GIT_CONFIG_GLOBAL="$home/.gitconfig"
export XDG_CONFIG_HOME="$home/.config" XDG_CACHE_HOME="$home/.cache" XDG_DATA_HOME="$home/.local/share"
exec setpriv --reuid=65534 --regid=65534 --clear-groups "$home/copy" "\$@"
END
    chmod 755 "$WORK/somebody"
}

# Ledgers: in folders, or where LEDGER_STORE=postgresql on a server of the test's own.

# as_postgres WORDS...: the server does not run as root
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
    else
        "$@"
    fi
}

# start_postgres: a server in a folder of its own, on a socket alone
start_postgres() {
    local bin
    bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -1)
    [ -x "$bin/initdb" ] || fail "postgresql is not installed: scripts/setup test"
    PG_BIN=$bin
    PG=$(mktemp -d /tmp/assay-pg-XXXXXX)
    [ "$(id -u)" -ne 0 ] || chown postgres "$PG"
    trap 'stop_postgres; rm -rf "$PG"; remove_room' EXIT
    make_cluster "$PG/data" || { cat "$PG/made" >&2; fail "no server can be made"; }
    run_postgres off
}

# make_cluster FOLDER: an empty one. Making it takes longer than all else that a script does, so the
# first one is kept in POSTGRES_TEMPLATE, where that is set, for the others to copy.
make_cluster() {
    local kept=${POSTGRES_TEMPLATE:-}
    if [ -z "$kept" ]; then
        (cd "$PG" && as_postgres "$PG_BIN/initdb" -D "$1" -U assay -A trust -N >"$PG/made" 2>&1)
        return
    fi
    (
        flock 9
        [ -d "$kept" ] || { POSTGRES_TEMPLATE='' make_cluster "$1" && cp -a "$1" "$kept.new" && mv "$kept.new" "$kept"; }
    ) 9>"$kept.lock"
    [ -d "$1" ] || cp -a "$kept" "$1"
}

# run_postgres on|off: with syncs or without
run_postgres() {
    (cd "$PG" && as_postgres "$PG_BIN/pg_ctl" -D data -w -l "$PG/log" \
        -o "-c listen_addresses= -k $PG -c fsync=$1" start >>"$PG/pg_ctl.log" 2>&1) ||
        { cat "$PG/log" >&2; fail "the server did not start"; }
}

stop_postgres() {
    (cd "$PG" && as_postgres "$PG_BIN/pg_ctl" -D data -m immediate stop) >/dev/null 2>&1 || :
}

psql_here() {
    "$PG_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -h "$PG" -U "${SQL_USER:-assay}" postgres "$@"
}

sql() {
    psql_here -c "$1"
}

# ledger_address NAME [USER]: on the server, each NAME a schema
ledger_address() {
    echo "postgresql://${2:-assay}@${PG//\//%2F}/postgres?options=-csearch_path%3D$1"
}

in_folders() {
    [ "${LEDGER_STORE:-folder}" = folder ]
}

# ledger_at NAME: where the ledger of that name is kept in this run
ledger_at() {
    in_folders && { echo "$WORK/$1"; return; }
    sql "CREATE SCHEMA IF NOT EXISTS \"$1\"" 2>/dev/null
    ledger_address "$1"
}

# ledger_copy FROM TO, ledger_drop NAME: whole ledgers, by their names; one that was there is replaced
ledger_copy() {
    in_folders && { rm -rf "${WORK:?}/$2" && cp -R "$WORK/$1" "$WORK/$2"; return; }
    sql "CREATE SCHEMA IF NOT EXISTS \"$2\"; DROP TABLE IF EXISTS \"$2\".assay_pieces; CREATE TABLE \"$2\".assay_pieces (LIKE \"$1\".assay_pieces INCLUDING ALL);
         INSERT INTO \"$2\".assay_pieces SELECT * FROM \"$1\".assay_pieces" >/dev/null 2>&1
}

ledger_drop() {
    in_folders && { rm -rf "${WORK:?}/$1"; return; }
    sql "DROP TABLE IF EXISTS \"$1\".assay_pieces" >/dev/null 2>&1
}

# ledger_exists NAME
ledger_exists() {
    in_folders && { [ -e "$WORK/$1" ]; return; }
    [ "$(sql "SELECT to_regclass('\"$1\".assay_pieces') IS NOT NULL")" = t ]
}

# ledger_sum NAME [START]: a digest of all its pieces and their names, but for those that begin so
ledger_sum() {
    if in_folders; then
        (cd "$WORK/$1" && find . -type f ! -path './state/*' -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum)
    else
        sql "SELECT encode(sha256(string_agg(content, '' ORDER BY part)), 'hex') || '  ' || name
             FROM \"$1\".assay_pieces GROUP BY name ORDER BY name"
    fi | grep -v "  ${2:-\$}" | sha256sum
}

# pieces NAME [START]: the names of what a ledger holds, but for what its writer keeps for itself
pieces() {
    if in_folders; then
        (cd "$WORK/$1" && find . -type f -printf '%P\n')
    else
        sql "SELECT DISTINCT name FROM \"$1\".assay_pieces"
    fi | grep -v '^state/' | grep "^${2:-}" | LC_ALL=C sort
}

# piece NAME PIECE: its bytes; piece_put NAME PIECE: made of the standard input; piece_drop NAME PIECE
piece() {
    in_folders && { cat "$WORK/$1/$2"; return; }
    sql "SELECT encode(string_agg(content, '' ORDER BY part), 'hex') FROM \"$1\".assay_pieces WHERE name = '$2'" |
        xxd -r -p
}

piece_put() {
    in_folders && { mkdir -p "$(dirname "$WORK/$1/$2")" && cat >"$WORK/$1/$2"; return; }
    # by the standard input: words of a command are shorter than what is put here at times
    { printf "DELETE FROM \"%s\".assay_pieces WHERE name = '%s'; " "$1" "$2"; printf "INSERT INTO \"%s\".assay_pieces VALUES ('%s', 0, '\\\\x" "$1" "$2"; xxd -p | tr -d '\n'; echo "');"; } |
        psql_here -f - >/dev/null
}

piece_drop() {
    in_folders && { rm -f "$WORK/$1/$2"; return; }
    sql "DELETE FROM \"$1\".assay_pieces WHERE name = '$2'" >/dev/null
}

# ledger_dump NAME FOLDER: all pieces as files, which are what the folder store has
ledger_dump() {
    local name
    pieces "$1" | while read -r name; do
        mkdir -p "$(dirname "$2/$name")"
        piece "$1" "$name" >"$2/$name"
    done
}

# piece_of DIGEST: the name of an object
piece_of() {
    echo "objects/sha256/${1:0:2}/${1:2}"
}

in_folders || start_postgres
