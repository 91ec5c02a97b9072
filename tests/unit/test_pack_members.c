/* test_pack_members.c - packs, bundles and loose objects as containers: whole, hostile and cut. */

#include "containers.h"

/* `add(TYPE, content)` adds an entry of a pack, `end()` writes it to f. */
#define PACK                                                                                       \
    "python3 - <<'END'\n"                                                                          \
    "import hashlib, struct, zlib\n"                                                               \
    "sha, out, at = hashlib.sha1, bytearray(), []\n"                                               \
    "COMMIT, TREE, BLOB, TAG, OFS, REF = 1, 2, 3, 4, 6, 7\n"                                       \
    "WORDS = {COMMIT: b'commit', TREE: b'tree', BLOB: b'blob', TAG: b'tag'}\n"                     \
    "def groups(n):\n"                                                                             \
    "    b = [n & 127]\n"                                                                          \
    "    while n > 127: b[-1] |= 128; n >>= 7; b.append(n & 127)\n"                                \
    "    return bytes(b)\n"                                                                        \
    "def add(type, data, before=b'', size=None):\n"                                                \
    "    n = len(data) if size is None else size\n"                                                \
    "    at.append(12 + len(out))\n"                                                               \
    "    first = type << 4 | n & 15\n"                                                             \
    "    out.extend((bytes([first | 128]) + groups(n >> 4) if n > 15 else bytes([first])) + "      \
    "before + zlib.compress(data))\n"                                                              \
    "    return at[-1]\n"                                                                          \
    "def id(type, data): return sha(b'%s %d\\0' % (WORDS[type], len(data)) + data).digest()\n"     \
    "def ofs(base):\n"                                                                             \
    "    n = 12 + len(out) - base\n"                                                               \
    "    b = [n & 127]\n"                                                                          \
    "    while n > 127: n = (n >> 7) - 1; b.insert(0, n & 127 | 128)\n"                            \
    "    return bytes(b)\n"                                                                        \
    "def delta(base, *parts):\n"                                                                   \
    "    size = sum(len(p) if isinstance(p, bytes) else p for p in parts)\n"                       \
    "    d = groups(len(base)) + groups(size)\n"                                                   \
    "    for p in parts: d += bytes([len(p)]) + p if isinstance(p, bytes) else b'\\xb0' + "        \
    "struct.pack('<H', p)\n"                                                                       \
    "    return d\n"                                                                               \
    "def tree(**names): return b''.join(b'%s %s\\0%s' % (m, n.encode().replace(b'_', b'.'), i) "   \
    "for n, (m, i) in names.items())\n"                                                            \
    "def commit(t): return b'tree %s\\nauthor a <a@x.org> 1 +0000\\n\\nm\\n' % t.hex().encode()\n" \
    "def top(**names):\n"                                                                          \
    "    t = tree(**names)\n"                                                                      \
    "    add(COMMIT, commit(id(TREE, t)))\n"                                                       \
    "    add(TREE, t)\n"                                                                           \
    "def file(data): return b'100644', id(BLOB, data)\n"                                           \
    "def end(count=None, before=b'', behind=b''):\n"                                               \
    "    pack = b'PACK' + struct.pack('>II', 2, len(at) if count is None else count) + out\n"      \
    "    open('f', 'wb').write(before + pack + sha(pack).digest() + behind)\n"

#define END "\nEND\n"

