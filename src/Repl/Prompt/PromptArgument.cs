namespace Dsl.Repl.Prompt;

/// <summary>What follows a command of the prompt.</summary>
internal enum PromptArgument
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>An expression of the language.</summary>
    Expression,

    /// <summary>Anything that can be entered.</summary>
    Entry,

    /// <summary>The path of a script.</summary>
    File,

    /// <summary>The path of a file that is written.</summary>
    NewFile,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>The name of what computes.</summary>
    Device,

    /// <summary>The name of a command.</summary>
    Command,
}
