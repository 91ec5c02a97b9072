#!/usr/bin/env bash
# A ledger on a PostgreSQL server: the same bytes as in a folder, rights, losses, and no password shown.
export LEDGER_STORE=postgresql
. "$(dirname "$0")/lib.sh"
export SOURCE_DATE_EPOCH=1763600000

led=$(ledger_at led)
mkdir data && printf 'a,b\n1,2\n' >data/a.csv
"$ASSAY" key new ./log.pem >/dev/null

# the same commands give the same pieces, name by name and byte by byte
for place in "$led" folder; do
    run 0 ledger init --ledger "$place" --origin-name ledger.example.org/team --key ./log.pem
    printf 'a,b\n1,2\n' >data/a.csv
    run 0 record --ledger "$place" --key ./log.pem data
    printf 'a,b\n3,4\n' >data/a.csv
    run 0 record --ledger "$place" --key ./log.pem data
    run 0 verify "$place"
    says "VERIFIED"
done
table() {
    sql "SELECT name, encode(string_agg(content, '' ORDER BY part), 'hex') FROM led.assay_pieces
         GROUP BY name ORDER BY name"
}
table >in-table
(cd folder && find . -type f ! -path ./state/lock -printf '%P\n' | LC_ALL=C sort |
    while read -r name; do echo "$name|$(xxd -p "$name" | tr -d '\n')"; done) >in-folder
[ "$(wc -l <in-table)" -gt 10 ] || fail "hardly a piece"
cmp -s in-table in-folder || fail "the two stores differ: $(diff in-table in-folder | cut -c1-100)"

run 0 ledger export from-table --ledger "$led"
run 0 ledger export from-folder --ledger folder
diff -r from-table from-folder >/dev/null || fail "the two exports differ"

# who may add rows and no more leaves entries in the spool, and can take nothing away
"$ASSAY" key new ./ci.pem >/dev/null && "$ASSAY" key export ./ci.pem >ci.pub
echo 7,8 >>data/a.csv
run 0 ledger admit ci.pub --role entry --ledger "$led" --key ./log.pem
sql "CREATE ROLE ci LOGIN; GRANT USAGE ON SCHEMA led TO ci; GRANT SELECT, INSERT ON led.assay_pieces TO ci" >/dev/null
run 0 record --ledger "$(ledger_address led ci)" --key ./ci.pem data
says "spool"
run 0 record --ledger "$(ledger_address led ci)" --key ./ci.pem data # the same again is no failure
run 6 ledger sequence --ledger "$(ledger_address led ci)" --key ./log.pem
says "ledger.rights"
run 0 ledger sequence --ledger "$led" --key ./log.pem
says "1 taken"
run 0 verify "$led"

# every object is read, named by an entry or not; rows that nothing reads are held to nothing
sql "INSERT INTO led.assay_pieces VALUES ('objects/sha256/00/$(printf '%062d' 0)', 0, 'x')" >/dev/null
run 5 verify "$led"
says "objects/sha256/00/00" "its content is not what its name says" "BROKEN   1 thing in the ledger"
sql "DELETE FROM led.assay_pieces WHERE name LIKE 'objects/sha256/00/000%';
     INSERT INTO led.assay_pieces VALUES ('other/name', 0, 'x'), ('spool/x.json', 0, 'x'), ('checkpoint', 1, 'x')" >/dev/null
run 0 verify "$led"
sql "DELETE FROM led.assay_pieces WHERE name IN ('other/name', 'spool/x.json') OR (name = 'checkpoint' AND part = 1)" >/dev/null

# a server that goes while a ledger is verified says nothing of the ledger
lost=$(ledger_at lost)
sql "CREATE FUNCTION lost.go(name text, content bytea) RETURNS bytea LANGUAGE plpgsql STABLE AS
     'BEGIN IF name LIKE ''objects/%'' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN content; END';
     CREATE VIEW lost.assay_pieces AS SELECT name, part, lost.go(name, content) AS content FROM led.assay_pieces" >/dev/null
run 6 verify "$lost"
says "ledger.server" "was lost"
[ "$(grep -c '^error' err)" = 1 ] || fail "not one error"
silent_on BROKEN ledger.damaged

# a piece that is larger than a part comes back whole, and a changed byte is found and named
seq 1 30000 | sed 's/.*/data\/&.csv/' >names
mkdir -p large/data && (cd large && while read -r name; do echo "$name" >"$name"; done <../names)
run 0 record --ledger "$led" --key ./log.pem large
[ "$(sql "SELECT max(part) > 2 FROM led.assay_pieces")" = t ] || fail "no piece in parts"
run 0 verify "$led"
sql "UPDATE led.assay_pieces SET content = set_byte(content, 9, 7) WHERE name LIKE 'objects/%' AND part = 1" >/dev/null
run 5 verify "$led"
says "objects/sha256/" "its content is not what its name says"
silent_on "VERIFIED"

