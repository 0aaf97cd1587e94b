/**
 * The Terraform provider that the stacks and the module run on. The generated classes know the schema of one major (6.25); the stacks
 * emit only what 5.100.0 knows too, so both majors work.
 */
export const awsProvider = { source: 'hashicorp/aws', version: '>= 5.100.0, < 7.0.0' } as const;
