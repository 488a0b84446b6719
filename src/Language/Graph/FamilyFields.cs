using System.Collections.Immutable;
using System.Reflection;

namespace Dsl.Language.Graph;

/// <summary>Collects what the classes of a catalogue declare: their public static fields of one type.</summary>
internal static class FamilyFields
{
    /// <summary>The values of those fields, in the order of classes and fields.</summary>
    public static ImmutableArray<T> Of<T>(Type[] families)
        where T : class
    {
        var members = ImmutableArray.CreateBuilder<T>();
        foreach (var family in families)
        {
            foreach (var field in family.GetFields(BindingFlags.Public | BindingFlags.Static))
            {
                if (field.FieldType == typeof(T))
                    members.Add((T)field.GetValue(null)!);
            }
        }

        return members.ToImmutable();
    }
}
