/*
 * run_people.c - what people and others outside say, for rules to ask: statements signed in the
 * ledger, who works on the repository, and who has seen the ledger.
 *
 * Whom a project trusts stands in its folder .assay/trust: `allowed-signers` of tags, `witnesses`
 * (a trust policy) and `tsa.pem` of the ledger, `anchors` and `copies` (a path on each line), and
 * `checkpoint`, which was kept; and `keys`, a folder of those who may sign attestations that are
 * files. What is not there is not asked.
 */

#include "cli/run_people.h"

#include <assay/anchor.h>
#include <assay/proof.h>
#include <assay/stamp.h>
#include <assay/witness.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/key_index.h"
#include "base/kit.h"
#include "base/text.h"

enum { DAY = 24 * 60 * 60, LIST_MAX = 64 * 1024, KEYS_MAX = 256 };

/* The path of a file of .assay/trust, or NULL in *path where there is none. */
static ASSAY_RESULT trust_file(const struct run *run, const char *name, const char **path,
                               struct assay_error *err)
{
    const char *below = arena_printf(run->arena, ".assay/trust/%s", name);
    bool found;

    *path = arena_printf(run->arena, "%s/.assay/trust/%s", run->settings->root, name);
    if (!below || !*path)
        return out_of_memory(err);
    TRY(beneath_find(run->settings->root, below, &found, err));
    if (!found)
        *path = NULL;
    return ASSAY_OK;
}

/* ---- who has seen the ledger ---- */

struct looking {
    struct run *run;
    const struct assay_ledger *ledger;
    uint64_t size, seen; /* entries: there are, and others outside have seen */
    bool outside;        /* somebody outside saw it */
    bool compared;       /* something that was kept was held to it */
    bool rewritten;
    enum assay_status status; /* of what was kept while stamps were told; `failure` if not OK */
    struct assay_error failure;
    struct assay_outside *out;
    const char **against; /* as in `out`, with room for more */
    size_t against_room;
};

/* As it reads wherever the project lies: a folder that --config-from made has another name each
 * time. */
static char *below_project(const struct looking *looking, const char *text)
{
    const struct assay_settings *settings = looking->run->settings;
    const char *const roots[] = {settings->root, settings->base};
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    while (*text) {
        size_t skip = 0;

        for (size_t i = 0; i < ARRAY_LEN(roots) && skip == 0; i++) {
            size_t size = strlen(roots[i]);

            if (strncmp(text, roots[i], size) == 0 && text[size] == '/')
                skip = size + 1;
        }
        text += skip;
        if (skip == 0)
            buf_byte(&out, (uint8_t)*text++);
    }
    return arena_text(looking->run->arena, buf_string(&out));
}

static ASSAY_RESULT add_against(struct looking *looking, const char *text, struct assay_error *err)
{
    struct assay_outside *out = looking->out;
    const char *kept = below_project(looking, text);

    if (!kept)
        return out_of_memory(err);
    if (out->against_count == looking->against_room) {
        size_t room = 2 * looking->against_room + 4;
        const char **grown = arena_array(looking->run->arena, room, sizeof *grown);

        if (!grown)
            return out_of_memory(err);
        if (looking->against)
            memcpy(grown, looking->against, out->against_count * sizeof *grown);
        out->against = looking->against = grown;
        looking->against_room = room;
    }
    looking->against[out->against_count++] = kept;
    return ASSAY_OK;
}

static ASSAY_RESULT take_against(struct looking *looking, const struct assay_error *failure,
                                 struct assay_error *err)
{
    looking->rewritten = true;
    cli_note(looking->run->cli, "%s", failure->text);
    return add_against(looking, failure->text, err);
}

/* A comparison that fails is what the rule is about; one that cannot be made is the user's error.
 */
static ASSAY_RESULT compared(struct looking *looking, enum assay_status status,
                             struct assay_error *failure, struct assay_error *err)
{
    if (status == ASSAY_OK) {
        looking->compared = true;
        return ASSAY_OK;
    }
    if (status == ASSAY_ETRUST || status == ASSAY_EFORMAT)
        return take_against(looking, failure, err);
    *err = *failure;
    return status;
}

