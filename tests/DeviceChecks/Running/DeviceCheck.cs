using System.Collections.Immutable;
using Dsl.DeviceChecks.Graphs;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Running;

/// <summary>Something that a backend must compute as the reference does.</summary>
/// <param name="Suite">The suite it belongs to.</param>
/// <param name="Name">Its name there.</param>
internal abstract record DeviceCheck(string Suite, string Name)
{
    /// <summary>Programs that will be asked for, so that their kernels can be built together.</summary>
    public virtual ImmutableArray<CompileRequest> Requests(CheckExtent extent) => [];

    /// <summary>Does it.</summary>
    /// <returns>The number of comparisons.</returns>
    /// <exception cref="CheckFailedException">Something differs.</exception>
    public abstract int Run(IBackend backend, CheckExtent extent);
}
