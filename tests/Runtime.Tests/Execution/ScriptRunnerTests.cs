using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;
using static Dsl.Runtime.Tests.Execution.ProgramBuilder;

namespace Dsl.Runtime.Tests.Execution;

public class ScriptRunnerTests
{
    [Fact]
    public void Print_writes_values_separated_by_a_blank()
    {
        var p = new ProgramBuilder();
        Assert.Equal("3 [1, 2.5]\n", p.Print(p.Graph.Add(p.Number(1), p.Number(2)), p.Literal(1, 2.5)).RunToEnd());
    }

    [Fact]
    public void A_text_formats_its_parts()
    {
        var p = new ProgramBuilder();
        var text = new TextValue([new TextPart("loss ", null, null), new TextPart(null, new NodeValue(p.Number(0.12345)), ".2"), new TextPart("!", null, null)]);
        Assert.Equal("loss 0.12!\n", p.Do(new PrintAction(Place, [text])).RunToEnd());
    }

    [Fact]
    public void A_kept_value_keeps_the_numbers_it_was_computed_from()
    {
        var p = new ProgramBuilder();
        var w = p.Variable(TensorType.Scalar(ElementType.Float32));
        var doubled = p.Graph.Multiply(p.Read(w), p.Number(2));
        p.Assign(w, p.Number(5)).Keep(doubled).Assign(w, p.Number(7));
        Assert.Equal("10 7\n", p.Print(doubled, p.Read(w, 1)).RunToEnd());
    }

    [Fact]
    public void A_kept_value_is_not_computed_again()
    {
        var p = new ProgramBuilder();
        var backend = new CountingBackend();
        var costly = p.Graph.Exp(p.Number(0));
        p.Keep(costly).Print(p.Graph.Add(costly, p.Number(1)));
        Assert.Equal("2\n", p.RunToEnd(backend));
        var last = backend.Requests[^1];
        Assert.DoesNotContain(GraphTraversal.TopologicalOrder(last.Outputs), static n => n.Operator == FunctionOperators.Exp);
    }

    [Fact]
    public void All_values_are_computed_before_any_is_given()
    {
        var p = new ProgramBuilder();
        var (a, b) = (p.Variable(TensorType.Scalar(ElementType.Float32)), p.Variable(TensorType.Scalar(ElementType.Float32)));
        p.Do(new AssignAction(Place, [new(a, p.Number(1)), new(b, p.Number(2))]));
        p.Do(new AssignAction(Place, [new(a, p.Read(b)), new(b, p.Read(a))]));
        Assert.Equal("2 1\n", p.Print(p.Read(a), p.Read(b)).RunToEnd());
    }

    [Fact]
    public void A_loop_rebinds_all_its_carries_at_once()
    {
        var p = new ProgramBuilder();
        var index = new GraphInput("i", TensorType.Scalar(ElementType.Int));
        var (x, y) = (new GraphInput("x", TensorType.Scalar(ElementType.Float32)), new GraphInput("y", TensorType.Scalar(ElementType.Float32)));
        p.Do(new ForAction(
            Place, index, p.Whole(0), p.Whole(5),
            [new LoopCarry(x, p.Number(0), p.Read(y)), new LoopCarry(y, p.Number(1), p.Graph.Add(p.Read(x), p.Read(y)))],
            [Printing(p.Read(index), p.Read(x))]));
        Assert.Equal("0 0\n1 1\n2 1\n3 2\n4 3\n5 8\n", p.Print(p.Read(x), p.Read(y)).RunToEnd());
    }

    [Fact]
    public void A_loop_that_swaps_its_carries_swaps_them()
    {
        var p = new ProgramBuilder();
        var index = new GraphInput("i", TensorType.Scalar(ElementType.Int));
        var (x, y) = (new GraphInput("x", TensorType.Scalar(ElementType.Float32)), new GraphInput("y", TensorType.Scalar(ElementType.Float32)));
        p.Do(new ForAction(Place, index, p.Whole(0), p.Whole(3), [new(x, p.Number(1), p.Read(y)), new(y, p.Number(2), p.Read(x))], []));
        Assert.Equal("2 1\n", p.Print(p.Read(x), p.Read(y)).RunToEnd());
    }

    [Fact]
    public void A_loop_without_turns_leaves_the_initial_values()
    {
        var p = new ProgramBuilder();
        var index = new GraphInput("i", TensorType.Scalar(ElementType.Int));
        var x = new GraphInput("x", TensorType.Scalar(ElementType.Float32));
        p.Do(new ForAction(Place, index, p.Whole(3), p.Whole(0), [new(x, p.Number(9), p.Graph.Add(p.Read(x), p.Number(1)))], [Printing(p.Read(x))]));
        Assert.Equal("9\n", p.Print(p.Read(x)).RunToEnd());
    }

    [Fact]
    public void Values_kept_in_a_loop_are_computed_in_every_turn()
    {
        var p = new ProgramBuilder();
        var index = new GraphInput("i", TensorType.Scalar(ElementType.Int));
        var square = p.Graph.Multiply(p.Read(index), p.Read(index));
        p.Do(new ForAction(Place, index, p.Whole(1), p.Whole(4), [], [new ComputeAction(Place, [square]), Printing(square)]));
        Assert.Equal("1\n4\n9\n", p.RunToEnd());
    }

