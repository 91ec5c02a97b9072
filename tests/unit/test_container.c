/* test_container.c - archives made by the usual tools, whole, hostile and broken. */

#include "containers.h"

#define FILES "mkdir d; printf 1 >a; printf 22 >d/b; "

static const struct container_row rows[] = {
    {"tar",
     FILES "ln -s a l; ln a h; tar cf f a d l h",
     {0},
     "file f!/a \"1\"\n"
     "file f!/d/b \"22\"\n"
     "link f!/l -> a\n"
     "hard f!/h -> a\n"},
    {"tar, empty", "tar cf f -T /dev/null", {0}, "not a container\n"},
    {"tar, gzip", FILES "tar czf f a d", {0}, "file f!/a \"1\"\nfile f!/d/b \"22\"\n"},
    {"tar, zstd", FILES "tar cf - a d | zstd -q >f", {0}, "file f!/a \"1\"\nfile f!/d/b \"22\"\n"},
    {"tar, xz", FILES "tar cJf f a d", {0}, "file f!/a \"1\"\nfile f!/d/b \"22\"\n"},
    {"tar, bzip2", FILES "tar cjf f a d", {0}, "file f!/a \"1\"\nfile f!/d/b \"22\"\n"},
    {"tar, v7", FILES "tar --format=v7 -cf f a d", {0}, "file f!/a \"1\"\nfile f!/d/b \"22\"\n"},
    {"tar, pax",
     FILES "n=$(printf 'x%.0s' $(seq 200)); mkdir -p $n; printf p >$n/p; tar "
           "--format=pax -cf t $n/p; tar --transform='s/x*/long/' -cf f $n/p",
     {0},
     "file f!/long/p \"p\"\n"},
    {"names are bytes",
     "n=$(printf 'a\\377\\303\\244'); printf x >$n; tar --format=gnu -cf f $n",
     {0},
     "file f!/a\\xff\\xc3\\xa4 \"x\"\n"},
    {"one file, gzip", "printf hello >x; gzip -c x >f", {0}, "file f!/f \"hello\"\n"},
    {"one file, gzip, two members",
     "printf he | gzip -c >f; printf llo | gzip -c >>f",
     {0},
     "file f!/f \"hello\"\n"},
    {"one file, zstd", "printf hello | zstd -q >f", {0}, "file f!/f \"hello\"\n"},
    {"one file, empty", "gzip -c </dev/null >f", {0}, "file f!/f\n"},
    {"zip",
     FILES "zip -q -X f.zip a d d/b; mv f.zip f",
     {0},
     "file f!/a \"1\"\nfile f!/d/b \"22\"\n"},
    {"zip, empty",
     "printf 'PK\\005\\006\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0' >f",
     {0},
     ""},
    {"zip, a symbolic link",
     FILES "ln -s a l; zip -q -y f.zip l; mv f.zip f",
     {0},
     "link f!/l -> a\n"},
    {"zip, names in UTF-8",
     "printf x >$(printf 'a\\303\\244'); zip -q f.zip a*; mv f.zip f",
     {0},
     "file f!/a\\xc3\\xa4 \"x\"\n"},

    /* hostile */
    {"tar, names that lead outside",
     MK "mk ../up 0 1 '' /abs 0 2 '' 'c:\\x' 0 3 '' ok 0 4 '' >f; "
        "end >>f",
     {0},
     "file f!/../up \"1\"\n"
     "file f!//abs \"2\"\n"
     "file f!/c:\\x \"3\"\n"
     "file f!/ok \"4\"\n"
     "gap bundle.unsafe-path f!/c:\\x\n"
     "gap bundle.unsafe-path f!//abs\n"
     "gap bundle.unsafe-path f!/../up\n"},
    {"tar, links that lead outside",
     MK "mk d/in 2 '' ../x d/out 2 '' ../../x abs 2 '' /etc hard 1 '' ../x >f; end >>f",
     {0},
     "link f!/d/in -> ../x\n"
     "link f!/d/out -> ../../x\n"
     "link f!/abs -> /etc\n"
     "hard f!/hard -> ../x\n"
     "gap bundle.link-escape f!/hard\n"
     "gap bundle.link-escape f!/abs\n"
     "gap bundle.link-escape f!/d/out\n"},
    {"tar, special members",
     MK "mk pipe 6 '' '' dev 3 '' '' >f; end >>f",
     {0},
     "special f!/pipe\n"
     "special f!/dev\n"
     "gap bundle.special-entry f!/dev\n"
     "gap bundle.special-entry f!/pipe\n"},
    {"tar, a name twice",
     MK "mk a 0 1 '' a 0 2 '' >f; end >>f",
     {0},
     "file f!/a \"1\"\n"
     "file f!/a \"2\"\n"
     "gap bundle.duplicate-name f!/a\n"},
    {"tar, a hole of 4 TiB",
     "truncate -s 4T x; printf z >>x; tar cSf f x",
     {0},
     "file f!/x \"\" 1048576 bundle.ratio-limit\n"},
    {"tar, a small hole",
     "truncate -s 20000 x; printf z >>x; truncate -s 30000 x; tar cSf f x",
     {0},
     "file f!/x \"\" 30000\n"},
    {"gzip, a bomb",
     "head -c 50000000 /dev/zero | gzip -9 >f",
     {0, .ratio = 100},
     "file f!/f \"\" 1047040 bundle.ratio-limit\n"},
    {"tar, gzip, a bomb, and what follows it",
     "head -c 50000000 /dev/zero >z; printf 1 >a; tar czf f z a",
     {0, .ratio = 100},
     "file f!/z \"\" 1046528 bundle.ratio-limit\nfile f!/a \"1\"\n"},
    {"zip, a bomb, and what follows it",
     "head -c 50000000 /dev/zero >z; printf 1 >a; zip -q f.zip z a; mv f.zip f",
     {0, .ratio = 100},
     "file f!/z \"\" 1048576 bundle.ratio-limit\nfile f!/a \"1\"\n"},
    {"too many members",
     FILES "tar cf f a a a",
     {0, .entries = 2},
     "file f!/a \"1\"\n"
     "hard f!/a -> a\n"
     "gap bundle.count-limit f\n"
     "gap bundle.duplicate-name f!/a\n"},
    {"too many members, zip, that share bytes",
     "printf 1 >a; printf 2 >b; printf 3 >c; zip -q -0 -X f.zip a b c; perl -0777 -pe "
     "'s/(PK\\x01\\x02.{38})....b/$1\\0\\0\\0\\0b/s' f.zip >f",
     {0, .entries = 2},
     "file f!/a \"1\"\n"
     "file f!/b \"1\" bundle.checksum\n"
     "gap bundle.count-limit f\n"
     "gap bundle.header-mismatch f!/b\n"
     "gap bundle.overlap f!/b\n"},
    {"too many bytes, tar",
     "head -c 5000 /dev/zero >z; printf 1 >a; tar cf f z a",
     {0, .expand = 4096},
     "file f!/z \"\" 4096 bundle.size-limit\nfile f!/a bundle.size-limit\n"},
    {"too many bytes, gzip",
     "head -c 5000 /dev/zero | gzip >f",
     {0, .expand = 4096},
     "file f!/f \"\" 4096 bundle.size-limit\n"},
    {"too many bytes, tar, gzip",
     "head -c 50000 /dev/zero >z; printf 1 >a; tar czf f a z",
     {0, .expand = 20000},
     "file f!/a \"1\"\nfile f!/z \"\" 9216 bundle.size-limit\ngap bundle.size-limit f\n"},
    {"zip, encrypted",
     FILES "zip -q -P x f.zip a; zip -q f.zip d/b; mv f.zip f",
     {0},
     "file f!/a bundle.encrypted\n"
     "file f!/d/b \"22\"\n"},
    {"zip, names that lead outside",
     "mkdir s; cd s; printf 1 >../up; zip -q ../f.zip ../up; cd ..; "
     "mv f.zip f",
     {0},
     "file f!/../up \"1\"\n"
     "gap bundle.unsafe-path f!/../up\n"},

    /* broken */
    {"tar, cut short in a member",
     "head -c 3000 /dev/zero >z; printf 1 >a; tar cf - a z | head -c 3000 "
     ">f",
     {0},
     "file f!/a \"1\"\nfile f!/z \"\" 1464 bundle.truncated\ngap bundle.truncated f\n"},
    {"tar, cut short between members",
     FILES "tar cf - a d/b | head -c 1024 >f",
     {0},
     "file f!/a \"1\"\ngap bundle.truncated f\n"},
    {"tar, gzip, cut short",
     "seq 3000 >z; printf 1 >a; tar --mtime=@0 --owner=0:0 --group=0:0 -czf - a z | head -c 1500 "
     ">f",
     {0},
     "file f!/a \"1\"\nfile f!/z \"1\n2\n3\n4\n5\n6\n7\n8\n\" 2462 bundle.truncated\ngap "
     "bundle.truncated f\n"},
    {"gzip, cut short",
     "seq 1000 | gzip | head -c 500 >f",
     {0},
     "file f!/f \"1\n2\n3\n4\n5\n6\n7\n8\n\" 920 bundle.truncated\n"},
    {"gzip, a wrong sum",
     "printf hello | gzip >g; head -c -8 g >f; printf '\\1\\2\\3\\4\\5\\0\\0\\0' >>f",
     {0},
     "file f!/f \"hello\" bundle.checksum\n"},
    {"gzip, bytes behind",
     "printf hello | gzip >f; printf junk >>f",
     {0},
     "file f!/f \"hello\"\ngap bundle.trailing-data f\n"},
    {"gzip, zeros behind",
     "printf hello | gzip >f; printf '\\0\\0' >>f",
     {0},
     "file f!/f \"hello\"\n"},
    {"tar, gzip, a wrong sum",
     FILES "tar czf g a; head -c -8 g >f; printf '\\1\\2\\3\\4\\5\\0\\0\\0' >>f",
     {0},
     "file f!/a \"1\"\ngap bundle.checksum f\n"},
    {"tar, another behind it",
     FILES "tar cf f a; tar cf g d/b; cat g >>f",
     {0},
     "file f!/a \"1\"\nfile f!/d/b \"22\"\ngap bundle.trailing-data f\n"},
    {"tar, a bad header between",
     MK "mk a 0 1 '' >f; head -c 512 /dev/urandom >>f; mk b 0 2 '' >>f; "
        "end >>f",
     {0},
     "file f!/a \"1\"\nfile f!/b \"2\"\ngap bundle.bad-header f\n"},
    {"zstd, cut short",
     "seq 100000 | zstd -q | head -c 20000 >f",
     {0},
     "file f!/f bundle.truncated\n"},
    {"xz, damaged",
     "seq 100000 | xz >g; head -c 8000 g >f; printf XXXX >>f; tail -c +8005 g >>f",
     {0},
     "file f!/f \"1\n2\n3\n4\n5\n6\n7\n8\n\" 222503 bundle.checksum\n"},
    {"zip, cut short",
     "seq 2000 >z; printf 1 >a; zip -q f.zip a z; head -c 3000 f.zip >f",
     {0},
     "file f!/a \"1\"\nfile f!/z \"1\n2\n3\n4\n5\n6\n7\n8\n\" 5673 bundle.truncated\ngap "
     "bundle.truncated f\n"},
    {"zip, damaged data", /* from its first byte: how much comes out else is the decoder's */
     "seq 2000 >z; printf 1 >a; zip -q -X f.zip z a; head -c 31 f.zip >f; printf XXXXXX >>f; "
     "tail -c +38 f.zip >>f",
     {0},
     "file f!/z bundle.checksum\nfile f!/a \"1\"\n"},
    {"zip, a wrong sum",
     "printf hello >z; printf 1 >a; zip -q -0 f.zip z a; sed 's/hello/hellO/' "
     "f.zip >f",
     {0},
     "file f!/z \"hellO\" bundle.checksum\nfile f!/a \"1\"\n"},
    {"zip, an entry that its directory leaves out",
     "printf 1 >a; printf 2 >b; printf 3 >c; zip -q -0 -X f.zip a b c; perl -0777 -pe "
     "'s/PK\\x01\\x02.{42}b//s; s/(PK\\x05\\x06....)..../$1\\x02\\0\\x02\\0/s; "
     "s/(PK\\x05\\x06.{8})..../$1.pack(\"V\", 94)/se' f.zip >f",
     {0},
     "file f!/a \"1\"\nfile f!/c \"3\"\nfile f!/b \"2\"\ngap bundle.hidden-entry f!/b\n"},
    {"zip, written as a stream",
     "printf 1 >a; printf 2 | zip -q - - a >f",
     {0},
     "file f!/- \"2\"\nfile f!/a \"1\"\n"},
    {"zip, zip64", "printf 1 | zip -q -fz - - >f", {0}, "file f!/- \"1\"\n"},
    {"zip, bytes behind",
     "printf 1 >a; zip -q f.zip a; printf junk >>f.zip; mv f.zip f",
     {0},
     "file f!/a \"1\"\ngap bundle.trailing-data f\n"},
    {"zip, zeros behind",
     "printf 1 >a; zip -q f.zip a; printf '\\0\\0' >>f.zip; mv f.zip f",
     {0},
     "file f!/a \"1\"\n"},
    {"zip, two entries of one place",
     "printf 1 >a; printf 2 >b; zip -q -0 -X f.zip a b; perl -0777 -pe "
     "'s/(PK\\x01\\x02.{38})....b/$1\\0\\0\\0\\0b/s' f.zip >f",
     {0},
     "file f!/a \"1\"\n"
     "file f!/b \"1\" bundle.checksum\n"
     "file f!/b \"2\"\n"
     "gap bundle.duplicate-name f!/b\n"
     "gap bundle.hidden-entry f!/b\n"
     "gap bundle.header-mismatch f!/b\n"
     "gap bundle.overlap f!/b\n"},
    {"zip, a name twice",
     "printf 1 >a; printf 2 >b; zip -q f.zip a b; LC_ALL=C sed 's/b/a/g' f.zip "
     ">f",
     {0},
     "file f!/a \"1\"\n"
     "file f!/a \"2\"\n"
     "gap bundle.duplicate-name f!/a\n"},
};

int main(void)
{
    return RUN_CASES(check_container, rows);
}
