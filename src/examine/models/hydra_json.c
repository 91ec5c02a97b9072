/*
 * hydra_json.c - JSON that is made into objects as YAML is: OmegaConf, MONAI's bundles and settings
 * of Python's logging take either. Of a file that nobody reads for that only what would run code is
 * told; it is read where detectors saw one of the keys (also_tags.c).
 *
 * Sources: inspect_hydra.c; MONAI, bundle/config_parser.py; Python, logging.config.
 */

#include "base/kit.h"
#include "examine/encoding/json_walk.h"
#include "examine/models/hydra.h"
#include "examine/python/custom_code.h"

enum { TEXT_SHOWN = 200 };

static void tell(struct json_walk *walk)
{
    bool *is = walk->reader;

    *is = true;
    custom_code(walk->evidence, ASSAY_LOAD_DANGEROUS, walk->scan.at, json_walk_name(walk, 0),
                bytes_front(walk->scan.text, TEXT_SHOWN));
}

static enum assay_status take_target(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (walk->token == JSON_TEXT && custom_code_runs(walk->scan.text))
        tell(walk);
    return ASSAY_OK;
}

static enum assay_status take_expression(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (walk->token == JSON_TEXT && hydra_expression_runs(walk->scan.text))
        tell(walk);
    return ASSAY_OK;
}

static const struct json_way ways[] = {
    {"**." HYDRA_TARGET, take_target, 0},
    {"**." HYDRA_COMPONENT, take_target, 0},
    {"**.()", take_target, 0},
    {"**", take_expression, 0},
};

enum assay_status hydra_read_json(struct cursor *cursor, struct evidence *evidence, bool *is)
{
    struct json_walk walk = {.evidence = evidence, .reader = is};
    enum assay_status status;

    *is = false;
    status = json_walk(cursor, ways, ARRAY_LEN(ways), &walk);
    json_walk_clear(&walk);
    return *is || status == ASSAY_ENOMEM || status == ASSAY_EIO ? status : ASSAY_OK;
}
