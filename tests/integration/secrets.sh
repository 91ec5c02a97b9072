#!/usr/bin/env bash
# Credentials in the files that hold them by their nature, in notebooks, key stores, bundles and history;
# what programs and templates write in their place; and never a value in what is printed.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# Nothing here was ever issued, and this file holds none of it: the generator gives the same each time.
python3 - <<'P'
import base64, json, os, random, string, zlib
r = random.Random(7)
AN = string.ascii_letters + string.digits
def text(n, of=AN): return "".join(r.choice(of) for _ in range(n))
def base62(n):
    digits, out = string.digits + string.ascii_uppercase + string.ascii_lowercase, ""
    for _ in range(6): n, d = divmod(n, 62); out = digits[d] + out
    return out
def github():
    body = text(30)
    return "gh" + "p_" + body + base62(zlib.crc32(body.encode()))
b64 = lambda s: base64.b64encode(s.encode()).decode()
values = []
def value(v): values.append(v); return v
def put(name, content):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    open(name, "w").write(content)
word = lambda: value(text(7) + str(r.randrange(10, 99)) + text(5))
hf = lambda: value("h" + "f_" + text(34, string.ascii_letters))
put("files/.netrc", f"machine git.acme.test\nlogin ana\npassword {word()}\n")
put("files/.npmrc", f"//npm.acme.test/:_auth={value(b64('ana:' + word()))}\n")
put("files/.pypirc", f"[acme]\nrepository = https://acme.test\nusername = ana\npassword = {word()}\n")
put("files/docker/config.json", json.dumps({"auths": {"acme.test": {"auth": value(b64("ana:" + word()))}}}, indent=1))
put("files/kubeconfig.yaml", "users:\n- user:\n    client-key-data: " + value(b64("-----BEGIN EC PRIV" + "ATE KEY-----\n" + text(64))) + "\n")
put("files/secret.yaml", f"apiVersion: v1\nkind: Secret\ndata:\n  password: {value(b64(word()))}\n")
put("files/.htpasswd", "ana:$ap" + "r1$" + text(8) + "$" + text(22) + "\n")
put("files/terraform.tfstate", json.dumps({"version": 4, "resources": [{"instances": [{"attributes": {"result": word(), "special": True}}]}]}, indent=2))
put("files/db.ini", f"a = postgres://ana:{word()}@db7.acme.test/x\nb = redis://:{word()}@db7:6379/0\nc = mongodb+srv://ana:{word()}@db7.acme.test/x\nd = amqp://ana:{word()}@mq7.acme.test/\n")
put("files/odbc.cfg", f"Server=db7;Database=x;Uid=sa;Pwd={word()};\n")
put("files/jdbc.properties", f"url=jdbc:mysql://db7/x?user=a&password={word()}\n")
put("files/azure.cfg", f"AccountName=acme;AccountKey={value(base64.b64encode(r.randbytes(64)).decode())}\n")
put("files/app.env", f"DB_PASSWORD={word()}\nDATADOG_API_KEY={value(text(32, '0123456789abcdef'))}\n")
put("files/notebook.ipynb", json.dumps({"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
    "source": [f"token = \"{hf()}\"\n", f"print(1)\n{hf()}\n"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
put("hidden.txt", f"token: {value(github())}\n")
put("clean/code.py", """password = os.environ["DB_PASSWORD"]
password = get_password(user1)
api_key = settings.api_key_v2
token = request.headers["X-Token-1"]
secret: str = Field(default=None, alias="secret1")
password = "${DB_PASSWORD_1}"
api_key = "<your-api-key-1>"
token = "example-token-123456"
url = "postgres://user:password@localhost/x"
url = "postgres://ana:${PGPASS}@db7/x"
header = {"Authorization": "Bearer " + token1}
passwordHash1 = passwordHasher.hash(password1)
""")
put("clean/lock.json", json.dumps({"integrity": "sha512-" + base64.b64encode(r.randbytes(64)).decode(), "resolved": "https://registry.acme.test/-/x-1.2.3.tgz#" + text(40, "0123456789abcdef"), "token-types": "^1.2.3"}))
open("values", "w").write("\n".join(values) + "\n")
P
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem 2>/dev/null
openssl pkey -in key.pem -outform DER -out files/key.der
openssl genrsa -traditional 2048 2>/dev/null | openssl rsa -outform DER -traditional -out files/rsa.der 2>/dev/null
openssl req -x509 -new -key key.pem -subj /CN=x -days 1 -out cert.pem 2>/dev/null
openssl pkcs12 -export -inkey key.pem -in cert.pem -passout pass:x -out files/store.p12
cp key.pem files/key.pem
ssh-keygen -q -t ed25519 -N '' -f files/id
rm files/id.pub

none_is_shown() {
    ! grep -qF -f values "$WORK/out" "$WORK/err" || fail "a value is printed"
}

# seen FILE CLASS: the inventory has that class for that file, at its end of the path
seen() {
    jq -e --arg path "$1" --arg class "$2" '.items[] | select(.path[-1] | endswith($path)) |
        .observations[]? | select(.class == $class)' "$WORK/out" >/dev/null || fail "$1: no $2"
}

# --- each file by its nature
table=(".netrc secret.netrc-password" ".npmrc secret.npmrc-auth" ".pypirc secret.pypirc-password"
    "docker/config.json secret.docker-config-auth" "kubeconfig.yaml secret.kubeconfig-key"
    "secret.yaml secret.kubernetes-secret" ".htpasswd secret.htpasswd-apr1"
    "terraform.tfstate secret.terraform-password" "db.ini secret.url-password"
    "odbc.cfg secret.odbc-password" "jdbc.properties secret.jdbc-password"
    "azure.cfg secret.azure-storage-key" "app.env secret.datadog-api-key"
    "app.env secret.assigned-password" "notebook.ipynb secret.huggingface-token"
    "rsa.der secret.private-key-der" "store.p12 secret.pkcs12"
    "key.pem secret.private-key" "id secret.ssh-private-key")
run 0 list --no-cache -f json files
for row in "${table[@]}"; do
    # shellcheck disable=SC2086
    seen $row
done
none_is_shown
jq -e '.items[] | select(.path[-1] == "notebook.ipynb").observations[] |
    select(.class == "secret.huggingface-token").count == 2' "$WORK/out" >/dev/null ||
    fail "a token behind an escape is not seen"
jq -e '.items[] | select(.path[-1] == "db.ini").observations[] |
    select(.class == "secret.url-password").count == 4' "$WORK/out" >/dev/null || fail "a URL is not seen"
run 1 check --no-cache files
none_is_shown
says ".netrc:1:1:" "secret.netrc-password"
run 1 check --no-cache -v -f markdown files
none_is_shown
run 1 check --no-cache -f json files
none_is_shown

# --- what programs write in their place
run 0 list --no-cache -f json clean
jq -e '[.items[].observations[]? | select(.class | startswith("secret.")) |
    select(.confidence != "low")] | length == 0' "$WORK/out" >/dev/null || fail "code is taken for a secret"
run 0 check --no-cache --allow-gap nothing clean

# --- in bundles inside bundles, and in history that nothing shows any more
mkdir bundle
tar -C files -czf bundle/inner.tar.gz .
(cd bundle && zip -q ../outer.zip inner.tar.gz)
run 0 list --no-cache -f json outer.zip
for row in "${table[@]}"; do
    # shellcheck disable=SC2086
    seen $row
done
git init -q repo
cp hidden.txt repo/
git -C repo add -A
git -C repo commit -qm one
git -C repo rm -q hidden.txt
echo x >repo/other.txt
git -C repo add -A
git -C repo commit -qm two
run 0 check --no-cache repo
run 1 check --no-cache --history repo
says "secret.github-token" "hidden.txt"
none_is_shown
