import { describe, expect, test } from '@jest/globals';
import { findTerraform } from '../../../../api/terraform/binary.ts';
import { TerraformUnavailableError } from '../../../../api/terraform/errors.ts';
import { fakeTerraform } from '../../../support/fake-terraform.ts';

const answering = (version: string, name = 'Terraform') =>
  `console.log(args.includes('-json') ? JSON.stringify({ terraform_version: '${version}' }) : '${name} v${version}');`;

describe('finding Terraform', () => {
  test('the executable that TERRAFORM_BINARY_NAME names is taken', async () => {
    const { path } = await fakeTerraform(answering('1.9.8'));
    const binary = await findTerraform({ TERRAFORM_BINARY_NAME: path });
    expect(binary).toEqual({ path, version: '1.9.8', product: 'terraform' });
  });

  test('OpenTofu is told from Terraform', async () => {
    const { path } = await fakeTerraform(answering('1.10.3', 'OpenTofu'));
    expect((await findTerraform({ TERRAFORM_BINARY_NAME: path })).product).toBe('opentofu');
  });

  test('where there is none, the error says what to install', async () => {
    const search = findTerraform({ PATH: '/nonexistent' });
    await expect(search).rejects.toThrow(TerraformUnavailableError);
    await expect(search).rejects.toThrow(/Install Terraform 1\.5\.0 or later .* or OpenTofu/);
  });

  test('a variable that names nothing is named in the error', async () => {
    await expect(findTerraform({ TERRAFORM_BINARY_NAME: '/nonexistent/terraform' })).rejects.toThrow(
      /TERRAFORM_BINARY_NAME names "\/nonexistent\/terraform"/,
    );
  });

  test('a release that is too old is refused with both versions', async () => {
    const { path } = await fakeTerraform(answering('1.4.7'));
    await expect(findTerraform({ TERRAFORM_BINARY_NAME: path })).rejects.toThrow(
      /is version 1\.4\.7; 1\.5\.0 or later/,
    );
  });

  test('a program that answers no version is refused', async () => {
    const { path } = await fakeTerraform('console.log("hello");');
    await expect(findTerraform({ TERRAFORM_BINARY_NAME: path })).rejects.toThrow(
      /did not answer with a version/,
    );
  });

  test('a program that fails is refused with its own words', async () => {
    const { path } = await fakeTerraform('console.error("library missing"); process.exit(3);');
    await expect(findTerraform({ TERRAFORM_BINARY_NAME: path })).rejects.toThrow(/library missing/);
  });
});
