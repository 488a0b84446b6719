namespace Dsl.Language.Services.Colors;

/// <summary>What a piece of text is to a reader, so that an editor or a prompt can give it a colour.</summary>
public enum TokenColor
{
    Keyword,
    Operator,
    Number,
    String,

    /// <summary>Inside a string: an escape, the braces of a value put into it, the format behind its colon.</summary>
    Escape,
    Comment,
    DocumentationComment,
    Function,
    Model,
    Optimizer,

    /// <summary>One of the language's own units, such as <c>train</c> or <c>print</c>.</summary>
    Unit,
    Parameter,
    Dimension,
    Weight,
    State,
    Variable,
    Field,
    ElementType,

    /// <summary>The name under which an imported file is known.</summary>
    ImportAlias,
}
