interface Instance {
  status?: string;
}
interface RawState {
  serial: number;
  readonly resources?: readonly {
    readonly mode: string;
    readonly type: string;
    readonly instances: readonly Instance[];
  }[];
}

/**
 * The state without the mark that makes Terraform replace resources of this type; undefined when none has it.
 *
 * Terraform marks as tainted what was made and then not seen to its end, also when that was weather: AWS throttled the question
 * whether an endpoint is there yet. Another endpoint would ask the customer a second time. What is there is looked at by the
 * next run in any case: https://developer.hashicorp.com/terraform/cli/commands/untaint
 */
export function withoutTaint(body: Buffer, type: string): Buffer | undefined {
  const state = JSON.parse(body.toString()) as RawState;
  const tainted = (state.resources ?? [])
    .filter((resource) => resource.mode === 'managed' && resource.type === type)
    .flatMap(({ instances }) => instances)
    .filter(({ status }) => status === 'tainted');
  if (tainted.length === 0) return undefined;
  for (const instance of tainted) delete instance.status;
  state.serial += 1;
  return Buffer.from(JSON.stringify(state, null, 2));
}