static const struct container_row rows[] = {
    {"no object", PACK "end()\n" END, {0}, ""},
    {"a blob of no tree",
     PACK "add(BLOB, b'one'); end()\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"},
    {"paths from a commit's tree",
     PACK "s = tree(b=file(b'two'))\n"
          "top(a=file(b'one'), d=(b'40000', id(TREE, s)))\n"
          "add(TREE, s); add(BLOB, b'one'); add(BLOB, b'two'); end()\n" END,
     {0},
     "file f!/a \"one\"\n"
     "file f!/d/b \"two\"\n"},
    {"blobs before the trees that name them",
     PACK "add(BLOB, b'one'); top(a=file(b'one')); end()\n" END,
     {0},
     "file f!/a \"one\"\n"},
    {"two contents at one path",
     PACK
     "top(a=file(b'one')); top(a=file(b'two')); add(BLOB, b'one'); add(BLOB, b'two'); end()\n" END,
     {0},
     "file f!/a \"one\"\n"
     "file f!/objects/64c5e5885a4b06010b3a0c20edb7900dd0311025/a \"two\"\n"},
    {"an object twice",
     PACK "add(BLOB, b'one'); add(BLOB, b'one'); end()\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap bundle.duplicate-name f!/objects/43dd47ea691c90a5fa7827892c70241913351963\n"},
    {"an empty blob", PACK "top(a=file(b'')); add(BLOB, b''); end()\n" END, {0}, "file f!/a\n"},
    {"a link",
     PACK "top(a=(b'120000', id(BLOB, b'to/b')), c=(b'120000', id(BLOB, b'../../up'))); add(BLOB, "
          "b'to/b'); add(BLOB, b'../../up'); end()\n" END,
     {0},
     "link f!/a -> to/b\n"
     "link f!/c -> ../../up\n"
     "gap bundle.link-escape f!/c\n"},
    {"a link that is no path",
     PACK "top(a=(b'120000', id(BLOB, b'x\\0y'))); add(BLOB, b'x\\0y'); end()\n" END,
     {0},
     "file f!/a \"x\"\n"},
    {"a submodule",
     PACK "top(a=file(b'one'), m=(b'160000', b'\\1' * 20)); add(BLOB, b'one'); end()\n" END,
     {0},
     "file f!/a \"one\"\n"},
    {"deltas by offset, in a chain and beside",
     PACK "b = add(BLOB, b'base')\n"
          "m = add(OFS, delta(b'base', 4, b'+1'), ofs(b))\n"
          "add(OFS, delta(b'base+1', 6, b'+2'), ofs(m)); add(OFS, delta(b'base', b'other'), "
          "ofs(b)); end()\n" END,
     {0},
     "file f!/objects/8681f8b8f32615a16703053bc1eaffb3e5e720a5 \"base\"\n"
     "file f!/objects/27fa34919ae70aa0d7eaccdfbf393cfc440e7d25 \"other\"\n"
     "file f!/objects/92ed4d23baaa1a62f521884d4a34594797c25cd4 \"base+1\"\n"
     "file f!/objects/ec461dfec94d306c48e8de8d5399b56f1c7e3465 \"base+1+2\"\n"},
    {"deltas by id, before their base",
     PACK "add(REF, delta(b'base+1', 6, b'+2'), id(BLOB, b'base+1')); add(REF, delta(b'base', 4, "
          "b'+1'), id(BLOB, b'base')); add(BLOB, b'base'); end()\n" END,
     {0},
     "file f!/objects/8681f8b8f32615a16703053bc1eaffb3e5e720a5 \"base\"\n"
     "file f!/objects/92ed4d23baaa1a62f521884d4a34594797c25cd4 \"base+1\"\n"
     "file f!/objects/ec461dfec94d306c48e8de8d5399b56f1c7e3465 \"base+1+2\"\n"},
    {"a tree as a delta",
     PACK "t = tree(a=file(b'one'))\n"
          "u = t + tree(b=file(b'two'))\n"
          "add(COMMIT, commit(id(TREE, u))); p = add(TREE, t); add(OFS, delta(t, len(t), "
          "u[len(t):]), ofs(p)); add(BLOB, b'two'); end()\n" END,
     {0},
     "file f!/b \"two\"\n"},
    /* hostile and broken */
    {"a base that is not there",
     PACK "add(REF, delta(b'base', 4, b'+1'), id(BLOB, b'base')); add(BLOB, b'one'); end()\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap git.object-missing f\n"
     "gap git.object-missing f\n"},
    {"deltas that are changes of each other",
     PACK "add(REF, delta(b'ab', 2), id(BLOB, b'cd')); add(REF, delta(b'cd', 2), id(BLOB, b'ab')); "
          "add(BLOB, b'one'); end()\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap git.object-missing f\n"
     "gap git.object-missing f\n"
     "gap git.object-missing f\n"},
    {"a base inside of another entry",
     PACK "b = add(BLOB, b'base'); add(OFS, delta(b'base', 4), ofs(b + 1)); end()\n" END,
     {0},
     "file f!/objects/8681f8b8f32615a16703053bc1eaffb3e5e720a5 \"base\"\n"
     "gap git.object-corrupt f\n"},
    {"a base in the header",
     PACK
     "b = add(BLOB, b'base'); add(OFS, delta(b'base', 4), ofs(3)); add(BLOB, b'one'); end()\n" END,
     {0},
     "file f!/objects/8681f8b8f32615a16703053bc1eaffb3e5e720a5 \"base\"\n"
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap git.object-corrupt f\n"},
    {"a delta for another size",
     PACK
     "b = add(BLOB, b'base'); add(OFS, delta(b'bases', 4), ofs(b)); add(BLOB, b'one'); end()\n" END,
     {0},
     "file f!/objects/8681f8b8f32615a16703053bc1eaffb3e5e720a5 \"base\"\n"
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap git.object-corrupt f\n"},
    {"a delta that reaches outside",
     PACK
     "b = add(BLOB, b'base'); add(OFS, delta(b'base', 5), ofs(b)); add(BLOB, b'one'); end()\n" END,
     {0},
     "file f!/objects/8681f8b8f32615a16703053bc1eaffb3e5e720a5 \"base\"\n"
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap git.object-corrupt f\n"},
    {"a delta that gives too little",
     PACK
     "b = add(BLOB, b'base'); add(OFS, b'\\4\\11\\1x', ofs(b)); add(BLOB, b'one'); end()\n" END,
     {0},
     "file f!/objects/8681f8b8f32615a16703053bc1eaffb3e5e720a5 \"base\"\n"
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap git.object-corrupt f\n"},
    {"what is made from a damaged delta is lost with it",
     PACK "b = add(BLOB, b'base')\n"
          "m = add(OFS, delta(b'base', 5), ofs(b))\n"
          "add(OFS, delta(b'bases', b'x'), ofs(m)); add(BLOB, b'one'); end()\n" END,
     {0},
     "file f!/objects/8681f8b8f32615a16703053bc1eaffb3e5e720a5 \"base\"\n"
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap git.object-corrupt f\n"
     "gap git.object-corrupt f\n"},
    {"a size that is too small",
     PACK "add(BLOB, b'one', size=2); add(BLOB, b'two'); end()\n" END,
     {0},
     "file f!/objects/64c5e5885a4b06010b3a0c20edb7900dd0311025 \"two\"\n"
     "gap git.object-corrupt f\n"},
    {"a size that is too large",
     PACK "add(BLOB, b'one', size=4); add(BLOB, b'two'); end()\n" END,
     {0},
     "file f!/objects/64c5e5885a4b06010b3a0c20edb7900dd0311025 \"two\"\n"
     "gap git.object-corrupt f\n"},
    {"a size of 2^60",
     PACK "add(BLOB, b'one', size=1 << 60); add(BLOB, b'two'); end()\n" END,
     {0},
     "file f!/objects/64c5e5885a4b06010b3a0c20edb7900dd0311025 \"two\"\n"
     "gap git.object-corrupt f\n"},
    {"a type that is none",
     PACK "add(5, b'one'); add(0, b'one'); add(BLOB, b'two'); end()\n" END,
     {0},
     "file f!/objects/64c5e5885a4b06010b3a0c20edb7900dd0311025 \"two\"\n"
     "gap git.object-corrupt f\n"
     "gap git.object-corrupt f\n"},
    {"damaged bytes",
     PACK "add(BLOB, b'one'); out[5] ^= 255; add(BLOB, b'two' * 50); end()\n" END,
     {0},
     "file f!/objects/6e7f0c98e697b3d1edd8ddb7b589bbbe010cb5b9 \"twotwotwotwotwot\" 150\n"
     "gap git.object-corrupt f\n"},
    {"more entries than it says",
     PACK "add(BLOB, b'one'); add(BLOB, b'two'); end(count=1)\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "file f!/objects/64c5e5885a4b06010b3a0c20edb7900dd0311025 \"two\"\n"
     "gap git.object-corrupt f\n"},
    {"fewer",
     PACK "add(BLOB, b'one'); end(count=7)\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap git.object-corrupt f\n"},
    {"2^32 - 1 of them",
     PACK "add(BLOB, b'one'); end(count=0xffffffff)\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap git.object-corrupt f\n"},
    {"bytes behind",
     PACK "add(BLOB, b'one'); end(behind=b'more')\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap bundle.trailing-data f\n"},
    {"a wrong checksum",
     PACK "add(BLOB, b'one'); end(); f = open('f', 'r+b'); f.seek(-1, 2); f.write(b'!')\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap git.object-corrupt f\n"},
    {"cut in an entry",
     PACK "add(BLOB, b'one'); add(BLOB, b'two'); end(); f = open('f', 'r+b'); f.truncate(at[1] + "
          "6)\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap bundle.truncated f\n"},
    {"cut between entries",
     PACK
     "add(BLOB, b'one'); add(BLOB, b'two'); end(); f = open('f', 'r+b'); f.truncate(at[1])\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap bundle.truncated f\n"},
    {"cut in the checksum",
     PACK
     "add(BLOB, b'one'); end(); f = open('f', 'r+b'); f.seek(0, 2); f.truncate(f.tell() - 3)\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap bundle.truncated f\n"},
    {"no more than a header",
     PACK "end(); open('f', 'r+b').truncate(11)\n" END,
     {0},
     "gap bundle.bad-header f\n"},
    {"names that lead outside",
     PACK "top(**{'/up': file(b'one'), '__': (b'40000', id(TREE, tree(x=file(b'two')))), 'a/b': "
          "file(b'six')}); add(TREE, tree(x=file(b'two'))); add(BLOB, b'one'); add(BLOB, b'two'); "
          "add(BLOB, b'six'); end()\n" END,
     {0},
     "file f!//up \"one\"\n"
     "file f!/../x \"two\"\n"
     "file f!/a/b \"six\"\n"
     "gap bundle.unsafe-path f!/../x\n"
     "gap bundle.unsafe-path f!//up\n"
     "gap git.unsafe-path f\n"
     "gap git.unsafe-path f\n"
     "gap git.unsafe-path f\n"},
    {"a tree that breaks off",
     PACK "t = tree(a=file(b'one')) + b'100644 b'\n"
          "add(COMMIT, commit(id(TREE, t))); add(TREE, t); add(BLOB, b'one'); end()\n" END,
     {0},
     "file f!/a \"one\"\n"
     "gap git.object-corrupt f\n"},
    {"a bundle",
     PACK "top(a=file(b'one')); add(BLOB, b'one'); end(before=b'# v2 git bundle\\n%s "
          "refs/heads/main\\n\\n' % (b'1' * 40))\n" END,
     {0},
     "file f!/a \"one\"\n"},
    {"a bundle, version 3",
     PACK "top(a=file(b'one')); add(BLOB, b'one'); end(before=b'# v3 git "
          "bundle\\n@object-format=sha1\\n@filter=blob:none\\n-%s since\\n%s HEAD\\n\\n' % (b'1' * "
          "40, b'2' * 40))\n" END,
     {0},
     "file f!/a \"one\"\n"},
    {"a bundle, an extension",
     PACK "add(BLOB, b'one'); end(before=b'# v3 git bundle\\n@new=1\\n\\n')\n" END,
     {0},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap bundle.method-unsupported f\n"},
    {"a bundle, a line that is none",
     PACK "add(BLOB, b'one'); end(before=b'# v2 git bundle\\n%s HEAD\\nfour words stand "
          "here\\n\\n' % (b'2' * 40))\n" END,
     {0},
     "gap bundle.bad-header f\n"},
    {"a bundle, an id of the other size",
     PACK "add(BLOB, b'one'); end(before=b'# v2 git bundle\\n%s HEAD\\n\\n' % (b'2' * 64))\n" END,
     {0},
     "gap bundle.bad-header f\n"},
    {"a bundle whose lines do not end",
     PACK "open('f', 'w').write('# v2 git bundle\\n' + '2' * 40 + ' HEAD\\n')\n" END,
     {0},
     "gap bundle.truncated f\n"},
    {"a bundle without a pack",
     PACK "open('f', 'w').write('# v2 git bundle\\n' + '2' * 40 + ' HEAD\\n\\nno pack')\n" END,
     {0},
     "gap bundle.bad-header f\n"},
    {"a loose blob",
     PACK "open('f', 'wb').write(zlib.compress(b'blob 3\\0one'))\n" END,
     {0},
     "file f!/f \"one\"\n"},
    {"a loose commit",
     PACK "open('f', 'wb').write(zlib.compress(b'commit 3\\0one'))\n" END,
     {0},
     "file f!/f \"one\"\n"},
    {"a loose blob, another size",
     PACK "open('f', 'wb').write(zlib.compress(b'blob 4\\0one'))\n" END,
     {0},
     "file f!/f \"one\"\n"
     "gap git.object-corrupt f\n"},
    {"a loose blob, bytes behind",
     PACK "open('f', 'wb').write(zlib.compress(b'blob 3\\0one') + b'more')\n" END,
     {0},
     "file f!/f \"one\"\n"
     "gap bundle.trailing-data f\n"},
    {"a loose blob, cut",
     PACK "open('f', 'wb').write(zlib.compress(b'blob 3000\\0' + bytes(i * i % 251 for i in "
          "range(3000)))[:-40])\n" END,
     {0},
     "file f!/f \"\" 242 bundle.truncated\n"},
    {"no loose object",
     PACK "open('f', 'wb').write(zlib.compress(b'blob 03\\0one'))\n" END,
     {0},
     "file f!/f \"blob 03\"\n"},
    /* limits */
    {"entries",
     PACK "for i in range(9): add(BLOB, b'%d' % i)\n"
          "end()\n" END,
     {.entries = 3},
     "file f!/objects/c227083464fb9af8955c90d2924774ee50abb547 \"0\"\n"
     "file f!/objects/56a6051ca2b02b04ef92d5150c9ef600403cb1de \"1\"\n"
     "file f!/objects/d8263ee9860594d2806b0dfd1bfd17528b0ba2a4 \"2\"\n"
     "gap bundle.count-limit f\n"},
    {"bytes out",
     PACK "for i in range(9): add(BLOB, b'%d' % i * 1000)\n"
          "end()\n" END,
     {.expand = 2500},
     "file f!/objects/d5f831cc9fd1025bca0b91e3f74d81033eef7aaf \"0000000000000000\" 1000\n"
     "file f!/objects/ad67bae948ccc559c111463ba4cc7c05a5293791 \"1111111111111111\" 1000\n"
     "gap bundle.size-limit f\n"},
    {"the ratio of one",
     PACK "add(BLOB, bytes(2 << 20)); add(BLOB, b'one'); end()\n" END,
     {.ratio = 20},
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap bundle.ratio-limit f\n"},
    {"the ratio of a delta",
     PACK
     "b = add(BLOB, b'base' * 4000)\n"
     "add(OFS, delta(b'base' * 4000, *[16000] * 2000), ofs(b)); add(BLOB, b'one'); end()\n" END,
     {.ratio = 20},
     "file f!/objects/bc4e64bbb4a8bf98bab9fba6892789dfbfdad100 \"basebasebasebase\" 16000\n"
     "file f!/objects/43dd47ea691c90a5fa7827892c70241913351963 \"one\"\n"
     "gap bundle.ratio-limit f\n"},
};

int main(void)
{
    return RUN_CASES(check_container, rows);
}
