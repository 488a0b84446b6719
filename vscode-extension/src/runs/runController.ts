import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunPanel } from '../panel/runPanel';
import { isNnTask } from '../tasks/nnTask';
import { EventFile } from './eventFile';
import { RunFaults } from './runFaults';
import type { RunEvent } from './runEvent';
import { emptyRun, type RunState, withEvent } from './runState';

const interruptKey = '\u0003';

/** A run that goes on: its task, the file of its events, and what is known of it so far. */
interface RunningScript {
  readonly execution: vscode.TaskExecution;
  readonly events: EventFile;
  state: RunState;
  processId: number | undefined;
}

/** Follows the runs that our tasks start: reads their events and shows the newest of them in the panel. */
export class RunController implements vscode.Disposable {
  private readonly running = new Map<vscode.TaskExecution, RunningScript>();
  private readonly faults = new RunFaults();
  private readonly listeners: vscode.Disposable[];
  private shown: RunningScript | undefined;
  private folder: string | undefined;
  private count = 0;

  constructor(private readonly panel: RunPanel) {
    this.listeners = [
      vscode.tasks.onDidStartTask(({ execution }) => this.begin(execution)),
      vscode.tasks.onDidStartTaskProcess(({ execution, processId }) => {
        const run = this.running.get(execution);
        if (run !== undefined) {
          run.processId = processId;
        }
      }),
      vscode.tasks.onDidEndTask(({ execution }) => void this.end(execution)),
      panel.onDidAsk((request) => void (request.ask === 'stop' ? this.stop() : this.again())),
    ];
  }

  /** A path for the events of a run that is about to begin. */
  newEventFile(): string {
    this.folder ??= mkdtempSync(join(tmpdir(), 'nn-events-'));
    return join(this.folder, `run-${++this.count}.jsonl`);
  }

  /** Shows the panel with the last run. */
  showPanel(): void {
    this.panel.open();
    this.update();
  }

  /** Interrupts the newest run as Ctrl+C does: a training ends and keeps what it learned. */
  async stop(): Promise<void> {
    const run = this.shown;
    if (run === undefined || !this.running.has(run.execution)) {
      return;
    }
    for (const terminal of vscode.window.terminals) {
      if (run.processId !== undefined && (await terminal.processId) === run.processId) {
        terminal.sendText(interruptKey, false);
        return;
      }
    }
    run.execution.terminate();
  }

  dispose(): void {
    for (const listener of this.listeners) {
      listener.dispose();
    }
    this.faults.dispose();
    for (const run of this.running.values()) {
      void run.events.finish();
    }
    if (this.folder !== undefined) {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private async again(): Promise<void> {
    if (this.shown !== undefined && vscode.workspace.isTrusted) {
      await vscode.workspace.saveAll(false);
      await vscode.tasks.executeTask(this.shown.execution.task);
    }
  }

  private begin(execution: vscode.TaskExecution): void {
    const { definition, execution: how } = execution.task;
    if (!isNnTask(definition) || !(how instanceof vscode.ProcessExecution)) {
      return;
    }
    const path = how.args[how.args.indexOf('--events') + 1];
    if (!how.args.includes('--events') || path === undefined) {
      return;
    }
    const events = new EventFile(path, (some) => this.take(run, some));
    const run: RunningScript = { execution, events, state: emptyRun(definition.file), processId: undefined };
    this.running.set(execution, run);
    this.shown = run;
    this.faults.clear();
    events.start();
    void vscode.commands.executeCommand('setContext', 'nn.isRunning', true);
    if (definition.action === 'train' || this.opensPanel() === 'always') {
      this.panel.open();
    }
    this.update();
  }

  private take(run: RunningScript, events: readonly RunEvent[]): void {
    for (const event of events) {
      run.state = withEvent(run.state, event);
      // A mistake that was found before the script started is underlined by the language server already.
      if (event.event === 'fault' && run.state.device.length > 0) {
        this.faults.show(event);
      }
    }
    if (run !== this.shown) {
      return;
    }
    const isWorthSeeing = run.state.trainings.length > 0 || run.state.drawings.length > 0;
    if (isWorthSeeing && !this.panel.isOpen && !this.hasOpened.has(run.execution) && this.opensPanel() === 'whenTraining') {
      this.hasOpened.add(run.execution);
      this.panel.open();
    }
    this.update();
  }

  private async end(execution: vscode.TaskExecution): Promise<void> {
    const run = this.running.get(execution);
    if (run === undefined) {
      return;
    }
    await run.events.finish();
    this.running.delete(execution);
    void vscode.commands.executeCommand('setContext', 'nn.isRunning', this.running.size > 0);
    this.update();
  }

  // A panel that a person closes stays closed for the rest of the run.
  private readonly hasOpened = new WeakSet<vscode.TaskExecution>();

  private opensPanel(): string {
    return vscode.workspace.getConfiguration('nn').get<string>('panel.open', 'whenTraining');
  }

  private update(): void {
    if (this.shown !== undefined) {
      this.panel.show(this.shown.state, this.running.has(this.shown.execution));
    }
  }
}
