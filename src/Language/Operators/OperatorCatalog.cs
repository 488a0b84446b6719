using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using Dsl.Language.Graph;

namespace Dsl.Language.Operators;

/// <summary>Finds every operator: the public static fields of the classes marked <see cref="OperatorFamilyAttribute"/>.</summary>
public static class OperatorCatalog
{
    /// <summary>All operators, in the order of families and fields.</summary>
    public static ImmutableArray<Operator> All { get; } = Collect();

    private static FrozenDictionary<string, Operator> ByName { get; } = All.ToFrozenDictionary(static o => o.Name);

    /// <summary>The operator of that name, or null.</summary>
    public static Operator? Find(string name) => ByName.GetValueOrDefault(name);

    private static ImmutableArray<Operator> Collect() =>
    [
        .. typeof(OperatorCatalog).Assembly.GetTypes()
            .Where(static type => type.IsDefined(typeof(OperatorFamilyAttribute), inherit: false))
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .SelectMany(static type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(static field => field.FieldType == typeof(Operator))
            .Select(static field => (Operator)field.GetValue(null)!),
    ];
}
