/* options.c - the table of all flags, and its parser. */

#include "cli/options.h"

#include <assay/target.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/kit.h"
#include "base/text.h"

#define AT(member) offsetof(struct options, member)

const struct option option_table[] = {
    {"about", 0, "DIGEST", OPTION_TEXT, AT(about), FOR_EXPORT, "the entries that name this digest"},
    {"add", 0, "FILE", OPTION_TEXT, AT(add), FOR_STAMP | FOR_WITNESS,
     "take this answer into the ledger"},
    {"add", 0, "FILE", OPTION_TEXT, AT(add), FOR_SIGN, "put this time stamp into a signature"},
    {"algorithm", 0, "NAME", OPTION_TEXT, AT(algorithm), FOR_KEY,
     "new: ed25519, ecdsa-p256, ecdsa-p384, ecdsa-p521"},
    {"all", 0, NULL, OPTION_FLAG, AT(all), FOR_POLICY, "all packs that the program ships"},
    {"all-current", 0, NULL, OPTION_FLAG, AT(all_current), FOR_WAIVE,
     "waive every finding that blocks now"},
    {"allow-gap", 0, "ID", OPTION_LIST, AT(allowed_gaps), FOR_GATES,
     "let a kind of gap pass; repeatable"},
    {"allow-legacy", 0, NULL, OPTION_FLAG, AT(allow_legacy), FOR_VERIFY,
     "--signature: also of a form from before 1.0"},
    {"allow-symlinks", 0, NULL, OPTION_FLAG, AT(allow_symlinks), FOR_SIGN,
     "sign what links lead to, inside the model"},
    {"allowed-signers", 0, "FILE", OPTION_TEXT, AT(allowed_signers), FOR_VERIFY,
     "whose key is whose, of a --tag or --commit"},
    {"anchor", 0, "REPO", OPTION_TEXT, AT(anchor), FOR_VERIFY,
     "hold it to the tags of assay ledger anchor"},
    {"ca-file", 0, "FILE", OPTION_TEXT, AT(ca_file), FOR_VERIFY,
     "--signature: root certificates to trust, PEM"},
    {"cache", 0, NULL, OPTION_FLAG, AT(cache), FOR_RECORD | FOR_VERIFY,
     "believe the cache of files that did not change"},
    {"cache-size", 0, "SIZE", OPTION_NUMBER, AT(cache_size), FOR_SCANS | FOR_HOOK,
     "bytes that the cache may take (1G)"},
    {"card", 0, "ITEM", OPTION_TEXT, AT(card), FOR_INIT,
     "write ITEM.card.yml, a card to fill in, instead"},
    {"certificate-chain", 0, "FILE", OPTION_TEXT, AT(certificate_chain), FOR_SIGN,
     "PEM: the key's own first, then those above it"},
    {"chain", 0, NULL, OPTION_FLAG, AT(chain), FOR_HOOK,
     "keep the hook that is there and run it first"},
    {"color", 0, "WHEN", OPTION_TEXT, AT(color), FOR_ALL | BY_CONFIG, "auto, always or never"},
    {"commit", 0, "C", OPTION_TEXT, AT(commit), FOR_SCANS, "the tree of one commit"},
    {"compromised", 0, "TIME", OPTION_TEXT, AT(compromised), FOR_REVOKE,
     "when the key fell into other hands; what others had seen before holds"},
    {"config", 'c', "FILE", OPTION_TEXT, AT(config), FOR_ALL, "this config instead of .assay.yml"},
    {"config-from", 0, "REF", OPTION_TEXT, AT(config_from), FOR_CHECK | FOR_REPORT | FOR_EXPLAIN,
     "config, packs, waivers, trust of that commit"},
    {"controls", 0, NULL, OPTION_FLAG, AT(controls), FOR_POLICY,
     "show the controls of packs, and what meets each"},
    {"digest-key", 0, "FILE", OPTION_TEXT, AT(digest_key), FOR_SCANS & ~FOR_VERIFY,
     "64 hex digits: keyed digests of values"},
    {"digests", 0, NULL, OPTION_FLAG, AT(digests), FOR_LIST,
     "sizes and digests alone, nothing is inspected"},
    {"directory", 'C', "DIR", OPTION_TEXT, AT(directory), FOR_ALL, "change to DIR first"},
    {"dry-run", 0, NULL, OPTION_FLAG, AT(dry_run), FOR_ATTEST,
     "print the statement and sign nothing"},
    {"effective", 0, NULL, OPTION_FLAG, AT(effective), FOR_POLICY,
     "show the merged policy, with the origin of each value (the default)"},
    {"email", 0, "ADDRESS", OPTION_TEXT, AT(email), FOR_ATTEST,
     "where the person can be reached; sealed"},
    {"entries", 0, "A..B", OPTION_TEXT, AT(entries), FOR_EXPORT, "these entries, both included"},
    {"entry", 0, "FILE", OPTION_TEXT, AT(entry), FOR_VERIFY, "the bytes that --proof is about"},
    {"entry-key", 0, "NAME|FILE", OPTION_TEXT, AT(entry_key), FOR_SIGN,
     "--record: the key that signs the entry (default: \"default\")"},
    {"evidence", 0, "FILE", OPTION_LIST, AT(evidence), FOR_ATTEST,
     "a file that it rests on, kept; repeatable"},
    {"facts", 0, NULL, OPTION_FLAG, AT(facts), FOR_POLICY, "show the facts that rules may read"},
    {"fail-on", 0, "SEVERITY", OPTION_TEXT, AT(fail_on), FOR_GATES,
     "what blocks: info, low, medium, high, critical"},
    {"file", 0, "FILE.yml", OPTION_TEXT, AT(file), FOR_ATTEST, "members of the statement, as YAML"},
    {"for", 0, "WHOM", OPTION_TEXT, AT(audience), FOR_REPORT | BY_CONFIG,
     "auditor (html), release (assessment), ci (sarif)"},
    {"format", 'f', "FORMAT", OPTION_TEXT, AT(format), FOR_CHECK | FOR_REPORT | BY_CONFIG,
     "what is printed: text, json, ndjson, sarif, html, markdown, junit, github, gitlab, "
     "assessment"},
    {"format", 'f', "FORMAT", OPTION_TEXT, AT(format), FOR_LIST, "text or json"},
    {"format", 'f', "FORMAT", OPTION_TEXT, AT(format), FOR_TRACE, "text, dot, svg or json"},
    {"from", 0, "SIZE", OPTION_TEXT, AT(from_size), FOR_WITNESS,
     "--request: entries that the witness saw last"},
    {"glob", 0, "PATTERN", OPTION_TEXT, AT(glob), FOR_WAIVE, "paths that the waiver is for"},
    {"ground", 0, "TEXT", OPTION_TEXT, AT(ground), FOR_ERASE,
     "the legal ground: \"GDPR Art. 17(1)(b)\""},
    {"hash", 0, "NAME", OPTION_TEXT, AT(hash), FOR_SIGN, "sha256 (the default) or blake2b"},
    {"head", 0, NULL, OPTION_FLAG, AT(head), FOR_SCANS, "the tree of HEAD"},
    {"help", 'h', NULL, OPTION_FLAG, AT(help), FOR_ALL, "help on the command"},
    {"history", 0, NULL, OPTION_FLAG, AT(history), FOR_SCANS,
     "every blob that a ref reaches, once"},
    {"if-missing", 0, "block|warn", OPTION_TEXT, AT(if_missing), FOR_HOOK,
     "what the hook does where assay is not found"},
    {"ignore", 0, "PATH", OPTION_LIST, AT(ignored), FOR_SIGN | FOR_VERIFY,
     "leave out a path of the model; repeatable"},
    {"ignore-unsigned", 0, NULL, OPTION_FLAG, AT(ignore_unsigned), FOR_VERIFY,
     "--signature: files that nobody signed are fine"},
    {"ignore-waivers", 0, NULL, OPTION_FLAG, AT(ignore_waivers), FOR_CHECK | FOR_REPORT,
     "show the result without waivers"},
    {"include-ignored", 0, NULL, OPTION_FLAG, AT(include_ignored), FOR_SCANS | BY_CONFIG,
     "also files that .gitignore or .assayignore name"},
    {"into-hooks-path", 0, NULL, OPTION_FLAG, AT(into_hooks_path), FOR_HOOK,
     "into core.hooksPath even outside the repository"},
    {"jobs", 'j', "N", OPTION_NUMBER, AT(jobs), FOR_SCANS | FOR_HOOK | FOR_SIGN | BY_CONFIG,
     "threads, 256 at most (default: all processors)"},
    {"json", 0, NULL, OPTION_FLAG, AT(json), FOR_VERSION, "print JSON"},
    {"key", 0, "FILE", OPTION_LIST, AT(keys), FOR_VERIFY | FOR_REPORT,
     "the public key to trust; --threshold: several"},
    {"key", 0, "NAME|FILE", OPTION_TEXT, AT(key),
     FOR_CHECK | FOR_RECORD | FOR_KEY | FOR_ATTEST | FOR_OWNER | FOR_WITNESS,
     "the key that signs (\"default\"); or pkcs11:..."},
    {"key", 0, "NAME|FILE", OPTION_TEXT, AT(key), FOR_ANCHOR, "signs the tag, as git tag -s would"},
    {"key", 0, "NAME|FILE", OPTION_TEXT, AT(key), FOR_SIGN, "the key that signs; or pkcs11:..."},
    {"ledger", 0, "DIR", OPTION_TEXT, AT(ledger),
     FOR_CHECK | FOR_RECORD | FOR_VERIFY | FOR_REPORT | FOR_DOCTOR | FOR_KEY | FOR_ATTEST |
         FOR_SIGN | (FOR_LEDGER & ~FOR_SCHEMA),
     "the ledger: a folder, or postgresql://..."},
    {"licences", 0, NULL, OPTION_FLAG, AT(licences), FOR_POLICY,
     "show what licences of data and models ask"},
    {"lineage", 0, "FILE", OPTION_LIST, AT(lineages), FOR_RECORD,
     "what a model was made from: lineage.yml, dvc.lock, MLmodel, meta.yaml of a run, a card; "
     "repeatable"},
    {"log-key", 0, "NAME|FILE", OPTION_TEXT, AT(log_key),
     FOR_CHECK | FOR_RECORD | FOR_ATTEST | FOR_SIGN | FOR_OWNER,
     "the key that signs checkpoints, if not --key"},
    {"markdown", 0, NULL, OPTION_FLAG, AT(markdown), FOR_POLICY,
     "--facts, --licences: as tables of Markdown, for a manual"},
    {"max-depth", 0, "N", OPTION_NUMBER, AT(max_depth), FOR_SCANS | BY_CONFIG,
     "containers inside containers, 64 at most (16)"},
    {"max-entries", 0, "N", OPTION_NUMBER, AT(max_entries), FOR_SCANS | BY_CONFIG,
     "members of all containers (1000000)"},
    {"max-expand", 0, "SIZE", OPTION_NUMBER, AT(max_expand), FOR_SCANS | BY_CONFIG,
     "bytes out of all containers (64G)"},
    {"max-ratio", 0, "N", OPTION_NUMBER, AT(max_ratio), FOR_SCANS | BY_CONFIG,
     "bytes out for each byte in (1000)"},
    {"meaning", 0, "WORD", OPTION_TEXT, AT(meaning), FOR_ATTEST,
     "approval, authorship, responsibility, review, risk-acceptance, validation or witness"},
    {"method", 0, "NAME", OPTION_TEXT, AT(method), FOR_SIGN,
     "a digest for each of the files (the default), or for pieces of them: shards"},
    {"name", 0, "NAME", OPTION_TEXT, AT(witness_name), FOR_ATTEST,
     "printed name of the person; sealed"},
    {"name", 0, "NAME", OPTION_TEXT, AT(witness_name), FOR_KEY,
     "export --vkey: of the witness that the key is of"},
    {"name", 0, "NAME", OPTION_TEXT, AT(witness_name), FOR_WITNESS,
     "--sign: the name that the witness signs under"},
    {"no-cache", 0, NULL, OPTION_FLAG, AT(no_cache), FOR_SCANS | FOR_HOOK | BY_CONFIG,
     "examine everything anew, and keep nothing of it"},
    {"oms-dialect", 0, "NAME", OPTION_TEXT, AT(oms_dialect), FOR_SIGN,
     "spec (the default), or ref: reference tool 1.1"},
    {"origin", 0, NULL, OPTION_FLAG, AT(origin), FOR_CONFIG, "file and line of every value"},
    {"origin-name", 0, "NAME", OPTION_TEXT, AT(origin_name),
     FOR_CHECK | FOR_RECORD | FOR_LEDGER_INIT, "of a new log, such as ledger.example.org/team"},
    {"output", 'o', "FORMAT=FILE", OPTION_LIST, AT(outputs), FOR_CHECK | FOR_REPORT,
     "a report too; FILE alone by its ending; repeatable"},
    {"output", 'o', "FILE", OPTION_LIST, AT(outputs), FOR_ATTEST,
     "a file of its own, attestations/NAME.json, and no ledger"},
    {"output", 'o', "FILE", OPTION_LIST, AT(outputs), FOR_PROVE | FOR_TRACE, "write it there"},
    {"output", 'o', "FILE", OPTION_LIST, AT(outputs), FOR_VERIFY,
     "--threshold: what was signed, written there"},
    {"output", 'o', "FILE", OPTION_LIST, AT(outputs), FOR_SIGN,
     "the signature (default: model.sig)"},
    {"packs", 0, NULL, OPTION_FLAG, AT(packs), FOR_POLICY, "the packs that are shipped"},
    {"passphrase-file", 0, "FILE", OPTION_LIST, AT(passphrase_files),
     FOR_CHECK | FOR_RECORD | FOR_ATTEST | FOR_SIGN | FOR_OWNER | FOR_ANCHOR | FOR_WITNESS |
         FOR_KEY,
     "its first line unlocks a key; repeatable"},
    {"patterns", 0, "FILE|DIR", OPTION_LIST, AT(patterns), (FOR_SCANS & ~FOR_VERIFY) | FOR_HOOK,
     "kinds of secrets of your own as well; repeatable"},
    {"progress", 0, "WHEN", OPTION_TEXT, AT(progress), FOR_SCANS | FOR_HOOK | BY_CONFIG,
     "auto, never or plain"},
    {"proof", 0, "FILE", OPTION_TEXT, AT(proof), FOR_VERIFY,
     "check a .tlog-proof of --entry, without a ledger"},
    {"quiet", 'q', NULL, OPTION_FLAG, AT(quiet), FOR_ALL | BY_CONFIG,
     "the verdict in one line; of a list the sums"},
    {"range", 0, "A..B", OPTION_TEXT, AT(range), FOR_SCANS, "what the commits of A..B introduced"},
    {"reason", 0, "TEXT", OPTION_TEXT, AT(reason), FOR_WAIVE | FOR_ATTEST | FOR_CHECK,
     "why it is excused, or taken back"},
    {"reason", 0, "TEXT", OPTION_TEXT, AT(reason), FOR_RETIRE | FOR_REVOKE, "why"},
    {"record", 0, NULL, OPTION_FLAG, AT(record), FOR_CHECK,
     "sign inventory and verdict into the ledger"},
    {"record", 0, "KIND", OPTION_TEXT, AT(record_kind), FOR_INIT,
     "write records/KIND.yml, a record to fill in, instead; list: all kinds"},
    {"record", 0, NULL, OPTION_FLAG, AT(record), FOR_SIGN, "put the signature into the ledger"},
    {"recurse-submodules", 0, NULL, OPTION_FLAG, AT(recurse_submodules), FOR_SCANS | BY_CONFIG,
     "also the content of submodules that are here"},
    {"report-only", 0, NULL, OPTION_FLAG, AT(report_only), FOR_CHECK | FOR_REPORT,
     "exit 0 where findings or gaps block"},
    {"request", 0, "FILE", OPTION_TEXT, AT(request), FOR_STAMP | FOR_SIGN,
     "write a request; --add: the one that was sent"},
    {"request", 0, "FILE", OPTION_TEXT, AT(request), FOR_WITNESS, "write a request"},
    {"role", 0, "TEXT", OPTION_TEXT, AT(role), FOR_ATTEST, "function of the person who signs"},
    {"role", 0, "ROLES", OPTION_TEXT, AT(role), FOR_ADMIT,
     "what the key may sign: entry, approve or both"},
    {"rule", 0, "RULE", OPTION_TEXT, AT(rule), FOR_ATTEST, "the rule that a waiver excuses"},
    {"schema", 0, NULL, OPTION_FLAG, AT(schema), FOR_POLICY,
     "show the JSON Schema of assay.inventory/1, with all facts"},
    {"set", 0, "MEMBER=VALUE", OPTION_LIST, AT(sets), FOR_ATTEST,
     "any member of the statement; repeatable"},
    {"shard-size", 0, "SIZE", OPTION_NUMBER, AT(shard_size), FOR_SIGN,
     "bytes of a piece (1000000000)"},
    {"sign", 0, "FILE", OPTION_TEXT, AT(sign), FOR_WITNESS, "answer this request"},
    {"signature", 0, "FILE", OPTION_TEXT, AT(signature), FOR_VERIFY,
     "check the model by what assay sign wrote"},
    {"since", 0, "KEPT", OPTION_TEXT, AT(since), FOR_VERIFY | FOR_CONSISTENCY,
     "a kept checkpoint, a folder of them, or a copy"},
    {"since", 0, "FILE", OPTION_TEXT, AT(since), FOR_REPORT,
     "an earlier assessment: what is new, fixed, unchanged"},
    {"since", 0, "INDEX", OPTION_TEXT, AT(since), FOR_REVOKE,
     "the first entry that no longer counts"},
    {"spool", 0, NULL, OPTION_FLAG, AT(spool), FOR_CHECK | FOR_RECORD | FOR_ATTEST | FOR_SIGN,
     "leave the entry for assay ledger sequence"},
    {"ssh", 0, NULL, OPTION_FLAG, AT(ssh), FOR_KEY, "export: for a file of allowed signers"},
    {"staged", 0, NULL, OPTION_FLAG, AT(staged), FOR_SCANS, "what is about to be committed"},
    {"state", 0, "DIR", OPTION_TEXT, AT(state), FOR_WITNESS,
     "--sign: where it keeps what it signed"},
    {"statement", 0, "TEXT", OPTION_TEXT, AT(statement), FOR_ATTEST,
     "what the person says; sealed"},
    {"tag", 0, "NAME", OPTION_TEXT, AT(tag), FOR_VERIFY, "--allowed-signers: the annotated tag"},
    {"threshold", 0, "N", OPTION_NUMBER, AT(threshold), FOR_VERIFY,
     "an envelope: how many of the keys must sign"},
    {"time-limit", 0, "TIME", OPTION_TIME, AT(time_limit), FOR_SCANS | FOR_HOOK | BY_CONFIG,
     "500ms, 4s, 2m; what was not seen is a gap"},
    {"to", 0, "KEY", OPTION_TEXT, AT(to), FOR_ROTATE, "the new key of the log"},
    {"trust", 0, "FILE", OPTION_TEXT, AT(trust), FOR_VERIFY | FOR_REPORT | FOR_WITNESS,
     "a trust policy: log keys, witnesses, quorum"},
    {"tsa-ca", 0, "FILE", OPTION_TEXT, AT(tsa_ca), FOR_VERIFY | FOR_STAMP | FOR_SIGN,
     "certificates of time stamp authorities, PEM"},
    {"unreachable", 0, NULL, OPTION_FLAG, AT(unreachable), FOR_SCANS,
     "--history, and what no ref leads to any more"},
    {"until", 0, "DATE", OPTION_TEXT, AT(until), FOR_WAIVE | FOR_ATTEST | FOR_CHECK,
     "last day: +90d, or a date"},
    {"verbose", 'v', NULL, OPTION_FLAG, AT(verbose), FOR_ALL | BY_CONFIG, "nothing cut short"},
    {"verify-objects", 0, NULL, OPTION_FLAG, AT(verify_objects), FOR_SCANS | BY_CONFIG,
     "hold every object of git that is read to its id"},
    {"vkey", 0, NULL, OPTION_FLAG, AT(vkey), FOR_KEY,
     "export: the line by which tlog tools know the log"},
    {"vkey", 0, "LINE|FILE", OPTION_LIST, AT(vkeys), FOR_VERIFY | FOR_REPORT | FOR_WITNESS,
     "a key to trust, log's or witness's; repeatable"},
    {"who", 0, "NAME", OPTION_TEXT, AT(who), FOR_WAIVE | FOR_CHECK,
     "who excuses it (default: as git names you)"},
    {"who", 0, "NAME", OPTION_TEXT, AT(who), FOR_ERASE, "printed name of who erases; sealed"},
    {"why", 0, NULL, OPTION_FLAG, AT(why), FOR_EXPLAIN, "explain what passes, too"},
    {"without-sealed", 0, NULL, OPTION_FLAG, AT(without_sealed), FOR_EXPORT,
     "leave out names and texts of people"},
    {"worktree", 0, NULL, OPTION_FLAG, AT(worktree), FOR_SCANS, "files on disk (the default)"},
    {"write-waivers", 0, NULL, OPTION_FLAG, AT(write_waivers), FOR_CHECK,
     "waive all that blocks now"},
    {"yes", 'y', NULL, OPTION_FLAG, AT(assume_yes), FOR_INIT, "write without asking"},
};
const size_t option_count = ARRAY_LEN(option_table);

