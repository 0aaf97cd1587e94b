import { Listr, ListrLogger, type ListrTask, PRESET_TIMER, ProcessOutput } from 'listr2';

/** One step that a person sees: a title, and a line below it that `report` changes while the work goes on. */
export interface Task {
  readonly title: string;
  readonly run: (report: (line: string) => void, retitle: (title: string) => void) => Promise<void>;
}

export interface TaskListOptions {
  /** Standard output is kept for one JSON document, so progress goes to standard error. */
  readonly json: boolean;
  /** How many tasks run at a time. Default: one. */
  readonly concurrency?: number;
  /** Whether a failed task ends the list at once (default), or only after the others have run. */
  readonly exitOnError?: boolean;
}

/** Runs tasks, with their progress alive on a terminal and as plain lines in a pipe; rejects with the first failure. */
export async function runTasks(tasks: readonly Task[], options: TaskListOptions): Promise<void> {
  const stream = options.json ? process.stderr : process.stdout;
  const plain = !stream.isTTY;
  const processOutput = new ProcessOutput(stream, process.stderr);
  const shared = { timer: PRESET_TIMER };
  const list = new Listr<unknown, 'default', 'simple'>(tasks.map(toListrTask), {
    concurrent: options.concurrency ?? false,
    exitOnError: options.exitOnError ?? true,
    registerSignalListeners: false,
    renderer: 'default',
    rendererOptions: { ...shared, logger: new ListrLogger({ processOutput, useIcons: true }) },
    fallbackRendererCondition: plain,
    fallbackRenderer: 'simple',
    fallbackRendererOptions: { ...shared, logger: new ListrLogger({ processOutput, useIcons: true }) },
  });
  await list.run();
  const [failure] = list.errors;
  if (failure) throw failure;
}

function toListrTask(task: Task): ListrTask {
  return {
    title: task.title,
    task: (_context, wrapper) =>
      task.run(
        (line) => {
          wrapper.output = line;
        },
        (title) => {
          wrapper.title = title;
        },
      ),
  };
}
