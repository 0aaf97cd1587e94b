import { join, relative, resolve, sep } from 'node:path';
import type { TerraformStack } from '../cdktf.ts';
import { App } from '../cdktf.ts';

/** The module in this repository. */
const localModule = resolve(import.meta.dirname, '../../modules/privatelink-producer');

/**
 * The module's folder, as seen from the folder where Terraform runs for `stack`.
 *
 * CDK for Terraform would copy a local module into every stack's output as an asset. That needs a context which only its own
 * command line sets, and takes a `.terraform` folder that somebody left in the module for a change of the module.
 */
export function localModuleSource(stack: TerraformStack): string {
  const stackFolder = resolve(App.of(stack).outdir, 'stacks', stack.node.id);
  const path = relative(stackFolder, localModule).split(sep).join('/');
  // A source without ./ or ../ in front is an address in a registry to Terraform.
  return path.startsWith('../') ? path : `./${join(path)}`;
}
