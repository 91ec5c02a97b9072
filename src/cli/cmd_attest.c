/* cmd_attest.c - `assay attest`: what a person answers for becomes a signed entry of the ledger. */

#include <assay/spool.h>
#include <assay/statement.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/attest_check.h"
#include "cli/commands.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"
#include "cli/waiving.h"

/* Flags that are members; --until takes a date, so it is not among them. */
static const struct {
    const char *member;
    size_t offset;
} flags[] = {
    {"email", offsetof(struct options, email)},
    {"meaning", offsetof(struct options, meaning)},
    {"name", offsetof(struct options, witness_name)},
    {"reason", offsetof(struct options, reason)},
    {"role", offsetof(struct options, role)},
    {"rule", offsetof(struct options, rule)},
    {"statement", offsetof(struct options, statement)},
};

enum { MEMBERS_MAX = 256 };

struct words {
    const char *texts[MEMBERS_MAX];
    size_t count;
};

static enum assay_status fail_many(struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "more than %d members are set by flags", MEMBERS_MAX);

    assay_error_id(err, "usage.bad-value");
    assay_error_do(err, "write them into a file: --file FILE.yml");
    return status;
}

static enum assay_status add(struct arena *arena, struct words *words, const char *member,
                             const char *value, struct assay_error *err)
{
    const char *text = member ? arena_printf(arena, "%s=%s", member, value) : value;

    if (!text)
        return out_of_memory(err);
    if (words->count == ARRAY_LEN(words->texts))
        return fail_many(err);
    words->texts[words->count++] = text;
    return ASSAY_OK;
}

/* A date is its last day: the statement counts until the day after begins. */
static enum assay_status add_until(struct arena *arena, struct words *words, const char *until,
                                   struct assay_error *err)
{
    char when[CLOCK_TEXT_SIZE];
    int64_t seconds;

    if (!waiving_until(until, clock_now(), &seconds))
        return add(arena, words, "until", until, err);
    clock_text(seconds, when);
    return add(arena, words, "until", when, err);
}

static enum assay_status gather(const struct cli *cli, struct arena *arena, struct words *words,
                                struct assay_error *err)
{
    const struct options *options = &cli->options;

    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        const char *value;

        memcpy(&value, (const char *)options + flags[i].offset, sizeof value);
        if (value)
            TRY(add(arena, words, flags[i].member, value, err));
    }
    if (options->until)
        TRY(add_until(arena, words, options->until, err));
    for (size_t i = 0; i < options->evidence.count; i++)
        TRY(add(arena, words, "evidence", options->evidence.texts[i], err));
    for (size_t i = 0; i < options->sets.count; i++)
        TRY(add(arena, words, NULL, options->sets.texts[i], err));
    return ASSAY_OK;
}

static enum assay_status no_ledger(const char *word, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "\"%.100s\" is no digest and no file", word);

    assay_error_id(err, "statement.subject");
    assay_error_do(err,
                   "name a file or sha256:HEX; a target that was recorded is named without -o");
    return status;
}

static enum assay_status no_digest(const char *word, struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "\"%.100s\" is no SHA-256: it has 64 hex digits", word);

    assay_error_id(err, "statement.subject");
    assay_error_do(err, "name all of the digest, or the file: it is hashed");
    return status;
}

/* Every project has the same nothing, so a statement on it would hold in all of them. */
static enum assay_status no_bytes(const char *word, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "\"%.100s\" is empty", word);

    assay_error_id(err, "statement.subject");
    assay_error_do(err, "name the file that holds what the statement is about");
    return status;
}

/* By its own name, however its path is written: it was recorded as `assay record .` too. */
static enum assay_status find_target(const struct assay_ledger *ledger, const char *word,
                                     struct arena *arena, struct assay_subject *out,
                                     struct assay_error *err)
{
    CLEANUP(free_cleanup) char *real = realpath(word, NULL);
    const char *path = real ? real : word, *slash = strrchr(path, '/');

    out->name = arena_text(arena, slash && slash[1] ? slash + 1 : path);
    if (!out->name)
        return out_of_memory(err);
    return assay_ledger_target(ledger, out->name, out->sha256, err);
}

/* A digest, a file, or the name of a target that was recorded. */
static enum assay_status read_subject(const struct assay_ledger *ledger, const char *word,
                                      struct arena *arena, struct assay_subject *out,
                                      struct assay_error *err)
{
    struct stat status;

    *out = (struct assay_subject){0};
    if (strncmp(word, "sha256:", 7) == 0)
        return hex_decode(bytes_text(word + 7), out->sha256, sizeof out->sha256)
                   ? ASSAY_OK
                   : no_digest(word, err);
    out->name = word;
    if (stat(word, &status) == 0 && S_ISREG(status.st_mode))
        return status.st_size == 0 ? no_bytes(word, err)
                                   : assay_file_sha256(word, out->sha256, err);
    if (!ledger)
        return no_ledger(word, err);
    return find_target(ledger, word, arena, out, err);
}

