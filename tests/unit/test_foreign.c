/* test_foreign.c - how much a foreign reader's failures may say. */

#include "rows.h"

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/build.h"
#include "inventory/gaps.h"
#include "inventory/part.h"
#include "source/fail.h"
#include "source/foreign.h"

/* A container of members that each have a header in front of them which cannot be read. */
enum { MEMBERS = 1500 };

struct state {
    unsigned calls;
};

static enum assay_status fake_open(enum container_format format, struct stream *in,
                                   struct source_budget *budget, void **state,
                                   struct assay_error *err)
{
    static struct state only; /* one test */

    (void)format, (void)in, (void)budget, (void)err;
    only = (struct state){0};
    *state = &only;
    return ASSAY_OK;
}

static enum assay_status fake_next(void *state, struct foreign_member *member, bool *found,
                                   bool *again, struct assay_error *err)
{
    struct state *at = state;

    *again = true;
    *found = at->calls < 2 * MEMBERS;
    if (*found && at->calls++ % 2 == 0)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER, "a header cannot be read");
    *member = (struct foreign_member){.name = BYTES("a"), .type = ASSAY_ITEM_FILE};
    return ASSAY_OK;
}

static enum assay_status fake_behind(void *state, uint64_t *at, struct assay_error *err)
{
    (void)state, (void)at, (void)err;
    return ASSAY_OK;
}

static uint64_t fake_taken(const void *state)
{
    (void)state;
    return 0;
}

static void fake_close(void *state)
{
    (void)state;
}

static const struct foreign_reader fake = {.name = "fake",
                                           .open = fake_open,
                                           .next = fake_next,
                                           .behind = fake_behind,
                                           .taken = fake_taken,
                                           .close = fake_close};

static void tells_the_first_bad_headers_and_counts_the_rest(void **state)
{
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    CLEANUP(source_closep) struct source *source = NULL;
    struct source_budget budget;
    struct container container = {.path = inventory_path(part, NULL, BYTES("f")),
                                  .budget = &budget};
    struct assay_error err = {0};
    struct entry entry;
    unsigned members = 0;
    bool found = true;

    (void)state;
    source_budget_init(&budget, NULL);
    assert_ok(foreign_open(&fake, CONTAINER_CPIO, &container, &source, &err), err);
    for (;; members++) {
        assert_ok(source_next(source, part, &entry, &found, &err), err);
        if (!found)
            break;
    }
    assert_int_equal(members, MEMBERS);
    assert_string_equal(part->gaps->gap.why, "500 more headers cannot be read");
    for (const struct gap_node *gap = part->gaps; gap; gap = gap->next)
        members += strcmp(gap->gap.id, GAP_BUNDLE_BAD_HEADER) == 0;
    assert_int_equal(members - MEMBERS, LIMIT_CONTAINER_GAPS + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_first_bad_headers_and_counts_the_rest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
