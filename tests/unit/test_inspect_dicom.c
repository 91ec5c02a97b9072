/* test_inspect_dicom.c - DICOM in every encoding (tests/support/make_media.py), and hostile ones.
 */

#include "corpus.h"

#include "base/limits.h"
#include "examine/inspect.h"

#define PATIENT(confidence)                                                                        \
    "observation pii.person-name [PatientName] " confidence " x1",                                 \
        "observation pii.medical-record [PatientID] " confidence " x1",                            \
        "observation pii.date-of-birth [PatientBirthDate] " confidence " x1"
#define FACTS                                                                                      \
    "fact imaging.modality (declared) = MR\n", "fact media.height = 4\n",                          \
        "fact media.width = 6\n", "fact imaging.burned-in (declared) = NO\n"
#define INNER "observation pii.person-name [PersonName] high x1"

static const struct corpus_row rows[] = {
    {"dicom/explicit.dcm",
     &inspect_dicom,
     {PATIENT("high"), FACTS, INNER, "fact imaging.transfer-syntax = 1.2.840.10008.1.2.1\n",
      "imaging.identifying = [PatientBirthDate] [PatientID] [PatientName] [PersonName]\n"}},
    {"dicom/implicit.dcm", &inspect_dicom, {PATIENT("high"), FACTS, INNER}},
    {"dicom/big.dcm", &inspect_dicom, {PATIENT("high"), FACTS, INNER}},
    {"dicom/removed.dcm",
     &inspect_dicom,
     {PATIENT("medium"), FACTS, "fact imaging.deidentified (declared) = YES\n",
      "fact imaging.deidentified-by (declared) = [by hand]\n"}},
    {"dicom/nested.dcm", &inspect_dicom, {PATIENT("high"), FACTS, INNER}},
    {"dicom/nested-implicit.dcm", &inspect_dicom, {PATIENT("high"), FACTS, INNER}},
    {"dicom/frames.dcm", &inspect_dicom, {PATIENT("high"), FACTS, INNER}},
};

/* A preamble and no group 2: explicit, little-endian. */
static void start(struct buf *file)
{
    static const uint8_t preamble[128];

    buf_init(file, 1 << 22);
    buf_add(file, preamble, sizeof preamble);
    buf_text(file, "DICM");
}

/* Sequences in sequences, each of unknown size. */
static void check_depth(void **state)
{
    CLEANUP(buf_clear) struct buf file;
    struct inspected *seen;

    (void)state;
    start(&file);
    for (unsigned i = 0; i < 100000; i++)
        buf_add(&file, "\x08\0\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\0\xe0\xff\xff\xff\xff", 20);
    seen = inspect_bytes(&inspect_dicom, buf_bytes(&file), "x.dcm");
    assert_int_equal(seen->status, ASSAY_ELIMIT);
    inspected_free(seen);
}

struct hostile_row {
    const char *name;
    struct bytes bytes; /* behind the preamble */
    enum assay_status status;
};

static const struct hostile_row hostile[] = {
    {"nothing behind it", ROW_BYTES(""), ASSAY_OK},
    {"a value of 4 GiB", ROW_BYTES("\x10\0\x10\0UT\0\0\xfe\xff\xff\xff"), ASSAY_EFORMAT},
    {"no type", ROW_BYTES("\x10\0\x10\0\1\2\0\0"), ASSAY_EFORMAT},
    {"an item that is none", ROW_BYTES("\x10\0\x10\0SQ\0\0\xff\xff\xff\xff\x10\0\x10\0PN\0\0"),
     ASSAY_EFORMAT},
    {"an item behind its sequence",
     ROW_BYTES("\x10\0\x10\0SQ\0\0\x8\0\0\0\xfe\xff\0\xe0\x8\0\0\0\x10\0\x10\0PN\0\0"),
     ASSAY_EFORMAT},
    {"cut short", ROW_BYTES("\x10\0\x10\0PN\x8\0LEE"), ASSAY_EFORMAT},
};

static void check_hostile(void **state)
{
    const struct hostile_row *row = *state;
    CLEANUP(buf_clear) struct buf file;
    struct inspected *seen;

    start(&file);
    buf_add(&file, row->bytes.data, row->bytes.size);
    seen = inspect_bytes(&inspect_dicom, buf_bytes(&file), "x.dcm");
    if (seen->status != row->status)
        inspected_fail(seen, "the status of the row");
    inspected_free(seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_depth),
    };

    return RUN_CASES(check_corpus, rows) + RUN_CASES(check_corpus_damage, rows) +
           RUN_CASES(check_hostile, hostile) + cmocka_run_group_tests(tests, NULL, NULL);
}
