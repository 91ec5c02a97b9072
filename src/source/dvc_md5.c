/* dvc_md5.c - MD5 of text with CRLF taken as LF, piece by piece. */

#include "source/dvc_md5.h"

#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"

enum { PIECE = 1 << 20, LOOK = 512 };

/* One of the two ways to decide. */
struct rule {
    struct digest *digest;
    bool text;
    bool held; /* a CR that waits for what follows it */
};

struct dvc_md5 {
    struct rule once, each;
    uint8_t head[LOOK]; /* of the piece, until it is judged */
    size_t looked;      /* bytes in it; LOOK once it was judged */
    size_t at;          /* bytes of the piece so far */
    bool judged, first;
};

void dvc_md5_free(struct dvc_md5 *md5)
{
    if (!md5)
        return;
    digest_free(md5->once.digest);
    digest_free(md5->each.digest);
    free(md5);
}

struct dvc_md5 *dvc_md5_new(void)
{
    struct dvc_md5 *md5 = calloc(1, sizeof *md5);

    if (!md5)
        return NULL;
    md5->first = true;
    md5->once.digest = digest_new(DIGEST_MD5);
    md5->each.digest = digest_new(DIGEST_MD5);
    if (!md5->once.digest || !md5->each.digest) {
        dvc_md5_free(md5);
        return NULL;
    }
    return md5;
}

/* Nothing but text may hold no NUL, and at most three odd bytes in ten. */
static bool is_text(struct bytes head)
{
    size_t odd = 0;

    for (size_t i = 0; i < head.size; i++) {
        uint8_t byte = head.data[i];

        if (byte == 0)
            return false;
        odd += !(byte >= ' ' && byte < 0x7f) && !bytes_has(BYTES("\n\r\t\f\b"), byte);
    }
    return odd * 10 <= head.size * 3;
}

static void feed(struct rule *rule, struct bytes bytes)
{
    size_t from = 0;

    if (!rule->text) {
        digest_add(rule->digest, bytes);
        return;
    }
    if (rule->held && bytes.size > 0) {
        rule->held = false;
        if (bytes.data[0] != '\n')
            digest_add(rule->digest, BYTES("\r"));
    }
    for (size_t i = 0; i < bytes.size; i++) {
        if (bytes.data[i] != '\r')
            continue;
        if (i + 1 < bytes.size && bytes.data[i + 1] != '\n')
            continue;
        digest_add(rule->digest, bytes_of(bytes.data + from, i - from));
        from = i + 1;
        rule->held = from == bytes.size;
    }
    digest_add(rule->digest, bytes_from(bytes, from));
}

static void release(struct rule *rule)
{
    if (rule->held)
        digest_add(rule->digest, BYTES("\r"));
    rule->held = false;
}

static void judge(struct dvc_md5 *md5)
{
    struct bytes head = bytes_of(md5->head, md5->looked);

    md5->each.text = is_text(head);
    if (md5->first)
        md5->once.text = md5->each.text;
    md5->first = false;
    md5->judged = true;
    feed(&md5->once, head);
    feed(&md5->each, head);
}

static void end_piece(struct dvc_md5 *md5)
{
    if (!md5->judged)
        judge(md5);
    release(&md5->once);
    release(&md5->each);
    md5->judged = false;
    md5->looked = md5->at = 0;
}

void dvc_md5_add(struct dvc_md5 *md5, struct bytes bytes)
{
    while (bytes.size > 0) {
        size_t size = md5->judged ? PIECE - md5->at : LOOK - md5->looked;
        struct bytes part = bytes_front(bytes, size);

        bytes = bytes_from(bytes, part.size);
        md5->at += part.size;
        if (md5->judged) {
            feed(&md5->once, part);
            feed(&md5->each, part);
        } else {
            memcpy(md5->head + md5->looked, part.data, part.size);
            md5->looked += part.size;
            if (md5->looked == LOOK)
                judge(md5);
        }
        if (md5->at == PIECE)
            end_piece(md5);
    }
}

void dvc_md5_end(struct dvc_md5 *md5, char once[33], char each[33])
{
    uint8_t digest[DIGEST_SIZE_MAX];

    if (md5->at > 0)
        end_piece(md5);
    hex_encode(bytes_of(digest, digest_end(md5->once.digest, digest)), once);
    hex_encode(bytes_of(digest, digest_end(md5->each.digest, digest)), each);
}
