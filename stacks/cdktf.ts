/**
 * The one module through which every symbol of CDK for Terraform comes.
 *
 * CDK for Terraform was archived in December 2025; the community continues it under the name `cdktn`
 * (https://github.com/open-constructs/cdk-terrain). Moving there means changing the two module names below and the
 * provider package, and nothing else: a test refuses direct imports of `cdktf` and `constructs` anywhere else.
 */
import { randomInt } from 'node:crypto';

export type {
  AppConfig,
  IResolvable,
  IStackSynthesizer,
  ISynthesisSession,
  TerraformOutputConfig,
  TerraformProvider,
  TerraformResource,
} from 'cdktf';
export {
  App,
  HttpBackend,
  Lazy,
  LocalBackend,
  S3Backend,
  TerraformElement,
  TerraformHclModule,
  TerraformLocal,
  TerraformOutput,
  TerraformStack,
  Testing,
  Token,
  Tokenization,
} from 'cdktf';
export type { IConstruct, IValidation } from 'constructs';
export { Construct, Node } from 'constructs';

/*
 * Tokens are numbered from 0, so that text could name one. From a random number on, a token is only what this process made: what
 * somebody else wrote in that syntax is the name of none, and literal.ts leaves it text.
 */
const map: { tokenCounter?: unknown } = Reflect.get(globalThis, '__cdktfTokenMap') ?? {};
if (typeof map.tokenCounter !== 'number') {
  throw new Error('CDK for Terraform numbers its tokens in another way than it did; see stacks/cdktf.ts');
}
map.tokenCounter += randomInt(2 ** 40, 2 ** 47);
