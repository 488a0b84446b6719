namespace Dsl.Language.Services.Hovers;

/// <summary>What the words of the language mean, in a sentence each.</summary>
public static class WordDocumentation
{
    /// <summary>The sentence for a word; null for what is none.</summary>
    public static string? Of(string word) => word switch
    {
        "import" => "Brings in the functions, models and optimizers of a file: `import \"layers.nn\"`, or `import \"layers.nn\" as layers`.",
        "as" => "Gives what a file brings in a name of its own: `import \"layers.nn\" as layers`.",
        "fn" => "Declares a function, which owns no weights and has no effects: `fn area(width, height = 1.0) = width * height`.",
        "model" => "Declares a model: settings in the first parentheses, inputs in the second; what applies it owns its weights.",
        "optimizer" => "Declares an update rule: from a weight and its gradient it gives the new weight.",
        "param" => "Declares a trained tensor, with a start distribution (`~ xavier()`) or a start value (`= 0`).",
        "state" => "Declares a tensor that is kept from step to step, but not trained; `<-` gives it its next value.",
        "if" => "Chooses by a setting, a size or `training`; between computed values of a tensor `where(condition, a, b)` chooses.",
        "else" => "What holds where the condition of `if` does not.",
        "for" => "Repeats its block for each number of a range, element of a list, or row of a tensor.",
        "in" => "Says what a loop runs over: `for i in 0..10 { ... }`.",
        "scan" => "A recurrence: its block runs for t = 0, 1, ..., and what its last line gives is stacked along the axis it runs over.",
        "over" => "Says which dimension a recurrence runs over: `scan t over T`.",
        "with" => "Names the values that a recurrence hands from turn to turn, with their start values.",
        "require" => "States what sizes and settings must satisfy; it is checked before the script runs.",
        "assert" => "Ends the script with an error where the condition is false when it runs.",
        "and" => "True where both are.",
        "or" => "True where at least one is.",
        "not" => "True where its operand is false.",
        "true" or "false" => "A truth value.",
        _ => null,
    };
}
