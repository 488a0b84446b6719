namespace Dsl.Repl.Editing.Screen;

/// <summary>The roles of what the prompt shows, each with a look of its own where there are colours.</summary>
internal enum ScreenStyle : byte
{
    Plain,
    Prompt,
    Keyword,
    Number,
    Text,
    Comment,
    Function,
    Model,
    Dimension,
    Parameter,
    Weight,
    Operator,
    Command,

    /// <summary>What is told beside the entry: documentation, signatures, the search.</summary>
    Remark,

    /// <summary>What the search has found, or the argument that is being typed.</summary>
    Match,

    /// <summary>The chosen row of a menu.</summary>
    Chosen,
}
