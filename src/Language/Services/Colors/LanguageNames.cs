using System.Collections.Frozen;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Colors;

/// <summary>The colours of what every script knows: the library's declarations, operators, units, data functions and built-in names.</summary>
internal static class LanguageNames
{
    private static readonly FrozenSet<string> Units = UnitCatalog.All.Select(static unit => unit.Name).ToFrozenSet();

    /// <summary>The colour of a name of the language; null for a name that it does not have.</summary>
    public static (TokenColor Color, ColorModifiers Modifiers)? ColorOf(string name)
    {
        const ColorModifiers BuiltIn = ColorModifiers.BuiltIn | ColorModifiers.ReadOnly;
        const ColorModifiers Library = ColorModifiers.Library | ColorModifiers.ReadOnly;
        switch (LibraryDeclarations.Find(name))
        {
            case FunctionValue:
                return (TokenColor.Function, Library);
            case ModelValue:
                return (TokenColor.Model, Library);
            case OptimizerDeclarationValue:
                return (TokenColor.Optimizer, Library);
        }

        if (Units.Contains(name))
            return (TokenColor.Unit, BuiltIn);
        if (DataCatalog.Find(name) is not null || OperatorCatalog.Find(name) is { IsCallable: true })
            return (TokenColor.Function, BuiltIn);
        if (ElementTypes.FromName(name) is not null)
            return (TokenColor.ElementType, BuiltIn);
        return name is "pi" or "training" ? (TokenColor.Variable, BuiltIn) : null;
    }
}
