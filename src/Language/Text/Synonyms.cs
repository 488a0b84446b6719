
namespace Dsl.Language.Text;

/// <summary>What the same thing is called elsewhere in the field.</summary>
internal static class Synonyms
{
    private static readonly IReadOnlyDictionary<string, string> Table = new Dictionary<string, string>
    {
        ["learning_rate"] = "lr",
        ["eta"] = "lr",
        ["dim"] = "over",
        ["dims"] = "over",
        ["axis"] = "over",
        ["axes"] = "over",
        ["keepdims"] = "keep",
        ["keepdim"] = "keep",
        ["batch_size"] = "batch",
        ["num_epochs"] = "epochs",
        ["n_epochs"] = "epochs",
        ["criterion"] = "loss",
        ["loss_fn"] = "loss",
        ["units"] = "out",
        ["kernel_size"] = "kernel",
        ["validation"] = "validate",
        ["validation_data"] = "validate",
        ["linear"] = "dense",
        ["Linear"] = "dense",
        ["Dense"] = "dense",
        ["Conv2d"] = "conv2d",
        ["LayerNorm"] = "layernorm",
        ["ReLU"] = "relu",
        ["Adam"] = "adam",
        ["SGD"] = "sgd",
        ["CrossEntropyLoss"] = "cross_entropy",
        ["MSELoss"] = "mse",
        ["Embedding"] = "embedding",
        ["Dropout"] = "dropout",
        ["len"] = "size",
        ["permute"] = "transpose",
        ["view"] = "reshape",
        ["clamp"] = "clip",
        ["cat"] = "concatenate",
        ["concat"] = "concatenate",
        ["amax"] = "max",
        ["rand"] = "random",
    };

    /// <summary>This language's name for it, or null.</summary>
    public static string? Of(string name) => Table.GetValueOrDefault(name);
}
