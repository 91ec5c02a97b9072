/* test_tar.c - tars of every dialect, written by the usual programs and by hand. */

#include "containers.h"

/* A long name, of which every dialect has its own way. */
#define LONG "n=$(printf 'x%.0s' $(seq 90)); mkdir -p $n/$n; printf p >$n/$n/p; "
#define X90                                                                                        \
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define SPARSE                                                                                     \
    "truncate -s 1M s; printf a | dd of=s bs=1 seek=300000 conv=notrunc status=none; printf 1 "    \
    ">t; "
#define SPARSE_LISTED "file f!/s \"\" 1048576\nfile f!/t \"1\"\n"
/* `pax NAME VALUE...` writes the records of a pax header. */
#define PAX                                                                                        \
    MK "pax() { perl -e 'while (@ARGV) { ($k, $v) = splice @ARGV, 0, 2; $n = length(\" "           \
       "$k=$v\\n\");"                                                                              \
       " $l = $n + length($n); $l++ if length($l) > length($n); print \"$l $k=$v\\n\"; }' "        \
       "\"$@\"; }\n"

static const struct container_row rows[] = {
    /* dialects */
    {"v7", LONG "cd $n; tar --format=v7 -cf ../f $n", {0}, "file f!/" X90 "/p \"p\"\n"},
    {"ustar", LONG "tar --format=ustar -cf f $n", {0}, "file f!/" X90 "/" X90 "/p \"p\"\n"},
    {"oldgnu", LONG "tar --format=oldgnu -cf f $n", {0}, "file f!/" X90 "/" X90 "/p \"p\"\n"},
    {"gnu", LONG "tar --format=gnu -cf f $n", {0}, "file f!/" X90 "/" X90 "/p \"p\"\n"},
    {"pax", LONG "tar --format=pax -cf f $n", {0}, "file f!/" X90 "/" X90 "/p \"p\"\n"},
    {"a long link, gnu",
     LONG "ln -s $n/$n/p l; tar --format=gnu -cf f l",
     {0},
     "link f!/l -> " X90 "/" X90 "/p\n"},
    {"a long link, pax",
     LONG "ln -s $n/$n/p l; tar --format=pax -cf f l",
     {0},
     "link f!/l -> " X90 "/" X90 "/p\n"},
    {"cpio's ustar", "printf 1 >a; echo a | cpio -o -H ustar --quiet >f", {0}, "file f!/a \"1\"\n"},
    {"bsdtar's pax", LONG "bsdtar --format=pax -cf f $n", {0}, "file f!/" X90 "/" X90 "/p \"p\"\n"},
    {"python's pax",
     "printf 1 >a; python3 -c 'import tarfile; t = tarfile.open(\"f\", \"w\", "
     "pax_headers={\"comment\": \"all\"}); t.add(\"a\"); t.close()'",
     {0},
     "file f!/a \"1\"\n"},
    {"a volume's label", "printf 1 >a; tar -V label -cf f a", {0}, "file f!/a \"1\"\n"},
    {"an incremental dump",
     "mkdir d; printf 1 >d/a; tar --listed-incremental=x -cf f d",
     {0},
     "file f!/d/ \"Ya\"\nfile f!/d/a \"1\"\n"},
    {"a sum of signed bytes",
     MK "mk $(printf 'a\\377') 0 1 '' >f; end >>f; perl -e 'open F, \"+<f\"; read F, $b, 512; "
        "substr($b, 148, 8) = \" \" x 8; $s = 0; $s += $_ > 127 ? $_ - 256 : $_ for "
        "unpack \"C*\", $b; substr($b, 148, 8) = sprintf(\"%06o\\0 \", $s); seek F, 0, 0; "
        "print F $b'",
     {0},
     "file f!/a\\xff \"1\"\n"},
    {"a size in base 256",
     MK "mk a 0 1 '' b 0 2 '' >f; end >>f; perl -e 'open F, \"+<f\"; read F, $b, 512; "
        "substr($b, 124, 12) = \"\\x80\" . \"\\0\" x 10 . \"\\1\"; substr($b, 148, 8) = \" \" x 8; "
        "substr($b, 148, 8) = sprintf(\"%06o\\0 \", unpack(\"%32C*\", $b)); seek F, 0, 0; "
        "print F $b'",
     {0},
     "file f!/a \"1\"\nfile f!/b \"2\"\n"},
    {"a letter that nobody knows", MK "mk a Q 1 '' >f; end >>f", {0}, "file f!/a \"1\"\n"},
    {"contiguous", MK "mk a 7 1 '' >f; end >>f", {0}, "file f!/a \"1\"\n"},

    /* pax headers */
    {"pax, a path and a link",
     PAX "mk h x \"$(pax path new linkpath old)\" '' a 2 '' gone >f; end >>f",
     {0},
     "link f!/new -> old\n"},
    {"pax, of one member only",
     PAX "mk h x \"$(pax path new)\" '' a 0 1 '' b 0 2 '' >f; end >>f",
     {0},
     "file f!/new \"1\"\nfile f!/b \"2\"\n"},
    {"pax, of all, and taken back",
     PAX "mk g g \"$(pax path all)\" '' a 0 1 '' g g \"$(pax path '')\" '' b 0 2 '' >f; end >>f",
     {0},
     "file f!/all \"1\"\nfile f!/b \"2\"\n"},
    {"pax, a size that the header does not state",
     PAX "mk h x \"$(pax size 3)\" '' a 0 12 '' b 0 2 '' >f; end >>f",
     {0},
     "file f!/a \"12\"\nfile f!/b \"2\"\ngap bundle.header-mismatch f!/a\n"},
    {"pax, an unreadable record",
     PAX "mk h x '13 path=new' '' a 0 1 '' >f; end >>f",
     {0},
     "file f!/a \"1\"\ngap bundle.bad-header f\n"},
    {"pax, with no member behind it",
     PAX "mk a 0 1 '' h x \"$(pax path new)\" '' >f; end >>f",
     {0},
     "file f!/a \"1\"\ngap bundle.bad-header f\n"},
    {"pax, more than is read",
     PAX
     "head -c 9000000 /dev/zero | tr '\\0' x >big; mk h x \"9000011 comment=$(cat big)\" '' 2>e "
     "|| true; perl -e '$c = \"9000018 comment=\" . \"x\" x 9000001 . \"\\n\"; "
     "$h = pack(\"a100a8a8a8a12a12A8a1a100a6a2x247\", \"h\", \"0000644\\0\", \"0000000\\0\", "
     "\"0000000\\0\", sprintf(\"%011o\\0\", length $c), \"00000000000\\0\", \"\", \"x\", \"\", "
     "\"ustar\\0\", \"00\"); substr($h, 148, 8) = sprintf(\"%06o\\0 \", unpack(\"%32C*\", $h)); "
     "print $h, $c, \"\\0\" x (-length($c) % 512)' >f; mk a 0 1 '' >>f; end >>f",
     {0},
     "file f!/a \"1\"\ngap bundle.bad-header f\n"},

    /* sparse members: a hole is filled, and what follows is found */
    {"sparse, old gnu", SPARSE "tar --format=gnu -S -cf f s t", {0}, SPARSE_LISTED},
    {"sparse, old gnu, many parts",
     "for i in $(seq 0 40); do printf a | dd of=s bs=1 seek=$((i * 20000)) conv=notrunc "
     "status=none; done; printf 1 >t; tar --format=gnu -S -cf f s t",
     {0},
     "file f!/s \"a\" 800001\nfile f!/t \"1\"\n"},
    {"sparse, pax 0.0",
     SPARSE "tar --sparse-version=0.0 --format=pax -S -cf f s t",
     {0},
     SPARSE_LISTED},
    {"sparse, pax 0.1",
     SPARSE "tar --sparse-version=0.1 --format=pax -S -cf f s t",
     {0},
     SPARSE_LISTED},
    {"sparse, pax 1.0",
     SPARSE "tar --sparse-version=1.0 --format=pax -S -cf f s t",
     {0},
     SPARSE_LISTED},
    {"sparse, all hole", "truncate -s 5000 s; tar -S -cf f s", {0}, "file f!/s \"\" 5000\n"},
    {"sparse, 4 TiB, and what follows",
     "truncate -s 4T s; printf z >>s; printf 1 >t; tar -S -cf f s t",
     {0},
     "file f!/s \"\" 1048576 bundle.ratio-limit\nfile f!/t \"1\"\n"},
    {"sparse, 4 TiB, the bytes are the limit",
     "truncate -s 4T s; printf z >>s; printf 1 >t; tar -S -cf f s t",
     {0, .ratio = UINT64_C(1) << 40, .expand = 100000},
     "file f!/s \"\" 98304 bundle.size-limit\nfile f!/t bundle.size-limit\n"},
    {"sparse, a map that is longer than what is stored",
     SPARSE "tar --sparse-version=0.1 --format=pax -S -cf g s t; sed 's/map=299008,4096/"
            "map=299008,8096/' g >f",
     {0},
     "file f!/s \"\" 4096\nfile f!/t \"1\"\ngap bundle.bad-header f!/s\n"},
    {"sparse, parts that overlap",
     PAX "mk h x \"$(pax GNU.sparse.size 20 GNU.sparse.map 0,4,2,4)\" '' s 0 abcdefgh '' t 0 1 '' "
         ">f; end >>f",
     {0},
     "file f!/s \"abcdefgh\"\nfile f!/t \"1\"\ngap bundle.bad-header f!/s\n"},
    {"sparse, a map that is none",
     PAX "mk h x \"$(pax GNU.sparse.major 1 GNU.sparse.minor 0 GNU.sparse.realsize 20)\" '' "
         "s 0 nonsense '' t 0 1 '' >f; end >>f",
     {0},
     "file f!/s \"nonsense\"\nfile f!/t \"1\"\ngap bundle.bad-header f!/s\n"},

    /* content where none is looked for */
    {"a folder with content",
     MK "mk d/ 5 hidden '' b 0 2 '' >f; end >>f",
     {0},
     "file f!/d/ \"hidden\"\nfile f!/b \"2\"\ngap bundle.hidden-entry f!/d/\n"},
    {"a symbolic link with content",
     MK "mk l 2 hidden a b 0 2 '' >f; end >>f",
     {0},
     "file f!/l \"hidden\"\nfile f!/b \"2\"\ngap bundle.hidden-entry f!/l\n"},
    {"a hard link with content, as pax allows",
     MK "mk l 1 more a b 0 2 '' >f; end >>f",
     {0},
     "file f!/l \"more\"\nfile f!/b \"2\"\n"},
    {"a hard link that states the size of its file",
     MK "mk l 1 '' a b 0 2 '' >f; end >>f; perl -e 'open F, \"+<f\"; read F, $b, 512; "
        "substr($b, 124, 12) = \"00000000777\\0\"; substr($b, 148, 8) = \" \" x 8; "
        "substr($b, 148, 8) = sprintf(\"%06o\\0 \", unpack(\"%32C*\", $b)); seek F, 0, 0; "
        "print F $b'",
     {0},
     "hard f!/l -> a\nfile f!/b \"2\"\n"},

    /* broken */
    {"a size that is no number",
     MK "mk a 0 1 '' b 0 2 '' >f; end >>f; perl -e 'open F, \"+<f\"; read F, $b, 512; "
        "substr($b, 124, 12) = \"0000000000q\\0\"; substr($b, 148, 8) = \" \" x 8; "
        "substr($b, 148, 8) = sprintf(\"%06o\\0 \", unpack(\"%32C*\", $b)); seek F, 0, 0; "
        "print F $b'",
     {0},
     "file f!/a\nfile f!/b \"2\"\ngap bundle.bad-header f\ngap bundle.bad-header f!/a\n"},
    {"a size below zero",
     MK "mk a 0 1 '' b 0 2 '' >f; end >>f; perl -e 'open F, \"+<f\"; read F, $b, 512; "
        "substr($b, 124, 12) = \"\\xff\" x 12; substr($b, 148, 8) = \" \" x 8; "
        "substr($b, 148, 8) = sprintf(\"%06o\\0 \", unpack(\"%32C*\", $b)); seek F, 0, 0; "
        "print F $b'",
     {0},
     "file f!/a\nfile f!/b \"2\"\ngap bundle.bad-header f\ngap bundle.bad-header f!/a\n"},
    {"a size past the end",
     MK "mk a 0 1 '' b 0 2 '' >f; end >>f; perl -e 'open F, \"+<f\"; read F, $b, 512; "
        "substr($b, 124, 12) = \"77777777777\\0\"; substr($b, 148, 8) = \" \" x 8; "
        "substr($b, 148, 8) = sprintf(\"%06o\\0 \", unpack(\"%32C*\", $b)); seek F, 0, 0; "
        "print F $b'",
     {0},
     "file f!/a \"1\" 2560 bundle.truncated\ngap bundle.truncated f\n"},
    {"headers that are damaged, one after the other",
     MK "mk a 0 1 '' x 0 9 '' b 0 2 '' y 0 9 '' c 0 3 '' >f; end >>f; printf Z | dd of=f bs=1 "
        "seek=1030 conv=notrunc status=none; printf Z | dd of=f bs=1 seek=3078 conv=notrunc "
        "status=none",
     {0},
     "file f!/a \"1\"\nfile f!/b \"2\"\nfile f!/c \"3\"\n"
     "gap bundle.bad-header f\ngap bundle.bad-header f\n"},
    {"an end in the midst",
     MK "mk a 0 1 '' >f; end >>f; mk b 0 2 '' >>f; end >>f",
     {0},
     "file f!/a \"1\"\nfile f!/b \"2\"\ngap bundle.trailing-data f\n"},
    {"noise behind the end, and a member in it",
     MK
     "mk a 0 1 '' >f; end >>f; head -c 1024 /dev/zero | tr '\\0' x >>f; mk b 0 2 '' >>f; end >>f",
     {0},
     "file f!/a \"1\"\nfile f!/b \"2\"\ngap bundle.trailing-data f\n"},
    {"a few bytes behind the end",
     MK "mk a 0 1 '' >f; end >>f; printf x >>f",
     {0},
     "file f!/a \"1\"\ngap bundle.trailing-data f\n"},
    {"one block of zeros is an end",
     MK "mk a 0 1 '' >f; head -c 512 /dev/zero >>f",
     {0},
     "file f!/a \"1\"\n"},
    {"another volume's rest",
     MK "mk a M rest '' b 0 2 '' >f; end >>f",
     {0},
     "file f!/a \"rest\"\nfile f!/b \"2\"\ngap bundle.multi-volume f!/a\n"},
    {"a second volume of gnu",
     "head -c 30000 /dev/zero >a; tar -M -L 20 -cf v1 -f f a",
     {0},
     "file f!/a \"\" 10032\ngap bundle.multi-volume f!/a\n"},
};

int main(void)
{
    return RUN_CASES(check_container, rows);
}
