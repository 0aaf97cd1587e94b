import { type Construct, TerraformStack } from '../cdktf.ts';

/** Something that should hold. Where it does not, a plan goes on and says so. */
export interface Assertion {
  /** A Terraform expression. */
  readonly condition: string;
  /** What is wrong, and who must do what; a Terraform template. */
  readonly message: string;
}

/** Adds a `check` block to the stack of `scope`; the library has no class for it. */
export function addCheck(scope: Construct, name: string, assertions: readonly Assertion[]): void {
  TerraformStack.of(scope).addOverride(`check.${name}`, {
    assert: assertions.map(({ condition, message }) => ({
      condition: `\${${condition}}`,
      error_message: message,
    })),
  });
}
