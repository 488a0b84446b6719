using Dsl.Benchmarks.Contestants;

namespace Dsl.Benchmarks.Rows;

/// <summary>Whole programs, from their start to their end, and the prompt's answer to a key.</summary>
internal static class ProgramRows
{
    private const int Runs = 10;

    public static IEnumerable<BenchmarkRow> All =>
    [
        new BenchmarkRow("program_iris", "whole program: iris, 200 epochs", "program", s => ContestantFactory.Program(s, "iris_once.nn"),
            [ContestantFactory.PythonProgram("numpy", "iris_numpy.py"), ContestantFactory.PythonProgram("torch", "iris_torch.py")], [new Aim.Faster(1)]) { Repetitions = Runs },
        new BenchmarkRow("program_three_lines", "whole program: three lines", "program", s => ContestantFactory.Program(s, "three_lines.nn"),
            [ContestantFactory.PythonProgram("numpy", "three_lines_numpy.py"), ContestantFactory.PythonProgram("torch", "three_lines_torch.py")], [new Aim.Within(0.1)]) { Repetitions = Runs },
        new BenchmarkRow("prompt_key", "prompt: from key to repaint, after 500 entries", "key", s => new PromptContestant(500, s), [], [new Aim.Within(0.01)]),
    ];
}
