#!/usr/bin/env bash
# What states digests of other content is held to it: OCI layouts, docker save, wheels, shards and
# lists, as a folder, in a tar, in a tar.gz and in git. What does not hold is told under its own
# id, with exit code 3, and all other content is examined.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

make() { python3 "$SOURCE/tests/integration/manifests.py" "$@"; }

# holds KIND FLAW=[ID,ID]...: made as a folder, a tar, a tar.gz and in git, each flaw gives exactly
# these ids, and each file is an item with its digest; alone it gives exit code 3, or 0 with no id
holds() {
    local kind=$1 form target prefix view word
    shift
    rm -rf made repo made.tar made.tar.gz
    make "$kind" made "${@%%=*}"
    tar -C made -cf made.tar .
    (cd made && tar -czf ../made.tar.gz -- *)
    git init -q repo
    cp -r made/. repo/
    git -C repo add -A -f
    git -C repo commit -qm "$kind"
    for form in made: "made.tar:made.tar!/./" "made.tar.gz:made.tar.gz!/" repo:--head repo:--history; do
        target=${form%%:*} prefix=${form#*:} view=()
        case $prefix in --*) view=("$prefix") prefix= ;; esac
        run 3 list -f json -j 2 "${view[@]}" "$target"
        make judge made out "$prefix" "$@" || fail "$kind, $target ${view[*]}"
        [ "$target" != made ] || cp out first
    done
    run 3 list -f json -j 1 made
    cmp -s out first || fail "$kind: -j1 and -j2 differ"
    for word in "$@"; do
        case $word in
            *=) run 0 list "made/${word%%=*}" ;;
            *) run 3 list "made/${word%%=*}" ;;
        esac
    done
}

# layer NAME: how the last list shows a file of a layer, its digest aside
layer() {
    grep -F -- "!/$1 " "$WORK/out" | sed 's/.*\[layer sha256:[0-9a-f]*\(.*\)\]/\1/' | sort | tr '\n' ';'
}

# --- OCI image layouts
holds layout intact= orphan= missing=oci.blob-missing url=oci.blob-missing \
    digest=oci.digest-mismatch diff=oci.digest-mismatch orphan-digest=oci.digest-mismatch size=oci.size-mismatch \
    not-gzip=oci.media-type not-tar=oci.media-type empty-tar= hidden-manifest=oci.media-type \
    sha512=oci.media-type sha512-digest=oci.digest-mismatch,oci.media-type \
    sha384=oci.digest-unsupported,oci.media-type short-digest=oci.invalid twice=oci.invalid \
    no-index=oci.invalid
run 3 check --fail-on critical made/missing
says oci.blob-missing INCOMPLETE
run 0 check --fail-on critical --allow-gap oci.blob-missing made/missing
run 3 list made/url
says "only at a URL"
run 0 list -v made/intact
while IFS='|' read -r name state; do
    [ "$(layer "$name")" = "$state" ] || fail "$name is shown as '$(layer "$name")', wanted '$state'"
done <<'EOF'
etc/keys.txt|;, not in the image;
etc/motd|;, not in the image;
opt/tool|, not in the image;
opt/tool/bin|;
srv/data/a.txt|, not in the image;
srv/data/c.txt|, not in the image;
srv|;
./home/u/plain|;
etc/.wh.keys.txt|, whiteout;
EOF
run 0 list -f json made/intact
says '"layer":{"digest":"sha256:' '"final":true' '"final":false' '"whiteout":true' \
    '"oci.title":' model.safetensors '"oci.tags":' '"v1"' '"oci.artifact-type":'
silent_on oci.unreferenced
run 0 list -f json made/orphan
says '"oci.unreferenced":{"how":"measured","value":true}'

# --- what docker save writes, in both its forms
holds docker intact= missing=oci.blob-missing digest=oci.digest-mismatch config=oci.digest-mismatch
run 0 list -v made/intact
[ "$(layer etc/keys.txt)" = ";, not in the image;" ] || fail "docker save: $(layer etc/keys.txt)"
holds docker25 intact= missing=oci.blob-missing

# --- wheels, packed and unpacked, and a package as an installer leaves it
holds wheel intact= installed= changed=bundle.record-mismatch longer=bundle.record-mismatch \
    missing=bundle.record-missing unlisted=bundle.record-unlisted traversal=bundle.unsafe-path \
    bare=bundle.record-invalid md5=bundle.record-invalid sha512=bundle.digest-unsupported \
    empty=bundle.record-unlisted none=bundle.record-unlisted second=bundle.record-unlisted \
    claims-installed=bundle.record-unlisted,bundle.record-missing
run 3 list made/empty
says 'demo-1.0-py3-none-any.whl!/demo/__init__.py: a member of the wheel that RECORD does not name'
run 3 list made/none
says 'demo-1.0-py3-none-any.whl: it has no demo-1.0.dist-info/RECORD'
run 3 list made/second
says 'demo-1.0-py3-none-any.whl!/other-1.0.dist-info/RECORD'
run 3 list made/changed
says 'demo-1.0-py3-none-any.whl!/demo/__init__.py: sha256:' 'unpacked/demo/__init__.py: sha256:'
run 3 check made/missing
says bundle.record-missing INCOMPLETE

# --- models in several files
holds shards intact= missing=model.shard-missing size=model.size-mismatch traversal=
run 0 list -f json made/traversal
says '"load":"dangerous"' '"class":"model.outside-data"' 'reads from outside of its folder: ../'
run 0 list -f json made/intact
says '"model.shards":{"how":"measured","value":2}' '"model.tensor-bytes":{"how":"declared","value":128}'
run 3 check --fail-on critical made/missing
says model.shard-missing INCOMPLETE

# --- lists of checksums
holds sums intact= changed=bundle.list-mismatch missing=bundle.list-missing
run 3 check made/changed
says bundle.list-mismatch INCOMPLETE

# --- a list and its files that changed together: the view of all versions raises no alarm
rm -rf repo made
make sums made
git init -q repo
cp -r made/intact/. repo/
git -C repo add -A -f
git -C repo commit -qm one
printf 'new\n' >repo/a.bin
(cd repo && sha256sum a.bin sub/b.bin "c c.bin" >SHA256SUMS && rm bsd.sha256 a.bin.sha256)
git -C repo add -A
git -C repo commit -qm two
run 0 list --history repo
run 0 list --head repo
printf 'newer\n' >repo/a.bin # only the file is staged: the list beside it is not looked at
git -C repo add -A
run 0 list --staged repo
run 3 list --worktree repo
says bundle.list-mismatch

# --- a large-file pointer answers for its file
rm -rf repo
git init -q repo
hex=$(printf 'large\n' | sha256sum | cut -d' ' -f1)
printf '%s  big.bin\n' "$hex" >repo/SHA256SUMS
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 6\n' "$hex" >repo/big.bin
git -C repo add -A
git -C repo commit -qm pointer
run 3 list --head repo
says pointer.lfs-missing
silent_on bundle.list-mismatch
