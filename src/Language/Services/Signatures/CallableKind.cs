namespace Dsl.Language.Services.Signatures;

/// <summary>What kind of thing is called.</summary>
internal enum CallableKind
{
    Function,

    /// <summary>A model before its settings; a call makes an instance.</summary>
    Model,

    /// <summary>A model with its settings; a call applies it.</summary>
    Instance,
    Optimizer,
    Operator,
    DataFunction,
    Unit,
}
