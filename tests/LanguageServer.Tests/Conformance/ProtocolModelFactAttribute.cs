namespace Dsl.LanguageServer.Tests.Conformance;

/// <summary>A test that needs the protocol's own declarations; skipped, and said so, where npm cannot bring them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProtocolModelFactAttribute : FactAttribute
{
    public ProtocolModelFactAttribute()
    {
        if (ProtocolModel.Instance is null)
            Skip = "npm with the packages typescript and vscode-languageserver-protocol is not to be had: THE MESSAGE TYPES ARE NOT CHECKED";
    }
}
