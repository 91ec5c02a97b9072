/* test_media.c - pictures, sound and video of every family (tests/support/make_media.py). */

#include "corpus.h"

#include "base/limits.h"
#include "examine/inspect.h"

#define WHO                                                                                        \
    "observation pii.person-name [Artist] medium x1",                                              \
        "observation pii.coordinates [GPS] medium x1",                                             \
        "observation pii.device-serial [BodySerialNumber] medium x1",                              \
        "fact media.device (declared) = Maker M1\n", "fact media.location = true\n",               \
        "fact media.recorded (declared) = 2026:01:02 03:04:05\n"
#define SIZE(width, height) "fact media.width = " width "\n", "fact media.height = " height "\n"

static const struct corpus_row rows[] = {
    {"media/a.png", &inspect_png, {SIZE("3", "2"), WHO}},
    {"media/b.jpg", &inspect_jpeg, {SIZE("3", "2"), WHO}},
    {"media/c.gif", &inspect_gif, {SIZE("4", "3")}},
    {"media/d.bmp", &inspect_bmp, {SIZE("7", "9")}},
    {"media/e.tif", &inspect_tiff, {SIZE("11", "5"), WHO}},
    {"media/f.wav",
     &inspect_riff,
     {"format wav", "fact media.sample-rate = 8000\n", "fact media.channels = 2\n",
      "fact media.duration = 100\n", "fact media.codecs = [pcm]\n"}},
    {"media/g.webp", &inspect_riff, {"format webp", SIZE("10", "20"), WHO}},
    {"media/h.avi", &inspect_riff, {"format avi", SIZE("320", "240"), "media.duration = 1000\n"}},
    {"media/i.mp4",
     &inspect_isobmff,
     {"format mp4", SIZE("640", "480"), "fact media.duration = 2500\n",
      "fact media.codecs = [mp4a]\n", "fact media.sample-rate = 44100\n",
      "observation pii.coordinates [location] medium x1"}},
    {"media/j.heic", &inspect_isobmff, {"format heic", SIZE("40", "30"), WHO}},
    {"media/k.webm",
     &inspect_matroska,
     {"format webm", SIZE("320", "240"), "fact media.codecs = [A_OPUS] [V_VP9]\n",
      "fact media.duration = 1500\n", "fact media.sample-rate = 48000\n",
      "fact media.producer (declared) = writer 1\n"}},
    {"media/l.flac",
     &inspect_flac,
     {"fact media.sample-rate = 44100\n", "fact media.channels = 2\n",
      "fact media.duration = 2000\n"}},
    {"media/m.ogg",
     &inspect_ogg,
     {"fact media.codecs = [vorbis]\n", "fact media.sample-rate = 44100\n",
      "fact media.duration = 2000\n"}},
    {"media/n.mp3", &inspect_mp3, {"fact media.sample-rate = 44100\n", "media.channels = 2\n"}},
};

/* Each is taken for what it is, and by no other reader. */
static void check_bids(void **state)
{
    const struct corpus_row *row = *state;
    CLEANUP(buf_clear) struct buf bytes;
    struct subject subject = {.name = BYTES("x"), .path = BYTES("x")};

    corpus_read(row, &bytes);
    subject.head = buf_bytes(&bytes);
    subject.size = bytes.size;
    for (size_t i = 0; i < inspector_count; i++)
        if (inspectors[i] != row->inspector &&
            inspectors[i]->bid(&subject) >= row->inspector->bid(&subject))
            fail_msg("%s would be read as %s", row->name, inspectors[i]->format);
}

struct hostile_row {
    const char *name;
    const struct inspector *inspector;
    struct bytes bytes;
    enum assay_status status;
};

