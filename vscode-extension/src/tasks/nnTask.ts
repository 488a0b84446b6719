import { basename, dirname, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { ProcessCommand } from '../server/processCommand';
import { checkCommand, runCommand, type ScriptAction, type Tool } from '../tools/toolCommand';

/** The type of our tasks in `tasks.json`. */
export const taskType = 'nn';

/** A task as a person writes it in `tasks.json`. */
export interface NnTaskDefinition extends vscode.TaskDefinition {
  readonly action: ScriptAction;
  readonly file: string;
  readonly args?: readonly string[];
}

/** Whether what stands in `tasks.json` is one of our tasks. */
export function isNnTask(definition: vscode.TaskDefinition): definition is NnTaskDefinition {
  const { type, action, file, args } = definition as Partial<NnTaskDefinition>;
  return (
    type === taskType &&
    (action === 'run' || action === 'train' || action === 'check') &&
    typeof file === 'string' &&
    (args === undefined || (Array.isArray(args) && args.every((argument) => typeof argument === 'string')))
  );
}

/** Makes the task that does what a definition says; its events go to a file where it runs a script. */
export function taskOf(definition: NnTaskDefinition, scope: vscode.WorkspaceFolder | vscode.TaskScope, tool: Tool, eventFile: () => string): vscode.Task {
  const folder = typeof scope === 'object' ? scope.uri.fsPath : undefined;
  const script = isAbsolute(definition.file) || folder === undefined ? definition.file : join(folder, definition.file);
  const further = definition.args ?? [];
  const command = definition.action === 'check' ? checkCommand(tool, script, further) : runCommand(tool, script, eventFile(), further);
  return processTask(definition, scope, `${definition.action} ${basename(script)}`, command, folder ?? dirname(script));
}

/** A task that starts one program with its arguments as they are; no shell takes part. */
export function processTask(definition: vscode.TaskDefinition, scope: vscode.WorkspaceFolder | vscode.TaskScope, name: string, command: ProcessCommand, folder: string): vscode.Task {
  const task = new vscode.Task(definition, scope, name, 'nn', new vscode.ProcessExecution(command.program, [...command.args], { cwd: folder }), ['$nn']);
  task.presentationOptions = { echo: false, reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Dedicated, clear: true, showReuseMessage: false, focus: false };
  return task;
}
