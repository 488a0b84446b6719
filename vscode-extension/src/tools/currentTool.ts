import * as vscode from 'vscode';
import { dotnetProgram } from '../server/processCommand';
import { findProgram } from '../server/programFile';
import type { Tool } from './toolCommand';

/** The program `nn` that the settings name, or the one that the extension brings along. */
export function currentTool(extensionUri: vscode.Uri): Tool {
  const settings = vscode.workspace.getConfiguration('nn');
  const bundled = vscode.Uri.joinPath(extensionUri, 'server', 'nn.dll').fsPath;
  return {
    path: findProgram({ setting: settings.get<string>('cli.path', ''), environment: undefined, bundled }).path,
    dotnet: dotnetProgram(settings.get<string>('dotnet.path', '')),
    dataFolder: settings.get<string>('dataFolder', '').trim(),
  };
}
