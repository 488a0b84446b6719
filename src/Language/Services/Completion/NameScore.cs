using Dsl.Language.Services.Symbols;

namespace Dsl.Language.Services.Completion;

/// <summary>How likely a name is meant at a place; sums of what speaks for it, in points.</summary>
internal static class NameScore
{
    /// <summary>A name that is of the kind asked for stands before all that are not.</summary>
    public const double Fits = 60;

    /// <summary>A name that cannot be meant stands behind all that can.</summary>
    public const double DoesNotFit = -60;

    /// <summary>A name of the script's own that may have been made for the place.</summary>
    public const double MayFit = 40;

    /// <summary>What the uses round a place say.</summary>
    public static double OfUse(NearbyUse? use)
    {
        if (use is null)
            return 0;
        const double Nearest = 14;
        const double Fading = 12;
        var near = use.Distance == int.MaxValue ? 0 : Nearest * Fading / (Fading + use.Distance);
        return near + (10 * Saturated(use.AfterSame)) + (16 * Saturated(use.AfterSameTwo)) + (6 * Saturated(use.BetweenSame)) + (2 * Saturated(use.Count));
    }

    /// <summary>What the uses of a name behind other dots say.</summary>
    public static double OfMember(NearbyUse? use) =>
        use is null ? 0 : (10 * Saturated(use.AfterSame)) + (16 * Saturated(use.AfterSameTwo)) + (6 * Saturated(use.BetweenSame));

    /// <summary>What the place of its declaration says: the nearer, the likelier.</summary>
    public static double OfScope(Symbol symbol) => symbol.Kind switch
    {
        SymbolKind.Local or SymbolKind.LoopVariable or SymbolKind.CarriedValue or SymbolKind.Input or SymbolKind.Weight or SymbolKind.State
            or SymbolKind.ConfigurationParameter => 12,
        SymbolKind.Dimension => 8,
        _ => symbol.Declaration switch
        {
            null => 1,
            { Source.IsLibrary: true } => 2,
            _ => 9,
        },
    };

    /// <summary>What most scripts use stands before what few do.</summary>
    public static double OfHabit(string name) => name switch
    {
        "dense" or "relu" or "softmax" or "print" or "train" or "mean" or "sum" => 8,
        "sqrt" or "exp" or "log" or "abs" or "float" or "random" or "shape" or "max" or "min" or "where" or "accuracy" or "evaluate" or "minimize"
            or "cross_entropy" or "adam" or "adamw" or "sgd" or "rearrange" or "concatenate" or "embedding" or "layernorm" => 6,
        "dropout" or "tanh" or "sigmoid" or "csv" or "split" or "chars" or "windows" or "standardize" or "plot" or "show" or "grad" or "generate" or "summary"
            or "argmax" or "one_hot" or "size" or "int" or "parameter_count" or "squeeze" or "reshape" or "mse" or "pi" or "gelu" or "normal" or "xavier" => 4,
        _ => 0,
    };

    private static double Saturated(int count) => count / (count + 1.0);
}
