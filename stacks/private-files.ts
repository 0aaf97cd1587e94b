import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IStackSynthesizer, ISynthesisSession, TerraformStack } from './cdktf.ts';

/**
 * Makes what a stack is written to readable by its owner alone: names, addresses and environments of connectors are nobody
 * else's business on a machine that many use.
 */
export class PrivateFiles implements IStackSynthesizer {
  readonly #stack: TerraformStack;
  readonly #inner: IStackSynthesizer;
  readonly #files = new Map<string, Uint8Array>();

  constructor(stack: TerraformStack, inner: IStackSynthesizer) {
    this.#stack = stack;
    this.#inner = inner;
  }

  /** A file beside the stack's own, in the folder that Terraform runs in. */
  add(name: string, bytes: Uint8Array): void {
    this.#files.set(name, bytes);
  }

  synthesize(session: ISynthesisSession): void {
    this.#inner.synthesize(session);
    const { workingDirectory, synthesizedStackPath } = session.manifest.forStack(this.#stack);
    chmodSync(join(session.outdir, workingDirectory), 0o700);
    chmodSync(join(session.outdir, synthesizedStackPath), 0o600);
    for (const [name, bytes] of this.#files)
      writeFileSync(join(session.outdir, workingDirectory, name), bytes, { mode: 0o600 });
  }
}
