using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Generation;

/// <summary>The incremental form of a model gives what the model gives for the whole sequence.</summary>
public class IncrementalScoringTests
{
    private const double Tolerance = 1e-5;

    private const int LongPrompt = 17;

    private static readonly long[] Tokens = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
    private static readonly long[] ManyTokens = [.. Tokens, 9, 7, 9, 3, 2, 3, 8, 4, 6];

    public static TheoryData<string, string> Models() => new()
    {
        { nameof(SequenceModels.LearnedPositions), SequenceModels.LearnedPositions },
        { nameof(SequenceModels.NormalizedAfter), SequenceModels.NormalizedAfter },
        { nameof(SequenceModels.Rotary), SequenceModels.Rotary },
        { nameof(SequenceModels.Recurrent), SequenceModels.Recurrent },
        { nameof(SequenceModels.RecurrentAndAttention), SequenceModels.RecurrentAndAttention },
        { nameof(SequenceModels.Convolutions), SequenceModels.Convolutions },
        { nameof(SequenceModels.Averages), SequenceModels.Averages },
        { nameof(SequenceModels.AttentionInRecurrence), SequenceModels.AttentionInRecurrence },
        { nameof(SequenceModels.MaskedDecay), SequenceModels.MaskedDecay },
        { nameof(SequenceModels.BiasOfPositions), SequenceModels.BiasOfPositions },
        { nameof(SequenceModels.AddedScores), SequenceModels.AddedScores },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void ScoresEqualThoseOfTheWholeSequence(string name, string model)
    {
        using var backend = new CpuBackend();
        AssertEqual(name, model, backend, Tokens, 1);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ScoresEqualOnTheReferenceBackend(string name, string model) => AssertEqual(name, model, new ReferenceBackend(), Tokens, 1);

    [Theory]
    [MemberData(nameof(Models))]
    public void ALongPromptIsTakenInAtOnce(string name, string model)
    {
        using var backend = new CpuBackend();
        AssertEqual(name, model, backend, ManyTokens, 1, LongPrompt);
    }

    [Fact]
    public void SeveralSequencesGoSideBySide()
    {
        using var backend = new CpuBackend();
        AssertEqual(nameof(SequenceModels.LearnedPositions), SequenceModels.LearnedPositions, backend, Tokens, 3);
        AssertEqual(nameof(SequenceModels.RecurrentAndAttention), SequenceModels.RecurrentAndAttention, backend, Tokens, 2);
    }

    private static void AssertEqual(string name, string model, IBackend backend, long[] tokens, int rows, int prompt = 1)
    {
        using var probe = new GenerationProbe(model, backend);
        Assert.True(probe.Action.Model.Obstacle is null, $"{name}: {probe.Action.Model.Obstacle}");
        var byStep = probe.ScoresByStep(tokens, rows, prompt);
        var ofWhole = probe.ScoresOfWhole(tokens, rows, prompt);
        for (var i = 0; i < byStep.Length; i++)
        {
            for (var j = 0; j < byStep[i].Length; j++)
                Assert.True(Math.Abs(byStep[i][j] - ofWhole[i][j]) <= Tolerance, $"{name}, after token {i}: {byStep[i][j]} and {ofWhole[i][j]}");
        }
    }
}
