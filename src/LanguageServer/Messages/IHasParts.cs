namespace Dsl.LanguageServer.Messages;

/// <summary>Parameters with lists, whose elements JSON may leave out as null.</summary>
internal interface IHasParts
{
    /// <summary>Whether every element is there.</summary>
    bool HasAllParts { get; }
}
