/* test_examine.c - whole entries: kind, format, load, what was seen, and what was not. */

#include <string.h>
#include <sys/stat.h>

#include "walk.h"

#include "examine/examine.h"

/* A pickle of protocol 0 that would call system("id"), and the same as PyTorch packs it. */
#define EVIL "printf 'cposix\\nsystem\\n(S\"id\"\\ntR.' > data.pkl\n"
#define TORCH "mkdir m; cd m; " EVIL "echo 3 > version; cd ..; zip -qr model.pt m; rm -r m\n"

enum { ENTRIES_MAX = 16 };

struct row {
    const char *name;
    const char *script;
    const char *seen; /* a line each: path, kind, format, size, load, observations; then gaps */
    struct assay_limits limits;
    enum assay_scan_depth depth;
    size_t runs[ENTRIES_MAX]; /* of entries that are read together, where that is looked at */
};

#define ROW(name_, script_, seen_) .name = (name_), .script = (script_), .seen = (seen_)

static const struct row rows[] = {
    {ROW("nothing in it", ": > empty", "empty other - 0\n")},
    {ROW("kinds by name",
         "echo 'x = 1' > a.py; echo 'yes' > b.rst; echo 'k = 1' > c.toml; echo > d",
         "a.py code - 6\nb.rst document - 4\nc.toml config - 6\nd other - 1\n")},
    {ROW("a secret in a config", "printf 'x\\n\\nk = glpat-%s\\n' k3Jd82hsKq0wLm5Zx7Vb > .env",
         ".env config - 34 secret.gitlab-token high x1 3:5\n")},
    {ROW("a table",
         "printf 'name,contact\\n' > t.csv; for i in 1 2 3 4 5 6; do echo "
         "\"n$i,a$i@q7f3kq.org\" >> t.csv; done",
         "t.csv dataset csv 115 pii.email high x6 2:4 3:4 4:4 5:4 6:4 7:4\n")},
    {ROW("links", "ln -s nowhere l; echo > f", "f other - 1\nl other - 0\n")},
    {ROW("a pickle that runs code", EVIL,
         "data.pkl model pickle 24 dangerous "
         "model.code-import high x1 0:0\n")},
    {ROW("a tar", "mkdir d; echo x > d/a.py; tar -cf t.tar d; rm -r d",
         "t.tar container tar 10240\nt.tar!/d/a.py code - 2\n")},
    {ROW("a tar.gz", "echo x > a.py; tar -czf t.tgz a.py; rm a.py",
         "t.tgz container gzip *\nt.tgz!/a.py code - 2\n")},
    {ROW("a file packed alone", "echo 'x = 1' > a.py; gzip -n a.py",
         "a.py.gz container gzip *\na.py.gz!/a.py code - 6\n")},
    {ROW("a zip", "echo 'mail: ana@q7f3kq.org' > a.txt; zip -q z.zip a.txt; rm a.txt",
         "z.zip container zip *\nz.zip!/a.txt document - 21 pii.email high x1 1:7\n")},
    {ROW("a zip in a tar.gz",
         "echo x > a.py; zip -q z.zip a.py; tar -czf t.tgz z.zip; rm a.py z.zip",
         "t.tgz container gzip *\nt.tgz!/z.zip container zip *\nt.tgz!/z.zip!/a.py code - 2\n")},
    {ROW("a model that runs code", TORCH,
         "model.pt model pytorch-zip * dangerous\n"
         "model.pt!/m/data.pkl model pickle 24 dangerous model.code-import high x1 0:0\n"
         "model.pt!/m/version other - 2\n")},
    {ROW("no deeper than asked",
         "echo x > a.py; tar -cf 1.tar a.py; tar -cf 2.tar 1.tar; tar -cf 3.tar 2.tar; rm a.py "
         "1.tar "
         "2.tar",
         "3.tar container tar 30720\n3.tar!/2.tar container tar 20480\n"
         "3.tar!/2.tar!/1.tar container tar 10240\n"
         "gap bundle.depth-limit 3.tar!/2.tar!/1.tar\n"),
     .limits = {.depth = 2}},
    {ROW("digests alone", "echo a@x.org > a.txt; tar -cf t.tar a.txt; rm a.txt",
         "t.tar container tar 10240\nt.tar!/a.txt document - 8\n"),
     .depth = ASSAY_SCAN_DIGESTS},
    {ROW("digests of what is outermost", "echo x > a.py; tar -cf t.tar a.py; rm a.py",
         "t.tar other - 10240\n"),
     .depth = ASSAY_SCAN_OUTER_DIGESTS},
    {ROW("a tar cut short",
         "head -c 20000 /dev/zero > b.bin; tar -cf t.tar b.bin; rm b.bin; "
         "truncate -s 9000 t.tar",
         "t.tar container tar 9000\nt.tar!/b.bin other - *\ngap bundle.truncated t.tar\n"
         "gap bundle.truncated t.tar!/b.bin\n")},
    {ROW("small files are read together, up to a large one and with it",
         "echo x > 1.py; ln -s 1.py 2; echo y > 3.py; head -c 200000 /dev/zero > 4; echo z > 5.py",
         "1.py code - 2\n2 other - 0\n3.py code - 2\n4 other - 200000\n5.py code - 2\n"),
     .runs = {4, 1}},
    {ROW("no more of them than a core keeps",
         "for i in 1 2 3 4 5 6; do head -c 60000 /dev/zero > $i; done",
         "1 other - 60000\n2 other - 60000\n3 other - 60000\n4 other - 60000\n5 other - 60000\n"
         "6 other - 60000\n"),
     .runs = {5, 1}},
    {ROW("a large zip is read where it stands, whatever comes before it",
         "echo x > 1.py; head -c 200000 /dev/zero > 2; zip -q0 3.zip 2; rm 2",
         "1.py code - 2\n3.zip container zip *\n3.zip!/2 other - 200000\n"),
     .runs = {2}},
    {ROW("a pointer to nothing",
         "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%064d\\nsize 5\\n' 0 > "
         "big",
         "big pointer lfs-pointer 126\n")},
};

