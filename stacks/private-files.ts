import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { IStackSynthesizer, ISynthesisSession, TerraformStack } from './cdktf.ts';

/**
 * Makes what a stack is written to readable by its owner alone: names, addresses and environments of connectors are nobody
 * else's business on a machine that many use.
 */
export class PrivateFiles implements IStackSynthesizer {
  readonly #stack: TerraformStack;
  readonly #inner: IStackSynthesizer;

  constructor(stack: TerraformStack, inner: IStackSynthesizer) {
    this.#stack = stack;
    this.#inner = inner;
  }

  synthesize(session: ISynthesisSession): void {
    this.#inner.synthesize(session);
    const { workingDirectory, synthesizedStackPath } = session.manifest.forStack(this.#stack);
    chmodSync(join(session.outdir, workingDirectory), 0o700);
    chmodSync(join(session.outdir, synthesizedStackPath), 0o600);
  }
}
