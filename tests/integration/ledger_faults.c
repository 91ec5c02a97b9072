/*
 * ledger_faults.c - whoever changes a ledger dies, or is refused, at any system call that changes a
 * file.
 *
 * Each scenario runs once whole, to count its calls, and then once for every call and every kind of
 * fault. After each: readers see the old ledger or the new one, whole and
 * verified; what was published is there; the same act again completes what was begun; the next
 * append works. Many faults leave the same files behind, and those are looked at once. Prints the
 * number of points, and of the different ledgers that they left.
 */

#include "faults.h"

#include <openssl/rand.h>
#include <sys/wait.h>

#include "ledger_acts.h"
#include "promised.h"
#include "states.h"

struct scenario {
    const char *name;
    act_fn *act;
    size_t count;    /* for the act */
    uint32_t before; /* entries that are there, keys included */
    act_fn *prepare; /* NULL: nothing else to be there */
    size_t prepare_count;
    uint32_t added; /* entries when it is done */
    bool stepwise;  /* it commits more than once */
    bool once;      /* doing it again would be another one */
    bool spooled;   /* done when a sequencer took in what waits */
};

static const struct scenario scenarios[] = {
    {.name = "the first record", .act = act_record, .count = 5000, .added = 2, .stepwise = true},
    {.name = "a record", .act = act_record, .count = 5000, .before = 4, .added = 1},
    {.name = "an attestation", .act = act_attest, .before = 4, .added = 1, .once = true},
    {.name = "an erasure",
     .act = act_erase,
     .count = 4,
     .before = 4,
     .prepare = act_attest,
     .added = 1},
    {.name = "a key admitted", .act = act_admit, .before = 4, .added = 1},
    {.name = "a key revoked",
     .act = act_revoke,
     .count = 5,
     .before = 4,
     .prepare = act_admit,
     .added = 1},
    {.name = "the log handed over", .act = act_rotate, .before = 4, .added = 2, .stepwise = true},
    {.name = "a cosignature", .act = act_cosign, .before = 4},
    {.name = "entries left to wait",
     .act = act_spool,
     .count = 2,
     .before = 4,
     .added = 2,
     .spooled = true},
    {.name = "a sequencer",
     .act = act_sequence,
     .before = 4,
     .prepare = act_spool,
     .prepare_count = 3,
     .added = 3},
    {.name = "a record that fills a tile",
     .act = act_record,
     .count = 5000,
     .before = 255,
     .added = 1},
    {.name = "a batch over two tiles",
     .act = act_batch,
     .count = 12,
     .before = 250,
     .added = 12,
     .once = true},
};

/* In place of OpenSSL's: two runs of an act write the same bytes. */
int RAND_bytes_ex(OSSL_LIB_CTX *context, unsigned char *out, size_t size, unsigned strength)
{
    (void)context;
    (void)strength;
    memset(out, 0x5a, size);
    return 1;
}

static const char *const kind_names[FAULT_KINDS] = {
    [FAULT_KILL] = "kill",         [FAULT_TORN] = "torn write", [FAULT_POWER] = "power loss",
    [FAULT_NOSPACE] = "disk full", [FAULT_IO] = "I/O error",    [FAULT_SHORT] = "short write",
};

#ifdef __SANITIZE_ADDRESS__
/* A process that is forked thousands of times should be small. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "quarantine_size_mb=1:malloc_context_size=2";
}
#endif

/* One scenario on its way. */
struct trial {
    const struct scenario *scenario;
    struct stage stage;
    uint64_t before, points;
    struct states whole, shown;
    enum fault_kind kind;
    uint64_t at;
};

#define FAIL(trial, ...)                                                                           \
    do {                                                                                           \
        char said[600];                                                                            \
        snprintf(said, sizeof said, __VA_ARGS__);                                                  \
        fail_msg("%s, %s at call %llu: %s", (trial)->scenario->name, kind_names[(trial)->kind],    \
                 (unsigned long long)(trial)->at, said);                                           \
    } while (0)

/* How a process ended that acted under a fault. */
struct ending {
    bool killed, refused, named; /* `named`: the error says what, where and what to do */
    uint64_t calls;
    bool writes[sizeof fault.writes];
};

static enum assay_status act(const struct trial *trial, const char *path, struct assay_error *err)
{
    return trial->scenario->act(&trial->stage, path, trial->scenario->count, err);
}

static struct ending act_here(const struct trial *trial, const char *path)
{
    struct ending ending = {.killed = false};
    struct assay_error err = {0};

    fault_begin(path, trial->kind, trial->at);
    ending.refused = act(trial, path, &err) != ASSAY_OK;
    fault.below = NULL;
    ending.named = err.sys != 0 && *err.path && *err.why && *err.remedy;
    ending.calls = atomic_load(&fault.calls);
    memcpy(ending.writes, fault.writes, sizeof ending.writes);
    return ending;
}

/* In a process of its own where that is to be killed. */
static struct ending act_under(const struct trial *trial, const char *path)
{
    struct ending ending = {.killed = true};
    int status;
    pid_t child;

