namespace Dsl.Repl.Editing.Devices;

/// <summary>The keys held down with another, with the values that terminals send plus one.</summary>
[Flags]
internal enum KeyModifiers
{
    None = 0,
    Shift = 1,
    Alt = 2,
    Control = 4,
}
