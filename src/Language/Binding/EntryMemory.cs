namespace Dsl.Language.Binding;

/// <summary>The state of an elaborator before an entry.</summary>
/// <param name="RestoreNames">Brings back what names stand for, and keeps the weights: for an entry that was stopped while it ran.</param>
/// <param name="RestoreAll">Brings back everything: for an entry with mistakes.</param>
internal sealed record EntryMemory(Action RestoreNames, Action RestoreAll);