# who may read alone is told so when writing, and nothing is committed
sql "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA led TO reader;
     GRANT SELECT ON led.assay_pieces TO reader" >/dev/null
before=$(table | sha256sum)
run 0 ledger log --ledger "$(ledger_address led reader)"
echo 5,6 >>data/a.csv
run 6 record --ledger "$(ledger_address led reader)" --key ./log.pem data
says "ledger.rights" "ledger-shared.md"
[ "$before" = "$(table | sha256sum)" ] || fail "something was written"

# another writer is waited for, and named
"$PG_BIN/psql" -XAtq -h "$PG" -U assay postgres \
    -c "SELECT pg_advisory_lock(hashtext('assay_pieces'), 'led.assay_pieces'::regclass::oid::integer), pg_sleep(60)" \
    >/dev/null 2>&1 &
holder=$!
sleep 0.5
run 6 record --ledger "$led" --key ./log.pem data
says "ledger.locked" "another process is writing"
kill "$holder"
wait "$holder" 2>/dev/null || :
sql "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'" >/dev/null

# a server that goes in the middle: nothing of the append is there
sql "CREATE FUNCTION led.go() RETURNS trigger LANGUAGE plpgsql AS
     'BEGIN IF NEW.name = ''checkpoint'' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END';
     CREATE TRIGGER go BEFORE INSERT ON led.assay_pieces FOR EACH ROW EXECUTE FUNCTION led.go()" >/dev/null
run 6 record --ledger "$led" --key ./log.pem data
says "ledger.server" "was lost" "nothing was committed"
[ "$before" = "$(table | sha256sum)" ] || fail "half of an append was committed"
sql "DROP TRIGGER go ON led.assay_pieces" >/dev/null
run 0 record --ledger "$led" --key ./log.pem data

# a server that crashes, between appends and in the middle of one: what was told as recorded is there
run 0 ledger init --ledger "$(ledger_at crash)" --key ./log.pem
crash=$(ledger_address crash)
recorded() { "$ASSAY" ledger log --ledger "$crash" | wc -l; }
stop_postgres && run_postgres on
told=1
for round in between during during; do
    if [ "$round" = during ]; then
        while echo "$RANDOM" >>data/a.csv && "$ASSAY" record --ledger "$crash" --key ./log.pem data >/dev/null 2>&1; do
            echo >>told-in-loop
        done &
        sleep 0.7
    else
        echo "$RANDOM" >>data/a.csv
        run 0 record --ledger "$crash" --key ./log.pem data
        told=$((told + 1))
    fi
    stop_postgres
    wait
    run_postgres on
    run 0 verify "$crash"
done
[ ! -f told-in-loop ] || told=$((told + $(wc -l <told-in-loop)))
[ "$(recorded)" -ge "$told" ] || fail "$told entries were told as recorded, and $(recorded) are there"
stop_postgres && run_postgres off

# a client that is killed at any message that it sends: the old ledger, or the new one
if strace -o /dev/null true 2>/dev/null; then
    points=0 before=$(recorded)
    for nth in $(seq 2 200); do
        echo "$nth" >>data/a.csv
        if { ASAN_OPTIONS=detect_leaks=0:handle_sigill=1:exitcode=99 strace -f -o calls -e trace=sendto -e inject=sendto:signal=SIGKILL:when="$nth" \
            "$ASSAY" record --ledger "$crash" --key ./log.pem data >/dev/null; } 2>/dev/null; then
            break
        fi
        points=$((points + 1))
        run 0 verify "$crash"
    done
    [ "$points" -ge 15 ] || fail "killed at $points points only"
    [ "$(recorded)" -gt "$before" ] || fail "the last record is not there"
    echo "killed at $points messages"
fi

# no ledger there; no server there; no address; and never a password
run 2 ledger log --ledger "$(ledger_at empty)"
says "ledger.missing" "ledger init"
run 6 ledger log --ledger "postgresql://me:S3cret@%2Fnowhere/db"
says "ledger.connect" "postgresql://me@/nowhere/db"
silent_on "S3cret"
for address in "postgresql://me:S3cret@S3cret@host/db" "postgresql://me:S3cret/S3cret@host/db" \
    "postgresql://me:%S3cret@host/db" "postgresql://h/db?password=S3cret&nothing=S3cret"; do
    run 2 ledger log --ledger "$address"
    says "ledger.address"
    silent_on "S3cret"
done
run 0 ledger log --ledger "${led/assay@/assay:S3cret@}"
silent_on "S3cret"
