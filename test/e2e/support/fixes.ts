import { execa } from 'execa';
import type { components } from '../../../api/contract.generated.ts';

type Finding = components['schemas']['TestFinding'];

/** Values that only the side which acts can know, by what a fix calls them. */
export type Known = Readonly<Record<string, string>>;

/**
 * Runs the command of a fix as it is printed, in a shell, with what stands in `<…>` filled in.
 *
 * @throws when something is left to fill in, or a command fails.
 */
export async function runAsPrinted(
  command: string,
  options: { readonly environment: Readonly<Record<string, string>>; readonly known?: Known },
): Promise<string> {
  const { environment, known = {} } = options;
  const filled = Object.entries(known).reduce(
    (text, [placeholder, value]) => text.replaceAll(`<${placeholder}>`, value),
    command,
  );
  if (/<[^>]+>/.test(filled)) throw new Error(`the fix has a place that nobody fills in: ${filled}`);
  const { stdout } = await execa('sh', ['-ec', filled], {
    env: { ...environment, AWS_PAGER: '' },
    timeout: 60_000,
    stdin: 'ignore',
  });
  return stdout;
}

/** The finding that this cause leads; fails with those that there are. */
export function findingOf(findings: readonly Finding[], code: string): Finding {
  const found = findings.find(({ causes }) => causes[0]?.code === code);
  if (found === undefined) {
    const codes = findings.map(({ causes }) => causes.map((cause) => cause.code).join(' | '));
    throw new Error(`no finding is led by ${code}; there are: ${codes.join(', ') || 'none'}`);
  }
  return found;
}
