namespace Dsl.Repl.Editing.Screen;

/// <summary>What a person takes for one character, as a terminal shows it.</summary>
/// <param name="Text">Its code units.</param>
/// <param name="Width">The columns it takes, 1 or 2.</param>
/// <param name="Style">Its look.</param>
internal readonly record struct ScreenCell(string Text, int Width, ScreenStyle Style)
{
    /// <summary>Whether terminals may disagree about its width, so that the column after it has to be set.</summary>
    public bool IsUncertain => Text.Length > 1 || (Width > 1 && Text[0] < 0x2e80);
}
