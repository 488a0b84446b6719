using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Programs;

namespace Dsl.Language.Binding.Generation;

/// <summary>Reads the arguments of <c>generate</c>.</summary>
internal static class GenerationArguments
{
    /// <summary>How far to go and what to show; null when something is wrong, which has been reported.</summary>
    public static GenerationSettings? Settings(UnitCall call)
    {
        var length = call.Positive("length");
        var stream = call.Boolean("stream", false);
        if (length is null || stream is null || (call.Has("top_k") && call.Positive("top_k") is null) || !HasGoodChoice(call))
            return null;
        string? stop = null;
        if (call.Find("stop") is { } ending)
        {
            if (ending.Value is not StringValue { Constant: { Length: > 0 } text })
            {
                call.Fail(TypeErrors.WrongKind, ending.Location, $"`stop` is the text at which to end, and this is {Elaborator.Describe(ending.Value)}");
                return null;
            }

            stop = text;
        }

        return call.Has("seed") && call.Integer("seed") is null ? null : new GenerationSettings(length.Value, call.Integer("seed"), stop, stream.Value);
    }

    private static bool HasGoodChoice(UnitCall call)
    {
        if (call.Has("temperature"))
        {
            if (call.Number("temperature") is not { } temperature)
                return false;
            if (temperature < 0)
            {
                call.Fail(TypeErrors.WrongKind, call.Get("temperature").Location, $"`temperature` is 0, where the best token is always taken, or above, and this is {temperature}");
                return false;
            }
        }

        if (!call.Has("top_p"))
            return true;
        if (call.Number("top_p") is not { } part)
            return false;
        if (part is > 0 and <= 1)
            return true;
        call.Fail(TypeErrors.WrongKind, call.Get("top_p").Location, $"`top_p` is the probability that the tokens to choose from make up, above 0 and at most 1, and this is {part}");
        return false;
    }
}
