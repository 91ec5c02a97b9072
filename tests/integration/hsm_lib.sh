# hsm_lib.sh - a token of SoftHSM in the test's own folder, with keys made by pkcs11-tool. Sourced
# after lib.sh.
# shellcheck shell=bash
MODULE=$(find /usr/lib -path '*softhsm/libsofthsm2.so' | head -1)
[ -n "$MODULE" ] || fail "softhsm2 is not installed: scripts/setup test"
command -v pkcs11-tool >/dev/null || fail "opensc is not installed: scripts/setup test"
export SOFTHSM2_CONF="$WORK/softhsm2.conf" ASSAY_PKCS11_MODULE="$MODULE"
mkdir "$WORK/tokens"
printf '%s\n' "directories.tokendir = $WORK/tokens" "objectstore.backend = file" "log.level = ERROR" >"$SOFTHSM2_CONF"

# token LABEL: its PIN is 1234
token() {
    softhsm2-util --init-token --free --label "$1" --so-pin 5678 --pin 1234 >/dev/null
}

# in_token LABEL WORDS...: pkcs11-tool, logged in
in_token() {
    pkcs11-tool --module "$MODULE" --token-label "$1" --login --pin 1234 "${@:2}" >/dev/null 2>"$WORK/tool.err" ||
        fail "pkcs11-tool ${*:2}: $(cat "$WORK/tool.err")"
}

# make_key TOKEN LABEL ID TYPE [WORDS...]
make_key() {
    in_token "$1" --keypairgen --label "$2" --id "$3" --key-type "EC:$4" "${@:5}"
}

# SoftHSM leaks a name of the curve at each Ed25519 signature, which is not assay's to free; where the
# sanitizers look, they are told so, and walk the stack far enough to see whose it is.
printf 'leak:libsofthsm2.so\n' >"$WORK/suppressions"
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}fast_unwind_on_malloc=0"
export LSAN_OPTIONS="suppressions=$WORK/suppressions:print_suppressions=0"
