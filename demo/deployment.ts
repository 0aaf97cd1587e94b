import { join } from 'node:path';
import type { TerraformBinary } from '../api/terraform/binary.ts';
import { type RunOptions, TerraformWorkspace } from '../api/terraform/workspace.ts';
import { writeFleet } from '../scripts/synthesis.ts';
import { loadFleet } from '../stacks/fleet/load.ts';

export interface DeploymentOptions {
  /** Where stacks are written and their state is kept. */
  readonly directory: string;
  readonly binary: TerraformBinary;
  /** Where Terraform gets its provider from; see `prepareProviderInstallation`. */
  readonly providerEnvironment: Record<string, string | undefined>;
  /** Credentials for one account. */
  readonly credentials: (accountId: string, region: string) => Record<string, string>;
}

/** The stacks of a fleet file, deployed one by one with Terraform; what `cdktf deploy` does, from within a program. */
export class Deployment {
  readonly #options: DeploymentOptions;
  readonly #workspaces = new Map<string, TerraformWorkspace>();
  readonly #initialised = new Set<string>();
  readonly #deployed = new Set<string>();

  constructor(options: DeploymentOptions) {
    this.#options = options;
  }

  /** Ids of the stacks that were deployed and not destroyed since. */
  get deployedStackIds(): string[] {
    return [...this.#deployed];
  }

  /** Writes the Terraform of every stack. Call it again whenever the fleet file has changed. */
  async synthesize(fleetFile: string): Promise<void> {
    const fleet = loadFleet(fleetFile, { fileName: 'fleet.yaml' });
    const stacks = await writeFleet(fleet, { outdir: join(this.#options.directory, 'cdktf.out') });
    // The folder of a stack that the fleet no longer has is gone, and with it what `init` put there.
    const ids = new Set(stacks.map(({ id }) => id));
    for (const id of this.#initialised) if (!ids.has(id)) this.#initialised.delete(id);
    for (const { id, directory, accountId, region } of stacks) {
      const credentials = this.#options.credentials(accountId, region);
      const environment = { ...this.#options.providerEnvironment, ...credentials };
      const { binary } = this.#options;
      this.#workspaces.set(id, new TerraformWorkspace({ binary, directory, environment }));
    }
  }

  /** Applies one stack and returns its outputs. */
  async deploy(stackId: string, options: RunOptions = {}): Promise<Record<string, unknown>> {
    const workspace = await this.#ready(stackId, options);
    // Before the apply: one that fails half-way leaves resources, too.
    this.#deployed.add(stackId);
    await workspace.apply(options);
    return workspace.outputs();
  }

  async destroy(stackId: string, options: RunOptions = {}): Promise<void> {
    const workspace = await this.#ready(stackId, options);
    await workspace.destroy(options);
    this.#deployed.delete(stackId);
  }

  /** The working directory of one stack, for plans and outputs. */
  workspace(stackId: string): TerraformWorkspace {
    const workspace = this.#workspaces.get(stackId);
    if (!workspace)
      throw new Error(`There is no stack ${stackId}; there are: ${[...this.#workspaces.keys()].join(', ')}`);
    return workspace;
  }

  async #ready(stackId: string, options: RunOptions): Promise<TerraformWorkspace> {
    const workspace = this.workspace(stackId);
    if (!this.#initialised.has(stackId)) {
      await workspace.init(options);
      this.#initialised.add(stackId);
    }
    return workspace;
  }
}
