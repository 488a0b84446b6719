using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Programs;

namespace Dsl.Language.Binding.Generation;

/// <summary>Finds the tokenizer of a model's text: the one given, or that of the data the model was trained on.</summary>
internal static class TokenizerSearch
{
    /// <summary>The tokenizer; null where there is none, which has been reported.</summary>
    public static GenerationTokenizer? Find(UnitCall call, ModelInstance net)
    {
        if (call.Find("tokenizer") is { } given)
        {
            if (given.Value is DataReferenceValue data && Of(data.Data) is { } tokenizer)
                return tokenizer;
            if (given.Value is not PoisonValue)
                call.Fail(TypeErrors.WrongKind, given.Location, $"a tokenizer is data with `encode` and `decode`, such as chars(\"book.txt\") gives, and this is {Elaborator.Describe(given.Value)}");
            return null;
        }

        foreach (var data in call.Elaborator.TrainingDataOf(net))
        {
            if (OfOrigin(call.Elaborator, data) is { } found)
                return found;
        }

        // A training that failed would have said.
        if (call.Elaborator.IsMistaken(net))
            return null;
        call.Fail(
            GenerationErrors.NoTokenizer, call.Location,
            $"`{call.Get("net").Location.Text}` was not trained here on data with a tokenizer, so text and tokens cannot be told from each other; say which it is, as in tokenizer: book for book = chars(\"book.txt\")");
        return null;
    }

    // The data itself or what it was made from, and so on.
    private static GenerationTokenizer? OfOrigin(Elaborator elaborator, DataReference data)
    {
        var pending = new Queue<DataReference>([data]);
        var seen = new HashSet<DataSlot>();
        while (pending.TryDequeue(out var next))
        {
            if (Of(new DataReference(next.Slot, [])) is { } found)
                return found;
            if (!seen.Add(next.Slot))
                continue;
            foreach (var origin in elaborator.OriginsOf(next.Slot))
                pending.Enqueue(origin);
        }

        return null;
    }

    private static GenerationTokenizer? Of(DataReference data) => data.Type is DataRecordType record && record.Field("encode") is DataEncoderType && record.Field("decode") is DataDecoderType
        ? new GenerationTokenizer(data with { Path = data.Path.Add("encode") }, data with { Path = data.Path.Add("decode") })
        : null;
}