/* The most that a number may be, where more would not be had; any other may be as large as fits. */
static const struct {
    size_t offset;
    uint64_t most;
} ceilings[] = {
    {AT(jobs), ASSAY_THREADS_MAX},
    {AT(max_depth), ASSAY_DEPTH_MAX},
};

bool option_is_set(const struct options *options, const struct option *option)
{
    static const char zeros[sizeof(struct option_list)];
    static const size_t sizes[] = {
        [OPTION_FLAG] = sizeof(bool),
        [OPTION_TEXT] = sizeof(char *),
        [OPTION_LIST] = sizeof(struct option_list),
        [OPTION_NUMBER] = sizeof(uint64_t),
        [OPTION_TIME] = sizeof(char *),
    };

    return memcmp((const char *)options + option->offset, zeros, sizes[option->type]) != 0;
}

static enum assay_status fail_value(const struct option *option, const char *value,
                                    struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "\"%s\" is not a value of --%s", value, option->name);

    assay_error_id(err, "usage.bad-value");
    assay_error_do(err, "--%s %s: %s", option->name, option->argument ? option->argument : "",
                   option->help);
    return status;
}

static uint64_t ceiling_of(const struct option *option)
{
    for (size_t i = 0; i < ARRAY_LEN(ceilings); i++)
        if (ceilings[i].offset == option->offset)
            return ceilings[i].most;
    return UINT64_MAX;
}

