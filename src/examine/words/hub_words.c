/*
 * hub_words.c - words of the Hub.
 * Sources: PyTorch, torch.dtype; transformers, modeling_utils.py (AttentionInterface); diffusers,
 * pipelines/__init__.py.
 */

#include "examine/words/hub_words.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/words/spdx.h"

static const struct {
    const char *name, *dtype;
} dtypes[] = {
    {"bfloat16", "BF16"},
    {"bool", "BOOL"},
    {"double", "F64"},
    {"float", "F32"},
    {"float16", "F16"},
    {"float32", "F32"},
    {"float64", "F64"},
    {"float8_e4m3fn", "F8_E4M3"},
    {"float8_e5m2", "F8_E5M2"},
    {"half", "F16"},
    {"int16", "I16"},
    {"int32", "I32"},
    {"int64", "I64"},
    {"int8", "I8"},
    {"uint8", "U8"},
};

const char *hub_dtype(struct bytes name)
{
    if (bytes_starts(name, BYTES("torch.")))
        name = bytes_from(name, strlen("torch."));
    for (size_t i = 0; i < ARRAY_LEN(dtypes); i++)
        if (bytes_equal(name, bytes_text(dtypes[i].name)))
            return dtypes[i].dtype;
    return NULL;
}

void hub_license(struct evidence *evidence, enum assay_fact_id id, struct bytes stated)
{
    CLEANUP(buf_clear) struct buf spdx;

    buf_init(&spdx, (size_t)4 * LIMIT_FACT_TEXT);
    spdx_normalise(stated, &spdx);
    evidence_set(evidence, id, DECLARED, spdx.status == ASSAY_OK ? buf_bytes(&spdx) : stated);
}

bool hub_is_attention(struct bytes name)
{
    static const char *const own[] = {"eager",
                                      "flash_attention_2",
                                      "flash_attention_3",
                                      "flash_attention_4",
                                      "flex_attention",
                                      "paged|eager",
                                      "paged|flash_attention_2",
                                      "paged|flash_attention_3",
                                      "paged|flash_attention_4",
                                      "paged|sdpa",
                                      "sdpa"};

    return bytes_is_one_of(name, own, ARRAY_LEN(own));
}

bool hub_is_pipeline_library(struct bytes name)
{
    static const char *const libraries[] = {
        "audioldm2",   "blip_diffusion",   "deepfloyd_if",     "diffusers",  "flax",
        "kandinsky",   "latent_diffusion", "onnxruntime",      "optimum",    "paint_by_example",
        "shap_e",      "stable_audio",     "stable_diffusion", "tokenizers", "transformers",
        "unidiffuser", "wuerstchen"};

    return bytes_is_one_of(name, libraries, ARRAY_LEN(libraries));
}