    if (trial->kind == FAULT_NONE || fault_returns(trial->kind))
        return act_here(trial, path);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        act_here(trial, path);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
        FAIL(trial, "it was not reached");
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

/* Whole for those who read; an erasure may be stated and not yet done, which is told. */
static void check_reader(const struct trial *trial, const char *path, const char *when, bool done)
{
    struct bench_problems problems;

    if (bench_verify(path, &problems) == ASSAY_OK)
        return;
    if (done || trial->scenario->act != act_erase || problems.count != 1 ||
        !strstr(problems.first, "erase"))
        FAIL(trial, "%s: %s", when, problems.first);
}

static void check_size(const struct trial *trial, const struct ending *ending, uint64_t size)
{
    const struct scenario *scenario = trial->scenario;
    uint64_t after = trial->before + (scenario->spooled ? 0 : scenario->added);

    if (ending->refused && !ending->named)
        FAIL(trial, "the error does not say what, where and what to do");
    if (ending->refused && trial->kind == FAULT_SHORT)
        FAIL(trial, "refused");
    if (!ending->killed && !ending->refused ? size != after
        : scenario->stepwise                ? size < trial->before || size > after
                                            : size != trial->before && size != after)
        FAIL(trial, "%llu entries", (unsigned long long)size);
}

/* The same command again, and then the next one. */
static void check_again(struct trial *trial, const char *path, uint64_t size)
{
    const struct scenario *scenario = trial->scenario;
    uint64_t after = trial->before + scenario->added;
    struct stage next = trial->stage;
    struct assay_error err = {0};

    if (!scenario->once && act(trial, path, &err) != ASSAY_OK && size != after)
        FAIL(trial, "the same again: %s", err.text);
    if (scenario->spooled && act_sequence(&trial->stage, path, 0, &err) != ASSAY_OK)
        FAIL(trial, "a sequencer afterwards: %s", err.text);
    if (!scenario->once && size_of(path) != after)
        FAIL(trial, "%llu entries after the same again", (unsigned long long)size_of(path));
    if (scenario->act == act_rotate)
        next.bench.key = trial->stage.other;
    size = size_of(path);
    if (act_record(&next, path, 7000, &err) != ASSAY_OK)
        FAIL(trial, "the next append: %s", err.text);
    if (size_of(path) <= size)
        FAIL(trial, "the next append added nothing");
}

static void check_point(struct trial *trial)
{
    struct folder folder;
    struct ending ending;
    struct state state;
    char path[96];
    uint64_t size;

    folder_make(&folder);
    snprintf(path, sizeof path, "%s/ledger", folder.path);
    state_copy(trial->stage.bench.path, path);
    ending = act_under(trial, path);
    trial->points++;
    size = size_of(path);
    check_size(trial, &ending, size);
    state = state_of(path);
    if (states_are_new(&trial->shown, state.shown) && size > 0)
        check_reader(trial, path, "for a reader", !ending.killed && !ending.refused);
    if (states_are_new(&trial->whole, state.whole)) {
        check_again(trial, path, size);
        if (states_are_new(&trial->shown, state_of(path).shown))
            check_reader(trial, path, "after the next append", true);
    }
    folder_remove(&folder);
}

static void prepare(struct trial *trial)
{
    const struct scenario *scenario = trial->scenario;
    const struct stage *stage = &trial->stage;
    const char *path = stage->bench.path;
    struct assay_error err = {0};

    stage_make(&trial->stage);
    if (scenario->before > 0)
        assert_ok(act_record(stage, path, 1, &err), err);
    if (scenario->before > 2)
        assert_ok(act_batch(stage, path, scenario->before - 2, &err), err);
    if (scenario->prepare)
        assert_ok(scenario->prepare(stage, path, scenario->prepare_count, &err), err);
    trial->before = size_of(path);
    if (scenario->act == act_cosign)
        stage_witness(&trial->stage);
}

static void trial_clear(struct trial *trial)
{
    states_clear(&trial->whole);
    states_clear(&trial->shown);
    stage_clear(&trial->stage);
}

static void check_scenario(void **state)
{
    CLEANUP(trial_clear) struct trial trial = {.scenario = *state};
    struct folder counted;
    struct ending whole;
    struct state first, last;
    char path[96];

    prepare(&trial);
    first = state_of(trial.stage.bench.path);
    folder_make(&counted);
    snprintf(path, sizeof path, "%s/ledger", counted.path);
    state_copy(trial.stage.bench.path, path);
    whole = act_under(&trial, path);
    folder_remove(&counted);
    assert_false(whole.refused);
    assert_in_range(whole.calls, 6, ARRAY_LEN(whole.writes) - 1);
    for (int kind = FAULT_KILL; kind < FAULT_KINDS; kind++)
        for (uint64_t at = 1; at <= whole.calls; at++)
            if (whole.writes[at] || (kind != FAULT_TORN && kind != FAULT_SHORT)) {
                trial.kind = (enum fault_kind)kind;
                trial.at = at;
                check_point(&trial);
            }
    last = state_of(trial.stage.bench.path);
    assert_memory_equal(&first, &last, sizeof first); /* copies shared its files */
    printf("%s: %llu calls that change files, %llu points, %zu different ledgers\n",
           trial.scenario->name, (unsigned long long)whole.calls, (unsigned long long)trial.points,
           trial.whole.count);
    assert_promised(trial.scenario->name, (unsigned long long[]){whole.calls, trial.points}, 2);
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
