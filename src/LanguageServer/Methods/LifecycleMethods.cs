using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Methods;

/// <summary>Beginning and end of a connection.</summary>
internal static class LifecycleMethods
{
    public const string Initialize = "initialize";

    public const string Exit = "exit";

    private const string ConfigurationMethod = "workspace/didChangeConfiguration";
    private const int Incremental = 2;

    /// <summary>The version of this program.</summary>
    public static string Version { get; } =
        typeof(LifecycleMethods).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>What can be called.</summary>
    public static Feature Feature(Func<ImmutableArray<Feature>> features) => new(
        [
            new RequestMethod<InitializeParams, InitializeResult>(
                Initialize, MethodClass.Mutation, static () => ProtocolJson.Default.InitializeParams, static () => ProtocolJson.Default.InitializeResult, (context, parameters) => Begin(context, parameters, features())),
            new NotificationMethod<NoParams>("initialized", static () => ProtocolJson.Default.NoParams, static (context, _) => Initialized(context.Server)),
            new RequestMethod<NoParams, NoParams>("shutdown", MethodClass.Mutation, static () => ProtocolJson.Default.NoParams, static () => ProtocolJson.Default.NoParams, static (context, _) => ShutDown(context)),
            new NotificationMethod<NoParams>(Exit, static () => ProtocolJson.Default.NoParams, static (context, _) => End(context)),
            new NotificationMethod<SetTraceParams>("$/setTrace", static () => ProtocolJson.Default.SetTraceParams, static (_, _) => { }),
            new NotificationMethod<DidChangeConfigurationParams>(ConfigurationMethod, static () => ProtocolJson.Default.DidChangeConfigurationParams, static (context, parameters) => ConfigurationChanged(context.Server, parameters)),
        ],
        static (capabilities, _) => capabilities);

    private static ValueTask<InitializeResult?> Begin(RequestContext context, InitializeParams parameters, ImmutableArray<Feature> features)
    {
        var server = context.Server;
        server.Client = ClientFeatures.Of(parameters.Capabilities);
        server.Stage = ServerStage.Running;
        server.EndWith(parameters.ProcessId);
        server.Workspace.SetFolders(FoldersOf(parameters));
        if (parameters.InitializationOptions is { } options)
            server.Workspace.Configure(ServerSettings.Read(options, server.DataFolder));
        var capabilities = new ServerCapabilities("utf-16", new TextDocumentSyncOptions(true, Incremental, new SaveOptions(false)));
        foreach (var feature in features)
            capabilities = feature.Announce(capabilities, server.Client);
        return new ValueTask<InitializeResult?>(new InitializeResult(capabilities, new ServerInfo("nn-language-server", Version)));
    }

    private static ImmutableArray<string> FoldersOf(InitializeParams parameters)
    {
        if (parameters.WorkspaceFolders is { } folders)
            return [.. folders.Select(static folder => DocumentUri.ToPath(folder.Uri)).OfType<string>()];
        if (parameters.RootUri is { } uri)
            return DocumentUri.ToPath(uri) is { } path ? [path] : [];
        return parameters.RootPath is { Length: > 0 } root && Path.IsPathFullyQualified(root) ? [root] : [];
    }

    private static void Initialized(ServerState server)
    {
        server.Watcher.Start();
        if (server.Client.RegistersConfiguration)
        {
            var registration = new Registration("configuration", ConfigurationMethod, JsonSerializer.SerializeToElement(new DidChangeConfigurationRegistrationOptions("nn"), ProtocolJson.Default.DidChangeConfigurationRegistrationOptions));
            _ = server.Requests.RequestAsync("client/registerCapability", new RegistrationParams([registration]), ProtocolJson.Default.RegistrationParams);
        }

        if (server.Client.AnswersConfiguration)
            _ = AskConfigurationAsync(server);
    }

    private static ValueTask<NoParams?> ShutDown(RequestContext context)
    {
        context.Server.Stage = ServerStage.ShutDown;
        return new ValueTask<NoParams?>((NoParams?)null);
    }

    private static void End(RequestContext context)
    {
        if (context.Server.Stage == ServerStage.ShutDown)
            context.Server.Stage = ServerStage.Ended;
    }

    private static void ConfigurationChanged(ServerState server, DidChangeConfigurationParams parameters)
    {
        if (server.Client.AnswersConfiguration)
            _ = AskConfigurationAsync(server);
        else if (parameters.Settings is { } settings)
            Configure(server, settings);
    }

    private static async Task AskConfigurationAsync(ServerState server)
    {
        var answer = await server.Requests.RequestAsync("workspace/configuration", new ConfigurationParams([new ConfigurationItem(null, "nn")]), ProtocolJson.Default.ConfigurationParams).ConfigureAwait(false);
        if (answer.IsEmpty)
            return;
        using var document = JsonDocument.Parse(answer);
        if (document.RootElement is not { ValueKind: JsonValueKind.Array } sections || sections.GetArrayLength() == 0 || sections[0].ValueKind != JsonValueKind.Object)
            return;
        var settings = sections[0].Clone();
        server.Post(() => Configure(server, settings));
    }

    private static void Configure(ServerState server, JsonElement settings)
    {
        server.Workspace.Configure(ServerSettings.Read(settings, server.DataFolder));
        server.Refresher.RefreshSettings();
    }
}
