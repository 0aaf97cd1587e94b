import type { Run } from '../../store/schema.ts';
import type { TerraformDocument } from '../stacks/synthesis.ts';
import type { RunTarget } from './stall-watch.ts';

/** What is to be done with one stack. */
export interface RunRequest {
  readonly stack: string;
  readonly target: RunTarget;
  readonly action: Run['action'];
  readonly document: TerraformDocument;
  /** Files that the document refers to, by name. @default none */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Where its resources are, to look for what an interrupted run left. */
  readonly region: string;
  /** Names in its zones that belong to other stacks. @default none */
  readonly otherNames?: () => Promise<ReadonlySet<string>>;
  /** Addresses to create anew. */
  readonly replace?: readonly string[];
}
