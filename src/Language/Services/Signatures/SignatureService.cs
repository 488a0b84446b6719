using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Structure;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Signatures;

/// <summary>Says what the call round a cursor takes, and which parameter is being given.</summary>
public static class SignatureService
{
    /// <summary>The innermost call whose brackets hold the position; null where there is none, or nothing is known of what it calls.</summary>
    public static SignatureHelp? At(ScriptAnalysis analysis, int position)
    {
        if (CallPlace.At(analysis.Tree, TokenList.Of(analysis.Tree), position) is not { } place
            || CalleeResolver.Resolve(place.Call.Callee, analysis) is not { } callable)
        {
            return null;
        }

        var active = ActiveParameter(place, callable);
        return Write(callable, active);
    }

    /// <summary>The number of the callable's parameter that a place gives a value to; -1 when it is none.</summary>
    internal static int ActiveParameter(CallPlace place, Callable callable)
    {
        for (var i = 0; place.ArgumentName is { } name && i < callable.Parameters.Length; i++)
        {
            if (callable.Parameters[i].Name == name)
                return i;
        }

        if (place.ArgumentName is not null)
            return -1;
        var piped = place.IsPiped && callable.TakesPiped(place.Call.Arguments.Count) ? 1 : 0;
        var number = place.PositionalBefore + piped;
        return number < callable.Parameters.Length ? number : -1;
    }

    private static SignatureHelp Write(Callable callable, int active)
    {
        var isModel = callable.Kind is CallableKind.Model or CallableKind.Instance;
        var (first, second) = callable.Kind == CallableKind.Instance ? (callable.OtherParameters, callable.Parameters) : (callable.Parameters, callable.OtherParameters);
        var label = new StringBuilder(callable.Name);
        var parameters = ImmutableArray.CreateBuilder<SignatureParameter>(first.Length + second.Length);
        WriteList(label, parameters, first);
        if (isModel)
        {
            label.Append(' ');
            WriteList(label, parameters, second);
        }

        label.Append(callable.Result);
        var offset = callable.Kind == CallableKind.Instance ? first.Length : 0;
        return new SignatureHelp(label.ToString(), Introduction(callable.Documentation), parameters.DrainToImmutable(), active < 0 ? -1 : active + offset);
    }

    private static void WriteList(StringBuilder label, ImmutableArray<SignatureParameter>.Builder parameters, ImmutableArray<CallableParameter> list)
    {
        label.Append('(');
        for (var i = 0; i < list.Length; i++)
        {
            if (i > 0)
                label.Append(", ");
            parameters.Add(new SignatureParameter(list[i].Name, new TextSpan(label.Length, list[i].Text.Length), list[i].Documentation));
            label.Append(list[i].Text);
        }

        label.Append(')');
    }

    /// <summary>The signature on one line.</summary>
    internal static string LabelOf(Callable callable) => Write(callable, -1).Label;

    /// <summary>A comment up to its example.</summary>
    internal static string? Introduction(string? documentation)
    {
        if (documentation is null)
            return null;
        var end = documentation.IndexOf("```", StringComparison.Ordinal);
        return (end < 0 ? documentation : documentation[..end]).Trim();
    }
}
