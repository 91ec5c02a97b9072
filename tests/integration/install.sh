#!/usr/bin/env bash
# The library as others use it: installed, found by pkg-config, its public headers enough.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

build=$(dirname "$ASSAY")
cmake --install "$build" --prefix "$WORK/usr" >"$WORK/out" 2>"$WORK/err" || fail "the install failed"
[ -x "$WORK/usr/bin/assay" ] || fail "no program was installed"
PKG_CONFIG_PATH=$(dirname "$(find "$WORK/usr" -name assay.pc)")
export PKG_CONFIG_PATH

cat >"$WORK/use.c" <<'C'
#include <assay/audit.h>
#include <inttypes.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    const struct assay_target target = {.path = argc > 1 ? argv[1] : "."};
    const struct assay_scan_options options = {.threads = 1};
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    if (assay_scan(&target, &options, &inventory, &err) != ASSAY_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    printf("%" PRIu64 " models\n", inventory->totals.models);
    assay_inventory_free(inventory);
    return 0;
}
C
flags=(-std=c17 -Wall -Wextra -Werror)
# A library with sanitizers wants its users to have them too, and to stand at a fixed address as it does.
if nm "$(find "$WORK/usr" -name libassay.a)" 2>/dev/null | grep __asan_init >/dev/null; then
    flags+=("-fsanitize=address,undefined" -no-pie)
fi
# shellcheck disable=SC2046 # pkg-config gives words
cc "${flags[@]}" "$WORK/use.c" $(pkg-config --cflags --libs assay) -o "$WORK/use" \
    >"$WORK/out" 2>"$WORK/err" || fail "a program does not build with the installed library"
mkdir models
python3 "$SOURCE/tests/integration/make.py" safetensors models/m.safetensors
[ "$("$WORK/use" models)" = "1 models" ] || fail "the library found something else"
[ "$("$WORK/usr/bin/assay" version)" = "$("$ASSAY" version)" ] || fail "the installed program differs"
