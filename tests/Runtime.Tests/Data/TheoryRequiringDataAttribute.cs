namespace Dsl.Runtime.Tests.Data;

/// <summary>A test of several cases that need real data files; skipped with the reason when they are not on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryRequiringDataAttribute : TheoryAttribute
{
    public TheoryRequiringDataAttribute(params string[] files) => Skip = new FactRequiringDataAttribute(files).Skip;
}
