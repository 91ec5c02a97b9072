#!/usr/bin/env bash
# Commits and tags that git signed by keys of SSH: assay and git agree on whose they are, and each
# thing that can be wrong is told by its name.
. "$(dirname "$0")/lib.sh"

# by GIT-WORDS: as whoever's key is set
git init -q repo && cd repo || exit
git config gpg.format ssh
git config gpg.ssh.allowedSignersFile "$WORK/signers"
keys="ed25519 p256 p384 p521 rsa"
ssh-keygen -q -t ed25519 -N '' -C '' -f ../ed25519
for bits in 256 384 521; do ssh-keygen -q -t ecdsa -b $bits -N '' -C '' -f ../p$bits; done
ssh-keygen -q -t rsa -b 2048 -N '' -C '' -f ../rsa
# line KEY PRINCIPALS OPTIONS: a line of the file of allowed signers
line() { printf '%s %s%s\n' "$2" "${3:+$3 }" "$(cut -d' ' -f1,2 "../$1.pub")"; }
for key in $keys; do line "$key" "$key@example.org"; done >../signers

# every kind of key, commits and tags; git says the same
for key in $keys; do
    git -c user.signingKey="$WORK/$key" commit -q -S --allow-empty -m "by $key"
    git -c user.signingKey="$WORK/$key" tag -s -m "tag by $key" "v-$key"
    git verify-commit HEAD 2>/dev/null || fail "git does not verify $key"
    run 0 verify --commit HEAD --allowed-signers ../signers
    says "signed   commit $(git rev-parse HEAD) by $key@example.org" "2026-01-02T03:04:05Z" VERIFIED \
        "$(ssh-keygen -l -f "../$key.pub" | cut -d' ' -f2)"
    run 0 verify --tag "v-$key" --allowed-signers ../signers
    says "signed   tag $(git rev-parse "v-$key") by $key@example.org" VERIFIED
done
says "note: the name in it is another one: Test Author <author@example.org>"
line ed25519 "nobody,*@example.org,!x@example.org" >../one
git -c user.signingKey="$WORK/ed25519" commit -q -S --allow-empty -m "by the same"
run 0 verify --allowed-signers ../one
says "by nobody,*@example.org,!x@example.org,"
silent_on "note:"
cd ..
run 0 verify --tag v-rsa --allowed-signers signers repo
cd repo || exit

# in a repository of SHA-256
git init -q --object-format=sha256 ../wide
(
    cd ../wide || exit
    git config gpg.format ssh && git config user.signingKey "$WORK/ed25519"
    git commit -q -S --allow-empty -m first && git tag -s -m first v1
)
run 0 verify ../wide --allowed-signers ../signers
run 0 verify ../wide --tag v1 --allowed-signers ../signers

# refused CODE ID: the last commit, and git refuses it too
refused() {
    run 5 verify --commit HEAD --allowed-signers "${2:-../signers}"
    says "error[$1]"
    git -c gpg.ssh.allowedSignersFile="${2:-../signers}" verify-commit HEAD 2>/dev/null &&
        fail "git takes what assay refuses as $1"
    return 0
}
git commit -q --allow-empty -m "not signed"
refused git-signature.none
git tag light
run 5 verify --tag light --allowed-signers ../signers
says "error[git-signature.none]" "--commit light"
git tag -a -m "not signed" plain
run 5 verify --tag plain --allowed-signers ../signers
says "error[git-signature.none]"

# nobody's key; a line that is for something else, over, or to come
git -c user.signingKey="$WORK/ed25519" commit -q -S --allow-empty -m "by ed25519"
line rsa rsa@example.org >../other
refused signers.unknown ../other
line ed25519 ed@example.org 'namespaces="file,email"' >../other
refused signers.namespace ../other
line ed25519 ed@example.org 'valid-before="20260101Z"' >../other
refused signers.validity ../other
says "ed@example.org up to 2026-01-01T00:00:00Z, and it signed at 2026-01-02T03:04:05Z"
line ed25519 ed@example.org 'valid-after="20260103Z"' >../other
refused signers.validity ../other
line ed25519 ca@example.org 'cert-authority' >../other
refused signers.unknown ../other
{
    line ed25519 old@example.org 'valid-before="20250101Z"'
    line ed25519 now@example.org 'namespaces="git",valid-after="20250101Z",valid-before="20270101Z"'
} >../other
run 0 verify --allowed-signers ../other
says "by now@example.org"
# the zone of the machine, where the file names none
line ed25519 ed@example.org 'valid-before="202601020304"' >../other
refused signers.validity ../other
TZ=America/New_York run 0 verify --allowed-signers ../other

