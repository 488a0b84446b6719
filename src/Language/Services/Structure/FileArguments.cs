using Dsl.Language.Binding.Units;
using Dsl.Language.Data;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Structure;

/// <summary>Knows which arguments of which calls name a file to be read.</summary>
internal static class FileArguments
{
    /// <summary>Whether a parameter of that name, of a function of that name, takes the name of a file that is there.</summary>
    public static bool IsFile(string callee, string parameter) =>
        parameter is "path" or "from" && (DataCatalog.Find(callee) is not null || callee == ModelUnits.Load.Name);

    /// <summary>The parameter that an argument of a data function or unit goes to; null when none does.</summary>
    public static string? ParameterOf(CallSyntax call, ArgumentSyntax argument, bool isPiped)
    {
        if (argument.Name is { } name)
            return name.Text;
        if (call.Callee is not NameSyntax callee)
            return null;
        var place = isPiped ? 1 : 0;
        foreach (var other in call.Arguments)
        {
            if (other == argument)
                return ParameterAt(callee.Name, place);
            if (other.Name is null)
                place++;
        }

        return null;
    }

    private static string? ParameterAt(string callee, int place)
    {
        if (DataCatalog.Find(callee) is { } function)
            return place < function.Parameters.Length ? function.Parameters[place].Name : null;
        var unit = UnitCatalog.All.FirstOrDefault(u => u.Name == callee);
        return unit is not null && place < unit.Parameters.Length ? unit.Parameters[place].Name : null;
    }
}
