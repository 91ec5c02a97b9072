# stamp_lib.sh - a time stamping authority of one's own, by `openssl ts`. Sourced after lib.sh.
# shellcheck shell=bash

# tsa_make DIR: a root (ca.pem) and certificates of its: tsa (good), signer (not for stamps),
# old (expired long ago), early (not valid for decades); and a root that signed none of them (other-ca.pem).
tsa_make() {
    local name
    mkdir -p "$1"
    (
        cd "$1" || exit 1
        cat >tsa.cnf <<'END'
[ca]
default_ca = issue
[issue]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
[stamps]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[code]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,codeSigning
[tsa]
serial = tsa.serial
digests = sha256
default_policy = 1.2.3.4
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
signer_digest = sha256
END
        : >index.txt
        echo 01 >serial
        echo 01 >tsa.serial
        for name in ca other-ca; do
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -config /dev/null \
                -subj "/CN=root of $name" -keyout "$name.key" -out "$name.pem" \
                -addext basicConstraints=critical,CA:true 2>/dev/null
        done
        tsa_issue tsa stamps 20200101000000Z 21200101000000Z
        tsa_issue signer code 20200101000000Z 21200101000000Z
        tsa_issue old stamps 20200101000000Z 20210101000000Z
        tsa_issue early stamps 20980101000000Z 20990101000000Z
    ) || exit 1
}

# tsa_issue NAME SECTION START END: in the folder of tsa_make
tsa_issue() {
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config /dev/null -subj "/CN=$1.example" \
        -keyout "$1.key" -out "$1.csr" 2>/dev/null
    openssl ca -batch -notext -config tsa.cnf -cert ca.pem -keyfile ca.key -extensions "$2" \
        -startdate "$3" -enddate "$4" -in "$1.csr" -out "$1.pem" 2>/dev/null
}

# tsa_reply DIR NAME REQUEST ANSWER: the answer of that certificate
tsa_reply() {
    local request answer
    request=$(realpath "$3")
    answer=$(realpath -m "$4")
    (cd "$1" && openssl ts -reply -config tsa.cnf -section tsa -queryfile "$request" -signer "$2.pem" \
        -inkey "$2.key" -out "$answer" 2>/dev/null)
}

# tsa_misuse DIR NAME STAMP ANSWER: the statement of another stamp, signed with a certificate that
# is not for stamps, which `openssl ts -reply` itself would refuse to do
tsa_misuse() {
    openssl ts -reply -in "$3" -token_out -out "$1/token.der" 2>/dev/null
    openssl cms -verify -noverify -inform DER -in "$1/token.der" -binary -out "$1/content.der" 2>/dev/null
    openssl cms -sign -cades -binary -nodetach -nosmimecap -outform DER -econtent_type 1.2.840.113549.1.9.16.1.4 \
        -signer "$1/$2.pem" -inkey "$1/$2.key" -in "$1/content.der" -out "$1/misused.der" 2>/dev/null
    openssl ts -reply -in "$1/misused.der" -token_in -out "$4" 2>/dev/null
}