static void show_item(struct buf *out, const struct assay_item *item, const char *wanted)
{
    const struct assay_examination *content = item->content;
    CLEANUP(buf_clear) struct buf path;
    char start[600];
    const char *line;

    buf_init(&path, 4096);
    walk_path(&path, item->path);
    snprintf(start, sizeof start, "%s %s %s *", buf_string(&path), assay_kind_name(content->kind),
             *content->format ? content->format : "-");
    line = strstr(wanted, start); /* sizes that depend on the packer are written `*` */
    buf_printf(out, "%.*s", (int)(strlen(start) - 1), start);
    if (line)
        buf_text(out, "*");
    else
        buf_printf(out, "%" PRIu64, content->size);
    if (content->load != ASSAY_LOAD_ABSENT)
        buf_printf(out, " %s", assay_load_name(content->load));
    for (size_t i = 0; i < content->observation_count; i++) {
        const struct assay_observation *o = &content->observations[i];

        buf_printf(out, " %s %s x%" PRIu64, o->class_name, assay_confidence_name(o->confidence),
                   o->count);
        for (size_t j = 0; j < o->place_count; j++)
            buf_printf(out, " %u:%u", (unsigned)o->places[j].line, (unsigned)o->places[j].column);
    }
    buf_text(out, "\n");
}

static struct assay_inventory *examine(const char *folder, const struct row *row)
{
    struct inventory_part *part = inventory_part_new();
    struct examiner_options options = {.depth = row->depth, .cache_folder = "compiled"};
    struct assay_target target = {.path = folder};
    struct assay_target_facts facts;
    struct assay_inventory *inventory = NULL;
    struct examine_worker *worker;
    struct source_session *session = NULL;
    struct source_budget budget;
    struct examiner *examiner;
    struct assay_error err = {0};
    struct source *source;
    struct entry entries[ENTRIES_MAX];
    size_t count = 0;
    bool found;

    source_budget_init(&budget, &row->limits);
    (void)mkdir("compiled", 0700); /* patterns, for all tests of the build; may be there */
    assert_ok(examiner_new(&options, &budget, &examiner, &err), err);
    assert_ok(examine_worker_new(examiner, part, &worker, &err), err);
    assert_ok(source_open_target(&target, &budget, part, &facts, &source, &err), err);
    assert_ok(source_session_open(source, &session, &err), err);
    for (;;) {
        assert_true(count < ENTRIES_MAX);
        assert_ok(source_next(source, part, &entries[count], &found, &err), err);
        if (!found)
            break;
        count++;
    }
    for (size_t at = 0, done, run = 0; at < count; at += done) {
        assert_ok(examine_entries(worker, source, session, entries + at, count - at, &done, &err),
                  err);
        assert_in_range(done, 1, count - at);
        if (row->runs[0])
            assert_int_equal(done, row->runs[run++]);
    }
    source_session_close(source, session);
    source_close(source);
    assert_ok(inventory_merge(&part, 1, &facts, &inventory, &err), err);
    examine_worker_free(worker);
    examiner_free(examiner);
    return inventory;
}

static void check(void **state)
{
    const struct row *row = *state;
    char *folder = walk_folder(row->script);
    struct assay_inventory *inventory = examine(folder, row);
    CLEANUP(buf_clear) struct buf out;

    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < inventory->item_count; i++)
        show_item(&out, &inventory->items[i], row->seen);
    for (size_t i = 0; i < inventory->gap_count; i++) {
        buf_printf(&out, "gap %s ", inventory->gaps[i].id);
        walk_path(&out, inventory->gaps[i].path);
        buf_text(&out, "\n");
    }
    assert_string_equal(buf_string(&out), row->seen);
    assay_inventory_free(inventory);
    walk_remove(folder);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
