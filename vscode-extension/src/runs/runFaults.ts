import * as vscode from 'vscode';
import type { RunEvent } from './runEvent';

/** Shows the fault that ended a run at its place in the script, until the script changes or runs again. */
export class RunFaults implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('nn run');
  private readonly listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0) {
      this.collection.delete(document.uri);
    }
  });

  /** Forgets what earlier runs met. */
  clear(): void {
    this.collection.clear();
  }

  show(fault: Extract<RunEvent, { event: 'fault' }>): void {
    if (fault.place === undefined) {
      return;
    }
    const { file, line, column, endLine, endColumn } = fault.place;
    const range = new vscode.Range(line - 1, column - 1, endLine - 1, Math.max(endColumn - 1, line === endLine ? column : 0));
    const diagnostic = new vscode.Diagnostic(range, fault.text, vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'nn run';
    diagnostic.code = fault.code;
    this.collection.set(vscode.Uri.file(file), [diagnostic]);
  }

  dispose(): void {
    this.listener.dispose();
    this.collection.dispose();
  }
}
