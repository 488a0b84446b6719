namespace Dsl.Runtime.Kernels;

/// <summary>An axis of a <see cref="TableSpace"/>.</summary>
public enum TableAxis
{
    Batch,
    Row,
    Column,
}
