#!/usr/bin/env bash
# What a project's config names is the project's: whoever can change it has no other file of the
# reader's opened, and no line of one shown.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

echo 'HIDDEN: of the reader' >hidden.yml
mkdir -p kept/patterns
cp hidden.yml kept/patterns/
git init -q repo
cd repo
echo x >a.txt
mkdir -p .assay

refused() { # refused ID WORDS...: by a check, which shows nothing of the file
    run 2 check
    silent_on "HIDDEN"
    says "$@"
}

for key in policy patterns; do
    for path in "$WORK/hidden.yml" ../hidden.yml "./../repo/../hidden.yml"; do
        printf '%s: [%s]\n' $key "$path" >.assay.yml
        refused config.outside "$path" "leads out of the project" "--config FILE"
    done
    ln -s "$WORK/hidden.yml" link.yml
    ln -s "$WORK/kept" below
    echo "$key: [link.yml]" >.assay.yml
    refused config.outside "link.yml" "symbolic link"
    echo "$key: [below/patterns/hidden.yml]" >.assay.yml
    refused config.outside "below/patterns/hidden.yml" "symbolic link"
    rm link.yml below
    # a checkout holds more than its commit: .git/config may have the token of a build
    echo "HIDDEN: token" >.env
    for path in .git/config .env; do
        echo "$key: [$path]" >.assay.yml
        refused config.file-name "$path" ".yml"
    done
    rm .env
done
ln -s "$WORK/kept/patterns" .assay/patterns
rm .assay.yml
refused config.outside .assay/patterns
rm .assay/patterns

ln -s "$WORK/hidden.yml" .assay.yml
refused config.outside .assay.yml
ln -sf "$WORK/no-such-file" .assay.yml # nor is the config passed over
refused config.outside .assay.yml
rm .assay.yml
ln -s "$WORK/hidden.yml" .assay/waivers
refused config.outside .assay/waivers
run 2 waive 0000-0000-0000 --reason "a test" --until +3d
silent_on HIDDEN
rm .assay/waivers
mkdir .assay/trust
for name in allowed-signers anchors copies checkpoint witnesses tsa.pem keys; do
    ln -s "$WORK/hidden.yml" .assay/trust/$name
done
run 0 init -q
git add -A
git commit -qm one
run 2 check
says config.outside .assay/trust/
silent_on HIDDEN
rm -r .assay/trust

# a family of rules beside a pack
printf 'pack: own\nedition: "1"\nrules:\n  - OWN-001\n' >own.yml
mkdir rules
ln -s "$WORK/hidden.yml" rules/OWN.yml
echo 'policy: [own.yml]' >.assay.yml
refused config.outside rules/OWN.yml
rm -r rules

# --- what a person names is free
cat >"$WORK/firm.yml" <<'Y'
pack: firm
edition: "1"
rules:
  - id: FIRM-001
    name: firm.no-keys
    title: No keys
    severity: low
    over: target
    check: target.items < 100000
    message: "many"
    rationale: They are many.
    remediation: Fewer.
    tests:
      - {name: few, facts: {target: {items: 1}}, expect: pass}
      - {name: many, facts: {target: {items: 100001}}, expect: fail}
Y
mkdir "$WORK/conf"
for path in "$WORK/firm.yml" ../firm.yml; do
    printf 'policy: [%s]\n' "$path" >"$WORK/conf/assay.yml"
    run 0 check -c "$WORK/conf/assay.yml"
    says "1 rule "
done
run 0 policy lint ../firm.yml
run 0 policy lint "$WORK/firm.yml"
ln -s ../firm.yml linked.yml
run 0 policy lint linked.yml
# but a link of the project is one, whoever names the config
echo "policy: [linked.yml]" >"$WORK/conf/assay.yml"
run 2 check -c "$WORK/conf/assay.yml"
says config.outside linked.yml
