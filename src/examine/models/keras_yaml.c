/* keras_yaml.c - whether a text is a model of Keras as a YAML, by how it begins. */

#include "base/kit.h"
#include "examine/models/keras_config.h"

bool keras_is_model_class(struct bytes name)
{
    static const char *const models[] = {"Functional", "Graph", "Model", "Sequential"};

    return bytes_is_one_of(name, models, ARRAY_LEN(models));
}

bool keras_config_begins_yaml(struct bytes head)
{
    static const char key[] = "class_name:";

    for (struct bytes rest = head; rest.size > 0;) {
        struct bytes line = bytes_until(rest, '\n');

        rest = bytes_from(rest, line.size + 1);
        if (bytes_ends(line, BYTES("\r")))
            line.size--;
        if (!bytes_starts(line, BYTES(key)))
            continue;
        line = bytes_from(line, strlen(key));
        while (line.size > 0 && line.data[0] == ' ')
            line = bytes_from(line, 1);
        return keras_is_model_class(line);
    }
    return false;
}
