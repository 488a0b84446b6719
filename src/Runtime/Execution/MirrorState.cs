namespace Dsl.Runtime.Execution;

/// <summary>How a tensor's mirror stands to its own memory.</summary>
internal enum MirrorState
{
    /// <summary>The tensor's own memory holds newer elements.</summary>
    Behind,

    /// <summary>Both hold the same.</summary>
    Same,

    /// <summary>The mirror holds newer elements.</summary>
    Ahead,
}