static const struct hostile_row hostile[] = {
    {"a chunk larger than the file", &inspect_png,
     ROW_BYTES("\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR"), ASSAY_EFORMAT},
    {"a segment of no bytes", &inspect_jpeg, ROW_BYTES("\xff\xd8\xff\xfe\0\0"), ASSAY_EFORMAT},
    {"a scan without an end", &inspect_jpeg, ROW_BYTES("\xff\xd8\xff\xda\0\2\0\0\0\0"),
     ASSAY_EFORMAT},
    {"a directory that is the next of itself", &inspect_tiff,
     ROW_BYTES("II*\0\10\0\0\0\0\0\10\0\0\0"), ASSAY_ELIMIT},
    {"a value of 4 GiB", &inspect_tiff,
     ROW_BYTES("II*\0\10\0\0\0\1\0\x3b\1\2\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0"), ASSAY_EFORMAT},
    {"a box smaller than its head", &inspect_isobmff, ROW_BYTES("\0\0\0\4ftypisom"), ASSAY_EFORMAT},
    {"a box of 2^63 bytes", &inspect_isobmff,
     ROW_BYTES("\0\0\0\1ftyp\x7f\xff\xff\xff\xff\xff\xff\xff"), ASSAY_EFORMAT},
    {"an element of no id", &inspect_matroska, ROW_BYTES("\x1a\x45\xdf\xa3\x80\0"), ASSAY_EFORMAT},
    {"a page behind the end", &inspect_ogg,
     ROW_BYTES("OggS\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\xff"), ASSAY_EFORMAT},
    {"a tag behind the end", &inspect_mp3, ROW_BYTES("ID3\3\0\0\x7f\x7f\x7f\x7f\0"), ASSAY_EFORMAT},
    {"a block behind the end", &inspect_flac, ROW_BYTES("fLaC\0\xff\xff\xff"), ASSAY_EFORMAT},
    {"a list behind the end", &inspect_riff, ROW_BYTES("RIFF\x0c\0\0\0WAVELIST\xff\0\0\0"),
     ASSAY_EFORMAT},
};

static void check_hostile(void **state)
{
    const struct hostile_row *row = *state;
    struct inspected *seen = inspect_bytes(row->inspector, row->bytes, "x");

    if (seen->status != row->status)
        inspected_fail(seen, "the status of the row");
    inspected_free(seen);
}

/* Boxes and elements that are nested deeper than anybody would. */
static void check_depth(void **state)
{
    CLEANUP(buf_clear) struct buf boxes = {.ceiling = 1 << 22};
    struct inspected *seen;

    (void)state;
    buf_add(&boxes, "\0\0\0\10ftyp", 8);
    for (uint32_t left = 100000 * 8; left > 0; left -= 8) {
        const uint8_t box[8] = {(uint8_t)(left >> 24),
                                (uint8_t)(left >> 16),
                                (uint8_t)(left >> 8),
                                (uint8_t)left,
                                'm',
                                'o',
                                'o',
                                'v'};

        buf_add(&boxes, box, sizeof box);
    }
    seen = inspect_bytes(&inspect_isobmff, buf_bytes(&boxes), "x");
    assert_int_equal(seen->status, ASSAY_OK);
    inspected_free(seen);
}

/* Of a tag of MP3 and of the fields that Windows adds to Exif. */
static void wide_texts_are_handed_on(void **state)
{
    static const struct {
        const struct inspector *inspector;
        struct bytes text;
        const char *value;
    } wide[] = {
        {&inspect_mp3,
         ROW_BYTES("ID3\3\0\0\0\0\0\21TIT2\0\0\0\7\0\0\1\xff\xfe"
                   "a\0\xe9\0"),
         "a\xc3\xa9\n"},
        {&inspect_mp3, ROW_BYTES("ID3\3\0\0\0\0\0\17TIT2\0\0\0\5\0\0\2\0a\0b"), " ab\n"},
        {&inspect_mp3, ROW_BYTES("ID3\3\0\0\0\0\0\17TIT2\0\0\0\5\0\0\2\xd8\x3d\xde\x00"),
         " \xf0\x9f\x98\x80\n"},
        {&inspect_tiff, ROW_BYTES("II*\0\10\0\0\0\1\0\x9d\x9c\1\0\4\0\0\0a\0b\0\0\0\0\0"), " ab\n"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wide); i++) {
        struct inspected *seen = inspect_bytes(wide[i].inspector, wide[i].text, "x");

        assert_non_null(strstr(seen->values, wide[i].value));
        inspected_free(seen);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_depth),
        cmocka_unit_test(wide_texts_are_handed_on),
    };

    return RUN_CASES(check_corpus, rows) + RUN_CASES(check_corpus_damage, rows) +
           RUN_CASES(check_bids, rows) + RUN_CASES(check_hostile, hostile) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
