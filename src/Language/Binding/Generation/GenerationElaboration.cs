using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Incremental;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Generation;

/// <summary>Builds what <c>generate</c> computes: the model on a sequence of unknown length, its incremental form, and the choice of a token.</summary>
internal sealed class GenerationElaboration(UnitCall call)
{
    // Beyond the streams that a script can use up.
    private const long StreamOfDraws = 1L << 30;

    private readonly Elaborator elaborator = call.Elaborator;

    public Value Generate()
    {
        if (ModelUnits.InstanceOf(call, "net") is not { } net || GenerationArguments.Settings(call) is not { } settings)
            return PoisonValue.Instance;
        var argument = call.Get("prompt");
        if (argument.Value is PoisonValue)
            return argument.Value;
        var isText = argument.Value is StringValue;
        var needsText = isText || settings.Stop is not null || settings.Stream;
        var tokenizer = call.Has("tokenizer") || needsText ? TokenizerSearch.Find(call, net) : null;
        if (tokenizer is null && (call.Has("tokenizer") || needsText))
            return PoisonValue.Instance;
        if (Prompt(argument, isText) is not { } prompt || Computation(net, settings) is not var (model, choice))
            return PoisonValue.Instance;
        if (settings.Stream && prompt.Tokens is { Shape.Rank: 2 })
            return call.Fail(TypeErrors.WrongKind, argument.Location, "the text of several prompts cannot be written as it comes; give one prompt, or leave out `stream`");
        if (settings.Stop is not null && prompt.Tokens is { Shape.Rank: 2 })
            return call.Fail(TypeErrors.WrongKind, argument.Location, "several prompts go on for the same length, so none can end earlier; give one prompt, or leave out `stop`");
        var length = new DimensionSymbol("generated", DimensionSymbolKind.RunTime, new Origin(call.Location, "made by generate"));
        var axis = new Axis(Dimension.Of(length), "generated", length.Origin);
        var result = new GraphInput("tokens", new TensorType(ElementType.Int, prompt.Tokens is { Shape.Rank: 2 } rows ? Shape.Of(rows.Shape[0], axis) : Shape.Of(axis)));
        elaborator.AddAction(new GenerateAction(call.Location, prompt, tokenizer, model, choice, settings, result, length));
        return new TensorValue(elaborator.Builder.CreateInput(result, call.Location));
    }

    // With a seed of its own a call draws the same tokens wherever in the script it stands. Weights may be made on the way, which is no part of the draws.
    private (GenerationModel Model, TokenChoice Choice)? Computation(ModelInstance net, GenerationSettings settings)
    {
        if (Model(net) is not { } model)
            return null;
        var outer = settings.Seed is null ? (long?)null : elaborator.ExchangeRandomStream(StreamOfDraws);
        var choice = Choice(model);
        if (outer is { } stream)
            elaborator.ExchangeRandomStream(stream);
        return choice is null ? null : (model, choice);
    }

    private GenerationPrompt? Prompt(Argument argument, bool isText)
    {
        if (isText)
            return elaborator.ToProgramValue(argument.Value, argument.Location, call.Frame) is { } text ? new GenerationPrompt(text, null) : null;
        if (elaborator.ToNode(argument.Value, argument.Location, call.Frame, ElementType.Int) is not { } tokens)
            return null;
        if (tokens.Element == ElementType.Int && tokens.Shape.Rank is 1 or 2)
            return new GenerationPrompt(null, tokens);
        call.Fail(TypeErrors.WrongKind, argument.Location, $"a prompt is text, tokens int[n], or several rows of tokens int[rows, n], and this is {tokens.Type}");
        return null;
    }