static void see(struct looking *looking, uint64_t size)
{
    looking->outside = looking->outside || size > 0;
    if (size > looking->seen)
        looking->seen = size;
}

static ASSAY_RESULT look_at_kept(struct looking *looking, struct assay_error *err)
{
    struct assay_error failure = {0};
    struct assay_since since = {0};
    const char *path;
    enum assay_status status;

    TRY(trust_file(looking->run, "checkpoint", &path, err));
    if (!path)
        return ASSAY_OK;
    status = assay_ledger_since(looking->ledger, path, &since, &failure);
    free_cleanup(&since.proof);
    return compared(looking, status, &failure, err);
}

static ASSAY_RESULT look_at_witnesses(struct looking *looking, struct assay_error *err)
{
    CLEANUP(assay_trust_freep) struct assay_trust *trust = NULL;
    struct assay_error failure = {0};
    const char *path;
    enum assay_status status;
    uint64_t size = 0;

    TRY(trust_file(looking->run, "witnesses", &path, err));
    if (!path)
        return ASSAY_OK;
    TRY(assay_trust_open(path, &trust, err));
    status = assay_witness_last(looking->ledger, trust, &size, &failure);
    if (status == ASSAY_OK && size == 0)
        return ASSAY_OK; /* none has signed yet */
    see(looking, size);
    return compared(looking, status, &failure, err);
}

static void take_stamp(void *user, const struct assay_stamp *stamp)
{
    struct looking *looking = user;

    see(looking, stamp->size);
    looking->compared = true;
}

static void take_bad_stamp(void *user, const struct assay_error *problem)
{
    struct looking *looking = user;

    if (looking->status == ASSAY_OK)
        looking->status = take_against(looking, problem, &looking->failure);
}

static ASSAY_RESULT look_at_stamps(struct looking *looking, struct assay_error *err)
{
    const struct assay_stamp_report report = {
        .told = take_stamp, .problem = take_bad_stamp, .user = looking};
    struct assay_error failure = {0};
    const char *path;
    enum assay_status status;

    TRY(trust_file(looking->run, "tsa.pem", &path, err));
    if (!path)
        return ASSAY_OK;
    status = assay_stamps_verify(looking->ledger, path, &report, &failure);
    if (looking->status != ASSAY_OK) {
        *err = looking->failure;
        return looking->status;
    }
    if (status == ASSAY_OK || status == ASSAY_ETRUST) /* each that does not hold was told */
        return ASSAY_OK;
    return compared(looking, status, &failure, err);
}

static ASSAY_RESULT look_at_anchor(struct looking *looking, const char *repository,
                                   struct assay_error *err)
{
    const struct assay_anchor_check check = {.repository = repository};
    struct assay_error failure = {0};
    uint64_t count, newest = 0;
    enum assay_status status =
        assay_anchor_verify(looking->ledger, &check, &count, &newest, &failure);

    if (status == ASSAY_EMISSING)
        return ASSAY_OK; /* nothing was tagged there yet */
    see(looking, newest);
    return compared(looking, status, &failure, err);
}

/* A copy counts that has the same entries, all of them. */
static ASSAY_RESULT look_at_copy(struct looking *looking, const char *place,
                                 struct assay_error *err)
{
    struct assay_error failure = {0};
    struct assay_since since = {0};
    enum assay_status status = assay_ledger_since(looking->ledger, place, &since, &failure);

    free_cleanup(&since.proof);
    if (status == ASSAY_OK && since.old == looking->size && looking->out->copies >= 0)
        looking->out->copies++;
    if (status == ASSAY_EMISSING || status == ASSAY_EIO) { /* not mounted now, perhaps */
        cli_note(looking->run->cli, "%s", failure.text);
        looking->out->copies = -1;
        return ASSAY_OK;
    }
    return compared(looking, status, &failure, err);
}

