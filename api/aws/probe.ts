import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { awsFailure } from './failures.ts';

/** What the probe is to try. The handler takes exactly this shape; see stacks/consumer/probe/handler/index.mjs. */
export interface ProbeOrder {
  readonly version: 1;
  readonly targets: readonly {
    readonly host: string;
    readonly ports: readonly { readonly port: number; readonly tls: boolean; readonly serverName?: string }[];
  }[];
}

const milliseconds = z.number().int().min(0);
const result = z.object({
  host: z.string(),
  port: z.number(),
  dns: z.object({
    outcome: z.enum(['resolved', 'not_found', 'outside', 'timeout', 'failed']),
    addresses: z.array(z.string()).exactOptional(),
    milliseconds: milliseconds.exactOptional(),
  }),
  tcp: z
    .object({
      outcome: z.enum(['connected', 'timeout', 'refused', 'reset', 'failed']),
      peer: z.enum(['silent', 'spoke', 'closed']).exactOptional(),
      milliseconds: milliseconds.exactOptional(),
    })
    .exactOptional(),
  tls: z
    .object({
      outcome: z.enum(['established', 'silent', 'not_tls', 'closed', 'reset', 'refused']),
      protocol: z.string().exactOptional(),
      names: z.array(z.string()).exactOptional(),
      nameMatches: z.boolean().exactOptional(),
      notBefore: z.iso.datetime().exactOptional(),
      notAfter: z.iso.datetime().exactOptional(),
      issuer: z.string().exactOptional(),
      trusted: z.boolean().exactOptional(),
      milliseconds: milliseconds.exactOptional(),
    })
    .exactOptional(),
});
const answer = z.union([
  z.object({ version: z.literal(1), results: z.array(result) }),
  z.object({ version: z.literal(1), refused: z.string() }),
]);

export type ProbeResult = z.output<typeof result>;

export type ProbeAnswer =
  | { readonly kind: 'answered'; readonly results: readonly ProbeResult[] }
  /** There is no such function, or it is not ready. */
  | { readonly kind: 'missing' | 'throttled' | 'failed'; readonly code: string; readonly message: string };

/** Asks a network's probe and waits for its answer. */
export type InvokeProbe = (
  functionName: string,
  order: ProbeOrder,
  signal: AbortSignal,
) => Promise<ProbeAnswer>;

/** @throws what is neither AWS's answer nor the function's, such as the abort of `signal`. */
export async function invokeProbe(
  client: LambdaClient,
  functionName: string,
  order: ProbeOrder,
  abortSignal: AbortSignal,
): Promise<ProbeAnswer> {
  try {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'RequestResponse',
        Payload: new TextEncoder().encode(JSON.stringify(order)),
      }),
      { abortSignal },
    );
    const text = Payload === undefined ? '' : new TextDecoder().decode(Payload);
    if (FunctionError !== undefined)
      return { kind: 'failed', code: FunctionError, message: text.slice(0, 500) };
    return read(text);
  } catch (error) {
    const failure = awsFailure(error);
    if (failure === undefined) throw error;
    const { code, message } = failure;
    if (code === 'ResourceNotFoundException' || code === 'ResourceNotReadyException')
      return { kind: 'missing', code, message };
    return { kind: failure.kind === 'throttled' ? 'throttled' : 'failed', code, message };
  }
}

function read(text: string): ProbeAnswer {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'failed', code: 'MalformedAnswer', message: 'the probe did not answer in JSON' };
  }
  const { data } = answer.safeParse(json);
  if (data === undefined)
    return { kind: 'failed', code: 'MalformedAnswer', message: 'the probe answered in another shape' };
  if ('refused' in data) return { kind: 'failed', code: 'OrderRefused', message: data.refused };
  return { kind: 'answered', results: data.results };
}