static enum assay_status fail_number(const struct option *option, const char *value,
                                     struct assay_error *err)
{
    enum assay_status status = fail_value(option, value, err);
    uint64_t most = ceiling_of(option);

    if (most < UINT64_MAX)
        assay_error_why(err, "it is a number from 1 to %" PRIu64, most);
    else
        assay_error_why(err, "it is a number from 1 to %" PRIu64 ", where K, M and G are units",
                        most);
    return status;
}

static enum assay_status parse_number(const struct option *option, const char *value, uint64_t *out,
                                      struct assay_error *err)
{
    static const char units[] = "KMG";
    struct bytes digits = bytes_text(value);
    unsigned shift = 0;
    const char *unit;
    uint64_t number;

    if (digits.size > 1) {
        unit = strchr(units, toupper((unsigned char)value[digits.size - 1]));
        if (unit) {
            shift = 10 * (unsigned)(unit - units + 1);
            digits.size--;
        }
    }
    if (!text_u64(digits, &number) || number > ceiling_of(option) >> shift || number == 0)
        return fail_number(option, value, err);
    *out = number << shift;
    return ASSAY_OK;
}

static enum assay_status check_time(const struct option *option, const char *value,
                                    struct assay_error *err)
{
    uint64_t milliseconds;
    enum assay_status status;

