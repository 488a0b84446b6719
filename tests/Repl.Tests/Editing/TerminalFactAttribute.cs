namespace Dsl.Repl.Tests.Editing;

/// <summary>A test in a pseudo-terminal, left out where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute() => Skip = PseudoTerminal.Obstacle;
}
