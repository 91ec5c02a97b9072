/* fuzz_media.c - any bytes as pictures, sound or video. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct inspector *const some[] = {
        &inspect_bmp,  &inspect_flac,     &inspect_gif,  &inspect_isobmff,
        &inspect_jpeg, &inspect_matroska, &inspect_mp3,  &inspect_ogg,
        &inspect_png,  &inspect_riff,     &inspect_tiff,
    };

    return fuzz_unloaded(some, ARRAY_LEN(some), data, size);
}
