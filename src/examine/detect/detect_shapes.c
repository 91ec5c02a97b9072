/*
 * detect_shapes.c - finds personal data that has no literal to search for: e-mail, telephone,
 * social security, card and account numbers.
 *
 * Each block of 64 bytes becomes a few 64-bit masks, one bit a byte (digit, letter, dash ...), and
 * the masks of LANES blocks are one vector. Shifted ANDs of masks, with the bits of the block
 * before moved in, mark the last byte of each shape; only there shape_tokens.c cuts the token out
 * and proves it. Most shapes have digits: what has none costs three comparisons a block.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "examine/detect/block_masks.h"
#include "examine/detect/shape_tokens.h"

/* Looks at `count` blocks, the first of them at `offset` of the stream. */
typedef void look_fn(const struct look *look, struct before *before, const uint8_t *blocks,
                     size_t count, uint64_t offset);

struct shapes {
    look_fn *look;
    struct before before;
    struct context_words words[IDENTIFIERS];
    struct token_ends ends;
};

/* What is called where a shape ends. Those in front have no digits. */
#define SHAPES_OF(SHAPE)                                                                           \
    SHAPE(email)                                                                                   \
    SHAPE(mrn)                                                                                     \
    SHAPE(bic)                                                                                     \
    SHAPE(escaped_email)                                                                           \
    SHAPE(e164)                                                                                    \
    SHAPE(code)                                                                                    \
    SHAPE(iban)                                                                                    \
    SHAPE(grouped)                                                                                 \
    SHAPE(date)                                                                                    \
    SHAPE(ipv4)                                                                                    \
    SHAPE(mac)                                                                                     \
    SHAPE(ipv6)                                                                                    \
    SHAPE(ssn)                                                                                     \
    SHAPE(nanp)                                                                                    \
    SHAPE(card_groups)

#define NUMBER(name) SHAPE_##name,
enum shape { SHAPES_OF(NUMBER) SHAPES, SHAPES_WITHOUT_DIGITS = SHAPE_escaped_email };
#undef NUMBER

#define FUNCTION(name) look_##name,
static void (*const look_at[])(const struct look *look, uint64_t at) = {SHAPES_OF(FUNCTION)};
#undef FUNCTION

/* Where each shape ends. */
struct ends {
    lane_masks of[SHAPES];
};

/* Once a mask is known: what is moved into it from the block before. */
#define MOVE(field) moved(&m->field, before->field, &m->moved.field)

/* A mask moved `by` bytes towards the end, the last bytes of the block before moved in. */
#define MOVED(field, by) (m->field << (by) | m->moved.field >> (64 - (by)))

/* Shapes that end one byte behind a run of four digits or more. */
PART void match_runs(const struct masks *m, struct ends *ends)
{
    const lane_masks runs = MOVED(d4, 1) & ~m->digit;
    const lane_masks sign = MOVED(blank, 9) | MOVED(dot, 9) | MOVED(close, 9);
    const lane_masks fours =
        runs & MOVED(blank, 5) & MOVED(d4, 6) & MOVED(blank, 10) & MOVED(d4, 11);
    const lane_masks date = MOVED(dash, 5) | MOVED(dot, 5) | MOVED(slash, 5);

    ends->of[SHAPE_ssn] =
        runs & MOVED(dash, 5) & MOVED(d2, 6) & MOVED(dash, 8) & MOVED(d3, 9) & ~MOVED(digit, 12);
    ends->of[SHAPE_nanp] = runs & (MOVED(blank, 5) | MOVED(dot, 5)) & MOVED(d3, 6) & sign;
    ends->of[SHAPE_card_groups] =
        fours | (runs & ((MOVED(blank, 5) & MOVED(d4, 6) & MOVED(digit, 10) & MOVED(digit, 11) &
                          MOVED(blank, 12) & MOVED(d4, 13)) |
                         (MOVED(digit, 5) & MOVED(blank, 6) & MOVED(d4, 7) & MOVED(digit, 11) &
                          MOVED(digit, 12) & MOVED(blank, 13) & MOVED(d4, 14))));
    /* 4-4-4, 3-3-4, 2-7 */
    ends->of[SHAPE_grouped] |=
        fours | (runs & MOVED(blank, 5) & MOVED(d3, 6) & MOVED(blank, 9) & MOVED(d3, 10)) |
        (runs & MOVED(d3, 5) & MOVED(dash, 8) & MOVED(d2, 9));
    ends->of[SHAPE_date] |= runs & date & MOVED(d2, 6) & MOVED(d2, 9);
}

