import { basename } from 'node:path';
import * as vscode from 'vscode';

/** The script that a command is about: the one it was called with, or the active one. Saved, so that what runs is what is seen. */
export async function scriptToRun(argument: unknown): Promise<string | undefined> {
  const uri = uriOf(argument) ?? vscode.window.activeTextEditor?.document.uri;
  const open = uri === undefined ? undefined : vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (uri === undefined || (open !== undefined && open.languageId !== 'nn')) {
    void vscode.window.showInformationMessage('nn: open a script first.');
    return undefined;
  }
  if (open?.isUntitled === true) {
    const saved = await vscode.workspace.save(open.uri);
    return saved?.scheme === 'file' ? saved.fsPath : undefined;
  }
  if (uri.scheme !== 'file') {
    void vscode.window.showInformationMessage(`nn: ${basename(uri.path)} is no file of this machine, so it cannot be run.`);
    return undefined;
  }
  if (open?.isDirty === true && !(await open.save())) {
    return undefined;
  }
  return uri.fsPath;
}

// Lenses give a path, menus an address.
function uriOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) {
    return argument;
  }
  if (typeof argument !== 'string' || argument.length === 0) {
    return undefined;
  }
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(argument) ? vscode.Uri.parse(argument) : vscode.Uri.file(argument);
}
