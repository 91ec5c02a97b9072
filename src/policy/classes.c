/* classes.c - every class that an observation can have; a new one outside of the tables of
 * identifiers and patterns is a line here. */

#include <assay/policy.h>

#include "base/kit.h"
#include "examine/detect/detectors.h"
#include "examine/detect/patterns.h"
#include "examine/hdf5/hdf5_walk.h"
#include "examine/models/chat_template.h"
#include "examine/models/keras_config.h"
#include "examine/models/model_graph.h"
#include "examine/python/custom_code.h"
#include "examine/python/pickle_report.h"
#include "examine/r/r_walk.h"

static const struct seen_class {
    const char *name, *meaning;
} classes[] = {
    {CUSTOM_CODE, "code of the folder or of another repository that a loader fetches and runs"},
    {GRAPH_CUSTOM_OPERATOR, "an operator whose code is not in the file: whoever runs it brings it"},
    {GRAPH_FILE_ACCESS, "an operator or layer that reads or writes files, or the network"},
    {GRAPH_HOST_CODE, "an operator that runs code of the program which loads the graph"},
    {GRAPH_OUTSIDE_DATA, "tensors that are read from a path outside of the model's folder"},
    {HDF5_SEES_FILTER, "data that a plug-in has to unpack: a library that reading would load"},
    {HDF5_SEES_LINK, "a link into another file, which reading would open"},
    {HDF5_SEES_STORAGE, "data whose bytes lie in another file"},
    {HDF5_SEES_VIRTUAL, "a data set that is put together from other files"},
    {KERAS_CODE, "code that is stored in the model itself, such as that of a Lambda layer"},
    {PICKLE_CODE, "a name that runs code, or reaches what does, when the file is loaded"},
    {PICKLE_UNKNOWN_CODE,
     "a name that loading imports and that is not on the list of harmless ones"},
    {R_CODE, "code of R that is stored in the file, and that loading or use would run"},
    {TEMPLATE_PYTHON, "an expression in a template that leaves it for Python"},
    {"data.bad-record", "a record that cannot be read"},
    {"data.formula-cell", "a cell that a spreadsheet would run as a formula (=, +, -, @)"},
    {"data.ragged-row", "a row with more or fewer cells than the header"},
};

const char *assay_class_at(size_t index)
{
    const struct pattern *pattern;

    if (index < ARRAY_LEN(classes))
        return classes[index].name;
    index -= ARRAY_LEN(classes);
    if (index < identifier_count)
        return identifier_class_at(index);
    pattern = pattern_shipped(index - identifier_count);
    return pattern ? pattern->what.class_name : NULL;
}

const char *assay_class_meaning(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(classes); i++)
        if (strcmp(classes[i].name, name) == 0)
            return classes[i].meaning;
    for (size_t i = 0; i < identifier_count; i++)
        if (strcmp(identifier_class_at(i), name) == 0)
            return "";
    for (size_t i = 0; pattern_shipped(i); i++)
        if (strcmp(pattern_shipped(i)->what.class_name, name) == 0)
            return pattern_shipped(i)->title;
    return NULL;
}