/* A path on each line, relative to the project; `#` begins a comment. */
static ASSAY_RESULT each_line(struct looking *looking, const char *name,
                              enum assay_status (*each)(struct looking *looking, const char *path,
                                                        struct assay_error *err),
                              struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIST_MAX};
    const char *path;
    struct bytes rest;

    TRY(trust_file(looking->run, name, &path, err));
    if (!path)
        return ASSAY_OK;
    TRY(file_read(AT_FDCWD, path, &text, err));
    for (rest = text_unmarked(buf_bytes(&text)); rest.size > 0;) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        struct bytes line = bytes_of(rest.data, end ? (size_t)(end - rest.data) : rest.size);
        const char *word;

        rest = bytes_from(rest, line.size + (end != NULL));
        while (line.size > 0 && strchr(" \t\r", line.data[line.size - 1]))
            line.size--;
        if (line.size == 0 || line.data[0] == '#')
            continue;
        word = line.data[0] == '/' || memmem(line.data, line.size, "://", 3)
                   ? arena_copy(looking->run->arena, line)
                   : arena_printf(looking->run->arena, "%s/%.*s", looking->run->settings->base,
                                  (int)line.size, (const char *)line.data);
        if (!word)
            return out_of_memory(err);
        TRY(each(looking, word, err));
    }
    return ASSAY_OK;
}

static bool take_time(void *user, const struct assay_entry *entry)
{
    int64_t *time = user;

    return !clock_parse(bytes_text(entry->time), time); /* on to the next that says one */
}

static ASSAY_RESULT settle_days(struct looking *looking, struct assay_error *err)
{
    int64_t oldest = INT64_MIN;

    if (!looking->outside)
        return ASSAY_OK;
    looking->out->unseen_days = 0;
    if (looking->seen >= looking->size)
        return ASSAY_OK;
    TRY(assay_ledger_each(looking->ledger, looking->seen, take_time, &oldest, err));
    if (oldest != INT64_MIN && oldest < clock_now())
        looking->out->unseen_days = (clock_now() - oldest) / DAY;
    return ASSAY_OK;
}

enum assay_status run_outside(struct run *run, const struct assay_ledger *ledger,
                              struct assay_error *err)
{
    struct assay_checkpoint checkpoint;
    struct looking looking = {.run = run, .ledger = ledger, .out = &run->outside};

    assay_ledger_checkpoint(ledger, &checkpoint);
    looking.size = checkpoint.size;
    run->outside = (struct assay_outside){.seen = "none", .unseen_days = -1};
    run->has_outside = true;
    TRY(look_at_kept(&looking, err));
    TRY(look_at_witnesses(&looking, err));
    TRY(look_at_stamps(&looking, err));
    TRY(each_line(&looking, "anchors", look_at_anchor, err));
    TRY(each_line(&looking, "copies", look_at_copy, err));
    run->outside.seen = looking.rewritten ? "rewritten" : looking.compared ? "goes-on" : "none";
    return settle_days(&looking, err);
}

/* ---- attestations that are files ---- */

struct keyring {
    struct assay_key *keys[KEYS_MAX];
    size_t count;
};

static void keyring_clear(struct keyring *ring)
{
    for (size_t i = 0; i < ring->count; i++)
        assay_key_free(ring->keys[i]);
}

static int is_pem(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);

    return size > 4 && strcmp(entry->d_name + size - 4, ".pem") == 0;
}

static enum assay_status fail_many_keys(const char *folder, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "more than %d keys are trusted", KEYS_MAX);

    assay_error_id(err, "key.format");
    assay_error_path(err, folder);
    assay_error_do(err, "keep the keys there of those who sign now");
    return status;
}

/* The public keys of .assay/trust/keys. One that cannot be read is the user's error: it would be
 * missing without a word. */
