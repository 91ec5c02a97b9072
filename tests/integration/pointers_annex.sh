#!/usr/bin/env bash
# pointers_annex.sh - git-annex: what links and pointer files stand for is examined out of the annex;
# what is missing or other than its key says is told, and all else is examined still. git-annex is
# too large to install for a test, so the layout is built here as it documents it ("internals"); the
# folders of the keys below were written by git-annex 10.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pointers_lib.sh"

hello=SHA256E-s6--5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03.bin
deep=SHA256E-s5--64896f89fd11190013b70103e603a1c5826e56b7fb7d2197ab279b0690043599.bin
unlocked=SHA256E-s4--df2751145b9b88c439a72dc92ae3522121146c48abc2320d209e7d73cbe0412d.bin

# letters KEY: the two folders of two letters
letters() {
    python3 - "$1" <<'END'
import hashlib, struct, sys
word = struct.unpack("<I", hashlib.md5(sys.argv[1].encode()).digest()[:4])[0]
digits = ["0123456789zqjxkmvwgpfZQJXKMVWGPF"[word >> 6 * i & 31] for i in range(4)]
print(digits[1] + digits[0] + "/" + digits[3] + digits[2])
END
}
[ "$(letters "$hello") $(letters "$deep") $(letters "$unlocked")" = "v2/gm g8/63 M5/jK" ] ||
    fail "the folders are not those that git-annex made"
# keep FILE KEY [lower]: stores content under a key, in folders of two letters or of three digits
keep() {
    local sum folders
    sum=$(printf %s "$2" | md5sum) folders=$(letters "$2")
    [ "${3:-}" = lower ] && folders=${sum:0:3}/${sum:3:3}
    mkdir -p ".git/annex/objects/$folders/$2"
    cp "$1" ".git/annex/objects/$folders/$2/$2"
}
lock() { ln -sf "$2.git/annex/objects/$(letters "$3")/$3/$3" "$1"; }
key() { printf '%s-s%s--%s%s' "$1" "$(stat -c %s "$2")" "$("$3" <"$2" | cut -d' ' -f1)" "${4:-}"; }

git init -q repo && cd repo && mkdir -p d/e
printf 'gate: {fail-on: critical}\n' >.assay.yml
printf '{"note": "in git itself"}\n' >plain.json
echo hello >"$WORK/hello" && echo deep >"$WORK/deep" && echo unl >"$WORK/unl"
printf 'n,square\n1,1\n2,4\n' >"$WORK/numbers.csv"
printf 'n,cube\n1,1\n2,8\n' >"$WORK/cubes.csv"
keep "$WORK/hello" "$hello" && lock hello.bin "" "$hello"
keep "$WORK/deep" "$deep" && lock d/e/deep.bin ../../ "$deep"
keep "$WORK/unl" "$unlocked" lower && printf '/annex/objects/%s\n' "$unlocked" >unlocked.bin
for back in MD5:md5sum SHA1:sha1sum SHA224:sha224sum SHA384:sha384sum SHA512:sha512sum; do
    k=$(key "${back%:*}" "$WORK/numbers.csv" "${back#*:}")
    keep "$WORK/numbers.csv" "$k" && lock "${back%:*}.csv" "" "$k"
    k=$(key "${back%:*}E" "$WORK/cubes.csv" "${back#*:}" .csv)
    keep "$WORK/cubes.csv" "$k" lower && lock "${back%:*}E.csv" "" "$k"
done
worm=WORM-s17-m1700000000--numbers.csv
keep "$WORK/numbers.csv" "$worm" && lock worm.csv "" "$worm"
url='URL-s17--http&c%%data.example.org%numbers.csv'
folders=$(letters URL-s17--http://data.example.org/numbers.csv)
mkdir -p ".git/annex/objects/$folders/$url" && cp "$WORK/numbers.csv" ".git/annex/objects/$folders/$url/$url"
printf '/annex/objects/%s\n' "$url" >url.csv
git add . && git commit -qm "with an annex"

for view in --head --history --worktree; do
    has "hello.bin!/hello.bin other  6" "$view"
    had "d/e/deep.bin!/deep.bin other  5"
    had "unlocked.bin!/unlocked.bin other  4"
    for back in MD5 SHA1 SHA224 SHA384 SHA512; do
        had "$back.csv!/$back.csv dataset csv 17"
        had "${back}E.csv!/${back}E.csv dataset csv 15"
        fact "$back.csv" pointer.resolved true
    done
    had "worm.csv!/worm.csv dataset csv 17"
    had "url.csv!/url.csv dataset csv 17"
    # content at hand under a key without a digest: examined, and said to be beyond proof
    fact worm.csv pointer.verifiable false
    fact url.csv pointer.verifiable false
    fact SHA512.csv pointer.verifiable true
done
run 0 check --head
silent_on "pointer."
others() {
    has "MD5.csv!/MD5.csv dataset csv 17" "$@"
    grep -q '^plain.json' "$WORK/out" || fail "plain.json was not examined"
}

# --- pointer.annex-missing
object=.git/annex/objects/v2/gm/$hello/$hello
mv "$object" "$WORK/kept"
for view in --head --worktree; do
    run 3 check "$view" -f json
    gap pointer.annex-missing hello.bin
    others "$view"
done
fact hello.bin pointer.resolved false
run 0 explain pointer.annex-missing
printf 'gate: {fail-on: critical}\npointers: {annex: note}\n' >.assay.yml
run 0 check --head
git checkout -q .assay.yml

# --- pointer.annex-mismatch: another digest, another size (of a key without a digest)
echo jello >"$object"
run 3 check --head -f json
gap pointer.annex-mismatch hello.bin
others --head
has "hello.bin!/hello.bin other  6" --head
cp "$WORK/kept" "$object"
printf 'x' >>".git/annex/objects/$(letters "$worm")/$worm/$worm"
run 3 check --head -f json
gap pointer.annex-mismatch worm.csv
run 0 explain pointer.annex-mismatch
keep "$WORK/numbers.csv" "$worm"

# --- pointer.invalid: begins as a pointer file and is none; links that only look like it are links
printf '/annex/objects/%s\r\n' "$unlocked" >crlf.bin
printf '/annex/objects/%s\nmore\n' "$unlocked" >more.bin
ln -s "elsewhere/annex/objects/v2/gm/$hello/$hello" other.bin
run 3 check --worktree -f json
gap pointer.invalid crlf.bin
gap pointer.invalid more.bin
others --worktree
fact other.bin pointer.oid null
