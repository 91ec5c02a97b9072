#!/usr/bin/env bash
# Bad input, each with its own message: what, where, why, do. Nothing looks like a pass.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
make() { python3 "$SOURCE/tests/integration/make.py" "$1" "$2"; }

# --- targets
mkdir plain
echo text >plain/a.txt
run 2 check --head plain
says "git.not-a-repository" "do:"
run 2 check nowhere
says "error[target.missing]" "nowhere"
ln -s circle circle
run 2 check circle
says "error[target.missing]" "circle"
run 6 check /dev/zero
says "error[file.special]: /dev/zero is neither" "do:"
git init -q unborn
run 4 check --head unborn
says "git.nothing-to-examine"
run 0 check --head unborn --allow-gap nothing

git init -q repo
cd repo
echo one >a.txt
git add a.txt
git commit -qm one
echo two >a.txt
git commit -qam two
run 2 check --commit no-such-revision
says "no-such-revision" "do:"
run 2 check --range HEAD..gone
says "gone"
run 4 check --range HEAD..HEAD
says "git.nothing-to-examine"
cd "$WORK"

# --- a shallow clone is a gap with the command that mends it
git clone -q --depth 1 "file://$WORK/repo" shallow
run 3 check --history shallow
says "git.shallow" "unshallow" INCOMPLETE
run 0 check --history shallow --allow-gap git.shallow

# --- a blob that is not there, a blob that is damaged
git clone -q repo broken
blob=$(git -C repo rev-parse HEAD:a.txt)
git -C broken repack -qad
git -C broken unpack-objects -q <"$(ls broken/.git/objects/pack/*.pack)" 2>/dev/null || true
mv broken/.git/objects/pack "$WORK/pack"
mkdir broken/.git/objects/pack
git -C broken unpack-objects -q <"$(ls "$WORK"/pack/*.pack)"
chmod u+w "broken/.git/objects/${blob:0:2}/${blob:2}"
cp "broken/.git/objects/${blob:0:2}/${blob:2}" "$WORK/blob"
printf 'garbage' >"broken/.git/objects/${blob:0:2}/${blob:2}"
run 3 check --head broken
says "git.object-corrupt" "a.txt"
rm -f "broken/.git/objects/${blob:0:2}/${blob:2}"
run 3 check --head broken
says "git.object-missing" "a.txt"

# --- files that cannot be read, links in a circle, special files
mkdir odd
echo secret >odd/closed.txt
chmod 000 odd/closed.txt
ln -s loop-b odd/loop-a
ln -s loop-a odd/loop-b
mkfifo odd/pipe
echo fine >odd/fine.txt
make_somebody
code=0
"$WORK/somebody" check odd >"$WORK/out" 2>"$WORK/err" || code=$?
[ "$code" = 3 ] || fail "an unreadable file gave exit code $code"
says "file.unreadable" "closed.txt" "file.special" "pipe"
run 3 list odd
says "symlink" "loop-a" "fine.txt"
# a size of 0 may be no size at all: such files are read to their end
if [ -r /proc/self/environ ]; then
    code=0
    AWS_ACCESS_KEY_ID=AKIAQYLPMN5HFIQR7XYA "$ASSAY" check /proc/self/environ >out 2>err || code=$?
    [ "$code" = 1 ] || fail "a file that states no size gave exit code $code"
    says "secret.aws-access-key-id"
    AWS_ACCESS_KEY_ID=AKIAQYLPMN5HFIQR7XYA run 1 check /proc/self/environ # no cache has it
fi

# --- models that lie or are cut short
mkdir models
for kind in safetensors-cut safetensors-lies gguf-cut gguf-lies npy-lies npy-nonsense pickle-cut; do
    name=models/$kind.${kind%%-*}
    make "$kind" "$name"
    run 3 list "$name"
    says "gap[" "$kind" "[load: "
    rm "$name"
