import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Fleet } from '../stacks/fleet/fleet.ts';
import { AwsStack, buildFleetApp, type FleetApp, readFleetFile } from '../stacks/index.ts';

export interface SynthesisOptions {
  /** The stacks are written to `<outdir>/stacks/<id>`. */
  readonly outdir: string;
  /** Told what happens next, in one line. */
  readonly report?: (line: string) => void;
}

export interface SynthesizedStack {
  readonly id: string;
  /** Absolute path of the folder that Terraform runs in. */
  readonly directory: string;
  readonly accountId: string;
  readonly region: string;
  /** Ids of the stacks that are deployed before it. */
  readonly dependsOn: readonly string[];
}

/** Reads a fleet file and writes its Terraform; see {@link writeFleet}. */
export async function synthesizeFleet(
  options: SynthesisOptions & { readonly fleetFile: string },
): Promise<SynthesizedStack[]> {
  return writeFleet(readFleetFile(options.fleetFile), options);
}

/** Writes the Terraform of a fleet; the stacks come back in the order of deployment. */
export async function writeFleet(fleet: Fleet, options: SynthesisOptions): Promise<SynthesizedStack[]> {
  const report = options.report ?? (() => {});
  report('Building the stacks');
  const fleetApp = buildFleetApp(fleet, { outdir: options.outdir });
  report(`Writing ${fleetApp.stacks.length} stacks to ${options.outdir}`);
  fleetApp.app.synth();
  removeStaleStacks(fleetApp);
  return fleetApp.stacks.map((stack) => {
    if (!(stack instanceof AwsStack)) throw new Error(`${stack.node.id} is not an AwsStack`);
    return {
      id: stack.node.id,
      directory: resolve(fleetApp.app.outdir, 'stacks', stack.node.id),
      accountId: stack.deployment.accountId,
      region: stack.deployment.region,
      dependsOn: stack.dependencies.map((dependency) => dependency.node.id).sort(),
    };
  });
}

/** Folders of stacks that the fleet no longer has would still be validated and, worse, deployed. */
function removeStaleStacks({ app, stacks }: FleetApp): void {
  const folder = join(app.outdir, 'stacks');
  const current = new Set(stacks.map((stack) => stack.node.id));
  for (const name of readdirSync(folder)) {
    if (current.has(name) || !existsSync(join(folder, name, 'cdk.tf.json'))) continue;
    rmSync(join(folder, name), { recursive: true });
  }
}
