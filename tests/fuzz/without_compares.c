/*
 * without_compares.c - what is called in place of libFuzzer's look at each memcmp and its like,
 * of which the address sanitizer tells it, where comparisons are not to be noted
 * (ASSAY_FUZZ_COMPARES=OFF). The linker gives libFuzzer's names this place.
 */

void ignore_compare(void);

void ignore_compare(void)
{
}
