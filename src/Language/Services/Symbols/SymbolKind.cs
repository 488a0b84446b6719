namespace Dsl.Language.Services.Symbols;

/// <summary>What a name stands for.</summary>
public enum SymbolKind
{
    /// <summary>A function declared with <c>fn</c>, of the script or the library.</summary>
    Function,

    /// <summary>A model.</summary>
    Model,

    /// <summary>An optimizer.</summary>
    Optimizer,

    /// <summary>A setting of a model or optimizer, or a parameter of something built in.</summary>
    ConfigurationParameter,

    /// <summary>An input of a model, or a parameter of a function.</summary>
    Input,

    /// <summary>A dimension that a shape names.</summary>
    Dimension,

    /// <summary>A name that a statement binds.</summary>
    Local,

    /// <summary>A trained tensor, declared with <c>param</c>.</summary>
    Weight,

    /// <summary>A kept tensor that is not trained, declared with <c>state</c>.</summary>
    State,

    /// <summary>The variable of a loop or recurrence, or an index of index notation.</summary>
    LoopVariable,

    /// <summary>A value that a recurrence hands from turn to turn.</summary>
    CarriedValue,

    /// <summary>The name of an imported file.</summary>
    ImportAlias,

    /// <summary>A primitive operator.</summary>
    Operator,

    /// <summary>One of the language's own units, such as <c>train</c>.</summary>
    Unit,

    /// <summary>A function that makes or changes data.</summary>
    DataFunction,

    /// <summary>A type of elements, such as <c>float</c>.</summary>
    ElementType,

    /// <summary>A named part of a record, of data, or of a model.</summary>
    Field,

    /// <summary>A built-in value, such as <c>pi</c>.</summary>
    Constant,
}