    if (clock_parse_span(value, &milliseconds))
        return ASSAY_OK;
    status = fail_value(option, value, err);
    assay_error_do(err, "--%s 500ms, 4s or 2m", option->name);
    return status;
}

static enum assay_status add_to_list(struct option_list *list, const char *value,
                                     struct arena *arena, struct assay_error *err)
{
    const char **texts = arena_array(arena, list->count + 1, sizeof *texts);

    if (!texts)
        return out_of_memory(err);
    if (list->count)
        memcpy(texts, list->texts, list->count * sizeof *texts);
    texts[list->count] = value;
    *list = (struct option_list){texts, list->count + 1};
    return ASSAY_OK;
}

/* `value` is NULL for a flag that stands alone. */
static enum assay_status set(struct options *options, const struct option *option,
                             const char *value, struct arena *arena, struct assay_error *err)
{
    void *member = (char *)options + option->offset;

    switch (option->type) {
    case OPTION_FLAG:
        if (value && strcmp(value, "true") != 0 && strcmp(value, "1") != 0 &&
            strcmp(value, "false") != 0 && strcmp(value, "0") != 0 && value[0])
            return fail_value(option, value, err);
        *(bool *)member = !value || value[0] == 't' || value[0] == '1';
        return ASSAY_OK;
    case OPTION_TEXT:
        *(const char **)member = value;
        return ASSAY_OK;
    case OPTION_LIST:
        return add_to_list(member, value, arena, err);
    case OPTION_NUMBER:
        return parse_number(option, value, member, err);
    case OPTION_TIME:
        TRY(check_time(option, value, err));
        *(const char **)member = value;
        return ASSAY_OK;
    }
    return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "option type %d", (int)option->type);
}

