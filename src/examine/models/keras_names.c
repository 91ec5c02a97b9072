/*
 * keras_names.c - classes that Keras itself brings: layers, models, optimizers, losses, metrics and
 * what they are configured with, of Keras 1 to 3, each in byte order.
 *
 * Source: keras-team/keras, the classes of keras/src and the names of its public API. Left out is
 * what runs or loads something when it is made: see keras_config.c.
 */

#include "examine/models/keras_config.h"

#include <stdlib.h>

#include "base/kit.h"

/* clang-format off */
static const char *const classes[] = {
    "AUC", "AUCCurve", "AUCSummationMethod", "AWQ", "AWQConfig", "AWQDTypePolicy", "Abs",
    "AbsMaxQuantizer", "Absolute", "AbstractRNNCell", "Accuracy", "Activation",
    "ActivityRegularization", "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax",
    "AdaptiveAveragePool", "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D",
    "AdaptiveAveragePooling3D", "AdaptiveMaxPool", "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D",
    "AdaptiveMaxPooling3D", "Add", "AdditiveAttention", "AffineTransform", "All", "AllClose",
    "AlphaDropout", "Amax", "Amin", "Angle", "Any", "Append", "Arange", "Arccos", "Arccosh",
    "Arcsin", "Arcsinh", "Arctan", "Arctan2", "Arctanh", "Argmax", "Argmin", "Argpartition",
    "Argsort", "Array", "ArraySplit", "Attention", "AugMix", "AutoContrast", "Average",
    "AveragePool", "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "AvgPool1D",
    "AvgPool2D", "AvgPool3D", "BCE", "BaseAdaptiveAveragePooling", "BaseAdaptiveMaxPooling",
    "BaseAdaptivePooling", "BaseConv", "BaseConvTranspose", "BaseDepthwiseConv",
    "BaseGlobalPooling", "BaseImagePreprocessingLayer", "BaseOptimizer", "BasePooling",
    "BaseSeparableConv", "BaseSpatialDropout", "BatchFromFilesMixin", "BatchNorm",
    "BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2", "Bidirectional",
    "BinaryAccuracy", "BinaryCrossentropy", "BinaryFocalCrossentropy", "BinaryIoU", "Bincount",
    "BitwiseAnd", "BitwiseInvert", "BitwiseLeftShift", "BitwiseNot", "BitwiseOr",
    "BitwiseRightShift", "BitwiseXor", "BoundingBox", "BroadcastTo", "CDist", "CENTER_XYWH", "CTC",
    "CTCDecode", "CTCLoss", "CallContext", "CallSpec", "Cast", "CategoricalAccuracy",
    "CategoricalCrossentropy", "CategoricalEncoding", "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy", "CategoricalHinge", "CategoryCrossing",
    "CategoryEncoding", "Cbrt", "Ceil", "Celu", "CenterCrop", "Cholesky", "CholeskyInverse",
    "Circle", "ClassMethod", "Clip", "ColumnStack", "Concatenate", "ConcordanceCorrelation",
    "ConfusionMatrix", "Conj", "Conjugate", "Constant", "Constraint",
    "ContrastLimitedAdaptiveHistogramEqualization", "Conv", "Conv1D", "Conv1DTranspose", "Conv2D",
    "Conv2DTranspose", "Conv3D", "Conv3DTranspose", "ConvLSTM", "ConvLSTM1D", "ConvLSTM2D",
    "ConvLSTM2DCell", "ConvLSTM3D", "ConvLSTMCell", "ConvRNN2D", "ConvTranspose",
    "ConvertToTensor", "Convolution1D", "Convolution1DTranspose", "Convolution2D",
    "Convolution2DTranspose", "Convolution3D", "Convolution3DTranspose", "Copy", "Corrcoef",
    "Correlate", "Cos", "Cosh", "CosineDecay", "CosineDecayRestarts", "CosineSimilarity",
    "CountNonzero", "CropImages", "Cropping1D", "Cropping2D", "Cropping3D", "Cross", "CuDNNGRU",
    "CuDNNLSTM", "Cumprod", "Cumsum", "CutMix", "DTypePolicy", "DTypePolicyMap",
    "DataFrameIterator", "DataLayer", "DefunOptimizer", "Deg2rad", "Dense", "DenseFeatures",
    "DepthToSpace", "DepthwiseConv", "DepthwiseConv1D", "DepthwiseConv2D", "Det", "DeviceWrapper",
    "Diag", "Diagflat", "Diagonal", "Dice", "Diff", "Digitize", "DisableSharedObjectScope",
    "Discretization", "Divide", "DivideNoNan", "Dot", "DotProductAttention", "Dropout",
    "DropoutRNNCell", "DropoutWrapper", "Dsplit", "Dstack", "DynamicLossScale", "ELU", "Eig",
    "Eigh", "Einsum", "EinsumDense", "ElasticTransform", "Elu", "Embedding", "EmptyLike",
    "Encoder", "Equal", "Equalization", "Erf", "Erfc", "Erfinv", "Exp", "Exp2", "ExpandDims",
    "Expm1", "ExponentialDecay", "ExtractPatches", "ExtractSequences", "Eye", "F1Score",
    "FBetaScore", "FFT", "FFT2", "Fabs", "FakeQuantWithMinMaxVars", "FalseNegatives",
    "FalsePositives", "Feature", "FeatureSpace", "Flatten", "Flip", "Fliplr", "Flipud",
    "Float8QuantizationConfig", "FloatDTypePolicy", "Floor", "FloorDivide", "Fmax", "Fmin", "Fmod",
    "Fold", "Ftrl", "Full", "FullLike", "Function", "Functional", "GPTQ", "GPTQConfig",
    "GPTQDTypePolicy", "GPTQQuantizer", "GRU", "GRUCell", "GRUV1", "Gammainc", "GaussianBlur",
    "GaussianDropout", "GaussianNoise", "Gcd", "Gelu", "Geomspace", "GetItem",
    "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D",
    "GlobalAvgPool1D", "GlobalAvgPool2D", "GlobalAvgPool3D", "GlobalMaxPool1D", "GlobalMaxPool2D",
    "GlobalMaxPool3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D",
    "GlorotNormal", "GlorotUniform", "Glu", "Greater", "GreaterEqual", "GroupNormalization",
    "GroupQueryAttention", "GroupedQueryAttention", "HSVToRGB", "HardShrink", "HardSigmoid",
    "HardSilu", "HardTanh", "HashedCrossing", "Hashing", "HeNormal", "HeUniform", "Heaviside",
    "Highway", "Hinge", "Histogram", "Hsplit", "Hstack", "Huber", "Hypot", "I0", "IFFT2", "IRFFT",
    "ISTFT", "Identity", "IdentityInitializer", "Imag", "InTopK", "IndexLookup", "Initializer",
    "Inner", "InputLayer", "InputSpec", "InstanceMethod", "Int4DTypePolicy",
    "Int4QuantizationConfig", "Int8QuantizationConfig", "IntegerLookup", "Inv", "InverseTimeDecay",
    "IoU", "IsIn", "Isclose", "Isfinite", "Isinf", "Isnan", "Isneginf", "Isposinf", "Isreal",
    "JVP", "KLD", "KLDivergence", "KerasHistory", "KerasTensor", "Kron", "L1", "L1L2", "L2",
    "LSTM", "LSTMCell", "LSTMV1", "Lamb", "Layer", "LayerNorm", "LayerNormalization", "Lcm",
    "Ldexp", "LeakyReLU", "LeakyRelu", "LearningRateSchedule", "LecunNormal", "LecunUniform",
    "LeftShift", "Less", "LessEqual", "Linspace", "Lion", "LocallyConnected1D",
    "LocallyConnected2D", "Log", "Log10", "Log1p", "Log2", "LogCosh", "LogCoshError", "LogSigmoid",
    "LogSoftmax", "Logaddexp", "Logaddexp2", "Logdet", "LogicalAnd", "LogicalNot", "LogicalOr",
    "LogicalXor", "Logspace", "Logsumexp", "Loss", "LossFunctionWrapper", "LossScaleOptimizer",
    "Lstsq", "LuFactor", "MAE", "MAPE", "MSE", "MSLE", "MapCoordinates", "Masking", "Matmul",
    "MatrixPower", "MatrixRank", "Max", "MaxNorm", "MaxNumBoundingBoxes", "MaxPool", "MaxPool1D",
    "MaxPool2D", "MaxPool3D", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "Maximum",
    "MaxoutDense", "Mean", "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanIoU",
    "MeanMetricWrapper", "MeanSquaredError", "MeanSquaredLogarithmicError", "Median",
    "MelSpectrogram", "Merge", "Meshgrid", "Metric", "Min", "MinMaxNorm", "Minimum", "MixUp",
    "Mod", "Model", "Moments", "Moveaxis", "MultiHeadAttention", "MultiHot", "MultiOptimizer",
    "Multiply", "Muon", "Nadam", "NanToNum", "Nanargmax", "Nanargmin", "Nancumprod", "Nancumsum",
    "Nanmax", "Nanmean", "Nanmedian", "Nanmin", "Nanpercentile", "Nanprod", "Nanquantile",
    "Nanstd", "Nansum", "Nanvar", "Ndim", "Negative", "Nextafter", "Node", "NonNeg", "Nonzero",
    "NoopLoadingScope", "Norm", "Normalization", "Normalize", "NotEqual", "OneHot", "OneHotIoU",
    "OneHotMeanIoU", "Ones", "OnesLike", "Operation", "Optimizer", "OptimizerMap", "Orthogonal",
    "OrthogonalInitializer", "OrthogonalRegularizer", "Outer", "PReLU", "PSNR", "Pad", "PadImages",
    "PearsonCorrelation", "PeepholeLSTMCell", "Percentile", "Permute", "PerspectiveTransform",
    "PiecewiseConstantDecay", "Pinv", "Pipeline", "Poisson", "Polar", "Policy", "PolicyV1",
    "PolynomialDecay", "Power", "Precision", "PrecisionAtRecall", "PreprocessingLayer", "Prod",
    "Ptp", "Qr", "Quantile", "QuantizationConfig", "QuantizationReport", "QuantizedDTypePolicy",
    "QuantizedFloat8DTypePolicy", "Quantizer", "R2Score", "REL_XYWH", "REL_XYXY", "REL_YXYX",
    "RFFT", "RGBToGrayscale", "RGBToHSV", "RMSNorm", "RMSNormalization", "RMSProp", "RMSprop",
    "RNN", "Rad2deg", "RandAugment", "RandomBrightness", "RandomColorDegeneration",
    "RandomColorJitter", "RandomContrast", "RandomCrop", "RandomElasticTransform", "RandomErasing",
    "RandomFlip", "RandomGaussianBlur", "RandomGrayscale", "RandomHeight", "RandomHue",
    "RandomInitializer", "RandomInvert", "RandomNormal", "RandomPerspective",
    "RandomPosterization", "RandomRotation", "RandomSaturation", "RandomSharpness", "RandomShear",
    "RandomTranslation", "RandomUniform", "RandomWidth", "RandomZoom", "Ravel", "ReLU", "Real",
    "Rearrange", "Recall", "RecallAtPrecision", "Reciprocal", "ReconstructPatches", "Reduction",
    "Regularizer", "Relu", "Relu6", "Repeat", "RepeatVector", "Rescaling", "Reshape",
    "ResidualWrapper", "Resize", "Resizing", "ReversibleEmbedding", "RightShift", "Roll",
    "RootMeanSquaredError", "Rot90", "Round", "Rsqrt", "SGD", "SSIM", "STFT", "STFTInitializer",
    "STFTSpectrogram", "SVD", "SaturateCast", "ScaleAndTranslate", "Scatter", "ScatterUpdate",
    "ScheduleFreeAdamW", "SearchSorted", "SeedGenerator", "SegmentMax", "SegmentMin",
    "SegmentProd", "SegmentReduction", "SegmentSum", "Select", "Selu", "SensitivityAtSpecificity",
    "SensitivitySpecificityBase", "SeparableConv", "SeparableConv1D", "SeparableConv2D",
    "SeparableConvolution1D", "SeparableConvolution2D", "Sequential", "SharedObjectConfig",
    "SharedObjectLoadingScope", "SharedObjectSavingScope", "Sigmoid", "Sign", "Signbit", "Silu",
    "SimpleRNN", "SimpleRNNCell", "Sin", "Sinc", "Sinh", "Size", "Slice", "SliceUpdate", "Slogdet",
    "SobelEdges", "SoftShrink", "Softmax", "Softplus", "Softsign", "Solarization", "Solve",
    "SolveTriangular", "Sort", "SpaceToDepth", "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy", "SparsePlus", "SparseSigmoid",
    "SparseTopKCategoricalAccuracy", "Sparsemax", "SpatialDropout1D", "SpatialDropout2D",
    "SpatialDropout3D", "SpecificityAtSensitivity", "SpectralNormalization", "Split", "Sqrt",
    "Square", "SquaredHinge", "Squareplus", "Squeeze", "Stack", "StackedRNNCells", "Std",
    "StopGradient", "StringLookup", "Subtract", "Sum", "Swapaxes", "SymbolicArguments",
    "SyncBatchNormalization", "TFDConcat", "TFDIdentity", "Take", "TakeAlongAxis", "Tan", "Tanh",
    "TanhShrink", "Tensordot", "TernaryDTypePolicy", "TernaryDense", "TernaryQuantizationConfig",
    "TextVectorization", "Threshold", "ThresholdedReLU", "Tile", "TimeDistributed", "TopK",
    "TopKCategoricalAccuracy", "Trace", "Transpose", "Trapezoid", "Tril", "Triu", "TrueDivide",
    "TrueNegatives", "TruePositives", "Trunc", "TruncatedNormal", "Tversky", "Unfold", "Unique",
    "UnitNorm", "UnitNormalization", "UnravelIndex", "Unstack", "UpSampling1D", "UpSampling2D",
    "UpSampling3D", "Vander", "Var", "VarianceScaling", "Vdot", "View", "ViewAsComplex",
    "ViewAsReal", "Vsplit", "Vstack", "Where", "Wrapper", "XYWH", "XYXY", "YXYX", "ZeroPadding1D",
    "ZeroPadding2D", "ZeroPadding3D", "Zeros", "ZerosLike", "abs", "abs_max_quantize",
    "abs_max_quantize_grouped_with_zero_point", "absolute", "adaptive_average_pool",
    "adaptive_max_pool", "add", "affine_transform", "all", "allclose", "amax", "amin", "angle",
    "any", "append", "arange", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2",
    "arctanh", "argmax", "argmin", "argpartition", "argsort", "array", "array_split",
    "associative_scan", "average", "average_pool", "bartlett", "batch_normalization", "bce",
    "binary_accuracy", "binary_crossentropy", "binary_focal_crossentropy", "bincount",
    "bitwise_and", "bitwise_invert", "bitwise_left_shift", "bitwise_not", "bitwise_or",
    "bitwise_right_shift", "bitwise_xor", "blackman", "broadcast_to", "cast",
    "categorical_accuracy", "categorical_crossentropy", "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy", "categorical_hinge", "cbrt", "cdist", "ceil", "celu",
    "cholesky", "cholesky_inverse", "circle", "clip", "concatenate", "concordance_correlation",
    "cond", "conj", "conjugate", "constant", "conv", "conv_transpose", "convert_to_numpy",
    "convert_to_tensor", "copy", "corrcoef", "correlate", "cos", "cosh", "cosine",
    "cosine_proximity", "cosine_similarity", "count_nonzero", "crop_images", "cross", "ctc",
    "ctc_decode", "ctc_loss", "cumprod", "cumsum", "deg2rad", "depth_to_space", "depthwise_conv",
    "deserialize", "det", "diag", "diagflat", "diagonal", "dice", "diff", "digitize", "divide",
    "divide_no_nan", "dot", "dot_product_attention", "dsplit", "dstack", "dtype", "eig", "eigh",
    "einsum", "elastic_transform", "elu", "empty", "empty_like", "equal", "erf", "erfc", "erfinv",
    "exp", "exp2", "expand_dims", "expm1", "exponential", "extract_patches", "extract_patches_3d",
    "extract_sequences", "eye", "fabs", "fft", "fft2", "flip", "fliplr", "flipud", "floor",
    "floor_divide", "fmax", "fmin", "fmod", "fold", "fori_loop", "full", "full_like", "gammainc",
    "gaussian_blur", "gcd", "gelu", "geomspace", "get", "get_item", "glorot_normal",
    "glorot_uniform", "glu", "greater", "greater_equal", "hamming", "hanning", "hard_shrink",
    "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "hashing_trick", "he_normal",
    "he_uniform", "heaviside", "hinge", "histogram", "hsplit", "hstack", "hsv_to_rgb", "huber",
    "huber_loss", "hypot", "i0", "identity", "ifft2", "imag", "in_top_k", "inner", "inv", "irfft",
    "isclose", "isfinite", "isin", "isinf", "isnan", "isneginf", "isposinf", "isreal", "istft",
    "kaiser", "kl_divergence", "kld", "kron", "kullback_leibler_divergence", "l1", "l1_l2", "l2",
    "layer_normalization", "lcm", "ldexp", "leaky_relu", "lecun_normal", "lecun_uniform",
    "left_shift", "less", "less_equal", "linear", "linspace", "log", "log10", "log1p", "log2",
    "log_cosh", "log_sigmoid", "log_softmax", "logaddexp", "logaddexp2", "logcosh", "logdet",
    "logical_and", "logical_not", "logical_or", "logical_xor", "logspace", "logsumexp", "lstsq",
    "lu_factor", "mae", "map", "map_coordinates", "mape", "matmul", "matrix_power", "matrix_rank",
    "max", "max_norm", "max_pool", "maximum", "mean", "mean_absolute_error",
    "mean_absolute_percentage_error", "mean_squared_error", "mean_squared_logarithmic_error",
    "median", "meshgrid", "min", "min_max_norm", "minimum", "mish", "mod", "moments", "moveaxis",
    "mse", "msle", "multi_hot", "multiply", "nan_to_num", "nanargmax", "nanargmin", "nancumprod",
    "nancumsum", "nanmax", "nanmean", "nanmedian", "nanmin", "nanpercentile", "nanprod",
    "nanquantile", "nanstd", "nansum", "nanvar", "ndim", "negative", "nextafter", "non_neg",
    "nonzero", "norm", "normalize", "not_equal", "one_hot", "ones", "ones_like", "orthogonal",
    "orthogonal_regularizer", "outer", "pad", "pad_images", "pearson_correlation", "percentile",
    "perspective_transform", "pinv", "poisson", "polar", "power", "prod", "psnr", "ptp", "qr",
    "quantile", "r2_score", "rad2deg", "random_normal", "random_uniform", "ravel", "real",
    "reciprocal", "reconstruct_patches", "relu", "relu6", "repeat", "reshape", "resize", "rfft",
    "rgb_to_grayscale", "rgb_to_hsv", "right_shift", "rms_normalization", "roll", "rot90", "round",
    "rsqrt", "saturate_cast", "scale_and_translate", "scan", "scatter", "scatter_update",
    "searchsorted", "segment_max", "segment_min", "segment_prod", "segment_sum", "select", "selu",
    "separable_conv", "serialize", "shape", "sigmoid", "sign", "signbit", "silu", "sin", "sinc",
    "sinh", "size", "slice", "slice_update", "slogdet", "sobel_edges", "soft_shrink", "softmax",
    "softplus", "softsign", "solve", "solve_triangular", "sort", "sparse_categorical_accuracy",
    "sparse_categorical_crossentropy", "sparse_plus", "sparse_sigmoid",
    "sparse_top_k_categorical_accuracy", "sparsemax", "split", "sqrt", "square", "squared_hinge",
    "squareplus", "squeeze", "stack", "std", "stft", "stop_gradient", "subtract", "sum", "svd",
    "swapaxes", "swish", "switch", "take", "take_along_axis", "tan", "tanh", "tanh_shrink",
    "tensordot", "text_to_word_sequence", "threshold", "tile", "top_k",
    "top_k_categorical_accuracy", "trace", "transpose", "trapezoid", "tri", "tril", "triu",
    "true_divide", "trunc", "truncated_normal", "tversky", "unfold", "unique", "unit_norm",
    "unravel_index", "unstack", "vander", "var", "variance_scaling", "vdot", "vectorize", "view",
    "vsplit", "vstack", "where", "while_loop", "zeros", "zeros_like",
};
/* clang-format on */