/* Shapes that end behind two or three digits, or a letter behind a sign. */
PART void match_tails(const struct masks *m, struct ends *ends)
{
    const lane_masks pairs = MOVED(d2, 1) & ~m->alnum & ~MOVED(digit, 3);
    const lane_masks date = (MOVED(dash, 3) & MOVED(dash, 6)) | (MOVED(slash, 3) & MOVED(slash, 6));
    const lane_masks year =
        MOVED(digit, 7) & ~MOVED(digit, 8); /* four digits, and a month behind */

    ends->of[SHAPE_grouped] =
        (pairs & ((MOVED(blank, 3) & MOVED(d3, 4) & ~year) | (MOVED(dash, 3) & MOVED(slash, 8)) |
                  (MOVED(dash, 5) & MOVED(dash, 9)))) |
        (MOVED(d3, 1) & ~m->alnum & MOVED(blank, 4) & MOVED(d3, 5) & MOVED(blank, 8) &
         MOVED(d3, 9) & MOVED(blank, 12) & MOVED(d2, 13)) |
        (MOVED(upper, 1) & ~m->alnum & MOVED(blank, 2) & MOVED(d2, 3) &
         (MOVED(d4, 3) | MOVED(blank, 5)));
    ends->of[SHAPE_date] = pairs & date & MOVED(d2, 4) & MOVED(d4, 7);
}

/* Addresses of machines. */
PART void match_addresses(const struct before *before, struct masks *m, struct ends *ends,
                          moved_fn *moved)
{
    m->dotted = m->dot & ((MOVED(digit, 1) & MOVED(dot, 2)) | (MOVED(d2, 1) & MOVED(dot, 3)) |
                          (MOVED(d3, 1) & MOVED(dot, 4)));
    MOVE(dotted);
    m->octet = m->colon | m->dash;
    MOVE(octet);
    m->octets3 = m->octet & MOVED(octet, 3);
    MOVE(octets3);
    ends->of[SHAPE_ipv4] =
        MOVED(digit, 1) & ~m->alnum &
        (MOVED(dotted, 2) | (MOVED(d2, 1) & MOVED(dotted, 3)) | (MOVED(d3, 1) & MOVED(dotted, 4)));
    ends->of[SHAPE_mac] = (m->dot & MOVED(dot, 5) & MOVED(alnum, 1)) |
                          (m->octets3 & MOVED(octets3, 6) & MOVED(octet, 12));
    ends->of[SHAPE_ipv6] = m->colon & (MOVED(colon, 1) | (MOVED(colon, 5) & MOVED(colon, 10)));
}

PART void move_rest(const struct before *before, struct masks *m, moved_fn *moved)
{
    MOVE(digit);
    MOVE(alnum);
    MOVE(plus);
    MOVE(dash);
    MOVE(dot);
    MOVE(close);
    MOVE(colon);
    MOVE(slash);
    MOVE(percent);
    MOVE(blank);
}

/* Shapes of digits. */
PART void match_digits(const struct before *before, struct masks *m, struct ends *ends,
                       moved_fn *moved)
{
    move_rest(before, m, moved);
    m->d2 = m->digit & MOVED(digit, 1);
    MOVE(d2);
    m->d3 = m->d2 & MOVED(digit, 2);
    MOVE(d3);
    m->d4 = m->d2 & MOVED(d2, 2);
    MOVE(d4);
    m->c2 = (m->upper | m->digit) & (MOVED(upper, 1) | MOVED(digit, 1));
    MOVE(c2);
    m->c4 = m->c2 & MOVED(c2, 2);
    MOVE(c4);
    m->c8 = m->c4 & MOVED(c4, 4);
    MOVE(c8);
    ends->of[SHAPE_escaped_email] = m->d2 & MOVED(percent, 2);
    ends->of[SHAPE_e164] = MOVED(plus, 1) & m->digit;
    ends->of[SHAPE_code] = MOVED(c8, 1) & ~m->alnum;
    ends->of[SHAPE_iban] = m->d2 & MOVED(upper, 2) & MOVED(upper, 3) & ~MOVED(alnum, 4);
    match_tails(m, ends);
    match_addresses(before, m, ends, moved);
    match_runs(m, ends);
}

