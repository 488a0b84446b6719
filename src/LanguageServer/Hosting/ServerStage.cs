namespace Dsl.LanguageServer.Hosting;

/// <summary>How far a connection is.</summary>
internal enum ServerStage
{
    /// <summary>Nobody has introduced themselves.</summary>
    Started,

    /// <summary>Everything can be asked.</summary>
    Running,

    /// <summary>Only the end is waited for.</summary>
    ShutDown,

    /// <summary>The end has come.</summary>
    Ended,
}