/* An entry of the ledger by its number, or a file of attestations/. */
static enum assay_status read_withdrawn(const struct assay_ledger *ledger, const char *word,
                                        struct arena *arena, struct assay_subject *out,
                                        uint64_t *entry, struct assay_error *err)
{
    uint64_t index;

    if (!ledger || !text_u64(bytes_text(word), &index))
        return assay_withdrawn_file(word, out->sha256, err);
    TRY(assay_withdrawn_entry(ledger, index, out->sha256, err));
    *entry = index;
    out->name = arena_printf(arena, "entry %" PRIu64, index);
    return out->name ? ASSAY_OK : out_of_memory(err);
}

static enum assay_status read_subjects(const struct assay_ledger *ledger, int argc, char **argv,
                                       struct arena *arena, struct assay_subject *subjects,
                                       struct words *words, struct assay_error *err)
{
    bool withdraws = strcmp(argv[0], "withdrawal") == 0;
    uint64_t entry = UINT64_MAX;

    for (int i = 1; i < argc; i++) {
        struct assay_subject *subject = &subjects[i - 1];

        *subject = (struct assay_subject){.name = argv[i]};
        if (withdraws && strncmp(argv[i], "sha256:", 7) != 0)
            TRY(read_withdrawn(ledger, argv[i], arena, subject, &entry, err));
        else
            TRY(read_subject(ledger, argv[i], arena, subject, err));
    }
    if (entry != UINT64_MAX && argc == 2)
        return add(arena, words, "entry", arena_printf(arena, "%" PRIu64, entry), err);
    return ASSAY_OK;
}

/* The project that a statement is signed for, and what that was read from. */
struct here {
    struct assay_project_id id;
    struct assay_first_commits *commits;
    struct assay_ledger *ledger;
};

static void here_clear(struct here *here)
{
    assay_first_commits_free(here->commits);
    assay_ledger_free(here->ledger);
}

/* The ledger of all folders that name none is no project's. */
static ASSAY_RESULT identify_ledger(const struct cli *cli, struct here *here,
                                    struct assay_error *err)
{
    CLEANUP(assay_settings_freep) struct assay_settings *settings = NULL;
    const char *place = cli->options.ledger;
    struct assay_error failure = {0};
    enum assay_status status;

    TRY(assay_settings_open(".", cli->options.config, NULL, &settings, err));
    if (!place && !settings->ledger_is_users)
        place = settings->ledger;
    if (!place)
        return ASSAY_OK;
    status = assay_ledger_open(place, &here->ledger, &failure);
    if (status == ASSAY_OK)
        return assay_ledger_identify(here->ledger, &here->id, err);
    if (status == ASSAY_EMISSING)
        return ASSAY_OK;
    *err = failure;
    return status;
}

/* Of a file: the repository that we are in, else the project's ledger. */
static ASSAY_RESULT find_project(const struct cli *cli, struct here *here, struct assay_error *err)
{
    TRY(assay_first_commits_read(".", NULL, cli->git, &here->commits, err));
    if (!here->commits)
        return identify_ledger(cli, here, err);
    if (here->commits->cut)
        return ASSAY_OK;
    here->id.commits = here->commits->ids;
    here->id.commit_count = here->commits->count;
    return ASSAY_OK;
}

/* Whoever signs learns what it is for, before somebody else is told that it does not count. */
static void tell_use(struct cli *cli, const char *kind, const struct here *here)
{
    if (strcmp(kind, "waiver") == 0)
        cli_note(cli, "a waiver excuses what it names in a ledger alone: sign it without -o");
    else if (strcmp(kind, "attestation") != 0)
        return;
    else if (here->id.commit_count > 0)
        cli_note(cli, "signed for the repository that begins with commit %.12s",
                 here->id.commits[0]);
    else if (here->id.has_ledger)
        cli_note(cli, "signed for the project of the ledger %s", here->id.origin);
    else if (here->commits && here->commits->cut)
        cli_note(cli,
                 "it names no repository, for %s: %s, and sign again where it is to count for "
                 "more than its subjects",
                 here->commits->cut, here->commits->remedy);
    else
        cli_note(cli, "it names no project, so it counts for its subjects alone: sign it in a "
                      "repository that has a commit, where it is to count for all of that");
}

/* A person who approves has seldom the key of the log: what such a key signs waits in the spool. */
static enum assay_status open_writer(struct cli *cli, struct assay_key **key,
                                     struct assay_key **log_key, struct assay_ledger **out,
                                     struct assay_error *err)
{
    CLEANUP(free_cleanup) char *place = NULL;
    bool made;