/* Capitals: three that are MRN, or the eight that a bank's code begins with. */
PART void match_capitals(const struct before *before, struct masks *m, struct ends *ends,
                         moved_fn *moved)
{
    MOVE(upper);
    m->u2 = m->upper & MOVED(upper, 1);
    MOVE(u2);
    m->u4 = m->u2 & MOVED(u2, 2);
    MOVE(u4);
    m->u8 = m->u4 & MOVED(u4, 4);
    MOVE(u8);
    ends->of[SHAPE_mrn] = MOVED(u2, 1) & MOVED(upper, 3) & ~m->upper & ~MOVED(upper, 4);
    ends->of[SHAPE_bic] = MOVED(u8, 1) & ~m->upper;
}

/* Calls what each of the first `shapes` calls for, block by block: most shapes end in few blocks or
 * none, so those that do are found first. */
PART void look_at_ends(const struct look *look, const struct ends *ends, unsigned shapes,
                       size_t count, uint64_t offset, lanes_fn *lanes_of)
{
    uint32_t in_lane[LANES] = {0}; /* a bit a shape */

    for (unsigned shape = 0; shape < shapes; shape++)
        for (unsigned left = lanes_of(&ends->of[shape]); left; left &= left - 1)
            in_lane[__builtin_ctz(left)] |= 1U << shape;
    for (size_t i = 0; i < count; i++, offset += BLOCK)
        for (uint32_t left = in_lane[i]; left; left &= left - 1) {
            const int shape = __builtin_ctz(left);

            for (uint64_t mask = ends->of[shape][i]; mask; mask &= mask - 1)
                look_at[shape](look, offset + (uint64_t)__builtin_ctzll(mask));
        }
}
_Static_assert(SHAPES <= 32, "a shape is a bit");

/* Bits of the block before's digits that a shape in this one may still need: fourteen and those of
 * a run of twelve behind it begin at most so far back. */
enum { DIGITS_BEHIND = 44 };

/* The masks of one block, for those that follow. */
#define KEEP(name) before->name = m->name[lane];
PART void keep_lane(const struct masks *m, size_t lane, struct before *before)
{
    MASKS(KEEP)
}
#undef KEEP

/* Of a block that was passed over. */
PART void keep_capitals(const struct masks *m, size_t lane, struct before *before)
{
    *before = (struct before){
        .upper = m->upper[lane], .u2 = m->u2[lane], .u4 = m->u4[lane], .u8 = m->u8[lane]};
}

/* And its other masks: it has no digit, so its runs are those of capitals. */
PART void add_rest(const uint8_t *block, struct before *before, classify_fn *rest)
{
    struct masks masks;

    rest(block, 0, &masks);
    before->alnum = masks.alnum[0];
    before->plus = masks.plus[0];
    before->dash = masks.dash[0];
    before->dot = masks.dot[0];
    before->close = masks.close[0];
    before->colon = masks.colon[0];
    before->slash = masks.slash[0];
    before->percent = masks.percent[0];
    before->blank = masks.blank[0];
    before->octet = before->colon | before->dash;
    before->octets3 = before->octet & before->octet << 3;
    before->c2 = before->upper & before->upper << 1;
    before->c4 = before->c2 & before->c2 << 2;
    before->c8 = before->c4 & before->c4 << 4;
}

/*
 * The loop, made once for each width of vector: `few` sets the masks `digit`, `at` and `upper`,
 * `rest` the others that describe bytes. A block without digits, behind one that ended in none, has
 * no shape with digits, whatever blocks are looked at together with it.
 */
