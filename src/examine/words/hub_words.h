/* hub_words.h - words that the files of the Hub use, and what they mean here. */

#pragma once

#include "examine/inspector.h"

/* "bfloat16", "torch.float16" and kin as other formats name them ("BF16"); NULL for others. */
const char *hub_dtype(struct bytes name);

/* Adds a licence, by its SPDX identifier where that is known, to a list of licences. */
void hub_license(struct evidence *evidence, enum assay_fact_id id, struct bytes stated);

/* An implementation of attention that comes with the library. */
bool hub_is_attention(struct bytes name);

/* A library, or a folder of diffusers' own pipelines, that parts of a pipeline come from. */
bool hub_is_pipeline_library(struct bytes name);