/* Modules below keras, or keras.src, whose classes only compute. */
static const char *const modules[] = {
    "activations", "constraints", "dtype_policies", "engine",          "initializers", "layers",
    "legacy",      "losses",      "metrics",        "mixed_precision", "models",       "ops",
    "optimizers",  "quantizers",  "random",         "regularizers",
};

static int compare(const void *key, const void *element)
{
    return bytes_compare(*(const struct bytes *)key, bytes_text(*(const char *const *)element));
}

bool keras_knows_class(struct bytes name)
{
    return bsearch(&name, classes, ARRAY_LEN(classes), sizeof *classes, compare) != NULL;
}

/* The rest behind "word." or behind all of "word"; false where `text` begins otherwise. */
static bool behind(struct bytes *text, const char *word)
{
    struct bytes start = bytes_text(word);

    if (!bytes_starts(*text, start) || (text->size > start.size && text->data[start.size] != '.'))
        return false;
    *text = bytes_from(*text, start.size + 1);
    return true;
}

bool keras_knows_module(struct bytes module)
{
    if (!behind(&module, "keras") && !behind(&module, "tf_keras") &&
        !behind(&module, "tensorflow.keras") && !behind(&module, "tensorflow.python.keras"))
        return false;
    (void)(behind(&module, "src") || behind(&module, "api") || behind(&module, "_tf_keras.keras"));
    if (module.size == 0)
        return true; /* keras itself */
    for (size_t i = 0; i < ARRAY_LEN(modules); i++) {
        struct bytes rest = module;

        if (behind(&rest, modules[i]))
            return true;
    }
    return false;
}
