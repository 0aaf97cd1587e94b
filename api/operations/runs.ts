import type { Run, RunProgressLine } from '../store/schema.ts';
import { type Caller, maySee } from './caller.ts';
import { getConnection } from './connections.ts';
import type { Context } from './context.ts';
import { ProblemError } from './problem.ts';

/** @throws ProblemError `run_not_found`, for what the caller may not see, too. */
export async function getRun(context: Context, caller: Caller, id: string): Promise<Run> {
  const run = await context.store.runs.get(id);
  if (run && maySee(caller, run.organization_id)) return run;
  throw new ProblemError('run_not_found', `There is no run ${id} that this token may see.`);
}

export async function listConnectionRuns(
  context: Context,
  caller: Caller,
  connectionId: string,
  query: { readonly limit: number; readonly before?: number },
): Promise<Run[]> {
  await getConnection(context, caller, connectionId);
  return context.store.runs.listOfConnection({ ...query, connectionId });
}

/** @returns the lines after that one, and whether more of them can come. */
export async function listRunProgress(
  context: Context,
  caller: Caller,
  id: string,
  { limit, after }: { readonly limit: number; readonly after: number },
): Promise<{ lines: RunProgressLine[]; ended: boolean }> {
  const run = await getRun(context, caller, id);
  const lines = await context.store.runs.progress({ runId: id, limit, after });
  return { lines, ended: run.finished_at !== null && lines.length < limit };
}