/* One name may mean two things to two commands: the flag of `command` goes first. */
static const struct option *find_name(struct bytes name, uint64_t command)
{
    const struct option *found = NULL;

    for (size_t i = 0; i < option_count; i++)
        if (bytes_equal(bytes_text(option_table[i].name), name) &&
            (!found || (option_table[i].commands & command)))
            found = &option_table[i];
    return found;
}

static const struct option *find_letter(char letter, uint64_t command)
{
    for (size_t i = 0; i < option_count; i++)
        if (letter && option_table[i].letter == letter)
            return find_name(bytes_text(option_table[i].name), command);
    return NULL;
}

static enum assay_status fail_unknown(const char *word, uint64_t command, struct assay_error *err)
{
    const char *names[ARRAY_LEN(option_table)];
    size_t count = 0;
    char name[64];
    const char *nearest;
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "no flag %s here", word);

    for (size_t i = 0; i < option_count; i++)
        if (option_table[i].commands & command)
            names[count++] = option_table[i].name;
    text_copy(name, sizeof name, word + strspn(word, "-"));
    name[strcspn(name, "=")] = 0;
    nearest = text_nearest(name, names, count);
    assay_error_id(err, "usage.unknown-flag");
    if (nearest)
        assay_error_do(err, "did you mean --%s?", nearest);
    else
        assay_error_do(err, "assay help COMMAND lists its flags");
    return status;
}

