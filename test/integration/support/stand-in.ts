import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Installs a stand-in for Terraform in the folder, and in this process's environment. `apply` is what it does between taking its
 * state and giving it back; it may use `fs`, `address`, `authorization`, `say`, `state`, `role`, `write` and `read`.
 */
export async function installStandIn(folder: string, apply: string): Promise<Record<string, string>> {
  const terraform = join(folder, 'terraform');
  await writeFile(
    terraform,
    `#!${process.execPath}
const fs = require('node:fs');
const [command] = process.argv.slice(2);
const { TF_HTTP_ADDRESS: address, TF_HTTP_USERNAME: user, TF_HTTP_PASSWORD: password } = process.env;
const authorization = 'Basic ' + Buffer.from(user + ':' + password).toString('base64');
const say = (message) => console.log(JSON.stringify({ '@level': 'info', '@message': 'm', ...message }));
const role = { mode: 'managed', type: 'aws_iam_role', name: 'principal', instances: [{ attributes: { name: 'role' } }] };
const state = (serial, resources = [role]) => JSON.stringify({ version: 4, serial, lineage: 'one', outputs: {}, resources });
const write = (serial, resources) =>
  fetch(address, { method: 'POST', headers: { authorization }, body: state(serial, resources) }).then(({ status }) => status);
const read = () => fetch(address, { headers: { authorization } });
(async () => {
  if (command === 'version') return console.log(process.argv.includes('-json') ? '{"terraform_version":"1.11.4"}' : 'Terraform v1.11.4');
  if (command === 'init') return fs.mkdirSync('.terraform', { recursive: true });
  ${apply}
})();
`,
  );
  await chmod(terraform, 0o755);
  const rc = join(folder, 'terraform.rc');
  // The user's own installation of providers counts, so nothing is looked for or downloaded.
  await writeFile(rc, 'provider_installation {}');
  return { TERRAFORM_BINARY_NAME: terraform, TF_CLI_CONFIG_FILE: rc };
}
