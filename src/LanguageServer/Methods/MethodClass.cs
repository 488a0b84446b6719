namespace Dsl.LanguageServer.Methods;

/// <summary>When and where a message is dealt with.</summary>
internal enum MethodClass
{
    /// <summary>Changes the state: in the order of the messages, before any that comes after it.</summary>
    Mutation,

    /// <summary>Belongs to a key that was pressed and needs no analysis: at once, in the order of the messages.</summary>
    Typing,

    /// <summary>Looks at a snapshot: beside everything else.</summary>
    Worker,
}
