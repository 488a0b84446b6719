namespace Dsl.Language.Services.Completion;

/// <summary>What kind of value a place asks for.</summary>
internal enum ExpectedValue
{
    Any,
    Loss,
    Optimizer,
    Schedule,
    Initializer,
    Metric,
    Data,
    Instance,
    Truth,
    Axis,
    Precision,
    WholeNumber,

    /// <summary>Something that a piped value goes to.</summary>
    Callable,

    /// <summary>A tensor; of the shape that <see cref="Expectation.Shape"/> says, where it says one.</summary>
    Tensor,

    /// <summary>The name of an argument.</summary>
    ArgumentName,

    /// <summary>What is bound: the cursor stands before <c>=</c> or <c>&lt;-</c>.</summary>
    Target,
}
