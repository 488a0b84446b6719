import * as vscode from 'vscode';

const installPage = 'https://dotnet.microsoft.com/download/dotnet/10.0';

/** Says once that the language server cannot be started, with the two things that help. Colours, snippets and folding work without it. */
export async function tellStartProblem(problem: string, log: vscode.LogOutputChannel): Promise<void> {
  log.error(problem);
  const install = 'How to Install .NET';
  const settings = 'Open Settings';
  const chosen = await vscode.window.showErrorMessage(`nn: no shapes and errors while typing, since ${problem}.`, install, settings);
  if (chosen === install) {
    await vscode.env.openExternal(vscode.Uri.parse(installPage));
  } else if (chosen === settings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'nn.dotnet.path nn.server.path');
  }
}
