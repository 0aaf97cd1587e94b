import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { prepareProviderInstallation } from '../../../../api/terraform/cli-configuration.ts';
import { fakeTerraform } from '../../../support/fake-terraform.ts';

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
const provider = 'registry.terraform.io/hashicorp/aws/5.100.0';

async function scratch(): Promise<{ home: string; cacheDirectory: string; mirror: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'installation-'));
  const mirror = join(folder, 'mirror');
  await mkdir(join(mirror, provider, `${process.platform}_${architecture}`), { recursive: true });
  return { home: folder, cacheDirectory: join(folder, 'cache'), mirror };
}

async function configurationOf(installation: {
  environment: Record<string, string | undefined>;
}): Promise<string> {
  return readFile(installation.environment.TF_CLI_CONFIG_FILE ?? '', 'utf8');
}

describe('where runs get the AWS provider from', () => {
  test('a mirror is named in a generated configuration, and only for the AWS provider', async () => {
    const { binary } = await fakeTerraform('');
    const { home, cacheDirectory, mirror } = await scratch();
    const installation = await prepareProviderInstallation({
      binary,
      cacheDirectory,
      environment: { HOME: home, TRAY_PROVIDER_MIRROR: mirror },
    });
    const configuration = await configurationOf(installation);
    expect(configuration).toContain(JSON.stringify(mirror));
    expect(configuration).toMatch(/direct \{\s+exclude = \["registry\.terraform\.io\/hashicorp\/aws"\]/);
    expect(installation.description).toContain('5.100.0');
  });

  test('the provider_installation of the user is left alone', async () => {
    const { binary } = await fakeTerraform('');
    const { home, cacheDirectory, mirror } = await scratch();
    const own = join(home, '.terraformrc');
    await writeFile(own, 'provider_installation { direct {} }');
    const installation = await prepareProviderInstallation({
      binary,
      cacheDirectory,
      environment: { HOME: home, TRAY_PROVIDER_MIRROR: mirror },
    });
    expect(installation.environment).toEqual({ TF_CLI_CONFIG_FILE: own });
  });

  test('other settings of the user are kept beside the mirror', async () => {
    const { binary } = await fakeTerraform('');
    const { home, cacheDirectory, mirror } = await scratch();
    await writeFile(join(home, '.terraformrc'), 'disable_checkpoint = true\n');
    const installation = await prepareProviderInstallation({
      binary,
      cacheDirectory,
      environment: { HOME: home, TRAY_PROVIDER_MIRROR: mirror },
    });
    expect(await configurationOf(installation)).toMatch(
      /^disable_checkpoint = true\n\nprovider_installation/,
    );
  });

  test('a variable that names a missing configuration file is not passed on', async () => {
    const { binary } = await fakeTerraform('');
    const { home, cacheDirectory, mirror } = await scratch();
    const installation = await prepareProviderInstallation({
      binary,
      cacheDirectory,
      environment: { HOME: home, TRAY_PROVIDER_MIRROR: mirror, TF_CLI_CONFIG_FILE: join(home, 'missing') },
    });
    expect(installation.environment.TF_CLI_CONFIG_FILE).not.toBe(join(home, 'missing'));
  });

  test('where runs get the AWS provider from without a mirror the provider is downloaded once and then serves as one', async () => {
    const { binary, directory } = await fakeTerraform(`
      const fs = require('fs');
      fs.mkdirSync(process.env.TF_PLUGIN_CACHE_DIR + '/${provider}', { recursive: true });`);
    const { home, cacheDirectory } = await scratch();
    let downloads = 0;
    const options = {
      binary,
      cacheDirectory,
      environment: { HOME: home, XDG_DATA_DIRS: directory },
      systemFolders: [],
      onDownload: () => {
        downloads += 1;
      },
    };
    const first = await prepareProviderInstallation(options);
    const second = await prepareProviderInstallation(options);
    expect(downloads).toBe(1);
    expect(second).toEqual(first);
    expect(await configurationOf(first)).toContain(join(cacheDirectory, 'providers'));
    expect(await readdir(join(cacheDirectory, 'providers/registry.terraform.io/hashicorp/aws'))).toEqual([
      '5.100.0',
    ]);
  });

  test('a download that fails says how to work without the registry, and leaves nothing behind', async () => {
    const { binary, directory } = await fakeTerraform(
      'console.error("registry unreachable"); process.exit(1);',
    );
    const { home, cacheDirectory } = await scratch();
    const installation = prepareProviderInstallation({
      binary,
      cacheDirectory,
      environment: { HOME: home, XDG_DATA_DIRS: directory },
      systemFolders: [],
    });
    await expect(installation).rejects.toThrow(/registry unreachable[\s\S]*TRAY_PROVIDER_MIRROR/);
    expect(await readdir(cacheDirectory)).toEqual([]);
  });
});