static enum assay_status fail_missing(const struct option *option, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "--%s needs a value", option->name);

    assay_error_id(err, "usage.missing-value");
    assay_error_do(err, "--%s %s: %s", option->name, option->argument, option->help);
    return status;
}

/* One word that begins with a dash; *used counts the words that it takes. */
static enum assay_status parse_word(struct options *options, uint64_t command, char **words,
                                    int left, int *used, struct arena *arena,
                                    struct assay_error *err)
{
    const char *word = words[0], *value = NULL;
    const struct option *option;

    *used = 1;
    if (word[1] == '-') {
        const char *equals = strchr(word, '=');
        size_t size = equals ? (size_t)(equals - word) - 2 : strlen(word) - 2;

        option = find_name(bytes_of(word + 2, size), command);
        if (equals)
            value = equals + 1;
    } else {
        option = find_letter(word[1], command);
        if (option && word[2])
            value = word + 2;
    }
    if (!option || !(option->commands & command))
        return fail_unknown(word, command, err);
    if (option->type == OPTION_FLAG) {
        if (value)
            return fail_unknown(word, command, err);
        return set(options, option, NULL, arena, err);
    }
    if (!value) {
        if (left < 2)
            return fail_missing(option, err);
        value = words[1];
        *used = 2;
    }
    return set(options, option, value, arena, err);
}

