namespace Dsl.Runtime.Tests.Data;

/// <summary>Tests that measure the memory of the whole process run while no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessMemory
{
    public const string Name = "process memory";
}
