# envelope_lib.sh - DSSE envelopes made by openssl alone, with as many signatures as one likes. Sourced.
# shellcheck shell=bash

# envelope_key NAME ALGORITHM: NAME.key and NAME.pub; ALGORITHM is ed25519, P-256, P-384 or P-521
envelope_key() {
    if [ "$2" = ed25519 ]; then
        openssl genpkey -algorithm ed25519 -out "$1.key"
    else
        openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$2" -out "$1.key"
    fi
    openssl pkey -in "$1.key" -pubout -out "$1.pub"
    echo "$2" >"$1.algorithm"
}

# pae TYPE FILE: what is signed
pae() {
    printf 'DSSEv1 %d %s %d ' "${#1}" "$1" "$(stat -c %s "$2")"
    cat "$2"
}

# envelope_sign TYPE FILE KEY: base64 of one signature
envelope_sign() {
    pae "$1" "$2" >message
    case $(cat "$3.algorithm") in
    ed25519) openssl pkeyutl -sign -rawin -inkey "$3.key" -in message ;;
    P-256) openssl dgst -sha256 -sign "$3.key" message ;;
    P-384) openssl dgst -sha384 -sign "$3.key" message ;;
    P-521) openssl dgst -sha512 -sign "$3.key" message ;;
    esac | base64 -w0
}

# envelope TYPE FILE KEY...: an envelope with a signature of each
envelope() {
    local type=$1 file=$2 comma='' key
    shift 2
    printf '{"payload":"%s","payloadType":"%s","signatures":[' "$(base64 -w0 "$file")" "$type"
    for key in "$@"; do
        printf '%s{"keyid":"","sig":"%s"}' "$comma" "$(envelope_sign "$type" "$file" "$key")"
        comma=,
    done
    printf ']}'
}
