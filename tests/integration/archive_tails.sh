#!/usr/bin/env bash
# What stands behind the last member of an archive is told, however short it is; zeros are padding.
. "$(dirname "$0")/lib.sh"

echo one >a
echo two, and longer >b
clean() {
    run 0 list --no-cache "$1"
    says "$1!/a" "$1!/b"
    silent_on "gap["
}
for format in ar 7zip xar newc; do
    bsdtar -cf "plain.$format" --format "$format" a b
    bsdtar -cf - --format "$format" a b >"padded.$format" # to a record of a tape
    clean "plain.$format"
    clean "padded.$format"
    cp "plain.$format" zeros
    head -c 20 /dev/zero >>zeros
    clean zeros
    for tail in x "a tail that is not as long as a header" "$(printf '%070d' 1)"; do
        cp "plain.$format" short
        printf '%s' "$tail" >>short
        run 3 list --no-cache short
        grep -qE 'gap\[bundle\.(trailing-data|bad-header)\]: short' out err || fail "$format: '$tail' is not told"
        cp "padded.$format" short
        printf '%s' "$tail" >>short
        run 3 list --no-cache short
        grep -qE 'gap\[bundle\.(trailing-data|bad-header)\]: short' out err || fail "$format, padded: '$tail' is not told"
    done
done
# in another archive, where all is read in order
mkdir packed && cp plain.ar packed/short.ar && printf 'tail' >>packed/short.ar
cp padded.ar packed/padded.ar
tar -cf packed.tar packed
run 3 list packed.tar
says "gap[bundle.trailing-data]: packed.tar!/packed/short.ar"
silent_on "padded.ar: "

# the tables of a linker's archive are no members that anybody unpacks
echo 'int x;' | cc -xc -c -o a-name-longer-than-sixteen.o -
ar rcs libx.a a-name-longer-than-sixteen.o
run 0 list --no-cache libx.a
says "libx.a!/a-name-longer-than-sixteen.o"
silent_on "gap["
