/* tensorflow_operators.h - what operators of TensorFlow reach for when a graph is run. */

#pragma once

#include "base/bytes.h"

enum tf_judgement {
    TF_PLAIN,     /* computes, or keeps state in memory */
    TF_SAVER,     /* reads or writes a checkpoint: ordinary where the saver does it */
    TF_FILES,     /* reads or writes files, or lists folders */
    TF_FILE_DATA, /* reads records from files: of pipelines of data, not of models */
    TF_NETWORK,   /* talks to other machines */
    TF_HOST,      /* calls Python of the program around it */
    TF_STOPS,     /* ends the process */
    TF_COMPILED,  /* runs what was compiled for a device, which nobody sees */
    TF_UNKNOWN,   /* TensorFlow does not bring it along */
};

enum tf_judgement tf_judge_operator(struct bytes name);