PART void look_at_blocks(const struct look *look, struct before *before, const uint8_t *blocks,
                         size_t count, uint64_t offset, classify_fn *few, classify_fn *rest,
                         lanes_fn *lanes_of, moved_fn *moved)
{
    const uint8_t *block = blocks;
    bool passed = false; /* the other masks of the block before were not made */

    for (size_t some; count > 0; count -= some, block += some * BLOCK, offset += some * BLOCK) {
        uint64_t digit = before->digit >> DIGITS_BEHIND;
        struct masks masks, *m = &masks;
        struct ends ends;
        lane_masks digits;

        some = count < LANES ? count : LANES;
        if (some < LANES)
            masks = (struct masks){.at = {0}};
        for (size_t i = 0; i < some; i++) {
            few(block + i * BLOCK, i, m);
            digit |= m->digit[i];
        }
        if (digit == 0) {
            ends.of[SHAPE_email] = m->at;
            match_capitals(before, m, &ends, moved);
            look_at_ends(look, &ends, SHAPES_WITHOUT_DIGITS, some, offset, lanes_of);
            keep_capitals(m, some - 1, before);
            passed = true;
            continue;
        }
        if (passed)
            add_rest(block - BLOCK, before, rest);
        passed = false;
        /* Before any mask is read: what was written lane by lane is slow to read at once. */
        for (size_t i = 0; i < some; i++)
            rest(block + i * BLOCK, i, m);
        ends.of[SHAPE_email] = m->at;
        match_capitals(before, m, &ends, moved);
        match_digits(before, m, &ends, moved);
        digits = m->digit | m->moved.digit >> DIGITS_BEHIND;
        for (unsigned shape = SHAPES_WITHOUT_DIGITS; shape < SHAPES; shape++)
            ends.of[shape] &= (lane_masks)(digits != 0);
        look_at_ends(look, &ends, SHAPES, some, offset, lanes_of);
        keep_lane(m, some - 1, before);
    }
    if (passed)
        add_rest(block - BLOCK, before, rest);
}

/* The loop for each width that the processor may have. */
#ifdef __SSE2__
static void look_16(const struct look *look, struct before *before, const uint8_t *blocks,
                    size_t count, uint64_t offset)
{
    look_at_blocks(look, before, blocks, count, offset, few_16, rest_16, lanes_by_one,
                   moved_at_once);
}

WIDE static void look_32(const struct look *look, struct before *before, const uint8_t *blocks,
                         size_t count, uint64_t offset)
{
    look_at_blocks(look, before, blocks, count, offset, few_32, rest_32, lanes_of_32,
                   moved_by_halves);
}

WIDEST static void look_64(const struct look *look, struct before *before, const uint8_t *blocks,
                           size_t count, uint64_t offset)
{
    look_at_blocks(look, before, blocks, count, offset, few_64, rest_64, lanes_of_64,
                   moved_at_once);
}

static look_fn *look_of_width(unsigned bytes)
{
    if (bytes == 64 && __builtin_cpu_supports("avx512bw"))
        return look_64;
    if (bytes == 32 && __builtin_cpu_supports("avx2"))
        return look_32;
    return bytes == 16 ? look_16 : NULL;
}
#else
static void look_1(const struct look *look, struct before *before, const uint8_t *blocks,
                   size_t count, uint64_t offset)
{
    look_at_blocks(look, before, blocks, count, offset, few_1, rest_1, lanes_by_one, moved_at_once);
}

static look_fn *look_of_width(unsigned bytes)
{
    return bytes == 16 ? look_1 : NULL;
}
#endif

struct shapes *shapes_of_width(unsigned bytes)
{
    look_fn *look = look_of_width(bytes);
    struct shapes *shapes = look ? calloc(1, sizeof *shapes) : NULL;

    if (!shapes)
        return NULL;
    shapes->look = look;
    for (size_t i = 0; i < IDENTIFIERS; i++)
        context_words_of(identifiers[i].what.headers, bytes, &shapes->words[i]);
    token_ends_of_forms(&shapes->ends);
    return shapes;
}

struct shapes *shapes_new(void)
{
    struct shapes *shapes = NULL;

    for (unsigned width = BLOCK; width >= 16 && !shapes; width /= 2)
        shapes = shapes_of_width(width);
    return shapes;
}

void shapes_start(struct shapes *shapes)
{
    shapes->before = (struct before){0};
}

void shapes_look(struct shapes *shapes, const struct view *view, uint64_t from, uint64_t to,
                 struct candidates *out)
{
    const struct look look = {
        .view = view, .out = out, .words = shapes->words, .ends = &shapes->ends};
    const uint8_t *data = view->data + (from - view->base);
    size_t whole = (size_t)(to - from) / BLOCK, rest = (size_t)(to - from) % BLOCK;
    uint8_t tail[2 * BLOCK] = {0};

    if (whole > 0)
        shapes->look(&look, &shapes->before, data, whole, from);
    if (!view->last)
        return;
    /* Past the last byte a block of zeros ends what runs up to it. */
    if (rest > 0)
        memcpy(tail, data + whole * BLOCK, rest);
    shapes->look(&look, &shapes->before, tail, rest > 0 ? 2 : 1, from + whole * BLOCK);
}
