using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Training;

/// <summary>Brings the rows of one batch after the other to the inputs of a graph.</summary>
internal interface IBatchFeed : IDisposable
{
    /// <summary>Makes rows the values of the inputs.</summary>
    /// <param name="start">The place of the first of them in the order.</param>
    /// <param name="count">How many.</param>
    /// <returns>Null, or why they cannot be brought.</returns>
    Diagnostic? Load(long start, int count);
}