done
make safetensors models/good.safetensors
make gguf models/good.gguf
make npy models/good.npy
make pickle-safe models/good.pkl
run 0 list models
silent_on "gap[" "[load:"
make pickle-dangerous models/evil.pkl
make torch models/evil.pt
run 1 check models
says "model.code-import" "posix.system" "evil.pkl" "evil.pt" BLOCKED
cp models/evil.pkl models/evil.csv # a name only ever adds readers
run 1 check models/evil.csv
says "posix.system"
make pickle-cut models/cut.pkl # judged up to the break
run 1 check models/cut.pkl
says "posix.system"

# --- containers
make zip-encrypted encrypted.zip
run 3 list encrypted.zip
says "bundle.encrypted" "keys.bin" "open.txt"
make zip-folder folder.zip # a folder that has content: no program unpacks it, and none shows it
run 3 list folder.zip
says "bundle.hidden-entry"
printf 'hsqs%0100d' 0 >unread.squashfs # known and not read: never a pass
run 3 check unread.squashfs
says "bundle.method-unsupported" "unread.squashfs" INCOMPLETE
# A repository that was packed and shipped: its history is in there, and no folder or name tells of it; so
# its packs are opened (git_bundles.sh).
git init -q shipped
key=$(openssl genrsa 2048 2>/dev/null)
echo "$key" >shipped/key.pem
git -C shipped add key.pem
git -C shipped commit -qm key
git -C shipped rm -q key.pem
git -C shipped commit -qm gone
git -C shipped bundle create -q "$WORK/shipped.bundle" --all
mkdir release
git clone -q --bare --no-local shipped release/shipped.git
tar cf release.tar release
for target in shipped.bundle release release.tar; do
    run 1 check "$target"
    says secret.private-key key.pem
done
for head in '\377\6\0\0sNaPpY' 'QFI\373' vhdxfile 'KDMV\1' '\105\075\315\050' '\243\002x\234' '7kSt\240\061\203\323' '`\352\036\0\036\013\1\0\0\0\2'; do
    # shellcheck disable=SC2059 # it is the bytes of a format
    { printf "$head" && head -c 600 /dev/zero; } >unread.bin
    run 3 check unread.bin
    says "gap[bundle.method-unsupported]"
done
for head in 'StuffIt (c)1997-2002' 'StuffIt!' 'SIT!\0\1\0\0\0\0rLau\2' '\236\250b2frame\0' 'blpk\3'; do
    # shellcheck disable=SC2059 # it is the bytes of a format
    { printf "$head" && head -c 600 /dev/zero; } >unread.bin
    run 3 check unread.bin
    says "gap[bundle.method-unsupported]"
done
# A signed message, as gpg packs it, and what is none; a message that is signed and not packed is read as it is.
python3 - <<'END'
import zlib
def packed(header, text):
    raw = zlib.compressobj(6, zlib.DEFLATED, -15)
    return header + raw.compress(text) + raw.flush()
once = b"\x90\x0d\x03\x00\x0a\x01" + bytes(8) + b"\x01"
file = b"\xac\x13b\x05a.txt" + bytes(4) + b"words\n"
for name, data in (("signed", packed(b"\xa3\x01", once + file)), ("stored", packed(b"\xa3\x01", file)),
                   ("newer", packed(b"\xc8\xff\x00\x00\x01\x00\x01", b"\xcb\x13b" + file[3:])),
                   ("parts", packed(b"\xc8\xe9\x01", b"\xc4\x0d\x03\x00\x0a\x01" + bytes(9))),
                   ("not", packed(b"\xa3\x01", b"words of no packet")), ("cut", b"\xa3\x01"),
                   ("noise", b"\xa3\x01" + bytes(range(7, 250, 3)))):
    open(name + ".gpg", "wb").write(data)
END
for name in signed stored newer parts; do
    run 3 check $name.gpg
    says "gap[bundle.method-unsupported]" "OpenPGP, packed"
done
for name in not cut noise; do
    run 0 check $name.gpg
done

