/* trust_read.c - trust policy files, line by line. Source: C2SP tlog-policy; ledger-formats.md 7.
 */

#include <fcntl.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/trust.h"

enum { WORDS_MAX = TRUST_KEYS_MAX + 3 };

/* One line cut at its blanks. */
struct line {
    const char *path;
    uint32_t number;
    struct bytes text;
    struct bytes words[WORDS_MAX];
    size_t count;
    struct assay_error *err;
};

/* `word` stands in the line, or at its end. */
static ASSAY_RESULT fail_at(const struct line *line, struct bytes word, const char *text)
{
    uint32_t column = (uint32_t)(word.data - line->text.data) + 1;
    char excerpt[sizeof line->err->excerpt];
    enum assay_status status;

    snprintf(excerpt, sizeof excerpt, "%.*s", (int)(line->text.size < 250 ? line->text.size : 250),
             (const char *)line->text.data);
    status = assay_fail(line->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s", text);
    assay_error_id(line->err, "trust.policy");
    assay_error_path(line->err, line->path);
    assay_error_at(line->err, line->number, column, excerpt);
    assay_error_do(line->err, "assay explain trust.policy      shows what a line may say");
    return status;
}

static struct bytes end_of(const struct line *line)
{
    return bytes_of(line->text.data + line->text.size, 0);
}

static ASSAY_RESULT split(struct line *line)
{
    size_t at = 0;

    line->count = 0;
    while (at < line->text.size) {
        size_t start = at;

        while (at < line->text.size && !bytes_has(BYTES(" \t"), line->text.data[at])) {
            uint8_t byte = line->text.data[at];

            if (byte < 0x20 || byte == 0x7f)
                return fail_at(line, bytes_of(line->text.data + at, 1), "a control character");
            at++;
        }
        if (at > start) {
            if (line->count == WORDS_MAX)
                return fail_at(line, bytes_of(line->text.data + start, 0), "too many words");
            line->words[line->count++] = bytes_of(line->text.data + start, at - start);
        }
        at += at < line->text.size;
    }
    return ASSAY_OK;
}

static size_t find_member(const struct assay_trust *trust, struct bytes name)
{
    for (size_t i = 0; i < trust->member_count; i++)
        if (bytes_equal(trust->members[i].name, name))
            return i;
    return SIZE_MAX;
}

static ASSAY_RESULT read_key(struct assay_trust *trust, const struct line *line, struct bytes word,
                             enum note_key_type type, struct note_verifier *out,
                             struct assay_key **key)
{
    struct assay_error failure = {0};
    enum assay_status status = note_verifier_read(trust->arena, word, out, key, &failure);

    if (status == ASSAY_EUSAGE)
        return fail_at(line, word, failure.text);
    if (status != ASSAY_OK) {
        if (line->err)
            *line->err = failure;
        return status;
    }
    if (out->type != type)
        return fail_at(line, word,
                       type == NOTE_ED25519 ? "this is the key of a witness, not of a log"
                                            : "this is the key of a log, not of a witness");
    return ASSAY_OK;
}

static bool same_key(const struct assay_key *a, const struct assay_key *b)
{
    return strcmp(assay_key_id(a), assay_key_id(b)) == 0;
}

/* log VKEY [URL] */
static ASSAY_RESULT read_log(struct assay_trust *trust, struct line *line)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct trust_log log;

    if (line->count < 2 || line->count > 3)
        return fail_at(line, end_of(line), "a log has a verifier key, and may have a URL");
    if (trust->log_count == TRUST_KEYS_MAX)
        return fail_at(line, line->words[0], "too many logs");
    TRY(read_key(trust, line, line->words[1], NOTE_ED25519, &log.verifier, &key));
    for (size_t i = 0; i < trust->log_count; i++)
        if (same_key(trust->logs[i].key, key) &&
            strcmp(trust->logs[i].verifier.name, log.verifier.name) == 0)
            return fail_at(line, line->words[1], "this log was named before");
    log.key = TAKE(key);
    trust->logs[trust->log_count++] = log;
    return ASSAY_OK;
}

static ASSAY_RESULT add_member(struct assay_trust *trust, const struct line *line,
                               struct trust_member *member)
{
    char *name = arena_copy(trust->arena, line->words[1]);

    if (!name)
        return assay_fail(line->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a policy");
    if (bytes_equal(line->words[1], BYTES("none")))
        return fail_at(line, line->words[1], "\"none\" is what a quorum may be, and no name");
    if (find_member(trust, line->words[1]) != SIZE_MAX)
        return fail_at(line, line->words[1], "this name was given before");
    if (trust->member_count == TRUST_KEYS_MAX)
        return fail_at(line, line->words[0], "too many witnesses and groups");
    member->name = bytes_of(name, line->words[1].size);
    trust->members[trust->member_count++] = *member;
    return ASSAY_OK;
}

/* witness NAME VKEY [URL] */
static ASSAY_RESULT read_witness(struct assay_trust *trust, struct line *line)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct trust_member member = {.needed = 0};

