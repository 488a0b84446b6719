import * as vscode from 'vscode';
import { drawGraph } from './commands/graphCommand';
import { newScript } from './commands/newScript';
import { PromptCommands } from './commands/promptCommands';
import { ScriptCommands } from './commands/scriptCommands';
import { RunPanel } from './panel/runPanel';
import { PromptTerminal } from './prompt/promptTerminal';
import { RunController } from './runs/runController';
import { LanguageServer } from './server/languageServer';
import { errorPageScheme, libraryScheme, ServedDocuments } from './server/servedDocuments';
import { FallbackSnippets } from './snippets/fallbackSnippets';
import { StatusItem } from './status/statusItem';
import { taskType } from './tasks/nnTask';
import { NnTaskProvider } from './tasks/taskProvider';
import { currentTool } from './tools/currentTool';

let server: LanguageServer | undefined;

/** Called by the editor when the first script is opened or the first command is used. */
export function activate(context: vscode.ExtensionContext): void {
  const file = (...path: string[]) => vscode.Uri.joinPath(context.extensionUri, ...path);
  const tool = () => currentTool(context.extensionUri);
  const log = vscode.window.createOutputChannel('nn', { log: true });
  const language = new LanguageServer(context.extensionPath, log);
  server = language;
  const served = new ServedDocuments(() => language.client);
  const panel = new RunPanel(context.extensionUri);
  const runs = new RunController(panel);
  const eventFile = () => runs.newEventFile();
  const prompt = new PromptTerminal(tool, file('icons', 'nn-light.svg'));
  const scripts = new ScriptCommands(tool, eventFile);
  const prompts = new PromptCommands(prompt);

  const commands: Record<string, (first?: unknown, second?: unknown) => unknown> = {
    'nn.run': (script) => scripts.start('run', script),
    'nn.train': (script) => scripts.start('train', script),
    'nn.check': (script) => scripts.start('check', script),
    'nn.stop': () => runs.stop(),
    'nn.summary': (script, name) => scripts.summarize(script, name),
    'nn.graph': (script, name) => drawGraph(tool(), script, name),
    'nn.openPrompt': () => prompts.open(),
    'nn.openInPrompt': (script) => prompts.load(script),
    'nn.sendSelection': () => prompts.sendSelection(),
    'nn.showPanel': () => runs.showPanel(),
    'nn.newScript': () => newScript(),
    'nn.restartServer': () => language.restart(),
    'nn.showServerLog': () => log.show(),
  };
  context.subscriptions.push(
    log,
    language,
    panel,
    runs,
    prompt,
    new StatusItem(language, tool),
    vscode.tasks.registerTaskProvider(taskType, new NnTaskProvider(tool, eventFile)),
    vscode.workspace.registerTextDocumentContentProvider(libraryScheme, served),
    vscode.workspace.registerTextDocumentContentProvider(errorPageScheme, served),
    vscode.languages.registerCompletionItemProvider({ language: 'nn' }, new FallbackSnippets(language, file('snippets', 'nn.json'))),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('nn.server.path') || change.affectsConfiguration('nn.dotnet.path')) {
        language.restartIfChanged();
      }
    }),
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run)),
  );
  void language.start();
}

/** Called by the editor when it ends, or when the extension is switched off. */
export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