static ASSAY_RESULT open_keys(const struct run *run, struct keyring *ring, struct assay_error *err)
{
    enum assay_status status = ASSAY_OK;
    struct dirent **names = NULL;
    const char *folder;
    int count;

    TRY(trust_file(run, "keys", &folder, err));
    count = folder ? scandir(folder, &names, is_pem, alphasort) : 0;
    if (count < 0) {
        status = assay_fail_errno(err, ASSAY_EUSAGE, errno, "cannot list %s", folder);
        assay_error_id(err, "key.format");
        assay_error_path(err, folder);
        assay_error_do(err, "make it a folder that can be read, of public keys: NAME.pem");
        return status;
    }
    for (int i = 0; i < count; i++) {
        const char *name = arena_printf(run->arena, "keys/%s", names[i]->d_name), *path = NULL;

        if (status == ASSAY_OK)
            status = name ? trust_file(run, name, &path, err) : out_of_memory(err);
        if (status == ASSAY_OK && ring->count == KEYS_MAX)
            status = fail_many_keys(folder, err);
        if (status == ASSAY_OK && path)
            status = assay_key_open_public(path, &ring->keys[ring->count], err);
        ring->count += status == ASSAY_OK && path;
        free(names[i]);
    }
    free(names);
    return status;
}

static void tell_problem(void *user, const char *where, const char *why)
{
    cli_note(user, "%s: %s", where, why);
}

/* Whoever may change the tree may then add a key to it, and sign with that. */
static void tell_own_trust(const struct run *run)
{
    size_t count = 0;

    for (size_t i = 0; run->testimony && i < run->testimony->attestation_count; i++) {
        const struct assay_attestation *told = &run->testimony->attestations[i];

        count += told->filed && told->holds && !told->withdrawal && !told->doubt;
    }
    if (count > 0 && !run->config_from && !run->is_hook)
        cli_note(
            run->cli,
            "%zu of attestations/ count%s by keys of the tree that is judged, .assay/trust/keys: "
            "--config-from REF takes keys from a commit that others keep",
            count, count == 1 ? "s" : "");
}

static ASSAY_RESULT add_place(struct run *run, const struct keyring *ring,
                              const struct assay_attestation_place *place, bool kept,
                              struct assay_error *err)
{
    CLEANUP(assay_attestation_files_freep) struct assay_attestation_files *files = NULL;
    struct assay_testimony_files add = {.keys = (const struct assay_key *const *)ring->keys,
                                        .key_count = ring->count,
                                        .problem = tell_problem,
                                        .user = run->cli};

    TRY(assay_attestation_files_open(place, &files, err));
    if (files->count == 0)
        return ASSAY_OK;
    *(kept ? &add.kept : &add.judged) = files;
    return assay_testimony_add_files(&run->testimony, &add, err);
}

/* Where the folder stands of what is judged: of a view of git in its commit, or in the index. A
 * branch without a commit has none. */
static ASSAY_RESULT add_judged(struct run *run, const struct keyring *ring, struct assay_error *err)
{
    const struct assay_target_facts *target = &run->inventory->target;
    bool staged = strcmp(target->view, "staged") == 0;
    struct assay_attestation_place place = {.repository = run->path, .git = run->target.git};

    if (strcmp(target->type, "git") != 0 || strcmp(target->view, "worktree") == 0)
        place.folder = run->settings->base;
    else if (!staged)
        place.commit = *target->head ? target->head : run->target.revision;
    return place.folder || staged || place.commit ? add_place(run, ring, &place, false, err)
                                                  : ASSAY_OK;
}

/* What of a statement about the whole target is of this one, where its files are kept: a bundle
 * that lies in a repository is judged by what that repository says. */
static ASSAY_RESULT bind_project(const struct run *run, struct assay_error *err)
{
    CLEANUP(assay_first_commits_freep) struct assay_first_commits *commits = NULL;
    const struct assay_target_facts *target = &run->inventory->target;
    bool is_git = strcmp(target->type, "git") == 0;

    if (!run->testimony)
        return ASSAY_OK;
    if (assay_testimony_asks_commits(run->testimony, clock_now()))
        TRY(assay_first_commits_read(is_git ? run->path : run->settings->base,
                                     is_git && *target->head ? target->head : NULL, run->target.git,
                                     &commits, err));
    return assay_testimony_bind(run->testimony, commits, err);
}

enum assay_status run_attestations(struct run *run, struct assay_error *err)
{
    CLEANUP(keyring_clear) struct keyring ring = {.count = 0};
    const struct assay_attestation_place kept = {.repository = run->path,
                                                 .commit = run->cli->options.config_from};