    if (line->count < 3 || line->count > 4)
        return fail_at(line, end_of(line),
                       "a witness has a name and a verifier key, and may have a URL");
    TRY(read_key(trust, line, line->words[2], NOTE_COSIGNATURE, &member.verifier, &key));
    for (size_t i = 0; i < trust->member_count; i++)
        if (trust->members[i].key && same_key(trust->members[i].key, key))
            return fail_at(line, line->words[2], "another witness has this key");
    member.key = key;
    TRY(add_member(trust, line, &member));
    key = NULL;
    return ASSAY_OK;
}

static ASSAY_RESULT read_needed(const struct line *line, size_t members, size_t *out)
{
    uint64_t needed;

    if (bytes_equal(line->words[2], BYTES("all"))) {
        *out = members;
        return ASSAY_OK;
    }
    if (bytes_equal(line->words[2], BYTES("any"))) {
        *out = 1;
        return ASSAY_OK;
    }
    if (!text_u64(line->words[2], &needed) || needed == 0 || needed > members)
        return fail_at(line, line->words[2],
                       "how many must sign: all, any, or a number up to that of its members");
    *out = (size_t)needed;
    return ASSAY_OK;
}

/* group NAME all|any|K MEMBER... */
static ASSAY_RESULT read_group(struct assay_trust *trust, struct line *line)
{
    struct trust_member group = {.count = 0};
    size_t members = line->count < 4 ? 0 : line->count - 3;

    if (members == 0)
        return fail_at(line, end_of(line), "a group has a name, how many must sign, and members");
    TRY(read_needed(line, members, &group.needed));
    group.members = arena_array(trust->arena, members, sizeof *group.members);
    if (!group.members)
        return assay_fail(line->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a policy");
    for (size_t i = 0; i < members; i++) {
        size_t member = find_member(trust, line->words[3 + i]);

        if (member == SIZE_MAX)
            return fail_at(line, line->words[3 + i], "no witness or group of this name above");
        if (trust->members[member].taken)
            return fail_at(line, line->words[3 + i], "it is in a group already");
        trust->members[member].taken = true;
        group.members[group.count++] = member;
    }
    return add_member(trust, line, &group);
}

/* quorum NAME|none */
static ASSAY_RESULT read_quorum(struct assay_trust *trust, struct line *line, bool *seen)
{
    if (line->count != 2)
        return fail_at(line, end_of(line), "a quorum is one witness, one group, or none");
    if (*seen)
        return fail_at(line, line->words[0], "there is a quorum already");
    *seen = true;
    trust->quorum = find_member(trust, line->words[1]);
    if (trust->quorum == SIZE_MAX && !bytes_equal(line->words[1], BYTES("none")))
        return fail_at(line, line->words[1], "no witness or group of this name above");
    return ASSAY_OK;
}

static ASSAY_RESULT read_line(struct assay_trust *trust, struct line *line, bool *quorum)
{
    TRY(split(line));
    if (line->count == 0 || line->words[0].data[0] == '#')
        return ASSAY_OK;
    if (bytes_equal(line->words[0], BYTES("log")))
        return read_log(trust, line);
    if (bytes_equal(line->words[0], BYTES("witness")))
        return read_witness(trust, line);
    if (bytes_equal(line->words[0], BYTES("group")))
        return read_group(trust, line);
    if (bytes_equal(line->words[0], BYTES("quorum")))
        return read_quorum(trust, line, quorum);
    return fail_at(line, line->words[0], "a line begins with log, witness, group or quorum");
}

static ASSAY_RESULT read_lines(struct assay_trust *trust, struct bytes rest, struct line *line)
{
    bool quorum = false;

    while (rest.size > 0) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        struct bytes text = bytes_of(rest.data, end ? (size_t)(end - rest.data) : rest.size);

        line->number++;
        line->text = bytes_of(text.data, text.size - bytes_ends(text, BYTES("\r")));
        TRY(read_line(trust, line, &quorum));
        rest = bytes_from(rest, text.size + 1);
    }
    if (!quorum) {
        line->number++;
        line->text = BYTES("");
        return fail_at(line, line->text,
                       "there is no quorum: say which group must sign, or \"quorum none\"");
    }
    if (trust->log_count == 0)
        return fail_at(line, line->text, "there is no log");
    return ASSAY_OK;
}

enum assay_status trust_read(struct bytes text, const char *path, struct assay_trust **out,
                             struct assay_error *err)
{
    CLEANUP(assay_trust_freep) struct assay_trust *trust = NULL;
    CLEANUP(free_cleanup) struct line *line = calloc(1, sizeof *line);

    if (!line)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a policy");
    line->path = path;
    line->err = err;
    TRY(trust_new(&trust, err));
    TRY(read_lines(trust, text_unmarked(text), line));
    *out = TAKE(trust);
    return ASSAY_OK;
}

enum assay_status assay_trust_open(const char *path, struct assay_trust **out,
                                   struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};

    TRY(file_read(AT_FDCWD, path, &text, err));
    return trust_read(buf_bytes(&text), path, out, err);
}
