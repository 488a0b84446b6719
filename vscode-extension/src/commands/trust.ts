import * as vscode from 'vscode';

/** Whether scripts may be run here; says why not. */
export function requireTrust(): boolean {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage('nn: scripts are run only in workspaces that are trusted.', 'Manage Trust').then((chosen) => {
      if (chosen !== undefined) {
        void vscode.commands.executeCommand('workbench.trust.manage');
      }
    });
  }
  return vscode.workspace.isTrusted;
}
