#!/usr/bin/env bash
# What archives say in their headers is searched: descriptions, scripts and comments, fields that packers reserve, lists
# of members that are compressed themselves, and bytes that belong to no member. Content of members is searched once.
. "$(dirname "$0")/lib.sh"

python3 "$SOURCE/tests/integration/archive_headers.py" "$SOURCE"
key="critical secret.aws-access-key-id"
for file in clean/*; do
    run 0 check "$file"
    silent_on "gap["
    run 0 list --no-cache "$file"
    says "!/a" "!/b"
done
for file in members/*; do
    run 1 check "$file"
    says "${file#*/}!/a:1:21: $key"
    [ "$(grep -c "$key" out)" = 1 ] || fail "$file: content of a member is found twice"
    silent_on "gap["
done
for file in beside/*; do
    name=${file#*/}
    run 1 check "$file"
    says "$name: $key"
    case $name in
    rpm-cpio | rpm-gzip | rpm-plain-behind | *-encoded-*) ;; # where it stands in what is unpacked first
    *) at=$(grep -abo AKIA "$file" | cut -d: -f1) && says "(byte $at)" ;;
    esac
    case $name in
    *-behind) says "gap[bundle.trailing-data]" ;;
    cpio-between | 7z-*archive) says "gap[bundle.bad-header]" ;; # libarchive does not read on
    rar5-main) says "gap[bundle.method-unsupported]" ;;
    *) silent_on "gap[" ;;
    esac
done
for file in packed/*; do
    run 3 check "$file"
    says "gap[bundle.method-unsupported]" "is compressed and was not searched"
done
# a name that would take gigabytes of memory
sed 's/0000000200000000a\x0/7000000000000000a\x0/' clean/cpio >long-name
run 3 list --no-cache long-name
says "gap[bundle.bad-header]: long-name: a name is said to be longer than 8 MiB"
# in an archive that is read in order
tar -cf beside.tar beside
run 1 check beside.tar
for file in beside/*; do
    says "beside.tar!/$file: $key"
done
# a package that breaks off behind its headers has them searched all the same
for file in rpm-description rpm-script rpm-signature; do
    head -c 350 "beside/$file" >"cut-$file"
    run 1 check "cut-$file"
    says "cut-$file: $key" "gap[bundle."
done
