/*
 * ledger_faults.c - a writer that dies, or is refused, at any system call that changes a file.
 *
 * Each scenario runs once whole, to count its calls, and then once for every call and every kind of
 * fault, in a process of its own. After each: readers see the old ledger or the new one, whole and
 * verified; what was published is there; the next append works. Prints the number of points.
 */

#include "faults.h"

#include <assay/spool.h>
#include <sys/wait.h>

#include "base/file.h"
#include "ledger.h"
#include "ledger/ledger.h"

struct scenario {
    const char *name;
    uint32_t before;  /* entries that are there, keys included */
    size_t batch;     /* statements appended at once; 0: an inventory is recorded */
    bool brief;       /* without the kinds that the loss of power includes: hundreds of entries take
                         their time to be verified */
    uint32_t spooled; /* entries that wait and are taken in, instead */
};

static const struct scenario scenarios[] = {
    {"the first record", 0, 0, false, 0},
    {"a record", 4, 0, false, 0},
    {"a sequencer", 4, 0, false, 3},
    {"a record that fills a tile", 255, 0, true, 0},
    {"a batch over two tiles", 4, 255, true, 0},
};

static const char *const kind_names[FAULT_KINDS] = {
    [FAULT_KILL] = "kill",         [FAULT_TORN] = "torn write", [FAULT_POWER] = "power loss",
    [FAULT_NOSPACE] = "disk full", [FAULT_IO] = "I/O error",    [FAULT_SHORT] = "short write",
};

/* Verifying hundreds of entries takes the sanitizers a second: there the brief ones keep to the
 * loss of power, and all kinds run in a build without them. */
#ifdef __SANITIZE_ADDRESS__
enum { BRIEF_END = FAULT_POWER + 1 };
#else
enum { BRIEF_END = FAULT_KINDS };
#endif

static uint64_t points;

/* Statements like the newest record's. */
static bool newest_statement(void *user, uint64_t index, const struct entry *entry,
                             const char *name, struct arena *arena)
{
    struct buf *out = user;

    (void)index;
    (void)name;
    (void)arena;
    buf_add(out, entry->envelope.payload.data, entry->envelope.payload.size);
    return false;
}

static enum assay_status append_batch(struct bench *bench, size_t count, struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(buf_clear) struct buf text = {.ceiling = ENTRY_PAYLOAD_MAX};
    CLEANUP(free_cleanup) struct ledger_statement *statements = calloc(count, sizeof *statements);

    assert_non_null(statements);
    TRY(assay_ledger_open_writer(bench->path, NULL, bench->key, &ledger, err));
    TRY(ledger_walk_back(ledger, &(struct ledger_walk){newest_statement, &text}, err));
    for (size_t i = 0; i < count; i++)
        statements[i] = (struct ledger_statement){predicate_named("inventory"), buf_bytes(&text)};
    return ledger_append(ledger, bench->key, statements, count, err);
}

static enum assay_status append_record(struct bench *bench, uint32_t version,
                                       struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_inventory_freep)
    struct assay_inventory *inventory = bench_inventory("target", version);
    struct assay_record_result result;

    TRY(assay_ledger_open_writer(bench->path, NULL, bench->key, &ledger, err));
    return assay_ledger_record(ledger, bench->key, inventory, BENCH_TIME, &result, err);
}

/* Leaves entries in the spool, as writers do. */
static void leave(struct bench *bench, uint32_t count)
{
    for (uint32_t i = 1; i <= count; i++) {
        CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
        CLEANUP(assay_inventory_freep)
        struct assay_inventory *inventory = bench_inventory("target", 9000 + i);
        struct assay_record_result result;
        struct assay_error err = {0};

        assert_ok(assay_ledger_open_spool(bench->path, bench->key, true, &ledger, &err), err);
        assert_ok(assay_ledger_record(ledger, bench->key, inventory, BENCH_TIME, &result, &err),
                  err);
    }
}

static enum assay_status sequence(struct bench *bench, struct assay_sequence *sequence,
                                  struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;

    TRY(assay_ledger_open_writer(bench->path, NULL, bench->key, &ledger, err));
    return assay_ledger_sequence(ledger, sequence, err);
}

static enum assay_status append(struct bench *bench, const struct scenario *scenario,
                                struct assay_error *err)
{
    struct assay_sequence result = {0};

    if (scenario->spooled)
        return sequence(bench, &result, err);
    return scenario->batch ? append_batch(bench, scenario->batch, err)
                           : append_record(bench, 5000, err);
}

/* How a process ended that appended under a fault. */
struct ending {
    bool killed, refused, named; /* `named`: the error says what, where and what to do */
    uint64_t calls;
    bool writes[sizeof fault.writes];
};

static struct ending append_under(struct bench *bench, const struct scenario *scenario,
                                  enum fault_kind kind, uint64_t at)
{
    struct ending ending = {0};
    int ends[2], status;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct assay_error err = {0};

