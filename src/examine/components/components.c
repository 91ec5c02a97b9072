/*
 * components.c - names of components, and the pins of a lock file.
 * Source: package-url/purl-spec, PURL-SPECIFICATION.rst; PEP 503, "Normalized Names".
 */

#include "examine/components/components.h"

#include <strings.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/word.h"

static bool is_joint(uint8_t c)
{
    return c == '-' || c == '_' || c == '.';
}

/* PEP 503: runs of - _ . are one -, and letters are small. */
static void add_folded(struct buf *out, struct bytes name)
{
    for (size_t i = 0; i < name.size; i++) {
        if (!is_joint(name.data[i]))
            buf_byte(out, word_lower(name.data[i]));
        else if (i == 0 || !is_joint(name.data[i - 1]))
            buf_byte(out, '-');
    }
}

void component_write(struct buf *out, struct bytes ecosystem, struct bytes name,
                     struct bytes version)
{
    if (ecosystem.size > 0) {
        buf_add(out, ecosystem.data, ecosystem.size);
        buf_byte(out, '/');
    }
    if (bytes_equal(ecosystem, BYTES("pypi")))
        add_folded(out, name);
    else
        buf_add(out, name.data, name.size);
    if (version.size > 0) {
        buf_byte(out, '@');
        buf_add(out, version.data, version.size);
    }
}

static void add_decoded(struct buf *out, struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (c == '%' && hex_octet(bytes_from(text, i + 1), &c))
            i += 2;
        buf_byte(out, c);
    }
}

bool component_of_purl(struct buf *out, struct bytes purl)
{
    CLEANUP(buf_clear) struct buf name = {.ceiling = LIMIT_NAME};
    CLEANUP(buf_clear) struct buf version = {.ceiling = LIMIT_NAME};
    struct bytes rest, type;
    const uint8_t *at;

    if (!bytes_starts(purl, BYTES("pkg:")))
        return false;
    rest = bytes_until(bytes_until(bytes_from(purl, 4), '?'), '#');
    while (rest.size > 0 && rest.data[0] == '/')
        rest = bytes_from(rest, 1);
    type = bytes_until(rest, '/');
    rest = bytes_from(rest, type.size + 1);
    if (type.size == 0 || rest.size == 0)
        return false;
    at = memrchr(rest.data, '@', rest.size); /* one in a name is written as %40 */
    if (at) {
        add_decoded(&version, bytes_from(rest, (size_t)(at - rest.data) + 1));
        rest.size = (size_t)(at - rest.data);
    }
    add_decoded(&name, rest);
    component_write(out, type, buf_bytes(&name), buf_bytes(&version));
    return name.status == ASSAY_OK && version.status == ASSAY_OK;
}

bool lock_file_is(struct bytes file, const char *name)
{
    return file.size == strlen(name) && strncasecmp((const char *)file.data, name, file.size) == 0;
}

void pins_init(struct pins *pins, struct evidence *evidence)
{
    *pins = (struct pins){.evidence = evidence};
    buf_init(&pins->text, (size_t)2 * LIMIT_NAME);
}

void pins_add(struct pins *pins, const struct pin *pin)
{
    struct claim_words claim = {
        .role = ASSAY_CLAIM_PIN, .size = ASSAY_NO_SIZE, .offset = pin->offset};

    buf_reset(&pins->text);
    component_write(&pins->text, pin->ecosystem, pin->name, pin->version);
    claim.name = buf_bytes(&pins->text);
    if (pins->text.status != ASSAY_OK || pin->name.size == 0 ||
        memchr(claim.name.data, 0, claim.name.size))
        return;
    pins->count++;
    pins->hashed += pin->hashed && pin->version.size > 0;
    evidence_claim(pins->evidence, &claim);
    evidence_list(pins->evidence, ASSAY_FACT_LOCKFILE_PINNED, MEASURED, claim.name);
    if (!pin->hashed || pin->version.size == 0)
        evidence_list(pins->evidence, ASSAY_FACT_LOCKFILE_UNHASHED, MEASURED, claim.name);
}

void pins_end(struct pins *pins)
{
    evidence_int(pins->evidence, ASSAY_FACT_LOCKFILE_PINS, MEASURED, pins->count);
    evidence_int(pins->evidence, ASSAY_FACT_LOCKFILE_HASHED, MEASURED, pins->hashed);
    buf_clear(&pins->text);
}

void pin_draft_init(struct pin_draft *draft, struct pins *pins, struct bytes ecosystem)
{
    *draft = (struct pin_draft){.pins = pins, .ecosystem = ecosystem};
    buf_init(&draft->name, LIMIT_NAME);
    buf_init(&draft->version, LIMIT_NAME);
}

void pin_draft_clear(struct pin_draft *draft)
{
    buf_clear(&draft->name);
    buf_clear(&draft->version);
}

void pin_end(struct pin_draft *draft)
{
    if (draft->open && !draft->own)
        pins_add(draft->pins, &(struct pin){.ecosystem = draft->ecosystem,
                                            .name = buf_bytes(&draft->name),
                                            .version = buf_bytes(&draft->version),
                                            .hashed = draft->hashed,
                                            .offset = draft->offset});
    draft->open = draft->own = draft->hashed = false;
    buf_reset(&draft->name);
    buf_reset(&draft->version);
}

void pin_begin(struct pin_draft *draft, struct bytes name, uint64_t offset)
{
    pin_end(draft);
    draft->open = true;
    draft->offset = offset;
    buf_add(&draft->name, name.data, name.size);
}