# Encrypted as a whole: nobody can say what is in it.
encrypted() { # encrypted BEGINNING NAME: told, and by what
    # shellcheck disable=SC2059 # it is the bytes of a format
    { printf -- "$1" && head -c 600 /dev/zero; } >locked.bin
    run 3 check locked.bin
    says "gap[data.encrypted]: locked.bin: it is encrypted as a whole ($2)" INCOMPLETE
}
encrypted '\0GITCRYPT\0' git-crypt
encrypted 'age-encryption.org/v1\n-> X25519 abc\n' age
encrypted '-----BEGIN AGE ENCRYPTED FILE-----\n' age
encrypted '-----BEGIN PGP MESSAGE-----\n\nhQ' OpenPGP
encrypted '\205\1\014\3abcdefgh\1' OpenPGP # to an RSA key
encrypted '\301\300\114\3abcdefgh\22' OpenPGP # to one on a curve, the header's newer form
encrypted '\214\015\4\11\3\10abcdefgh' OpenPGP # by a password
encrypted 'LUKS\272\276\0\2' LUKS
encrypted '\044ANSIBLE_VAULT;1.1;AES256\n6132' 'Ansible Vault'
openssl enc -aes-256-cbc -pbkdf2 -k word -in unread.squashfs -out locked.bin
run 3 check locked.bin
says "gap[data.encrypted]" "openssl enc"
printf 'RSA1\205\1' >plain.bin # signatures and keys are nothing that is hidden
printf -- '-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n' >plain.asc
printf '\211\1\063\4\0\1\10\0' >plain.sig
printf 'Salted__ is how openssl enc begins.\n' >plain.md # nor are manuals that begin so
printf 'KDMV is VMDK, read from behind.\n' >plain.txt
printf '# v2 git bundle\nThis page tells what a bundle is.\n' >bundles.md
for file in plain.bin plain.asc plain.sig plain.md plain.txt bundles.md; do
    run 0 check "$file"
done
make lzma evil.lzma
run 1 check evil.lzma
says "posix.system"
make zip-bomb bomb.zip
run 3 list --max-ratio 100 bomb.zip
says "bundle.ratio-limit" "zeros.bin" "after.txt"
run 3 list --max-expand 1M bomb.zip
says "bundle.size-limit"
make zip-nested nested.zip
run 3 list nested.zip
says "bundle.depth-limit"
run 0 list --max-depth 32 nested.zip
says "inner.txt"
make tar-traversal traversal.tar
run 3 list traversal.tar
says "bundle.unsafe-path" "fine.txt" "bundle.special-entry"
[ ! -e "$WORK/../etc/passwd" ] || fail "a name with .. was followed"
make tar-cut cut.tar
run 3 list cut.tar
says "bundle.truncated"

# --- outputs that cannot be written
if [ -e /dev/full ]; then
    run 6 check plain -o json=/dev/full
    says "output.failed"
fi
run 6 check plain -o json=/no/such/folder/x.json
says "output.failed" "/no/such/folder/x.json"

# --- millions of frames that hold nothing: counted, not waited for; what stands before them is examined
# (gzip alone: a decoder of bzip2 is made anew for each frame, which the sanitizers take minutes for)
python3 - <<'END'
import gzip
empty, last = gzip.compress(b"", mtime=0), gzip.compress(b"last\n", mtime=0)
first = gzip.compress(b"first\n", mtime=0)
open("some.gz", "wb").write(first + empty * 1000 + last)
open("many.gz", "wb").write(first + empty * 1050000 + last)
END
run 0 list some.gz
says " 11  some.gz!/some"
run 3 list many.gz
says "gap[bundle.count-limit]: many.gz!/many: more than 1048576 frames" " 6  many.gz!/many"

# --- text of two or four bytes a character is decoded, and searched as what it is
mkdir wide
for encoding in UTF-16 UTF-16LE UTF-16BE UTF-32LE UTF-32BE; do
    printf 'name\nwrite to jane.roe@mailbox.org, \303\244\n' | iconv -f UTF-8 -t "$encoding" >"wide/$encoding.txt"
done
head -c 4096 /dev/zero >wide/zeros.bin
run 0 list -f json wide
[ "$(grep -o '"class":"pii.email"[^]]*"places":\[{"column":10,"line":2}\]' "$WORK/out" | wc -l)" = 5 ] || fail "five texts"
