using System.Text.Json.Serialization.Metadata;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Tests.Conformance;

/// <summary>Every message of ours is one of the protocol's, part by part.</summary>
public class ProtocolTests
{
    private static readonly (string Method, JsonTypeInfo Parameters)[] Sent =
    [
        ("textDocument/publishDiagnostics", ProtocolJson.Default.PublishDiagnosticsParams),
        ("window/logMessage", ProtocolJson.Default.LogMessageParams),
        ("window/workDoneProgress/create", ProtocolJson.Default.WorkDoneProgressCreateParams),
        ("client/registerCapability", ProtocolJson.Default.RegistrationParams),
        ("client/unregisterCapability", ProtocolJson.Default.UnregistrationParams),
        ("workspace/configuration", ProtocolJson.Default.ConfigurationParams),
    ];

    // The base of the protocol, which its declarations of methods leave out.
    private static readonly string[] WithoutDeclaration = ["$/setTrace", "$/progress", "$/cancelRequest"];

    [ProtocolModelFact]
    public void WhatIsReadIsWhatClientsSend() => AssertFits(static (model, comparison) =>
    {
        foreach (var method in MethodTable.Create().Methods.Where(static m => !m.Name.StartsWith("nn/", StringComparison.Ordinal) && !WithoutDeclaration.Contains(m.Name)))
        {
            Assert.True(model.Method(method.Name) is not null, $"the protocol has no method {method.Name}");
            if (model.Method(method.Name)!.Value.Parameters is { } parameters)
                comparison.Compare(method.Parameters, parameters, isSent: false, method.Name);
        }
    });

    [ProtocolModelFact]
    public void WhatIsAnsweredIsWhatClientsExpect() => AssertFits(static (model, comparison) =>
    {
        foreach (var method in MethodTable.Create().Methods.Where(static m => m.Result is not null && !m.Name.StartsWith("nn/", StringComparison.Ordinal)))
        {
            if (model.Method(method.Name)!.Value.Result is { } result)
                comparison.Compare(method.Result!, result, isSent: true, method.Name);
        }
    });

    [ProtocolModelFact]
    public void WhatIsSentUnaskedIsWhatClientsExpect() => AssertFits(static (model, comparison) =>
    {
        foreach (var (method, parameters) in Sent)
            comparison.Compare(parameters, model.Method(method)!.Value.Parameters!.Value, isSent: true, method);
    });

    [ProtocolModelFact]
    public void EachKindOfRequestIsDeclaredAsOne()
    {
        foreach (var method in MethodTable.Create().Methods)
        {
            if (ProtocolModel.Instance!.Method(method.Name) is { } theirs)
                Assert.True(method.Result is null == theirs.Result is null, $"{method.Name} is a request to one, and a notification to the other");
        }
    }

    private static void AssertFits(Action<ProtocolModel, ProtocolComparison> compare)
    {
        var comparison = new ProtocolComparison(ProtocolModel.Instance!);
        compare(ProtocolModel.Instance!, comparison);
        Assert.True(comparison.Findings.Count == 0, string.Join('\n', comparison.Findings));
        Assert.True(comparison.Compared > 20, $"only {comparison.Compared} parts were compared");
    }
}
