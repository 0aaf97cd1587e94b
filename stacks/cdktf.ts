/**
 * The one module through which every symbol of CDK for Terraform comes.
 *
 * CDK for Terraform was archived in December 2025; the community continues it under the name `cdktn`
 * (https://github.com/open-constructs/cdk-terrain). Moving there means changing the two module names below and the
 * provider package, and nothing else: a test refuses direct imports of `cdktf` and `constructs` anywhere else.
 */
export type {
  AppConfig,
  IResolvable,
  TerraformOutputConfig,
  TerraformProvider,
  TerraformResource,
} from 'cdktf';
export {
  Annotations,
  App,
  Fn,
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
} from 'cdktf';
export type { IConstruct, IValidation } from 'constructs';
export { Construct, Node } from 'constructs';
