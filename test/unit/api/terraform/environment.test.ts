// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this text is the matter of the tests
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { allowedEnvironment } from '../../../../api/terraform/environment.ts';
import { TerraformWorkspace } from '../../../../api/terraform/workspace.ts';
import { fakeTerraform } from '../../../support/fake-terraform.ts';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

const secrets = {
  DATABASE_URL: 'postgres://u:p@h/d',
  WEBHOOK_SECRET: 'whsec_x',
  SOMETHING_NEW: 'x',
  GITHUB_TOKEN: 'x',
  TF_LOG: 'TRACE',
  TF_CLI_ARGS: '-target=x',
  TF_VAR_name: 'x',
  NODE_OPTIONS: '--require /x',
  AWSOME: 'x',
};
const needed = {
  AWS_ACCESS_KEY_ID: 'a',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:2',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:3',
  HTTPS_PROXY: 'http://proxy:1',
  no_proxy: 'localhost',
  LC_ALL: 'C',
  SSL_CERT_FILE: '/certificates',
};

describe('what Terraform knows of this process', () => {
  test('what Terraform knows of this process is a list of what it needs', () => {
    expect(allowedEnvironment({ ...secrets, ...needed })).toEqual(needed);
  });

  test.each([false, true])(
    'and so it is for the program itself, with a supervisor or without (%s)',
    async (supervised) => {
      Object.assign(process.env, secrets, needed);
      const { binary, directory } = await fakeTerraform(
        `require('fs').writeFileSync('seen.json', JSON.stringify([process.env, require('fs').readFileSync('/proc/' + process.ppid + '/environ', 'utf8')]));`,
      );
      await new TerraformWorkspace({
        binary,
        directory,
        supervised,
        environment: { NAMED: 'yes', AWS_ACCESS_KEY_ID: undefined },
      }).init();
      const [own, parent] = JSON.parse(await readFile(join(directory, 'seen.json'), 'utf8'));
      expect(own).toMatchObject({
        NAMED: 'yes',
        AWS_ENDPOINT_URL: needed.AWS_ENDPOINT_URL,
        TF_IN_AUTOMATION: '1',
      });
      expect(own).not.toHaveProperty('AWS_ACCESS_KEY_ID');
      for (const name of Object.keys(secrets)) {
        expect(own).not.toHaveProperty(name);
        if (supervised) expect(parent).not.toContain(`${name}=`);
      }
    },
  );

  test('arguments are words, and values of variables are literal', async () => {
    const { binary, directory } = await fakeTerraform(
      `require('fs').writeFileSync('args.json', JSON.stringify(args));`,
    );
    const terraform = new TerraformWorkspace({ binary, directory });
    await terraform.plan({ variables: { list: ['${file("x")}', 'a\b\\b%{'] } });
    expect(JSON.parse(await readFile(join(directory, 'args.json'), 'utf8'))).toContain(
      '-var=list=["$${file(\\"x\\")}","a\\u0008\\\\b%%{"]',
    );
    await expect(terraform.import('aws_vpc.x', '-config=/etc')).rejects.toThrow(
      'neither an address nor an id',
    );
    await expect(terraform.apply({ replace: ['-destroy'] })).resolves.toBeDefined();
    expect(JSON.parse(await readFile(join(directory, 'args.json'), 'utf8'))).toContain('-replace=-destroy');
  });
});