static void tell_variable(struct assay_error *err, const char *name)
{
    char why[sizeof err->why];

    if (!err)
        return;
    text_copy(why, sizeof why, err->why);
    assay_error_path(err, name);
    assay_error_why(err, "the environment variable %s says so%s%s", name, why[0] ? "; " : "", why);
}

static enum assay_status read_environment(struct options *options, uint64_t command,
                                          struct arena *arena, struct assay_error *err)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        char name[64] = "ASSAY_";
        const char *value;

        for (size_t j = 0; option->name[j]; j++) {
            char letter = option->name[j] == '-' ? '_' : option->name[j];

            name[6 + j] = (char)toupper((unsigned char)letter);
            name[7 + j] = 0;
        }
        value = getenv(name);
        if (!value || !value[0] || !(option->commands & command) || option_is_set(options, option))
            continue;
        if (set(options, option, value, arena, err) != ASSAY_OK) {
            tell_variable(err, name);
            return err ? err->status : ASSAY_EUSAGE;
        }
    }
    return ASSAY_OK;
}

enum assay_status options_parse(struct options *options, uint64_t command, int *argc, char **argv,
                                struct arena *arena, struct assay_error *err)
{
    int kept = 0;
    bool only_words = false;

    for (int i = 0, used; i < *argc; i += used) {
        used = 1;
        if (only_words || argv[i][0] != '-' || argv[i][1] == 0) {
            argv[kept++] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            only_words = true;
        } else {
            TRY(parse_word(options, command, argv + i, *argc - i, &used, arena, err));
        }
    }
    *argc = kept;
    return read_environment(options, command, arena, err);
}

static enum assay_status fail_not_by_config(const struct option *option, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "a config cannot set --%s", option->name);

    assay_error_why(err, "what is examined must not choose where reports go, what is looked at or "
                         "what passes");
    assay_error_do(err, "give --%s on the command line, or name this config with -c", option->name);
    return status;
}

enum assay_status options_default(struct options *options, const char *name, const char *value,
                                  bool named, struct arena *arena, struct assay_error *err)
{
    const struct option *option = find_name(bytes_text(name), BY_CONFIG);

    if (!option)
        return fail_unknown(name, FOR_ALL, err);
    if (!named && !(option->commands & BY_CONFIG))
        return fail_not_by_config(option, err);
    if (option_is_set(options, option))
        return ASSAY_OK;
    return set(options, option, value, arena, err);
}

int options_words(const char *word, uint64_t command)
{
    const struct option *option = NULL;

    if (word[0] == '-' && word[1] == '-' && !strchr(word, '='))
        option = find_name(bytes_text(word + 2), command);
    else if (word[0] == '-' && word[1] != '-' && word[1] && !word[2])
        option = find_letter(word[1], command);
    return option && option->type != OPTION_FLAG ? 2 : 1;
}
