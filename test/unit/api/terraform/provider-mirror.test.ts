import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findProviderMirror, impliedMirrorFolders } from '../../../../api/terraform/provider-mirror.ts';

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
const platform = `${process.platform}_${architecture}`;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function unpacked(at: string, version: string): Promise<string> {
  const directory = join(folder, at);
  await mkdir(join(directory, 'registry.terraform.io/hashicorp/aws', version, platform), { recursive: true });
  return directory;
}

const nowhere = { environment: {}, impliedFolders: [], systemFolders: [] };

describe('where the AWS provider is looked for', () => {
  test('the folder that the variable names wins', async () => {
    const named = await unpacked('named', '5.100.0');
    const system = await unpacked('opt/mirror', '6.25.0');
    const found = await findProviderMirror({
      ...nowhere,
      environment: { TRAY_PROVIDER_MIRROR: named },
      systemFolders: [system],
    });
    expect(found).toEqual({ directory: named, version: '5.100.0', found: 'variable' });
  });

  test('a variable that names a folder without a fitting provider is an error that says what belongs there', async () => {
    const named = await unpacked('named', '4.67.0');
    await expect(
      findProviderMirror({ ...nowhere, environment: { TRAY_PROVIDER_MIRROR: named } }),
    ).rejects.toThrow(/TRAY_PROVIDER_MIRROR is ".*named".*>=5\.100\.0 <7\.0\.0.*terraform providers mirror/);
  });

  test('an implied folder of Terraform comes before the system folders', async () => {
    const implied = await unpacked('home/.terraform.d/plugins', '5.100.0');
    const system = await unpacked('opt/mirror', '6.25.0');
    const found = await findProviderMirror({
      ...nowhere,
      impliedFolders: [implied],
      systemFolders: [system],
    });
    expect(found?.found).toBe('implied');
  });

  test('a system folder is searched two levels deep and no deeper', async () => {
    await unpacked('opt/vendor/terraform', '5.100.0');
    const found = await findProviderMirror({ ...nowhere, systemFolders: [join(folder, 'opt')] });
    expect(found?.directory).toBe(join(folder, 'opt/vendor/terraform'));

    await unpacked('srv/a/b/c/d', '5.100.0');
    expect(await findProviderMirror({ ...nowhere, systemFolders: [join(folder, 'srv')] })).toBeUndefined();
  });

  test('where the AWS provider is looked for of several versions the newest fitting one is told, packed archives included', async () => {
    const directory = await unpacked('mixed', '5.100.0');
    const provider = join(directory, 'registry.terraform.io/hashicorp/aws');
    await writeFile(join(provider, `terraform-provider-aws_6.2.0_${platform}.zip`), '');
    await writeFile(join(provider, `terraform-provider-aws_7.0.0_${platform}.zip`), '');
    const found = await findProviderMirror({ ...nowhere, systemFolders: [directory] });
    expect(found?.version).toBe('6.2.0');
  });

  test('a mirror for another platform only is none', async () => {
    await mkdir(join(folder, 'registry.terraform.io/hashicorp/aws/5.100.0/plan9_mips'), { recursive: true });
    expect(await findProviderMirror({ ...nowhere, systemFolders: [folder] })).toBeUndefined();
  });

  test('where the AWS provider is looked for without any mirror Terraform downloads as usual', async () => {
    expect(await findProviderMirror(nowhere)).toBeUndefined();
  });

  test('the implied folders follow HOME and the XDG variables', () => {
    const folders = impliedMirrorFolders({
      HOME: '/home/dev',
      XDG_DATA_DIRS: '/site/share',
      APPDATA: 'C:\\Data',
    });
    expect(folders.length).toBeGreaterThan(0);
    if (process.platform === 'linux') {
      expect(folders).toEqual([
        '/home/dev/.terraform.d/plugins',
        '/home/dev/.local/share/terraform/plugins',
        '/site/share/terraform/plugins',
      ]);
    }
  });
});