    TRY(ledger_place(cli, &place, err));
    TRY(keys_open_signing(cli, key, &made, err));
    TRY(keys_open_log(cli, log_key, err));
    if (!*log_key || cli->options.spool)
        TRY(assay_ledger_open_spool(place, *key, cli->options.spool, out, err));
    return *out ? ASSAY_OK
                : assay_ledger_open_writer(place, NULL, *log_key ? *log_key : *key, out, err);
}

/* What stands in no ledger has no time but its own, and nothing of it can be erased. */
static enum assay_status write_files(struct cli *cli, const struct assay_statement *statement,
                                     struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(free_cleanup) char *text = NULL;
    bool made;

    TRY(keys_open_signing(cli, &key, &made, err));
    TRY(assay_statement_sign(statement, key, &text, err));
    for (size_t i = 0; i < cli->options.outputs.count; i++) {
        TRY(file_make_parents(cli->options.outputs.texts[i], err));
        TRY(ledger_replace_file(cli->options.outputs.texts[i], text, strlen(text), 0666, err));
        fprintf(cli->out, "%s, signed by %.16s\n", cli->options.outputs.texts[i],
                assay_key_id(key));
    }
    return ASSAY_OK;
}

/* Into the ledger, or its spool where the key is not that of the log. */
static ASSAY_RESULT state(struct cli *cli, const struct assay_statement *statement,
                          const char *kind, struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(assay_key_freep) struct assay_key *log_key = NULL;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    uint64_t index;

    TRY(open_writer(cli, &key, &log_key, &ledger, err));
    TRY(assay_ledger_state(ledger, key, statement, &index, err));
    if (index == UINT64_MAX)
        fprintf(cli->out, "left the %s in the spool, signed by %.16s: assay ledger sequence\n",
                kind, assay_key_id(key));
    else
        fprintf(cli->out, "entry %" PRIu64 ": %s, signed by %.16s\n", index, kind,
                assay_key_id(key));
    return ASSAY_OK;
}

static enum assay_status attest(struct cli *cli, int argc, char **argv, struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_statement_freep) struct assay_statement *statement = NULL;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_subject *subjects =
        arena ? arena_array(arena, (size_t)argc, sizeof *subjects) : NULL;
    struct words words = {.count = 0};
    CLEANUP(here_clear) struct here here = {.commits = NULL};
    struct assay_draft draft = {.kind = argv[0],
                                .subjects = subjects,
                                .subject_count = (size_t)argc - 1,
                                .file = cli->options.file,
                                .sets = words.texts,
                                .project = &here.id,
                                .time = clock_now()};

    if (!subjects)
        return out_of_memory(err);
    if (cli->options.outputs.count == 0) {
        TRY(ledger_open_here(cli, &ledger, err));
        TRY(assay_ledger_identify(ledger, &here.id, err));
    } else {
        TRY(find_project(cli, &here, err));
    }
    TRY(read_subjects(ledger, argc, argv, arena, subjects, &words, err));
    TRY(gather(cli, arena, &words, err));
    draft.set_count = words.count;
    TRY(assay_statement_make(&draft, &statement, err));
    TRY(attest_check(cli, argv[0], statement, err));
    if (cli->options.dry_run) {
        fprintf(cli->out, "%s\n", assay_statement_open_text(statement));
        cli_note(cli, "nothing was signed; personal members are sealed when it is");
        return ASSAY_OK;
    }
    if (cli->options.outputs.count > 0) {
        TRY(write_files(cli, statement, err));
        tell_use(cli, argv[0], &here);
        return ASSAY_OK;
    }
    assay_ledger_free(TAKE(ledger)); /* it was open to be read; now it is written */
    return state(cli, statement, argv[0], err);
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct assay_error err = {0};

    if (argc < 2)
        return cli_usage(cli, "say what kind of statement, and what it is about");
    if (cli->options.outputs.count > 0 && cli->options.spool)
        return cli_usage(cli, "-o writes a file and no entry, --spool an entry: one of them");
    return attest(cli, argc, argv, &err) == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

const struct command command_attest = {
    .name = "attest",
    .arguments = "KIND SUBJECT...",
    .summary = "sign: attestation, waiver, withdrawal, release, rollback, incident",
    .examples = "  assay attest attestation models/scorecard.safetensors --name \"Jane Doe\" \\\n"
                "      --role \"Head of Validation\" --meaning approval \\\n"
                "      --statement \"validated as in the report\" --evidence report.pdf\n"
                "  assay attest release sha256:HEX --file release.yml --dry-run\n"
                "  assay attest withdrawal 3 --name \"Jane Doe\" --role \"Head of Validation\" \\\n"
                "      --reason \"the report was of another model\"    entry 3 counts no more\n"
                "  assay ledger schema            the kinds, and what each must say\n",
    .bit = FOR_ATTEST,
    .run = run,
};
