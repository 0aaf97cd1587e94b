import { type Construct, TerraformStack } from '../cdktf.ts';
import { expression } from '../expression.ts';

/** Something that should hold. Where it does not, a plan goes on and says so. */
export interface Assertion {
  /** A Terraform expression; text within it is `quoted`. */
  readonly condition: string;
  /** What is wrong, and who must do what: text, with expressions in it where they are wanted. */
  readonly message: string;
}

/** Adds a `check` block to the stack of `scope`; the library has no class for it. */
export function addCheck(scope: Construct, name: string, assertions: readonly Assertion[]): void {
  TerraformStack.of(scope).addOverride(`check.${name}`, {
    assert: assertions.map(({ condition, message }) => ({
      condition: expression(condition),
      error_message: message,
    })),
  });
}
