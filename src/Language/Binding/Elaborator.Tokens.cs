using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private Value ApplyTokenizer(TokenizerValue tokenizer, ImmutableArray<Argument> arguments, SyntaxNode site, Frame frame)
    {
        if (MatchArguments([new ParameterName(tokenizer.Encodes ? "text" : "tokens", false)], arguments, site.Location, tokenizer.Name, frame) is not { } bound)
            return PoisonValue.Instance;
        var argument = bound.Values.Single();
        if (argument.Value is PoisonValue)
            return argument.Value;
        if (tokenizer.Encodes)
            return EncodeText(tokenizer.Data, argument, site, frame);
        return ToNode(argument.Value, argument.Location, frame, ElementType.Int) is { } tokens
            ? new DecodedTextValue(tokenizer.Data, tokens)
            : PoisonValue.Instance;
    }

    // Which tokens they are only the run knows; how many, also the check where each character of a written text is a token.
    private Value EncodeText(DataReference encoder, Argument argument, SyntaxNode site, Frame frame)
    {
        if (argument.Value is not (StringValue or DecodedTextValue or DataReferenceValue { Data.Type: DataTextType }))
            return Poison(TypeErrors.WrongKind, argument.Location, $"`encode` turns text into tokens, and this is {Describe(argument.Value)}", frame);
        if (!frame.Acts && !IsGeneric)
            return Poison(BindingErrors.NotPure, site.Location, "`encode` reads the vocabulary of data, and functions and models are pure; it stands at the top level of a script", frame);
        if (ToProgramValue(argument.Value, argument.Location, frame) is not { } text)
            return PoisonValue.Instance;
        var type = (DataEncoderType)encoder.Type;
        var origin = new Origin(argument.Location, "the tokens of this text");
        Dimension length;
        if (type.ByCharacter && argument.Value is StringValue { Constant: { } constant })
        {
            length = constant.EnumerateRunes().Count();
            if (length.ConstantValue == 0)
                return Poison(DataErrors.NoRows, argument.Location, "this text is empty; expected at least one character to encode", frame);
        }
        else
        {
            length = Dimension.Of(new DimensionSymbol("tokens", DimensionSymbolKind.RunTime, origin));
        }

        var slot = new DataSlot("tokens", new DataTensorType(new TensorType(ElementType.Int, Shape.Of(new Axis(length, null, origin)))));
        AddAction(new EncodeAction(site.Location, slot, encoder, text));
        return new DataReferenceValue(new DataReference(slot, []));
    }
}
