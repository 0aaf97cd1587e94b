import type { Run } from '../store/schema.ts';
import { type Caller, maySee } from './caller.ts';
import type { Context } from './context.ts';
import { ProblemError } from './problem.ts';

/** @throws ProblemError `run_not_found`, for what the caller may not see, too. */
export async function getRun(context: Context, caller: Caller, id: string): Promise<Run> {
  const run = await context.store.runs.get(id);
  if (run && maySee(caller, run.organization_id)) return run;
  throw new ProblemError('run_not_found', `There is no run ${id} that this token may see.`);
}