    [Fact]
    public void A_loop_compiles_once_and_allocates_little()
    {
        var p = new ProgramBuilder();
        var backend = new CountingBackend();
        var w = p.Variable(TensorType.Scalar(ElementType.Float32));
        var index = new GraphInput("i", TensorType.Scalar(ElementType.Int));
        var next = p.Graph.Multiply(p.Read(w), p.Number(0.999));
        p.Assign(w, p.Number(1));
        p.Do(new ForAction(Place, index, p.Whole(0), p.Whole(2000), [], [new ComputeAction(Place, [next]), Assignment(w, next)]));
        p.Print(p.Read(w, 1));
        p.RunToEnd(backend);
        Assert.True(backend.Requests.Count <= 6, $"{backend.Requests.Count} compilations");
    }

    [Theory]
    [InlineData(1, "yes 10\n")]
    [InlineData(-1, "no 20\n")]
    public void A_branch_runs_one_list_and_merges_its_values(double value, string expected)
    {
        var p = new ProgramBuilder();
        var merged = new GraphInput("m", TensorType.Scalar(ElementType.Float32));
        p.Do(new IfAction(
            Place,
            p.Graph.Greater(p.Number(value), p.Number(0)),
            [new PrintAction(Place, [Text("yes"), new NodeValue(p.Number(10))])],
            [new PrintAction(Place, [Text("no"), new NodeValue(p.Number(20))])],
            [new BranchMerge(merged, p.Number(10), p.Number(20))]));
        Assert.Equal(expected + (value > 0 ? "10\n" : "20\n"), p.Print(p.Read(merged)).RunToEnd());
    }

    [Fact]
    public void A_failed_assertion_ends_the_run_with_its_message()
    {
        var p = new ProgramBuilder();
        p.Do(new AssertAction(Place, p.Graph.Less(p.Number(2), p.Number(1)), new TextValue([new("got ", null, null), new(null, new NodeValue(p.Number(2)), null)]), "2 < 1"));
        p.Print(p.Number(1));
        var result = p.Run();
        Assert.Equal(RunEnd.Faulted, result.Reason);
        Assert.Equal(ExecutionErrors.AssertionFailed, result.Fault!.Descriptor);
        Assert.Equal("got 2", result.Fault.Message);
        Assert.Empty(p.Output.Text);
    }

    [Fact]
    public void Random_numbers_depend_on_seed_and_on_how_often_an_action_ran()
    {
        var first = RandomRun(0);
        var lines = first.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Distinct().Count());
        Assert.Equal(first, RandomRun(0));
        Assert.NotEqual(first, RandomRun(1));
    }

    [Fact]
    public void A_seed_action_sets_the_seed_from_there_on()
    {
        var p = new ProgramBuilder();
        p.Do(new SeedAction(Place, p.Whole(1))).Print(p.Random(Shape.Of(3), 5));
        var q = new ProgramBuilder();
        q.Print(q.Random(Shape.Of(3), 5));
        Assert.Equal(q.RunToEnd(seed: 1), p.RunToEnd(seed: 0));
    }

    [Fact]
    public void A_size_beyond_counting_is_a_fault()
    {
        var p = new ProgramBuilder();
        var huge = p.Graph.Broadcast(p.Number(1), Shape.Of(2_000_000_000, 2_000_000_000, 2_000_000_000));
        var result = p.Print(p.Graph.Sum(huge, [0, 1, 2])).Run();
        Assert.Equal(ExecutionErrors.SizeNotPossible, result.Fault?.Descriptor);
    }

    [Fact]
    public void A_variable_larger_than_the_machine_is_a_fault()
    {
        var p = new ProgramBuilder();
        var w = p.Variable(new TensorType(ElementType.Float32, Shape.Of(1_000_000_000, 1_000_000)));
        var result = p.Assign(w, p.Graph.Broadcast(p.Number(0), w.Type.Shape)).Run();
        Assert.Equal(RuntimeErrors.OutOfMemory, result.Fault?.Descriptor);
    }

    [Fact]
    public void A_request_to_stop_ends_the_run_between_actions()
    {
        using var interruption = new RunInterruption();
        interruption.Request();
        var p = new ProgramBuilder { Interruption = interruption };
        Assert.Equal(RunEnd.Interrupted, p.Print(p.Number(1)).Run().Reason);
        Assert.Empty(p.Output.Text);
    }

    [Fact]
    public void Plot_and_show_draw_with_ascii_where_nothing_else_is_shown()
    {
        var p = new ProgramBuilder();
        p.Do(new PlotAction(Place, [("loss", p.Literal(4, 2, 1, 0.5))]));
        p.Do(new ShowAction(Place, new NodeValue(p.Graph.Reshape(p.Literal(0, 1, 2, 3), Shape.Of(2, 2)))));
        var text = p.RunToEnd();
        Assert.Contains("loss", text, StringComparison.Ordinal);
        Assert.EndsWith("  --\n**@@\n", text, StringComparison.Ordinal);
        Assert.All(text, static c => Assert.True(c < 128));
    }

    private static string RandomRun(long seed)
    {
        var p = new ProgramBuilder();
        var index = new GraphInput("i", TensorType.Scalar(ElementType.Int));
        p.Do(new ForAction(Place, index, p.Whole(0), p.Whole(3), [], [Printing(p.Random(Shape.Of(2), 1))]));
        return p.RunToEnd(seed: seed);
    }
}