# a file of signers that is wrong is no file of signers
printf '# good\n\n%s\nx@example.org ssh-ed25519 AAAA\n' "$(line rsa rsa@example.org)" >../wrong
run 2 verify --allowed-signers ../wrong
says "error[signers.format]" "wrong:4:"
run 2 verify --tag v-rsa
says "say who may sign"
run 2 verify --commit nowhere --allowed-signers ../signers
says "error[git.unknown-revision]"
run 2 verify --allowed-signers ../signers ..
says "error[git.not-a-repository]"

# changed COMMAND...: the signed commit goes through that, and is the last one then
changed() { git reset -q --soft "$(git cat-file commit "$good" | "$@" | git hash-object -t commit -w --stdin --literally)"; }
good=$(git rev-parse HEAD)
changed sed 's/by ed25519/by somebody else/'
refused ssh-signature.broken
changed sed 's/^author Test/author Best/'
refused ssh-signature.broken
changed sed 's/^ -----END SSH SIGNATURE-----/ -----END SSH/'
refused ssh-signature.format
changed sed 's/SSH SIGNATURE/PGP SIGNATURE/'
refused git-signature.other-kind
says "GPG"
changed sed 's/-----BEGIN SSH SIGNATURE/-----BEGIN SIGNED MESSAGE/'
refused git-signature.other-kind
says "X.509"
# git joins two headers, and so judges the bytes of both; nobody writes such a commit
changed sed '/^gpgsig/,/END SSH/{H};/END SSH/{p;x;s/^\n//}'
run 5 verify --allowed-signers ../signers
says "error[git-signature.count]"
# for a file, by the same key
git cat-file commit "$good" | sed '/^gpgsig/,/END SSH/d' >../payload
ssh-keygen -q -Y sign -n file -f ../ed25519 ../payload 2>/dev/null
{
    sed '/^$/,$d' ../payload
    sed '1s/^/gpgsig /;2,$s/^/ /' ../payload.sig
    sed -n '/^$/,$p' ../payload
} >../commit
git reset -q --soft "$(git hash-object -t commit -w ../commit)"
refused ssh-signature.namespace
# by a certificate, which is said
ssh-keygen -q -t ed25519 -N '' -f ../ca
ssh-keygen -q -s ../ca -I id -n cert@example.org -V 20200101:20300101 ../p256.pub
git reset -q --soft "$good"
git -c user.signingKey="$WORK/p256-cert.pub" commit -q -S --allow-empty -m "by a certificate" 2>/dev/null ||
    fail "git cannot sign by a certificate"
run 5 verify --allowed-signers ../signers
says "error[ssh-signature.certificate]"

# an object that was altered on disk is not believed, whatever its signature says
git reset -q --soft "$good"
file=.git/objects/${good:0:2}/${good:2}
git cat-file commit "$good" >../content
sed -i 's/by ed25519/BY ed25519/' ../content
chmod u+w "$file"
python3 - ../content "$file" <<'PY'
import sys, zlib
content = open(sys.argv[1], "rb").read()
open(sys.argv[2], "wb").write(zlib.compress(b"commit %d\0" % len(content) + content))
PY
run 5 verify --allowed-signers ../signers
says "error[git.object-mismatch]"

# an id is that of an object, whatever tag is named like it
id=$(git rev-parse v-rsa)
git update-ref "refs/tags/$id" "$(git rev-parse v-ed25519)"
run 0 verify --tag "$id" --allowed-signers ../signers
says "rsa@example.org"
git update-ref -d "refs/tags/$id"

# a name that leads to another signed tag
git update-ref refs/tags/v-new "$(git rev-parse v-rsa)"
run 5 verify --tag v-new --allowed-signers ../signers
says "error[git-signature.tag-name]" "v-rsa"
git cat-file tag v-rsa | sed 's/^tag by rsa/tag by mallory/' | git hash-object -t tag -w --stdin >../id
git update-ref refs/tags/v-rsa "$(cat ../id)"
run 5 verify --tag v-rsa --allowed-signers ../signers
says "error[ssh-signature.broken]"