        fault.below = bench->path;
        fault.at = at;
        fault.kind = kind;
        ending.refused = append(bench, scenario, &err) != ASSAY_OK;
        ending.named = err.sys != 0 && *err.path && *err.why && *err.remedy;
        ending.calls = atomic_load(&fault.calls);
        memcpy(ending.writes, fault.writes, sizeof ending.writes);
        _exit(syscall(SYS_write, ends[1], &ending, sizeof ending) == (long)sizeof ending ? 0 : 1);
    }
    close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status))
        ending.killed = WTERMSIG(status) == SIGKILL;
    else
        assert_true(read(ends[0], &ending, sizeof ending) == (ssize_t)sizeof ending);
    close(ends[0]);
    return ending;
}

static uint64_t size_of(const char *path)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_checkpoint point = {.size = 0};
    struct assay_error err = {0};

    if (assay_ledger_open(path, &ledger, &err) == ASSAY_OK)
        assay_ledger_checkpoint(ledger, &point);
    return point.size;
}

static void check_whole(const struct bench *bench, const char *when, const char *kind, uint64_t at)
{
    struct bench_problems problems;

    if (bench_verify(bench->path, &problems) != ASSAY_OK)
        fail_msg("%s at call %llu, %s: %s", kind, (unsigned long long)at, when, problems.first);
}

static void copy_ledger(const struct bench *from, struct bench *to)
{
    char command[400];

    *to = *from;
    folder_make(&to->folder);
    snprintf(to->path, sizeof to->path, "%s/ledger", to->folder.path);
    snprintf(command, sizeof command, "[ ! -e %s ] || cp -r %s %s", from->path, from->path,
             to->path);
    assert_int_equal(system(command), 0);
}

static void check_point(const struct bench *prepared, const struct scenario *scenario,
                        enum fault_kind kind, uint64_t at)
{
    uint64_t added = scenario->spooled  ? scenario->spooled
                     : scenario->batch  ? scenario->batch
                     : scenario->before ? 1
                                        : 2;
    struct assay_error err = {0};
    struct ending ending;
    struct bench bench;
    uint64_t size;

    copy_ledger(prepared, &bench);
    ending = append_under(&bench, scenario, kind, at);
    points++;
    size = size_of(bench.path);
    if (ending.refused && !ending.named)
        fail_msg("%s at call %llu: the error does not say what, where and what to do",
                 kind_names[kind], (unsigned long long)at);
    if (kind == FAULT_SHORT)
        assert_false(ending.refused);
    if (!ending.killed && !ending.refused)
        assert_int_equal(size, scenario->before + added);
    else if (scenario->before)
        assert_true(size == scenario->before || size == scenario->before + added);
    if (size > 0)
        check_whole(&bench, "for a reader", kind_names[kind], at);
    if (scenario->spooled) { /* what waited is there, once, after the next sequencer */
        struct assay_sequence again = {0};

        assert_ok(sequence(&bench, &again, &err), err);
        assert_int_equal(size_of(bench.path), scenario->before + scenario->spooled);
        assert_int_equal(again.refused, 0);
    }
    if (append_record(&bench, 7000, &err) != ASSAY_OK)
        fail_msg("%s at call %llu, the next append: %s", kind_names[kind], (unsigned long long)at,
                 err.text);
    check_whole(&bench, "after the next append", kind_names[kind], at);
    assert_true(size_of(bench.path) > size);
    folder_remove(&bench.folder);
}

static void check_scenario(void **state)
{
    const struct scenario *scenario = *state;
    CLEANUP(bench_clear) struct bench bench;
    struct assay_error err = {0};
    struct bench counted;
    struct ending whole;

    bench_make(&bench);
    if (scenario->before > 0)
        bench_record(&bench, "target", 1);
    if (scenario->before > 2)
        assert_ok(append_batch(&bench, scenario->before - 2, &err), err);
    leave(&bench, scenario->spooled);
    copy_ledger(&bench, &counted);
    whole = append_under(&counted, scenario, FAULT_NONE, 0);
    folder_remove(&counted.folder);
    assert_false(whole.refused);
    assert_true(whole.calls > 10);
    assert_true(whole.calls < ARRAY_LEN(whole.writes));
    for (int kind = scenario->brief ? FAULT_POWER : FAULT_KILL;
         kind < (scenario->brief ? BRIEF_END : FAULT_KINDS); kind++)
        for (uint64_t at = 1; at <= whole.calls; at++)
            if (whole.writes[at] || (kind != FAULT_TORN && kind != FAULT_SHORT))
                check_point(&bench, scenario, (enum fault_kind)kind, at);
    printf("%s: %llu calls that change files, %llu points so far\n", scenario->name,
           (unsigned long long)whole.calls, (unsigned long long)points);
}

/* One scenario by its number, so that several may run at once; or all of them. */
int main(int argc, char **argv)
{
    size_t at = argc == 2 ? (size_t)strtoul(argv[1], NULL, 10) : 0;

    if (argc != 2)
        return RUN_CASES(check_scenario, scenarios);
    if (at >= ARRAY_LEN(scenarios))
        return 2;
    return run_cases("ledger-faults", check_scenario, &scenarios[at], sizeof scenarios[at], 1);
}
