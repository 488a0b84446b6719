namespace Dsl.Language.Services.Completion;

/// <summary>What a proposal stands for.</summary>
public enum CompletionKind
{
    Variable,
    Parameter,
    NamedArgument,
    Dimension,
    Weight,
    State,
    Function,
    Model,
    Optimizer,
    Unit,
    Field,
    Constant,
    ElementType,
    ImportAlias,
    Keyword,
    Snippet,
    File,
    Folder,
    Column,
    Option,
}
