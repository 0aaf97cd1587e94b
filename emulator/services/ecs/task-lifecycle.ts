/**
 * From PROVISIONING to STOPPED. A task whose images are mapped runs its containers as processes; when no image at all is mapped,
 * tasks are a matter of states alone.
 */
import { constants } from 'node:os';
import { imagesOf } from '../../core/images.ts';
import type { Child, Exit } from '../../core/runner.ts';
import type { Call } from '../../core/service.ts';
import { deleteNetworkInterface } from '../ec2/network/interface-placement.ts';
import { type StopCode, type Task, tasks } from './state.ts';
import { StartFailure } from './task-failure.ts';
import { prepareTask, type Ready } from './task-start.ts';

/** ECS shows stopped tasks for about an hour. */
const STOPPED_TASK_SECONDS = 3600;

interface Running {
  readonly ready: Ready;
  readonly child: Child;
}

/** The processes of tasks, kept beside them: the state holds nothing but data. */
const running = new WeakMap<Task, Running[]>();

const watchers = new WeakMap<Task, Changed>();

/** Called when a task came to RUNNING or STOPPED. */
export type Changed = (task: Task) => void;

/** Says to the task's service what becomes of it. */
export function watch(task: Task, changed: Changed): void {
  watchers.set(task, changed);
}

/** Whether tasks run as processes: from the first mapped image on. */
export function runsProcesses(call: Call): boolean {
  return call.world.runner !== undefined && imagesOf(call.world).size > 0;
}

/** PROVISIONING → PENDING → RUNNING, or STOPPED with the reason. */
export function launch(call: Call, task: Task, changed: Changed): void {
  const wait = call.world.settings.transitionSeconds;
  watch(task, changed);
  call.after(wait, () => {
    if (task.lastStatus !== 'PROVISIONING') return;
    task.lastStatus = 'PENDING';
    call.after(wait, () => {
      if (task.lastStatus === 'PENDING') start(call, task);
    });
  });
}

function start(call: Call, task: Task): void {
  const { runner } = call.world;
  if (runner === undefined) return;
  const children: Running[] = [];
  try {
    for (const ready of prepareTask(call, task)) {
      const [command = '', ...args] = ready.command;
      const child = runner.start({
        command,
        args,
        environment: ready.environment,
        ...(task.networkInterfaceId === undefined ? {} : { networkInterfaceId: task.networkInterfaceId }),
        onLine: (line) => ready.log(line),
      });
      children.push({ ready, child });
    }
  } catch (error) {
    for (const { child } of children) child.stop(0);
    if (!(error instanceof Error)) throw error;
    const isOwn = error instanceof StartFailure;
    end(
      call,
      task,
      'TaskFailedToStart',
      isOwn ? error.message : `CannotStartContainerError: ${error.message}`,
    );
    return;
  }
  running.set(task, children);
  task.lastStatus = 'RUNNING';
  task.startedAt = call.now().getTime();
  for (const each of children) {
    task.containers = { ...task.containers, [each.ready.name]: { lastStatus: 'RUNNING' } };
    void each.child.exit.then((exit) => {
      // On the agenda, where whatever happens in the emulator happens, and in order.
      call.world.agenda.schedule(call.now().getTime(), () => ended(call, task, each, exit));
    });
  }
  watchers.get(task)?.(task);
}

function ended(call: Call, task: Task, { ready, child }: Running, exit: Exit): void {
  // A reset has made an AWS in which there never was such a task.
  if (call.table(tasks).get(task.arn) !== task) return;
  const reason = exit.failure === undefined ? {} : { reason: `CannotStartContainerError: ${exit.failure}` };
  const container = { lastStatus: 'STOPPED', ...codeOf(exit), ...reason } as const;
  task.containers = { ...task.containers, [ready.name]: container };
  const others = (running.get(task) ?? []).filter((each) => each.child !== child);
  running.set(task, others);
  if (task.lastStatus === 'RUNNING' && ready.essential) {
    task.stopCode = exit.failure === undefined ? 'EssentialContainerExited' : 'TaskFailedToStart';
    task.stoppedReason = container.reason ?? 'Essential container in task exited';
    stopContainers(call, task);
  }
  if (task.lastStatus === 'STOPPING' && others.length === 0) deprovision(call, task);
}

/** As a shell says it: 128 and the signal's number. */
function codeOf({ code, signal }: Exit): { exitCode?: number } {
  if (code !== undefined) return { exitCode: code };
  const number = constants.signals[signal as keyof typeof constants.signals];
  return number === undefined ? {} : { exitCode: 128 + number };
}

/** Stops a task, whatever it is doing. One that is stopped or about to be goes on as it is. */
export function end(call: Call, task: Task, code: StopCode, reason: string): void {
  if (!isLive(task)) return;
  task.stopCode = code;
  task.stoppedReason = reason;
  stopContainers(call, task);
}

function stopContainers(call: Call, task: Task): void {
  const children = running.get(task) ?? [];
  task.stoppingAt = call.now().getTime();
  if (children.length === 0) {
    deprovision(call, task);
    return;
  }
  task.lastStatus = 'STOPPING';
  for (const { ready, child } of children) child.stop(ready.stopTimeout);
}

/** Gives the network interface back. */
function deprovision(call: Call, task: Task): void {
  const { world, scope } = call;
  task.lastStatus = 'DEPROVISIONING';
  call.after(world.settings.transitionSeconds, () => {
    task.lastStatus = 'STOPPED';
    task.stoppedAt = world.clock.now();
    if (task.networkInterfaceId !== undefined) deleteNetworkInterface(world, scope, task.networkInterfaceId);
    watchers.get(task)?.(task);
  });
  call.after(world.settings.transitionSeconds + STOPPED_TASK_SECONDS, () => {
    call.table(tasks).delete(task.arn);
  });
}

/** Runs or is about to. */
export function isLive(task: Task): boolean {
  return ['PROVISIONING', 'PENDING', 'RUNNING'].includes(task.lastStatus);
}