    private GenerationModel? Model(ModelInstance net)
    {
        var batch = new DimensionSymbol("batch", DimensionSymbolKind.Rigid, new Origin(call.Location, "sequences to continue"));
        var length = new DimensionSymbol("length", DimensionSymbolKind.Rigid, new Origin(call.Location, "the length of the sequence so far"));
        var shape = Shape.Of(new Axis(Dimension.Of(batch), "batch", batch.Origin), new Axis(Dimension.Of(length), "length", length.Origin));
        var tokens = new GraphInput("tokens", new TensorType(ElementType.Int, shape));
        var input = elaborator.Builder.CreateInput(tokens, call.Get("net").Location);
        var facts = new List<DimensionFacts>();
        var requirements = new List<SizeRequirement>();
        var outer = (elaborator.LearnedFacts, elaborator.OpenRequirements);
        (elaborator.LearnedFacts, elaborator.OpenRequirements) = (facts, requirements);
        var value = elaborator.ApplyInstance(net, [new Argument(null, new TensorValue(input), call.Get("prompt").Location)], call.Site, EvaluationFrame(), false);
        (elaborator.LearnedFacts, elaborator.OpenRequirements) = outer;
        if (value is PoisonValue)
            return null;
        if (value is not TensorValue { Node: { Element: ElementType.Float32, Shape.Rank: 3 } output } || !output.Shape[0].Equals(shape[0]) || !output.Shape[1].Equals(shape[1]))
        {
            call.Fail(
                GenerationErrors.NotAModelOfSequences, call.Get("net").Location,
                $"generating needs a model int[B, T] -> [B, T, vocab], which scores the next token at every position, and `{net.Name}` gives {(value is TensorValue other ? other.Type : Elaborator.Describe(value))}");
            return null;
        }

        var builder = elaborator.Builder;
        var last = builder.Slice(output, 1, Dimension.Of(length) - 1, Dimension.Of(length));
        if (elaborator.ChecksOnly)
            return new GenerationModel(tokens, batch, length, builder.Squeeze(last, 1), null, null, null);
        var result = IncrementalPlanner.Derive(builder, output, input, length);
        var form = result.Form is { } found ? WithCodes(found with { Output = builder.Squeeze(found.Output, 1) }) : null;
        return new GenerationModel(tokens, batch, length, builder.Squeeze(last, 1), form, result.Obstacle, SequenceBound.Find(facts, Dimension.Of(length), output))
        {
            Requirements = [.. requirements],
            PlaceOfObstacle = result.Obstacle is { } obstacle ? PlaceInScript(output, obstacle.Node) : null,
        };
    }

    private IncrementalForm WithCodes(IncrementalForm form)
    {
        var rewritten = Quantization.UseCodes(elaborator, [form.Output, .. form.States.Select(static s => s.Next)]);
        return form with { Output = rewritten[0], States = [.. form.States.Select((state, i) => state with { Next = rewritten[i + 1] })] };
    }

    // What stands in the way may be an operation of the library: the script's own next one after it leads there.
    private static SourceLocation? PlaceInScript(Node output, Node obstacle)
    {
        var after = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var node in GraphTraversal.TopologicalOrder([output]))
        {
            if (node.Location != obstacle.Location && !node.Inputs.Any(after.Contains))
                continue;
            if (node.Location is { } location && !Elaborator.IsLibrary(location.Source))
                return location;
            after.Add(node);
        }

        return null;
    }

    private TokenChoice? Choice(GenerationModel model)
    {
        var scores = new GraphInput("scores", model.Scores.Type);
        var draw = new GraphInput("draw", TensorType.Scalar(ElementType.Int));
        ImmutableArray<Argument> arguments =
        [
            new(null, new TensorValue(elaborator.Builder.CreateInput(scores, call.Location)), call.Location),
            .. new[] { ("temperature", "temperature"), ("top_k", "k"), ("top_p", "p") }.Where(n => call.Has(n.Item1)).Select(n => call.Get(n.Item1) with { Name = n.Item2 }),
        ];
        var outer = elaborator.CounterNode;
        elaborator.CounterNode = elaborator.Builder.CreateInput(draw);
        var chosen = elaborator.Apply(elaborator.LibraryFunction("choose_tokens"), arguments, call.Site, call.Location, EvaluationFrame());
        elaborator.CounterNode = outer;
        return chosen is TensorValue { Node: var token } ? new TokenChoice(scores, draw, token) : null;
    }

    private Frame EvaluationFrame() => new(FrameKind.Function, call.Frame.Names)
    {
        Sites = call.Frame.Sites,
        IsTraining = false,
        CallSite = call.Location,
        Caller = call.Frame,
        Facts = call.Frame.Facts,
        Depth = call.Frame.Depth + 1,
    };
}
