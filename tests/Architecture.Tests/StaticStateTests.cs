using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Dsl.Language.Diagnostics;
using Dsl.Runtime.Execution;

namespace Dsl.Architecture.Tests;

/// <summary>No state is shared between runs: static fields are set once and hold nothing that can change.</summary>
public class StaticStateTests
{
    private const BindingFlags AllStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Assemblies => [.. new[] { typeof(Diagnostic), typeof(IBackend) }.Select(static t => t.Assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void StaticFieldsNeverChange(string assembly) =>
        Findings.AssertNone("a static field is set once", Fields(assembly).Where(static f => !f.IsInitOnly && !f.IsLiteral).Select(Name));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void StaticFieldsHoldNothingThatChanges(string assembly) =>
        Findings.AssertNone("a static field holds what cannot change", Fields(assembly).Where(static f => IsMutableCollection(f.FieldType)).Select(Name));

    private static IEnumerable<FieldInfo> Fields(string assembly) =>
        Assembly.Load(assembly).GetTypes()
            .Where(static type => !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && !type.FullName!.StartsWith("System.", StringComparison.Ordinal) && !type.Name.StartsWith('<'))
            .SelectMany(static type => type.GetFields(AllStatic))
            .Where(static field => !field.Name.StartsWith("<>", StringComparison.Ordinal) && !field.Name.StartsWith("CS$<>", StringComparison.Ordinal));

    private static bool IsMutableCollection(Type type) =>
        !type.IsArray && !type.IsValueType && type.Namespace is "System.Collections.Generic" or "System.Collections.Concurrent" or "System.Collections"
        && !type.IsInterface && typeof(IEnumerable).IsAssignableFrom(type);

    private static string Name(FieldInfo field) => $"{field.DeclaringType!.FullName}.{field.Name}: {field.FieldType}";
}