    if (run->has_ledger && !run->testimony)
        return ASSAY_OK; /* of a ledger that cannot be read nobody knows who signed */
    TRY(open_keys(run, &ring, err));
    TRY(add_judged(run, &ring, err));
    if (run->config_from)
        TRY(add_place(run, &ring, &kept, true, err));
    TRY(bind_project(run, err));
    tell_own_trust(run);
    return run->testimony ? assay_testimony_gaps(run->testimony, clock_now(), run->inventory, err)
                          : ASSAY_OK;
}

/* ---- who works on the repository ---- */

static void index_subjects(const struct assay_testimony *testimony, struct key_index *named)
{
    for (size_t i = 0; testimony && i < testimony->attestation_count; i++) {
        const struct assay_attestation *told = &testimony->attestations[i];

        for (size_t j = 0; j < told->subject_count; j++) {
            key_index_add(named,
                          bytes_of(told->subjects[j].sha256, sizeof told->subjects[j].sha256), i);
            key_index_add(named, bytes_text(told->subjects[j].name), i);
        }
    }
}

static bool is_attested(const struct key_index *named, const struct assay_item *item,
                        const char *path)
{
    size_t count;

    return key_index_find(named, bytes_of(item->content->sha256, sizeof item->content->sha256),
                          &count) ||
           key_index_find(named, bytes_text(path), &count);
}

/* Only of what somebody signed for: else nobody asks who made it. */
static ASSAY_RESULT attested_paths(const struct run *run, const char *const **out, size_t *count,
                                   struct assay_error *err)
{
    const struct assay_inventory *inventory = run->whole ? run->whole : run->inventory;
    const char **paths = arena_array(run->arena, inventory->item_count + 1, sizeof *paths);
    CLEANUP(key_index_clear) struct key_index named;

    key_index_init(&named);
    index_subjects(run->testimony, &named);
    TRY(key_index_sort(&named, err));
    *count = 0;
    for (size_t i = 0; paths && i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];
        CLEANUP(free_cleanup) char *shown = NULL;

        if ((item->content->kind != ASSAY_KIND_DATASET &&
             item->content->kind != ASSAY_KIND_MODEL) ||
            item->path->container)
            continue;
        shown = assay_path_show(item->path);
        if (!shown)
            return out_of_memory(err);
        if (!is_attested(&named, item, shown))
            continue;
        paths[*count] = arena_text(run->arena, item->path->name);
        if (!paths[(*count)++])
            return out_of_memory(err);
    }
    *out = paths;
    return paths ? ASSAY_OK : out_of_memory(err);
}

enum assay_status run_makers(struct run *run, struct assay_error *err)
{
    const char *head = run->inventory->target.head; /* "" where files are judged, not a commit */
    struct assay_makers_question question = {.repository = run->path,
                                             .commit = *head ? head : "HEAD"};
    struct assay_error failure = {0};
    enum assay_status status;

    if (strcmp(run->inventory->target.type, "git") != 0 ||
        !(assay_policy_asks(run->policy, "target.author") ||
          assay_policy_asks(run->policy, "target.tags") ||
          assay_policy_asks(run->policy, "item.attestations")))
        return ASSAY_OK;
    TRY(trust_file(run, "allowed-signers", &question.signers, err));
    TRY(attested_paths(run, &question.paths, &question.path_count, err));
    status = assay_makers_read(&question, &run->makers, &failure);
    if (status == ASSAY_ENOMEM || status == ASSAY_EUSAGE) {
        *err = failure;
        return status;
    }
    return ASSAY_OK; /* what cannot be read leaves the facts absent, and what asks unknown */
}

enum assay_status run_orders(struct run *run, struct assay_error *err)
{
    struct assay_error failure = {0};
    enum assay_status status;

    if (strcmp(run->inventory->target.type, "git") != 0 ||
        !assay_policy_asks(run->policy, "item.records.evaluation"))
        return ASSAY_OK;
    status = assay_commit_orders_read(run->whole ? run->whole : run->inventory, run->path,
                                      &run->orders, &failure);
    if (status == ASSAY_ENOMEM) {
        *err = failure;
        return status;
    }
    return ASSAY_OK; /* as above */
}
