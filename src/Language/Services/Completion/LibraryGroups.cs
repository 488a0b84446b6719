using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Values;

namespace Dsl.Language.Services.Completion;

/// <summary>The families of the library's names: those of a file serve one purpose.</summary>
internal static class LibraryGroups
{
    /// <summary>The library's file that declares a name; null for a name of something else.</summary>
    public static string? FileOf(string name) => LibraryDeclarations.Find(name) switch
    {
        FunctionValue function => function.Declaration.Source.Path,
        ModelValue model => model.Declaration.Source.Path,
        OptimizerDeclarationValue optimizer => optimizer.Declaration.Source.Path,
        _ => null,
    };

    /// <summary>What is asked for where this library function is one answer.</summary>
    public static ExpectedValue ExpectedBeside(string name) => Of(FileOf(name));

    public static ExpectedValue Of(string? file) => file switch
    {
        "library:losses.nn" => ExpectedValue.Loss,
        "library:optimizers.nn" => ExpectedValue.Optimizer,
        "library:schedules.nn" => ExpectedValue.Schedule,
        "library:initializers.nn" => ExpectedValue.Initializer,
        "library:metrics.nn" => ExpectedValue.Metric,
        "library:layers.nn" or "library:activations.nn" or "library:normalization.nn" or "library:convolution.nn" or "library:recurrent.nn"
            or "library:attention.nn" => ExpectedValue.Callable,
        _ => ExpectedValue.Any,
    };
}
